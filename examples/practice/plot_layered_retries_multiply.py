# 실행: python plot_layered_retries_multiply.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
층마다 다시 보내면 부하는 곱으로 늘어납니다
==================================================================

화면, 서비스, 라이브러리가 저마다 세 번까지 다시 보냅니다. 맨 뒤의 서버가 쓰러지면 그 서버는 요청을 몇 개나 받을까요?
손님의 요청 20개가 몇 개로 늘어나는지 서버에서 세었습니다.

이 실험은 :doc:`밖으로 나가는 호출 </practice/outgoing-calls>`에 나옵니다.
"""

import asyncio

import aiohttp

REQUESTS = 20
TRIES = 3
BUDGET_PERCENT = 10
TIME_LIMIT_SECONDS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------


async def call(session, url):
    """서버를 한 번 부릅니다. 503이면 예외가 납니다."""
    async with session.get(url) as answer:
        answer.raise_for_status()
        return await answer.read()


async def retry(function, *arguments):
    """세 번까지 해 봅니다."""
    for _ in range(TRIES - 1):
        try:
            return await function(*arguments)
        except aiohttp.ClientError:
            pass
    return await function(*arguments)


async def library(session, url):
    """세 번까지 다시 보내는 라이브러리"""
    return await retry(call, session, url)


async def service(session, url):
    """라이브러리를 세 번까지 다시 부르는 서비스"""
    return await retry(library, session, url)


async def screen(session, url):
    """서비스를 세 번까지 다시 부르는 화면"""
    return await retry(service, session, url)


class Budget:
    """다시 보내는 것을 처음 보낸 것의 10 %까지만 허락하는 예산"""

    def __init__(self):
        self.first = self.again = 0

    def allows(self):
        """한 번 더 보내도 되면 참이고, 쓴 것으로 셉니다."""
        allowed = (self.again + 1) * 100 <= self.first * BUDGET_PERCENT
        self.again += allowed
        return allowed


async def call_within(budget, session, url):
    """예산이 남았을 때에만 다시 보냅니다."""
    budget.first += 1
    for _ in range(TRIES - 1):
        try:
            return await call(session, url)
        except aiohttp.ClientError:
            if not budget.allows():
                raise
    return await call(session, url)


async def send_all(urls, send):
    """손님의 요청을 하나씩 처리하고, 실패한 것을 셉니다."""
    failed = 0
    timeout = aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for url in urls:
            try:
                await send(session, url)
            except aiohttp.ClientError:
                failed += 1
    return {"failed": failed}


def without_retry(urls):
    """다시 보내지 않음"""
    return asyncio.run(send_all(urls, call))


def in_one_layer(urls):
    """한 층에서만 세 번까지"""
    return asyncio.run(send_all(urls, library))


def in_every_layer(urls):
    """세 층에서 저마다 세 번까지"""
    return asyncio.run(send_all(urls, screen))


def within_budget(urls):
    """고침: 세 번까지, 예산 10 %"""
    budget = Budget()

    async def send(session, url):
        return await call_within(budget, session, url)

    return asyncio.run(send_all(urls, send))


# %%
# 예상
# ------------------------------------------------------------------
#
# 세 층이면 ``3 × 3 × 3``, 곧 손님의 요청 하나가 27개가 됩니다. 20개는 540개가 될 것입니다.
# 예산을 두면 처음 보낸 20개와 다시 보낸 둘, 모두 22개입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        without_retry,
        in_one_layer,
        in_every_layer,
        within_budget,
        facts={"requests": "서버가 받은 요청(개)", "failed": "실패한 손님의 요청(개)"},
        times=1,
        server=Server(fault="status", fault_every=1),
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
# 네 방법 모두 실패한 손님의 수는 같습니다. 서버가 쓰러져 있는 동안 다시 보낸 것은 하나도 도움이 되지 않았고, 서버가 받은 것만 27배가 되었습니다.
# 잠깐 느려졌던 서버는 이 부하 때문에 일어나지 못합니다. 처음의 고장이 사라진 뒤에도 멈춰 있는 것이 이 모습입니다.
#
# 예산은 어쩌다 난 실패(1 %)에는 모두 다시 보내게 하고, 모두가 실패할 때(100 %)에는 거의 보내지 않게 합니다.
# 횟수를 한정하는 것은 요청 하나를 지키고, 예산은 서버를 지킵니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TRIES``를 ``4``로 늘려 보십시오. 세 층은 64배가 되고, 예산을 둔 것은 그대로 22개입니다.
