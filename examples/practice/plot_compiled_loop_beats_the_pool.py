# 실행: python plot_compiled_loop_beats_the_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["numba>=0.61"]
# ///
"""
앞의 값에 달린 반복문은 컴파일하면 풀보다 빠릅니다
==================================================================

앞의 값에서 다음 값이 나오는 반복문은 열의 연산으로 적을 수 없습니다. 그러면 풀로 나누는 것뿐일까요?
프로세스로 나눈 것과, Numba로 컴파일한 것과, 컴파일한 것을 스레드로 나눈 것을 비교합니다.

이 실험은 :doc:`표와 배열 </practice/tables>`에 나옵니다.
Numba가 없으면 ``python -m pip install numba``로 설치합니다.
"""

import importlib.util
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool

import numpy as np

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
WORKERS = min(4, max(2, CORES))
SENSORS = 8
READINGS = 12_000
LONGER = 40  # 컴파일한 것은 짧아서, 나누어 볼 때에는 이만큼 길게 합니다.
ROUNDS = 3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 센서마다 쌓인 양을 따라가며, 넘친 횟수를 셉니다. 넘치면 비웁니다. 그래서 다음 값이 앞의 값에 달려 있습니다.


def overflows(readings):
    """쌓인 양이 넘친 횟수를 셉니다."""
    level, count = 0.0, 0
    for reading in readings:
        level = max(0.0, level * 0.97 + reading)
        if level > 8.0:
            level, count = 0.0, count + 1
    return count


def one_by_one(sensors):
    """반복문"""
    return [overflows(readings) for readings in sensors]


def in_processes(sensors, pool):
    """프로세스로 나눈 반복문"""
    return pool.map(overflows, sensors, chunksize=1)


def compiled():
    """GIL을 놓고 도는, 컴파일한 함수를 돌려줍니다."""
    import numba

    return numba.njit(nogil=True)(overflows)


def in_threads(sensors, fast, pool):
    """컴파일한 함수를 스레드로 나눔"""
    return list(pool.map(fast, sensors))


def with_prange(fast):
    """센서를 나누는 일까지 Numba에 맡긴 함수를 돌려줍니다."""
    import numba

    @numba.njit(parallel=True)
    def every(sensors):
        counts = np.zeros(len(sensors), np.int64)
        for number in numba.prange(len(sensors)):
            counts[number] = fast(sensors[number])
        return counts

    return every


# %%
# 세는 코드
# ------------------------------------------------------------------


def made_sensors():
    """씨앗으로 만든 센서의 값들입니다."""
    return np.random.default_rng(2026).normal(0.0, 1.0, (SENSORS, READINGS))


def seconds_of(function, *arguments):
    """한 번 부르는 데 걸린 시간(초)과 결과입니다."""
    started = time.perf_counter()
    result = list(function(*arguments))
    return time.perf_counter() - started, result


def gain(slow, fast):
    """둘을 번갈아 재어 빨라진 배수를 구하고, 결과가 같은지 봅니다."""
    pairs, same = [], True
    for _ in range(ROUNDS):
        before, expected = seconds_of(*slow)
        after, result = seconds_of(*fast)
        pairs.append(before / after)
        same = same and result == expected
    return statistics.median(pairs), same


def processes():
    """프로세스로 나눈 반복문"""
    sensors = made_sensors()
    with Pool(WORKERS) as pool:
        pool.map(abs, range(WORKERS))
        gained, same = gain((one_by_one, sensors), (in_processes, sensors, pool))
    return {"equal": int(same), "gain": gained, "compile": None, "threads": None, "prange": None}


def numba_compiled():
    """컴파일한 반복문"""
    if importlib.util.find_spec("numba") is None:
        print("Numba가 없어서 재지 않았습니다. python -m pip install numba")
        return dict.fromkeys(("equal", "gain", "compile", "threads", "prange"))
    sensors = made_sensors()
    fast = compiled()
    first, expected = seconds_of(one_by_one, sensors)
    compiling, _ = seconds_of(map, fast, sensors[:1])
    every = with_prange(fast)
    same = list(every(sensors)) == expected
    gained, same_one = gain((one_by_one, sensors), (map, fast, sensors))
    longer = np.tile(sensors, (1, LONGER))
    with ThreadPoolExecutor(WORKERS) as pool:
        threads, same_threads = gain((map, fast, longer), (in_threads, longer, fast, pool))
    prange, same_prange = gain((map, fast, longer), (every, longer))
    return {
        "equal": int(same and same_one and same_threads and same_prange),
        "gain": gained,
        "compile": compiling / first,
        "threads": threads,
        "prange": prange,
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 프로세스는 코어의 수에 조금 못 미칩니다. 컴파일한 것은 파이썬의 한 걸음(수백 ns)이 기계의 몇 걸음(몇 ns)이 되므로 수십 배일 것입니다.
# 컴파일하는 시간은 처음 한 번 들고, 이 표에서는 처음의 프로그램보다 오래 걸릴 것입니다.
# GIL을 놓으므로 스레드로도 코어의 수만큼 빨라집니다. ``prange``도 같을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        processes,
        numba_compiled,
        facts={"equal": "처음과 결과가 같음(같으면 1)"},
        measured={
            "gain": "반복문보다 빨라진 것(배)",
            "compile": "컴파일한 시간, 반복문 대비(배)",
            "threads": "컴파일한 것을 스레드로 나누어 더 빨라진 것(배)",
            "prange": "prange로 나누어 더 빨라진 것(배)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="gain")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 컴파일한 함수는 파이썬의 객체를 만들지 않습니다. 그래서 한 걸음이 짧고, GIL을 놓아도 됩니다.
# 프로세스 풀은 같은 느린 걸음을 코어마다 하나씩 걷게 할 뿐입니다.
#
# 컴파일하는 시간은 프로세스마다 듭니다. 풀의 워커마다 컴파일하면 그만큼 여러 번입니다. 스레드는 한 번이면 됩니다.
# ``cache=True``를 주면 다음 실행에서는 파일에서 읽습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``nogil=True``를 빼 보십시오. 스레드로 나누어도 더 빨라지지 않습니다.
