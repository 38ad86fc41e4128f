# 실행: python plot_default_executor_starves.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
to_thread의 기본 실행기가 꽉 차면 DNS 조회도 줄을 섭니다
==================================================================

``asyncio.to_thread``는 모두 기본 실행기(default executor) 하나를 나누어 씁니다.
여기에 느린 일을 쌓아 두면, 상관없어 보이는 DNS 조회는 얼마나 기다릴까요?

이 실험은 :doc:`이벤트 루프를 막지 않으려면 </asyncio/blocking>`에 나옵니다.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

SLOW_SECONDS = 0.08
ROUNDS = 3
OWN_WORKERS = 8

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``loop.getaddrinfo``는 운영 체제의 DNS 조회를 기본 실행기에서 부릅니다.
# 커넥션을 맺는 라이브러리가 대개 이것을 씁니다. 여기서는 숫자로 된 주소를 주어서, 찾는 일 자체는 곧 끝납니다.


def pool_size():
    """기본 실행기의 스레드 수를 셉니다."""

    async def count():
        await asyncio.to_thread(int)
        return asyncio.get_running_loop()._default_executor._max_workers  # noqa: SLF001 - 물어볼 다른 길이 없습니다.

    return asyncio.run(count())


async def look_up_behind(slow):
    """느린 일을 시작해 놓고, DNS 조회가 얼마나 걸리는지 느린 일 하나와 비교해 돌려줍니다."""
    await asyncio.sleep(0)
    started = time.perf_counter()
    await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80)
    waited = time.perf_counter() - started
    await asyncio.gather(*slow)
    return waited / SLOW_SECONDS


async def start_in_default(count):
    """틀린 코드: 느린 일을 모두 to_thread로 보냅니다."""
    slow = [asyncio.create_task(asyncio.to_thread(time.sleep, SLOW_SECONDS)) for _ in range(count)]
    return await look_up_behind(slow)


async def start_in_own(count):
    """고친 코드: 느린 일에는 따로 만든 풀을 줍니다."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(OWN_WORKERS) as pool:
        slow = [loop.run_in_executor(pool, time.sleep, SLOW_SECONDS) for _ in range(count)]
        return await look_up_behind(slow)


def nothing_else():
    """느린 일 없음"""
    return {"waited": asyncio.run(start_in_default(0)), "threads": pool_size()}


def shared_pool():
    """기본 실행기에 느린 일"""
    size = pool_size()
    return {"waited": asyncio.run(start_in_default(ROUNDS * size)), "threads": size}


def own_pool():
    """따로 만든 풀에 느린 일"""
    return {"waited": asyncio.run(start_in_own(2 * OWN_WORKERS)), "threads": pool_size()}


# %%
# 예상
# ------------------------------------------------------------------
#
# 기본 실행기의 스레드는 ``min(32, 코어 수 + 4)``개입니다. 그 세 배만큼 느린 일을 쌓으면,
# DNS 조회는 세 바퀴, 곧 0.24초를 기다립니다. 풀을 따로 쓰면 기다리지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        nothing_else,
        shared_pool,
        own_pool,
        facts={"threads": "기본 실행기의 스레드(개)"},
        measured={"waited": "DNS 조회에 걸린 시간, 느린 일 하나 대비(배)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="waited")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 이벤트 루프는 멎지 않았습니다. 하트비트를 보아도 이상이 없습니다. 그런데도 새 커넥션은 맺어지지 않습니다.
# DNS 조회가 느린 일들 뒤에 줄을 섰기 때문입니다. ``loop.run_in_executor(None, …)``도 같은 줄에 섭니다.
#
# 코어가 적은 컨테이너일수록 기본 실행기가 작아서 빨리 찹니다. 같은 코드가 큰 기계에서는 멀쩡할 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``ROUNDS``를 ``10``으로 늘려 보십시오. DNS 조회의 기다림이 그대로 따라 늡니다.
