# 실행: python plot_joblib_costs_more_than_map.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["joblib>=1.4"]
# ///
"""
joblib은 작업이 짧을 때에만 Pool.map보다 비쌉니다
==================================================================

``Parallel``이 대신 해 주는 것에는 비용이 있습니다. 그 비용이 얼마이고, 작업이 얼마나 길면 보이지 않을까요?
만들어 둔 ``Pool``의 ``map``과, 워커를 남겨 둔 ``Parallel``을 번갈아 쟀습니다.

이 실험은 :doc:`진행률과 취소, 그리고 joblib </practice/pools-of-others>`에 나옵니다.
joblib이 없으면 ``python -m pip install joblib``으로 설치합니다.
"""

import importlib.util
import statistics
import time
from multiprocessing import Pool

WORKERS = 2
SHORT_TASKS = 1_000
SHORT_TURNS = 20  # 하나에 1 µs쯤
LONG_TASKS = 24
LONG_TURNS = 60_000  # 하나에 2 ms쯤
ROUNDS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------


def spin(turns):
    """정해진 횟수만큼 계산합니다."""
    total = 0
    for number in range(turns):
        total += number & 1
    return total


def with_map(pool, items):
    """만들어 둔 Pool의 map"""
    return pool.map(spin, items)


def with_joblib(items):
    """워커를 남겨 둔 Parallel"""
    from joblib import Parallel, delayed

    return Parallel(n_jobs=WORKERS)(delayed(spin)(item) for item in items)


# %%
# 세는 코드
# ------------------------------------------------------------------


def seconds_of(function, *arguments):
    """한 번 부르는 데 걸린 시간(초)과 결과입니다."""
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def compared(items):
    """둘을 번갈아 재어, Parallel의 시간이 map의 몇 배인지 돌려줍니다."""
    if importlib.util.find_spec("joblib") is None:
        print("joblib이 없어서 재지 않았습니다. python -m pip install joblib")
        return dict.fromkeys(("cost", "equal"))
    from joblib.externals.loky import get_reusable_executor

    ratios, same = [], True
    with Pool(WORKERS) as pool:
        try:
            for turn in range(ROUNDS + 1):
                ours, expected = seconds_of(with_map, pool, items)
                theirs, result = seconds_of(with_joblib, items)
                same = same and result == expected
                if turn:  # 처음은 데웁니다.
                    ratios.append(theirs / ours)
        finally:
            get_reusable_executor().shutdown(wait=True)  # 남겨 둔 워커를 끝냅니다.
    return {"cost": statistics.median(ratios), "equal": int(same)}


def short_tasks():
    """짧은 작업 1,000개"""
    return compared([SHORT_TURNS] * SHORT_TASKS)


def long_tasks():
    """긴 작업 24개"""
    return compared([LONG_TURNS] * LONG_TASKS)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``Pool.map``은 1,000개를 여덟 묶음으로 보냅니다. joblib은 작은 묶음에서 시작해 키워 가고, 작업마다 함수와 인자를 함께 적으므로 열 배쯤 걸릴 것입니다.
# 작업이 2 ms이면 나누어 맡기는 비용은 작업의 시간에 묻힙니다. 둘이 비슷할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        short_tasks,
        long_tasks,
        facts={"equal": "결과가 같음(같으면 1)"},
        measured={"cost": "Parallel의 시간, Pool.map 대비(배)"},
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="cost")

# %%
# 읽기
# ------------------------------------------------------------------
#
# joblib은 얼마나 걸리는 작업인지 모르는 채로 시작해, 걸린 시간을 보며 묶음을 두 배씩 키웁니다. 그 앞부분이 비쌉니다.
# 작업이 이렇게 짧으면 둘 다 틀린 답입니다. 나누지 않은 것이 가장 빠릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``with_joblib``에 ``batch_size=125``를 주어 보십시오. 짧은 작업의 차이가 크게 줄어듭니다.
