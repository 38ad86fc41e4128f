# 실행: python plot_imap_stops_at_a_full_pipe.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
imap은 파이프가 차면 멈추고 Executor.map은 멈추지 않습니다
==================================================================

입력이 수천만 줄인 파일을 ``pool.imap``에 그대로 넘겨도 될까요?
``imap``과 ``Executor.map``은 첫 결과를 줄 때까지 입력을 몇 개나 꺼내 갈까요?
워커가 빠르고 받는 쪽이 느리면 무엇이 쌓일까요?

이 실험은 :doc:`Pool과 ProcessPoolExecutor </multiprocessing/pool-methods>`에 나옵니다.
"""

import inspect
import itertools
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

INPUTS = 5_000
WORKERS = 2
SLOW_SECONDS = 0.2  # 그동안 5,000개를 모두 꺼내고도 남습니다.
BUFFER = 64  # 앞서 꺼내 갈 입력의 한도
IDLE_LIMIT_SECONDS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 입력은 달라고 할 때마다 하나씩 만들고, 몇 개를 만들었는지 셉니다.
# 느린 워커에서는 첫 결과를 받은 때에, 빠른 워커에서는 첫 결과를 받고 더 꺼내 가지 않을 때까지 쉰 다음에 봅니다.


class Inputs:
    """정해진 크기의 입력을 하나씩 만들고, 꺼내 간 것을 셉니다."""

    def __init__(self, size=10):
        """아직 아무것도 꺼내 가지 않았습니다."""
        self.size = size
        self.taken = 0

    def __iter__(self):
        """바이트를 하나씩 내줍니다."""
        for _ in range(INPUTS):
            self.taken += 1
            yield bytes(self.size)


def slow(item):
    """오래 걸리는 작업"""
    time.sleep(SLOW_SECONDS)
    return len(item)


def fast(item):
    """금방 끝나는 작업"""
    return len(item)


def rest(inputs):
    """받는 쪽이 쉽니다. 0.1초 동안 꺼내 간 것이 없으면 그만 쉽니다."""
    deadline = time.monotonic() + IDLE_LIMIT_SECONDS
    before = -1
    while before != inputs.taken and time.monotonic() < deadline:
        before = inputs.taken
        time.sleep(0.1)


def slow_imap(size):
    """느린 워커, Pool.imap"""
    inputs = Inputs(size)
    with Pool(WORKERS) as pool:
        results = pool.imap(slow, inputs)
        next(results)
        return {"taken": inputs.taken}


def slow_executor_map():
    """느린 워커, Executor.map"""
    inputs = Inputs()
    with ProcessPoolExecutor(WORKERS) as executor:
        results = executor.map(slow, inputs)
        next(results)
        taken = inputs.taken
        executor.shutdown(cancel_futures=True)
        return {"taken": taken}


def slow_executor_map_with_buffersize():
    """고침: 느린 워커, Executor.map(buffersize=64)"""
    if "buffersize" not in inspect.signature(ProcessPoolExecutor.map).parameters:
        print("이 파이썬의 Executor.map에는 buffersize가 없습니다. Python 3.14부터 있습니다.")
        return {"taken": None}
    inputs = Inputs()
    with ProcessPoolExecutor(WORKERS) as executor:
        results = executor.map(slow, inputs, buffersize=BUFFER)
        next(results)
        taken = inputs.taken
        executor.shutdown(cancel_futures=True)
        return {"taken": taken}


def fast_imap():
    """빠른 워커와 쉬는 받는 쪽, Pool.imap"""
    inputs = Inputs()
    with Pool(WORKERS) as pool:
        results = pool.imap(fast, inputs)
        next(results)
        rest(inputs)
        return {"taken": inputs.taken}


def in_batches(pool, function, inputs):
    """입력을 64개씩 꺼내 맡기고, 그 결과를 모두 준 다음에 더 꺼냅니다."""
    inputs = iter(inputs)
    while batch := list(itertools.islice(inputs, BUFFER)):
        yield from pool.imap(function, batch)


def fast_imap_in_batches():
    """고침: 빠른 워커와 쉬는 받는 쪽, 64개씩 나누어 맡김"""
    inputs = Inputs()
    with Pool(WORKERS) as pool:
        results = in_batches(pool, fast, inputs)
        next(results)
        rest(inputs)
        return {"taken": inputs.taken}


# %%
# 예상
# ------------------------------------------------------------------
#
# 워커에게 가는 파이프는 64 KiB입니다. 워커가 느리면 파이프가 차고, ``imap``은 거기에서 멈춥니다.
# 10바이트짜리 입력 하나는 함수의 이름과 함께 피클하면 80바이트쯤이므로 800개쯤, 10,000바이트짜리는 워커가 가져간 것까지 열 개쯤에서 멈출 것입니다.
# ``Executor.map``은 첫 결과를 주기 전에 모두 맡깁니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        Contender(slow_imap, (10,), name="slow_imap_small", label="느린 워커, imap, 10 B"),
        Contender(slow_imap, (10_000,), name="slow_imap_large", label="느린 워커, imap, 10 kB"),
        slow_executor_map,
        slow_executor_map_with_buffersize,
        fast_imap,
        fast_imap_in_batches,
        facts={"taken": "첫 결과를 받고 볼 때까지 꺼내 간 입력(개)"},
        times=1,
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
# ``Pool``의 뒤에서는 스레드 하나가 입력을 꺼내 파이프에 적습니다. 파이프가 차면 적던 스레드가 멈추므로 더 꺼내지 않습니다.
# 그러나 워커가 빠르면 파이프가 차지 않습니다. 받는 쪽이 쉬는 동안 입력은 모두 **결과**가 되어 부모의 메모리에 쌓입니다.
# ``imap``의 결과에는 한도가 없습니다.
#
# ``Executor.map``은 입력마다 퓨처를 만들어 모두 맡긴 다음에 돌아옵니다.
# Python 3.14부터는 ``buffersize``로 앞서 꺼낼 개수를 묶습니다. 그보다 낮은 버전에서는 ``in_batches``처럼 나누어 맡깁니다.
# 나누어 맡기면 끝날 때마다 가장 늦은 작업을 기다리므로, 한 번에 맡기는 수를 워커의 수보다 넉넉히 크게 두십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SLOW_SECONDS``를 ``0``으로 바꿔 보십시오. 파이프가 차지 않아, 느린 쪽의 ``imap``이 꺼내 간 수가 돌릴 때마다 달라집니다.
