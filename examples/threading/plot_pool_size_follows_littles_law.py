# 실행: python plot_pool_size_follows_littles_law.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
기다리는 일의 스레드 수는 리틀의 법칙이 정합니다
==================================================================

요청마다 서버가 뜸을 들이는 시간은 정해져 있습니다. 스레드를 늘리면 전체는 얼마나 빨라질까요?
언제부터 늘려도 소용이 없을까요?

이 실험은 :doc:`스레드로 받아 오기 </threading/fetching>`에 나옵니다.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import requests

REQUESTS = 20
DELAY_SECONDS = 0.01
TIME_LIMIT_SECONDS = 5
SIZES = (1, 4, 8, 20)
LOCAL = threading.local()

# %%
# 재는 코드
# ------------------------------------------------------------------


def open_session():
    """이 스레드가 쓸 세션을 엽니다."""
    LOCAL.session = requests.Session()


def fetch_url(url):
    """URL에서 데이터 가져오기"""
    response = LOCAL.session.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return len(response.content)


def pool_of(urls, threads):
    """스레드마다 세션 하나인 풀"""
    with ThreadPoolExecutor(threads, initializer=open_session) as pool:
        return list(pool.map(fetch_url, urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 리틀의 법칙(Little's law)으로 계산하면 걸리는 시간은 ``요청 수 × 대답까지의 시간 ÷ 스레드 수``보다 짧을 수 없습니다.
# 스레드가 적을 때에는 그 선에 붙고, 많아지면 CPU 시간 때문에 떨어집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Reference, Server, compare, draw, sweep

    result = compare(
        *sweep(pool_of, SIZES),
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=REQUESTS,
        axis="스레드(개)",
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    predicted = tuple((size, REQUESTS * DELAY_SECONDS / size) for size in SIZES)
    draw(result, reference=Reference(predicted, "리틀의 법칙"))

# %%
# 읽기
# ------------------------------------------------------------------
#
# 점선은 재지 않고 계산한 것입니다. 기다림만 있고 일이 없다면 점선 위에 놓입니다.
# 요청을 만들고 대답을 읽는 CPU 시간은 GIL 때문에 겹치지 않습니다.
# 그래서 스레드가 많아지면 점선에서 떨어져 바닥에 닿습니다. 그 뒤의 스레드는 메모리만 씁니다.
#
# 대답이 느린 서버일수록 선이 바닥에 늦게 닿고, 스레드를 더 쓸 수 있습니다.
# 서버가 받아 줄 수 있는 수를 넘으면 이 법칙이 아니라 서버가 속도를 정합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DELAY_SECONDS``를 ``0.001``로 줄여 보십시오. 스레드 둘이나 넷에서 벌써 바닥에 닿습니다.
