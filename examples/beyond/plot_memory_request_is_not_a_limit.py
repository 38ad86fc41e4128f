# 실행: python plot_memory_request_is_not_a_limit.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "ray>=2.40"]
# ///
"""
Ray의 memory는 한도가 아니고, Dask의 한도는 워커를 죽입니다
==================================================================

작업 넷 가운데 하나가 메모리를 약속보다 훨씬 많이 씁니다. 저마다 다른 자리에 한도를 적어 두었습니다.
누가 멈추게 할까요? 나머지 셋의 답은 받을 수 있을까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed ray``로 설치합니다.
"""

import contextlib
import importlib.util
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

WORKERS = 2
TASKS = 4
GREEDY = 1
LIMIT_BYTES = 400_000_000
GREEDY_BYTES = 800_000_000
HELD_SECONDS = 1.0

# %%
# 재는 코드
# ------------------------------------------------------------------


def build(number):
    """작업 하나: 하나만 800 MB를 쓰고, 다 쓰고 나서 크기를 돌려줍니다."""
    if number != GREEDY:
        return number
    table = bytearray(GREEDY_BYTES)
    table[::4096] = bytes([1]) * len(range(0, GREEDY_BYTES, 4096))  # 페이지를 모두 건드립니다.
    time.sleep(HELD_SECONDS)
    return number


def limit_this_process(extra_bytes):
    """이 프로세스가 더 쓸 수 있는 주소의 크기를 정합니다."""
    import resource

    import psutil

    most = psutil.Process().memory_info().vms + extra_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def with_pool():
    """풀의 initializer에서 setrlimit"""
    with ProcessPoolExecutor(WORKERS, initializer=partial(limit_this_process, LIMIT_BYTES)) as pool:
        return answers([pool.submit(build, number).result for number in range(TASKS)])


def with_dask():
    """워커의 memory_limit"""
    with dask_client() as client:
        futures = [client.submit(build, number, pure=False) for number in range(TASKS)]
        return answers([future.result for future in futures])


def with_ray():
    """작업의 memory"""
    with ray_cluster() as ray:
        task = ray.remote(memory=LIMIT_BYTES)(build)
        references = [task.remote(number) for number in range(TASKS)]
        return answers([partial(ray.get, reference) for reference in references])


def answers(getters):
    """받은 답들. 예외가 난 작업의 답은 없습니다."""
    found = [None] * TASKS
    for number, get in enumerate(getters):
        with contextlib.suppress(Exception):  # 엔진마다 다른 예외를 냅니다.
            found[number] = get()
    return found


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
                    memory_limit=LIMIT_BYTES,
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


def limited(method, package=""):
    """많이 쓴 작업이 답을 냈는지, 나머지 셋의 답을 받았는지 봅니다."""
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install distributed ray")
        return {"greedy": None, "others": None}
    found = method()
    return {
        "greedy": int(found[GREEDY] == GREEDY),
        "others": sum(found[number] == number for number in range(TASKS) if number != GREEDY),
    }


def pool():
    """프로세스 풀의 setrlimit"""
    if importlib.util.find_spec("resource") is None:
        print("이 시스템에는 setrlimit이 없어서 볼 수 없습니다.")
        return {"greedy": None, "others": None}
    return limited(with_pool)


def dask():
    """Dask의 memory_limit"""
    return limited(with_dask, "distributed")


def ray():
    """Ray의 memory"""
    return limited(with_ray, "ray")


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋 다 400 MB라고 적었으므로, 800 MB를 쓰는 작업은 어디에서나 멈추고 나머지 셋은 답을 낼 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        dask,
        ray,
        facts={
            "greedy": "한도의 두 배를 쓰고도 답을 냄(냈으면 1)",
            "others": "나머지의 답(개)",
        },
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="others")

# %%
# 읽기
# ------------------------------------------------------------------
#
# Ray의 ``memory``는 스케줄러가 자리를 세는 데 쓰는 약속입니다. 작업이 그보다 많이 써도 아무도 막지 않습니다. 막는 것은 기계의 메모리가 거의 찼을 때 워커를 죽이는 모니터입니다.
# Dask의 ``memory_limit``은 워커의 한도입니다. 95 %에 이르면 지켜보던 프로세스(nanny)가 워커를 죽이고, 그 작업은 다른 워커로 가서 그 워커도 죽입니다.
# ``setrlimit``은 작업에게 ``MemoryError``를 냅니다. 워커는 살고 다른 작업은 모릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``GREEDY_BYTES``를 ``LIMIT_BYTES // 4``로 줄여 보십시오. 셋 다 답을 냅니다.
