# 실행: python plot_joblib_keeps_its_workers.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["joblib>=1.4"]
# ///
"""
joblib은 워커를 남기고, 작업을 묶고, 큰 배열을 파일로 건넵니다
==================================================================

``Parallel(n_jobs=2)``는 부를 때마다 프로세스를 새로 시작할까요? 작업 600개를 하나씩 보낼까요? 배열은 어떻게 갈까요?
프로세스와 묶음과 파이프로 간 바이트를 세어, 부를 때마다 만드는 ``Pool``과 비교합니다.

이 실험은 :doc:`진행률과 취소, 그리고 joblib </practice/pools-of-others>`에 나옵니다.
joblib이 없으면 ``python -m pip install joblib``으로 설치합니다.
"""

import importlib.util
import multiprocessing
import os
import time
from contextlib import contextmanager
from multiprocessing import Pool

import numpy as np

WORKERS = 2
CALLS = 3
TASKS = 600
READERS = 4
ARRAY_BYTES = 8 * 2**20

# %%
# 재는 코드
# ------------------------------------------------------------------


def who(_):
    """일한 프로세스의 번호입니다. 두 워커가 모두 일하도록 조금 기다립니다."""
    time.sleep(0.02)
    return os.getpid()


def total(array):
    """배열의 합과, 배열이 파일 위에 있는지와, 고칠 수 있는지입니다."""
    return float(array.sum()), isinstance(array, np.memmap), array.flags.writeable


def pool_each_time(function, items):
    """부를 때마다 Pool"""
    with Pool(WORKERS) as pool:
        return pool.map(function, items, chunksize=1)


def joblib_each_time(function, items):
    """부를 때마다 Parallel"""
    from joblib import Parallel, delayed

    return Parallel(n_jobs=WORKERS)(delayed(function)(item) for item in items)


# %%
# 세는 코드
# ------------------------------------------------------------------


def counted(way, batches):
    """일한 프로세스와, 작업의 묶음과, 큰 배열이 간 길을 셉니다."""
    workers = {pid for _ in range(CALLS) for pid in way(who, range(2 * WORKERS))}
    array = np.ones(ARRAY_BYTES // 8)
    with bytes_sent() as sent:
        answers = way(total, [array] * READERS)
    if any(value != len(array) for value, *_ in answers):
        raise ValueError(answers)
    return {
        "workers": len(workers),
        "batches": batches(),
        "sent": round(sum(sent) / ARRAY_BYTES, 2),
        "mapped": sum(mapped for _, mapped, _ in answers),
        "writable": sum(writable for *_, writable in answers),
    }


@contextmanager
def bytes_sent():
    """부모가 파이프에 쓰는 바이트를 그 자리에서 적습니다. 위의 코드는 그것을 모릅니다."""
    sent = []
    pipe = type(multiprocessing.Pipe()[0])
    send = pipe._send_bytes  # noqa: SLF001 - 파이프에 쓰는 마지막 자리입니다.

    def send_counted(self, data):
        sent.append(memoryview(data).nbytes)
        send(self, data)

    pipe._send_bytes = send_counted  # noqa: SLF001 - 위와 같습니다.
    try:
        yield sent
    finally:
        pipe._send_bytes = send  # noqa: SLF001 - 위와 같습니다.


def joblib_batches():
    """짧은 작업 600개를 몇 묶음으로 보냈는지 셉니다."""
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=WORKERS)
    parallel(delayed(abs)(number) for number in range(TASKS))
    return parallel.n_dispatched_batches


def one_by_one_batches():
    """``chunksize=1``이면 작업마다 하나씩 보냅니다."""
    return TASKS


def pool():
    """Pool(chunksize=1)"""
    return counted(pool_each_time, one_by_one_batches)


def joblib():
    """joblib.Parallel"""
    if importlib.util.find_spec("joblib") is None:
        print("joblib이 없어서 세지 못했습니다. python -m pip install joblib")
        return dict.fromkeys(("workers", "batches", "sent", "mapped", "writable"))
    from joblib.externals.loky import get_reusable_executor

    try:
        return counted(joblib_each_time, joblib_batches)
    finally:
        get_reusable_executor().shutdown(wait=True)  # 남겨 둔 워커를 끝냅니다.


# %%
# 예상
# ------------------------------------------------------------------
#
# 부를 때마다 만드는 ``Pool``은 세 번에 프로세스 여섯을 쓰고, 배열을 네 번 보냅니다.
# joblib은 워커를 남겨 두므로 둘이고, 짧은 작업을 묶으므로 묶음이 훨씬 적고, 1 MB를 넘는 배열은 한 번 파일에 적어 이름만 보냅니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        joblib,
        facts={
            "workers": "세 번 부르는 동안 일한 프로세스(개)",
            "batches": "짧은 작업 600개를 보낸 묶음(개)",
            "sent": "배열을 네 번 넘기며 파이프로 간 것, 배열 대비(배)",
            "mapped": "파일 위의 배열을 받은 작업(개)",
            "writable": "고칠 수 있는 배열을 받은 작업(개)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="sent")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 남겨 둔 워커는 5분쯤 일이 없으면 스스로 끝납니다. 그동안은 메모리를 차지합니다.
# 파일 위의 배열은 모두가 함께 봅니다. 그래서 고칠 수 없고, 고치면 ``ValueError``가 납니다.
# 임시 파일은 리눅스에서는 ``/dev/shm``, 곧 메모리에 둡니다. 컨테이너의 ``/dev/shm``은 64 MiB이기 쉬워서, 모자라면 디스크에 둡니다.
#
# 작업이 얼마나 짧은지는 joblib이 재면서 정합니다. 그래서 묶음의 수는 돌릴 때마다 다릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``ARRAY_BYTES``를 ``2**19``로 줄여 보십시오. 1 MB보다 작은 배열은 joblib도 파이프로 보냅니다.
