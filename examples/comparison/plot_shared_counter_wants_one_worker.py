# 실행: python plot_shared_counter_wants_one_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
함께 쓰는 수가 있으면 워커 하나가 가장 빠릅니다
==================================================================

워커를 늘릴수록 느려지는 일도 있을까요?
일을 나누어도, 하나 할 때마다 함께 쓰는 수를 고쳐야 한다면 어떻게 될까요?

이 실험은 :doc:`코어를 늘리면 얼마나 빨라지는가 </comparison/laws>`에 나옵니다.
"""

import os
from contextlib import contextmanager
from multiprocessing import Pool, Value

try:
    CORES = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    CORES = os.cpu_count()
WORKERS = range(1, max(2, min(8, CORES)) + 1)
UPDATES = 840 * 16  # 워커가 하나에서 여덟까지 어느 수이든 고르게 나뉩니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 모두 합쳐 같은 횟수만큼 더합니다. 워커가 늘면 한 사람의 몫은 줄어듭니다.


SHARED = {}


def keep(total):
    """워커가 시작할 때, 함께 쓰는 수를 받아 둡니다. ``SHARED``는 프로세스마다 따로 있습니다."""
    SHARED["total"] = total


def add_shared(times):
    """하나 더할 때마다 락을 얻고 함께 쓰는 수를 고칩니다."""
    total = SHARED["total"]
    for _ in range(times):
        with total.get_lock():
            total.value += 1
    return times


def add_own(times):
    """저 혼자 쓰는 수에 더하고, 끝날 때 한 번만 알립니다."""
    own = 0
    for _ in range(times * 40):
        own += 1
    return own // 40


@contextmanager
def ready_pool():
    """워커가 모두 일어나 기다리는 풀"""
    with Pool(WORKERS[-1], initializer=keep, initargs=(Value("q", 0),)) as pool:
        pool.map(add_own, [1] * WORKERS[-1], chunksize=1)
        yield pool


def shared_counter(pool, workers):
    """함께 쓰는 수"""
    return sum(pool.map(add_shared, [UPDATES // workers] * workers, chunksize=1))


def own_counters(pool, workers):
    """저마다의 수"""
    return sum(pool.map(add_own, [UPDATES // workers] * workers, chunksize=1))


# %%
# 예상
# ------------------------------------------------------------------
#
# 저마다 세면 워커를 따라 빨라집니다. 함께 쓰는 수를 고치면, 한 번에 하나만 고칠 수 있으므로 빨라지지 않습니다.
# 락을 주고받는 비용까지 들어서, 오히려 워커 하나가 가장 빠를 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(shared_counter, WORKERS, given=ready_pool),
        *sweep(own_counters, WORKERS, given=ready_pool),
        axis="워커의 수(개)",
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
# 위로 올라가는 선이 함께 쓰는 수입니다. 워커를 더할수록 느려집니다.
# 락을 얻지 못한 워커는 운영 체제에 잠들었다가 깨어나야 하고, 고친 수는 코어에서 코어로 옮겨 다닙니다.
# 보편 확장 법칙에서 서로 맞추는 비용 ``b``가 큰 일이 이것입니다. 그래서 가장 좋은 워커의 수가 코어의 수보다 적습니다.
#
# 저마다 세고 끝에 한 번 합치면, 같은 일이 워커를 따라 빨라집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``add_shared``에서 100번에 한 번만 함께 쓰는 수를 고치게 해 보십시오. 두 선이 가까워집니다.
