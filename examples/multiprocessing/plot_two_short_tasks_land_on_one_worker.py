# 실행: python plot_two_short_tasks_land_on_one_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
짧은 작업 둘은 워커 하나가 다 가져가기도 합니다
==================================================================

코어가 둘이라 작업을 둘로 나누었는데 왜 두 배가 되지 않을 때가 있을까요?
같은 일을 여러 번 시켜 보면, 워커 둘이 언제나 하나씩 가져갈까요?

이 실험은 :doc:`Pool과 ProcessPoolExecutor </multiprocessing/pool-methods>`에 나옵니다.
"""

import os
import random
from multiprocessing import Pool

WORKERS = 2
POOLS = 3  # 풀마다 버릇이 달라서 여러 풀에서 셉니다.
REPEATS = 200
BLOCK = 50  # 앞의 것이 뒤의 것에 영향을 주므로, 같은 것끼리 이만큼 이어서 맡깁니다.
SHORT_TURNS = 2_000  # 0.1 ms쯤 걸립니다.
LONG_TURNS = 160_000  # 그 80배입니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 계산을 하고, 자기가 돈 프로세스의 번호를 돌려줍니다.
# 번호가 모두 같으면 워커 하나가 다 가져간 것입니다.
# 둘과 여덟은 같은 풀에 되풀이해 맡겨 짝지어서도 비교합니다. 기계가 바쁠 때 걸린 쪽만 손해를 보지 않게 하려는 것입니다.


def spin(turns):
    """정해진 횟수만큼 계산하고, 누가 했는지 알립니다."""
    total = 0
    for number in range(turns):
        total += number & 1
    return os.getpid()


def taken_by_one(pool, tasks, turns):
    """작업을 맡겨, 한 워커가 다 가져갔으면 참을 돌려줍니다."""
    return len(set(pool.map(spin, [turns] * tasks, chunksize=1))) == 1


def ready_pools():
    """워커가 모두 일어난 풀을 하나씩 내줍니다."""
    for _ in range(POOLS):
        with Pool(WORKERS) as pool:
            while taken_by_one(pool, WORKERS, LONG_TURNS):
                pass  # 워커가 모두 일어날 때까지 기다립니다.
            yield pool


def count_alone(tasks, turns, repeats):
    """풀에 여러 번 맡겨, 한 워커가 다 가져간 횟수를 셉니다."""
    alone = [
        taken_by_one(pool, tasks, turns) for pool in ready_pools() for _ in range(repeats // POOLS)
    ]
    print(f"작업 {tasks}개를 {len(alone)}번 맡겼더니, {sum(alone)}번은 한 워커가 다 가져갔습니다.")
    return {
        "percent": sum(alone) * 100 / len(alone),
        "alone": sum(alone),
        "given": len(alone),
        "differing": None,
        "only_two": None,
    }


def two_short_tasks():
    """짧은 작업 둘"""
    return count_alone(WORKERS, SHORT_TURNS, REPEATS)


def eight_short_tasks():
    """짧은 작업 여덟"""
    return count_alone(4 * WORKERS, SHORT_TURNS, REPEATS)


def two_long_tasks():
    """긴 작업 둘"""
    return count_alone(WORKERS, LONG_TURNS, REPEATS // 6)


def two_and_eight():
    """짧은 작업 둘과 여덟을 짝지음"""
    found = {WORKERS: [], 4 * WORKERS: []}
    for pool in ready_pools():
        for _ in range(REPEATS // BLOCK):
            for tasks in random.sample(sorted(found), len(found)):
                found[tasks] += [taken_by_one(pool, tasks, SHORT_TURNS) for _ in range(BLOCK)]
    pairs = list(zip(*found.values(), strict=True))
    return {
        "percent": None,
        "alone": None,
        "given": None,
        "differing": sum(two != eight for two, eight in pairs),
        "only_two": sum(two and not eight for two, eight in pairs),
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 짧은 작업 둘은 가끔 한 워커가 다 가져갑니다.
# 작업이 여덟이거나 길면 그런 일이 줄어듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        two_short_tasks,
        eight_short_tasks,
        two_long_tasks,
        two_and_eight,
        facts={
            "percent": "한 워커가 다 가져간 비율(%)",
            "alone": "한 워커가 다 가져간 것(번)",
            "given": "맡긴 것(번)",
            "differing": "둘과 여덟이 달랐던 것(번)",
            "only_two": "둘만 한 워커가 다 가져간 것(번)",
        },
        times=1,
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
# 워커들은 큐 하나에서 먼저 깨어난 순서로 작업을 가져갑니다. 풀은 누구에게 갈지 정하지 않습니다.
# 다른 워커가 잠에서 깨는 것보다 작업이 짧으면, 먼저 깬 워커가 하나를 마치고 다음 것까지 가져갑니다.
# 그때 다른 코어는 놀고, 빨라진 정도는 한 배가 됩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SHORT_TURNS``를 ``100``으로 줄여 보십시오. 작업이 여덟이어도 한 워커가 다 가져가는 일이 생깁니다.
