# 실행: python plot_await_decides_who_runs.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
코루틴은 await에서만 제어권을 넘깁니다
==================================================================

코루틴 셋을 하나씩 기다릴 때와 태스크(task)로 올려 함께 기다릴 때, 누가 언제 돌까요?
저마다 시각을 적게 해서 시간표로 그렸습니다. 그다음에는 셋을 1,000개로 늘립니다.

이 실험은 :doc:`첫 코루틴에서 1,000개까지 </asyncio/first-thousand>`에 나옵니다.
"""

import asyncio
import threading
import time

NAMES = ("가", "나", "다")
WORK_SECONDS = 0.01
WAIT_SECONDS = 0.03
MANY = 1000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``Trace``는 누가 언제 돌고 언제 기다렸는지 적습니다. 나머지가 배울 것입니다.


class Trace:
    """실행과 기다림의 시각을 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.spans = []
        self.waiting = self.peak = 0

    def work(self, name):
        """제어권을 넘기지 않고 계산합니다."""
        start = time.perf_counter()
        while time.perf_counter() - start < WORK_SECONDS:
            pass
        self.note(name, start, "실행")

    async def wait(self, name):
        """제어권을 넘기고 기다립니다."""
        start = time.perf_counter()
        self.waiting += 1
        self.peak = max(self.peak, self.waiting)
        await asyncio.sleep(WAIT_SECONDS)
        self.waiting -= 1
        self.note(name, start, "기다림")

    def note(self, name, start, label):
        """한 토막을 적습니다."""
        self.spans.append((name, start - self.zero, time.perf_counter() - self.zero, label))

    def facts(self):
        """지켜본 것을 돌려줍니다."""
        threads = threading.active_count()
        return {"peak": self.peak, "threads": threads, "spans": self.spans}


async def job(trace, name):
    """계산하고, 기다리고, 다시 계산합니다."""
    trace.work(name)
    await trace.wait(name)
    trace.work(name)
    return name


async def await_each(trace):
    """await는 끝날 때까지 기다립니다. 뒤에서 돌려 두지 않습니다."""
    return [await job(trace, name) for name in NAMES]


async def gather_all(trace):
    """gather는 코루틴마다 태스크를 만들고, 값을 준 순서대로 돌려줍니다."""
    return await asyncio.gather(*(job(trace, name) for name in NAMES))


async def group_all(trace):
    """TaskGroup은 블록을 나갈 때 모두를 기다립니다."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job(trace, name)) for name in NAMES]
    return [task.result() for task in tasks]


async def take_as_completed(trace):
    """as_completed는 먼저 끝난 것부터 내줍니다."""
    jobs = [job(trace, name) for name in NAMES]
    return [await finished for finished in asyncio.as_completed(jobs)]


def one_by_one():
    """하나씩 await"""
    asyncio.run(await_each(trace := Trace()))
    return trace.facts()


def gathered():
    """gather로 함께"""
    asyncio.run(gather_all(trace := Trace()))
    return trace.facts()


def grouped():
    """TaskGroup으로 함께"""
    asyncio.run(group_all(trace := Trace()))
    return trace.facts()


def as_completed():
    """as_completed로 함께"""
    asyncio.run(take_as_completed(trace := Trace()))
    return trace.facts()


async def wait_many(trace):
    """계산 없이 기다리기만 하는 태스크 1,000개입니다."""
    async with asyncio.TaskGroup() as group:
        for number in range(MANY):
            group.create_task(trace.wait(number))


def thousand():
    """TaskGroup에 1,000개"""
    asyncio.run(wait_many(trace := Trace()))
    return {**trace.facts(), "spans": []}


# %%
# 예상
# ------------------------------------------------------------------
#
# 하나씩 기다리면 ``3 × (0.03 + 2 × 0.01)``, 곧 0.15초가 걸리고, 함께 기다리는 것은 언제나 하나입니다.
# 함께 기다리면 계산은 겹치지 않고 기다림만 겹쳐서, 0.1초가 걸리지 않습니다.
# 1,000개를 기다려도 스레드는 하나이고, 시간은 0.03초에 태스크를 만드는 비용을 더한 만큼입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        one_by_one,
        gathered,
        grouped,
        as_completed,
        thousand,
        facts={
            "peak": "함께 기다린 가장 많은 수(개)",
            "threads": "스레드(개)",
            "seconds": "걸린 시간(초)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="spans")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 파란 토막(실행)은 어느 순간에도 한 줄에만 있습니다. 스레드가 하나이기 때문입니다.
# 주황 토막(기다림)만 겹칩니다. 제어권은 ``await``에서만 넘어가므로, 계산하는 동안에는 아무도 끼어들지 못합니다.
# ``as_completed``의 줄을 보십시오. 시작하는 순서가 준 순서와 다를 수 있습니다. 받은 코루틴을 집합(set)에 담기 때문입니다.
#
# ``gather``와 ``TaskGroup``과 ``as_completed``는 겹치는 법이 같습니다. 값을 받는 때와, 하나가 실패했을 때 하는 일이 다릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WORK_SECONDS``를 ``0.05``로 늘려 보십시오. 계산이 겹치지 않으므로 함께 기다려도 얻는 것이 줄어듭니다.
