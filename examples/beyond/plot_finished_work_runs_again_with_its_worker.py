# 실행: python plot_finished_work_runs_again_with_its_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1", "joblib>=1.4", "ray>=2.40"]
# ///
"""
워커가 죽으면 끝난 작업도 다시 돕니다
==================================================================

결제 20건을 맡겼는데 마지막 하나를 하던 워커가 죽었습니다. 나머지 열아홉은 이미 끝났습니다.
프로그램은 모든 답을 받을까요? 그리고 몇 사람이 두 번 결제될까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
엔진이 없으면 ``python -m pip install distributed joblib ray``로 설치합니다. 여러 대에서는 모두가 보는 폴더를 ``PARABOOK_SHARED``에 적습니다.
"""

import contextlib
import importlib.util
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

WORKERS = 2
ORDERS = 20
LIMIT_SECONDS = 30

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 마지막 결제는 나머지가 모두 끝나기를 기다렸다가, 처음 한 번만 제 워커를 죽입니다. 메모리가 모자란 날 운영 체제가 하는 일입니다.


def charge(folder, order):
    """작업 하나: 결제하고 영수증을 돌려줍니다. 결제는 바깥의 일이라 되돌릴 수 없습니다."""
    with Path(folder, "결제").open("a", encoding="utf-8") as ledger:
        ledger.write(f"{order}\n")
    die_once(folder, order)
    return f"영수증 {order}"


def charge_once(folder, order):
    """작업 하나: 멱등 키(주문 번호)가 처음일 때에만 결제합니다."""
    with contextlib.suppress(FileExistsError):
        Path(folder, f"키-{order}").touch(exist_ok=False)
        with Path(folder, "결제").open("a", encoding="utf-8") as ledger:
            ledger.write(f"{order}\n")
    die_once(folder, order)
    return f"영수증 {order}"


def with_pool(task, folder):
    """concurrent.futures의 프로세스 풀"""
    with ProcessPoolExecutor(WORKERS) as pool:
        futures = [pool.submit(task, folder, order) for order in range(ORDERS)]
        return [future.result() for future in futures]


def with_joblib(task, folder):
    """joblib(loky)"""
    from joblib import Parallel, delayed

    return Parallel(WORKERS, batch_size=1)(delayed(task)(folder, order) for order in range(ORDERS))


def with_dask(task, folder):
    """Dask"""
    with dask_client() as client:
        futures = [client.submit(task, folder, order, pure=False) for order in range(ORDERS)]
        return client.gather(futures)


def with_ray(task, folder):
    """Ray"""
    with ray_cluster() as ray:
        remote = ray.remote(task)
        return ray.get([remote.remote(folder, order) for order in range(ORDERS)])


# %%
# 죽는 자리와, 클러스터에 붙는 법입니다.


def die_once(folder, order):
    """몇 번째로 도는지 적습니다. 마지막 주문이 처음 돌면, 나머지를 기다렸다가 제 프로세스를 죽입니다."""
    with Path(folder, "실행").open("a", encoding="utf-8") as runs:
        runs.write(f"{order}\n")
    if order < ORDERS - 1:
        return
    deadline = time.monotonic() + LIMIT_SECONDS
    while len(set(lines(folder, "실행"))) < ORDERS and time.monotonic() < deadline:
        time.sleep(0.01)
    with contextlib.suppress(FileExistsError), Path(folder, "죽음").open("x"):
        time.sleep(0.2)  # 끝난 것을 스케줄러가 들을 틈입니다.
        os.kill(os.getpid(), signal.SIGKILL)


def lines(folder, name):
    """파일에 적힌 줄들"""
    return Path(folder, name).read_text(encoding="utf-8").split()


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


FACTS = ("received", "ran_again", "charged_twice")


def killed(method, task, package=""):
    """워커가 죽은 다음에 받은 답, 다시 돈 작업, 두 번 결제된 주문을 셉니다."""
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}가 없어 보지 않았습니다. python -m pip install distributed joblib ray")
        return dict.fromkeys(FACTS)
    with tempfile.TemporaryDirectory(dir=os.environ.get("PARABOOK_SHARED")) as folder:
        received = 0
        with contextlib.suppress(Exception):  # 엔진마다 다른 예외를 냅니다.
            answers = method(task, folder)
            received = sum(f"영수증 {order}" == answers[order] for order in range(ORDERS))
        runs, ledger = lines(folder, "실행"), lines(folder, "결제")
        return {
            "received": received,
            "ran_again": sum(runs.count(order) > 1 for order in set(runs)),
            "charged_twice": sum(ledger.count(order) > 1 for order in set(ledger)),
        }


def pool():
    """프로세스 풀"""
    return killed(with_pool, charge)


def loky():
    """joblib(loky)"""
    return killed(with_joblib, charge, "joblib")


def dask():
    """Dask"""
    return killed(with_dask, charge, "distributed")


def ray():
    """Ray"""
    return killed(with_ray, charge, "ray")


def dask_once():
    """Dask, 멱등 키"""
    return killed(with_dask, charge_once, "distributed")


# %%
# 예상
# ------------------------------------------------------------------
#
# 프로세스 풀과 joblib은 깨지고, Dask와 Ray는 죽은 작업 하나를 다시 돌려 20개를 모두 받을 것입니다.
# 그러면 두 번 결제되는 것은 하나입니다.
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
        dask_once,
        facts={
            "received": "받은 영수증(개)",
            "ran_again": "두 번 넘게 돈 작업(개)",
            "charged_twice": "두 번 결제된 주문(개)",
        },
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="ran_again")

# %%
# 읽기
# ------------------------------------------------------------------
#
# Dask의 결과는 그것을 만든 워커의 메모리에 있습니다. 워커가 죽으면 함께 사라지므로, 끝난 작업도 다시 돌려야 답을 돌려줄 수 있습니다.
# Ray의 작은 결과는 맡긴 프로그램에게 바로 오고 큰 결과는 기계의 공유 메모리에 있어서, 워커 하나가 죽어도 남습니다. 기계가 통째로 죽으면 Ray도 다시 돌립니다.
#
# 어느 쪽이든 작업은 '적어도 한 번' 돕니다. 답이 완전하다는 것과 한 번만 돌았다는 것은 다른 말입니다.
# 바깥을 바꾸는 작업에는 멱등 키가 있어야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``with_dask``에서 결과를 받는 대로 ``future.release()``해 보십시오. 받은 것은 다시 돌지 않습니다.
