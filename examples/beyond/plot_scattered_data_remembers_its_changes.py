# 실행: python plot_scattered_data_remembers_its_changes.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "numpy>=2", "ray>=2.40"]
# ///
"""
참조로 넘긴 데이터를 작업이 고치면 다음 작업이 고친 것을 봅니다
==================================================================

재고표를 작업마다 조금씩 고쳐 보며 값을 매깁니다. 풀에서는 작업마다 제 사본을 받으므로 문제가 없었습니다.
빨라지라고 참조로 넘겼습니다. 작업 열 개가 모두 같은 답을 낼까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed ray``로 설치합니다.
"""

import contextlib
import importlib.util
import os
import sys
import tempfile
from multiprocessing import Pool

import numpy as np

WORKERS = 2
TASKS = 10
ITEMS = 100_000

# %%
# 재는 코드
# ------------------------------------------------------------------


def value_after_sale(stock, _number):
    """작업 하나: 하나씩 팔았다고 치고 재고를 더합니다. 받은 배열을 그 자리에서 고칩니다."""
    stock -= 1
    return int(stock.sum())


def value_after_sale_on_copy(stock, _number):
    """작업 하나: 고칠 것을 먼저 복사합니다."""
    stock = stock - 1
    return int(stock.sum())


def with_pool(task, stock):
    """프로세스 풀"""
    with Pool(WORKERS) as pool:
        return pool.starmap(task, [(stock, number) for number in range(TASKS)], chunksize=1)


def with_dask(task, stock):
    """Dask, scatter한 퓨처로"""
    with dask_client() as client:
        future = client.scatter(stock)
        return client.gather([client.submit(task, future, number) for number in range(TASKS)])


def with_ray(task, stock):
    """Ray, put한 참조로"""
    with ray_cluster() as ray:
        remote, reference = ray.remote(task), ray.put(stock)
        return ray.get([remote.remote(reference, number) for number in range(TASKS)])


# %%
# 클러스터에 붙는 법은 둘입니다. 환경 변수에 주소가 있으면 그 클러스터를 쓰고, 없으면 이 기계에 켭니다.


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


def answers(method, task, package=""):
    """맞은 답과 틀린 답을 세고, 예외가 났는지 봅니다."""
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install distributed ray")
        return dict.fromkeys(("right", "wrong", "raised"))
    found, raised = [], 1
    with contextlib.suppress(Exception):  # 엔진이 예외를 감싸는 법이 저마다 다릅니다.
        found = method(task, np.full(ITEMS, 10))
        raised = 0
    right = found.count(9 * ITEMS)
    return {"right": right, "wrong": len(found) - right, "raised": raised}


def pool():
    """프로세스 풀, 고치기"""
    return answers(with_pool, value_after_sale)


def dask():
    """Dask의 퓨처, 고치기"""
    return answers(with_dask, value_after_sale, "distributed")


def ray():
    """Ray의 참조, 고치기"""
    return answers(with_ray, value_after_sale, "ray")


def dask_copy():
    """Dask의 퓨처, 복사해서 고치기"""
    return answers(with_dask, value_after_sale_on_copy, "distributed")


def ray_copy():
    """Ray의 참조, 복사해서 고치기"""
    return answers(with_ray, value_after_sale_on_copy, "ray")


# %%
# 예상
# ------------------------------------------------------------------
#
# 엔진도 프로세스를 쓰므로 작업마다 사본을 받고, 열 개가 모두 같은 답을 낼 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        dask,
        ray,
        dask_copy,
        ray_copy,
        facts={
            "right": "맞은 답(개)",
            "wrong": "틀린 답(개)",
            "raised": "예외가 남(났으면 1)",
        },
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="wrong")

# %%
# 읽기
# ------------------------------------------------------------------
#
# Dask의 워커는 받은 객체를 들고 있다가 작업마다 같은 객체를 줍니다. 그래서 앞의 작업이 고친 것을 뒤의 작업이 봅니다.
# 예외도 경고도 없고, 어느 워커에서 몇 번째로 돌았는지에 따라 답이 달라집니다.
#
# Ray의 배열은 공유 메모리에 있는 것을 그대로 보므로 읽기 전용입니다. 고치려고 하면 예외를 냅니다. 조용히 틀리는 것보다 낫습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``with_dask``에서 ``future`` 대신 ``stock``을 그대로 넘겨 보십시오. 그래도 틀린 답이 나오는지 보십시오.
