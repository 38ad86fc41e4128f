# 실행: python plot_threadpoolctl_limits_blas_after_import.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["threadpoolctl>=3.5"]
# ///
"""
threadpoolctl은 NumPy를 가져온 다음에도 BLAS의 스레드를 줄입니다
==================================================================

``import numpy``가 파일의 맨 위에 있어서, 풀의 ``initializer``에 적은 ``OPENBLAS_NUM_THREADS``가 듣지 않습니다.
``threadpoolctl``은 들을까요? 곱하는 동안 정말로 일한 스레드를 셉니다.

이 실험은 :doc:`워커의 수 정하기 </multiprocessing/worker-count>`에 나옵니다.
threadpoolctl이 없으면 ``python -m pip install threadpoolctl``로 설치합니다.
"""

import os
import time
from multiprocessing import Pool

import numpy as np
import psutil

try:
    from threadpoolctl import threadpool_limits
except ImportError:  # 없으면 세지 않습니다.
    threadpool_limits = None

SIDE = 500
BUSY_SECONDS = 0.4
WORKED_SECONDS = 0.05

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 풀의 워커에서 행렬을 곱합니다. 셋의 다른 점은 워커가 시작할 때 부르는 함수뿐입니다.


def set_variable():
    """가져온 다음에 정하는 변수"""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"


def set_limit():
    """가져온 다음에 정하는 한도"""
    threadpool_limits(limits=1, user_api="blas")


def multiply(_):
    """행렬을 거듭 곱하며, 그동안 CPU를 쓴 스레드를 셉니다."""
    left = product = np.full((SIDE, SIDE), 1 / SIDE)
    before = cpu_of_threads()
    until = time.process_time() + BUSY_SECONDS
    while time.process_time() < until:
        product = left @ product
    after = cpu_of_threads()
    return sum(spent - before.get(number, 0) > WORKED_SECONDS for number, spent in after.items())


# %%
# 세는 코드
# ------------------------------------------------------------------


def cpu_of_threads():
    """이 프로세스의 스레드마다 쓴 CPU 시간(초)입니다."""
    return {each.id: each.user_time + each.system_time for each in psutil.Process().threads()}


def counted(initializer):
    """워커에서 곱하는 동안 일한 스레드를 셉니다."""
    if threadpool_limits is None:
        print("threadpoolctl이 없어서 세지 못했습니다. python -m pip install threadpoolctl")
        return {"working": None}
    with Pool(1, initializer=initializer) as pool:
        return {"working": pool.map(multiply, [0])[0]}


def untouched():
    """그대로 둠"""
    return counted(None)


def variable():
    """initializer에서 변수를 정함"""
    return counted(set_variable)


def limit():
    """고침: initializer에서 threadpool_limits"""
    return counted(set_limit)


# %%
# 예상
# ------------------------------------------------------------------
#
# BLAS는 불러올 때 변수를 읽으므로 변수는 늦습니다. ``threadpool_limits``는 이미 불러온 BLAS의 함수를 불러 수를 바꾸므로 늦지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        untouched,
        variable,
        limit,
        facts={"working": "곱하는 동안 일한 스레드(개)"},
        times=1,
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
# ``with threadpool_limits(limits=1):``로 적으면 그 안에서만 줄고, 나오면 되돌아갑니다.
# 스레드는 없어지지 않고 일을 받지 못할 뿐입니다. 그래서 프로세스의 스레드를 세면 그대로이고, CPU를 쓴 스레드를 세어야 보입니다.
#
# joblib의 loky는 워커의 BLAS 스레드를 스스로 '코어의 수 ÷ 워커의 수'로 줄입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``limits=1``을 ``limits=None``으로 바꾸어 보십시오. 그대로 둔 것과 같아집니다.
