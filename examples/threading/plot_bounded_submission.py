# 실행: python plot_bounded_submission.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
ThreadPoolExecutor.map은 입력을 한꺼번에 삼킵니다
==================================================================

``executor.map``에 파일의 줄을 100만 개 내놓는 생성기를 줍니다. 스레드는 넷입니다.
풀은 넷씩 꺼내 갈까요? 첫 결과를 읽을 때, 입력은 몇 개나 꺼냈을까요?

이 실험은 :doc:`스레드 풀을 제대로 쓰기 </threading/pools>`에 나옵니다.
"""

import sys
import tracemalloc
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

WORKERS = 4
BUFFER = 16
INPUTS = 3_000

# %%
# 재는 코드
# ------------------------------------------------------------------


class Source:
    """입력을 하나씩 내놓고, 아직 읽지 않은 것이 가장 많았던 때를 적습니다."""

    def __init__(self):
        self.given = self.read = self.most = 0

    def __iter__(self):
        """하나 내놓을 때마다 밀린 수를 봅니다."""
        for number in range(INPUTS):
            self.given += 1
            self.most = max(self.most, self.given - self.read)
            yield number


def work(number):
    """하나를 처리합니다."""
    return b"%d" % number


def consume(source, results):
    """결과를 모두 읽고, 밀린 입력과 메모리 피크를 셉니다."""
    total = 0
    for result in results:
        source.read += 1
        total += len(result)
    return {
        "waiting": source.most,
        "peak": tracemalloc.get_traced_memory()[1] / 1024,
        "results": source.read,
    }


def plain_map():
    """그냥 map"""
    tracemalloc.start()
    source = Source()
    with ThreadPoolExecutor(WORKERS) as pool:
        return consume(source, pool.map(work, source))


def map_in_steps(pool, function, inputs):
    """읽지 않은 것이 ``BUFFER``개를 넘지 않게 맡기고 순서대로 내놓습니다. 그만 읽으면 남은 것을 취소합니다."""
    futures = deque()
    try:
        for item in inputs:
            futures.append(pool.submit(function, item))
            if len(futures) == BUFFER:
                yield futures.popleft().result()
        while futures:
            yield futures.popleft().result()
    finally:
        for future in futures:
            future.cancel()


def bounded_map():
    """16개까지만 맡김"""
    tracemalloc.start()
    source = Source()
    with ThreadPoolExecutor(WORKERS) as pool:
        return consume(source, map_in_steps(pool, work, source))


def semaphore_in_worker():
    """작업 안의 세마포어(헛수고)"""
    tracemalloc.start()
    source, limit = Source(), Semaphore(BUFFER)

    def limited(number):
        with limit:
            return work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return consume(source, pool.map(limited, source))


def buffersize():
    """버퍼를 묶는 3.14의 map(buffersize=)"""
    if sys.version_info < (3, 14):
        print("이 파이썬의 map에는 buffersize가 없어 map_in_steps로 대신합니다.")
        return bounded_map()
    tracemalloc.start()
    source = Source()
    with ThreadPoolExecutor(WORKERS) as pool:
        return consume(source, pool.map(work, source, buffersize=BUFFER))


# %%
# 예상
# ------------------------------------------------------------------
#
# 그냥 ``map``은 첫 결과를 읽기 전에 입력을 모두 꺼냅니다. 수를 묶으면 16개까지만 꺼냅니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        plain_map,
        semaphore_in_worker,
        bounded_map,
        buffersize,
        facts={"waiting": "읽지 않고 밀린 입력(개)", "results": "읽은 결과(개)"},
        measured={"peak": "메모리 피크(KiB)"},
        times=2,
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
# ``map``은 부르는 자리에서 입력을 모두 ``submit``합니다. 끝나지 않는 생성기라면 메모리가 다할 때까지 꺼냅니다.
# 세마포어를 작업 안에 두면 도는 수만 줄고, 밀린 수는 그대로입니다.
# 맡기는 쪽에서 기다려야 합니다. 이것을 백프레셔(backpressure)라고 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``work``에 ``time.sleep(0.001)``을 넣어도 그냥 ``map``이 밀리는 수는 그대로입니다.
