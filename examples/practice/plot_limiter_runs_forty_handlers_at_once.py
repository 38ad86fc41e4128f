# 실행: python plot_limiter_runs_forty_handlers_at_once.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["fastapi>=0.115", "uvicorn>=0.34"]
# ///
"""
def 핸들러는 함께 40개까지만 돕니다
==================================================================

``def`` 핸들러는 스레드에서 돌아 서비스를 멈추지 않습니다. 그런데 그 스레드는 몇 개일까요?
요청 120개를 보내 놓고, 핸들러 안에 몇 개가 함께 들어가는지 세었습니다.

이 실험은 :doc:`동기 핸들러와 비동기 핸들러 </practice/handlers>`에 나옵니다.
FastAPI가 없으면 ``python -m pip install fastapi uvicorn``으로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util
import multiprocessing
import socket
import threading
import time

import aiohttp
import requests

REQUESTS = 120
LIMIT = 100
SETTLED_SECONDS = 0.4
TIME_LIMIT_SECONDS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 핸들러들은 문이 열릴 때까지 나오지 않습니다. 그래서 몇 개가 함께 들어갔는지 바쁜 기계에서도 똑같이 셀 수 있습니다.


class Door:
    """열릴 때까지 기다리는 문. 앞에서 기다리는 것을 셉니다."""

    def __init__(self):
        self.lock, self.inside = threading.Lock(), 0
        self.for_threads, self.for_loop = threading.Event(), asyncio.Event()

    def wait(self):
        """스레드가 기다립니다."""
        with self.lock:
            self.inside += 1
        self.for_threads.wait(TIME_LIMIT_SECONDS)

    async def wait_in_loop(self):
        """코루틴이 기다립니다."""
        self.inside += 1
        await self.for_loop.wait()

    def open(self):
        """기다리던 것을 모두 보냅니다."""
        self.for_threads.set()
        self.for_loop.set()


def service(door, threads):
    """동기 핸들러, 비동기 핸들러, 동기 의존성이 있는 서비스"""
    from anyio import to_thread
    from fastapi import Depends, FastAPI

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        if threads:
            to_thread.current_default_thread_limiter().total_tokens = threads
        yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/def")
    def in_thread():
        door.wait()

    @app.get("/async-def")
    async def in_loop():
        await door.wait_in_loop()

    def session():
        door.wait()

    @app.get("/dependency", dependencies=[Depends(session)])
    async def after_dependency():
        return "ok"

    @app.get("/to-thread")
    async def in_default_executor():
        await asyncio.to_thread(door.wait)

    return app


def with_checks(app, door):
    """헬스 체크 둘과, 문을 보고 여는 길을 더합니다."""

    @app.get("/health")
    async def health():
        return "ok"

    @app.get("/health-def")
    def health_in_thread():
        return "ok"

    @app.get("/inside")
    async def inside():
        return door.inside

    @app.get("/open")
    async def opening():
        door.open()

    return app


def serve(listening, threads):
    """서버의 몸. 이미 열어 둔 소켓에서 요청을 받습니다."""
    import uvicorn

    door = Door()
    app = with_checks(service(door, threads), door)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


@contextlib.contextmanager
def running(threads):
    """서비스를 제 프로세스에서 켜고 주소를 줍니다. 끝나면 서비스도 끝납니다."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        server = multiprocessing.Process(target=serve, args=(listening, threads), daemon=True)
        server.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.kill()
            server.join()


def settled(url):
    """핸들러 안의 수가 0.4초 동안 그대로이면 그 수를 돌려줍니다."""
    seen, since = 0, time.monotonic()
    while not seen or time.monotonic() - since < SETTLED_SECONDS:
        now = requests.get(f"{url}/inside", timeout=TIME_LIMIT_SECONDS).json()
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.02)
    return seen


def answers(url):
    """0.4초 안에 답하면 1입니다."""
    with contextlib.suppress(requests.Timeout):
        return int(requests.get(url, timeout=SETTLED_SECONDS).ok)
    return 0


async def fetch_all(url):
    """요청 120개를 함께 보내고, 답을 받은 수를 돌려줍니다."""
    limit = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS)
    async with aiohttp.ClientSession(connector=limit, timeout=timeout) as session:

        async def fetch():
            async with session.get(url) as answer:
                return answer.ok

        return sum(await asyncio.gather(*(fetch() for _ in range(REQUESTS))))


async def watched(url, path):
    """문 앞에 몇 개가 모이는지 보고, 그동안 헬스 체크 둘에 묻고, 문을 엽니다."""
    asking = asyncio.create_task(fetch_all(url + path))
    inside = await asyncio.to_thread(settled, url)
    facts = {"inside": inside}
    facts["health"] = await asyncio.to_thread(answers, f"{url}/health")
    facts["health_def"] = await asyncio.to_thread(answers, f"{url}/health-def")
    await asyncio.to_thread(requests.get, f"{url}/open", timeout=TIME_LIMIT_SECONDS)
    return facts | {"done": await asking}


def crowd(path, threads=0):
    """서비스를 켜고 요청 120개를 보냅니다."""
    if not all(importlib.util.find_spec(name) for name in ("fastapi", "uvicorn")):
        print("FastAPI나 uvicorn이 없어 보지 않았습니다. python -m pip install fastapi uvicorn")
        return dict.fromkeys(("inside", "health", "health_def", "done"))
    with running(threads) as url:
        requests.get(f"{url}/health", timeout=TIME_LIMIT_SECONDS).raise_for_status()
        return asyncio.run(watched(url, path))


def in_def():
    """동기 핸들러(def)"""
    return crowd("/def")


def in_dependency():
    """비동기 핸들러의 동기 의존성(def)"""
    return crowd("/dependency")


def in_def_with_more():
    """동기 핸들러, 한도를 100으로"""
    return crowd("/def", LIMIT)


def in_to_thread():
    """비동기 핸들러에서 asyncio.to_thread"""
    return crowd("/to-thread")


def in_async_def():
    """비동기 핸들러(async def)에서 await"""
    return crowd("/async-def")


# %%
# 예상
# ------------------------------------------------------------------
#
# FastAPI는 ``def`` 핸들러와 ``def`` 의존성을 AnyIO의 스레드에서 부르고, 그 한도는 40입니다. 꼭 40개가 들어가고, 한도를 100으로 올리면 꼭 100개가 들어갈 것입니다.
# ``asyncio.to_thread``는 그 한도를 쓰지 않고, 파이썬의 기본 스레드 풀(``코어 + 4``, 많아야 32)을 씁니다.
# ``await``로 기다리는 것에는 한도가 없으므로 120개가 모두 들어갑니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        in_def,
        in_dependency,
        in_def_with_more,
        in_to_thread,
        in_async_def,
        facts={
            "inside": "핸들러 안에 함께 있는 요청(개)",
            "health": "async def 헬스 체크가 답함(답했으면 1)",
            "health_def": "def 헬스 체크가 답함(답했으면 1)",
            "done": "문을 연 다음 답을 받은 요청(개)",
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
# 41번째 요청은 핸들러에 들어가지 못하고 줄에서 기다립니다. CPU는 놀고 로그에는 아무것도 없는데 느려지는 것이 이 모습입니다.
# 한도는 핸들러마다가 아니라 프로세스 하나에 하나입니다. 그래서 ``def`` 헬스 체크도 같은 줄에서 기다리다 답하지 못하고,
# ``async def`` 헬스 체크만 답합니다.
#
# 핸들러를 ``async def``로 바꾸어도 의존성이 ``def``이면 그 의존성이 40개의 한도에 걸립니다.
# ``asyncio.to_thread``의 한도는 더 낮습니다. 코어가 둘인 기계에서는 여섯입니다.
# ``def`` 핸들러를 ``to_thread``로 바꾸고 나서 느려졌다면 이것입니다. ``anyio.to_thread.run_sync``는 40개의 한도를 함께 씁니다.
#
# 한도를 올리면 스레드가 그만큼 늘고, 뒤에 있는 데이터베이스와 남의 API가 받는 요청도 그만큼 늡니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LIMIT``을 ``200``으로 올려 보십시오. 요청이 120개뿐이므로 120개가 들어가고, ``def`` 헬스 체크도 답합니다.
