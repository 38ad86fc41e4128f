# 실행: python plot_broken_program_wins.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
executor.map의 결과를 읽지 않으면 예외가 사라집니다
==================================================================

인터넷에 흔한 두 꼴이 있습니다. ``executor.map``을 부르고 결과를 읽지 않는 것과,
``gather(return_exceptions=True)``를 부르고 결과를 읽지 않는 것입니다.
아무도 듣지 않는 포트에 요청하게 하면 무엇이라고 말할까요?

이 실험은 :doc:`읽지 않은 결과에 숨는 예외 </threading/silent-failures>`에 나옵니다.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import aiohttp
import requests

REQUESTS = 20
DELAY_SECONDS = 0.05
TIME_LIMIT_SECONDS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``PAGES``에는 끝까지 받은 페이지가 쌓입니다. 프로그램이 한 말이 참인지는 이것으로 압니다.

PAGES = []


def fetch(url):
    """주소 하나를 받습니다."""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    PAGES.append(response.text)


async def fetch_async(session, url):
    """주소 하나를 비동기로 받습니다."""
    async with session.get(url) as response:
        response.raise_for_status()
        PAGES.append(await response.text())


def map_unread(urls):
    """map의 결과를 읽지 않음"""
    with ThreadPoolExecutor(max_workers=len(urls)) as pool:
        pool.map(fetch, urls)
    print(f"{len(urls)}개를 받았습니다.")
    return {"claimed": len(urls), "delivered": len(PAGES), "raised": 0}


async def gather_all(urls):
    """예외를 값으로 바꾸어 모으고, 읽지 않습니다."""
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(fetch_async(session, url) for url in urls), return_exceptions=True)


def gather_unread(urls):
    """gather의 결과를 읽지 않음"""
    asyncio.run(gather_all(urls))
    print(f"{len(urls)}개를 받았습니다.")
    return {"claimed": len(urls), "delivered": len(PAGES), "raised": 0}


def map_read(urls):
    """map의 결과를 읽음"""
    raised = 0
    try:
        with ThreadPoolExecutor(max_workers=len(urls)) as pool:
            list(pool.map(fetch, urls))
    except requests.RequestException as error:
        raised = 1
        print(f"받지 못했습니다: {type(error).__name__}")
    else:
        print(f"{len(urls)}개를 받았습니다.")
    return {"claimed": 0 if raised else len(urls), "delivered": len(PAGES), "raised": raised}


@contextmanager
def closed_port():
    """자리만 차지하고 듣지 않는 포트. 커넥션은 곧바로 거절됩니다."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def closed_map_unread(site, urls):
    """닫힌 포트: map의 결과를 읽지 않음"""
    return map_unread([f"{site}/page/{number}" for number in range(len(urls))])


def closed_gather_unread(site, urls):
    """닫힌 포트: gather의 결과를 읽지 않음"""
    return gather_unread([f"{site}/page/{number}" for number in range(len(urls))])


def closed_map_read(site, urls):
    """닫힌 포트: map의 결과를 읽음"""
    return map_read([f"{site}/page/{number}" for number in range(len(urls))])


# %%
# 예상
# ------------------------------------------------------------------
#
# 결과를 읽지 않는 둘은 하나도 받지 못하고도 20개를 받았다고 합니다. 그것도 제대로 받는 것보다 빨리 말합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, Server, draw, observe

    result = observe(
        map_read,
        Contender(closed_map_unread, given=closed_port),
        Contender(closed_gather_unread, given=closed_port),
        Contender(closed_map_read, given=closed_port),
        facts={
            "claimed": "받았다고 말한 주소(개)",
            "delivered": "정말로 받은 주소(개)",
            "raised": "부른 쪽에 온 예외(개)",
            "seconds": "걸린 시간(초)",
        },
        times=2,
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=REQUESTS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="seconds")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``executor.map``은 예외를 결과의 자리에 넣어 둡니다. 결과를 읽어야 예외가 납니다.
# ``return_exceptions=True``는 예외를 값으로 바꿉니다. 값을 살피지 않으면 예외도 없던 일이 됩니다.
# 둘 다 시간을 재면 가장 빠릅니다. 아무 일도 하지 않았기 때문입니다.
#
# 거절이 아니라 무응답이라면, 고장 난 프로그램은 타임아웃만큼 느려질 뿐 하는 말은 같습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``map_unread``의 ``pool.map(...)``을 ``list(pool.map(...))``으로 바꾸어 보십시오.
# 다섯 글자로 예외가 부른 쪽에 닿습니다.
