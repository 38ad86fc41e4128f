# 실행: python plot_health_check_must_ask_the_loop.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
헬스 체크는 멈춘 루프에게 물어야 멈춘 것을 압니다
==================================================================

서비스가 멈췄는데 헬스 체크는 200입니다. 다른 서비스는 멀쩡히 기다리고 있을 뿐인데 헬스 체크가 실패해 자꾸 다시 시작됩니다.
헬스 체크를 어디에 두어야 할까요? 루프가 막힌 서비스와, 느린 데이터베이스를 기다리는 서비스에 물어보았습니다.

이 실험은 :doc:`배포할 때 </practice/deployment>`에 나옵니다.
"""

import asyncio
import concurrent.futures
import contextlib
import http.server
import socket
import threading
import time

import requests
from aiohttp import web

STUCK_SECONDS = 1.0
CHECKS = 3
CHECK_LIMIT_SECONDS = 0.25

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 하나는 루프를 막는 요청이고, 하나는 느린 데이터베이스를 얌전히 기다리는 요청입니다.


async def blocked(_request):
    """루프를 막습니다. 그동안 아무도 답하지 못합니다."""
    time.sleep(STUCK_SECONDS)  # noqa: ASYNC251 - 이것이 보일 잘못입니다.
    return web.Response(text="ok")


async def waiting(_request):
    """데이터베이스를 기다립니다. 루프는 비어 있습니다."""
    await asyncio.sleep(STUCK_SECONDS)
    return web.Response(text="ok")


# %%
# 헬스 체크 셋입니다. 첫째는 루프 안의 핸들러이고, 나머지는 다른 스레드의 작은 서버가 답합니다.


async def health(_request):
    """루프가 스스로 답합니다."""
    return web.Response(text="ok")


def always_well(_loop):
    """프로세스가 살아 있으면 답합니다."""
    return True


def loop_is_turning(loop):
    """루프에 일을 하나 넣어, 한도 안에 끝나는지 봅니다."""
    turned = concurrent.futures.Future()
    loop.call_soon_threadsafe(turned.set_result, "돌고 있음")
    with contextlib.suppress(concurrent.futures.TimeoutError):
        return bool(turned.result(timeout=CHECK_LIMIT_SECONDS / 2))
    return False


@contextlib.contextmanager
def health_server(well, loop):
    """다른 스레드에서 헬스 체크에 답하는 서버를 켜고, 포트를 줍니다."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if well(loop) else 503)
            self.end_headers()

        def log_message(self, *_):
            """단말에 적지 않습니다."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


# %%
# 서비스를 스레드 하나에서 켜고, 그 요청을 처리하는 동안 세 번 물어봅니다.


@contextlib.contextmanager
def service():
    """서비스를 켜고 주소와 루프를 줍니다."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def open_service():
        app = web.Application()
        app.add_routes(
            [
                web.get("/blocked", blocked),
                web.get("/waiting", waiting),
                web.get("/health", health),
            ]
        )
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    runner = asyncio.run_coroutine_threadsafe(open_service(), loop).result()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", loop
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def well_answers(url, path, health_url):
    """요청 하나를 처리하는 동안, 멀쩡하다고 답한 헬스 체크를 셉니다."""
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        slow.settimeout(30)
        time.sleep(0.05)
        well = 0
        for _ in range(CHECKS):
            with contextlib.suppress(requests.Timeout):
                answer = requests.get(health_url, timeout=CHECK_LIMIT_SECONDS)
                well += answer.status_code == 200
        slow.recv(1024)
    return well


def asked(well=None):
    """막힌 서비스와 기다리는 서비스에 물어봅니다."""
    with contextlib.ExitStack() as stack:
        url, loop = stack.enter_context(service())
        health_url = f"{url}/health"
        if well is not None:
            health_url = f"http://127.0.0.1:{stack.enter_context(health_server(well, loop))}/"
        return {
            "blocked": well_answers(url, "/blocked", health_url),
            "waiting": well_answers(url, "/waiting", health_url),
        }


def in_the_loop():
    """루프 안의 핸들러"""
    return asked()


def in_a_thread():
    """다른 스레드, 늘 200"""
    return asked(always_well)


def in_a_thread_asking_the_loop():
    """다른 스레드, 루프에 물어봄"""
    return asked(loop_is_turning)


# %%
# 예상
# ------------------------------------------------------------------
#
# 다른 스레드에서 늘 200을 답하면, 루프가 막혀도 멀쩡하다고 할 것입니다.
# 루프 안의 핸들러는 막힌 동안 답하지 못하니, 물어본 쪽의 타임아웃으로 알게 됩니다. 기다리는 서비스에서는 곧바로 답합니다.
# 스레드가 루프에 물어보면, 막힌 것을 503으로 분명히 답할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        in_the_loop,
        in_a_thread,
        in_a_thread_asking_the_loop,
        facts={
            "blocked": "루프가 막혔을 때 멀쩡하다고 한 것(번)",
            "waiting": "기다리고 있을 때 멀쩡하다고 한 것(번)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="blocked")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 헬스 체크가 묻는 것은 프로세스가 살아 있는지가 아니라 일을 할 수 있는지입니다. 일을 하는 곳(루프)이 답해야 합니다.
# 스레드에서 물어보는 쪽은, 막혔다는 것을 타임아웃이 아니라 답으로 알려 줍니다. 그때 :doc:`어디에서 막혔는지 </diagnosis/inside>` 스택을 함께 적을 수도 있습니다.
#
# 여기에서 데이터베이스까지 물어보지는 마십시오. 데이터베이스가 느려지면 모든 서비스가 한꺼번에 다시 시작되어, 느린 데이터베이스에 다시 연결하느라 더 느려집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``blocked``의 ``time.sleep``을 ``sum(range(30_000_000))``으로 바꾸어 보십시오. 계산도 루프를 막습니다. 스레드의 헬스 체크는 GIL을 기다리느라 늦지만 답은 합니다.
