"""함수를 입력 하나씩으로 부르며, 한 번에 쓴 CPU와 기다림을 셉니다."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass

from .unusable import failed_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

try:
    import resource
except ImportError:  # Windows에는 없습니다.
    resource = None  # type: ignore[assignment]  # 없는 것을 없다고 적어 둡니다.

SHORT_SECONDS = 1e-4
"""이보다 짧은 것은 한 번씩 재면 재는 비용이 섞입니다."""
NEGLIGIBLE = 0.02
"""기다림이 걸린 시간의 이 몫보다 작으면 기다리지 않는 함수로 봅니다."""


@dataclass(frozen=True)
class Spent:
    """한 번 부르는 데 든 것(초). `compute`는 자식 프로세스까지 더한 CPU 시간입니다."""

    wall: float
    compute: float
    wait: float


@dataclass(frozen=True)
class Snapshot:
    """어느 순간까지 이 프로세스가 쓴 것."""

    wall: float
    cpu: float
    delay: float
    pauses: int

    @classmethod
    def now(cls) -> Snapshot:
        """지금까지 쓴 것입니다."""
        cpu, pauses = time.process_time(), 1
        if resource is not None:
            children = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu += children.ru_utime + children.ru_stime
            pauses = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw + children.ru_nvcsw
        return cls(time.perf_counter(), cpu, scheduled()[1], pauses)

    def until(self, after: Snapshot) -> Spent:
        """그때부터 나중까지 쓴 것입니다. 코어를 얻지 못해 기다린 것은 함수의 기다림이 아닙니다."""
        wall, cpu = after.wall - self.wall, after.cpu - self.cpu
        compute = min(cpu, wall)
        wait = max(0.0, wall - compute - (after.delay - self.delay))
        # 한 번도 스스로 물러나지 않았으면 기다린 것이 아닙니다. 이웃한 가상 기계가 코어를 가져간 시간입니다.
        if after.pauses == self.pauses or wait < NEGLIGIBLE * wall:
            wait = 0.0
        return Spent(wall, compute, wait)


def scheduled() -> tuple[float, float]:
    """이 스레드가 코어에서 돈 시간과 코어를 기다린 시간(초)의 누적입니다. Linux가 아니면 0입니다."""
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:  # noqa: PTH123 - 짧은 때에 여러 번 읽습니다.
            ran, waited, *_ = file.read().split()
            return int(ran) / 1e9, int(waited) / 1e9
    except (OSError, ValueError):
        return 0.0, 0.0


class Caller:
    """읽는 사람의 함수를 부르는 자리. `async def` 함수도 같은 모양으로 부릅니다."""

    def __init__(self, function: Callable[[Any], Any], *, coroutine: bool) -> None:
        self.function, self.coroutine = function, coroutine

    def each(
        self, items: Iterable[tuple[int, Any]], seen: Callable[[int, Any, Any, Spent], bool],
        before: Callable[[int], None],
    ) -> None:  # fmt: skip
        """하나씩 부르고, 부를 때마다 쓴 것을 알립니다. `seen`이 거짓을 돌려주면 그만둡니다.

        Raises:
            UnusableError: 어느 입력에서 예외가 난 경우. 몇째 입력인지 들어 있습니다.
        """
        if self.coroutine:
            asyncio.run(self._each_awaited(items, seen, before))
            return
        for index, item in items:
            before(index)
            start = Snapshot.now()
            try:
                value = self.function(item)
            except (Exception, SystemExit) as error:
                raise failed_on(index, item, error) from error
            if not seen(index, item, value, start.until(Snapshot.now())):
                return

    async def _each_awaited(
        self, items: Iterable[tuple[int, Any]], seen: Callable[[int, Any, Any, Spent], bool],
        before: Callable[[int], None],
    ) -> None:  # fmt: skip
        for index, item in items:
            before(index)
            start = Snapshot.now()
            try:
                value = await self.function(item)
            except (Exception, SystemExit) as error:
                raise failed_on(index, item, error) from error
            if not seen(index, item, value, start.until(Snapshot.now())):
                return

    def all(self, items: list[Any]) -> float:
        """순서대로 모두 부르고 걸린 시간(초)을 돌려줍니다."""
        if self.coroutine:
            return asyncio.run(self._all_awaited(items))
        function = self.function
        started = time.perf_counter()
        for item in items:
            function(item)
        return time.perf_counter() - started

    async def _all_awaited(self, items: list[Any]) -> float:
        started = time.perf_counter()
        for item in items:
            await self.function(item)
        return time.perf_counter() - started

    def in_bulk(self, items: list[Any], seconds: float = 0.03, turns: int = 5) -> Spent:
        """짧은 함수를 여러 번 불러, 한 번에 든 것을 구합니다. 방해받지 않은 것, 곧 가장 짧은 것을 씁니다."""
        once = max(self.all(items), 1e-7)
        block = items * max(1, min(int(seconds / once), 200_000 // len(items)))
        least: Spent | None = None
        for _ in range(turns):
            start = Snapshot.now()
            self.all(block)
            spent = start.until(Snapshot.now())
            if least is None or spent.wall < least.wall:
                least = spent
        assert least is not None  # noqa: S101 - 한 번은 돕니다.
        count = len(block)
        return Spent(least.wall / count, least.compute / count, least.wait / count)


def resident_bytes() -> int:
    """이 프로세스가 지금 차지한 메모리(바이트)입니다. 나누어 쓰는 페이지는 나누어 셉니다. 모르면 0입니다."""
    return proportional_bytes(os.getpid())


def proportional_bytes(pid: int) -> int:
    """프로세스 하나의 PSS(바이트)입니다. Linux가 아니면 지금까지의 최댓값으로 대신합니다."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 - 위와 같습니다.
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    if resource is None or pid != os.getpid():
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if os.uname().sysname == "Darwin" else peak * 1024)
