# 실행: python plot_cluster_tasks_cost_more_than_pool_tasks.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "joblib>=1.4", "ray>=2.40"]
# ///
"""
클러스터에 맡긴 작업은 풀에 맡긴 작업보다 비쌉니다
==================================================================

한 대로 모자랄 것 같아, 잘 돌던 풀을 Dask나 Ray로 바꾸었습니다. 작업 하나를 맡기고 받는 비용은 얼마나 늘어날까요?
같은 함수와 같은 입력을 프로세스 풀, joblib, Dask, Ray에 하나씩, 그리고 50개씩 묶어서 맡겼습니다.

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed joblib ray``로 설치합니다.
"""

import contextlib
import importlib.util
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
TASKS = 400
BATCH = 50

# %%
# 재는 코드
# ------------------------------------------------------------------


def price_order(number):
    """작업 하나: 하는 일이 거의 없어서, 맡기는 비용만 남습니다."""
    return number * 3 % 1000


def price_orders(numbers):
    """묶음 하나를 맡는 작업"""
    return [price_order(number) for number in numbers]


@contextlib.contextmanager
def with_pool():
    """concurrent.futures의 프로세스 풀"""
    with ProcessPoolExecutor(WORKERS) as pool:
        yield lambda function, inputs: list(pool.map(function, inputs))


@contextlib.contextmanager
def with_joblib():
    """joblib(loky)"""
    from joblib import Parallel, delayed

    with Parallel(WORKERS, batch_size=1) as parallel:
        yield lambda function, inputs: parallel(delayed(function)(item) for item in inputs)


@contextlib.contextmanager
def with_dask():
    """Dask"""
    with dask_client() as client:
        yield lambda function, inputs: client.gather(client.map(function, inputs, pure=False))


@contextlib.contextmanager
def with_ray():
    """Ray"""
    with ray_cluster() as ray:
        yield lambda function, inputs: ray.get([*map(ray.remote(function).remote, inputs)])


@contextlib.contextmanager
def dask_client():
    """``PARABOOK_CLUSTER``가 가리키는 클러스터에 붙습니다. 없으면 이 기계에 워커를 켭니다."""
    from distributed import Client, LocalCluster

    address = os.environ.get("PARABOOK_CLUSTER", "")
    elsewhere = address.startswith(("tcp://", "tls://"))
    with contextlib.ExitStack() as stack:
        if not elsewhere:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            address = stack.enter_context(
                LocalCluster(
                    n_workers=WORKERS,
                    threads_per_worker=1,
                    dashboard_address=":0",
                    local_directory=folder,
                )
            )
        client = stack.enter_context(Client(address))
        if elsewhere:
            client.upload_file(__file__)  # 그곳의 워커에는 이 파일이 없습니다.
        yield client


@contextlib.contextmanager
def ray_cluster():
    """``PARABOOK_CLUSTER``가 가리키는 Ray에 붙습니다. 없으면 이 기계에 켭니다."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    import ray
    from ray import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # 워커에는 이 파일이 없습니다.
    address = os.environ.get("PARABOOK_CLUSTER", "")
    quiet = {"log_to_driver": False, "logging_level": "error", "configure_logging": False}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if address and not address.startswith(("tcp://", "tls://")):
            ray.init(address, **quiet)
        else:
            ray.init(num_cpus=WORKERS, include_dashboard=False, _temp_dir=folder, **quiet)
        try:
            yield ray
        finally:
            ray.shutdown()


# %%
# 하나씩 맡긴 것과 묶어서 맡긴 것을, 켜 두고 나서부터 잽니다.


def cost(engine, package=""):
    """작업 하나의 비용(초)과, 50개씩 묶으면 몇 배 싸지는지 돌려줍니다."""
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install distributed joblib ray")
        return {"price": None, "cheaper": None, "right": None}
    numbers = list(range(TASKS))
    batches = [numbers[start : start + BATCH] for start in range(0, TASKS, BATCH)]
    with engine() as run:
        run(price_order, numbers[: 2 * WORKERS])  # 워커를 깨워 둡니다.
        one_by_one, answers = timed(run, price_order, numbers)
        batched, parts = timed(run, price_orders, batches)
    right = answers == price_orders(numbers) == [answer for part in parts for answer in part]
    return {"price": one_by_one / TASKS, "cheaper": one_by_one / batched, "right": int(right)}


def timed(run, function, inputs):
    """모두 맡기고 받는 시간(초)과, 받은 것. 세 번 가운데 끼어든 것이 가장 덜한 것입니다."""
    took = []
    for _ in range(3):
        started = time.perf_counter()
        answers = run(function, inputs)
        took.append(time.perf_counter() - started)
    return min(took), answers


def pool():
    """프로세스 풀"""
    return cost(with_pool)


def loky():
    """joblib(loky)"""
    return cost(with_joblib, "joblib")


def dask():
    """Dask"""
    return cost(with_dask, "distributed")


def ray():
    """Ray"""
    return cost(with_ray, "ray")


# %%
# 예상
# ------------------------------------------------------------------
#
# 풀의 작업은 파이프 하나를 지나고, Dask의 작업은 스케줄러를 거쳐 소켓을 여러 번 지나며 스케줄러의 표에도 적힙니다.
# 그래서 몇 배는 비쌀 것입니다. 50개씩 묶으면 그 비용이 50분의 1로 줄어들 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        loky,
        dask,
        ray,
        facts={"right": "답이 모두 같음(같으면 1)"},
        measured={
            "price": "작업 하나를 맡기고 받는 시간(초)",
            "cheaper": "50개씩 묶을 때, 하나씩 대비(배)",
        },
        times=3,
        deadline_seconds=60,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="price")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 여기서 잰 것은 하는 일이 없는 작업입니다. 작업 하나가 이 비용의 열 배보다 길면, 엔진을 바꾸어도 느려진 줄 모릅니다.
# 그보다 짧으면 먼저 묶으십시오. 묶는 것은 어느 엔진에서나 같은 함수입니다.
#
# Dask의 비용에는 결과마다 적는 표, 살아 있는 퓨처, 스케줄러의 결정이 들어 있습니다. 뒤의 실험에서 죽은 워커의 작업을 다시 하게 해 주는 것이 바로 그 표입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``BATCH``를 ``5``로 줄여 보십시오. 묶어서 싸지는 정도가 그만큼 줄어듭니다.
