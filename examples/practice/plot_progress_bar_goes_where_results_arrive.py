# 실행: python plot_progress_bar_goes_where_results_arrive.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["tqdm>=4.66"]
# ///
"""
진행률은 결과가 도착하는 자리에서 셉니다
==================================================================

풀에 ``tqdm``을 씌웠더니 처음부터 100 %이거나, 끝까지 0 %이다가 한꺼번에 찹니다.
어디에 씌워야 끝난 만큼만 움직일까요? 막대가 끝난 작업보다 얼마나 앞서고 뒤지는지 세었습니다.

이 실험은 :doc:`진행률과 취소, 그리고 joblib </practice/pools-of-others>`에 나옵니다.
tqdm이 없으면 ``python -m pip install tqdm``으로 설치합니다.
"""

import bisect
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import Pool

try:
    from tqdm import tqdm
except ImportError:  # 없으면 세지 않습니다.
    tqdm = None

TASKS = 16
WORKERS = 2
TASK_SECONDS = 0.02
FIRST_SECONDS = 0.6  # 첫 작업만 깁니다. 나머지를 모두 더한 것보다도 깁니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 끝난 때를 돌려줍니다. 시계는 프로세스들이 함께 봅니다.


def work(number):
    """첫 작업만 긴 작업입니다."""
    time.sleep(TASK_SECONDS if number else FIRST_SECONDS)
    return time.monotonic()


def around_map(pool):
    """tqdm(pool.map(…))"""
    return list(tqdm(pool.map(work, range(TASKS), chunksize=1), total=TASKS))


def around_items(pool):
    """pool.map(…, tqdm(…))"""
    return pool.map(work, tqdm(range(TASKS)), chunksize=1)


def around_imap(pool):
    """tqdm(pool.imap(…))"""
    return list(tqdm(pool.imap(work, range(TASKS)), total=TASKS))


def around_unordered(pool):
    """tqdm(pool.imap_unordered(…))"""
    return list(tqdm(pool.imap_unordered(work, range(TASKS)), total=TASKS))


def around_as_completed(executor):
    """tqdm(as_completed(…))"""
    futures = [executor.submit(work, number) for number in range(TASKS)]
    return [future.result() for future in tqdm(as_completed(futures), total=TASKS)]


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 막대가 그려질 때마다 때와 수를 적는 ``tqdm``을 끼워 넣습니다. 위의 코드는 그것을 모릅니다.


def watched(seen):
    """그리는 대신 적어 두는 막대입니다."""

    class Watched(tqdm):
        """그려질 때마다 (때, 수)를 적습니다."""

        monitor_interval = 0

        def __init__(self, *arguments, **settings):
            """한 걸음마다 그리게 합니다."""
            super().__init__(*arguments, mininterval=0, miniters=1, **settings)

        def display(self, *_, **__):
            """그릴 자리입니다."""
            seen.append((time.monotonic(), self.n))

    return Watched


def gaps(seen, ends):
    """막대가 끝난 작업보다 가장 많이 앞섰을 때와 뒤졌을 때의 차이입니다."""
    ends = sorted(ends)
    ahead = max(number - bisect.bisect(ends, moment) for moment, number in seen)
    moments = [moment for moment, _ in seen]
    shown = [
        max((number for _, number in seen[: bisect.bisect(moments, end)]), default=0)
        for end in ends
    ]
    behind = max(place - number for place, number in enumerate(shown, 1))
    return {"ahead": max(0, ahead), "behind": behind}


def counted(way, make_pool):
    """막대와 끝난 작업의 차이를 셉니다."""
    if tqdm is None:
        print("tqdm이 없어서 세지 못했습니다. python -m pip install tqdm")
        return dict.fromkeys(("ahead", "behind"))
    seen, plain = [], tqdm
    globals()["tqdm"] = watched(seen)
    try:
        with make_pool(WORKERS) as pool:
            list(pool.map(abs, range(WORKERS)))
            ends = way(pool)
    finally:
        globals()["tqdm"] = plain
    return gaps(seen, ends)


def bar_around_map():
    """tqdm(pool.map(…))"""
    return counted(around_map, Pool)


def bar_around_items():
    """pool.map(…, tqdm(…))"""
    return counted(around_items, Pool)


def bar_around_imap():
    """tqdm(pool.imap(…))"""
    return counted(around_imap, Pool)


def bar_around_unordered():
    """고침: tqdm(pool.imap_unordered(…))"""
    return counted(around_unordered, Pool)


def bar_around_as_completed():
    """고침: tqdm(as_completed(…))"""
    return counted(around_as_completed, ProcessPoolExecutor)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``map``은 다 끝나야 돌아오므로, 그 결과에 씌운 막대는 16만큼 뒤집니다. 넘기는 것에 씌운 막대는 넘기자마자 16만큼 앞섭니다.
# ``imap``은 순서대로 주므로 첫 작업이 끝날 때까지 막대가 멈춥니다. 끝난 순서대로 받으면 한둘만 뒤질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        bar_around_map,
        bar_around_items,
        bar_around_imap,
        bar_around_unordered,
        bar_around_as_completed,
        facts={
            "ahead": "막대가 끝난 것보다 앞선 것(개)",
            "behind": "막대가 끝난 것보다 뒤진 것(개)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="behind")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``tqdm``은 제가 감싼 것에서 하나를 꺼낼 때마다 셉니다. 그래서 무엇을 감쌌는지가 무엇을 세는지입니다.
# 입력을 감싸면 맡긴 것을, 순서대로 오는 결과를 감싸면 '앞이 모두 끝난 것'을, 끝난 순서대로 오는 결과를 감싸면 끝난 것을 셉니다.
#
# 남은 시간의 예측도 이 수로 합니다. 처음부터 100 %인 막대의 예측은 0초입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``FIRST_SECONDS``를 ``TASK_SECONDS``와 같게 줄여 보십시오. ``imap``의 막대도 거의 뒤지지 않습니다. 작업의 길이가 고르면 순서는 문제가 아닙니다.
