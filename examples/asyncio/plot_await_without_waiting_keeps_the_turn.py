# 실행: python plot_await_without_waiting_keeps_the_turn.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
await가 있어도 기다릴 것이 없으면 제어권이 넘어가지 않습니다
==================================================================

``await``를 적은 자리마다 다른 코루틴에 제어권이 넘어갈까요?
두 코루틴이 저마다 1,000번씩 ``await``하게 하고, 제어권이 몇 번 넘어갔는지 셌습니다.

이 실험은 :doc:`첫 코루틴에서 1,000개까지 </asyncio/first-thousand>`에 나옵니다.
"""

import asyncio
import itertools

TURNS = 1000

# %%
# 재는 코드
# ------------------------------------------------------------------


async def nothing():
    """기다릴 것이 없는 코루틴"""


async def await_nothing():
    """기다릴 것이 없는 코루틴을 await합니다."""
    await nothing()


async def await_free_lock(lock):
    """아무도 잡지 않은 락을 잡았다 놓습니다."""
    async with lock:
        pass


async def await_roomy_queue(queue):
    """자리가 남은 큐에 넣습니다."""
    await queue.put(None)


async def await_sleep_zero():
    """제어권을 한 번 넘깁니다."""
    await asyncio.sleep(0)


async def repeat(name, step, turns):
    """실행될 때마다 이름을 적으면서 1,000번 되풀이합니다."""
    for _ in range(TURNS):
        turns.append(name)
        await step()


async def count_handovers(step):
    """둘을 함께 돌리고, 이름이 바뀐 자리를 셉니다."""
    turns = []
    await asyncio.gather(repeat("첫째", step, turns), repeat("둘째", step, turns))
    changes = sum(one != other for one, other in itertools.pairwise(turns))
    return {"handovers": changes}


def plain_coroutine():
    """기다릴 것이 없는 코루틴"""
    return asyncio.run(count_handovers(await_nothing))


def free_lock():
    """아무도 잡지 않은 락"""
    lock = asyncio.Lock()
    return asyncio.run(count_handovers(lambda: await_free_lock(lock)))


def roomy_queue():
    """자리가 남은 큐"""
    queue = asyncio.Queue()
    return asyncio.run(count_handovers(lambda: await_roomy_queue(queue)))


def sleep_zero():
    """asyncio.sleep(0)"""
    return asyncio.run(count_handovers(await_sleep_zero))


# %%
# 예상
# ------------------------------------------------------------------
#
# 앞의 셋은 멈출 것이 없어서, 첫째가 1,000번을 다 하고서야 둘째가 시작합니다. 넘어가는 것은 한 번입니다.
# ``asyncio.sleep(0)``은 일부러 멈추므로 번갈아 돕니다. 2,000번을 적는 동안 1,999번 넘어갑니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        plain_coroutine,
        free_lock,
        roomy_queue,
        sleep_zero,
        facts={"handovers": "제어권이 넘어간 것(번)"},
        times=2,
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
# 제어권이 넘어가는 자리는 ``await``가 아니라 **중단점**입니다. ``await``를 따라 내려간 끝에서 누군가 정말로 기다려야 멈춥니다.
# 캐시에서 꺼내기, 이미 와 있는 데이터 읽기, 빈 락 잡기만 되풀이하는 코루틴은 ``await``가 있어도 루프를 막습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``roomy_queue``의 큐를 ``asyncio.Queue(maxsize=10)``으로 바꾸어 보십시오. 꺼내는 쪽이 없어서 열 번 뒤에 영원히 멈춥니다.
