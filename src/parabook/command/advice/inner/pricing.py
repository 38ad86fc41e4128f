"""이 기계에서 방법마다 드는 비용: 아무것도 하지 않는 작업을 시켜, 하나에 드는 것을 구합니다.

책이 재는 비용(`parabook.choice.workload.Costs`)과 같은 칸입니다. 읽는 사람의 모듈을 불러온 프로세스에서 재므로,
프로세스를 시작하는 비용에는 그 모듈을 다시 불러오는 것이 들어 있습니다.
"""

from __future__ import annotations

import asyncio
import importlib
import math
import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from .calling import proportional_bytes, resident_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MANY, WAIT_SECONDS, SIZE = 1000, 0.003, 200_000
FEW, CROWD = 2, 32
FEWEST = 2
SLOW_START_SECONDS = 0.2


def prices(module: str, folder: str, *, times: int) -> dict[str, float]:
    """칸의 이름에서 값으로 가는 사전입니다. 시간은 초, 메모리는 바이트입니다."""
    return (
        _of_one(times)
        | _of_coroutines(times)
        | _of_threads(times)
        | _of_processes(module, folder, times)
    )


def _least(call: Callable[[], object], times: int) -> float:
    """가장 짧은 시간(초)입니다. 바쁜 기계에서는 가운데도 남의 것이 섞입니다."""
    found = []
    for _ in range(max(FEWEST, times)):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return min(found)


def _nothing(_item: object) -> int:
    return 0


async def _nothing_awaited(_item: object) -> None:
    return None


def _of_one(times: int) -> dict[str, float]:
    items = range(MANY)
    late = _least(lambda: time.sleep(WAIT_SECONDS), times) - WAIT_SECONDS
    call = _least(lambda: [_nothing(item) for item in items], times) / MANY
    return {"call": call, "sleep_late": max(0.0, late)}


def _of_coroutines(times: int) -> dict[str, float]:
    async def together(count: int, wait: float) -> None:
        async def one() -> None:
            if wait:
                await asyncio.sleep(wait)

        await asyncio.gather(*(one() for _ in range(count)))

    start = _least(lambda: asyncio.run(together(1, 0)), times)
    each = (_least(lambda: asyncio.run(together(MANY, 1e-4)), times) - start) / MANY
    late = _least(lambda: asyncio.run(together(1, WAIT_SECONDS)), times) - start - WAIT_SECONDS
    tick = round(_least(lambda: asyncio.run(together(1, 1e-4)), times) - start, 3)
    return {
        "coroutine_start": start,
        "coroutine_task": max(1e-7, each),
        "timer_late": max(0.0, late),
        "timer_tick": max(1e-4, tick),
        "coroutine_bytes": asyncio.run(_bytes_of_tasks()),
    }


async def _bytes_of_tasks() -> float:
    before = resident_bytes()
    tasks = [asyncio.create_task(asyncio.sleep(60)) for _ in range(MANY)]
    await asyncio.sleep(0)
    added = resident_bytes() - before
    for one in tasks:
        one.cancel()
    await asyncio.wait(tasks)
    return max(0.0, added / MANY)


def _of_threads(times: int) -> dict[str, float]:
    def run(workers: int, count: int) -> None:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(_nothing, range(count)))

    def rest(_item: object) -> None:
        time.sleep(1e-4)

    def crowd() -> None:
        with ThreadPoolExecutor(CROWD) as pool:
            list(pool.map(rest, range(MANY)))

    one = _least(lambda: run(FEW, MANY), times) / MANY
    start = max(1e-6, _least(lambda: run(CROWD, CROWD), times) / CROWD - one)
    crowded = (_least(crowd, times) - start * CROWD) / MANY
    growth = max(0.0, (crowded / one - 1) / (math.log2(CROWD) - math.log2(FEW)))
    return {
        "thread_start": start,
        "thread_task": one / (1 + growth),
        "thread_crowd": growth,
        "thread_bytes": _bytes_of_threads(),
    }


def _bytes_of_threads() -> float:
    before, leave = resident_bytes(), threading.Event()
    with ThreadPoolExecutor(CROWD) as pool:
        for _ in range(CROWD):
            pool.submit(leave.wait)
        added = resident_bytes() - before
        leave.set()
    return max(0.0, added / CROWD)


def _touch(module: str, folder: str) -> int:
    """워커가 읽는 사람의 모듈을 불러오게 합니다. 정말로 맡길 때에도 그러기 때문입니다."""
    import sys  # noqa: PLC0415 - 워커에서만 씁니다.

    if folder not in sys.path:
        sys.path.insert(0, folder)
    importlib.import_module(module)
    time.sleep(0.001)
    return 0


def _of_processes(module: str, folder: str, times: int) -> dict[str, float]:
    base = resident_bytes()
    sizes: list[float] = []

    def start(workers: int) -> None:
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(_touch, [module] * 2 * workers, [folder] * 2 * workers))

    def weigh() -> None:
        with ProcessPoolExecutor(1) as pool:
            pool.submit(_touch, module, folder).result()
            children = [child.pid for child in multiprocessing.active_children() if child.pid]
            sizes.append(sum(map(proportional_bytes, children)) + resident_bytes() - base)

    started = time.perf_counter()
    weigh()
    if time.perf_counter() - started > SLOW_START_SECONDS:
        times = 1
    few, more = _least(lambda: start(FEW), times), _least(lambda: start(2 * FEW), times)
    each = max(1e-4, (more - few) / FEW)
    with ProcessPoolExecutor(FEW) as pool:
        list(pool.map(_nothing, range(4 * FEW)))
        singly = _least(lambda: list(pool.map(_nothing, range(200))), times) / 200
        packed = _least(lambda: list(pool.map(_nothing, range(MANY), chunksize=100)), times) / MANY
        full = [bytes(SIZE)] * 20
        sent = _least(lambda: list(pool.map(_nothing, full)), times) / len(full) - singly
    return {
        "process_start": max(1e-4, few - FEW * each),
        "process_each": each,
        "process_task": max(1e-7, packed),
        "process_chunk": max(1e-6, singly - packed),
        "process_byte": max(0.0, sent / SIZE),
        "base_bytes": float(base),
        "process_bytes": max(0.0, sizes[0]),
    }
