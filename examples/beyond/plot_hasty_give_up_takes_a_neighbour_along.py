# 실행: python plot_hasty_give_up_takes_a_neighbour_along.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "ray>=2.40"]
# ///
"""
한 번 만에 포기하게 하면 이웃한 작업도 함께 포기합니다
==================================================================

파일 하나가 깨져 있어서, 그것을 여는 작업은 언제나 워커와 함께 죽습니다.
엔진은 몇 번이나 다시 해 볼까요? 한 번 만에 포기하게 하면 더 나을까요? 멀쩡한 작업들의 결과는 받을 수 있을까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed ray``로 설치합니다. 여러 대에서는 모두가 보는 폴더를 ``PARABOOK_SHARED``에 적습니다.
"""

import contextlib
import importlib.util
import os
import signal
import sys
import tempfile
from pathlib import Path

WORKERS = 2
FILES = 12
BROKEN = 3

# %%
# 재는 코드
# ------------------------------------------------------------------


def read(folder, number):
    """작업 하나: 파일 하나를 읽습니다. 깨진 파일은 워커를 죽입니다."""
    with Path(folder, "실행").open("a", encoding="utf-8") as runs:
        runs.write(f"{number}\n")
    if number == BROKEN:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def with_dask_gather(folder):
    """한꺼번에 받기"""
    with dask_client() as client:
        return client.gather([client.submit(read, folder, number) for number in range(FILES)])


def with_dask(folder):
    """하나씩 받기"""
    with dask_client() as client:
        futures = [client.submit(read, folder, number) for number in range(FILES)]
        return [answer_or_none(future.result) for future in futures]


def with_hasty_dask(folder):
    """한 번 만에 포기하게 하고, 하나씩 받기"""
    with dask_client() as client:
        usual = client.run_on_scheduler(give_up_after, failures=0)
        futures = [client.submit(read, folder, number) for number in range(FILES)]
        answers = [answer_or_none(future.result) for future in futures]
        client.run_on_scheduler(give_up_after, failures=usual)
        return answers


def give_up_after(dask_scheduler, failures):
    """설정 ``distributed.scheduler.allowed-failures``를 바꾸고, 바꾸기 전의 것을 돌려줍니다."""
    before, dask_scheduler.allowed_failures = dask_scheduler.allowed_failures, failures
    return before


def with_ray(folder):
    """하나씩 받기"""
    with ray_cluster() as ray:
        task = ray.remote(read)
        references = [task.remote(folder, number) for number in range(FILES)]
        return [answer_or_none(ray.get, reference) for reference in references]


def answer_or_none(get, *arguments):
    """답을 받습니다. 포기된 작업의 답은 없습니다."""
    with contextlib.suppress(Exception):  # 엔진마다 다른 예외를 냅니다.
        return get(*arguments)
    return None


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


def poisoned(method, package):
    """깨진 파일을 몇 번 열었고, 멀쩡한 파일을 몇 개 받았는지 셉니다."""
    if importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install distributed ray")
        return {"tries": None, "received": None}
    with tempfile.TemporaryDirectory(dir=os.environ.get("PARABOOK_SHARED")) as folder:
        answers = answer_or_none(method, folder) or []
        tries = Path(folder, "실행").read_text(encoding="utf-8").split().count(str(BROKEN))
    return {"tries": tries, "received": sum(answer is not None for answer in answers)}


def dask_gather():
    """Dask, 한꺼번에 받기"""
    return poisoned(with_dask_gather, "distributed")


def dask():
    """Dask, 하나씩 받기"""
    return poisoned(with_dask, "distributed")


def hasty_dask():
    """Dask, 한 번 만에 포기하기"""
    return poisoned(with_hasty_dask, "distributed")


def ray():
    """Ray, 하나씩 받기"""
    return poisoned(with_ray, "ray")


# %%
# 예상
# ------------------------------------------------------------------
#
# 몇 번 다시 해 보다 포기하고, 멀쩡한 열하나는 받을 것입니다. 한꺼번에 받으면 예외 하나가 모두를 가립니다.
# 한 번 만에 포기하면 같은 답을 더 빨리 받을 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        dask_gather,
        dask,
        hasty_dask,
        ray,
        facts={"tries": "깨진 파일을 연 것(번)", "received": "받은 멀쩡한 파일(개)"},
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="tries")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 둘 다 처음 한 번과 다시 세 번, 모두 네 번 돌리고 포기합니다(Dask의 ``distributed.scheduler.allowed-failures``, Ray의 ``max_retries``).
#
# 왜 네 번씩이나 해 볼까요? 스케줄러는 워커가 죽은 것만 알고, 무엇이 죽였는지는 모릅니다.
# 그래서 그 워커가 맡고 있던 작업을 모두 의심합니다. 아직 시작하지 않고 뒤에서 기다리던 이웃도 그렇습니다.
# 다시 할 때에는 이웃이 다른 워커로 흩어지므로, 여러 번 하면 언제나 곁에 있던 것이 드러납니다. 한 번 만에 포기하면 가리지 못합니다.
#
# 파이썬의 예외는 다시 돌리지 않습니다. 예외로 끝난 작업은 워커를 죽이지 않으므로, 포기된 것이 아니라 실패한 것입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``failures=0``을 ``failures=1``로 바꾸어 보십시오. 이웃은 살고, 깨진 파일은 두 번 열립니다.
