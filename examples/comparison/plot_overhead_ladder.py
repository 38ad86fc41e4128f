# 실행: python plot_overhead_ladder.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
동시에 할 것 하나를 만드는 비용은 방법마다 자릿수가 다릅니다
==================================================================

코루틴 하나를 부르는 것과 프로세스 하나를 시작하는 것은 얼마나 다를까요?
하나에 드는 비용을 알면, 일이 얼마나 커야 나눌 만한지도 알 수 있습니다.

이 실험은 :doc:`시작하고 부르는 비용 </comparison/overhead>`에 나옵니다.
"""

import asyncio
import multiprocessing
import threading
import time
from concurrent import futures

CALLS = 20000
TASKS = 2000
ROUND_TRIPS = 300
THREADS = 200
PROCESSES = {"fork": 20, "forkserver": 3, "spawn": 2}

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 하는 일은 모두 같습니다. 아무것도 하지 않습니다. 남는 것은 시작하고, 부르고, 거두는 비용뿐입니다.
# 함수마다 같은 인터프리터에서 태스크도 함께 만들어, 그 몇 배인지 봅니다.


def nothing():
    """아무것도 하지 않습니다."""


async def nothing_async():
    """아무것도 하지 않는 코루틴입니다."""


async def call_coroutines(count):
    """코루틴을 하나씩 부르고 기다립니다."""
    for _ in range(count):
        await nothing_async()


async def create_tasks(count):
    """태스크를 하나씩 만들고 기다립니다."""
    for _ in range(count):
        await asyncio.create_task(nothing_async())


def seconds_each(work, count):
    """일을 한 번 하고, 하나에 든 시간을 돌려줍니다."""
    started = time.perf_counter()
    work(count)
    return (time.perf_counter() - started) / count


def on_the_ladder(each):
    """하나에 든 시간과, 그것이 태스크 하나의 몇 배인지를 적습니다."""
    task = seconds_each(lambda count: asyncio.run(create_tasks(count)), TASKS)
    return {"microseconds": each * 1e6, "tasks": each / task}


def coroutine_call():
    """코루틴 부르기"""
    return on_the_ladder(seconds_each(lambda count: asyncio.run(call_coroutines(count)), CALLS))


def task():
    """태스크 만들기"""
    return on_the_ladder(seconds_each(lambda count: asyncio.run(create_tasks(count)), TASKS))


def round_trips(pool):
    """만들어 둔 풀에 하나씩 맡기고 결과를 받는 비용입니다. 어느 인터프리터에나 있는 ``abs``를 맡깁니다."""
    with pool:
        list(pool.map(abs, range(8)))
        return seconds_each(
            lambda count: [pool.submit(abs, 1).result() for _ in range(count)], ROUND_TRIPS
        )


def thread_pool_round_trip():
    """스레드 풀에 맡기기"""
    return on_the_ladder(round_trips(futures.ThreadPoolExecutor(2)))


def process_pool_round_trip():
    """프로세스 풀에 맡기기"""
    return on_the_ladder(round_trips(futures.ProcessPoolExecutor(2)))


def start_and_join(kind, count):
    """하나씩 시작하고 끝나기를 기다립니다."""
    for _ in range(count):
        unit = kind(target=nothing)
        unit.start()
        unit.join()


def thread():
    """스레드 시작하기"""
    return on_the_ladder(
        seconds_each(lambda count: start_and_join(threading.Thread, count), THREADS)
    )


def interpreter_round_trip():
    """서브인터프리터에 맡기기"""
    executor = getattr(futures, "InterpreterPoolExecutor", None)
    if executor is None:
        print("이 파이썬에는 InterpreterPoolExecutor가 없습니다. Python 3.14부터 있습니다.")
        return {}
    return on_the_ladder(round_trips(executor(2)))


def process(method):
    """시작 방식을 정해 프로세스를 하나씩 시작합니다. 첫 하나는 재지 않습니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 시작 방식 {method}가 없습니다.")
        return {}
    kind = multiprocessing.get_context(method).Process
    start_and_join(kind, 1)
    return on_the_ladder(seconds_each(lambda count: start_and_join(kind, count), PROCESSES[method]))


def fork():
    """프로세스 시작하기(fork)"""
    return process("fork")


def forkserver():
    """프로세스 시작하기(forkserver)"""
    return process("forkserver")


def spawn():
    """프로세스 시작하기(spawn)"""
    return process("spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# 코루틴, 태스크, 스레드, 프로세스의 순서로 열 배쯤씩 비싸집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        coroutine_call,
        task,
        thread_pool_round_trip,
        thread,
        process_pool_round_trip,
        interpreter_round_trip,
        fork,
        forkserver,
        spawn,
        measured={
            "microseconds": "하나에 드는 시간(µs)",
            "tasks": "태스크 하나의 몇 배(배)",
        },
        times=4,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 가로축은 로그 눈금입니다. 눈금 하나를 지날 때마다 몇 배씩 비쌉니다.
# 보통의 축으로 그리면 프로세스 말고는 모두 0에 붙어 보이지 않습니다.
#
# 스레드와 프로세스는 하나씩 시작하고 끝나기를 기다렸습니다. 여럿을 함께 시작하면 코어의 수만큼 겹칩니다.
# ``spawn``과 ``forkserver``의 비용에는 이 파일을 자식마다 다시 불러오는 비용이 들어 있습니다. 불러오는 것이 많을수록 커집니다.
# 측정 도구가 이 파일을 주 모듈이 아니라 이름으로 불러오므로, 주 모듈을 미리 불러오는 버전(3.13.8, 3.14.1부터)의 ``forkserver``도 그렇습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# 파일의 맨 위에 ``import numpy``를 더해 보십시오. ``spawn``과 ``forkserver``가 몇 배가 되고 나머지는 그대로입니다.
