# 실행: python plot_thousands_keep_littles_line.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
동시성이 같으면 시간도 같습니다. 수천이 되기 전까지는
==================================================================

스레드 여덟과 코루틴 여덟은 같은 시간이 걸립니다. 그러면 1,000에서는 어떨까요?
동시성을 바꾸어 가며, 리틀의 법칙(Little's law)이 말하는 하한에서 언제 벗어나는지 봅니다.

이 실험은 :doc:`1,000개의 기다림의 비용 </asyncio/thousands>`에 나옵니다.
"""

import asyncio
import threading
import time

CONCURRENCY = (8, 100, 1000)
WAITS_EACH = 2
WAIT_SECONDS = 0.01

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 기다리는 것 말고는 아무 일도 하지 않습니다. 방법이 치르는 비용만 보려는 것입니다.
# 저마다 두 번씩 기다리므로, 동시성이 얼마이든 하한은 ``2 × 0.01``, 곧 0.02초로 같습니다.


def wait_in_turn():
    """스레드 하나가 두 번 기다립니다."""
    for _ in range(WAITS_EACH):
        time.sleep(WAIT_SECONDS)


async def wait_in_turn_async():
    """태스크 하나가 두 번 기다립니다."""
    for _ in range(WAITS_EACH):
        await asyncio.sleep(WAIT_SECONDS)


def threads(concurrency):
    """스레드"""
    waiting = [threading.Thread(target=wait_in_turn) for _ in range(concurrency)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    return concurrency


async def wait_together(concurrency):
    """태스크를 동시성만큼 만들어 함께 기다립니다."""
    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(wait_in_turn_async())


def coroutines(concurrency):
    """코루틴"""
    asyncio.run(wait_together(concurrency))
    return concurrency


# %%
# 예상
# ------------------------------------------------------------------
#
# 리틀의 법칙으로는 ``기다림의 수 × 0.01 ÷ 동시성``이고, 어느 동시성에서나 0.02초입니다.
# 8에서는 둘 다 하한에 붙습니다. 스레드를 하나 시작하는 데 0.1 ms쯤 들므로, 1,000에서는 0.1초를 더 씁니다.
# 코루틴은 태스크 하나에 그 몇10분의 1이 듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Reference, compare, draw, sweep

    result = compare(
        *sweep(threads, CONCURRENCY),
        *sweep(coroutines, CONCURRENCY),
        axis="동시성(개)",
    )
    print(result)
    bound = WAITS_EACH * WAIT_SECONDS
    little = Reference(((CONCURRENCY[0], bound), (CONCURRENCY[-1], bound)), "리틀의 하한")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, reference=little)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 왼쪽에서는 두 선이 점선에 붙어 있습니다. 그만한 동시성이면 방법을 바꾸어 얻을 것이 없습니다.
# 오른쪽으로 가면 스레드의 선이 먼저 떠오릅니다. 만들고, 컨텍스트를 전환하고, 거두는 비용이 수에 비례해 들기 때문입니다.
#
# 실제 요청에는 요청마다 라이브러리가 쓰는 CPU 시간이 더 듭니다. 그때는 두 선이 함께, 더 왼쪽에서 떠오릅니다.
# 스레드의 수가 정해진 한도를 넘으면 시작하지 못합니다. 컨테이너의 ``pids`` 한도가 흔한 이유입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WAIT_SECONDS``를 ``0.1``로 늘려 보십시오. 기다림이 길면 만드는 비용이 묻혀서, 스레드도 더 오래 버팁니다.
