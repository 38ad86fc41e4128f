"""둘이 함께 하면 정말로 얼마나 빨라지는지: 스레드 둘, 프로세스 둘을 번갈아 재어 GIL을 쥐는 몫을 봅니다."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ProcessPoolExecutor

from .loading import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .calling import Caller

BATCH_SECONDS, LONGEST_SECONDS, TURNS = 0.15, 4.0, 5
WORTH_LOOKING = 0.02
"""걸린 시간 가운데 계산이 이 몫보다 작으면, GIL을 쥐든 놓든 답이 같습니다."""
MOST_THREADS = 32
MOSTLY_COMPUTING = 0.7
ALIKE = 0.85
"""프로세스가 얻는 것의 이 몫을 스레드도 얻으면, GIL을 놓는다고 봅니다."""

_KEPT: dict[str, Any] = {}
"""작업자 프로세스가 물려받거나 스스로 불러온, 부를 함수와 입력."""


def gains(
    order: dict[str, Any], caller: Caller, items: list[Any], compute: float, wait: float
) -> dict[str, Any]:
    """함께 계산할 때 느는 것과, GIL을 쥐는 몫을 돌려줍니다. 볼 것이 없으면 빈 것입니다.

    `thread_gain`과 `process_gain`은 둘이 함께 할 때 하나의 몇 배를 하는지,
    `held`는 계산 가운데 GIL을 쥐는 몫(0에서 1)입니다.
    """
    share = compute / max(compute + wait, 1e-9)
    if share < WORTH_LOOKING:
        return {}
    each = compute + wait
    batch = _batch(items, each)
    crew = 2 if share >= MOSTLY_COMPUTING else min(MOST_THREADS, round(2 / share))
    began, found = time.monotonic(), []
    with _Partners(order, caller, batch, each) as partners:
        while len(found) < TURNS and (not found or time.monotonic() - began < LONGEST_SECONDS):
            alone = caller.all(batch)
            threads = _in_threads(caller, batch, crew)
            processes = partners.seconds() if crew == 2 else None  # noqa: PLR2004 - 둘입니다.
            found.append((alone, threads, processes))
    if crew > 2:  # noqa: PLR2004 - 위와 같습니다.
        # 기다림이 섞이면 계산만 견줄 수 없으므로, 한꺼번에 쓴 코어의 수로 봅니다.
        work = crew * len(batch) * compute
        speed = statistics.median(work / threads for _, threads, _ in found)
        return {"threads": crew, "thread_gain": speed, "held": _held(speed, None)}
    speed = statistics.median(2 * alone / threads for alone, threads, _ in found)
    pairs = [2 * alone / processes for alone, _, processes in found if processes]
    limit = statistics.median(pairs) if pairs else None
    more = {"process_gain": limit} if limit else {}
    return {"threads": crew, "thread_gain": speed, "held": _held(speed, limit), **more}


def _held(speed: float, limit: float | None) -> float:
    """스레드가 얻은 것에서 GIL을 쥐는 몫을 거꾸로 셈합니다. 바쁜 기계에서는 프로세스도 덜 얻으므로 거기에 견줍니다."""
    best = limit if limit and limit > 1.15 else 2.0  # noqa: PLR2004 - 프로세스도 얻지 못하면 견줄 것이 없습니다.
    gained = (speed - 1) / (best - 1)
    if gained >= ALIKE:
        return 0.0
    return min(1.0, 1 / (1 + gained)) if gained > 0.05 else 1.0  # noqa: PLR2004 - 흔들림입니다.


def _batch(items: list[Any], each: float) -> list[Any]:
    wanted = max(1, round(BATCH_SECONDS / max(each, 1e-7)))
    if wanted <= len(items):
        return items[:wanted]
    return items * min(wanted // len(items), 1_000_000 // len(items) or 1)


def _in_threads(caller: Caller, batch: list[Any], count: int) -> float:
    ready = threading.Barrier(count + 1)

    def work() -> None:
        ready.wait()
        caller.all(batch)

    crew = [threading.Thread(target=work) for _ in range(count)]
    for one in crew:
        one.start()
    ready.wait()
    started = time.perf_counter()
    for one in crew:
        one.join()
    return time.perf_counter() - started


class _Partners:
    """같은 묶음을 함께 부를 프로세스 둘. 쓸 수 없으면 시간을 재지 않습니다."""

    def __init__(
        self, order: dict[str, Any], caller: Caller, batch: list[Any], each: float
    ) -> None:
        self._order, self._usable = order, each * len(batch) < LONGEST_SECONDS
        self._caller, self._batch = caller, batch
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Partners:
        if self._usable:
            _KEPT.update(caller=self._caller, batch=self._batch)
            self._pool = ProcessPoolExecutor(2)
            self.seconds()
        return self

    def seconds(self) -> float | None:
        if self._pool is None:
            return None
        started = time.perf_counter()
        try:
            halves = [self._pool.submit(_share, self._order, len(self._batch)) for _ in range(2)]
            for half in halves:
                half.result()
        except Exception:  # noqa: BLE001 - 프로세스에서 부를 수 없는 함수도 있습니다. 그때는 재지 않습니다.
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            return None
        return time.perf_counter() - started

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        _KEPT.clear()


def _share(order: dict[str, Any], count: int) -> None:
    if not _KEPT:
        # fork로 물려받은 것이 없으면 제 손으로 불러옵니다.
        loaded = load(order)
        batch = (loaded.items * (count // len(loaded.items) + 1))[:count]
        _KEPT.update(caller=loaded.caller, batch=batch)
    _KEPT["caller"].all(_KEPT["batch"])
