# 실행: python plot_every_url_is_accounted_for.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
서버가 어떻게 고장 나도, 모든 주소의 끝을 압니다
==================================================================

서버는 거절하고, 503으로 답하고, 보내다가 끊고, 대답하지 않기도 합니다.
어느 때에나 정해진 시간 안에 끝나고, 주소마다 성공인지 실패인지 말할 수 있을까요?

이 실험은 :doc:`스레드로 받아 오기 </threading/fetching>`에 나옵니다.
"""

import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread

import requests

REQUESTS = 12
THREADS = 6
TIME_LIMIT_SECONDS = 0.2

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine"
UNAVAILABLE = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
HALF = OK[:-2]
AT_ONCE = struct.pack("ii", 1, 0)

# %%
# 재는 코드
# ------------------------------------------------------------------


def fetch_url(url):
    """시간을 제한하고, 오류 상태를 예외로 바꿉니다."""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return len(response.content)


def fetch_all(site):
    """주소마다 성공이나 예외를 하나씩 적습니다."""
    urls = [f"{site}/page/{number}" for number in range(REQUESTS)]
    results, errors = {}, {}
    with ThreadPoolExecutor(THREADS) as pool:
        futures = {url: pool.submit(fetch_url, url) for url in urls}
    for url, future in futures.items():
        try:
            results[url] = future.result()
        except requests.RequestException as error:
            errors[url] = type(error).__name__
    for name in sorted(set(errors.values())):
        print(f"{name} {list(errors.values()).count(name)}개")
    unknown = len(set(urls) - results.keys() - errors.keys())
    return {"success": len(results), "error": len(errors), "unknown": unknown}


# %%
# 셋에 하나는 멀쩡하고 둘은 고장 나는 작은 서버입니다.


@contextmanager
def listening(break_down):
    """연결마다 답하고, 세 연결에 둘은 ``break_down``에 맡깁니다."""
    kept = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            number = 0
            while client := server.accept()[0]:
                if not client.recv(4096):  # 아래에서 그만두라고 깨운 것입니다.
                    client.close()
                    return
                number += 1
                if number % 3 == 0:
                    client.sendall(OK)
                    client.close()
                else:
                    kept.append(break_down(client))

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            socket.create_connection(server.getsockname()).close()
            thread.join()
            for client in filter(None, kept):
                client.close()


def answer_busy(client):
    """503으로 답합니다."""
    client.sendall(UNAVAILABLE)
    client.close()


def cut_half_way(client):
    """본문을 보내다가 RST로 끊습니다."""
    client.sendall(HALF)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    client.close()


def say_nothing(client):
    """연결을 둔 채 대답하지 않습니다."""
    return client


@contextmanager
def refusing():
    """듣지 않는 포트"""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def unavailable():
    """503으로 답하는 서버"""
    return listening(answer_busy)


def resetting():
    """보내다가 끊는 서버"""
    return listening(cut_half_way)


def silent():
    """대답하지 않는 서버"""
    return listening(say_nothing)


# %%
# 예상
# ------------------------------------------------------------------
#
# 어느 서버에서나 성공과 실패를 더하면 12개이고, 끝을 모르는 주소는 없습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        *(
            Contender(fetch_all, given=given, name=given.__name__, label=label)
            for given, label in (
                (refusing, "거절하는 서버"),
                (unavailable, "503으로 답하는 서버"),
                (resetting, "보내다가 끊는 서버"),
                (silent, "대답하지 않는 서버"),
            )
        ),
        facts={
            "success": "성공(개)",
            "error": "실패(개)",
            "unknown": "끝을 모르는 주소(개)",
            "seconds": "걸린 시간(초)",
        },
        times=2,
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
# 거절과 503과 끊김은 곧바로 드러납니다. 침묵은 타임아웃이 있어야 끝납니다.
# 대답하지 않는 주소가 스레드를 하나씩 붙들므로, 걸리는 시간은 ``타임아웃 × 침묵하는 주소 ÷ 스레드``쯤입니다.
#
# requests의 ``timeout``은 전체가 아니라 바이트가 오지 않는 동안을 셉니다.
# 서버가 한 바이트씩 천천히 보내면 이 제한에 걸리지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``fetch_url``에서 ``timeout``을 지워 보십시오. 대답하지 않는 서버에서 끝나지 않습니다.
