# 실행: python plot_gil_model_predicts_the_wait.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
GIL의 모델은 바쁜 스레드 곁의 요청이 얼마나 늦을지 미리 말합니다
==================================================================

입출력을 할 때마다 GIL을 놓고, 다시 얻으려면 전환 간격만큼 참아야 한다면 늦는 시간은 곱셈으로 나옵니다.
그 계산이 정말로 도는 스레드와 맞을까요?

이 실험은 :doc:`바쁜 스레드 곁의 입출력 </threading/convoy>`의 시뮬레이터 곁에 나옵니다.
"""

import statistics
import sys
import time
from contextlib import contextmanager
from threading import Event, Thread

CALLS = 4
IO_SECONDS = 0.001
TURNS = 9

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 요청 하나는 GIL을 놓는 호출을 네 번 합니다. 여기서는 잠자기가 입출력을 대신합니다.


def ask():
    """입출력을 네 번 하는 요청 하나입니다."""
    for _ in range(CALLS):
        time.sleep(IO_SECONDS)


@contextmanager
def busy_threads(count):
    """스레드 여럿이 쉬지 않고 계산합니다."""
    stopped = Event()

    def spin():
        while not stopped.is_set():
            pass

    threads = [Thread(target=spin) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def typical_seconds():
    """요청 하나에 걸리는 시간의 중앙값입니다."""
    took = []
    for _ in range(TURNS):
        started = time.perf_counter()
        ask()
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def compared(busy, interval):
    """바쁜 스레드 곁에서 재고, 혼자일 때의 입출력 시간을 넣은 모델과 비교합니다."""
    from parabook.simulators import convoys

    alone = typical_seconds() / CALLS
    kept = sys.getswitchinterval()
    sys.setswitchinterval(interval)
    try:
        with busy_threads(busy):
            took = typical_seconds()
    finally:
        sys.setswitchinterval(kept)
    predicted = convoys.latency(convoys.request(busy, interval, CALLS, alone))
    return {
        "took": 1000 * took,
        "predicted": 1000 * predicted,
        "error": took / predicted,
        "io": 1000 * alone,
        "usual": 1000 * kept,
    }


def one_busy():
    """계산 1, 간격 5 ms"""
    return compared(1, 0.005)


def one_busy_often():
    """계산 1, 간격 1 ms"""
    return compared(1, 0.001)


def two_busy():
    """계산 2, 간격 5 ms"""
    return compared(2, 0.005)


# %%
# 예상
# ------------------------------------------------------------------
#
# 바쁜 스레드가 하나이면 입출력마다 전환 간격만큼 늦습니다. 둘이면 앞에 선 것까지 기다리므로 그 두 배에 가깝습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        one_busy_often,
        one_busy,
        two_busy,
        measured={
            "took": "잰 시간의 중앙값(ms)",
            "predicted": "모델이 계산한 시간(ms)",
            "error": "잰 것을 계산한 것으로 나눈 값(배)",
            "io": "혼자일 때 입출력 하나의 시간(ms)",
            "usual": "정하지 않았을 때의 전환 간격(ms)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="error")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 비가 1에 가까우면 시뮬레이터의 말을 믿어도 됩니다.
# 모델에는 GIL만 있고 코어와 운영 체제의 순서는 없습니다. 다른 프로그램이 코어를 빼앗으면 그만큼 더 늦습니다.
# GIL이 없는(free-threaded) 빌드에는 다시 얻을 것이 없으므로, 잰 것이 계산한 것보다 훨씬 짧습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``CALLS``를 ``1``로 줄여 보십시오. 늦는 시간도 4분의 1로 줄어듭니다. 입출력을 잘게 나눌수록 늦는 이유가 여기에 있습니다.
