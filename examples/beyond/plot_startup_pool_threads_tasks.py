# 실행: python plot_startup_pool_threads_tasks.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
아무것도 정하지 않은 풀은 3.14부터 서버를 먼저 띄우고 늦게 시작합니다
=====================================================================

파이썬을 올리면 시작, 풀, 스레드, 태스크가 빨라질까요, 느려질까요?
아무것도 정하지 않은 프로그램이 하는 네 가지를, 인터프리터마다 같은 코드로 쟀습니다.

이 실험은 :doc:`새 파이썬이 바꾼 것 </beyond/new-pythons>`에 나옵니다.
"""

import asyncio
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
THREADS = 200
TASKS = 5000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시작 방식을 정하지 않습니다. 그 파이썬의 기본값이 그 파이썬의 말입니다.


def start_interpreter():
    """아무것도 하지 않는 인터프리터를 시작하고 끝냅니다."""
    subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)


def start_pool():
    """풀을 만들어 첫 답들을 받습니다. 답은 워커의 부모 프로세스입니다."""
    with ProcessPoolExecutor(WORKERS) as pool:
        answers = [pool.submit(os.getppid) for _ in range(WORKERS)]
        return [answer.result() for answer in answers]


def start_threads():
    """스레드를 하나씩 시작하고 기다립니다."""
    for _ in range(THREADS):
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()


async def nothing():
    """아무것도 하지 않습니다."""


async def create_tasks():
    """태스크를 하나씩 만들고 기다립니다."""
    for _ in range(TASKS):
        await asyncio.create_task(nothing())


def run_tasks():
    """루프를 열어 태스크를 만듭니다."""
    asyncio.run(create_tasks())


def timed(work):
    """한 번 하는 데 걸린 시간과, 이 프로그램이 낳지 않은 워커의 답입니다."""
    started = time.perf_counter()
    parents = work()
    return {
        "took": (time.perf_counter() - started) * 1000,
        "served": parents and sum(parent != os.getpid() for parent in parents),
        "forks": int(multiprocessing.get_start_method() == "fork"),
    }


def interpreter():
    """인터프리터 하나 시작하기"""
    return timed(start_interpreter)


def pool():
    """워커 둘인 프로세스 풀의 첫 답"""
    if "fork" not in multiprocessing.get_all_start_methods():
        print("이 시스템에는 fork가 없어서, 어느 버전에서나 워커를 새로 시작합니다.")
    return timed(start_pool)


def threads():
    """스레드 200개를 하나씩"""
    return timed(start_threads)


def tasks():
    """태스크 5,000개"""
    return timed(run_tasks)


# %%
# 예상
# ------------------------------------------------------------------
#
# 3.13까지 Linux의 풀은 ``fork``로 시작하므로 인터프리터 하나를 시작하는 것과 비슷합니다. 3.14부터는 포크 서버를 먼저 띄우므로 느립니다.
# 스레드와 태스크는 버전이 달라도 비슷합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        interpreter,
        pool,
        threads,
        tasks,
        facts={"served": "서버가 낳은 워커의 답(개)", "forks": "기본 시작 방식이 fork(이면 1)"},
        measured={"took": "걸린 시간(ms)"},
        times=5,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="took")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 포크 서버와 자원 추적기가 먼저 떠야 워커가 생깁니다. 서버는 한 번만 띄우므로 둘째 풀부터는 쌉니다.
# 프로세스를 짧게 쓰고 끝나는 명령이라면 그 한 번이 전부이고, 오래 도는 서버라면 보이지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("fork"))``로 적고 3.14에서 돌려 보십시오.
# 빨라지지만, 스레드가 있는 프로그램에서는 자식이 멈출 수 있습니다.
