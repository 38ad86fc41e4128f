# 실행: python plot_enough_points_fit_the_scalability_law.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
보편 확장 법칙은 잰 데까지만 맞습니다
==================================================================

워커마다 일을 마칠 때마다 모두의 상황판을 다시 씁니다. 워커를 몇까지 늘려야 할까요?
적은 수로 잰 점에 보편 확장 법칙(Universal Scalability Law, USL)을 맞추고, 더 많은 수에서 얼마나 빗나가는지 봅니다.

이 실험은 :doc:`코어를 늘리면 얼마나 빨라지는가 </comparison/laws>`에 나옵니다.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

import numpy as np

WORKERS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
JOBS = 48  # 워커가 몇이든 고르게 나뉩니다.
WAIT_SECONDS = 0.001
RECENT = 40

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 기다리는 일이라 코어가 둘이어도 워커를 여럿 둘 수 있습니다. 기다림은 겹치지만, 상황판은 한 번에 한 워커만 씁니다.
# 워커가 늘수록 상황판이 길어지므로, 한 번 쓰는 시간도 늘어납니다.


@contextmanager
def ready_pool():
    """스레드가 모두 기다리는 풀"""
    with ThreadPoolExecutor(WORKERS[-1]) as pool:
        list(pool.map(time.sleep, [WAIT_SECONDS] * WORKERS[-1]))
        yield pool


def row(done):
    """상황판의 한 줄: 마친 일의 수와 최근에 걸린 시간들입니다."""
    return {"done": done, "recent_seconds": [WAIT_SECONDS] * RECENT}


def serve(worker, jobs, board, lock):
    """대답을 기다리고, 모두의 상황판을 다시 씁니다."""
    for done in range(jobs):
        time.sleep(WAIT_SECONDS)
        with lock:
            board[worker] = row(done)
            json.dumps(board)
    return jobs


def shared_board(pool, workers):
    """모두의 상황판을 다시 쓰는 워커"""
    board, lock, each = dict.fromkeys(range(workers), row(0)), Lock(), JOBS // workers
    serving = [pool.submit(serve, worker, each, board, lock) for worker in range(workers)]
    return sum(done.result() for done in serving)


# %%
# 법칙을 맞추는 코드
# ------------------------------------------------------------------
#
# 빨라진 정도를 ``S``, 워커의 수를 ``p``라고 하면 ``p/S - 1 = a(p - 1) + b·p(p - 1)``입니다.
# ``a``와 ``b``의 1차식이므로, 최소 제곱으로 풀립니다. 시간의 오차는 비로 나므로 모두 비로 바꾸어 맞춥니다.


def fit(points):
    """보편 확장 법칙의 줄 서는 비율(a)과 서로 맞추는 비율(b)을 구합니다."""
    workers, speedups = np.array(points, dtype=float).T
    weights = speedups / workers
    columns = np.column_stack([workers - 1, workers * (workers - 1)])
    rows, short = columns * weights[:, None], 1 - weights
    answer, *_ = np.linalg.lstsq(rows, short, rcond=None)
    kept = answer > 0
    if not kept.all():  # 두 비율은 0보다 작을 수 없습니다. 하나만 남기고 다시 맞춥니다.
        answer[~kept] = 0
        answer[kept], *_ = np.linalg.lstsq(rows[:, kept], short, rcond=None)
    return answer


def law(workers, contention, coherency):
    """워커가 이만큼일 때 빨라지는 정도입니다."""
    more = workers - 1
    return workers / (1 + contention * more + coherency * workers * more)


def report(points, most):
    """워커가 `most`개까지인 점에 법칙을 맞추고, 점마다 얼마나 빗나가는지 적습니다."""
    used = [point for point in points if point[0] <= most]
    contention, coherency = fit(used)
    off = {}
    for workers, speedup in points:
        told = law(workers, contention, coherency)
        off[workers] = 100 * (speedup / told - 1)
        mark = "맞춘 점" if workers <= most else "남긴 점"
        print(
            f"워커 {workers:2d}개: 잰 것 {speedup:5.2f}배, 법칙 {told:5.2f}배, 잔차 {off[workers]:+5.1f} % ({mark})"
        )
    peak = ((1 - contention) / coherency) ** 0.5 if coherency > 0 else float("inf")
    fastest = max(points, key=lambda point: point[1])[0]
    print(f"줄 서는 비율 {contention:.4f}, 서로 맞추는 비율 {coherency:.5f}")
    print(f"법칙의 피크 {peak:.1f}개, 가장 빠르게 잰 수 {fastest}개")
    return {
        "contention": contention,
        "coherency": coherency,
        "peak": peak if coherency > 0 else None,
        "fastest": fastest,
        "residual": max(abs(value) for workers, value in off.items() if workers <= most),
        "missed": max(
            (abs(value) for workers, value in off.items() if workers > most), default=None
        ),
    }


def all_points(points):
    """모든 점에 맞춤"""
    return report(points, WORKERS[-1])


def few_workers(points):
    """워커 8개까지의 점에 맞춤"""
    return report(points, 8)


# %%
# 예상
# ------------------------------------------------------------------
#
# 상황판을 쓰는 시간이 워커의 수를 따라 늘어나므로, 서로 맞추는 비율이 0보다 크고 피크가 있을 것입니다.
# 여덟까지의 점에 잘 맞으면(잔차가 몇 %이면), 그 세 배인 24에서도 크게 빗나가지 않을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, Reference, compare, draw, observe, sweep

    swept = compare(
        *sweep(shared_board, WORKERS, given=ready_pool),
        axis="워커의 수(개)",
        part="sweep",
    )
    seconds = {count: swept.time(f"shared_board_{count}").median for count in WORKERS}
    points = [(count, seconds[1] / took) for count, took in seconds.items()]
    result = observe(
        Contender(all_points, arguments=(points,)),
        Contender(few_workers, arguments=(points,)),
        facts={
            "contention": "줄 서는 비율",
            "coherency": "서로 맞추는 비율",
            "peak": "법칙의 피크(개)",
            "fastest": "가장 빠르게 잰 워커의 수(개)",
            "residual": "맞춘 점의 가장 큰 잔차(%)",
            "missed": "남긴 점의 가장 큰 잔차(%)",
        },
        times=1,
    )
    print(swept)
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    contention, coherency = fit(points)
    curve = tuple((count, seconds[1] / law(count, contention, coherency)) for count in WORKERS)
    draw(swept, reference=Reference(curve, "보편 확장 법칙"))

# %%
# 읽기
# ------------------------------------------------------------------
#
# 시간은 내려가다가 다시 올라갑니다. 올라가기 시작하는 자리가 피크이고, 서로 맞추는 비율이 0보다 큰 이유입니다.
#
# 예상의 뒤쪽은 틀립니다. 여덟까지의 점에는 법칙이 꼭 맞는 듯한데, 남겨 둔 점에서는 법칙이 말한 것보다 훨씬 느립니다.
# 워커가 적을 때는 락이 거의 비어 있어서, 락이 꽉 찬 다음의 모습이 그 점들에 들어 있지 않습니다.
# 모든 점에 맞춘 잔차는 가운데에서 0보다 크고 끝에서 작습니다. 꺾임이 법칙보다 날카롭다는 뜻입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``RECENT``를 ``4``로 줄여 보십시오. 상황판이 짧아져서 피크가 오른쪽으로 물러납니다.
