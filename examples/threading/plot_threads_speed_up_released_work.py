# 실행: python plot_threads_speed_up_released_work.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
락을 놓는 계산은 스레드로도 빨라집니다
==================================================================

'파이썬의 스레드는 계산에 쓸모없다'는 말은 절반만 맞습니다.
같은 몫의 계산을 스레드 하나, 둘, 넷에 나누면 무엇이 빨라지고 무엇이 그대로일까요?

이 실험은 :doc:`GIL은 무엇을 막는가 </threading/gil>`에 나옵니다.
"""

import hashlib
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np

THREADS = (1, 2, 4)
TASKS = 4
LOOPS = 100_000
BLOCK = bytes(range(256)) * 16_384  # 4 MiB
TEXT = b"".join(b"%d page\n" % number for number in range(24_000))
ANGLES = np.linspace(0, 1000, 300_000)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 언제나 네 몫입니다. 스레드의 수만 바꿉니다.


def count_loops(_task):
    """파이썬 코드만으로 계산합니다."""
    total = 0
    for number in range(LOOPS):
        total += number
    return total


def hash_block(_task):
    """4 MiB를 한 번에 넘깁니다."""
    return hashlib.sha256(BLOCK).hexdigest()


def compress_text(_task):
    """글 하나를 압축합니다."""
    return len(zlib.compress(TEXT))


def add_sines(_task):
    """배열의 모든 원소에 사인을 구해 더합니다."""
    return float(np.sin(ANGLES).sum())


def share_out(function, threads):
    """네 몫을 스레드들에 나누고, 네 답이 서로 같은지 돌려줍니다."""
    with ThreadPoolExecutor(threads) as pool:
        return len(set(pool.map(function, range(TASKS)))) == 1


def pure_python(threads):
    """순수 파이썬"""
    return share_out(count_loops, threads)


def hashing(threads):
    """해시(hashlib)"""
    return share_out(hash_block, threads)


def compressing(threads):
    """압축(zlib)"""
    return share_out(compress_text, threads)


def numpy_sines(threads):
    """배열(NumPy)"""
    return share_out(add_sines, threads)


# %%
# 예상
# ------------------------------------------------------------------
#
# 순수 파이썬의 선은 평평합니다. 나머지는 스레드가 코어의 수가 될 때까지 내려가다가 평평해집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(pure_python, THREADS),
        *sweep(hashing, THREADS),
        *sweep(compressing, THREADS),
        *sweep(numpy_sines, THREADS),
        axis="스레드(개)",
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
# C로 적은 함수는 파이썬 객체를 만지지 않는 동안 GIL을 놓을 수 있습니다.
# ``hashlib``과 ``zlib``과 NumPy가 그렇게 합니다. 그동안 다른 스레드가 다른 코어에서 계산합니다.
# 순수 파이썬은 락을 잡은 채로 돕니다. 스레드를 나누어도 한 번에 하나만 돕니다.
#
# 코어가 하나뿐이면 어느 선도 내려가지 않습니다.
# GIL이 없는(free-threaded) 빌드에서는 순수 파이썬의 선도 내려갑니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``BLOCK``을 1 KiB로 줄이고 ``hash_block``이 그것을 4096번 거듭하게 해 보십시오.
# ``hashlib``은 작은 조각에서는 락을 놓지 않으므로, 선이 평평해집니다.
