# 실행: python plot_nested_acquire_deadlocks_the_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
커넥션을 잡은 채로 커넥션을 또 빌리면 모두 멈춥니다
==================================================================

주문을 저장하는 함수가 커넥션을 잡은 채로, 기록을 남기는 함수를 부릅니다. 그 함수도 커넥션을 빌립니다.
혼자 부르면 잘 됩니다. 풀의 크기만큼이 함께 부르면 어떻게 될까요?

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import asyncio
import contextlib

QUIET = 4
BUSY = 40
POOL_SIZE = 4
QUERY_SECONDS = 0.005
STUCK_SECONDS = 0.5

# %%
# 재는 코드
# ------------------------------------------------------------------


class Pool:
    """만들어 둔 커넥션을 빌려주는 풀"""

    def __init__(self, size):
        self.free = asyncio.Queue()
        for number in range(size):
            self.free.put_nowait(number)

    @contextlib.asynccontextmanager
    async def connection(self):
        """빈 커넥션을 기다렸다가 빌려줍니다."""
        connection = await self.free.get()
        try:
            yield connection
        finally:
            self.free.put_nowait(connection)


async def query(_connection):
    """질의 하나"""
    await asyncio.sleep(QUERY_SECONDS)


async def write_log(pool):
    """커넥션을 빌려 기록을 남깁니다."""
    async with pool.connection() as connection:
        await query(connection)


async def save_order(pool):
    """커넥션을 잡은 채로, 커넥션을 또 빌리는 함수를 부릅니다."""
    async with pool.connection() as connection:
        await query(connection)
        await write_log(pool)


async def write_log_on(connection):
    """받은 커넥션으로 기록을 남깁니다."""
    await query(connection)


async def save_order_on_one(pool):
    """잡고 있는 커넥션을 넘겨줍니다."""
    async with pool.connection() as connection:
        await query(connection)
        await write_log_on(connection)


async def serve(handle, requests, size):
    """요청을 한꺼번에 처리하고, 0.5초 동안 하나도 끝나지 않으면 멈춘 것으로 봅니다."""
    pool, before = Pool(size), None
    waiting = {asyncio.create_task(handle(pool)) for _ in range(requests)}
    while waiting and len(waiting) != before:
        before = len(waiting)
        _, waiting = await asyncio.wait(waiting, timeout=STUCK_SECONDS)
    facts = {
        "done": requests - len(waiting),
        "stuck": len(waiting),
        "free": pool.free.qsize(),
    }
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return facts


def nested():
    """커넥션 4개, 요청 4개"""
    return asyncio.run(serve(save_order, QUIET, POOL_SIZE))


def nested_with_one_more():
    """커넥션 5개, 요청 4개"""
    return asyncio.run(serve(save_order, QUIET, POOL_SIZE + 1))


def nested_when_busy():
    """커넥션 5개, 요청 40개"""
    return asyncio.run(serve(save_order, BUSY, POOL_SIZE + 1))


def passed_on():
    """고침: 커넥션을 넘겨줌, 커넥션 4개, 요청 40개"""
    return asyncio.run(serve(save_order_on_one, BUSY, POOL_SIZE))


# %%
# 예상
# ------------------------------------------------------------------
#
# 요청 넷이 커넥션을 하나씩 잡으면 남은 것이 없습니다. 넷 다 둘째 커넥션을 기다리고, 아무도 돌려주지 않으므로 하나도 끝나지 않습니다.
# 커넥션이 하나 더 있으면 하나씩 번갈아 끝나지만, 요청이 다섯을 넘으면 다시 멈출 것입니다.
# 잡고 있는 커넥션을 넘겨주면 요청이 몇이든 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        nested,
        nested_with_one_more,
        nested_when_busy,
        passed_on,
        facts={
            "done": "끝난 요청(개)",
            "stuck": "멈춘 요청(개)",
            "free": "남은 커넥션(개)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="stuck")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 커넥션 풀은 락 여러 개와 같습니다. 잡은 채로 또 얻으려 하면 데드락이 됩니다.
# 하나를 더 두는 것은 고친 것이 아니라 미룬 것입니다. 시험할 때의 요청 넷은 되고, 붐비는 날의 40개는 멈춥니다.
# 멈추지 않으려면 풀의 크기가 ``함께 오는 요청 × (겹쳐 빌리는 깊이 − 1) + 1``은 되어야 합니다. 요청의 수를 한정하지 않으면 아무리 커도 모자랍니다.
#
# 눈에 띄지 않는 겹침이 많습니다. 세션을 주는 의존성과 그 안에서 따로 여는 트랜잭션, 감사 기록, 캐시를 채우는 질의가 그렇습니다.
# 빌릴 때 타임아웃을 두면 멈추는 대신 오류가 나므로, 적어도 알 수는 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``nested_when_busy``의 커넥션을 41개로 늘려 보십시오. 요청 40개가 모두 끝납니다.
