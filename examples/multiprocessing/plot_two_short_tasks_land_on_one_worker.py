# 실행: python plot_two_short_tasks_land_on_one_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
짧은 작업 둘은 작업자 하나가 다 가져가기도 합니다
==================================================================

코어가 둘이라 작업을 둘로 나누었는데 왜 두 배가 되지 않을 때가 있을까요?
같은 일을 여러 번 시켜 보면, 작업자 둘이 언제나 하나씩 가져갈까요?

이 실험은 :doc:`Pool과 ProcessPoolExecutor </multiprocessing/pool-methods>`에 나옵니다.
"""

import os
from multiprocessing import Pool

WORKERS = 2
POOLS = 3  # 풀마다 버릇이 달라서 여러 풀에서 셉니다.
REPEATS = 200
SHORT_TURNS = 2_000  # 0.1밀리초쯤 걸립니다.
LONG_TURNS = 160_000  # 그 여든 배입니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 셈을 하고, 자기가 돈 프로세스의 번호를 돌려줍니다.
# 번호가 모두 같으면 작업자 하나가 다 가져간 것입니다.


def spin(turns):
    """정해진 횟수만큼 셈하고, 누가 했는지 알립니다."""
    total = 0
    for number in range(turns):
        total += number & 1
    return os.getpid()


def count_alone(tasks, turns, repeats):
    """풀에 여러 번 맡겨, 한 작업자가 다 가져간 횟수를 셉니다."""
    owners = []
    for _ in range(POOLS):
        with Pool(WORKERS) as pool:
            while len(set(pool.map(spin, [LONG_TURNS] * WORKERS, chunksize=1))) < WORKERS:
                pass  # 작업자가 모두 일어날 때까지 기다립니다.
            owners += [
                pool.map(spin, [turns] * tasks, chunksize=1) for _ in range(repeats // POOLS)
            ]
    alone = sum(len(set(pids)) == 1 for pids in owners)
    print(f"작업 {tasks}개를 {len(owners)}번 맡겼더니, {alone}번은 한 작업자가 다 가져갔습니다.")
    return {"percent": alone * 100 / len(owners), "alone": alone, "given": len(owners)}


def two_short_tasks():
    """짧은 작업 둘"""
    return count_alone(WORKERS, SHORT_TURNS, REPEATS)


def eight_short_tasks():
    """짧은 작업 여덟"""
    return count_alone(4 * WORKERS, SHORT_TURNS, REPEATS)


def two_long_tasks():
    """긴 작업 둘"""
    return count_alone(WORKERS, LONG_TURNS, REPEATS // 10)


# %%
# 예상
# ------------------------------------------------------------------
#
# 짧은 작업 둘은 가끔 한 작업자가 다 가져갑니다.
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
        facts={
            "percent": "한 작업자가 다 가져간 몫(%)",
            "alone": "한 작업자가 다 가져간 것(번)",
            "given": "맡긴 것(번)",
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
# 작업자들은 큐 하나에서 먼저 깨어난 차례로 작업을 가져갑니다. 풀은 누구에게 갈지 정하지 않습니다.
# 다른 작업자가 잠에서 깨는 것보다 작업이 짧으면, 먼저 깬 작업자가 하나를 마치고 다음 것까지 가져갑니다.
# 그때 다른 코어는 놀고, 빨라진 정도는 한 배가 됩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SHORT_TURNS``를 ``100``으로 줄여 보십시오. 작업이 여덟이어도 한 작업자가 다 가져가는 일이 생깁니다.
