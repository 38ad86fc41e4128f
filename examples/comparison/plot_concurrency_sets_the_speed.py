# 실행: python plot_concurrency_sets_the_speed.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
기다리는 일의 속도를 정하는 것은 방법보다 동시성입니다
==================================================================

스레드 다섯과 코루틴 백을 비교하면 코루틴이 이깁니다. 그러나 그것은 방법이 아니라 동시성(concurrency)을 비교한 것입니다.
동시에 보내는 요청의 수를 여덟으로 맞추면 어느 방법이 빠를까요?

이 실험은 :doc:`10.4.4 병렬 처리 방법 비교 </comparison/index>`에 나옵니다.
"""

import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager

import aiohttp
import requests

LOCAL = threading.local()
REQUESTS = 16
CONCURRENCY = 8
DELAY_SECONDS = 0.02
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 원래 교재는 ``multiprocessing``을 불러오기만 하고 쓰지 않았습니다. 여기서는 프로세스도 비교합니다.
# 스레드와 비동기는 부를 때마다 새로 만들어도 쌉니다.
# 프로세스는 시작하는 비용이 커서, 새 풀과 만들어 둔 풀을 따로 잽니다.


def open_session():
    """이 스레드(또는 프로세스)가 쓸 세션을 엽니다."""
    LOCAL.session = requests.Session()


def fetch(url):
    """주소 하나를 요청합니다."""
    response = LOCAL.session.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return response.text


def sequential_fetch(urls):
    """순차 실행"""
    open_session()
    return [fetch(url) for url in urls]


def threaded_fetch(urls):
    """스레드 8개"""
    with ThreadPoolExecutor(CONCURRENCY, initializer=open_session) as pool:
        return list(pool.map(fetch, urls))


async def fetch_all(urls):
    """세션 하나로 모두 요청합니다. 한 번에 여덟까지만 들어갑니다."""
    turn = asyncio.Semaphore(CONCURRENCY)

    async def fetch_one(url):
        async with turn, session.get(url) as response:
            response.raise_for_status()
            return await response.text()

    time_limit = aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS)
    async with aiohttp.ClientSession(timeout=time_limit) as session:
        return await asyncio.gather(*(fetch_one(url) for url in urls))


def async_fetch(urls):
    """비동기, 연결 8개"""
    return asyncio.run(fetch_all(urls))


def new_processes_fetch(urls):
    """새 프로세스 8개"""
    with ProcessPoolExecutor(CONCURRENCY, initializer=open_session) as pool:
        return list(pool.map(fetch, urls))


@contextmanager
def ready_processes():
    """워커가 모두 일어나 기다리는 풀"""
    with ProcessPoolExecutor(CONCURRENCY, initializer=open_session) as pool:
        list(pool.map(abs, range(4 * CONCURRENCY)))
        yield pool


def reused_processes_fetch(pool, urls):
    """만들어 둔 프로세스 8개"""
    return list(pool.map(fetch, urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 리틀의 법칙(Little's law)으로는 ``REQUESTS × DELAY_SECONDS ÷ CONCURRENCY``, 곧 0.04초보다 빠를 수 없습니다.
# 스레드와 비동기와 만들어 둔 프로세스는 이 하한 가까이에 모입니다.
# 새 프로세스는 시작하는 비용만큼 늦습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, Server, compare, draw

    result = compare(
        sequential_fetch,
        threaded_fetch,
        async_fetch,
        new_processes_fetch,
        Contender(reused_processes_fetch, given=ready_processes),
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=REQUESTS,
        memory=True,
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
# 순차 실행과 나머지 사이는 멀고, 나머지끼리는 가깝습니다.
# 기다림이 대부분인 일에서는 몇 개를 함께 보내느냐가 먼저이고, 무엇으로 보내느냐는 그다음입니다.
# 남는 차이는 요청 하나에 드는 CPU 시간에서 옵니다. aiohttp는 requests보다 이 비용이 작습니다.
#
# 새 프로세스는 시작 방식을 탑니다. ``spawn``과 ``forkserver``에서는 워커마다 requests와 aiohttp를 다시 불러오므로,
# 순차 실행보다 느려지기도 합니다.
#
# 그러면 왜 비동기를 고를까요? 동시성을 1,000, 10,000으로 올릴 때 스레드와 프로세스는 메모리와 시작 비용이 먼저 바닥납니다.
# 동시성이 여덟인 여기서는 그 차이가 보이지 않습니다.
#
# 만들어 둔 프로세스의 연결은 0개입니다. 풀과 함께 연결도 만들어 두었고, 재는 동안에는 그것을 다시 썼기 때문입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``CONCURRENCY``를 ``16``으로 올려 보십시오. 하한이 0.02초로 내려가면 CPU 시간이 드러나 방법끼리 벌어집니다.
