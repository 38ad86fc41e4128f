# 실행: python plot_same_tasks_run_on_every_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
같은 태스크는 어느 풀에서나 같은 답을 냅니다
==================================================================

씨앗을 인자로 받는 함수는 남과 나누어 쓰는 것이 없습니다. 그래서 어느 풀에 넘겨도 됩니다.
같은 함수를 프로세스 풀, 스레드 풀, 서브인터프리터 풀에 맡기고, 미리 계산한 이득과 비교했습니다.
GIL이 없는 파이썬에서는 스레드도 빨라질까요?

이 실험은 :doc:`몬테카를로와 긴 계산 </practice/monte-carlo>`에 나옵니다.
서브인터프리터 풀은 Python 3.14부터 있습니다.
"""

import concurrent.futures
import os
import sys
import time
from random import Random

SEED = 20_261_127
TASKS, TRIALS = {"once": (8, 2000)}.get(os.environ.get("PARABOOK_BUDGET"), (16, 25_000))

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 태스크의 번호가 씨앗입니다. 전역 변수도, 파일도, 락도 쓰지 않습니다.


def hits_of(task):
    """사분원에 든 점을 셉니다."""
    draw = Random(f"{SEED}:{task}").random  # noqa: S311 - 암호가 아니라 모의실험입니다.
    return sum(draw() ** 2 + draw() ** 2 < 1 for _ in range(TRIALS))


def one_after_another():
    """하나씩 순서대로 하고, 태스크마다의 답을 돌려줍니다."""
    return [hits_of(task) for task in range(TASKS)]


def in_pool(pool_class, task=hits_of):
    """그 풀에서 태스크를 모두 하고, 태스크마다의 답을 돌려줍니다."""
    with pool_class(WORKERS) as pool:
        return list(pool.map(task, range(TASKS)))


# %%
# 이득은 ``순차 ÷ (풀을 시작하는 시간 + 순차 ÷ 함께 도는 수)``로 계산합니다.
# 함께 도는 수는 코어의 수이고, GIL이 켜진 스레드에서만 하나입니다.


def seconds(function, *arguments, times=3):
    """한 번 하는 데 걸린 시간(초)입니다. 방해받지 않은 것, 곧 가장 짧은 것을 씁니다."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        function(*arguments)
        took.append(time.perf_counter() - started)
    return min(took)


def compared(name, together):
    """예측한 이득과 잰 이득을 비교하고, 순차의 답과 같은지 봅니다."""
    pool_class = getattr(concurrent.futures, name, None)
    if pool_class is None:
        print(f"이 파이썬에는 {name}가 없어서 볼 수 없습니다. Python 3.14부터 있습니다.")
        return {"predicted": None, "gained": None, "off": None, "same": None}
    one = seconds(hits_of, 0)
    predicted = one * TASKS / (seconds(in_pool, pool_class, abs) + one * TASKS / together)
    answers = one_after_another()
    gained = seconds(one_after_another, times=2) / seconds(in_pool, pool_class, times=2)
    same = in_pool(pool_class) == answers
    return {"predicted": predicted, "gained": gained, "off": gained / predicted, "same": same}


def processes():
    """프로세스 풀"""
    return compared("ProcessPoolExecutor", WORKERS)


def threads():
    """스레드 풀"""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return compared("ThreadPoolExecutor", 1 if gil else WORKERS)


def interpreters():
    """서브인터프리터 풀"""
    return compared("InterpreterPoolExecutor", WORKERS)


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋 다 같은 답을 냅니다. 프로세스와 서브인터프리터는 풀을 시작하는 만큼 코어의 수에 못 미치고, 스레드는 GIL이 꺼졌을 때만 빨라집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        processes,
        threads,
        interpreters,
        facts={"same": "순차와 같은 답(같으면 1)"},
        measured={
            "predicted": "예측한 이득(배)",
            "gained": "잰 이득(배)",
            "off": "잰 이득, 예측 대비(배)",
        },
        times=3,
        deadline_seconds=60,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="gained")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 코드에서 바뀐 것은 풀의 이름 하나입니다. 함수가 인자만 보고 답을 내기 때문에 그렇습니다.
# 서브인터프리터는 한 프로세스 안에 있지만 GIL도 모듈도 저마다 가지므로, 프로세스처럼 코어를 씁니다.
# 시작할 때 인터프리터마다 모듈을 다시 불러오므로, 시작하는 비용은 포크한 프로세스보다 큽니다. 짧은 일에서는 그만큼 잃습니다.
# C로 적은 패키지 가운데에는 서브인터프리터에서 불러올 수 없는 것이 있습니다. NumPy가 그렇습니다.
#
# GIL 없는 빌드의 스레드는 시작하는 비용도 피클도 없어서, 짧은 일에서 프로세스를 이깁니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``hits_of``가 전역의 ``random.random``을 쓰게 해 보십시오. 스레드에서는 생성기 하나를 다투어 쓰고, 답이 돌릴 때마다 달라집니다.
