# 실행: python plot_waves_explain_the_faster_service.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["fastapi>=0.115", "uvicorn>=0.34"]
# ///
"""
비동기로 바꾸어 빨라진 만큼은 한도가 정합니다
==================================================================

동시 요청 200개에서 응답이 절반도 안 되는 시간으로 줄었다는 글이 있습니다. 그 배수는 어디에서 왔을까요?
한도의 다섯 배가 되는 요청을 한꺼번에 보내고, 응답 시간의 평균을 핸들러가 기다리는 시간과 비교했습니다.

이 실험은 :doc:`동기 핸들러와 비동기 핸들러 </practice/handlers>`에 나옵니다.
FastAPI가 없으면 ``python -m pip install fastapi uvicorn``으로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util
import multiprocessing
import socket
import statistics
import time

import aiohttp

WAIT_SECONDS = 0.15
LIMIT = 10
REQUESTS = 50
TIME_LIMIT_SECONDS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 요청 200개와 한도 40을 4분의 1로 줄였습니다. 다섯 번에 나누어 들어가는 것은 같습니다.


def service():
    """같은 시간을 기다리는 핸들러 둘"""
    from anyio import to_thread
    from fastapi import FastAPI

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        to_thread.current_default_thread_limiter().total_tokens = LIMIT
        yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/def")
    def wait_in_thread():
        time.sleep(WAIT_SECONDS)

    @app.get("/async-def")
    async def wait_in_loop():
        await asyncio.sleep(WAIT_SECONDS)

    return app


def serve(listening):
    """서버의 몸. 이미 열어 둔 소켓에서 요청을 받습니다."""
    import uvicorn

    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(service(), log_level="error")).run(sockets=[listening])


@contextlib.contextmanager
def running():
    """서비스를 제 프로세스에서 켜고 주소를 줍니다. 끝나면 서비스도 끝납니다."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        server = multiprocessing.Process(target=serve, args=(listening,), daemon=True)
        server.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.kill()
            server.join()


async def fetch(session, url):
    """요청 하나를 보내고, 답을 받기까지의 시간을 돌려줍니다."""
    started = time.perf_counter()
    async with session.get(url) as answer:
        answer.raise_for_status()
        await answer.read()
    return time.perf_counter() - started


async def fetch_together(url):
    """하나를 먼저 보내 켜진 것을 본 다음, 50개를 함께 보냅니다."""
    timeout = aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        await fetch(session, url)
        return await asyncio.gather(*(fetch(session, url) for _ in range(REQUESTS)))


def compared(path):
    """응답 시간의 평균과 가장 긴 것을, 핸들러가 기다리는 시간과 비교합니다."""
    if not all(importlib.util.find_spec(name) for name in ("fastapi", "uvicorn")):
        print("FastAPI나 uvicorn이 없어 재지 않았습니다. python -m pip install fastapi uvicorn")
        return {"mean": None, "last": None}
    with running() as url:
        times = asyncio.run(fetch_together(url + path))
    return {"mean": statistics.fmean(times) / WAIT_SECONDS, "last": max(times) / WAIT_SECONDS}


def in_def():
    """동기 핸들러(def)"""
    return compared("/def")


def in_async_def():
    """비동기 핸들러(async def)"""
    return compared("/async-def")


# %%
# 예상
# ------------------------------------------------------------------
#
# 동기 핸들러는 10개씩 다섯 번에 들어갑니다. 차지하는 시간은 1, 2, 3, 4, 5배이므로 평균은 세 배, 가장 긴 것은 다섯 배일 것입니다.
# 비동기 핸들러는 모두 함께 기다리므로 한 배에 서비스가 쓴 CPU 시간만 더해질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        in_def,
        in_async_def,
        measured={
            "mean": "응답 시간의 평균, 핸들러가 기다리는 시간 대비(배)",
            "last": "가장 긴 응답 시간, 핸들러가 기다리는 시간 대비(배)",
        },
        times=3,
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
# 핸들러 하나는 어느 쪽에서나 같은 시간을 기다립니다. 빨라진 것은 핸들러가 아니라 줄입니다.
# 그래서 배수는 ``(동시 요청 ÷ 한도 + 1) ÷ 2``쯤이고, 동시 요청이 한도를 넘지 않으면 1입니다.
# 한도를 요청의 수만큼 올려도 같은 만큼 빨라집니다. 다만 그만큼의 스레드가 있어야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LIMIT``을 ``50``으로 올려 보십시오. 두 핸들러의 차이가 거의 없어집니다.
