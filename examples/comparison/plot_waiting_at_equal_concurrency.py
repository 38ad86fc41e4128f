# 실행: python plot_waiting_at_equal_concurrency.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
같은 동시성에서는 같은 빠르기이고, 버티는 데가 다릅니다
==================================================================

기다림 하나가 20 ms라면, 여럿을 함께 기다려도 20 ms여야 합니다.
순차 실행, 스레드, 비동기, 프로세스는 저마다 몇 개까지 이 말을 지킬까요?

이 실험은 :doc:`몇 개까지 함께 기다릴 수 있는가 </comparison/concurrency>`에 나옵니다.
"""

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

WAIT_SECONDS = 0.02
SEQUENTIAL = (1, 4)
PROCESSES = (1, 4)
THREADS = (1, 16, 128, 1024)
TASKS = (1, 16, 128, 1024, 10_000)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# HTTP를 쓰면 requests와 aiohttp의 차이까지 재게 됩니다. 여기서는 기다리기만 합니다.
# 스레드와 프로세스는 새로 만듭니다. 그 비용도 함께 기다리는 비용이기 때문입니다.


def wait(_):
    """대답을 기다리는 것을 흉내 냅니다."""
    time.sleep(WAIT_SECONDS)


def sequential(count):
    """순차 실행"""
    for number in range(count):
        wait(number)
    return count


def processes(count):
    """새 프로세스"""
    with ProcessPoolExecutor(count) as pool:
        return len(list(pool.map(wait, range(count))))


def threads(count):
    """새 스레드"""
    with ThreadPoolExecutor(count) as pool:
        return len(list(pool.map(wait, range(count))))


async def wait_together(count):
    """태스크마다 하나씩 기다립니다."""
    return len(await asyncio.gather(*(asyncio.sleep(WAIT_SECONDS) for _ in range(count))))


def tasks(count):
    """비동기"""
    return asyncio.run(wait_together(count))


# %%
# 예상
# ------------------------------------------------------------------
#
# 리틀의 법칙(Little's law)으로는 기다림 ``N``개를 동시성 ``c``로 기다리는 시간이 ``N × WAIT_SECONDS ÷ c``보다 짧을 수 없습니다.
# 여기서는 ``N``과 ``c``가 같으므로 하한이 늘 0.02초입니다. 순차 실행만 ``c``가 1이라서 개수를 따라 늘어납니다.
# 나머지는 하한을 따라가다가, 시작하는 비용의 합이 0.02초에 이르는 데서 떨어져 나갑니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Reference, compare, draw, sweep

    result = compare(
        *sweep(sequential, SEQUENTIAL),
        *sweep(processes, PROCESSES),
        *sweep(threads, THREADS),
        *sweep(tasks, TASKS),
        axis="함께 기다리는 것의 수(개)",
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    bound = tuple((count, WAIT_SECONDS) for count in (TASKS[0], TASKS[-1]))
    draw(result, reference=Reference(bound, "리틀의 법칙이 정한 하한"))

# %%
# 읽기
# ------------------------------------------------------------------
#
# 왼쪽에서는 순차 실행 말고는 모두 하한에 붙어 있습니다. 동시성이 같으면 방법은 거의 상관없습니다.
# 오른쪽으로 가면서 프로세스, 스레드, 비동기의 순서로 하한에서 떨어집니다.
# 떨어지는 자리는 하나를 시작하는 비용으로 정해집니다. 그 비용에 개수를 곱한 것이 기다림과 같아지는 자리입니다.
#
# 이 그림은 기다리기만 하는 일입니다. 대답마다 할 계산이 있으면, GIL을 나누어 쓰는 스레드와 비동기는 그 계산의 합보다 빨라질 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WAIT_SECONDS``를 ``0.2``로 늘려 보십시오. 기다림이 열 배이면, 떨어져 나가는 자리도 열 배 멀어집니다.
