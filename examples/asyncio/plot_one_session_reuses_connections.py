# 실행: python plot_one_session_reuses_connections.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
세션을 하나만 만들어야 커넥션을 다시 씁니다
==================================================================

교재는 10.4.3에서는 세션(session)을 하나 만들고, 10.4.4에서는 요청마다 만듭니다.
동시성을 여덟으로 맞추고 둘을 비교하면, 커넥션의 수와 시간이 어떻게 다를까요?

이 실험은 :doc:`aiohttp로 가져오기 </asyncio/fetching>`에 나옵니다.
"""

import asyncio
import time

import aiohttp

REQUESTS = 32
CONCURRENCY = 8
DELAY_SECONDS = 0.005
HANDSHAKE_SECONDS = 0.03
TIME_LIMIT = aiohttp.ClientTimeout(total=10)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 교재의 ``fetch_url``과 ``main``을 고친 것입니다. 타임아웃을 주고, 오류 상태를 예외로 바꾸고, 동시성을 정했습니다.
# 세마포어를 얻은 다음에 요청하므로, 세마포어를 기다리는 시간은 타임아웃에 들어가지 않습니다.


async def fetch_url(session, url):
    """비동기 HTTP 요청"""
    async with session.get(url) as response:
        response.raise_for_status()
        text = await response.text()
        return {"url": url, "status": response.status, "size": len(text)}


async def fetch_in_new_session(url, turn):
    """틀린 코드: 요청마다 세션을 만듭니다. 세션과 함께 커넥션도 버려집니다."""
    async with turn, aiohttp.ClientSession(timeout=TIME_LIMIT) as session:
        return await fetch_url(session, url)


async def fetch_with_new_sessions(urls):
    """한 번에 여덟까지만 보내되, 저마다 세션을 만듭니다."""
    turn = asyncio.Semaphore(CONCURRENCY)
    return await asyncio.gather(*(fetch_in_new_session(url, turn) for url in urls))


async def fetch_in_turn(session, url, turn):
    """세마포어를 얻으면 요청합니다."""
    async with turn:
        return await fetch_url(session, url)


async def fetch_with_one_session(urls):
    """고친 코드: 세션은 하나입니다. 한 번에 여덟까지만 보내므로 커넥션도 여덟을 다시 씁니다."""
    turn = asyncio.Semaphore(CONCURRENCY)
    async with aiohttp.ClientSession(timeout=TIME_LIMIT) as session:
        return await asyncio.gather(*(fetch_in_turn(session, url, turn) for url in urls))


def seen(fetching):
    """걸린 시간을 재고, 모두 받았는지 봅니다."""
    started, used = time.perf_counter(), time.process_time()
    pages = asyncio.run(fetching)
    waited, cpu = time.perf_counter() - started, time.process_time() - used
    if len(pages) != REQUESTS:
        raise RuntimeError(f"{REQUESTS}개를 보냈는데 {len(pages)}개를 받았습니다.")
    return {"waited": round(1000 * waited, 1), "cpu": round(1000 * cpu, 1)}


def session_per_request(urls):
    """요청마다 세션"""
    return seen(fetch_with_new_sessions(urls))


def one_session(urls):
    """세션 하나"""
    return seen(fetch_with_one_session(urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 요청마다 세션을 만들면 커넥션이 요청의 수만큼, 세션이 하나이면 동시성만큼 맺어집니다.
# 서버는 HTTPS로 답하고, 커넥션마다 첫 응답에 0.03초를 더합니다. 먼 서버와 커넥션을 맺는 기다림입니다.
# 네 바퀴를 도는 동안 앞의 것은 이 비용을 네 번, 뒤의 것은 한 번 치릅니다. 암호를 맞추는 CPU 시간은 앞의 것이 네 배입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        session_per_request,
        one_session,
        facts={
            "connections": "맺은 커넥션(개)",
            "requests": "서버가 받은 요청(개)",
        },
        measured={
            "waited": "걸린 시간(ms)",
            "cpu": "클라이언트의 CPU 시간(ms)",
        },
        times=2,
        server=Server(
            delay_seconds=DELAY_SECONDS, handshake_delay_seconds=HANDSHAKE_SECONDS, tls=True
        ),
        requests=REQUESTS,
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
# 커넥션의 수는 기계가 빠르든 느리든 같습니다. 시간의 차이는 커넥션을 맺는 비용이 정합니다.
# 같은 기계 안에서는 오가는 기다림이 없어서, 그것은 흉내 냈습니다. 먼 서버에 HTTPS로 맺으면 왕복 두세 번의 비용이 듭니다.
# TLS로 암호를 맞추는 CPU 시간은 흉내가 아닙니다. 이벤트 루프는 그동안 다른 일을 하지 못합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``HANDSHAKE_SECONDS``를 ``0``으로 바꾸어 보십시오. 암호를 맞추는 비용만 남습니다. ``tls=True``까지 지우면 그것도 없어집니다.
