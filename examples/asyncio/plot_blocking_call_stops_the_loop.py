# 실행: python plot_blocking_call_stops_the_loop.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
제어권을 넘기지 않는 호출 하나가 이벤트 루프를 통째로 세웁니다
==================================================================

이벤트 루프가 건강하면 하트비트(heartbeat) 코루틴이 10 ms마다 깨어납니다.
``time.sleep``, ``requests.get``, 큰 JSON, 긴 계산을 코루틴 안에서 부르면 박동이 얼마나 늦어질까요?
스레드와 프로세스로 옮기면 낫는 것은 무엇일까요?

이 실험은 :doc:`이벤트 루프를 막지 않으려면 </asyncio/blocking>`에 나옵니다.
"""

import asyncio
import contextlib
import json
import time
from concurrent.futures import ProcessPoolExecutor

import requests

BEAT_SECONDS = 0.01
BLOCK_SECONDS = 0.1
TIME_LIMIT_SECONDS = 10
NUMBERS_IN_JSON = 700_000
STEPS = 1_000_000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 박동이 하는 일은 자고 일어나는 것뿐입니다. 늦게 일어났으면, 그동안 루프가 다른 것에 붙들려 있던 것입니다.


async def heartbeat(lags):
    """10 ms마다 깨어나, 얼마나 늦게 깨어났는지 적습니다."""
    while True:
        due = time.perf_counter() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        lags.append(time.perf_counter() - due)


async def worst_lag(blocker, *arguments):
    """일을 하는 동안 박동이 가장 늦은 만큼과, 그것이 일이 걸린 시간의 몇 퍼센트인지 돌려줍니다."""
    lags = []
    beating = asyncio.create_task(heartbeat(lags))
    await asyncio.sleep(3 * BEAT_SECONDS)
    lags.clear()
    started = time.perf_counter()
    await blocker(*arguments)
    took = time.perf_counter() - started
    await asyncio.sleep(2 * BEAT_SECONDS)
    beating.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await beating
    worst = max(lags)
    return {
        "worst": round(1000 * worst, 2),
        "stopped": round(100 * worst / took, 1),
        "beats": len(lags),
    }


def fetch(url):
    """requests로 주소 하나를 요청합니다."""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return len(response.content)


def parse(text):
    """큰 JSON을 풉니다. C로 된 한 번의 호출이라서 끝날 때까지 GIL을 놓지 않습니다."""
    return len(json.loads(text))


def compute(steps):
    """파이썬으로 적은 긴 계산입니다."""
    return sum(i * i for i in range(steps))


def big_json():
    """숫자 70만 개가 든 글입니다."""
    return "[" + ",".join(["12345678"] * NUMBERS_IN_JSON) + "]"


async def call(function, *arguments):
    """틀린 코드: 코루틴 안에서 그대로 부릅니다."""
    return function(*arguments)


async def in_process(pool, function):
    """고친 코드: 만들어 둔 프로세스에 맡깁니다."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, function)


def sleep_in_loop(_urls):
    """time.sleep, 그대로"""
    return asyncio.run(worst_lag(call, time.sleep, BLOCK_SECONDS))


def sleep_in_thread(_urls):
    """time.sleep, to_thread"""
    return asyncio.run(worst_lag(asyncio.to_thread, time.sleep, BLOCK_SECONDS))


def requests_in_loop(urls):
    """requests.get, 그대로"""
    return asyncio.run(worst_lag(call, fetch, urls[0]))


def requests_in_thread(urls):
    """requests.get, to_thread"""
    return asyncio.run(worst_lag(asyncio.to_thread, fetch, urls[0]))


def json_in_loop(_urls):
    """큰 JSON, 그대로"""
    return asyncio.run(worst_lag(call, parse, big_json()))


def json_in_thread(_urls):
    """큰 JSON, to_thread"""
    return asyncio.run(worst_lag(asyncio.to_thread, parse, big_json()))


def compute_in_loop(_urls):
    """긴 계산, 그대로"""
    return asyncio.run(worst_lag(call, compute, STEPS))


def compute_in_thread(_urls):
    """긴 계산, to_thread"""
    return asyncio.run(worst_lag(asyncio.to_thread, compute, STEPS))


def make_and_parse():
    """워커가 글을 스스로 마련해서 풉니다. 큰 글을 프로세스로 보내는 비용을 치르지 않습니다."""
    return parse(big_json())


def json_in_process(_urls):
    """큰 JSON, 프로세스"""
    with ProcessPoolExecutor(1) as pool:
        pool.submit(abs, 0).result()
        return asyncio.run(worst_lag(in_process, pool, make_and_parse))


# %%
# 예상
# ------------------------------------------------------------------
#
# 그대로 부르면 넷 다, 부른 것이 끝날 때까지 박동이 멎습니다.
# 스레드로 옮기면 기다리는 둘(``time.sleep``, ``requests.get``)은 낫습니다. 기다리는 동안 GIL을 놓기 때문입니다.
# 파이썬 계산은 5 ms마다 락을 내놓으므로 조금 늦어집니다. C로 된 JSON 풀이는 스레드로 옮겨도 낫지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        sleep_in_loop,
        sleep_in_thread,
        requests_in_loop,
        requests_in_thread,
        json_in_loop,
        json_in_thread,
        json_in_process,
        compute_in_loop,
        compute_in_thread,
        facts={"beats": "그동안의 박동(번)"},
        measured={
            "worst": "박동이 가장 늦은 만큼(ms)",
            "stopped": "일이 걸린 시간에서 박동이 멎은 비율(%)",
        },
        times=1,
        server=Server(delay_seconds=BLOCK_SECONDS),
        requests=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="worst")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 박동이 멎은 동안에는 박동만 멎은 것이 아닙니다. 같은 루프의 모든 요청, 모든 타임아웃, 모든 취소가 멎었습니다.
#
# 스레드로 옮긴 JSON을 보십시오. ``json.loads``는 C로 된 호출 하나라서, 끝날 때까지 GIL을 내놓지 않습니다.
# 루프가 도는 스레드는 그 락을 얻지 못해 함께 멎습니다. 프로세스로 옮겨야 낫습니다.
# 자유 스레드(free-threaded) 파이썬에는 그 락이 없어서, 스레드로 옮기기만 해도 낫습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``NUMBERS_IN_JSON``을 ``20_000``으로 줄여 보십시오. 풀이가 몇 ms로 끝나면 어디에서 풀든 박동은 거의 늦지 않습니다.
# 짧은 일까지 스레드로 보낼 이유는 없습니다.
