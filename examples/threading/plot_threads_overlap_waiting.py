# 실행: python plot_threads_overlap_waiting.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드는 네트워크를 기다리는 시간을 겹칩니다
==================================================================

주소 여러 개를 하나씩 요청하면, 대답을 기다리는 동안 프로그램은 아무 일도 하지 않습니다.
요청마다 스레드(thread)를 하나씩 쓰면 몇 배나 빨라질까요?

이 실험은 :doc:`10.4.2 멀티스레딩 </threading/index>`에 나옵니다.
"""

from concurrent.futures import ThreadPoolExecutor

import requests

REQUESTS = 10
DELAY_SECONDS = 0.03
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 원래 교재의 ``fetch_url``과 ``threaded_fetching``을 고친 것입니다.
# 타임아웃을 주고, 오류 상태를 예외로 바꾸고, 스레드에서 난 예외가 부른 쪽에 닿게 했습니다.


def fetch_url(url):
    """URL에서 데이터 가져오기"""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return {"url": url, "status": response.status_code, "size": len(response.text)}


def sequential_fetching(urls):
    """순차 요청"""
    return [fetch_url(url) for url in urls]


def threaded_fetching(urls):
    """스레드를 사용한 병렬 요청"""
    with ThreadPoolExecutor(max_workers=len(urls)) as pool:
        return list(pool.map(fetch_url, urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 기다림이 모두 겹치면 열 배에 가까워야 합니다.
# 그러나 요청을 보내고 대답을 읽는 CPU 시간은 GIL 때문에 겹치지 않으므로, 그보다는 작습니다.
#
# 재기
# ------------------------------------------------------------------
#
# 연습용 서버는 같은 기계의 다른 프로세스에서 돌며, 요청마다 ``DELAY_SECONDS``만큼 뜸을 들이고 대답합니다.

if __name__ == "__main__":
    from parabook import Server, compare, draw

    result = compare(
        sequential_fetching,
        threaded_fetching,
        server=Server(delay_seconds=DELAY_SECONDS),
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
# 순차 요청의 시간은 ``REQUESTS × DELAY_SECONDS``보다 조금 깁니다. 남는 것이 요청을 처리하는 CPU 시간입니다.
# 스레드를 쓰면 기다림은 한 번분만 남고, CPU 시간은 거의 그대로 남습니다.
# 그래서 기다림이 짧아질수록 스레드의 이득도 줄어듭니다.
#
# 서버가 같은 기계에 있어서 연결을 맺는 비용이 아주 작습니다.
# 먼 서버라면 연결을 맺는 기다림까지 겹치므로 이득이 더 큽니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DELAY_SECONDS``를 ``0``으로 바꾸어 보십시오. 겹칠 기다림이 없으니 스레드의 이득이 사라집니다.
