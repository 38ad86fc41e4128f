# 실행: python plot_full_queue_stops_the_producer.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
한도 있는 큐가 차면, 넣는 쪽이 기다립니다
==================================================================

넣는 쪽은 빠르고 꺼내는 쪽은 느립니다.
큐에 한도가 없을 때와 있을 때, 큐에는 얼마나 쌓이고 넣는 쪽은 언제 기다릴까요?

이 실험은 :doc:`밀려드는 일에 한도 두기 </asyncio/backpressure>`에 나옵니다.
"""

import asyncio
import contextlib
import time

ITEMS = 20
LIMIT = 4
MAKE_SECONDS = 0.003
HANDLE_SECONDS = 0.012

# %%
# 재는 코드
# ------------------------------------------------------------------


async def produce(queue, notes):
    """하나 만드는 데 3 ms가 걸립니다. 큐가 차 있으면 ``put``에서 기다립니다."""
    for number in range(ITEMS):
        with notes.span("넣는 쪽", "만듦"):
            await asyncio.sleep(MAKE_SECONDS)
        with notes.span("넣는 쪽", "put에서 기다림"):
            await queue.put(number)
        notes.look(queue)
    await queue.put(None)


async def consume(queue, notes):
    """하나 처리하는 데 12 ms가 걸립니다."""
    while await queue.get() is not None:
        notes.look(queue)
        with notes.span("꺼내는 쪽", "처리"):
            await asyncio.sleep(HANDLE_SECONDS)


# %%
# 아래는 적는 코드입니다.


class Notes:
    """누가 언제 무엇을 했는지와, 큐에 든 수의 추이를 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.spans, self.trace, self.deepest = [], [(0.0, 0)], 0

    def look(self, queue):
        """지금 큐에 든 수를 적습니다. 끝을 알리는 것은 할 일이 아니므로 세지 않습니다."""
        held = min(queue.qsize(), ITEMS)
        self.deepest = max(self.deepest, held)
        self.trace.append((time.perf_counter() - self.zero, held))

    @contextlib.contextmanager
    def span(self, lane, label):
        """`with` 블록 하나를 한 토막으로 적습니다. 기다리지 않고 지나간 것은 적지 않습니다."""
        start = time.perf_counter() - self.zero
        yield
        end = time.perf_counter() - self.zero
        if end - start > MAKE_SECONDS / 2:
            self.spans.append((lane, start, end, label))


async def run(limit, notes):
    """큐 하나를 사이에 두고 둘을 함께 돌립니다."""
    queue = asyncio.Queue(limit)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue, notes))
        group.create_task(consume(queue, notes))


def seen(limit):
    """돌리고, 지켜본 것을 돌려줍니다."""
    notes = Notes()
    asyncio.run(run(limit, notes))
    waited = sum(label == "put에서 기다림" for *_, label in notes.spans)
    return {
        "deepest": notes.deepest,
        "waited": waited,
        "spans": notes.spans,
        "trace": notes.trace,
    }


def unbounded():
    """한도 없는 큐"""
    return seen(0)


def bounded():
    """한도 있는 큐"""
    return seen(LIMIT)


# %%
# 예상
# ------------------------------------------------------------------
#
# 한도가 없으면 하나를 처리하는 동안 넷이 만들어지므로, 큐가 열 개 넘게 쌓입니다.
# 한도가 있으면 넷까지만 쌓이고, 그다음부터 넣는 쪽은 꺼내는 쪽의 빠르기로만 만듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        unbounded,
        bounded,
        facts={"deepest": "큐에 든 가장 많은 수(개)", "waited": "넣는 쪽이 기다린 것(번)"},
        trace="큐에 든 할 일(개)",
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
# 두 프로그램이 끝나는 때는 같습니다. 느린 쪽이 정하기 때문입니다.
# 다른 것은 그때까지 무엇을 들고 있느냐입니다. 한도 있는 큐는 넣는 쪽을 세워서, 쌓이는 것을 넷으로 묶습니다.
# 넣는 쪽이 서면 그 앞의 읽기도 섭니다. 이것이 백프레셔(backpressure)입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``HANDLE_SECONDS``를 ``0.002``로 줄여 보십시오. 꺼내는 쪽이 더 빠르면 큐는 늘 비어 있고, 한도는 아무 일도 하지 않습니다.
