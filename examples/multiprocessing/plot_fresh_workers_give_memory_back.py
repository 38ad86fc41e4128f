# 실행: python plot_fresh_workers_give_memory_back.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
max_tasks_per_child로 워커를 갈면 실행기가 멈추기도 합니다
==================================================================

오래 도는 워커는 조금씩 메모리를 잃습니다. 그래서 몇 번 일한 워커를 새것으로 갈게 합니다.
``Pool``에는 ``maxtasksperchild``가, ``ProcessPoolExecutor``에는 ``max_tasks_per_child``가 있습니다.
둘은 같은 일을 할까요? 그리고 몇 번이란 무엇을 세는 것일까요?

이 실험은 :doc:`워커 하나의 비용 </multiprocessing/worker-memory>`에 나옵니다.
"""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

import psutil

TASKS = 12
TASKS_PER_CHILD = 3
LEAK_BYTES = 4 * 2**20
DEADLINE_SECONDS = 1.2

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업 하나가 4 MiB를 놓지 않습니다. 워커는 일할 때마다 제 번호와 제 메모리(RSS)를 알립니다.
# 워커는 한 번에 하나뿐입니다.

KEPT = []


def leak(_):
    """메모리를 놓지 않는 작업입니다. 일한 워커의 번호와 메모리(MiB)를 돌려줍니다."""
    KEPT.append(os.urandom(1) * LEAK_BYTES)
    return os.getpid(), psutil.Process().memory_info().rss / 2**20


def seen(answers):
    """일한 워커의 수와, 가장 컸던 메모리를 셉니다."""
    workers, sizes = zip(*answers, strict=True)
    return {"workers": len(set(workers)), "memory": round(max(sizes), 1)}


def kept_worker():
    """Pool, 갈지 않음"""
    with Pool(1) as pool:
        return seen(pool.map(leak, range(TASKS)))


def fresh_by_default():
    """Pool, maxtasksperchild=3"""
    with Pool(1, maxtasksperchild=TASKS_PER_CHILD) as pool:
        return seen(pool.map(leak, range(TASKS)))


def fresh_one_by_one():
    """Pool, maxtasksperchild=3, chunksize=1"""
    with Pool(1, maxtasksperchild=TASKS_PER_CHILD) as pool:
        return seen(pool.map(leak, range(TASKS), chunksize=1))


def executor():
    """워커가 하나인 실행기. 실행기는 포크한 워커를 갈지 못하므로 시작 방식을 정해 줍니다."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=TASKS_PER_CHILD)


def executor_at_once():
    """실행기, 한꺼번에 맡김"""
    with executor() as pool:
        return seen(pool.map(leak, range(TASKS)))


def executor_in_turn():
    """실행기, 하나씩 맡김"""
    with executor() as pool:
        return seen([pool.submit(leak, number).result() for number in range(TASKS)])


# %%
# 예상
# ------------------------------------------------------------------
#
# 갈지 않은 워커는 12번 모두 새고, 나머지는 세 번씩만 샙니다. 워커는 넷이 듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        kept_worker,
        fresh_by_default,
        fresh_one_by_one,
        Contender(executor_at_once, expect_failure=True),
        executor_in_turn,
        facts={
            "workers": "일한 워커(개)",
            "finished": "끝남(끝났으면 1)",
        },
        measured={"memory": "워커의 가장 큰 메모리(MiB)"},
        times=1,
        deadline_seconds=DEADLINE_SECONDS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="memory")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``maxtasksperchild``가 세는 것은 작업이 아니라 청크(chunk)입니다.
# ``Pool.map``은 작업 12개를 세 개씩 묶어 넘깁니다. 그래서 청크 셋, 곧 작업 아홉 번을 하고서야 갈았습니다.
# ``chunksize=1``을 주어야 적은 대로 세 번마다 갑니다.
#
# ``ProcessPoolExecutor``는 한꺼번에 맡은 일이 워커 하나의 몫보다 많으면, 워커를 보내고 나서 새로 부르지 않고 멈춥니다.
# 예외도 없습니다. 파이썬 3.11부터 있던 오류(python/cpython#115634)이고, 나중 버전에서 고쳐졌습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TASKS``를 ``3``으로 줄여 보십시오. 한꺼번에 맡긴 실행기도 끝납니다. 작은 시험이 이 오류를 놓치는 이유입니다.
