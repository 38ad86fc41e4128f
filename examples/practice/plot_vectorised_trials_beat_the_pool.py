# 실행: python plot_vectorised_trials_beat_the_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
배열로 뽑는 프로세스 하나가 풀을 이깁니다
==================================================================

프로젝트가 데드라인을 넘길 확률을 몬테카를로로 구합니다. 시도가 많아 오래 걸려서 프로세스 풀에 나누려고 합니다.
태스크를 하나씩 맡길 때, 묶어 맡길 때, 스레드에 맡길 때, 그리고 나누지 않고 NumPy의 배열로 한꺼번에 뽑을 때를 쟀습니다.
씨앗을 태스크마다 두었으므로, 어떻게 나누든 마지막 한 번까지 같은 답이 나와야 합니다.

이 실험은 :doc:`몬테카를로와 긴 계산 </practice/monte-carlo>`에 나옵니다.
"""

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from random import Random

import numpy as np

SEED = 20_261_127
TASKS = {"once": 20}.get(os.environ.get("PARABOOK_BUDGET"), 50)
TRIALS = 500
DEADLINE_DAYS = 44
STAGES = (  # 짧으면, 보통은, 길면 걸릴 날
    (3, 4, 9),  # 기획
    (5, 8, 16),  # 서버
    (4, 6, 15),  # 서버의 시험
    (6, 9, 14),  # 화면
    (3, 5, 16),  # 화면의 시험
    (4, 7, 13),  # 모아서 시험
    (1, 2, 5),  # 내보내기
)

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 태스크 하나는 시도 500번입니다. 난수 생성기는 태스크의 번호로 만들므로, 누가 언제 하든 같은 수를 뽑습니다.


def days_late(task):
    """태스크 하나에서 데드라인을 넘긴 시도를 셉니다."""
    chance = Random(f"{SEED}:{task}")  # noqa: S311 - 암호가 아니라 모의실험입니다.
    late = 0
    for _ in range(TRIALS):
        plan, server, server_test, screen, screen_test, test, release = (
            chance.triangular(low, high, mode) for low, mode, high in STAGES
        )
        days = plan + max(server + server_test, screen + screen_test) + test + release
        late += days > DEADLINE_DAYS
    return late


def first_program():
    """처음의 프로그램"""
    return sum(days_late(task) for task in range(TASKS))


def one_by_one():
    """풀에 하나씩 맡기기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return sum(pool.map(days_late, range(TASKS)))


def in_chunks():
    """풀에 묶어 맡기기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return sum(pool.map(days_late, range(TASKS), chunksize=TASKS // (4 * WORKERS) or 1))


def in_threads():
    """스레드에 맡기기"""
    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(days_late, range(TASKS)))


# %%
# 배열로 뽑습니다. NumPy의 ``MT19937``은 ``random``과 같은 생성기이므로, 상태를 옮기면 같은 수가 나옵니다.

LOW, MODE, HIGH = np.array(STAGES, float).T
PEAK = (MODE - LOW) / (HIGH - LOW)


def days_late_as_array(task):
    """태스크 하나의 시도를 배열로 한꺼번에 셉니다."""
    _, (*key, place), _ = Random(f"{SEED}:{task}").getstate()  # noqa: S311 - 위와 같습니다.
    source = np.random.MT19937()
    source.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": place}}
    drawn = np.random.Generator(source).random((TRIALS, len(STAGES)))
    over = drawn > PEAK
    drawn = np.where(over, 1 - drawn, drawn)
    start, end = np.where(over, HIGH, LOW), np.where(over, LOW, HIGH)
    drawn = start + (end - start) * np.sqrt(drawn * np.where(over, 1 - PEAK, PEAK))
    plan, server, server_test, screen, screen_test, test, release = drawn.T
    days = plan + np.maximum(server + server_test, screen + screen_test) + test + release
    return int((days > DEADLINE_DAYS).sum())


def as_arrays():
    """배열로 한꺼번에 뽑기"""
    return sum(days_late_as_array(task) for task in range(TASKS))


def arrays_in_pool():
    """배열로 뽑는 것을 풀에 묶어 맡기기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        chunk = TASKS // (4 * WORKERS) or 1
        return sum(pool.map(days_late_as_array, range(TASKS), chunksize=chunk))


# %%
# 예상
# ------------------------------------------------------------------
#
# 하나씩 맡기면 오가는 비용이 태스크의 몇십 분의 1이므로, 묶어 맡기는 것과 비슷하게 코어의 수에 가까워집니다.
# 스레드는 GIL 때문에 빨라지지 않고, 배열은 코어 하나로 풀을 이길 것입니다. 배열로 뽑는 것을 또 풀에 맡기면 풀을 시작하는 비용만 더 듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw

    result = compare(
        first_program,
        one_by_one,
        in_chunks,
        in_threads,
        as_arrays,
        arrays_in_pool,
        ceiling=True,
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
# 풀은 같은 일을 코어의 수로 나눌 뿐이고, 배열은 일 그 자체를 줄입니다. 난수 하나마다 파이썬의 함수를 부르던 것이 기계어의 고리가 됩니다.
# 한 번 줄인 일은 남은 것이 짧아서, 풀을 시작하는 비용을 갚지 못합니다. 시도가 100배로 늘면 그때는 배열과 풀을 함께 씁니다.
#
# 답은 마지막 한 번까지 같습니다. 태스크의 번호에서 생성기를 만들었고, 두 생성기가 같은 알고리즘이고, 계산하는 순서가 같기 때문입니다.
# ``NumPy``의 기본 생성기(PCG64)를 쓰면 더 빠르지만 다른 수가 나오므로, 답이 같은지는 통계로만 볼 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TRIALS``를 ``10``으로, ``TASKS``를 ``4_000``으로 바꾸어 보십시오. 시도의 수는 같지만, 하나씩 맡기는 풀은 오가는 비용에 눌리고 배열도 이득을 잃습니다.
