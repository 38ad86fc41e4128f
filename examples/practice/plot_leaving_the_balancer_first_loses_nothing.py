# 실행: python plot_leaving_the_balancer_first_loses_nothing.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
끝내기 전에 로드 밸런서에서 먼저 빠져야 합니다
==================================================================

배포할 때마다 502가 몇 개씩 납니다. 서버 둘 가운데 하나를 SIGTERM으로 끝내고, 그동안 온 요청을 세었습니다.
받은 요청을 다 처리하고 끝나면(graceful shutdown) 하나도 잃지 않을까요?

이 실험은 :doc:`배포할 때 </practice/deployment>`에 나옵니다.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal

import aiohttp
from aiohttp import web

REQUEST_SECONDS = 0.05
REQUEST_LIMIT_SECONDS = 5
PACE_SECONDS = 0.005
CHECK_SECONDS = 0.2
CHECKS = 10
LEAVE_AFTER_CHECK = 3
LEAVING_CHECKS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 서버의 몸입니다. 요청 하나에 50 ms가 걸리고, ``/ready``에는 요청을 받아도 되는지 답합니다.
# 세 가지 끝내는 법은 SIGTERM을 받은 다음이 다릅니다.


async def answer(_request):
    """요청 하나에 답합니다."""
    await asyncio.sleep(REQUEST_SECONDS)
    return web.Response(text="ok")


async def serve(finish, tell_port):
    """서버 하나를 켜고, SIGTERM을 받으면 끝냅니다."""
    ready, stopping = asyncio.Event(), asyncio.Event()
    ready.set()

    async def readiness(_request):
        return web.Response(status=200 if ready.is_set() else 503)

    app = web.Application()
    app.add_routes([web.post("/order", answer), web.get("/ready", readiness)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    if finish is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    tell_port(runner.addresses[0][1])
    await stopping.wait()
    await finish(ready, runner)


async def finish_requests(_ready, runner):
    """새 요청은 받지 않고, 받은 요청을 다 처리합니다."""
    await runner.cleanup()


async def leave_then_finish(ready, runner):
    """받지 않겠다고 먼저 알리고, 로드 밸런서가 알 때까지 계속 받다가, 받은 요청을 다 처리합니다."""
    ready.clear()
    await asyncio.sleep(LEAVING_CHECKS * CHECK_SECONDS)
    await runner.cleanup()


# %%
# 로드 밸런서는 0.2초마다 물어보고, 받겠다는 서버에 요청을 번갈아 보냅니다. 요청마다 새로 연결합니다.


class Balancer:
    """받겠다는 서버에 요청을 번갈아 보내는 로드 밸런서"""

    def __init__(self, backends, session):
        self.backends, self.session = backends, session
        self.taking = list(backends)
        self.lost = {"refused": 0, "cut": 0}

    async def check(self):
        """서버마다 받을 수 있는지 물어봅니다."""
        ready = [url for url in self.backends if await self.is_ready(url)]
        # 모두 아니라고 하면, 물어보는 쪽이 늦은 것일 수 있으므로 모두에게 보냅니다.
        self.taking = ready or self.backends

    async def is_ready(self, url):
        """받겠다고 했는지 봅니다."""
        try:
            async with asyncio.timeout(CHECK_SECONDS), self.session.get(f"{url}/ready") as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def send(self, url):
        """요청 하나를 보내고, 거절당한 것과 답하다 끊긴 것을 셉니다."""
        try:
            # GET이면 aiohttp가 끊긴 요청을 한 번 더 보내, 끊긴 줄 모르게 됩니다.
            async with (
                asyncio.timeout(REQUEST_LIMIT_SECONDS),
                self.session.post(f"{url}/order") as response,
            ):
                await response.read()
        except aiohttp.ClientConnectorError:
            self.lost["refused"] += 1
        except (aiohttp.ClientError, TimeoutError):
            self.lost["cut"] += 1

    async def keep_sending(self, requests):
        """5 ms마다 요청 하나를 보냅니다."""
        sent = 0
        while True:
            requests.create_task(self.send(self.taking[sent % len(self.taking)]))
            sent += 1
            await asyncio.sleep(PACE_SECONDS)


def body(finish, connection):
    """서버 프로세스의 몸."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(finish, connection.send))


def while_deploying(finish):
    """서버 둘을 켜고, 요청이 오는 동안 하나를 끝냅니다."""
    if os.name == "nt":
        print("Windows에는 SIGTERM이 없어 보지 않았습니다.")
        return {"refused": None, "cut": None}
    servers, ports = [], []
    try:
        for how in (finish, finish_requests):
            here, there = multiprocessing.Pipe()
            server = multiprocessing.Process(target=body, args=(how, there), daemon=True)
            server.start()
            servers.append(server)
            ports.append(here.recv())
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        return asyncio.run(deploy(urls, servers[0].terminate))
    finally:
        for server in servers:
            server.kill()
            server.join()


async def deploy(urls, leave):
    """두 서버에 요청을 보내는 동안 하나를 끝내고, 잃은 요청을 돌려줍니다."""
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        asyncio.TaskGroup() as requests,
    ):
        balancer = Balancer(urls, session)
        sending = requests.create_task(balancer.keep_sending(requests))
        for count in range(1, CHECKS + 1):
            await balancer.check()
            if count == LEAVE_AFTER_CHECK:
                leave()
            await asyncio.sleep(CHECK_SECONDS)
        sending.cancel()
    return balancer.lost


def ended_at_once():
    """SIGTERM에 곧바로 끝남(처음 설정)"""
    return while_deploying(None)


def finished():
    """받은 요청을 다 처리하고 끝남"""
    return while_deploying(finish_requests)


def left_first():
    """고침: 먼저 빠지고, 다 처리하고 끝남"""
    return while_deploying(leave_then_finish)


# %%
# 예상
# ------------------------------------------------------------------
#
# 곧바로 끝나면 처리하던 요청이 끊기고, 로드 밸런서가 알 때까지 0.2초쯤 새 요청도 거절당할 것입니다.
# 받은 요청을 다 처리하면 끊기는 것은 없습니다. 하지만 문을 닫은 것을 로드 밸런서가 모르는 동안에는 여전히 거절당할 것입니다.
# 먼저 빠지면 둘 다 없을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        ended_at_once,
        finished,
        left_first,
        facts={
            "refused": "거절당한 요청(개)",
            "cut": "답하다 끊긴 요청(개)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="refused")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 얌전히 끝나는 것(graceful shutdown)만으로는 모자랍니다. 끝나는 쪽은 문을 닫았는데, 보내는 쪽은 다음에 물어볼 때까지 모릅니다.
# 그래서 받지 않겠다고 알린 다음에도 한동안 계속 받아야 합니다. 물어보는 간격의 몇 배면 됩니다. 여기서는 다섯 배입니다.
#
# 쿠버네티스에서는 파드를 지우면 SIGTERM과 서비스에서 빼는 일이 함께 시작됩니다. 어느 쪽이 먼저일지 정해져 있지 않아서 ``preStop``에 ``sleep``을 넣습니다. 여기의 ``asyncio.sleep``과 같은 일입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LEAVING_CHECKS``를 0으로 바꾸어 보십시오. 알렸는데도 다시 거절당합니다. 알리는 것보다 기다리는 것이 중요합니다.
