# 실행: python plot_compiled_loop_pays_for_its_compiling.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["numba>=0.61"]
# ///
"""
컴파일한 고리는 컴파일하는 시간을 갚아야 이득입니다
==================================================================

데드라인을 넘길 확률을 구하는 고리는 배열로 적기가 까다롭습니다. 고리를 그대로 두고 Numba로 컴파일했습니다.
풀보다 빠를까요? 처음 부를 때 컴파일하는 시간은 몇 번 불러야 갚을 수 있을까요?

이 실험은 :doc:`병렬보다 먼저 </practice/before-parallel>`에 나옵니다.
Numba가 없으면 ``python -m pip install numba``로 설치합니다.
"""

import importlib.util
import os
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

SEED = 20_261_127
TRIALS = {"once": 4000}.get(os.environ.get("PARABOOK_BUDGET"), 40_000)
DEADLINE_DAYS = 44.0
STAGES = np.array([(3, 9), (5, 16), (4, 15), (6, 14), (3, 16), (4, 13), (1, 5)], float)

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시도마다 단계 일곱의 날을 받아, 데드라인을 넘긴 것을 셉니다. 풀과 컴파일은 같은 함수를 씁니다.


def drawn(trials=TRIALS):
    """시도마다, 단계마다 걸리는 날입니다."""
    low, high = STAGES.T
    return np.random.default_rng(SEED).uniform(low, high, (trials, len(STAGES)))


def days_late(days):
    """데드라인을 넘긴 시도를 고리로 셉니다."""
    late = 0
    for trial in range(len(days)):
        server = days[trial, 1] + days[trial, 2]
        screen = days[trial, 3] + days[trial, 4]
        total = days[trial, 0] + max(server, screen) + days[trial, 5] + days[trial, 6]
        if total > DEADLINE_DAYS:
            late += 1
    return late


def days_late_in_lists(days):
    """같은 고리를, 배열이 아니라 파이썬의 목록에서 돕니다."""
    late = 0
    for plan, server, server_test, screen, screen_test, test, release in days.tolist():
        total = plan + max(server + server_test, screen + screen_test) + test + release
        late += total > DEADLINE_DAYS
    return late


def in_pool(days):
    """프로세스 풀에 나누어 셉니다."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return sum(pool.map(days_late, np.array_split(days, WORKERS)))


# %%
# 걸린 시간을 파이썬의 고리와 비교합니다. 컴파일은 처음 부를 때 한 번 합니다.


def seconds(function, *arguments, times=1):
    """한 번 하는 데 걸린 시간(초)과 답입니다. 방해받지 않은 것, 곧 가장 짧은 것을 씁니다."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        answer = function(*arguments)
        took.append(time.perf_counter() - started)
    return min(took), answer


def process_pool():
    """프로세스 풀"""
    days = drawn()
    (alone, right), (took, answer) = seconds(days_late, days), seconds(in_pool, days, times=2)
    return {"gain": alone / took, "same": answer == right, "pays": None}


def plain_lists():
    """목록으로 바꾼 고리"""
    days = drawn()
    (alone, right), (took, answer) = seconds(days_late, days), seconds(days_late_in_lists, days)
    return {"gain": alone / took, "same": answer == right, "pays": None}


def compiled():
    """컴파일한 고리"""
    if importlib.util.find_spec("numba") is None:
        print("numba가 설치되어 있지 않아 재지 않았습니다. python -m pip install numba")
        return {"gain": None, "same": None, "pays": None}
    import numba

    days = drawn()
    alone, right = seconds(days_late, days)
    faster = numba.njit(days_late)
    compiling, _ = seconds(faster, days[:1])
    took, answer = seconds(faster, days, times=5)
    return {
        "gain": alone / took,
        "same": answer == right,
        "pays": compiling / (alone - took) * len(days),
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 풀은 코어의 수에 못 미치고, 컴파일한 고리는 코어 하나로 100배쯤 빠릅니다.
# 컴파일은 1초쯤 걸리므로, 시도가 몇십만은 되어야 갚을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        process_pool,
        plain_lists,
        compiled,
        facts={"same": "파이썬의 고리와 같은 답(같으면 1)"},
        measured={
            "gain": "파이썬의 고리보다(배)",
            "pays": "컴파일을 갚는 시도의 수(번)",
        },
        times=3,
        deadline_seconds=60,
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
# NumPy의 배열을 파이썬의 고리로 하나씩 꺼내는 것은 가장 느린 방법입니다. 꺼낼 때마다 수 하나가 NumPy의 객체가 됩니다. 한꺼번에 목록으로 바꾸는 것만으로도 몇 배가 됩니다.
# 컴파일하면 같은 고리가 기계어가 되어, 배열의 메모리를 그대로 읽습니다. 코드는 한 줄도 바뀌지 않았습니다.
#
# 컴파일은 프로세스마다 처음 부를 때 합니다. 풀의 워커마다 하면 그만큼 여러 번입니다. ``cache=True``를 주면 다음에 시작할 때는 읽기만 합니다.
# 한 번 돌고 끝나는 짧은 스크립트에서는 컴파일하는 시간이 전부일 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TRIALS``를 열 배로 늘려 보십시오. 풀의 이득은 코어의 수에 가까워지지만, 컴파일한 고리에는 미치지 못합니다.
