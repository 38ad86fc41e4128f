# 실행: python plot_pool_size_meets_the_capacity.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
커넥션 풀은 데이터베이스가 함께 처리하는 수까지만 빨라집니다
==================================================================

커넥션 풀을 넷에서 여덟로 늘리니 두 배 빨라졌습니다. 32개로 늘리면 또 그만큼 빨라질까요?
함께 여덟 개까지만 처리하는 데이터베이스 앞에서, 리틀의 법칙으로 예측한 시간과 비교했습니다.

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import asyncio
import contextlib
import time

REQUESTS = 96
CAPACITY = 8
QUERY_SECONDS = 0.02
CALL_SECONDS = 0.04

# %%
# 재는 코드
# ------------------------------------------------------------------


class Pool:
    """만들어 둔 커넥션을 빌려주는 풀"""

    def __init__(self, connections):
        self.free = asyncio.Queue()
        for connection in connections:
            self.free.put_nowait(connection)

    @contextlib.asynccontextmanager
    async def connection(self):
        """빈 커넥션을 기다렸다가 빌려줍니다."""
        connection = await self.free.get()
        try:
            yield connection
        finally:
            self.free.put_nowait(connection)


async def answer(pool, _number):
    """질의 하나를 하는 요청"""
    async with pool.connection() as connection:
        await connection.query()


async def answer_while_holding(pool, _number):
    """커넥션을 잡은 채로 남의 API도 부르는 요청"""
    async with pool.connection() as connection:
        await connection.query()
        await asyncio.sleep(CALL_SECONDS)


# %%
# 데이터베이스는 정해진 수까지만 함께 처리하고, 넘는 것은 안에서 줄을 세웁니다.


class Database:
    """함께 여덟 개까지 처리하는 데이터베이스"""

    def __init__(self):
        self.turn, self.working, self.queued = asyncio.Semaphore(CAPACITY), 0, 0
        self.most_working = self.most_queued = 0

    async def query(self):
        """순서를 기다려 20 ms 동안 처리합니다."""
        self.queued += 1
        await asyncio.sleep(0)  # 함께 온 것이 모두 줄에 섭니다.
        self.most_queued = max(self.most_queued, self.queued + self.working - CAPACITY)
        async with self.turn:
            self.queued, self.working = self.queued - 1, self.working + 1
            self.most_working = max(self.most_working, self.working)
            await asyncio.sleep(QUERY_SECONDS)
            self.working -= 1


async def serve(size, handle, held_seconds):
    """요청 96개를 한꺼번에 받아, 커넥션이 그만큼인 풀로 처리합니다."""
    database = Database()
    pool = Pool([database] * size)
    started = time.perf_counter()
    await asyncio.gather(*(handle(pool, number) for number in range(REQUESTS)))
    waited = time.perf_counter() - started
    predicted = REQUESTS * held_seconds / min(size, CAPACITY)
    return {
        "working": database.most_working,
        "queued": database.most_queued,
        "over": waited / predicted,
        "waited": waited,
    }


def four():
    """커넥션 4개"""
    return asyncio.run(serve(4, answer, QUERY_SECONDS))


def eight():
    """커넥션 8개"""
    return asyncio.run(serve(8, answer, QUERY_SECONDS))


def thirty_two():
    """커넥션 32개"""
    return asyncio.run(serve(32, answer, QUERY_SECONDS))


def eight_held():
    """커넥션 8개를 잡은 채로 API 부르기"""
    return asyncio.run(serve(8, answer_while_holding, QUERY_SECONDS + CALL_SECONDS))


# %%
# 예상
# ------------------------------------------------------------------
#
# 걸리는 시간은 ``요청 × 잡고 있는 시간 ÷ 함께 처리하는 수``입니다. 함께 처리하는 수는 풀의 크기와 데이터베이스의 8 가운데 작은 것입니다.
# 4에서 8로 늘리면 절반이 되고, 32로 늘리면 그대로이며 24개는 데이터베이스 안에서 줄을 설 것입니다.
# 잡고 있는 시간이 세 배가 되면, 데이터베이스가 놀아도 걸리는 시간은 세 배가 됩니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        four,
        eight,
        thirty_two,
        eight_held,
        facts={
            "working": "데이터베이스가 함께 처리한 것(개)",
            "queued": "데이터베이스 안에서 줄을 선 것(개)",
        },
        measured={"over": "걸린 시간, 예측 대비(배)", "waited": "걸린 시간(초)"},
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="waited")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 32개의 줄은 없어지지 않고 자리를 옮겼습니다. 풀에서 기다리던 것이 데이터베이스 안에서 기다립니다.
# 풀에서 기다리면 우리가 타임아웃을 걸고 버릴 수 있지만, 데이터베이스 안에서 기다리는 것은 메모리와 락을 잡고 있습니다.
#
# 마지막 것에서 데이터베이스는 여덟까지 처리할 수 있는데도 놀았습니다. 커넥션을 잡은 채로 다른 것을 기다렸기 때문입니다.
# 풀이 모자란다는 경보를 보고 풀을 늘리기 전에, 잡고 있는 시간이 질의의 시간과 같은지 보십시오.
#
# 진짜 데이터베이스의 '함께 처리하는 수'는 코어와 디스크가 정합니다. 넘치면 줄만 서는 것이 아니라 서로를 늦추기도 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``answer_while_holding``에서 ``asyncio.sleep``을 ``async with``의 밖으로 옮겨 보십시오. 걸린 시간이 커넥션 8개와 비슷해집니다.
