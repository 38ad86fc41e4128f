# 실행: python plot_gather_overlaps_waiting.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
코루틴은 스레드 하나에서 기다림을 겹칩니다
==================================================================

``async def``로 적었다고 저절로 겹치지는 않습니다.
세션(session) 하나를 나누어 쓰면서, 하나씩 ``await``할 때와 ``gather``로 함께 기다릴 때는 얼마나 다를까요?

이 실험은 :doc:`10.4.3 비동기 프로그래밍 </asyncio/index>`에 나옵니다.
"""

import asyncio

import aiohttp

REQUESTS = 12
DELAY_SECONDS = 0.01
TIME_LIMIT = aiohttp.ClientTimeout(total=10)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 원래 교재의 ``fetch_url``과 ``main``을 고친 것입니다.
# 타임아웃을 주고 오류 상태를 예외로 바꾸었습니다.
# 세션은 교재와 같이 하나만 만듭니다. 요청마다 만들면 연결을 다시 쓰지 못합니다.


async def fetch_url(session, url):
    """비동기 HTTP 요청"""
    async with session.get(url) as response:
        response.raise_for_status()
        text = await response.text()
        return {"url": url, "status": response.status, "size": len(text)}


async def fetch_one_by_one(urls):
    """하나가 끝나야 다음 것을 요청합니다."""
    async with aiohttp.ClientSession(timeout=TIME_LIMIT) as session:
        return [await fetch_url(session, url) for url in urls]


async def fetch_together(urls):
    """모두 요청해 놓고 함께 기다립니다."""
    async with aiohttp.ClientSession(timeout=TIME_LIMIT) as session:
        return await asyncio.gather(*(fetch_url(session, url) for url in urls))


def one_by_one(urls):
    """하나씩 await"""
    return asyncio.run(fetch_one_by_one(urls))


def together(urls):
    """gather로 함께"""
    return asyncio.run(fetch_together(urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 하나씩 기다리면 순차 실행과 다를 것이 없습니다.
# 함께 기다리면 한 번의 기다림에 요청 12개의 CPU 시간을 더한 만큼 걸립니다.
# 대신 연결은 12개를 맺습니다. 하나씩 기다릴 때는 하나면 됩니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, compare, draw

    result = compare(
        one_by_one,
        together,
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=REQUESTS,
        one_core=True,
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
# 두 함수는 같은 코루틴(coroutine)을 씁니다. 다른 것은 기다리는 법뿐입니다.
# ``await``는 그 자리에서 끝날 때까지 기다리라는 말이지, 뒤에서 돌려 두라는 말이 아닙니다.
# ``gather``는 코루틴마다 태스크(task)를 만들어 이벤트 루프(event loop)에 한꺼번에 올립니다.
#
# 연결의 수를 함께 보십시오. 빨라진 만큼 서버에 더 많은 연결을 맺었습니다.
# 남의 서버라면 동시에 보내는 수를 제한해야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``REQUESTS``를 ``200``으로 늘려 보십시오.
# aiohttp는 연결을 100개까지만 맺으므로, 요청은 두 번에 나뉘어 갑니다.
