# 실행: python plot_blas_threads_multiply_with_workers.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
워커마다 BLAS 스레드를 하나로 묶으면 코어를 다투지 않습니다
==================================================================

행렬 곱이 많은 프로그램을 워커에 나누었더니 나누기 전보다 느립니다.
워커 하나의 곱이 이미 모든 코어를 쓴다면, 스레드는 워커 수와 코어 수의 곱이 됩니다. 그것이 얼마나 느릴까요? 곱이 작을 때와 클 때가 같을까요?
차라리 나누지 않는 것은 어떨까요?

이 실험은 :doc:`워커의 수 정하기 </multiprocessing/worker-count>`에 나옵니다.
"""

import os
from multiprocessing import Pool

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
WORKERS = max(2, CORES)
TASKS = 2 * WORKERS
LARGEST = 256
SIZES = (64, 128, LARGEST)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업 하나가 행렬 곱을 여러 번 합니다. 행렬이 작으면 그만큼 여러 번 곱해, 곱셈의 수를 같게 맞춥니다.
# NumPy는 변수를 정한 다음에 가져와야 하므로, 이 파일의 맨 위에서 가져오지 않습니다.


def multiply(size):
    """`size`짜리 행렬을 거듭 곱하고, 대각선의 합을 돌려줍니다."""
    import numpy as np

    left = np.full((size, size), 1 / size)
    product = left
    for _ in range((LARGEST // size) ** 3):
        product = left @ product
    return float(product.trace())


def one_blas_thread():
    """워커가 시작할 때 불립니다. 변수를 정한 다음에 NumPy를 가져옵니다."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    multiply(LARGEST)


def default_blas_threads():
    """워커가 시작할 때 불립니다. BLAS가 스레드를 코어마다 하나씩 두게 합니다."""
    os.environ["OPENBLAS_NUM_THREADS"] = str(CORES)
    multiply(LARGEST)


def limited_pool():
    """BLAS 스레드를 하나로 묶은 풀"""
    return Pool(WORKERS, initializer=one_blas_thread)


def default_pool():
    """그대로 둔 풀"""
    return Pool(WORKERS, initializer=default_blas_threads)


def workers_with_one_thread(pool, size):
    """워커마다 스레드 하나"""
    return pool.map(multiply, [size] * TASKS, chunksize=1)


def workers_with_all_threads(pool, size):
    """워커마다 스레드를 코어만큼"""
    return pool.map(multiply, [size] * TASKS, chunksize=1)


def one_process(size):
    """나누지 않고 BLAS에 맡김"""
    return [multiply(size) for _ in range(TASKS)]


# %%
# 예상
# ------------------------------------------------------------------
#
# 코어가 둘이면 워커 둘의 스레드는 넷뿐입니다. 하는 일은 같으므로 차이가 작을 것입니다.
# 차이가 난다면, 곱 하나가 짧아서 스레드들이 자주 만나야 하는 작은 행렬에서 가장 클 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(workers_with_one_thread, SIZES, given=limited_pool),
        *sweep(workers_with_all_threads, SIZES, given=default_pool),
        *sweep(one_process, SIZES),
        axis="행렬의 한 변",
        equal=1e-9,
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
# 예상이 두 번 빗나갑니다. 스레드가 넷뿐이어도 차이는 작지 않고, 가장 작은 행렬에서는 차이가 없습니다.
# OpenBLAS는 아주 작은 행렬을 나누지 않고 스레드 하나로 곱합니다. 나누기 시작한 바로 다음 크기가 가장 나쁩니다.
#
# 나눈 곱은 끝날 때마다 스레드들이 만나야 합니다. OpenBLAS의 스레드는 곧바로 잠들지 않고 한동안 돌면서 기다립니다.
# 코어보다 스레드가 많으면, 기다리느라 도는 스레드가 아직 곱하지 못한 스레드의 코어를 차지합니다.
# 그래서 나누지 않고 BLAS에 맡긴 것도, 다른 프로그램이 코어를 쓰고 있으면 마찬가지로 느려집니다.
#
# 코어가 많은 기계에서는 스레드가 코어의 제곱으로 늘어납니다. 이 기계의 코어로는 그것까지 보일 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WORKERS``를 두 배로 늘려 보십시오. 한 번에 하는 작업도 두 배가 됩니다. 두 방법이 저마다 몇 배로 느려지는지 비교해 보십시오.
