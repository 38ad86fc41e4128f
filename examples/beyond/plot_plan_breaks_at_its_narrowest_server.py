# 실행: python plot_plan_breaks_at_its_narrowest_server.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1"]
# ///
"""
코어를 늘리는 계획은 하나뿐인 것에서 먼저 깨집니다
==================================================================

1초짜리 작업이 아주 많습니다. 코어를 1,000개에서 100만 개로 늘리면 얼마나 빨라질까요?
맡기는 비용을 이 기계에서 재고, 시뮬레이션의 작은 쪽을 실제로 돌린 것과 비교한 다음, 큰 쪽을 물었습니다.

이 실험은 :doc:`클라우드 크기로 생각하기 </beyond/cloud>`에 나옵니다.
Dask가 없으면 ``python -m pip install distributed``로 설치합니다. 없어도 풀의 것은 봅니다.
"""

import contextlib
import heapq
import importlib.util
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

TASK_SECONDS = 1.0
TASKS_PER_CORE = 4
MOST_TASKS = 20_000
STORAGE_BYTES_PER_SECOND = 3e9  # 25 Gbit/s인 저장소 하나
INPUT_BYTES = 10e6  # 작업마다 읽는 것

# %%
# 재는 코드
# ------------------------------------------------------------------


def simulate(cores, tasks, task_seconds, *, lag=0.0, serial=()):
    """작업을 모두 끝내는 시간(초)을 사건 하나하나를 따라가며 구합니다.

    ``serial``은 작업마다 하나뿐인 것(스케줄러, 저장소)을 붙드는 시간들이고, ``lag``는 코어가 작업 사이에 쉬는 시간입니다.
    """
    free = [0.0] * min(cores, tasks)
    servers = [0.0] * len(serial)
    for _ in range(tasks):
        ready = 0.0
        for number, seconds in enumerate(serial):
            ready = servers[number] = max(servers[number], ready) + seconds
        heapq.heapreplace(free, max(free[0], ready) + lag + task_seconds)
    return max(free)


def useful(cores, task_seconds, **costs):
    """빌린 코어의 시간 가운데 일한 것(%). 빌린 돈 가운데 쓴 돈이기도 합니다.

    작업이 아주 많으면 끝과 처음은 잊어도 됩니다. 그래서 코어와 작업을 같은 비로 줄이지 않고, 한 코어에 네 번씩 도는 만큼만 따라갑니다.
    """
    scale = max(1, cores * TASKS_PER_CORE // MOST_TASKS)
    few = cores // scale
    costs["serial"] = [seconds * scale for seconds in costs["serial"]]
    took = simulate(few, few * TASKS_PER_CORE, task_seconds, **costs)
    return 100 * TASKS_PER_CORE * task_seconds / took


# %%
# 상수는 이 기계에서 잽니다. 자리 셋에서 재고, 재지 않은 여섯 자리와 다른 길이에서 시뮬레이션을 확인합니다.


def call(seconds):
    """작업 하나: 정해진 시간을 기다립니다. 코어가 모자란 기계에서도 여섯이 나란히 돌게 하려는 것입니다."""
    time.sleep(seconds)


def constants(run):
    """작업마다 드는 직렬의 시간과, 자리가 쉬는 시간(초)"""
    serial = best(run, 3, 0.0, 90) / 90
    return serial, max(0.0, best(run, 3, 0.02, 30) / 10 - 0.02)


def best(run, slots, seconds, tasks):
    """끼어든 것이 덜한 쪽의 시간(초)"""
    took = []
    for _ in range(2):
        started = time.perf_counter()
        run(slots, seconds, tasks)
        took.append(time.perf_counter() - started)
    return min(took)


def plan(run):
    """작은 쪽은 실제와 비교하고, 큰 쪽은 시뮬레이션에 묻습니다."""
    serial, lag = constants(run)
    measured = best(run, 6, 0.03, 60)
    costs = {"lag": lag, "serial": [serial]}
    found = {"off": simulate(6, 60, 0.03, **costs) / measured, "serial": serial, "lag": lag}
    found |= {
        f"at_{power}": useful(10**power, TASK_SECONDS, lag=lag, serial=[serial])
        for power in range(3, 7)
    }
    found["grouped"] = useful(10**5, 100 * TASK_SECONDS, lag=lag, serial=[serial])
    storage = INPUT_BYTES / STORAGE_BYTES_PER_SECOND
    found["stored"] = useful(10**3, TASK_SECONDS, lag=lag, serial=[serial, storage])
    return found


FACTS = ("off", "serial", "lag", "at_3", "at_4", "at_5", "at_6", "grouped", "stored")


def pool():
    """프로세스 풀의 비용으로"""
    with contextlib.ExitStack() as stack:
        pools = {slots: stack.enter_context(ProcessPoolExecutor(slots)) for slots in (3, 6)}
        for slots, workers in pools.items():
            list(workers.map(call, [0.01] * slots))
        return plan(lambda slots, seconds, tasks: list(pools[slots].map(call, [seconds] * tasks)))


def dask():
    """Dask의 비용으로"""
    if importlib.util.find_spec("distributed") is None:
        print("distributed가 없어 보지 않았습니다. python -m pip install distributed")
        return dict.fromkeys(FACTS)
    with dask_client() as client:
        workers = sorted(client.scheduler_info()["workers"])

        def run(slots, seconds, tasks):
            there = workers[: slots // 3]
            client.gather(client.map(call, [seconds] * tasks, pure=False, workers=there))

        run(6, 0.0, 12)
        return plan(run)


@contextlib.contextmanager
def dask_client():
    """이 기계에 자리가 셋씩인 워커 둘을 켭니다."""
    from distributed import Client, LocalCluster

    address = os.environ.get("PARABOOK_CLUSTER", "")
    elsewhere = address.startswith(("tcp://", "tls://"))
    with contextlib.ExitStack() as stack:
        if not elsewhere:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            address = stack.enter_context(
                LocalCluster(
                    n_workers=2,
                    threads_per_worker=3,
                    dashboard_address=":0",
                    local_directory=folder,
                )
            )
        client = stack.enter_context(Client(address))
        if elsewhere:
            client.upload_file(__file__)  # 그곳의 워커에는 이 파일이 없습니다.
        yield client


def in_the_cloud(cores, batch, serial, lag):
    """코어를 그만큼 빌려, 작업을 그만큼씩 묶어 맡기기"""
    return {"useful": useful(cores, batch * TASK_SECONDS, lag=lag, serial=[serial])}


# %%
# 예상
# ------------------------------------------------------------------
#
# 스케줄러가 작업 하나에 ``d``초를 쓰면 1초에 ``1/d``개밖에 맡기지 못합니다. 1초짜리 작업이면 코어 ``1/d``개까지만 바쁩니다.
# 작업을 100개씩 묶으면 100배 멀리 갑니다. 작업마다 10 MB를 저장소 하나에서 읽으면, 저장소가 스케줄러보다 먼저 막힐 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        pool,
        dask,
        measured={
            "off": "시뮬레이션한 시간, 실제 대비(배)",
            "serial": "작업마다 하나뿐인 스케줄러가 쓰는 시간(초)",
            "lag": "자리가 작업 사이에 쉬는 시간(초)",
            "at_3": "코어 1,000개의 쓸모(%)",
            "at_4": "코어 1만 개의 쓸모(%)",
            "at_5": "코어 10만 개의 쓸모(%)",
            "at_6": "코어 100만 개의 쓸모(%)",
            "grouped": "100개씩 묶은 코어 10만 개의 쓸모(%)",
            "stored": "저장소 하나에서 읽는 코어 1,000개의 쓸모(%)",
        },
        times=3,
        deadline_seconds=60,
    )
    serial, lag = (result.fact("pool", name).value for name in ("serial", "lag"))
    cloud = observe(
        *(
            Contender(
                in_the_cloud,
                arguments=(10**power, batch, serial, lag),
                name=f"cores_{power}_{batch}",
                label=f"코어 {10**power:,}개, {how}",
            )
            for batch, how in ((1, "하나씩"), (100, "100개씩"))
            for power in range(3, 7)
        ),
        facts={"useful": "풀의 비용으로 빌린 코어의 쓸모(%)"},
        times=1,
        part="cores",
    )
    print(result)
    print(cloud)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(cloud, show="useful")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 코어를 아무리 늘려도 하나뿐인 것은 늘지 않습니다. 그 뒤로는 코어를 열 배로 늘릴 때마다 쓸모가 10분의 1이 되고, 빠르기는 그대로인데 돈은 열 배가 됩니다.
#
# 벽의 자리는 ``작업의 길이 ÷ 하나뿐인 것이 작업마다 쓰는 시간``입니다. 여럿이면 가장 가까운 벽이 먼저입니다.
# 여기서는 10 MB를 읽는 3.3 ms가 스케줄러보다 길어서, 코어 300개에서 저장소가 먼저 막힙니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``INPUT_BYTES``를 ``1e6``으로 줄여 보십시오. 저장소의 벽이 열 배 멀어집니다.
