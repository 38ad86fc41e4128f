# 실행: python plot_cancelled_requests_leak_connections.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
취소된 요청은 커넥션을 돌려주지 못합니다
==================================================================

손님들이 기다리다 브라우저를 닫았고, 서버는 그 요청들을 취소했습니다. 그 뒤로 새 요청이 모두 커넥션을 기다립니다.
커넥션을 돌려주는 법 세 가지에, 요청 50개를 한꺼번에 취소해 보았습니다.

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import asyncio

REQUESTS = 50
POOL_SIZE = 5
RESET_SECONDS = 0.2
TURNS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------


class Connection:
    """멎은 데이터베이스에 붙은 커넥션"""

    async def query(self):
        """답이 오지 않는 질의"""
        await asyncio.Event().wait()

    async def reset(self):
        """하던 트랜잭션을 되돌립니다. 데이터베이스에 다녀와야 합니다."""
        await asyncio.sleep(RESET_SECONDS)


def new_pool():
    """커넥션이 다섯인 풀"""
    free = asyncio.Queue()
    for _ in range(POOL_SIZE):
        free.put_nowait(Connection())
    return free


async def release_after_query(free):
    """질의가 끝나면 돌려줍니다."""
    connection = await free.get()
    await connection.query()
    free.put_nowait(connection)


async def reset_and_release(free):
    """되돌린 다음에 돌려줍니다."""
    connection = await free.get()
    try:
        await connection.query()
    finally:
        await connection.reset()
        free.put_nowait(connection)


async def release_first(free):
    """기다리지 않고 돌려줍니다. 되돌리는 것은 다음에 빌린 쪽이 합니다."""
    connection = await free.get()
    try:
        await connection.reset()
        await connection.query()
    finally:
        free.put_nowait(connection)


async def yield_turns():
    """취소된 태스크들이 다음 await까지 가도록 비켜 줍니다."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def cancel_all(handle, times):
    """요청 50개를 받고 모두 취소합니다. 두 번이면, 정리하는 도중에 한 번 더 취소합니다."""
    free = new_pool()
    tasks = [asyncio.create_task(handle(free)) for _ in range(REQUESTS)]
    await asyncio.sleep(1.5 * RESET_SECONDS)
    for _ in range(times):
        for task in tasks:
            task.cancel()
        await yield_turns()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(f"요청 {REQUESTS}개를 취소한 뒤, 커넥션 {POOL_SIZE}개 가운데 {free.qsize()}개가 남음")
    return {
        "leaked": POOL_SIZE - free.qsize(),
        "cancelled": sum(map(asyncio.Task.cancelled, tasks)),
    }


def without_finally():
    """돌려주는 줄이 finally에 없음"""
    return asyncio.run(cancel_all(release_after_query, 1))


def await_in_finally():
    """돌려주기 전에 await, 한 번 취소"""
    return asyncio.run(cancel_all(reset_and_release, 1))


def await_in_finally_twice():
    """돌려주기 전에 await, 두 번 취소"""
    return asyncio.run(cancel_all(reset_and_release, 2))


def no_await_in_finally():
    """고침: 기다리지 않고 돌려줌, 두 번 취소"""
    return asyncio.run(cancel_all(release_first, 2))


# %%
# 예상
# ------------------------------------------------------------------
#
# 취소는 ``await``에서 나는 예외입니다. ``finally``가 없으면 돌려주는 줄까지 가지 못하므로 커넥션 다섯이 모두 샙니다.
# ``finally``에 두면 한 번의 취소는 견딥니다. 그러나 그 안에서 ``await``하는 동안 다시 취소되면, 그다음 줄로 가지 못하고 또 다섯이 샐 것입니다.
# 돌려주는 것을 ``await``보다 앞에 두면 몇 번을 취소해도 새지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        without_finally,
        await_in_finally,
        await_in_finally_twice,
        no_await_in_finally,
        facts={"leaked": "돌아오지 않은 커넥션(개)", "cancelled": "취소된 요청(개)"},
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
# 다섯이 새면 그다음의 모든 요청이 커넥션을 기다립니다. 데이터베이스가 다시 답해도 서비스는 다시 시작할 때까지 멈춰 있습니다.
# 새는 것은 붐빌 때, 그것도 손님들이 기다리다 떠날 때 일어나므로 시험에서는 보이지 않습니다.
#
# 두 번 취소되는 일은 드물지 않습니다. 요청의 타임아웃이 한 번, 손님이 끊은 것이 한 번, 서버를 내리는 것이 한 번입니다.
# 정리하느라 꼭 기다려야 하면 ``asyncio.shield``로 감싼 태스크에 맡기고, 그 태스크를 어딘가에 담아 두십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``reset_and_release``에서 ``finally``의 두 줄을 서로 바꾸어 보십시오. 두 번 취소해도 새지 않습니다.
