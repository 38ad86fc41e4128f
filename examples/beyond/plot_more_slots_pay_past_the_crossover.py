# 실행: python plot_more_slots_pay_past_the_crossover.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1"]
# ///
"""
클러스터는 작업이 교차점보다 길 때부터 풀을 이깁니다
==================================================================

이 기계에서는 둘이 나란히 돌고, 클러스터에서는 여섯이 나란히 돕니다. 그런데 작업 하나를 맡기는 비용은 클러스터가 더 큽니다.
작업이 얼마나 길어야 클러스터가 이길까요? 두 점만 재고, 재지 않은 크기에서 어디서 뒤집힐지 맞힐 수 있을까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
Dask가 없으면 ``python -m pip install distributed``로 설치합니다.
"""

import contextlib
import importlib.util
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

LOCAL_SLOTS = 2
WORKERS = 2
THREADS = 3
CALIBRATED_TASKS = 60
UNSEEN_TASKS = 90
LONG_SECONDS = 0.006

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 정해진 시간을 기다립니다. 코어가 둘뿐인 기계에서도 여섯이 나란히 돌 수 있게 하려는 것입니다.
# 그래서 여기서 보는 것은 코어가 늘어난 만큼이 아니라, 맡기는 비용과 자리의 수가 정하는 것입니다.


def call(seconds):
    """작업 하나: 정해진 시간이 걸리는 바깥의 일"""
    time.sleep(seconds)
    return 1


def with_pool(pool, seconds, tasks):
    """이 기계의 풀에 맡깁니다."""
    return sum(pool.map(call, [seconds] * tasks))


def with_dask(client, seconds, tasks):
    """클러스터에 맡깁니다."""
    return sum(client.gather(client.map(call, [seconds] * tasks, pure=False)))


def line(costs, seconds):
    """두 길이에서 잰 작업 하나의 비용(초)을 지나는 직선"""
    (short, low), (long, high) = costs
    return low + (high - low) * (seconds - short) / (long - short)


def meeting(first, second):
    """두 직선이 만나는 작업의 길이(초). 만나지 않으면 없음입니다."""
    (short, low), (long, high) = first
    (_, other_low), (_, other_high) = second
    before, after = low - other_low, high - other_high
    place = short + (long - short) * before / (before - after)
    return place if place > 0 and before > after else None


# %%
# 두 점에서 예측하고, 그 언저리의 재지 않은 두 점에서 확인합니다.


@contextlib.contextmanager
def dask_client():
    """``PARABOOK_CLUSTER``가 가리키는 클러스터에 붙습니다. 없으면 이 기계에 자리를 여섯 둡니다."""
    from distributed import Client, LocalCluster

    address = os.environ.get("PARABOOK_CLUSTER", "")
    elsewhere = address.startswith(("tcp://", "tls://"))
    with contextlib.ExitStack() as stack:
        if not elsewhere:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            address = stack.enter_context(
                LocalCluster(
                    n_workers=WORKERS,
                    threads_per_worker=THREADS,
                    dashboard_address=":0",
                    local_directory=folder,
                )
            )
        client = stack.enter_context(Client(address))
        if elsewhere:
            client.upload_file(__file__)  # 그곳의 워커에는 이 파일이 없습니다.
        yield client


def each(run, engine, seconds, tasks):
    """작업 하나에 든 시간(초). 세 번 가운데 끼어든 것이 가장 덜한 것입니다."""
    took = []
    for _ in range(3):
        started = time.perf_counter()
        run(engine, seconds, tasks)
        took.append((time.perf_counter() - started) / tasks)
    return min(took)


def crossover():
    """풀과 클러스터의 교차점"""
    if importlib.util.find_spec("distributed") is None:
        print("distributed가 없어 보지 않았습니다. python -m pip install distributed")
        return {"place": None, "pool_time": None, "cluster_time": None, "gain": None}
    with ProcessPoolExecutor(LOCAL_SLOTS) as pool, contextlib.ExitStack() as stack:
        with_pool(pool, 0, LOCAL_SLOTS)  # 스레드가 생기기 전에 워커를 깨웁니다.
        client = stack.enter_context(dask_client())
        engines = ((with_pool, pool), (with_dask, client))
        for run, engine in engines:
            run(engine, 0, CALIBRATED_TASKS)
        lengths = (0, LONG_SECONDS)
        known = [[(s, each(*engine, s, CALIBRATED_TASKS)) for s in lengths] for engine in engines]
        predicted = meeting(*reversed(known)) or LONG_SECONDS
        lengths = (predicted / 2, predicted * 2)
        seen = [[(s, each(*engine, s, UNSEEN_TASKS)) for s in lengths] for engine in engines]
    found = meeting(*reversed(seen))
    return {
        "place": found and predicted / found,
        "pool_time": line(known[0], lengths[1]) / seen[0][1][1],
        "cluster_time": line(known[1], lengths[1]) / seen[1][1][1],
        "gain": seen[0][1][1] / seen[1][1][1],
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 작업 하나의 비용은 '맡기는 비용 + 길이 ÷ 자리의 수'인 직선입니다. 두 직선이 만나는 곳이 교차점입니다.
# 맡기는 비용은 길이가 0인 작업에서, 기울기는 6 ms인 작업에서 알 수 있습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        crossover,
        measured={
            "place": "예측한 교차점, 잰 것 대비(배)",
            "pool_time": "예측한 풀의 시간, 잰 것 대비(배)",
            "cluster_time": "예측한 클러스터의 시간, 잰 것 대비(배)",
            "gain": "교차점의 두 배 길이에서, 풀의 시간 ÷ 클러스터의 시간(배)",
        },
        times=3,
        deadline_seconds=60,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="place")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 예측은 60개를 맡긴 두 길이에서 하고, 확인은 90개를 맡긴 다른 두 길이에서 했습니다.
# 작업이 교차점보다 짧으면 기계를 아무리 더해도 풀이 이깁니다. 그때에는 기계를 더하기 전에 묶으십시오.
#
# 자리를 늘리면 기울기만 줄고 맡기는 비용은 그대로입니다. 그래서 자리가 많을수록 교차점은 '맡기는 비용 × 이 기계의 자리'로 다가가고, 그보다 짧아지지 않습니다.
# 클러스터를 켜는 시간은 여기에 넣지 않았습니다. 켜는 데 몇 분이 걸리면, 그 시간을 작업의 수로 나누어 맡기는 비용에 더하십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``THREADS``를 ``1``로 줄여 보십시오. 자리가 풀과 같아져서 두 선이 만나지 않고, 클러스터는 어느 길이에서도 이기지 못합니다.
