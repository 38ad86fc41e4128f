# 실행: python plot_uvloop_speeds_up_the_loop_only.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
uvloop은 이벤트 루프가 하는 일만 빠르게 합니다
==================================================================

이벤트 루프를 uvloop으로 바꾸면 몇 배 빨라진다고 합니다.
작은 본문을 받을 때에도, 큰 본문을 받을 때에도, 받아서 계산할 때에도 그럴까요?

이 실험은 :doc:`이벤트 루프 다루기 </asyncio/event-loop>`에 나옵니다.
uvloop이 없으면 ``python -m pip install uvloop``으로 설치합니다. Windows에는 없습니다.
"""

import asyncio
import importlib.util
import json
import multiprocessing
import statistics
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import aiohttp

SMALL_BYTES = 100
LARGE_BYTES = 2**20
RECORDS = 400
CONCURRENCY = 20
WARMUPS = 4
ROUNDS = 3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 같은 aiohttp 코드를 이벤트 루프만 바꾸어 돌립니다.
# 이벤트 루프의 스레드가 쓴 CPU 시간만 셉니다. 서버는 다른 프로세스에 있습니다.


class Answer(BaseHTTPRequestHandler):
    """정해 둔 본문으로 답하는 작은 서버"""

    protocol_version = "HTTP/1.1"
    wbufsize = 2**16
    disable_nagle_algorithm = True

    def do_GET(self):
        """본문을 보냅니다."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        """요청마다 찍는 줄을 끕니다."""


def serve(connection, body):
    """서버를 켜고 그 주소를 알립니다."""
    # 기본값(5)이면, 함께 온 연결을 다 받지 못해 1초 뒤에 다시 맺게 됩니다.
    ThreadingHTTPServer.request_queue_size = 128
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.body = body
        connection.send(f"http://127.0.0.1:{server.server_port}/")
        server.serve_forever()


async def fetch(session, url, limit, then):
    """하나를 받아 할 일을 합니다."""
    async with limit, session.get(url) as response:
        response.raise_for_status()
        return then(await response.read())


async def fetch_all(url, count, then):
    """20개씩 함께 받습니다."""
    limit = asyncio.Semaphore(CONCURRENCY)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        return await asyncio.gather(*(fetch(session, url, limit, then) for _ in range(count)))


def cpu_seconds(factory, url, count, then):
    """이벤트 루프의 스레드가 쓴 CPU 시간(초)입니다. 처음 넷은 데우는 것이라 재지 않습니다."""
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(fetch_all(url, WARMUPS, then))
        started = time.thread_time()
        runner.run(fetch_all(url, count, then))
        return time.thread_time() - started


def compared(body, count, then=len):
    """두 루프를 번갈아 재어, asyncio의 CPU 시간이 uvloop의 몇 배인지 돌려줍니다."""
    if importlib.util.find_spec("uvloop") is None:
        print("uvloop이 설치되어 있지 않아 재지 않았습니다. python -m pip install uvloop")
        return {"gain": None, "each": None}
    import uvloop

    loops = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
    spent = {name: [] for name in loops}
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs, body))
    server.start()
    url = ours.recv()
    for turn in range(ROUNDS):
        for name in sorted(loops, reverse=turn % 2 == 0):
            spent[name].append(cpu_seconds(loops[name], url, count, then))
    server.terminate()
    server.join()
    pairs = zip(spent["asyncio"], spent["uvloop"], strict=True)
    each = statistics.median(spent["uvloop"]) / count * 1e6
    return {"gain": statistics.median(slow / fast for slow, fast in pairs), "each": each}


def small_bodies():
    """작은 본문(100바이트)"""
    return compared(b"x" * SMALL_BYTES, 150)


def large_bodies():
    """큰 본문(1 MiB)"""
    return compared(b"x" * LARGE_BYTES, 16)


def parsed_bodies():
    """JSON을 받아서 푸는 일"""
    rows = [{"id": number, "name": f"이름 {number}"} for number in range(RECORDS)]
    return compared(json.dumps(rows).encode(), 60, json.loads)


# %%
# 예상
# ------------------------------------------------------------------
#
# 본문이 작으면 이벤트 루프의 일이 거의 전부이므로 두 배쯤 빨라집니다.
# 본문이 크면 커널이 복사하는 시간이, 받아서 풀면 푸는 시간이 대부분이라서 이득이 줄어듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        small_bodies,
        large_bodies,
        parsed_bodies,
        measured={
            "gain": "asyncio의 CPU 시간은 uvloop의 몇 배(배)",
            "each": "uvloop으로 하나를 받는 CPU 시간(µs)",
        },
        times=2,
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
# 막대가 1에 가까우면 바꾸어도 얻는 것이 없고, 1보다 짧으면 바꾸어서 손해라는 뜻입니다.
# uvloop은 libuv라는 C 라이브러리를 감싸 Cython으로 적은 이벤트 루프입니다.
# aiohttp에서 응답을 파싱하는 코드는 이미 C이고, 세션과 커넥터와 헤더를 다루는 코드는 파이썬입니다.
# 어느 쪽도 루프를 바꾼다고 빨라지지 않고, 여러분의 코드도 그대로입니다. 그래서 이득은 요청마다 루프가 하는 일의 비율만큼이고, 흔히 말하는 두 배는 나오지 않습니다.
# CPU가 한가하면 CPU 시간이 줄어도 걸리는 시간은 줄지 않습니다. 기다림이 대부분인 프로그램은 그대로입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``CONCURRENCY``를 ``1``로 줄여 보십시오. 요청마다 이벤트 루프가 한 번씩 깨어나므로, 루프의 비율이 커집니다.
