# 실행: python plot_parallel_pays_past_the_crossover.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
풀은 작업이 교차점보다 길 때부터 이깁니다
==================================================================

작업 하나가 얼마나 길어야 풀에 맡기는 것이 이득일까요?
만들어 둔 풀과 그때그때 만드는 풀의 교차점(crossover)은 시작 방식에 따라 얼마나 떨어져 있을까요?
재기 전에 계산으로 맞힐 수 있을까요?

이 실험은 :doc:`병렬이 이득인 때 </multiprocessing/when-it-pays>`에 나옵니다.
"""

import itertools
import multiprocessing
import os
from contextlib import contextmanager
from multiprocessing import Pool

try:
    CORES = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    CORES = os.cpu_count()
WORKERS = min(4, CORES)  # 코어가 아주 많은 기계에서도 몇 초에 끝나게 합니다.
TASKS = 16 * WORKERS
TURNS = (10, 300, 3_000, 30_000)  # 작업 하나가 도는 횟수
ENDS = (TURNS[0], TURNS[-1])  # 오래 걸리는 시작 방식은 양 끝만 잽니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업의 수는 그대로 두고 길이만 늘립니다.
# 풀에는 작업을 하나씩 보냅니다(``chunksize=1``). 작업 하나를 보내는 비용이 그대로 드러납니다.


def spin(turns):
    """정해진 횟수만큼 계산합니다."""
    total = 0
    for number in range(turns):
        total += number & 1
    return total


def sequential(turns):
    """순차 실행"""
    return [spin(turns) for _ in range(TASKS)]


@contextmanager
def ready_pool():
    """워커가 모두 일어나 기다리는 풀"""
    with Pool(WORKERS) as pool:
        pool.map(spin, [1] * 4 * WORKERS, chunksize=1)
        yield pool


def warm_pool(pool, turns):
    """만들어 둔 풀"""
    return pool.map(spin, [turns] * TASKS, chunksize=1)


def cold_pool(method, turns):
    """시작 방식을 정해 풀을 만들고, 다 쓰면 거둡니다."""
    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        return pool.map(spin, [turns] * TASKS, chunksize=1)


def cold_fork(turns):
    """그때그때 만드는 풀(fork)"""
    return cold_pool("fork", turns)


def cold_forkserver(turns):
    """그때그때 만드는 풀(forkserver)"""
    return cold_pool("forkserver", turns)


def cold_spawn(turns):
    """그때그때 만드는 풀(spawn)"""
    return cold_pool("spawn", turns)


def predicted_warm(sequential_seconds, overhead_seconds):
    """만들어 둔 풀의 시간을 계산합니다. 모두 한 번 실행하는 시간(초)입니다."""
    return overhead_seconds + sequential_seconds / WORKERS


def crossover(alone, pooled):
    """두 선이 만나는 곳에서 작업 하나의 시간(초)을 돌려줍니다. 만나지 않으면 없음입니다."""
    points = list(zip(alone, pooled, strict=True))
    for (before, before_pool), (after, after_pool) in itertools.pairwise(points):
        if before < before_pool and after >= after_pool:
            behind, ahead = before_pool - before, after - after_pool
            return (before + (after - before) * behind / (behind + ahead)) / TASKS
    return None


# %%
# 예상
# ------------------------------------------------------------------
#
# 풀의 시간은 '보내는 비용 + 순차 실행의 시간 ÷ 워커 수'입니다.
# 보내는 비용은 가장 짧은 작업에서 알 수 있습니다. 그것으로 나머지 점을 예측한 것이 그림의 점선입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Reference, compare, draw, sweep

    methods = multiprocessing.get_all_start_methods()
    cold = {
        "fork": (cold_fork, TURNS),
        "forkserver": (cold_forkserver, ENDS),
        "spawn": (cold_spawn, ENDS),
    }
    if len(methods) < len(cold):
        print(f"이 시스템에는 {', '.join(methods)}만 있어서 나머지 시작 방식은 잴 수 없습니다.")
    result = compare(
        *sweep(sequential, TURNS),
        *sweep(warm_pool, TURNS, given=ready_pool),
        *[point for method in cold if method in methods for point in sweep(*cold[method])],
        axis="작업 하나의 길이(도는 횟수)",
    )
    print(result)
    alone, pooled = (
        [result.time(f"{name}_{turns}").median for turns in TURNS]
        for name in ("sequential", "warm_pool")
    )
    predicted = [predicted_warm(seconds, overhead_seconds=pooled[0]) for seconds in alone]
    for label, seconds in (
        ("예측한", crossover(alone, predicted)),
        ("잰", crossover(alone, pooled)),
    ):
        where = "없습니다" if seconds is None else f"작업 하나에 {seconds * 1e6:.0f} µs입니다"
        print(f"{label} 교차점: {where}.")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(
        result,
        reference=Reference(tuple(zip(TURNS, predicted, strict=True)), "예측한 만들어 둔 풀"),
    )

# %%
# 읽기
# ------------------------------------------------------------------
#
# 순차 실행은 작업의 길이를 따라 올라가는 직선입니다.
# 풀은 왼쪽에서 평평합니다. 그 높이가 보내는 비용이고, 그때그때 만드는 풀은 시작하는 비용만큼 더 높습니다. 그 비용은 시작 방식이 정합니다.
# 두 선이 만나는 곳이 교차점입니다. 그보다 왼쪽에서는 풀이 프로그램을 느리게 합니다.
#
# 점선보다 위에 있는 점은, 두 코어가 정말로 두 배를 주지 않는 만큼입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``warm_pool``의 ``chunksize``를 ``16``으로 늘려 보십시오. 보내는 비용이 줄어 교차점이 왼쪽으로 옮겨 갑니다.
