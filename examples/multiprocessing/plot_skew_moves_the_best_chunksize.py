# 실행: python plot_skew_moves_the_best_chunksize.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
작업의 길이가 고르지 않으면 알맞은 chunksize가 작아집니다
==================================================================

작업을 하나씩 보내면 보내는 비용이 크고, 한꺼번에 보내면 한 워커에게 몰립니다.
그 사이의 어디가 가장 빠를까요?
작업의 길이가 고를 때와 고르지 않을 때 그 자리는 같을까요?

이 실험은 :doc:`chunksize 정하기 </multiprocessing/chunksize>`에 나옵니다.
"""

import os
from contextlib import contextmanager
from multiprocessing import Pool

try:
    CORES = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    CORES = os.cpu_count()
WORKERS = min(4, CORES)  # 코어가 아주 많은 기계에서도 몇 초에 끝나게 합니다.
TASKS = 480 * WORKERS
TURNS = 900  # 고른 작업 하나가 도는 횟수. 수십 µs가 걸립니다.
CHUNKS = (1, 30, 120, 480)

EQUAL = [TURNS] * TASKS
# 일의 총량은 같지만, 뒤로 갈수록 길어집니다.
SKEWED = [round(4 * TURNS * (place / TASKS) ** 3) for place in range(TASKS)]

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 풀은 만들어 두었습니다. 두 방법은 작업의 수와 일의 총량이 같고, 고르기만 다릅니다.
# 가장 큰 ``chunksize``는 워커마다 한 청크씩 주는 값입니다.


def spin(turns):
    """정해진 횟수만큼 계산합니다."""
    total = 0
    for number in range(turns):
        total += number & 1
    return total


@contextmanager
def ready_pool():
    """워커가 모두 일어나 기다리는 풀"""
    with Pool(WORKERS) as pool:
        pool.map(spin, [1] * 4 * WORKERS, chunksize=1)
        yield pool


def equal_tasks(pool, chunksize):
    """고른 작업"""
    return len(pool.map(spin, EQUAL, chunksize=chunksize))


def skewed_tasks(pool, chunksize):
    """뒤로 갈수록 긴 작업"""
    return len(pool.map(spin, SKEWED, chunksize=chunksize))


# %%
# 예상
# ------------------------------------------------------------------
#
# 고른 작업은 청크가 클수록 빠르고, 가장 큰 청크에서도 느려지지 않습니다.
# 고르지 않은 작업은 가운데에서 가장 빠르고, 청크가 너무 크면 긴 작업을 받은 워커를 모두가 기다립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(equal_tasks, CHUNKS, given=ready_pool),
        *sweep(skewed_tasks, CHUNKS, given=ready_pool),
        axis="chunksize(개)",
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
# 왼쪽에서는 두 선이 함께 높습니다. 작업 하나를 보내고 받는 비용이 작업 자체보다 크기 때문입니다.
# 오른쪽 끝에서 두 선이 갈라집니다. 고르지 않은 작업을 워커마다 한 청크씩 나누면,
# 가장 긴 청크를 받은 워커가 일하는 동안 나머지는 놉니다.
#
# 코어가 하나뿐이면 기다려 줄 다른 워커가 없으므로 오른쪽 끝이 갈라지지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TURNS``를 ``48_000``으로, 작업의 수를 ``48 * WORKERS``로 바꿔 보십시오. 보내는 비용이 보이지 않게 되어, 왼쪽이 평평해집니다.
