# 실행: python plot_gather_accounts_for_every_url.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
대답하지 않는 서버 앞에서도 제때 끝나고, 모든 주소의 결과를 압니다
==================================================================

서버가 여섯에 하나는 대답하지 않습니다. 교재의 코드는 언제 끝날까요?
결과를 읽지 않는 코드는 무엇을 잃을까요? 타임아웃을 주고, 주소마다 어떻게 되었는지 세어 보았습니다.

이 실험은 :doc:`aiohttp로 가져오기 </asyncio/fetching>`에 나옵니다.
"""

import asyncio
from collections import Counter

import aiohttp

REQUESTS = 30
CONCURRENCY = 10
FAULT_EVERY = 6
DELAY_SECONDS = 0.01
EACH_SECONDS = 0.25
DEADLINE_SECONDS = 0.7

# %%
# 재는 코드
# ------------------------------------------------------------------


async def fetch_url(session, url):
    """교재의 코드: 타임아웃도, 상태 검사도 없습니다."""
    async with session.get(url) as response:
        text = await response.text()
        return {"url": url, "status": response.status, "size": len(text)}


async def textbook_main(urls):
    """교재의 main 그대로입니다."""
    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*(fetch_url(session, url) for url in urls))


async def fetch_or_reason(session, url):
    """고친 코드: 받았으면 "받음"을, 아니면 이유를 돌려줍니다."""
    try:
        async with session.get(url) as response:
            response.raise_for_status()
            await response.read()
    except TimeoutError:
        return "시간 초과"
    except aiohttp.ClientError as error:
        return type(error).__name__
    return "받음"


async def fetch_in_turn(session, turns, ends):
    """워커 하나. 다음 주소를 받아 요청하고, 어떻게 되었는지 그 자리에 적습니다."""
    for number, url in turns:
        ends[number] = await fetch_or_reason(session, url)


async def mended_main(urls):
    """워커가 세마포어를 먼저 얻고 나서 요청합니다. 타임아웃은 요청에만 걸립니다."""
    each = aiohttp.ClientTimeout(total=EACH_SECONDS)
    turns, ends = enumerate(urls), [None] * len(urls)
    async with (
        aiohttp.ClientSession(timeout=each) as session,
        asyncio.TaskGroup() as workers,
    ):
        for _ in range(CONCURRENCY):
            workers.create_task(fetch_in_turn(session, turns, ends))
    return ends


async def careless_main(urls):
    """틀린 코드: 예외를 값으로 받아 놓고 읽지 않습니다."""
    each = aiohttp.ClientTimeout(total=EACH_SECONDS)
    async with aiohttp.ClientSession(timeout=each) as session:
        await asyncio.gather(*(fetch_url(session, url) for url in urls), return_exceptions=True)
    print(f"{len(urls)}개를 모두 가져왔습니다.")


def textbook(urls):
    """교재 그대로"""
    results = asyncio.run(textbook_main(urls))
    return {"accounted": len(results), "received": len(results)}


def careless(urls):
    """예외를 읽지 않음"""
    asyncio.run(careless_main(urls))
    return {"accounted": 0}


def mended(urls):
    """타임아웃과 주소마다의 결과"""
    ends = Counter(asyncio.run(mended_main(urls)))
    print(dict(ends))
    return {"accounted": ends.total() - ends[None], "received": ends["받음"]}


# %%
# 예상
# ------------------------------------------------------------------
#
# 교재의 코드는 aiohttp의 기본값인 5분 동안 기다립니다. 데드라인으로 준 0.7초 안에는 끝나지 않습니다.
# 예외를 읽지 않는 코드는 제때 끝나고, 모두 가져왔다고 말합니다. 거짓말입니다.
# 고친 코드는 0.25초 남짓에 끝나고, 25개를 받고 5개는 시간 초과라고 말합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, Server, draw, observe

    result = observe(
        mended,
        careless,
        Contender(textbook, expect_failure=True),
        facts={
            "accounted": "결과를 아는 주소(개)",
            "received": "받은 것(개)",
        },
        times=1,
        server=Server(delay_seconds=DELAY_SECONDS, fault="silence", fault_every=FAULT_EVERY),
        requests=REQUESTS,
        deadline_seconds=DEADLINE_SECONDS,
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
# 대답하지 않는 것은 고장 가운데 가장 나쁜 것입니다. 예외가 나지 않기 때문입니다. 타임아웃만이 이것을 예외로 바꿉니다.
# 예외를 읽지 않는 코드의 출력을 보십시오. 5개를 잃고도 모두 가져왔다고 적습니다.
#
# 주소마다 결과 하나를 두고, 그 수가 주소의 수와 같은지 세십시오. 잃은 것이 없다는 말은 그렇게만 할 수 있습니다.
#
# 워커들은 반복자 하나를 나누어 씁니다. 루프는 스레드 하나이므로 두 워커가 같은 주소를 가져가지 않습니다.
# 요청을 모두 시작해 놓고 커넥터에서 기다리게 하면, 기다린 시간도 타임아웃에 들어갑니다.
# 그래서 주소가 늘면 멀쩡한 서버 앞에서도 잃습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``fault``를 ``"reset"``으로 바꾸어 보십시오. 교재의 코드는 끝나지 않는 대신 첫 예외에서 모두 버립니다.
# aiohttp는 다시 쓰던 커넥션이 끊기면 한 번은 스스로 다시 보내기도 합니다.
