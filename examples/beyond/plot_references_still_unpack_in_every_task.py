# 실행: python plot_references_still_unpack_in_every_task.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "ray>=2.40"]
# ///
"""
참조로 보낸 데이터도 작업마다 다시 만들어지기도 합니다
==================================================================

가격표 하나를 작업 16개에 넘겼습니다. 값으로 넘기면 16번 갑니다.
한 번만 올려 두고 참조를 넘기면 몇 번 갈까요? 모두가 보는 파일에 두면 몇 번 읽을까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed ray``로 설치합니다. 여러 대에서는 모두가 보는 폴더를 ``PARABOOK_SHARED``에 적습니다.
"""

import contextlib
import functools
import importlib.util
import json
import os
import sys
import tempfile
from multiprocessing import Pool
from pathlib import Path

WORKERS = 2
TASKS = 16
ROWS = 50_000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 가격표는 다시 만들어질 때마다 공책에 한 줄을 적습니다.


class Prices:
    """상품 5만 개의 가격표. 보낸 것과 다시 만든 것을 공책에 적습니다."""

    def __init__(self, notes, rows):
        self.notes, self.rows = notes, rows

    def __reduce__(self):
        """보낼 때 불립니다. 받는 쪽은 ``rebuild``를 부릅니다."""
        note(self.notes, "보냄")
        return rebuild, (self.notes, self.rows)


def rebuild(notes, rows):
    """받은 데이터로 가격표를 다시 만듭니다."""
    note(notes, "다시 만듦")
    return Prices(notes, rows)


def note(path, word):
    """공책에 한 줄을 덧붙입니다."""
    with Path(path).open("a", encoding="utf-8") as notes:
        notes.write(word + "\n")


def look_up(prices, number):
    """작업 하나: 상품 하나의 가격을 찾습니다."""
    return prices.rows[number]


@functools.lru_cache(maxsize=1)
def load(path):
    """워커마다 처음 한 번만 파일에서 읽습니다."""
    prices = json.loads(Path(path).read_text(encoding="utf-8"))
    return rebuild(**prices)


def look_up_in_file(path, number):
    """작업 하나: 모두가 보는 파일에서 상품 하나의 가격을 찾습니다."""
    return load(path).rows[number]


def by_pool(prices, _path):
    """프로세스 풀, 값으로"""
    with Pool(WORKERS) as pool:
        return pool.starmap(look_up, [(prices, number) for number in range(TASKS)], chunksize=1)


def by_pool_file(_prices, path):
    """프로세스 풀, 파일로"""
    with Pool(WORKERS) as pool:
        return pool.starmap(
            look_up_in_file, [(path, number) for number in range(TASKS)], chunksize=1
        )


def by_dask_future(prices, _path):
    """Dask, scatter한 퓨처로"""
    with dask_client() as client:
        future = client.scatter(prices, hash=False)
        return client.gather([client.submit(look_up, future, number) for number in range(TASKS)])


def by_ray_value(prices, _path):
    """Ray, 값으로"""
    with ray_cluster() as ray:
        task = ray.remote(look_up)
        return ray.get([task.remote(prices, number) for number in range(TASKS)])


def by_ray_reference(prices, _path):
    """Ray, put한 참조로"""
    with ray_cluster() as ray:
        task, reference = ray.remote(look_up), ray.put(prices)
        return ray.get([task.remote(reference, number) for number in range(TASKS)])


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


def moved(method, package=""):
    """가격표를 몇 번 보내고 몇 번 다시 만들었는지 셉니다."""
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install {package}")
        return {"sent": None, "rebuilt": None, "right": None}
    with tempfile.TemporaryDirectory(dir=os.environ.get("PARABOOK_SHARED")) as folder:
        notes, path = Path(folder, "공책"), Path(folder, "가격표")
        prices = Prices(str(notes), list(range(ROWS)))
        path.write_text(json.dumps(vars(prices)), encoding="utf-8")
        notes.touch()
        answers = method(prices, str(path))
        words = notes.read_text(encoding="utf-8").splitlines()
    return {
        "sent": words.count("보냄"),
        "rebuilt": words.count("다시 만듦"),
        "right": int(answers == list(range(TASKS))),
    }


def pool_by_value():
    """프로세스 풀, 값으로"""
    return moved(by_pool)


def pool_by_file():
    """프로세스 풀, 파일로"""
    return moved(by_pool_file)


def dask_by_future():
    """Dask, scatter한 퓨처로"""
    return moved(by_dask_future, "distributed")


def ray_by_value():
    """Ray, 값으로"""
    return moved(by_ray_value, "ray")


def ray_by_reference():
    """Ray, put한 참조로"""
    return moved(by_ray_reference, "ray")


# %%
# 예상
# ------------------------------------------------------------------
#
# 값으로 넘기면 16번 보내고 16번 다시 만듭니다.
# 참조로 넘기면 한 번 보내고 워커마다 한 번씩, 두 번 다시 만들 것 같습니다. 파일도 그럴 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool_by_value,
        pool_by_file,
        dask_by_future,
        ray_by_value,
        ray_by_reference,
        facts={
            "sent": "가격표를 보냄(번)",
            "rebuilt": "가격표를 다시 만듦(번)",
            "right": "답이 모두 맞음(맞으면 1)",
        },
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="rebuilt")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 풀은 값을 작업마다 보내고, Dask의 퓨처는 워커가 처음 쓸 때 한 번 받아 파이썬 객체 그대로 둡니다.
# Ray의 ``put``은 바이트를 한 번만 올려 두지만, 파이썬 객체는 작업마다 그 바이트에서 다시 만듭니다. 다시 만들지 않는 것은 NumPy 배열의 버퍼뿐입니다.
# 그래서 큰 ``dict``나 목록을 Ray의 참조로 넘기는 것은 네트워크를 아낄 뿐, 만드는 시간은 아끼지 못합니다. 배열로 바꾸거나 액터에 담아 두십시오.
#
# 파일은 어느 엔진에서나 같은 코드입니다. 다만 모든 기계가 그 파일을 보아야 하고, ``lru_cache``가 없으면 작업마다 다시 읽습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``look_up_in_file``의 ``load``에서 ``lru_cache``를 지워 보십시오. 다시 만드는 것이 작업의 수만큼 늘어납니다.
