# 실행: python plot_computing_handler_silences_the_health_check.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["fastapi>=0.115", "uvicorn>=0.34"]
# ///
"""
계산하는 핸들러 하나가 헬스 체크를 막습니다
==================================================================

요청 하나가 보고서를 계산하느라 CPU를 씁니다. 그동안 헬스 체크는 답을 받을까요?
계산을 ``async def``에 두었을 때, ``def``에 두었을 때, 프로세스 풀로 보냈을 때를 비교했습니다.

이 실험은 :doc:`동기 핸들러와 비동기 핸들러 </practice/handlers>`에 나옵니다.
FastAPI가 없으면 ``python -m pip install fastapi uvicorn``으로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util
import multiprocessing
import socket
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import requests

STEPS = 6_000_000
CHECKERS = 2
TIME_LIMIT_SECONDS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------


def report(steps):
    """순수 파이썬으로 하는 계산"""
    return sum(number * number for number in range(steps))


def service():
    """보고서를 계산하는 서비스"""
    from fastapi import FastAPI

    @contextlib.asynccontextmanager
    async def lifespan(app):
        with ProcessPoolExecutor(1) as pool:
            app.state.pool = pool
            await asyncio.get_running_loop().run_in_executor(pool, report, 1)
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/health")
    async def health():
        return "ok"

    @app.get("/async-def")
    async def computing_in_async_def():
        return report(STEPS)

    @app.get("/def")
    def computing_in_def():
        return report(STEPS)

    @app.get("/process")
    async def computing_in_process():
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(app.state.pool, report, STEPS)

    return app


# %%
# 세는 것은 서비스의 바깥에 있습니다. 계산하는 동안 답한 헬스 체크만 셉니다.


class Watch:
    """서비스를 감싸, 계산하는 요청이 안에 있는 동안 답한 헬스 체크를 셉니다."""

    def __init__(self, app):
        self.app, self.slow, self.answered = app, 0, 0

    async def __call__(self, scope, receive, send):
        """요청 하나를 서비스에 넘깁니다."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == "/answered":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(self.answered).encode()})
        elif scope["path"] == "/health":
            await self.app(scope, receive, send)
            self.answered += self.slow
        else:
            self.slow = 1
            await self.app(scope, receive, send)
            self.slow = 0


def serve(listening):
    """서버의 몸. 이미 열어 둔 소켓에서 요청을 받습니다."""
    import uvicorn

    app = Watch(service())
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


@contextlib.contextmanager
def running():
    """서비스를 제 프로세스에서 켜고 주소를 줍니다. 끝나면 서비스도 끝납니다."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        server = multiprocessing.Process(target=serve, args=(listening,))
        server.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.terminate()  # 풀의 프로세스까지 정리하고 끝냅니다.
            server.join()


def health_checks(url, slow):
    """계산이 끝날 때까지 헬스 체크를 잇달아 보내고, 보낸 수를 돌려줍니다."""
    sent = 0
    while not slow.done():
        requests.get(f"{url}/health", timeout=TIME_LIMIT_SECONDS).raise_for_status()
        sent += 1
    return sent


def watched(path):
    """계산하는 요청 하나를 보내고, 그동안 오간 헬스 체크를 셉니다."""
    if not all(importlib.util.find_spec(name) for name in ("fastapi", "uvicorn")):
        print("FastAPI나 uvicorn이 없어 보지 않았습니다. python -m pip install fastapi uvicorn")
        return {"answered": None, "sent": None}
    with running() as url, ThreadPoolExecutor(CHECKERS + 1) as pool:
        requests.get(f"{url}/health", timeout=TIME_LIMIT_SECONDS).raise_for_status()
        slow = pool.submit(requests.get, url + path, timeout=TIME_LIMIT_SECONDS)
        checkers = [pool.submit(health_checks, url, slow) for _ in range(CHECKERS)]
        slow.result().raise_for_status()
        sent = sum(checker.result() for checker in checkers)
        answered = requests.get(f"{url}/answered", timeout=TIME_LIMIT_SECONDS).text
    return {"answered": int(answered), "sent": sent}


def in_async_def():
    """비동기 핸들러(async def)에서 계산"""
    return watched("/async-def")


def in_def():
    """동기 핸들러(def)에서 계산"""
    return watched("/def")


def in_process():
    """프로세스 풀에서 계산"""
    return watched("/process")


# %%
# 예상
# ------------------------------------------------------------------
#
# ``async def``의 계산은 루프의 스레드를 차지하므로 답하는 헬스 체크가 없을 것입니다.
# ``def``의 계산은 다른 스레드에 있지만, GIL을 나누어 써야 하므로 답은 하되 더디게 할 것입니다.
# 프로세스로 보내면 루프의 GIL을 아무도 건드리지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        in_async_def,
        in_def,
        in_process,
        facts={
            "answered": "계산하는 동안 답한 헬스 체크(개)",
            "sent": "보낸 헬스 체크(개)",
        },
        times=1,
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
# ``async def``의 0을 보십시오. 쿠버네티스의 생존 검사(liveness probe)가 이 동안 세 번 실패하면 멀쩡한 서비스가 다시 시작됩니다.
# 이때 계산하던 요청도, 기다리던 요청도 모두 잃습니다.
#
# ``def``는 서비스를 살려 두지만 빠르게 하지는 않습니다. 계산하는 스레드가 GIL을 전환 간격(5 ms)만큼씩 잡으므로,
# 요청 하나를 답하느라 GIL을 몇 번 돌려받는 헬스 체크는 그때마다 기다립니다. 계산하는 요청이 여럿이면 더합니다.
# GIL이 없는 파이썬에서는 ``def``와 프로세스가 비슷해집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``report``를 ``hashlib.pbkdf2_hmac``처럼 GIL을 놓는 C 함수로 바꾸어 보십시오. ``def``가 답한 수가 프로세스에 가까워집니다.
