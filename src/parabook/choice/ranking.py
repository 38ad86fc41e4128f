"""일을 보고 방법을 고르는 법: 잰 값들로 방법마다 시간과 메모리를 미리 셈하고 줄을 세웁니다.

셈하는 식은 `parabook.choice.formulas`에 있습니다.
"""

import math
from dataclasses import dataclass

from parabook.choice import formulas
from parabook.choice.workload import Costs, Work


@dataclass(frozen=True, slots=True)
class Method:
    """고를 수 있는 방법 하나. `choices`는 견주어 볼 작업자의 수들입니다."""

    name: str
    label: str
    choices: tuple[int, ...]
    seconds: formulas.Formula
    size: formulas.Formula


# 코드를 덜 바꾸어도 되는 차례입니다.
METHODS = (
    Method(
        "sequential",
        "순차 실행",
        formulas.ONE,
        formulas.sequential_seconds,
        formulas.sequential_bytes,
    ),
    Method("threads", "스레드", formulas.MANY, formulas.thread_seconds, formulas.thread_bytes),
    Method(
        "coroutines", "비동기", formulas.ONE, formulas.coroutine_seconds, formulas.coroutine_bytes
    ),
    Method("processes", "프로세스", formulas.FEW, formulas.process_seconds, formulas.process_bytes),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """방법 하나에 대한 셈. 메모리가 모자라면 `workers`가 0이고 `seconds`가 무한대입니다."""

    method: Method
    workers: int
    seconds: float
    size_bytes: float

    @property
    def fits(self) -> bool:
        """메모리 안에 들어가면 참입니다."""
        return self.workers > 0


def rank(work: Work, costs: Costs) -> list[Advice]:
    """방법들을 빠른 차례로 돌려줍니다. 메모리가 모자란 방법은 끝에 둡니다."""
    return sorted((advise(method, work, costs) for method in METHODS), key=_order)


def advise(method: Method, work: Work, costs: Costs) -> Advice:
    """방법 하나의 작업자 수, 시간(초), 메모리(바이트)를 셈합니다."""
    workers = formulas.fastest(work, costs, method.choices, method.seconds, method.size)
    if workers == 0:
        return Advice(method, 0, math.inf, method.size(work, costs, method.choices[0]))
    return Advice(
        method,
        workers,
        method.seconds(work, costs, workers),
        method.size(work, costs, workers),
    )


def _order(advice: Advice) -> tuple[float, int]:
    return advice.seconds, METHODS.index(advice.method)


CLOSE = 0.15
"""둘째와의 차이가 이 몫보다 작으면 어느 쪽이 빠르다고 말하지 않습니다."""
