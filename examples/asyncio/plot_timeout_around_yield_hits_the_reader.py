# 실행: python plot_timeout_around_yield_hits_the_reader.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
yield를 감싼 asyncio.timeout은 받는 쪽을 취소합니다
==================================================================

비동기 제너레이터(async generator)의 안에 타임아웃을 걸면 누가 ``TimeoutError``를 받을까요?
``async for``를 ``break``로 나가면 제너레이터의 ``finally``는 언제 돌까요?

이 실험은 :doc:`취소와 타임아웃 </asyncio/cancellation>`에 나옵니다.
"""

import asyncio
from contextlib import aclosing

LIMIT_SECONDS = 0.05
USE_SECONDS = 0.2
CLOSED = []

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 행을 하나씩 내주는 제너레이터입니다. 받는 쪽은 한 행을 쓰는 데 제한보다 오래 걸립니다.


async def rows():
    """행을 내주고, 다 쓰면 닫습니다."""
    try:
        for number in range(3):
            yield number
    finally:
        CLOSED.append("닫음")


async def rows_with_limit():
    """틀린 코드: 제한이 yield를 감쌉니다. yield에서 멈춘 동안에는 받는 쪽의 코드가 돕니다."""
    async with asyncio.timeout(LIMIT_SECONDS):
        for number in range(3):
            yield number


async def use_rows_with_limit():
    """제너레이터가 제한을 걸어 준 줄 압니다."""
    async with aclosing(rows_with_limit()) as reading:
        async for _row in reading:
            await asyncio.sleep(USE_SECONDS)


async def use_rows_within_limit():
    """고친 코드: 제한은 받는 쪽에서 겁니다."""
    async with asyncio.timeout(LIMIT_SECONDS), aclosing(rows()) as reading:
        async for _row in reading:
            await asyncio.sleep(USE_SECONDS)


async def break_out():
    """틀린 코드: break로 나갑니다. 제너레이터는 yield에서 멈춘 채로 남습니다."""
    async for _row in rows():
        break
    return len(CLOSED)


async def break_and_close():
    """고친 코드: 블록을 나갈 때 닫습니다."""
    async with aclosing(rows()) as reading:
        async for _row in reading:
            break
    return len(CLOSED)


async def ending_of(use):
    """받는 쪽의 태스크가 무엇으로 끝났는지 봅니다."""
    task = asyncio.create_task(use())
    await asyncio.wait([task])
    cancelled = task.cancelled()
    told = not cancelled and isinstance(task.exception(), TimeoutError)
    return {"timed_out": int(told), "cancelled": int(cancelled), "closed": None}


def limit_in_generator():
    """제너레이터 안의 제한"""
    return asyncio.run(ending_of(use_rows_with_limit))


def limit_in_reader():
    """받는 쪽의 제한"""
    return asyncio.run(ending_of(use_rows_within_limit))


def left_by_break():
    """break로 나감"""
    return {"timed_out": None, "cancelled": None, "closed": asyncio.run(break_out())}


def left_by_aclosing():
    """break로 나감, aclosing으로 감쌈"""
    return {"timed_out": None, "cancelled": None, "closed": asyncio.run(break_and_close())}


# %%
# 예상
# ------------------------------------------------------------------
#
# ``asyncio.timeout``은 블록에 들어간 태스크를 취소합니다. 제너레이터는 태스크가 아니므로, 취소되는 것은 받는 쪽입니다.
# 제한이 지났을 때 도는 것도 받는 쪽의 코드라서, 거기서 ``CancelledError``가 납니다.
# ``TimeoutError``로 바꾸어 줄 블록은 제너레이터 안에 있어서, 받는 쪽에는 오지 않습니다.
# ``break``로 나가면 ``finally``는 아직 돌지 않았고, ``aclosing``으로 감싸면 나오기 전에 돕니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        limit_in_generator,
        limit_in_reader,
        left_by_break,
        left_by_aclosing,
        facts={
            "timed_out": "TimeoutError로 끝남(그러면 1)",
            "cancelled": "취소로 끝남(그러면 1)",
            "closed": "나온 자리에서 닫혀 있음(그러면 1)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 받는 쪽은 아무도 취소하지 않았는데 취소됩니다. 웹 프레임워크라면 요청 하나가 이유 없이 사라집니다.
# ``TaskGroup``도, ``ContextVar``의 토큰도 마찬가지입니다. ``yield`` 너머로 들고 있으면 안 됩니다.
#
# ``break``로 남은 제너레이터는 나중에 쓰레기로 거두어질 때, 다른 태스크에서 닫힙니다.
# 연결이나 파일을 잡은 제너레이터라면 그때까지 잡고 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``USE_SECONDS``를 ``0.01``로 줄여 보십시오. 제한을 넘기지 않으면 틀린 코드도 멀쩡합니다. 그래서 시험에서는 보이지 않습니다.
