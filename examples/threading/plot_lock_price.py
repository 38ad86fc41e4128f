# 실행: python plot_lock_price.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
락의 비용은 다툴 때 달라집니다
==================================================================

락을 하나 잡고 놓는 데 얼마가 들고, 네 스레드가 다투면 얼마나 더 들까요?
계수기를 스레드마다 따로 두었다가 끝에 더하면 얼마나 싸질까요?

이 실험은 :doc:`경쟁 상태와 락 </threading/races>`에 나옵니다.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

UPDATES = 40_000
THREADS = 4

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 더하는 수는 언제나 모두 ``UPDATES``입니다.


class Counter:
    """락이 딸린 계수기"""

    def __init__(self):
        self.value = 0
        self.lock = Lock()

    def add(self, times):
        """락 없이 더합니다."""
        for _ in range(times):
            self.value += 1

    def add_locked(self, times):
        """더할 때마다 락을 잡습니다."""
        for _ in range(times):
            with self.lock:
                self.value += 1


def bare():
    """스레드 하나, 락 없음"""
    counter = Counter()
    counter.add(UPDATES)
    return counter.value


def uncontended():
    """스레드 하나, 락"""
    counter = Counter()
    counter.add_locked(UPDATES)
    return counter.value


def contended():
    """스레드 넷, 락 하나를 다툼"""
    counter = Counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(counter.add_locked, [UPDATES // THREADS] * THREADS))
    return counter.value


def sharded():
    """스레드 넷, 계수기를 따로"""
    counters = [Counter() for _ in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(Counter.add, counters, [UPDATES // THREADS] * THREADS))
    return sum(counter.value for counter in counters)


# %%
# 예상
# ------------------------------------------------------------------
#
# 락이 없는 것보다 락이, 락보다 다투는 락이 비쌉니다. 따로 세면 락 없는 것과 비슷합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw

    result = compare(bare, uncontended, contended, sharded)
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
# 락을 잡고 놓는 비용은 더하기 몇 번의 비용입니다. 그런데 다투는 락의 비용은 생각만큼 크지 않습니다.
# GIL이 있으면 한 번에 한 스레드만 돌고, 바꾸는 간격은 5 ms입니다.
# 그동안 한 스레드가 락을 수만 번 잡고 놓으므로, 정작 다투는 일은 드뭅니다.
#
# GIL이 없는(free-threaded) 빌드에서는 네 스레드가 정말로 동시에 다툽니다.
# 그때에는 다투는 락이 혼자 잡는 락보다 비싸지고, 따로 세는 것이 락 없는 스레드 하나보다 빨라집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``add_locked``의 ``with`` 안에 ``time.sleep(0)``을 넣어 보십시오.
# 락을 잡은 채로 제어권을 내주므로, 다투는 일이 잦아집니다.
