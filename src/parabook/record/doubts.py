"""불안정을 가리는 규칙. 재기 전에 정해 두었고, 결과를 보고 바꾸지 않습니다.

표시는 결과를 버리지 않습니다. 읽는 사람이 그만큼 덜 믿게 할 뿐입니다.
"""

from collections.abc import Sequence
from statistics import median

FOREIGN_LIMIT = 0.10
"""측정과 상관없는 것이 기계의 코어를 이만큼 넘게 썼으면 불안정합니다.

다른 프로그램뿐 아니라, 가상 기계에서 이웃에게 빼앗긴 시간(steal)도 들어 있습니다.
"""

DELAY_LIMIT = 0.05
"""기준이 돌 준비가 되고도 코어를 기다린 시간이 걸린 시간의 이만큼을 넘으면 불안정합니다.

기준만 봅니다. 스레드나 프로세스를 코어보다 많이 쓰는 방법은 저희끼리도 코어를 기다리므로,
그 시간만 보아서는 남 때문인지 알 수 없습니다.
"""

WIDTH_LIMIT = 0.25
"""비의 95 % 구간의 폭이 비의 이만큼을 넘으면 불안정합니다."""

INFLATION_LIMIT = 1.15
"""같은 일을 코어마다 동시에 했더니 CPU 시간이 이만큼 넘게 늘었으면 불안정합니다.

이웃한 가상 기계가 같은 코어를 나누어 쓸 때 이렇게 됩니다. 부하 평균에는 보이지 않습니다.
"""


def foreign_share(foreign_seconds: Sequence[float], seconds: Sequence[float], cores: int) -> float:
    """다른 프로세스들이 쓴 코어의 몫을 세대마다 구해, 그 중앙값을 돌려줍니다.

    Args:
        foreign_seconds: 세대마다 다른 프로세스들이 쓴 CPU 시간(초).
        seconds: 세대마다 흐른 시간(초).
        cores: 코어의 수.
    """
    shares = [
        used / (passed * cores) for used, passed in zip(foreign_seconds, seconds, strict=True)
    ]
    return median(shares) if shares else 0.0


def delay_share(delays: Sequence[float], walls: Sequence[float]) -> float:
    """코어를 기다린 시간이 걸린 시간의 얼마인지, 표본마다 구해 그 중앙값을 돌려줍니다."""
    shares = [delay / wall for delay, wall in zip(delays, walls, strict=True)]
    return median(shares) if shares else 0.0


def doubts(
    *,
    foreign: float = 0.0,
    delay: float = 0.0,
    width: float = 0.0,
    inflation: float = 1.0,
) -> tuple[str, ...]:
    """불안정하다고 볼 까닭을 한국어 구절로 돌려줍니다. 없으면 안정한 것입니다.

    Args:
        foreign: `foreign_share`의 값.
        delay: `delay_share`의 값.
        width: 비의 구간의 폭을 비로 나눈 값.
        inflation: 동시에 할 때의 CPU 시간을 혼자 할 때의 CPU 시간으로 나눈 값.
    """
    found = []
    if foreign > FOREIGN_LIMIT:
        found.append(f"다른 프로그램이나 이웃한 가상 기계가 코어의 {foreign:.0%}를 씀")
    if delay > DELAY_LIMIT:
        found.append(f"기준이 코어를 기다린 시간이 걸린 시간의 {delay:.0%}")
    if width > WIDTH_LIMIT:
        found.append(f"비의 구간의 폭이 비의 {width:.0%}")
    if inflation > INFLATION_LIMIT:
        found.append(f"함께 돌 때 CPU 시간이 {inflation:.2f}배로 늘어남")
    return tuple(found)
