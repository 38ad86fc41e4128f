# 실행: python plot_moving_short_calls_costs_more.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드로 옮기는 비용은 1 ms보다 훨씬 작습니다
==================================================================

블로킹 호출을 ``asyncio.to_thread``로 옮기는 데에도 비용이 듭니다. 얼마나 짧은 호출이면 옮기지 않는 것이 나을까요?
길이가 정해진 호출을 코루틴에서 바로 부를 때와 스레드로 옮겨 부를 때를 비교했습니다.

이 실험은 :doc:`이벤트 루프를 막지 않으려면 </asyncio/blocking>`에 나옵니다.
"""

import asyncio
import time

TURNS = 60

# %%
# 재는 코드
# ------------------------------------------------------------------


def block(seconds):
    """정한 시간만큼 스레드를 붙듭니다."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


async def call_directly(seconds):
    """코루틴에서 바로 부릅니다. 그동안 루프가 멎습니다."""
    block(seconds)


async def call_in_thread(seconds):
    """스레드로 옮기고 기다립니다. 루프는 돕니다."""
    await asyncio.to_thread(block, seconds)


async def clocked(call, seconds):
    """한 번 부르고 걸린 시간을 잽니다."""
    started = time.perf_counter()
    await call(seconds)
    return time.perf_counter() - started


async def compared(seconds):
    """둘을 번갈아 부르고, 저마다 가장 짧았던 때를 비교합니다."""
    # 가운데 값을 비교하면, 바쁜 기계에서 스레드가 밀려난 때가 섞입니다.
    await clocked(call_in_thread, seconds)  # 첫 번에는 스레드를 시작합니다.
    direct, moved = [], []
    for _ in range(TURNS):
        direct.append(await clocked(call_directly, seconds))
        moved.append(await clocked(call_in_thread, seconds))
    extra = min(moved) - min(direct)
    return {"over": min(moved) / min(direct), "extra": 1e6 * extra}


def ten_microseconds():
    """10 µs짜리 호출"""
    return asyncio.run(compared(10e-6))


def hundred_microseconds():
    """100 µs짜리 호출"""
    return asyncio.run(compared(100e-6))


def one_millisecond():
    """1 ms짜리 호출"""
    return asyncio.run(compared(1e-3))


# %%
# 예상
# ------------------------------------------------------------------
#
# 스레드 풀에 맡기고 결과를 받아 오는 데에는 호출의 길이와 상관없이 수십 µs가 듭니다. 50 µs라고 합시다.
# 그러면 10 µs짜리는 여섯 배, 100 µs짜리는 1.5배, 1 ms짜리는 1.05배 걸립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        ten_microseconds,
        hundred_microseconds,
        one_millisecond,
        measured={
            "over": "바로 부른 시간 대비, 옮긴 시간(배)",
            "extra": "옮기는 데 더 든 시간(µs)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="over")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 더 든 시간은 호출의 길이를 거의 따르지 않습니다. 그래서 짧은 호출일수록 비가 큽니다.
# 이 비용은 옮긴 호출만 치르고, 옮기지 않은 호출의 길이는 루프에서 기다리는 모두가 치릅니다.
# 1 ms짜리를 1초에 수백 번 부르는 서버라면 옮길 만하고, 하루에 몇 번이면 두어도 됩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``one_millisecond``의 ``1e-3``을 ``10e-3``으로 늘려 보십시오. 비가 1에 더 가까워집니다.
