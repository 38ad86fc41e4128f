"""일을 보고 방법을 고르는 법: 잰 값들로 방법마다 시간과 메모리를 예측하고 줄을 세웁니다.

계산하는 식은 `parabook.choice.formulas`에 있습니다.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parabook.choice import formulas
from parabook.choice.workload import Costs, Work

CLOSE = 0.15
"""시간의 차이가 이 몫보다 작으면 어느 쪽이 빠르다고 말하지 않습니다."""


@dataclass(frozen=True, slots=True)
class Method:
    """고를 수 있는 방법 하나. `choices`는 비교해 볼 워커의 수들이고, `most`는 그 한도를 계산합니다.

    `suits`는 그 방법을 쓸 만한 일인지 답하고, `floor`는 아무리 잘해도 이보다 빠를 수 없는 시간(초)입니다.
    """

    name: str
    label: str
    suits: formulas.Limit
    choices: tuple[int, ...]
    most: formulas.Limit
    seconds: formulas.Formula
    floor: formulas.Formula
    size: formulas.Formula


# 코드를 덜 바꾸어도 되는 순서입니다.
METHODS = (
    Method(
        "sequential",
        "순차 실행",
        formulas.suits_any,
        formulas.ONE,
        formulas.most_of_any,
        formulas.sequential_seconds,
        formulas.sequential_floor,
        formulas.sequential_bytes,
    ),
    Method(
        "threads",
        "스레드",
        formulas.suits_any,
        formulas.MANY,
        formulas.most_of_any,
        formulas.thread_seconds,
        formulas.thread_floor,
        formulas.thread_bytes,
    ),
    Method(
        "coroutines",
        "비동기",
        formulas.suits_any,
        formulas.ONE,
        formulas.most_of_any,
        formulas.coroutine_seconds,
        formulas.coroutine_floor,
        formulas.coroutine_bytes,
    ),
    Method(
        "processes",
        "프로세스",
        formulas.suits_any,
        formulas.FEW,
        formulas.most_processes,
        formulas.process_seconds,
        formulas.process_floor,
        formulas.process_bytes,
    ),
    Method(
        "mixed",
        "비동기와 프로세스",
        formulas.suits_both,
        formulas.FEW,
        formulas.most_computing,
        formulas.mixed_seconds,
        formulas.mixed_floor,
        formulas.mixed_bytes,
    ),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """방법 하나에 대한 셈. 메모리가 모자라면 `workers`가 0이고 시간이 무한대입니다."""

    method: Method
    workers: int
    seconds: float
    floor: float
    size_bytes: float

    def interval(self, error: tuple[float, float]) -> tuple[float, float]:
        """예측이 빗나가는 정도를 곱한 구간(초)입니다. 아래 끝은 이보다 빠를 수 없는 시간에서 멈춥니다."""
        low, high = (self.seconds * times for times in error)
        return max(low, self.floor), max(high, self.floor)

    @property
    def fits(self) -> bool:
        """메모리 안에 들어가면 참입니다."""
        return self.workers > 0


def rank(work: Work, costs: Costs) -> list[Advice]:
    """쓸 만한 방법들을 빠른 순서로 돌려줍니다. 메모리가 모자란 방법은 끝에 둡니다."""
    suitable = [method for method in METHODS if method.suits(work)]
    return sorted((advise(method, work, costs) for method in suitable), key=_order)


def good_enough(ranked: Sequence[Advice]) -> list[Advice]:
    """가장 빠른 것의 15 % 안에 드는 방법들을, 코드를 덜 바꾸는 순서로 돌려줍니다."""
    limit = ranked[0].seconds * (1 + CLOSE)
    found = [advice for advice in ranked if advice.fits and advice.seconds <= limit]
    return sorted(found, key=_change)


def choose(ranked: Sequence[Advice]) -> Advice:
    """고를 방법입니다. 시간이 비슷하면 빠른 것이 아니라 코드를 덜 바꾸는 것입니다.

    들어가는 방법이 없으면 첫째를 그대로 돌려줍니다.
    """
    return (good_enough(ranked) or ranked)[0]


def advise(method: Method, work: Work, costs: Costs) -> Advice:
    """방법 하나의 워커 수, 시간(초), 메모리(바이트)를 계산합니다."""
    workers = formulas.fastest(
        work, costs, method.choices, method.most, method.seconds, method.size
    )
    if workers == 0:
        fewest = min(method.choices[0], method.most(work))
        return Advice(method, 0, math.inf, math.inf, method.size(work, costs, fewest))
    return Advice(
        method,
        workers,
        method.seconds(work, costs, workers),
        method.floor(work, costs, workers),
        method.size(work, costs, workers),
    )


def _order(advice: Advice) -> tuple[float, int]:
    return advice.seconds, _change(advice)


def _change(advice: Advice) -> int:
    """코드를 얼마나 바꾸어야 하는지의 순서입니다."""
    return METHODS.index(advice.method)
