# 실행: python plot_full_pool_discards_connections.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
연결 풀이 가득 차면 연결을 버릴 뿐, 대답을 잃지는 않습니다
==================================================================

세션 하나를 스레드 20개가 함께 쓰면 'Connection pool is full, discarding connection'이라는 경고가 나옵니다.
무엇을 버리는 것일까요? 받은 대답이 사라질까요?

이 실험은 :doc:`스레드로 받아 오기 </threading/fetching>`에 나옵니다.
"""

import logging
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter

REQUESTS = 60
THREADS = 20
DELAY_SECONDS = 0.02
TIME_LIMIT_SECONDS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 쿠키를 쓰지 않는 요청이라 세션 하나를 함께 썼습니다. 어댑터의 한도를 보려는 것입니다.


class WarningCount(logging.Handler):
    """버렸다는 경고를 셉니다. 처음 것은 찍습니다."""

    seen = 0

    def emit(self, record):
        """경고 하나가 왔습니다."""
        self.seen += 1
        if self.seen == 1:
            print(record.getMessage().replace(": 127.0.0.1", ""))


def fetch_with(session, urls):
    """스레드 20개가 세션 하나로 받고, 받은 수와 경고의 수를 셉니다."""
    counting = WarningCount(logging.WARNING)
    logging.getLogger("urllib3.connectionpool").addHandler(counting)

    def fetch(url):
        response = session.get(url, timeout=TIME_LIMIT_SECONDS)
        response.raise_for_status()
        return response.text

    with ThreadPoolExecutor(THREADS) as pool:
        pages = list(pool.map(fetch, urls))
    return {"delivered": len(pages), "discarded": counting.seen}


def default_adapter(urls):
    """기본 어댑터(연결 10개)"""
    with requests.Session() as session:
        return fetch_with(session, urls)


def larger_adapter(urls):
    """스레드의 수에 맞춘 어댑터(연결 20개)"""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(pool_maxsize=THREADS))
        return fetch_with(session, urls)


def blocking_adapter(urls):
    """열 개까지만 맺고 기다리는 어댑터"""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(pool_maxsize=10, pool_block=True))
        return fetch_with(session, urls)


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋 다 60개를 모두 받습니다. 기본 어댑터만 연결을 버리고 다시 맺습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        default_adapter,
        larger_adapter,
        blocking_adapter,
        facts={
            "delivered": "받은 페이지(개)",
            "discarded": "버렸다는 경고(번)",
            "connections": "서버가 센 연결(개)",
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
    draw(result, show="connections")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 어댑터는 쓰고 난 연결을 열 개까지 간직합니다. 11번째부터는 대답을 다 읽은 다음에 버립니다.
# 대답은 잃지 않지만, 다음 요청이 연결을 다시 맺습니다.
# ``pool_block=True``는 연결의 수를 지키는 대신 스레드를 기다리게 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``THREADS``를 ``10``으로 줄여 보십시오. 경고가 사라지고 셋의 연결 수가 같아집니다.
