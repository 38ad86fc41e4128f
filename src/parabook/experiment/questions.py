"""예제가 부르는 세 가지: 시간을 비교하는 `compare`, 지연을 재는 `latency`, 지켜보는 `observe`."""

from collections.abc import Callable, Mapping
from typing import Any

from parabook.experiment import results
from parabook.experiment.design import (
    DesignError,
    Entrant,
    budget,
    entries_of,
    plan_of,
    same_as,
)
from parabook.paired import FEWEST_GENERATIONS
from parabook.record.schema import Record
from parabook.server.specification import Server

LATENCY_GENERATIONS = 4
"""지연은 한 세대에 몇백 번을 재므로 세대를 많이 두지 않습니다."""


def compare(
    *contenders: Entrant,
    server: Server | None = None,
    requests: int = 0,
    one_core: bool = False,
    ceiling: bool = False,
    memory: bool = False,
    equal: float | Callable[[Any, Any], bool] | None = None,
    deadline_seconds: float = 60.0,
    python: str = "",
    part: str = "",
    axis: str = "",
) -> Record:
    """경쟁 방법들을 번갈아 재어 기록을 돌려줍니다. 첫 방법이 기준입니다.

    한 방법을 몰아서 재지 않고 매 회 순서를 섞습니다.
    기계가 느려지는 동안 걸린 방법만 손해를 보지 않게 하려는 것입니다.
    세대마다 인터프리터를 새로 시작합니다. 프로세스마다 달라지는 것도 퍼짐에 들어가야 하기 때문입니다.

    Args:
        contenders: 함수 또는 `Contender`. 돌려준 값이 서로 같은지 검산합니다.
        server: 연습용 서버. 주면 함수의 첫 인자로 주소의 목록이 갑니다.
        requests: 주소의 개수.
        one_core: 모든 방법이 코어를 하나만 쓰면 참.
        ceiling: 참이면 기준의 일을 코어마다 하나씩 동시에 시켜, 얻을 수 있는 최선도 함께 잽니다.
            여러 코어를 쓰는 방법을 비교할 때 줍니다.
        memory: 참이면 시간을 다 잰 다음, 방법마다 메모리 피크를 따로 잽니다.
        equal: 돌려준 값이 같은지 보는 법. 없으면 틀림없이 같아야 합니다. 수(예: 1e-9)를 주면 그만큼의
            상대 오차까지 같다고 보고, 두 값을 받는 함수를 주면 그 함수에 묻습니다.
            부동소수점의 합은 더하는 순서가 다르면 끝자리가 다릅니다.
        deadline_seconds: 한 번 재는 데 기다릴 시간(초). 넘기면 그 방법은 실패한 것입니다.
        python: 경쟁 방법을 돌릴 인터프리터의 경로. 없으면 `PARABOOK_PYTHON`, 그것도 없으면 이 인터프리터입니다.
        part: 한 예제에서 두 번 비교할 때, 기록의 이름에 덧붙일 말.
        axis: `sweep`으로 값을 바꾸어 가며 잴 때, 그 값이 무엇인지. 단위까지 적습니다.

    Raises:
        ExperimentError: 방법 하나라도 값을 내지 못했거나 틀린 값을 낸 경우.
        DesignError: 방법이 없거나, 이름이 겹치거나, 서버와 주소의 수가 맞지 않는 경우.
        SettingError: 환경 변수에 쓸 수 없는 값이 있는 경우.
    """
    entries = entries_of(contenders, one_core=one_core)
    plan = plan_of(
        entries,
        "time",
        server,
        requests,
        python=python,
        deadline_seconds=deadline_seconds,
        ceiling=ceiling,
        memory=memory,
        equal=same_as(equal, entries),
        axis=axis,
    )
    return results.recorded(plan, entries, part)


def latency(
    *contenders: Entrant,
    rate_per_second: float,
    seconds: float = 2.0,
    threads: int = 16,
    server: Server | None = None,
    requests: int = 0,
    deadline_seconds: float = 60.0,
    python: str = "",
    part: str = "",
) -> Record:
    """일이 정해진 때마다 도착할 때, 저마다 얼마나 늦게 끝나는지 재어 기록을 돌려줍니다.

    지연은 도착하기로 한 때부터 셉니다(열린 고리). 앞의 일이 밀리면 뒤의 일도 늦어지고,
    그 지연이 백분위수에 보입니다. 보통 함수는 스레드들이, 코루틴 함수는 이벤트 루프 하나가 맡습니다.
    `Contender(closed_loop=True)`는 앞의 것이 끝나야 다음을 시작하고, 시작한 때부터 셉니다.

    Args:
        contenders: 한 번 도착할 때 부를 함수.
        rate_per_second: 1초에 도착하는 수.
        seconds: 한 세대에 도착이 이어지는 시간(초). `full`이 아닌 예산에서는 그 반입니다.
        threads: 함께 돌 수 있는 스레드의 수.
        server: 연습용 서버. 주면 도착마다 주소 하나가 첫 인자로 갑니다.
        requests: 주소의 개수. 도착마다 돌아가며 씁니다.
        deadline_seconds: 한 세대를 기다릴 시간(초).
        python: 돌릴 인터프리터의 경로. `compare`와 같습니다.
        part: 한 예제에서 두 번 잴 때, 기록의 이름에 덧붙일 말.

    Raises:
        ExperimentError: 도착 하나라도 예외를 낸 경우.
        DesignError: 설계에 어긋나는 것이 있는 경우.
        SettingError: 환경 변수에 쓸 수 없는 값이 있는 경우.
    """
    if rate_per_second <= 0 or seconds <= 0 or threads < 1:
        raise DesignError(
            "rate_per_second와 seconds는 0보다 커야 하고 threads는 1 이상이어야 합니다."
        )
    entries = entries_of(contenders)
    lasting = seconds if budget().name == "full" else seconds / 2
    plan = plan_of(
        entries,
        "latency",
        server,
        requests,
        python=python,
        deadline_seconds=deadline_seconds,
        generations=min(budget().generations, LATENCY_GENERATIONS),
        interval_seconds=1 / rate_per_second,
        arrivals=max(1, round(rate_per_second * lasting)),
        threads=threads,
    )
    return results.recorded(plan, entries, part)


def observe(
    *contenders: Entrant,
    facts: Mapping[str, str] | None = None,
    measured: Mapping[str, str] | None = None,
    times: int = 0,
    server: Server | None = None,
    requests: int = 0,
    deadline_seconds: float = 20.0,
    python: str = "",
    part: str = "",
    trace: str = "",
) -> Record:
    """함수를 새 인터프리터에서 돌려, 무슨 일이 일어나는지 지켜보고 기록을 돌려줍니다.

    부하가 바꿀 수 없는 사실을 셀 때 씁니다: 잃은 갱신, 살아 있는 태스크, 종료 코드, 찍은 글.
    함수가 스스로 시계나 메모리를 읽은 것은 센 것이 아니라 잰 것입니다. 그런 사실은 `measured`에 적습니다.
    함수는 사실의 이름에서 수로 가는 사전을 돌려줍니다. 셀 것이 없는 사실의 값은 `None`입니다.
    사전의 `spans`는 (줄, 시작, 끝, 이름)의 목록이고, `draw(result, show="spans")`가 시간표로 그립니다.
    사전의 `trace`는 (때, 값)의 목록이고, 때는 함수가 시작한 뒤로 흐른 초입니다. `draw(result, show="trace")`가
    때에 따른 추이로 그립니다.
    `Contender(expect_failure=True)`는 끝나지 않거나 죽어도 됩니다. 그것도 적을 사실입니다.

    Args:
        contenders: 지켜볼 함수.
        facts: 센 사실의 이름에서 사람이 읽는 이름으로. 단위를 괄호에 적습니다.
            `seconds`(걸린 시간)와 `finished`(끝까지 갔으면 1), 서버가 있으면 `connections`와
            `requests`는 함수가 돌려주지 않아도 됩니다. 나머지는 적은 것과 돌려준 것의 이름이 맞아야 합니다.
        measured: 잰 사실의 이름에서 사람이 읽는 이름으로. 적어도 세 번 돌려 구간을 구하고,
            비로만 주장할 수 있습니다.
        times: 함수마다 돌릴 횟수의 한도. 0이면 예산이 정한 대로입니다.
        server: 연습용 서버. 주면 함수의 첫 인자로 주소의 목록이 갑니다.
        requests: 주소의 개수.
        deadline_seconds: 실패를 보이는 함수를 한 번 기다릴 시간(초). 나머지는 더 기다립니다.
        python: 돌릴 인터프리터의 경로. `compare`와 같습니다.
        part: 한 예제에서 두 번 지켜볼 때, 기록의 이름에 덧붙일 말.
        trace: 추이로 적은 값의, 사람이 읽는 이름. 단위를 괄호에 적습니다.

    Raises:
        ExperimentError: 실패할 이유가 없는 함수가 실패했거나, 사실이 아닌 것을 돌려주었거나,
            적은 사실과 돌려준 사실의 이름이 맞지 않는 경우.
        DesignError: 설계에 어긋나는 것이 있는 경우.
        SettingError: 환경 변수에 쓸 수 없는 값이 있는 경우.
    """
    counted, clocked = dict(facts or {}), dict(measured or {})
    if not counted and not clocked:
        raise DesignError("무엇을 볼지 facts나 measured에 하나 이상 적으십시오.")
    if both := sorted(counted.keys() & clocked.keys()):
        raise DesignError(
            f"사실 {', '.join(both)}이 facts와 measured에 모두 있습니다. "
            "센 것이면 facts에만, 잰 것이면 measured에만 적으십시오."
        )
    entries = entries_of(contenders)
    limit = budget().times
    runs = min(times, limit) if times else limit
    plan = plan_of(
        entries,
        "observation",
        server,
        requests,
        python=python,
        deadline_seconds=deadline_seconds,
        # 한 번씩만 돌려 보는 예산은 구간을 말하지 않습니다.
        times=max(runs, min(FEWEST_GENERATIONS, budget().generations)) if clocked else runs,
        facts=counted | clocked,
        measured=tuple(clocked),
        trace=trace,
    )
    return results.recorded(plan, entries, part)
