# 실행: python plot_small_tasks_route_around_a_slow_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1"]
# ///
"""
작게 나누면 느린 워커를 비켜 갑니다
==================================================================

워커 둘 가운데 하나가 네 배 느립니다. 이웃한 가상 기계가 바쁘거나, 디스크가 낡았거나, 온도가 높습니다.
일 24개를 워커의 수만큼 똑같이 나눈 것과 하나씩 맡긴 것에서, 느린 워커는 몇 개를 맡을까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
Dask가 없으면 ``python -m pip install distributed``로 설치합니다.
"""

import contextlib
import importlib.util
import os
import tempfile
import time

WORKERS = 2
ITEMS = 24
FAST_SECONDS = 0.02
SLOW_TIMES = 4

# %%
# 재는 코드
# ------------------------------------------------------------------


def handle(item, slow):
    """일 하나. 느린 워커에서는 네 배가 걸립니다."""
    from distributed import get_worker

    mine = get_worker().address
    time.sleep(FAST_SECONDS * (SLOW_TIMES if mine == slow else 1))
    return item, mine


def handle_many(items, slow):
    """일의 묶음 하나"""
    return [handle(item, slow) for item in items]


def one_share_each(client, slow, items):
    """워커마다 똑같이 나누기"""
    workers = sorted(client.scheduler_info()["workers"])
    shares = [items[number :: len(workers)] for number in range(len(workers))]
    futures = [
        client.submit(handle_many, share, slow, workers=worker, pure=False)
        for share, worker in zip(shares, workers, strict=True)
    ]
    return [done for share in client.gather(futures) for done in share]


def one_by_one(client, slow, items):
    """하나씩 맡기기"""
    return client.gather(client.map(handle, items, slow=slow, pure=False))


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


def with_slow_worker(method):
    """첫 워커를 느리게 하고, 그 워커가 한 일을 셉니다."""
    if importlib.util.find_spec("distributed") is None:
        print("distributed가 없어 보지 않았습니다. python -m pip install distributed")
        return dict.fromkeys(("by_slow", "done"))
    with dask_client() as client:
        client.wait_for_workers(WORKERS)
        slow = min(client.scheduler_info()["workers"])
        client.gather(client.map(handle, range(WORKERS), slow="", pure=False))
        done = method(client, slow, list(range(ITEMS)))
    return {
        "by_slow": sum(worker == slow for _, worker in done),
        "done": len({item for item, _ in done}),
    }


def shares():
    """똑같이 나누기"""
    return with_slow_worker(one_share_each)


def singles():
    """하나씩 맡기기"""
    return with_slow_worker(one_by_one)


# %%
# 예상
# ------------------------------------------------------------------
#
# 빠르기의 비가 4 대 1이므로 가장 좋은 나누기는 19개와 5개이고, 그때 걸리는 시간은 19개 남짓의 시간입니다.
# 똑같이 나누면 느린 워커가 열둘을 다 할 때까지 기다리므로 두 배 반이 걸립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        shares,
        singles,
        facts={"by_slow": "느린 워커가 한 일(개)", "done": "끝난 일(개)"},
        times=1,
        deadline_seconds=60,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="by_slow")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 하나씩 맡기면 빠른 워커가 끝나는 대로 다음 것을 가져가므로, 누가 느린지 몰라도 느린 쪽이 덜 맡습니다.
# 그래서 워커의 수보다 몇 배는 잘게 나누어야 합니다. 그 대신 작업마다 맡기는 비용을 냅니다.
#
# 남는 것은 마지막 하나입니다. 느린 워커가 맡은 마지막 일을 다른 워커에도 맡기면 그것도 줄지만, 같은 일이 두 번 돌므로 멱등이어야 합니다.
# Dask와 Ray는 스스로 그렇게 하지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SLOW_TIMES``를 ``20``으로 늘려 보십시오. 하나씩 맡긴 것도 마지막 하나를 기다리느라 나빠집니다.
