"""지도 한 칸: 계산과 기다림을 바꾸어 가며 고를 방법을 찾습니다."""

from dataclasses import dataclass
from functools import cache

from parabook.choice.ranking import CLOSE, METHODS, rank
from parabook.choice.workload import Costs, Work

MAP_TASKS = (10, 1000)


MAP_DATA = (0, 2**20)


MAP_TICKS = (1e-5, 1e-3, 1e-1)


MAP_POINTS = 61


MAP_MEMORY = 64e9
"""지도의 칸마다의 작업 수와 자료(바이트), 눈금(초), 한 변의 점의 수, 넉넉한 메모리(바이트)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """지도 한 칸. `chosen[기다림][계산]`은 고를 방법의 차례이고, `close`는 그만한 방법이 더 있으면 참입니다."""

    compute: tuple[float, ...]
    wait: tuple[float, ...]
    chosen: tuple[tuple[int, ...], ...]
    close: tuple[tuple[bool, ...], ...]


@cache
def sheet(costs: Costs, tasks: int, data: float, cores: int) -> Sheet:
    """작업의 수와 자료를 정하고, 계산과 기다림을 바꾸어 가며 고를 방법을 찾습니다.

    가장 빠른 것의 15 % 안에 드는 방법이 여럿이면, 코드를 가장 덜 바꾸는 것을 고릅니다.
    """
    compute = _spaced(1e-6, 1)
    wait = _spaced(1e-5, 1)
    good = [
        [_good_enough(Work(tasks, each, pause, data, MAP_MEMORY, cores), costs) for each in compute]
        for pause in wait
    ]
    return Sheet(
        compute,
        wait,
        tuple(tuple(min(found) for found in row) for row in good),
        tuple(tuple(len(found) > 1 for found in row) for row in good),
    )


def _good_enough(work: Work, costs: Costs) -> list[int]:
    """가장 빠른 것의 15 % 안에 드는 방법들의 차례입니다. `METHODS`는 코드를 덜 바꾸는 차례입니다."""
    ranked = rank(work, costs)
    limit = ranked[0].seconds * (1 + CLOSE)
    return [METHODS.index(advice.method) for advice in ranked if advice.seconds <= limit]


def _spaced(least: float, most: float) -> tuple[float, ...]:
    """두 끝 사이를 자릿수로 고르게 나눈 값들입니다."""
    steps = MAP_POINTS - 1
    return tuple(least * (most / least) ** (place / steps) for place in range(MAP_POINTS))
