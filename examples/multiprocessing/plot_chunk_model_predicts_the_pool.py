# 실행: python plot_chunk_model_predicts_the_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
청크의 모델은 풀이 얼마나 걸릴지 미리 말합니다
==================================================================

청크 하나를 보내고 받는 비용과 작업의 길이를 알면, ``chunksize``마다 걸릴 시간을 계산할 수 있습니다.
그 계산이 정말로 도는 풀과 맞을까요?

이 실험은 :doc:`chunksize 정하기 </multiprocessing/chunksize>`의 시뮬레이터 곁에 나옵니다.
"""

import os
import time
from multiprocessing import Pool

try:
    CORES = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    CORES = os.cpu_count()
WORKERS = min(4, CORES)  # 코어가 아주 많은 기계에서도 잠깐에 끝나게 합니다.
SHORT_TASKS, SHORT_TURNS = 400 * WORKERS, 1_000
LONG_TASKS, LONG_TURNS = 24 * WORKERS, 20_000
KNOWN_TASKS, KNOWN_TURNS, KNOWN_CHUNK = 100 * WORKERS, 2_000, 25  # 값을 구하는 데 쓰는 작업
TIMES = 5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 짧은 작업에서는 보내고 받는 비용이, 뒤로 갈수록 긴 작업에서는 노는 시간이 드러납니다.
# 비용은 계산할 작업이 아니라, 길이가 다른 고른 작업으로 구합니다.


def spin(turns):
    """정해진 횟수만큼 계산합니다."""
    total = 0
    for number in range(turns):
        total += number & 1
    return total


def clocked(pool, turns, chunksize):
    """풀에 한 번 맡긴 시간과, 그동안 보내는 쪽이 쓴 CPU 시간입니다."""
    started, used = time.perf_counter(), time.process_time()
    pool.map(spin, turns, chunksize=chunksize)
    return time.perf_counter() - started, time.process_time() - used


def costs(one_each, in_chunks):
    """같은 작업을 하나씩 보낸 시간과 묶어 보낸 시간에서, 청크 하나의 비용과 계산 한 번의 시간을 구합니다."""
    each, together = (WORKERS * seconds / KNOWN_TASKS for seconds in (one_each, in_chunks))
    cost = (each - together) / (1 - 1 / KNOWN_CHUNK)
    return cost, (each - cost) / KNOWN_TURNS


def compared(turns, chunksize):
    """풀에 맡겨 재고, 비용과 작업의 길이를 넣은 모델과 비교합니다."""
    from parabook.simulators import chunked

    known = [KNOWN_TURNS] * KNOWN_TASKS
    with Pool(WORKERS) as pool:
        pool.map(spin, [1] * 4 * WORKERS, chunksize=1)
        plans = ((known, 1), (known, KNOWN_CHUNK), (turns, chunksize))
        # 번갈아 재고, 방해받지 않은 것, 곧 가장 짧은 것을 씁니다.
        rounds = [[clocked(pool, *plan) for plan in plans] for _ in range(TIMES)]
    (one_each, used), (in_chunks, _), (took, _) = map(min, zip(*rounds, strict=True))
    cost, turn = costs(one_each, in_chunks)
    hand = used / KNOWN_TASKS
    told = chunked.schedule(WORKERS, [count * turn for count in turns], chunksize, cost, hand)
    predicted = chunked.finish(told)
    return {
        "took": 1000 * took,
        "predicted": 1000 * predicted,
        "error": took / predicted,
        "cost": 1e6 * cost,
        "hand": 1e6 * hand,
    }


def short_tasks():
    """짧고 고른 작업들입니다."""
    return [SHORT_TURNS] * SHORT_TASKS


def long_tasks():
    """길고, 뒤로 갈수록 더 긴 작업들입니다."""
    return [round(4 * LONG_TURNS * (place / LONG_TASKS) ** 3) for place in range(LONG_TASKS)]


def short_one_each():
    """짧은 작업, 하나씩"""
    return compared(short_tasks(), 1)


def short_per_worker():
    """짧은 작업, 워커마다 한 청크"""
    return compared(short_tasks(), SHORT_TASKS // WORKERS)


def long_one_each():
    """뒤로 갈수록 긴 작업, 하나씩"""
    return compared(long_tasks(), 1)


def long_per_worker():
    """뒤로 갈수록 긴 작업, 워커마다 한 청크"""
    return compared(long_tasks(), LONG_TASKS // WORKERS)


# %%
# 예상
# ------------------------------------------------------------------
#
# 짧은 작업을 하나씩 보내면 작업보다 비용이 크고, 긴 작업을 워커마다 한 청크씩 주면 마지막 청크를 모두가 기다립니다.
# 계산에 그 둘이 다 들어 있으므로, 잰 것은 계산한 것과 비슷합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        short_one_each,
        short_per_worker,
        long_one_each,
        long_per_worker,
        measured={
            "took": "잰 시간(ms)",
            "predicted": "모델이 계산한 시간(ms)",
            "error": "잰 것을 계산한 것으로 나눈 값(배)",
            "cost": "청크 하나를 보내고 받는 비용(µs)",
            "hand": "그 가운데 보내는 쪽이 쓰는 것(µs)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="error")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 비가 1에 가까우면 시뮬레이터의 말을 믿어도 됩니다.
# 모델은 코어가 워커만큼 있다고 봅니다. 다른 프로그램이 코어를 빼앗으면 잰 것이 더 깁니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``Pool(WORKERS)``를 ``Pool(4 * WORKERS)``로, 모델에 넣는 수도 그렇게 바꾸어 보십시오.
# 코어가 모자라므로 모델은 실제보다 짧다고 말합니다.
