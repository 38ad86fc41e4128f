# 실행: python plot_bounded_queue_bounds_memory.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
세마포어는 도는 수를 막고, 한도 있는 큐는 만드는 수를 막습니다
==================================================================

할 일이 10,000개이고 함께 할 것은 100개입니다. 세마포어(semaphore)를 걸고 태스크를 모두 만들 때와,
워커 100명이 한도 있는 큐(queue)에서 꺼내 갈 때, 살아 있는 태스크와 메모리는 어떻게 다를까요?

이 실험은 :doc:`밀려드는 일에 한도 두기 </asyncio/backpressure>`에 나옵니다.
"""

import asyncio
import time
import tracemalloc

ITEMS = 10_000
TOGETHER = 100
PAYLOAD_BYTES = 1000
LOOK_EVERY = 100

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 할 일 하나는 1 KiB짜리 글입니다. 읽는 대로 하나씩 만들어집니다.


class Meter:
    """가장 많이 살아 있던 태스크와 가장 많이 쌓인 할 일을 세고, 메모리의 추이를 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.trace = []
        self.tasks = self.held = self.done = 0

    def produce(self):
        """할 일을 하나씩 만들어 냅니다."""
        for number in range(ITEMS):
            self.held = max(self.held, number + 1 - self.done)
            self.weigh(number)
            yield number.to_bytes(4, "big") * (PAYLOAD_BYTES // 4)

    async def handle(self, item):
        """일 하나. 한 번 제어권을 넘깁니다."""
        await asyncio.sleep(0)
        self.done += bool(item)
        self.weigh(self.done)

    def weigh(self, count):
        """백에 한 번, 지금의 메모리(MiB)를 적습니다."""
        if count % LOOK_EVERY == 0:
            mebibytes = tracemalloc.get_traced_memory()[0] / 2**20
            self.trace.append((time.perf_counter() - self.zero, round(mebibytes, 3)))

    def look(self):
        """살아 있는 태스크를 셉니다. 메인 태스크는 뺍니다."""
        self.tasks = max(self.tasks, len(asyncio.all_tasks()) - 1)


async def task_per_item(meter):
    """태스크를 모두 만들어 놓고 세마포어로 도는 수만 막습니다."""
    turn = asyncio.Semaphore(TOGETHER)

    async def limited(item):
        async with turn:
            await meter.handle(item)

    tasks = [asyncio.create_task(limited(item)) for item in meter.produce()]
    meter.look()
    await asyncio.gather(*tasks)


async def work_from(queue, meter):
    """워커. 꺼내서 하고, 또 꺼냅니다."""
    while (item := await queue.get()) is not None:
        await meter.handle(item)


async def feed_workers(meter, queue, put):
    """워커 100명을 두고 할 일을 큐에 넣습니다."""
    async with asyncio.TaskGroup() as group:
        for _ in range(TOGETHER):
            group.create_task(work_from(queue, meter))
        for item in meter.produce():
            await put(item)
        meter.look()
        for _ in range(TOGETHER):
            await put(None)


async def unbounded(meter):
    """한도가 없는 큐입니다. 넣는 쪽은 기다리는 법이 없습니다."""
    queue = asyncio.Queue()
    await feed_workers(meter, queue, queue.put)


async def bounded(meter):
    """한도가 있는 큐입니다. 꽉 차면 넣는 쪽이 기다립니다."""
    queue = asyncio.Queue(maxsize=TOGETHER)
    await feed_workers(meter, queue, queue.put)


def seen(main):
    """돌리고, 살아 있던 태스크와 쌓인 할 일과 메모리 피크를 돌려줍니다."""
    tracemalloc.start()
    meter = Meter()
    asyncio.run(main(meter))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    mebibytes = round(peak / 2**20, 2)
    return {
        "memory": mebibytes,
        "tasks": meter.tasks,
        "held": meter.held,
        "done": meter.done,
        "trace": meter.trace,
    }


def semaphore_over_tasks():
    """태스크 10,000개에 세마포어"""
    return seen(task_per_item)


def unbounded_queue():
    """워커 100명, 한도 없는 큐"""
    return seen(unbounded)


def bounded_queue():
    """워커 100명, 한도 있는 큐"""
    return seen(bounded)


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋 다 10,000개를 모두 하고, 함께 하는 것은 100개까지입니다.
# 태스크를 모두 만들면 10,000개가 살아 있고, 한도 없는 큐에는 할 일이 10,000개 쌓입니다.
# 한도 있는 큐에는 큐에 든 것과 워커가 잡은 것만, 곧 200개 남짓 있습니다.
# 그래서 앞의 둘은 메모리가 산처럼 솟았다가 내려오고, 한도 있는 큐는 처음부터 끝까지 낮게 이어집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        semaphore_over_tasks,
        unbounded_queue,
        bounded_queue,
        facts={
            "tasks": "살아 있던 태스크(개)",
            "held": "만들어 놓고 못 한 일(개)",
            "done": "한 일(개)",
        },
        measured={"memory": "파이썬이 잡은 메모리 피크(MiB)"},
        trace="파이썬이 잡은 메모리(MiB)",
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="trace")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 세마포어는 도는 수를 막을 뿐, 만드는 수를 막지 않습니다. 할 일이 100만 개이면 태스크도 100만 개입니다.
# 워커를 두어도 큐에 한도가 없으면 할 일이 큐에 쌓입니다.
# 한도 있는 큐는 넣는 쪽을 기다리게 합니다. 이 백프레셔(backpressure)가 읽는 쪽까지 전해져야 메모리가 일의 양과 상관없어집니다.
#
# 한도 없는 큐의 ``put``은 제어권을 넘기지 않습니다. 그래서 넣는 동안 워커가 하나도 돌지 못했습니다.
# 그림에서 가파르게 오르는 동안이 그때입니다. 피크를 지나서야 일이 시작됩니다.
#
# 시간은 비교하지 마십시오. 메모리를 들여다보는 ``tracemalloc``은 잡는 것이 많을수록 프로그램을 느리게 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``ITEMS``를 ``100_000``으로 늘려 보십시오. 앞의 둘은 열 배가 되고, 한도 있는 큐는 그대로입니다.
