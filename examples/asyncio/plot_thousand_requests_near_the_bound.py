# 실행: python plot_thousand_requests_near_the_bound.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
요청 1,000개를 하한 가까이에서 끝냅니다
==================================================================

지연이 평균 100 ms인 서버에 1,000개를 요청합니다. 동시성이 100이면 리틀의 하한은 1초입니다.
하나가 끝나는 대로 다음을 보낼 때와 100개씩 끊어서 보낼 때, 하한에 얼마나 가까울까요?

이 실험은 :doc:`aiohttp로 가져오기 </asyncio/fetching>`에 나옵니다.
"""

import asyncio
import time

import aiohttp

REQUESTS = 1000
CONCURRENCY = 100
DELAY_SECONDS = 0.075
JITTER_SECONDS = 0.05
MEAN_SECONDS = DELAY_SECONDS + JITTER_SECONDS / 2
LITTLE_SECONDS = REQUESTS * MEAN_SECONDS / CONCURRENCY
TIME_LIMIT = aiohttp.ClientTimeout(total=10)

# %%
# 재는 코드
# ------------------------------------------------------------------


async def fetch_status(session, url):
    """주소 하나를 끝까지 읽고 상태를 돌려줍니다."""
    async with session.get(url) as response:
        response.raise_for_status()
        await response.read()
        return response.status


async def fetch_in_turn(session, turns, statuses):
    """워커 하나. 하나가 끝나는 대로 다음 주소를 받습니다."""
    for url in turns:
        statuses.append(await fetch_status(session, url))


async def fetch_steadily(urls):
    """워커 100개. 언제나 100개가 가 있고, 나머지는 세션 밖에서 기다립니다."""
    turns, statuses = iter(urls), []
    async with (
        aiohttp.ClientSession(timeout=TIME_LIMIT) as session,
        asyncio.TaskGroup() as workers,
    ):
        for _ in range(CONCURRENCY):
            workers.create_task(fetch_in_turn(session, turns, statuses))
    return statuses


async def fetch_in_batches(urls):
    """100개씩 끊습니다. 100개가 모두 끝나야 다음 100개를 보냅니다."""
    statuses = []
    async with aiohttp.ClientSession(timeout=TIME_LIMIT) as session:
        for first in range(0, len(urls), CONCURRENCY):
            batch = urls[first : first + CONCURRENCY]
            statuses += await asyncio.gather(*(fetch_status(session, url) for url in batch))
    return statuses


def seen(fetching):
    """걸린 시간을 하한과 비교하고, 제대로 받은 것을 셉니다."""
    started = time.perf_counter()
    statuses = asyncio.run(fetching)
    over = (time.perf_counter() - started) / LITTLE_SECONDS
    return {"over": round(over, 3), "received": statuses.count(200)}


def steady(urls):
    """끝나는 대로 다음"""
    return seen(fetch_steadily(urls))


def batches(urls):
    """100개씩 끊어서"""
    return seen(fetch_in_batches(urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 서버는 75 ms에서 125 ms 사이에 답합니다. 리틀의 법칙이 보는 것은 평균인 100 ms입니다.
# 끊어서 보내면 바퀴마다 가장 늦은 하나를 모두가 기다립니다. 100개 가운데 가장 늦은 것은 125 ms에 가까우므로,
# 열 바퀴에 1.25초와, 바퀴마다 100개를 다루는 CPU 시간이 듭니다.
# 끝나는 대로 보내면 늦은 하나를 기다리는 동안에도 남은 99개 자리가 일합니다. 하한에 훨씬 가까울 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        steady,
        batches,
        facts={"received": "받은 것(개)", "connections": "커넥션(개)"},
        measured={"over": "리틀의 하한 대비 시간(배)"},
        times=1,
        server=Server(delay_seconds=DELAY_SECONDS, jitter_seconds=JITTER_SECONDS),
        requests=REQUESTS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="over")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 둘은 같은 요청을 같은 동시성으로 보냈습니다. 다른 것은 자리가 비는 때에 바로 채우느냐뿐입니다.
# 끊어서 보내면 먼저 끝난 자리가 바퀴의 끝까지 빕니다. 지연이 고르지 않을수록 오래 빕니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DELAY_SECONDS``를 ``0.1``, ``JITTER_SECONDS``를 ``0``으로 바꾸어 지연을 고르게 해 보십시오.
# 함께 보낸 100개가 함께 끝나므로, 끊어서 보내도 잃는 것이 거의 없습니다.
