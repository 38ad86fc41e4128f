# 실행: python plot_source_fetches_miscount.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
교재의 요청 코드는 연결을 낭비하고 오류를 결과로 셉니다
==================================================================

네 번에 한 번씩 503으로 답하는 서버가 있습니다. 교재의 코드는 이것을 알아챌까요?
같은 주소를 부르면서 연결은 몇 번이나 맺을까요? 스레드는 몇 개나 만들까요?

이 실험은 :doc:`교재의 코드에서 고친 것 </comparison/corrections>`에 나옵니다.
"""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import requests

LOCAL = threading.local()
REQUESTS = 16
CONCURRENCY = 8
FAULT_EVERY = 4
DELAY_SECONDS = 0.05
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 교재의 두 함수에서 고친 것은 실행되지 않는 람다뿐입니다. 순차 함수도 같은 잘못을 합니다.


def counted(results, threads):
    """결과 가운데 오류 응답인데도 결과로 센 것을 셉니다."""
    missed = sum(isinstance(item, str) and item.strip() == "503" for item in results)
    noticed = sum(isinstance(item, Exception) for item in results)
    print(f"결과 {len(results)}개: 오류를 결과로 센 것 {missed}개, 알아챈 오류 {noticed}개")
    return {"missed": missed, "threads": threads}


def source_threads(urls):
    """교재: 스레드"""
    started = time.time()
    results = [None] * len(urls)

    def work(i, url):
        results[i] = requests.get(url)  # noqa: S113 - 타임아웃이 없는 것이 교재의 잘못입니다.

    threads = []
    for i, url in enumerate(urls):
        thread = threading.Thread(target=work, args=(i, url))
        threads.append(thread)
        thread.start()
    most = threading.active_count()
    for thread in threads:
        thread.join()
    print(f"스레드 실행: {time.time() - started:.2f}초")
    return counted([response.text for response in results], most)


async def source_async_fetch(urls):
    """교재의 비동기: 요청마다 세션을 하나씩 엽니다."""

    async def fetch(url):
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return await response.text()

    return await asyncio.gather(*[fetch(url) for url in urls])


def source_async(urls):
    """교재: 비동기"""
    started = time.time()
    results = asyncio.run(source_async_fetch(urls))
    print(f"비동기 실행: {time.time() - started:.2f}초")
    return counted(results, threading.active_count())


def open_session():
    """이 스레드가 쓸 세션을 엽니다."""
    LOCAL.session = requests.Session()


def fetch(url):
    """글을 돌려줍니다. 서버가 오류로 답하면 그 예외를 결과로 삼습니다."""
    try:
        response = LOCAL.session.get(url, timeout=TIME_LIMIT_SECONDS)
        response.raise_for_status()
    except requests.RequestException as error:
        return error
    return response.text


def mended_threads(urls):
    """고침: 스레드"""
    with ThreadPoolExecutor(CONCURRENCY, initializer=open_session) as pool:
        results = list(pool.map(fetch, urls))
        return counted(results, threading.active_count())


async def mended_async_fetch(urls):
    """세션 하나, 동시성 여덟, 타임아웃, 상태 확인을 갖춘 비동기 요청입니다."""
    turn = asyncio.Semaphore(CONCURRENCY)

    async def fetch(url):
        async with turn, session.get(url) as response:
            return await response.text()

    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS),
        raise_for_status=True,
    ) as session:
        return await asyncio.gather(*[fetch(url) for url in urls], return_exceptions=True)


def mended_async(urls):
    """고침: 비동기"""
    return counted(asyncio.run(mended_async_fetch(urls)), threading.active_count())


# %%
# 예상
# ------------------------------------------------------------------
#
# 교재의 코드는 연결을 요청의 수만큼 맺고, 503이라는 글을 정상인 결과로 셉니다.
# 교재의 스레드는 주소의 수만큼 생깁니다. 고친 코드는 연결을 여덟 번만 맺고, 오류를 모두 알아챕니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        source_threads,
        source_async,
        mended_threads,
        mended_async,
        facts={
            "connections": "맺은 연결(개)",
            "missed": "결과로 센 오류(개)",
            "threads": "살아 있던 스레드(개)",
        },
        times=2,
        server=Server(delay_seconds=DELAY_SECONDS, fault="status", fault_every=FAULT_EVERY),
        requests=REQUESTS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)
    draw(result, show="missed")
    draw(result, show="threads")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 세 그림 모두 부하와 상관없이 센 수입니다.
#
# 첫 그림은 연결입니다. 먼 서버라면 연결마다 왕복이 몇 번씩 더 듭니다. 세션을 나누어 쓰면 연결도 다시 씁니다.
#
# 둘째 그림은 결과로 센 오류입니다. 오류 응답은 대개 짧고 빠르므로, 오류를 세지 않는 프로그램은 서버가 아플수록 빨라집니다.
#
# 셋째 그림은 스레드입니다. 교재의 동시성은 주소의 수입니다. 주소가 만 개이면 스레드도 만 개입니다.
# 방법을 비교하려면 동시성부터 맞추어야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``FAULT_EVERY``를 ``1``로 바꾸어 보십시오. 모든 응답이 오류인데도 교재의 코드는 끝났다고 말합니다.
