# 실행: python plot_interpreters_between_threads_and_processes.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
서브인터프리터는 fork한 프로세스보다 무겁고 spawn한 프로세스보다 가볍습니다
===========================================================================

순수 파이썬 계산을 코어에 나누려면 프로세스가 있어야 한다고들 합니다. 서브인터프리터는 그 자리를 대신할까요?
같은 계산을 나눌 때의 빠르기와, 워커를 시작하는 시간과, 워커 하나의 메모리를 함께 쟀습니다.

이 실험은 :doc:`서브인터프리터 </beyond/subinterpreters>`에 나옵니다.
"""

import multiprocessing
import time
from concurrent import futures

import psutil

WORKERS = 2
MEMORY_WORKERS = 6
LOOPS = 600_000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 실행기만 다르고, 맡기는 법은 모두 같습니다.


def count_loops(loops):
    """파이썬 코드만으로 계산합니다."""
    total = 0
    for number in range(loops):
        total += number & 3
    return total


def share_out(pool):
    """계산을 워커의 수만큼 나누어 맡깁니다."""
    return sum(pool.map(count_loops, [LOOPS // WORKERS] * WORKERS))


def start_workers(pool, count):
    """워커를 모두 시작합니다. 하나씩 잠깐 쉬는 작업을 주어, 한 워커가 둘을 하지 못하게 합니다."""
    return list(pool.map(time.sleep, [0.05] * count))


# %%
# 아래는 시간과 메모리를 읽는 코드입니다. 메모리는 자식들까지 더합니다.


def memory_kib():
    """이 프로세스와 자손이 쓰는 메모리(PSS)를 더합니다."""
    me = psutil.Process()
    total = 0
    for process in (me, *me.children(recursive=True)):
        seen = process.memory_full_info()
        total += getattr(seen, "pss", seen.uss)
    return total / 1024


def seconds(work, *arguments):
    """일을 한 번 하는 데 걸린 시간입니다."""
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def measure(make_pool):
    """시작하는 시간과, 순차 실행의 몇 배 빠른지와, 워커 하나의 메모리를 잽니다."""
    alone = min(seconds(count_loops, LOOPS) for _ in range(3))
    with make_pool(WORKERS) as pool:
        started = seconds(start_workers, pool, WORKERS) - 0.05
        share_out(pool)
        speed = alone / min(seconds(share_out, pool) for _ in range(3))
    before = memory_kib()
    with make_pool(MEMORY_WORKERS) as pool:
        start_workers(pool, MEMORY_WORKERS)
        share_out(pool)
        memory = (memory_kib() - before) / MEMORY_WORKERS
    return {"speed": speed, "start": started * 1000, "memory": memory}


def threads():
    """스레드 풀"""
    return measure(futures.ThreadPoolExecutor)


def interpreters():
    """서브인터프리터 풀"""
    kind = getattr(futures, "InterpreterPoolExecutor", None)
    if kind is None:
        print("이 파이썬에는 InterpreterPoolExecutor가 없습니다. Python 3.14부터 있습니다.")
        return dict.fromkeys(("speed", "start", "memory"))
    return measure(kind)


def processes(method):
    """시작 방식을 정한 프로세스 풀"""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 시작 방식 {method}가 없습니다.")
        return dict.fromkeys(("speed", "start", "memory"))
    context = multiprocessing.get_context(method)
    return measure(lambda workers: futures.ProcessPoolExecutor(workers, mp_context=context))


def forked():
    """프로세스 풀(fork)"""
    return processes("fork")


def spawned():
    """프로세스 풀(spawn)"""
    return processes("spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# 빠르기는 프로세스와 같습니다. 시작하는 시간과 메모리는 스레드보다 크고 ``spawn``한 프로세스보다 작습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        threads,
        interpreters,
        forked,
        spawned,
        measured={
            "speed": "빠르기, 순차 실행 대비(배)",
            "start": "워커 둘을 시작하는 시간(ms)",
            "memory": "워커 하나의 메모리(KiB)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="memory")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 서브인터프리터는 저마다 GIL이 있어서, 순수 파이썬 계산도 코어 수만큼 빨라집니다.
# 시작할 때에는 ``builtins``와 ``sys``부터 다시 만들고, 불러올 모듈도 저마다 다시 불러옵니다. 그래서 스레드보다 훨씬 큽니다.
#
# ``fork``한 프로세스의 메모리가 작은 것은 부모의 것을 나누어 쓰기 때문입니다. 오래 돌면 갈라집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``count_loops``의 첫 줄에 ``import asyncio``를 적어 보십시오. 서브인터프리터와 ``spawn``은 워커마다 그 메모리를 더 씁니다.
