"""지도 한 칸: 계산과 기다림을 바꾸어 가며 고를 방법을 찾습니다."""

from dataclasses import dataclass
from functools import cache

from parabook.choice.ranking import METHODS, good_enough, rank
from parabook.choice.workload import Costs, Work

MAP_TASKS = (10, 1000)


MAP_DATA = (0, 2**20)


MAP_TICKS = (1e-5, 1e-3, 1e-1)


MAP_POINTS = 61


MAP_MEMORY = 64e9
"""지도의 칸마다의 작업 수와 데이터(바이트), 눈금(초), 한 변의 점의 수, 넉넉한 메모리(바이트)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """지도 한 칸. `chosen[기다림][계산]`은 고를 방법의 순서이고, `close`는 그만한 방법이 더 있으면 참입니다.

    첫 줄의 기다림은 0입니다. 기다리지 않는 일과 조금이라도 기다리는 일은 답이 다릅니다.
    """

    compute: tuple[float, ...]
    wait: tuple[float, ...]
    chosen: tuple[tuple[int, ...], ...]
    close: tuple[tuple[bool, ...], ...]


@cache
def sheet(costs: Costs, tasks: int, data: float, cores: int) -> Sheet:
    """작업의 수와 데이터를 정하고, 계산과 기다림을 바꾸어 가며 고를 방법을 찾습니다.

    가장 빠른 것의 15 % 안에 드는 방법이 여럿이면, 코드를 가장 덜 바꾸는 것을 고릅니다.
    """
    compute = _spaced(1e-6, 1)
    wait = (0.0, *_spaced(1e-5, 1))
    good = [
        [_good_enough(Work(tasks, each, pause, data, MAP_MEMORY, cores), costs) for each in compute]
        for pause in wait
    ]
    return Sheet(
        compute,
        wait,
        tuple(tuple(found[0] for found in row) for row in good),
        tuple(tuple(len(found) > 1 for found in row) for row in good),
    )


def _good_enough(work: Work, costs: Costs) -> list[int]:
    """가장 빠른 것의 15 % 안에 드는 방법들의, `METHODS`에서의 순서입니다. 첫째가 고를 것입니다."""
    return [METHODS.index(advice.method) for advice in good_enough(rank(work, costs))]


def _spaced(least: float, most: float) -> tuple[float, ...]:
    """두 끝 사이를 자릿수로 고르게 나눈 값들입니다."""
    steps = MAP_POINTS - 1
    return tuple(least * (most / least) ** (place / steps) for place in range(MAP_POINTS))
