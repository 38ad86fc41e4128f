# 실행: python plot_blocking_call_in_async_def_stops_the_service.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["fastapi>=0.115", "uvicorn>=0.34"]
# ///
"""
async def 안의 블로킹 호출은 서비스 전체를 멈춥니다
==================================================================

핸들러 하나가 남의 API를 ``requests``로 부르고 0.4초를 기다립니다.
그동안 같은 서비스의 헬스 체크는 몇 번이나 답을 받을까요? 핸들러를 적는 법 네 가지를 비교했습니다.

이 실험은 :doc:`동기 핸들러와 비동기 핸들러 </practice/handlers>`에 나옵니다.
FastAPI가 없으면 ``python -m pip install fastapi uvicorn``으로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util
import multiprocessing
import socket
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import requests

API_SECONDS = 0.4
CHECKERS = 4
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 서비스에는 느린 API를 부르는 핸들러 넷과 헬스 체크가 있습니다. 핸들러가 하는 일은 모두 같습니다.


def service(api_url):
    """느린 API를 부르는 서비스"""
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/health")
    async def health():
        return "ok"

    @app.get("/async-def")
    async def blocking_in_async_def():
        return requests.get(api_url, timeout=TIME_LIMIT_SECONDS).text  # noqa: ASYNC210 - 이것이 보일 잘못입니다.

    @app.get("/def")
    def blocking_in_def():
        return requests.get(api_url, timeout=TIME_LIMIT_SECONDS).text

    @app.get("/to-thread")
    async def blocking_in_thread():
        answer = await asyncio.to_thread(requests.get, api_url, timeout=TIME_LIMIT_SECONDS)
        return answer.text

    @app.get("/await")
    async def awaiting():
        async with aiohttp.ClientSession() as session, session.get(api_url) as answer:
            return await answer.text()

    return app


# %%
# 세는 것은 서비스의 바깥에 있습니다. 느린 요청을 처리하는 동안 답한 헬스 체크만 셉니다.


class Watch:
    """서비스를 감싸, 느린 요청이 안에 있는 동안 답한 헬스 체크를 셉니다."""

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


def serve(listening, api_url):
    """서버의 몸. 이미 열어 둔 소켓에서 요청을 받습니다."""
    import uvicorn

    app = Watch(service(api_url))
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


@contextlib.contextmanager
def running(api_url):
    """서비스를 제 프로세스에서 켜고 주소를 줍니다. 끝나면 서비스도 끝납니다."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        server = multiprocessing.Process(target=serve, args=(listening, api_url), daemon=True)
        server.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.kill()
            server.join()


def health_checks(url, slow):
    """느린 요청이 끝날 때까지 헬스 체크를 잇달아 보내고, 보낸 수를 돌려줍니다."""
    sent = 0
    while not slow.done():
        requests.get(f"{url}/health", timeout=TIME_LIMIT_SECONDS).raise_for_status()
        sent += 1
    return sent


def watched(urls, path):
    """느린 요청 하나를 보내고, 그동안 오간 헬스 체크를 셉니다."""
    if not all(importlib.util.find_spec(name) for name in ("fastapi", "uvicorn")):
        print("FastAPI나 uvicorn이 없어 보지 않았습니다. python -m pip install fastapi uvicorn")
        return {"answered": None, "sent": None}
    with running(urls[0]) as url, ThreadPoolExecutor(CHECKERS + 1) as pool:
        requests.get(f"{url}/health", timeout=TIME_LIMIT_SECONDS).raise_for_status()
        slow = pool.submit(requests.get, url + path, timeout=TIME_LIMIT_SECONDS)
        checkers = [pool.submit(health_checks, url, slow) for _ in range(CHECKERS)]
        slow.result().raise_for_status()
        sent = sum(checker.result() for checker in checkers)
        answered = requests.get(f"{url}/answered", timeout=TIME_LIMIT_SECONDS).text
    return {"answered": int(answered), "sent": sent}


def in_async_def(urls):
    """비동기 핸들러(async def) 안에서 requests"""
    return watched(urls, "/async-def")


def in_def(urls):
    """동기 핸들러(def) 안에서 requests"""
    return watched(urls, "/def")


def in_to_thread(urls):
    """비동기 핸들러에서 to_thread로 requests"""
    return watched(urls, "/to-thread")


def in_await(urls):
    """비동기 핸들러에서 await로 aiohttp"""
    return watched(urls, "/await")


# %%
# 예상
# ------------------------------------------------------------------
#
# ``async def`` 핸들러는 이벤트 루프의 스레드에서 돕니다. 그 안에서 기다리면 루프도 기다리므로, 답하는 헬스 체크가 하나도 없을 것입니다.
# ``def`` 핸들러는 FastAPI가 스레드로 보냅니다. 루프가 비어 있으니 헬스 체크는 계속 답합니다. 나머지 둘도 그렇습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        in_async_def,
        in_def,
        in_to_thread,
        in_await,
        facts={
            "answered": "느린 요청을 처리하는 동안 답한 헬스 체크(개)",
            "sent": "보낸 헬스 체크(개)",
        },
        times=1,
        server=Server(delay_seconds=API_SECONDS),
        requests=1,
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
# 첫 줄의 0은 늦었다는 뜻이 아니라, 그 0.4초 동안 하나도 답하지 않았다는 뜻입니다. 보낸 헬스 체크는 소켓에 쌓여 있다가 느린 요청이 끝난 다음에야 답을 받았습니다.
# 코드에서 다른 것은 ``async``라는 낱말 하나입니다. 느린 것은 남의 API인데, 멈춘 것은 우리 서비스 전체입니다.
#
# ``def``로 적으면 FastAPI가 핸들러를 스레드에서 부릅니다. ``to_thread``는 그것을 손으로 적은 것입니다.
# ``await``로 기다리는 라이브러리를 쓰면 스레드도 들지 않습니다.
# 프로세스를 여럿 띄우면 멈추는 것이 그 가운데 하나로 줄 뿐, 그 하나에 온 요청은 여전히 멈춥니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``API_SECONDS``를 ``2``로 늘려 보십시오. ``def``가 답한 수는 다섯 배가 되고, ``async def``의 0은 그대로입니다.
