# 실행: python plot_session_reuses_connections.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드마다 세션을 하나씩 두면 연결을 다시 씁니다
==================================================================

``requests.get``은 부를 때마다 연결을 새로 맺고 끊습니다. 세션(session)은 맺은 연결을 다시 씁니다.
스레드 넷이 요청 20개를 나누어 보낼 때, 연결은 몇 개이고 시간은 얼마나 다를까요?

이 실험은 :doc:`스레드로 받아 오기 </threading/fetching>`에 나옵니다.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import requests

REQUESTS = 20
THREADS = 4
HANDSHAKE_SECONDS = 0.015
DELAY_SECONDS = 0.005
TIME_LIMIT_SECONDS = 5
LOCAL = threading.local()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 서버는 HTTPS로 답하고, 연결마다 첫 대답에 ``HANDSHAKE_SECONDS``를 더합니다.
# TLS로 암호를 맞추는 CPU 시간은 진짜이고, 먼 서버와 연결을 맺을 때 오가는 기다림은 흉내 낸 것입니다.


def get_alone(url):
    """부를 때마다 연결을 맺습니다."""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return response.text


def open_session():
    """이 스레드가 쓸 세션을 엽니다."""
    LOCAL.session = requests.Session()


def get_by_session(url):
    """이 스레드의 세션으로 받습니다."""
    response = LOCAL.session.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return response.text


def without_session(urls):
    """세션 없이(requests.get)"""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(get_alone, urls))


def session_per_thread(urls):
    """스레드마다 세션 하나"""
    with ThreadPoolExecutor(THREADS, initializer=open_session) as pool:
        return list(pool.map(get_by_session, urls))


# %%
# 예상
# ------------------------------------------------------------------
#
# 연결은 20개에서 네 개로 줄고, 줄어든 만큼 연결을 맺는 기다림과 암호를 맞추는 CPU 시간이 없어집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, compare, draw

    result = compare(
        without_session,
        session_per_thread,
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
# 연결의 수는 서버가 세었으므로 기계가 바빠도 달라지지 않습니다.
# 시간의 차이는 연결을 맺는 비용에 달렸습니다. 같은 기계의 HTTP라면 거의 없고, 먼 곳의 HTTPS라면 큽니다.
# TLS는 왕복이 한두 번 더 있고, 연결마다 암호를 맞추는 CPU 시간도 듭니다.
#
# ``Session`` 하나를 여러 스레드가 함께 써도 된다는 약속은 requests의 문서에 없습니다.
# 쿠키처럼 세션에 담긴 것이 섞일 수 있어서, 스레드마다 하나씩 두었습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``HANDSHAKE_SECONDS``를 ``0``으로 바꾸어 보십시오. 암호를 맞추는 비용만 남습니다. ``tls=True``까지 지우면 그것도 없어집니다.
