# 실행: python plot_unread_results_fill_the_cluster.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "ray>=2.40"]
# ///
"""
한꺼번에 맡기면 읽지 않은 결과가 클러스터를 채웁니다
==================================================================

페이지 60장을 클러스터에 맡기고 결과를 하나씩 데이터베이스에 적습니다. 데이터베이스는 느립니다.
적는 쪽이 첫 결과를 적는 동안, 읽지 않은 결과는 몇 개나 쌓일까요? 여덟씩만 맡겨 두면 어떨까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed ray``로 설치합니다. 여러 대에서는 모두가 보는 폴더를 ``PARABOOK_SHARED``에 적습니다.
"""

import contextlib
import importlib.util
import os
import sys
import tempfile
import time
from functools import partial
from itertools import islice
from multiprocessing import Pool
from pathlib import Path

WORKERS = 2
PAGES = 60
WINDOW = 8
SETTLED_SECONDS = 0.5

# %%
# 재는 코드
# ------------------------------------------------------------------


def parse(folder, number):
    """작업 하나: 페이지 하나를 나눕니다."""
    Path(folder, f"끝남-{number}").touch()
    return number


def pool_imap(folder, numbers):
    """프로세스 풀의 imap"""
    with Pool(WORKERS) as pool:
        yield from pool.imap(partial(parse, folder), numbers)


def dask_at_once(folder, numbers):
    """모두 맡기고 하나씩 받기"""
    with dask_client() as client:
        for future in [client.submit(parse, folder, number) for number in numbers]:
            yield future.result()


def dask_windowed(folder, numbers):
    """여덟만 맡겨 두고, 하나를 다 쓴 다음에 다음 것을 맡기기"""
    from distributed import as_completed

    with dask_client() as client:
        waiting = (client.submit(parse, folder, number) for number in numbers)
        running = as_completed(islice(waiting, WINDOW))
        for future in running:
            yield future.result()
            running.update(islice(waiting, 1))


def ray_at_once(folder, numbers):
    """모두 맡기고 하나씩 받기"""
    with ray_cluster() as ray:
        task = ray.remote(parse)
        for reference in [task.remote(folder, number) for number in numbers]:
            yield ray.get(reference)


def ray_windowed(folder, numbers):
    """여덟만 맡겨 두고, 하나를 다 쓴 다음에 다음 것을 맡기기"""
    with ray_cluster() as ray:
        task = ray.remote(parse)
        waiting = (task.remote(folder, number) for number in numbers)
        running = list(islice(waiting, WINDOW))
        while running:
            [first], running = ray.wait(running)
            yield ray.get(first)
            running += islice(waiting, 1)


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


def unread(read, package=""):
    """첫 결과를 적는 동안 읽지 않은 채 쌓인 결과를 세고, 나머지도 모두 읽습니다."""
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install distributed ray")
        return {"unread": None, "received": None}
    with tempfile.TemporaryDirectory(dir=os.environ.get("PARABOOK_SHARED")) as folder:
        with contextlib.closing(read(folder, range(PAGES))) as results:
            received = {next(results)}
            finished = settled(folder)
            received.update(results)
        return {"unread": finished - 1, "received": len(received)}


def settled(folder):
    """끝난 작업의 수가 0.5초 동안 그대로이면 그 수를 돌려줍니다."""
    seen, since = 0, time.monotonic()
    while time.monotonic() - since < SETTLED_SECONDS:
        if (now := len(list(Path(folder).iterdir()))) != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.02)
    return seen


def pool():
    """프로세스 풀의 imap"""
    return unread(pool_imap)


def dask_all():
    """Dask, 한꺼번에"""
    return unread(dask_at_once, "distributed")


def dask_eight():
    """Dask, 여덟씩"""
    return unread(dask_windowed, "distributed")


def ray_all():
    """Ray, 한꺼번에"""
    return unread(ray_at_once, "ray")


def ray_eight():
    """Ray, 여덟씩"""
    return unread(ray_windowed, "ray")


# %%
# 예상
# ------------------------------------------------------------------
#
# 한꺼번에 맡기면 적는 쪽이 하나를 적는 동안 60개가 모두 끝나 쌓입니다. 여덟씩이면 일곱을 넘지 않습니다.
# 풀의 ``imap``은 하나씩 돌려주므로 쌓이지 않을 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        dask_all,
        dask_eight,
        ray_all,
        ray_eight,
        facts={"unread": "읽지 않은 채 쌓인 결과(개)", "received": "받은 결과(개)"},
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="unread")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``imap``도 하나씩 돌려줄 뿐, 하나씩 하지는 않습니다. 입력을 모두 꺼내 워커에게 맡기고 결과를 쌓아 둡니다.
#
# 쌓인 결과가 있는 곳은 다릅니다. 풀은 부모의 메모리, Dask는 워커들의 메모리, Ray는 기계마다의 공유 메모리입니다.
# 넘치면 부모가 죽거나, 워커가 디스크에 내려놓다가 죽거나, 디스크로 내려갑니다. 어느 쪽이든 느린 것은 읽는 쪽인데 아픈 것은 다른 쪽입니다.
#
# 여덟씩 여는 것은 어느 엔진에서나 같은 꼴입니다. 창의 크기는 워커의 수의 두세 배이면 워커가 놀지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WINDOW``를 ``2``로 줄여 보십시오. 하나만 쌓입니다. 작업이 짧으면 워커들이 다음 것을 기다리며 놉니다.
