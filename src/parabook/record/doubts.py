"""불안정을 가리는 규칙. 재기 전에 정해 두었고, 결과를 보고 바꾸지 않습니다.

소음은 남이 한 일입니다. 방법이 스스로 한 일, 곧 제 프로세스끼리 코어를 기다린 시간은 그 방법의 일부입니다.
구간이 넓은 것도 불안정이 아닙니다. 그만큼 모른다는 뜻이고, 구간이 이미 그렇게 말합니다.

표시는 결과를 버리지 않습니다. 읽는 사람이 그만큼 덜 믿게 할 뿐입니다.
"""

from collections.abc import Sequence
from math import fsum
from statistics import median

FOREIGN_LIMIT = 0.10
"""재는 동안 측정과 상관없는 것이 기계의 코어를 이만큼 넘게 썼으면 불안정합니다.

다른 프로그램뿐 아니라, 가상 기계에서 이웃에게 빼앗긴 시간(steal)도 들어 있습니다.
"""

TAKEN_LIMIT = 0.05
"""코어 하나에 묶은 방법이 그 코어를 남에게 빼앗긴 시간이 걸린 시간의 이만큼을 넘으면 불안정합니다.

코어가 많은 기계에서는 남이 쓴 비율이 작아 보여도, 하필 그 코어를 썼을 수 있습니다.
"""


def foreign_share(foreign_seconds: Sequence[float], seconds: Sequence[float], cores: int) -> float:
    """재는 동안 다른 프로세스들이 쓴 코어의 비율입니다. 모르면 0입니다.

    세대를 모두 더해 봅니다. 몇 세대만 방해받았어도 그만큼 세고, 눈금의 오차는 서로 지워집니다.

    Args:
        foreign_seconds: 세대마다 다른 프로세스들이 쓴 CPU 시간(초).
        seconds: 세대마다 흐른 시간(초).
        cores: 쓸 수 있는 코어의 수.
    """
    attainable = fsum(seconds) * cores
    return max(0.0, fsum(foreign_seconds)) / attainable if attainable else 0.0


def taken_share(samples: Sequence[tuple[float, float, float]]) -> float:
    """코어를 남에게 빼앗긴 시간이 걸린 시간의 얼마인지, 표본마다 구해 그 중앙값을 돌려줍니다.

    제 스레드끼리 기다린 시간은 빼앗긴 것이 아닙니다. 그동안 그 코어는 제 일을 했으므로,
    빼앗긴 시간은 걸린 시간에서 쓴 CPU 시간을 뺀 것보다 길 수 없습니다.

    Args:
        samples: 표본마다 걸린 시간, 쓴 CPU 시간, 코어를 기다린 시간(초).
    """
    shares = [max(0.0, min(delay, wall - cpu)) / wall for wall, cpu, delay in samples]
    return median(shares) if shares else 0.0


def doubts(*, foreign: float = 0.0, taken: float = 0.0) -> tuple[str, ...]:
    """불안정하다고 볼 이유를 한국어 구절로 돌려줍니다. 없으면 안정한 것입니다.

    Args:
        foreign: `foreign_share`의 값.
        taken: `taken_share`의 값.
    """
    found = []
    if foreign > FOREIGN_LIMIT:
        found.append(f"다른 프로그램이나 이웃한 가상 기계가 코어의 {foreign:.0%}를 씀")
    if taken > TAKEN_LIMIT:
        found.append(f"묶인 코어를 남에게 빼앗긴 시간이 걸린 시간의 {taken:.0%}")
    return tuple(found)
