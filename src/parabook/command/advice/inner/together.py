"""둘이 함께 하면 정말로 얼마나 빨라지는지: 스레드 둘, 프로세스 둘을 번갈아 재어 GIL을 잡는 몫을 봅니다."""

from __future__ import annotations

import statistics
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from .calling import scheduled
from .finding import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from .calling import Caller

BATCH_SECONDS, LEAST_BATCH_SECONDS = 0.15, 0.04
LONGEST_SECONDS, TURNS = 4.0, 5
SHARE_OF_TIME = 15
WORTH_LOOKING = 0.02
"""걸린 시간 가운데 계산이 이 몫보다 작으면, GIL을 쥐든 놓든 답이 같습니다."""
MOST_THREADS = 32
MOSTLY_COMPUTING = 0.7
PAIR = 2
PATIENT_SECONDS = 0.5
LEAST_GAIN = 0.5
ONE, BOTH = 1.1, 1.7
"""함께 계산한 스레드가 이만큼이면 하나씩만 한 것이고, 이만큼이면 둘이 내내 함께 한 것입니다."""

_KEPT: dict[str, Any] = {}
"""워커 프로세스가 물려받거나 스스로 불러온, 부를 함수와 입력."""


def gains(
    order: dict[str, Any], caller: Caller, items: list[Any], compute: float, wait: float
) -> dict[str, Any]:
    """함께 계산할 때 느는 것과, GIL을 잡는 몫을 돌려줍니다. 볼 것이 없으면 빈 것입니다.

    `thread_gain`과 `process_gain`은 둘이 함께 할 때 하나의 몇 배를 하는지,
    `held`는 계산 가운데 GIL을 잡는 몫(0에서 1), `process_limit`은 바쁘지 않은 기계에서 프로세스 둘이 얻을 배수입니다.
    """
    share = compute / max(compute + wait, 1e-9)
    if share < WORTH_LOOKING:
        return {}
    each = compute + wait
    longest = min(LONGEST_SECONDS, order["seconds"] / SHARE_OF_TIME)
    batch = _batch(items, each, min(BATCH_SECONDS, max(LEAST_BATCH_SECONDS, longest / 8)))
    crew = PAIR if share >= MOSTLY_COMPUTING else min(MOST_THREADS, round(PAIR / share))
    began = time.monotonic()
    alone: list[Turn] = []
    threads: list[Turn] = []
    processes: list[Turn] = []
    usual = sys.getswitchinterval()
    # GIL을 기다리는 스레드가 자주 깨어나면, 바쁜 기계에서는 코어를 기다린 것과 가려지지 않습니다.
    sys.setswitchinterval(PATIENT_SECONDS)
    try:
        with _Partners(order, caller, batch, each) as partners:
            while len(alone) < TURNS and (not alone or time.monotonic() - began < longest):
                alone.append(_in_threads(caller, batch, 1))
                threads.append(_in_threads(caller, batch, crew))
                if crew == PAIR and (seen := partners.turn()):
                    processes.append(seen)
    except Exception as error:  # noqa: BLE001 - 무엇이든 스레드를 쓸 수 없는 이유입니다.
        return {"threads_fail": f"{type(error).__name__}: {error}"}
    finally:
        sys.setswitchinterval(usual)
    speed = crew * _middle([one.wall / many.wall for one, many in zip(alone, threads, strict=True)])
    if crew > PAIR:
        # 기다림이 섞이면 걸린 시간으로는 비교할 수 없어, 한꺼번에 계산한 스레드의 수로 봅니다.
        together = crew * len(batch) * compute
        speed = _middle([(many.wanted or together) / many.wall for many in threads])
    found = {"threads": crew, "thread_gain": speed}
    limit = PAIR * _middle(
        [one.wall / many.wall for one, many in zip(alone, processes, strict=False)]
    )
    if processes:
        busy = PAIR * _middle(
            [one.cpu / many.cpu for one, many in zip(alone, processes, strict=False)]
        )
        found |= {"process_gain": limit, "process_limit": min(float(PAIR), busy)}
    wanted = _middle([many.wanted / many.wall for many in threads])
    gained = speed if crew > PAIR else 1 + (speed - 1) / max((limit or PAIR) - 1, LEAST_GAIN)
    if 0 < wanted <= ONE:
        # 둘이 함께 코어를 바란 적이 없습니다.
        return found | {"held": 1.0}
    # 바쁜 기계에서는 둘이 저마다 다르게 치우치므로, 하나만 믿지 않습니다.
    both = statistics.fmean(min(PAIR, max(1.0, one)) for one in (wanted or gained, gained))
    return found | {"held": _held(both)}


@dataclass(frozen=True)
class Turn:
    """한 번 함께 부른 것. `wanted`는 저마다 코어에서 돌았거나 코어를 기다린 시간의 합(초)입니다.

    GIL을 기다리는 스레드는 잠들어 있으므로 `wanted`에 들지 않습니다. 그래서 바쁜 기계에서도 GIL을 잡는 몫이 보입니다.
    알 수 없는 시스템에서는 0입니다.
    """

    wall: float
    cpu: float
    wanted: float


def _middle(values: list[float]) -> float:
    return statistics.median(values) if values else 0.0


def _held(together: float) -> float:
    """함께 계산한 스레드의 수에서 GIL을 잡는 몫을 거꾸로 계산합니다. 하나씩만 했으면 1입니다."""
    if together >= BOTH:
        return 0.0
    return 1.0 if together <= ONE else 1 / together


def _batch(items: list[Any], each: float, seconds: float) -> list[Any]:
    wanted = max(1, round(seconds / max(each, 1e-7)))
    if wanted <= len(items):
        return items[:wanted]
    return items * min(wanted // len(items), 1_000_000 // len(items) or 1)


def _in_threads(caller: Caller, batch: list[Any], count: int) -> Turn:
    ready = threading.Barrier(count + 1)
    seen: list[tuple[float, float]] = []

    failures: list[BaseException] = []

    def work() -> None:
        ready.wait()
        before = scheduled()
        try:
            caller.all(batch)
        except Exception as error:  # noqa: BLE001 - 스레드에서 부를 수 없는 함수도 있습니다.
            failures.append(error)
        after = scheduled()
        seen.append((after[0] - before[0], after[1] - before[1]))

    crew = [threading.Thread(target=work) for _ in range(count)]
    for one in crew:
        one.start()
    cpu = time.process_time()
    ready.wait()
    started = time.perf_counter()
    for one in crew:
        one.join()
    wall = time.perf_counter() - started
    if failures:
        raise failures[0]
    wanted = sum(ran + waited for ran, waited in seen)
    return Turn(wall, (time.process_time() - cpu) / count, wanted)


class _Partners:
    """같은 묶음을 함께 부를 프로세스 둘. 쓸 수 없으면 시간을 재지 않습니다."""

    def __init__(
        self, order: dict[str, Any], caller: Caller, batch: list[Any], each: float
    ) -> None:
        self._order, self._usable = order, each * len(batch) < LONGEST_SECONDS
        self._caller, self._batch = caller, batch
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._usable:
            _KEPT.update(caller=self._caller, batch=self._batch)
            self._pool = ProcessPoolExecutor(2)
            self.turn()
        return self

    def turn(self) -> Turn | None:
        if self._pool is None:
            return None
        started = time.perf_counter()
        try:
            halves = [self._pool.submit(_share, self._order, len(self._batch)) for _ in range(2)]
            cpu = statistics.fmean(half.result() for half in halves)
        except Exception:  # noqa: BLE001 - 프로세스에서 부를 수 없는 함수도 있습니다. 그때는 재지 않습니다.
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            return None
        return Turn(time.perf_counter() - started, max(cpu, 1e-9), 0.0)

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        _KEPT.clear()


def _share(order: dict[str, Any], count: int) -> float:
    """묶음을 부르고, 거기에 쓴 CPU 시간(초)을 돌려줍니다."""
    if not _KEPT:
        # fork로 물려받은 것이 없으면 제 손으로 불러옵니다.
        loaded = load(order)
        batch = (loaded.items * (count // len(loaded.items) + 1))[:count]
        _KEPT.update(caller=loaded.caller, batch=batch)
    before = time.process_time()
    _KEPT["caller"].all(_KEPT["batch"])
    return time.process_time() - before
