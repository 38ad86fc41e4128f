# 실행: python plot_closed_channel_ends_every_consumer.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["anyio>=4.4", "trio>=0.27"]
# ///
"""
닫을 수 있는 채널이라야 소비자가 모두 끝납니다
==================================================================

생산자 둘이 주문을 넣고 소비자 셋이 처리합니다. 생산자가 모두 끝났는데 프로그램이 끝나지 않습니다.
큐와 채널 다섯 가지에서, 넣은 것을 모두 처리하고 스스로 끝난 소비자를 세었습니다. 생산자 하나는 도중에 예외로 죽습니다.

이 실험은 :doc:`구조적 동시성 </practice/structured-concurrency>`에 나옵니다.
없는 것은 ``python -m pip install anyio trio``로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util

PRODUCERS = 2
CONSUMERS = 3
ORDERS = 20
DIES_AFTER = 5
PATIENCE_SECONDS = 0.5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 생산자 하나는 20개를 넣고, 다른 하나는 다섯 개를 넣고 죽습니다. 소비자는 꺼낼 것이 없어질 때까지 꺼냅니다.


async def produce(put, number):
    """주문을 넣습니다. 둘째 생산자는 다섯 개 뒤에 죽습니다."""
    for order in range(ORDERS):
        if number == 1 and order == DIES_AFTER:
            raise ConnectionError
        await put(order)


async def handle(handled, order):
    """주문 하나를 처리합니다."""
    handled.append(order)


async def with_queue():
    """asyncio.Queue, 끝을 알리지 않음"""
    queue, handled = asyncio.Queue(maxsize=2), []

    async def consume():
        while True:
            await handle(handled, await queue.get())

    consumers = [asyncio.create_task(consume()) for _ in range(CONSUMERS)]
    await asyncio.gather(
        *(produce(queue.put, number) for number in range(PRODUCERS)), return_exceptions=True
    )
    _, waiting = await asyncio.wait(consumers, timeout=PATIENCE_SECONDS)
    await stop(waiting)
    return handled, CONSUMERS - len(waiting)


async def with_sentinel():
    """asyncio.Queue, 생산자마다 None 하나"""
    queue, handled = asyncio.Queue(maxsize=2), []

    async def consume():
        while (order := await queue.get()) is not None:
            await handle(handled, order)

    async def produce_and_tell(number):
        await produce(queue.put, number)
        await queue.put(None)

    consumers = [asyncio.create_task(consume()) for _ in range(CONSUMERS)]
    await asyncio.gather(
        *(produce_and_tell(number) for number in range(PRODUCERS)), return_exceptions=True
    )
    _, waiting = await asyncio.wait(consumers, timeout=PATIENCE_SECONDS)
    await stop(waiting)
    return handled, CONSUMERS - len(waiting)


async def with_shutdown():
    """끝나면 큐를 닫습니다. 3.13부터입니다."""
    queue, handled = asyncio.Queue(maxsize=2), []

    async def consume():
        with contextlib.suppress(asyncio.QueueShutDown):
            while True:
                await handle(handled, await queue.get())

    consumers = [asyncio.create_task(consume()) for _ in range(CONSUMERS)]
    try:
        await asyncio.gather(
            *(produce(queue.put, number) for number in range(PRODUCERS)), return_exceptions=True
        )
    finally:
        queue.shutdown()
    _, waiting = await asyncio.wait(consumers, timeout=PATIENCE_SECONDS)
    await stop(waiting)
    return handled, CONSUMERS - len(waiting)


async def with_anyio():
    """AnyIO의 메모리 스트림. 보내는 쪽이 모두 닫으면 끝납니다."""
    import anyio

    send, receive = anyio.create_memory_object_stream(max_buffer_size=2)
    handled, ended = [], []

    async def consume(mine):
        async with mine:
            async for order in mine:
                await handle(handled, order)
        ended.append(True)

    async def produce_and_close(mine, number):
        async with mine:
            with contextlib.suppress(ConnectionError):
                await produce(mine.send, number)

    with anyio.move_on_after(PATIENCE_SECONDS):
        async with anyio.create_task_group() as group, send, receive:
            for _ in range(CONSUMERS):
                group.start_soon(consume, receive.clone())
            for number in range(PRODUCERS):
                group.start_soon(produce_and_close, send.clone(), number)
    return handled, len(ended)


async def with_trio():
    """Trio의 메모리 채널. 보내는 쪽이 모두 닫으면 끝납니다."""
    import trio

    send, receive = trio.open_memory_channel(2)
    handled, ended = [], []

    async def consume(mine):
        async with mine:
            async for order in mine:
                await handle(handled, order)
        ended.append(True)

    async def produce_and_close(mine, number):
        async with mine:
            with contextlib.suppress(ConnectionError):
                await produce(mine.send, number)

    with trio.move_on_after(PATIENCE_SECONDS):
        async with trio.open_nursery() as nursery, send, receive:
            for _ in range(CONSUMERS):
                nursery.start_soon(consume, receive.clone())
            for number in range(PRODUCERS):
                nursery.start_soon(produce_and_close, send.clone(), number)
    return handled, len(ended)


# %%
# 끝나지 않은 소비자는 취소하고, 처리한 주문과 스스로 끝난 소비자를 셉니다.


async def stop(waiting):
    """기다리고 있는 소비자를 취소합니다."""
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def counted(outcome):
    """처리한 주문과 스스로 끝난 소비자입니다."""
    handled, ended = outcome
    return {"handled": len(handled), "ended": ended}


def queue_alone():
    """asyncio.Queue, 끝을 알리지 않음"""
    return counted(asyncio.run(with_queue()))


def sentinels():
    """asyncio.Queue, 생산자가 끝날 때 None 하나씩"""
    return counted(asyncio.run(with_sentinel()))


def shutdown():
    """고침: asyncio.Queue.shutdown, 3.13부터"""
    if not hasattr(asyncio, "QueueShutDown"):
        print("asyncio.Queue.shutdown은 Python 3.13부터 있습니다.")
        return {"handled": None, "ended": None}
    return counted(asyncio.run(with_shutdown()))


def anyio_stream():
    """고침: AnyIO의 메모리 스트림"""
    if importlib.util.find_spec("anyio") is None:
        print("anyio가 없어 보지 않았습니다. python -m pip install anyio")
        return {"handled": None, "ended": None}
    return counted(asyncio.run(with_anyio()))


def trio_channel():
    """고침: Trio의 메모리 채널"""
    if importlib.util.find_spec("trio") is None:
        print("trio가 없어 보지 않았습니다. python -m pip install trio")
        return {"handled": None, "ended": None}
    import trio

    return counted(trio.run(with_trio))


# %%
# 예상
# ------------------------------------------------------------------
#
# 큐에는 끝이 없습니다. 끝을 알리지 않으면 소비자 셋이 모두 남을 것입니다.
# None을 넣는 약속은 생산자가 죽으면 지켜지지 않고, 생산자와 소비자의 수가 다르면 모자랍니다. 살아남은 생산자가 넣은 하나로 소비자 하나만 끝날 것입니다.
# 닫을 수 있는 채널에서는 마지막 생산자가 닫을 때 소비자 셋이 모두 끝날 것입니다. 죽은 생산자도 ``async with``를 나가며 닫습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        queue_alone,
        sentinels,
        shutdown,
        anyio_stream,
        trio_channel,
        facts={
            "handled": "처리한 주문(개)",
            "ended": "스스로 끝난 소비자(개)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="ended")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 주문은 다섯 가지 모두 25개를 처리합니다. 그래서 결과만 보면 알 수 없고, 끝나지 않는 프로그램이 되어서야 압니다.
#
# AnyIO와 Trio의 채널은 보내는 쪽마다 복사본(``clone``)을 하나씩 갖습니다. 복사본이 모두 닫히면 받는 쪽의 ``async for``가 끝납니다.
# 누가 마지막인지 세지 않아도 되고, 죽는 것과 끝나는 것을 가리지 않습니다.
# asyncio에서는 3.13의 ``shutdown``을 ``finally``에서 부르는 것이 가장 가깝습니다. 마지막 생산자가 언제인지는 부르는 쪽이 알아야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``anyio``의 ``send.clone()``을 ``send``로 바꾸어 보십시오. 죽은 생산자가 채널을 모두의 것까지 닫아, 다른 생산자가 ``ClosedResourceError``로 죽습니다.
