# 실행: python plot_total_timeout_counts_the_queue.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
aiohttp의 total은 커넥션을 기다리는 시간도 셉니다
==================================================================

서버는 멀쩡하고 20 ms면 답합니다. 요청마다 타임아웃을 0.3초로 넉넉히 주었습니다.
그런데도 주소가 3,000개이면 대부분 시간 초과로 끝납니다. 어느 타임아웃이 무엇을 세는 것일까요?

이 실험은 :doc:`aiohttp로 가져오기 </asyncio/fetching>`에 나옵니다.
"""

import asyncio
from collections import Counter

import aiohttp

REQUESTS = 3000
CONCURRENCY = 40
DELAY_SECONDS = 0.02
EACH_SECONDS = 0.3

# %%
# 재는 코드
# ------------------------------------------------------------------


async def fetch_or_reason(session, url):
    """받았으면 "받음"을, 아니면 예외의 이름을 돌려줍니다."""
    try:
        async with session.get(url) as response:
            response.raise_for_status()
            await response.read()
    except (TimeoutError, aiohttp.ClientError) as error:
        return type(error).__name__
    return "받음"


async def wait_in_connector(urls, each):
    """요청을 모두 시작하고, 커넥터가 40개까지만 이어 줍니다."""
    connector = aiohttp.TCPConnector(limit=CONCURRENCY)
    async with aiohttp.ClientSession(connector=connector, timeout=each) as session:
        return await asyncio.gather(*(fetch_or_reason(session, url) for url in urls))


async def fetch_in_turn(session, turns, ends):
    """워커 하나. 다음 주소를 받고 나서 요청합니다."""
    for number, url in turns:
        ends[number] = await fetch_or_reason(session, url)


async def wait_outside(urls, each):
    """워커 40개가 세마포어를 얻고 나서 요청합니다."""
    turns, ends = enumerate(urls), [None] * len(urls)
    async with (
        aiohttp.ClientSession(timeout=each) as session,
        asyncio.TaskGroup() as workers,
    ):
        for _ in range(CONCURRENCY):
            workers.create_task(fetch_in_turn(session, turns, ends))
    return ends


def total_in_connector(urls):
    """total, 커넥터 안에서 기다림"""
    each = aiohttp.ClientTimeout(total=EACH_SECONDS)
    return told(asyncio.run(wait_in_connector(urls, each)))


def connect_in_connector(urls):
    """connect, 커넥터 안에서 기다림"""
    each = aiohttp.ClientTimeout(total=None, connect=EACH_SECONDS)
    return told(asyncio.run(wait_in_connector(urls, each)))


def socket_in_connector(urls):
    """sock_connect와 sock_read, 커넥터 안에서 기다림"""
    each = aiohttp.ClientTimeout(total=None, sock_connect=EACH_SECONDS, sock_read=EACH_SECONDS)
    return told(asyncio.run(wait_in_connector(urls, each)))


def total_outside(urls):
    """total, 세마포어를 먼저 얻음"""
    each = aiohttp.ClientTimeout(total=EACH_SECONDS)
    return told(asyncio.run(wait_outside(urls, each)))


def told(ends):
    """어떻게 끝났는지 찍고, 받은 것과 잃은 것을 셉니다."""
    counted = Counter(ends)
    print(dict(counted))
    return {"received": counted["받음"], "lost": len(ends) - counted["받음"]}


# %%
# 예상
# ------------------------------------------------------------------
#
# 0.3초 동안 40개씩 20 ms마다 끝나므로, 제때 끝나는 것은 많아야 ``40 × 0.3 ÷ 0.02``, 곧 600개입니다.
# ``total``은 코루틴이 요청을 시작한 때부터 셉니다. 나머지 2,400개는 서버에 가 보지도 못하고 시간 초과로 끝납니다.
# ``connect``는 커넥션을 얻을 때까지를 셉니다. 소켓을 여는 시간만이 아니라 기다리는 시간도 들어가므로 마찬가지일 것입니다.
# ``sock_connect``와 ``sock_read``는 소켓을 쓰는 동안만 셉니다. 세마포어를 먼저 얻은 것과 함께 3,000개를 모두 받을 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        total_in_connector,
        connect_in_connector,
        socket_in_connector,
        total_outside,
        facts={"received": "받은 것(개)", "lost": "잃은 것(개)"},
        times=1,
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=REQUESTS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="lost")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 네 방법은 같은 서버에 같은 동시성으로 요청했습니다. 다른 것은 기다리는 자리와, 시계가 도는 때뿐입니다.
# 세션 밖에서 기다리는 주소에는 타임아웃이 아직 흐르지 않습니다.
# 기다리다 잃은 요청은 서버에 닿지 않았습니다. 서버의 로그를 보아도 이유를 알 수 없습니다.
#
# 주소가 몇 개일 때는 드러나지 않습니다. 커넥터 안에서 기다려도 되는 주소는 많아야 ``동시성 × 타임아웃 ÷ 지연``입니다.
# 받은 것은 그보다도 적습니다. 요청 3,000개를 한꺼번에 시작하면, 다 시작할 때까지 루프는 소켓을 한 번도 보지 못합니다.
# ``total``은 그 시간도 셉니다.
#
# ``sock_connect``도 그렇습니다. 시작하는 데 0.3초가 넘게 걸리는 기계에서는, 먼저 보낸 40개가 이어져 있는데도
# ``ConnectionTimeoutError``로 끝납니다. 커넥터의 줄은 세지 않지만, 바쁜 루프는 셉니다.
# ``sock_read``는 다음 조각이 올 때까지의 시간이라서, 조금씩 끝없이 보내는 서버를 막지도 못합니다.
#
# 워커를 두면 둘 다 없어집니다. 한꺼번에 시작하는 요청이 워커의 수뿐이고, 시작한 요청은 곧바로 커넥션을 얻습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``REQUESTS``를 ``100``으로 줄여 보십시오. 어느 방법도 잃지 않습니다.
# 시험에서는 돌고 현장에서만 잃는 것이 이 고장의 모습입니다.
