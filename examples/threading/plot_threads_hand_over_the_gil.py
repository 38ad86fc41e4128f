# 실행: python plot_threads_hand_over_the_gil.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
계산하는 스레드 둘은 GIL을 번갈아 잡습니다
==================================================================

스레드 둘이 저마다 쉬지 않고 계산합니다. 어느 순간에 누가 돌고 있을까요?
스레드마다 시각을 쉬지 않고 적게 하면, 적지 못한 동안이 곧 돌지 못한 동안입니다.

이 실험은 :doc:`GIL은 무엇을 막는가 </threading/gil>`에 나옵니다.
"""

import threading
import time

RUN_SECONDS = 0.06
NAP_SECONDS = 0.012
TRIES = 5
GAP_SECONDS = 0.001  # 이보다 오래 적지 못했으면, 그동안은 돌지 않은 것입니다.

# %%
# 재는 코드
# ------------------------------------------------------------------


def compute(until, ticks):
    """쉬지 않고 계산합니다. 여기서는 시각을 적는 것이 계산입니다."""
    while (now := time.perf_counter()) < until:
        ticks.append(now)


def nap(until, naps):
    """잠깐씩 기다립니다. 기다리는 동안에는 GIL을 놓습니다."""
    while (start := time.perf_counter()) < until:
        time.sleep(NAP_SECONDS)
        naps.append((start, time.perf_counter()))


def together(*works):
    """스레드마다 일 하나씩, 같은 때까지 시킵니다. 시작한 때를 돌려줍니다."""
    zero = time.perf_counter()
    until = zero + RUN_SECONDS
    threads = [threading.Thread(target=work, args=(until, notes)) for work, notes in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return zero


# %%
# 아래는 적은 시각에서 토막을 얻는 코드입니다.


def runs_of(ticks):
    """끊기지 않고 돈 토막들: (시작, 끝)."""
    runs = []
    start = before = ticks[0]
    for now in ticks:
        if now - before > GAP_SECONDS:
            runs.append((start, before))
            start = now
        before = now
    return [*runs, (start, before)]


def overlaps(first, second):
    """두 스레드가 함께 돈 토막의 수입니다."""
    return sum(min(a[1], b[1]) - max(a[0], b[0]) > GAP_SECONDS for a in first for b in second)


def spans_of(lane, runs, zero):
    """시간표에 그릴 토막들입니다."""
    return [(lane, start - zero, end - zero, "파이썬 코드를 실행") for start, end in runs]


def least_disturbed(attempt):
    """여러 번 돌려, 다른 프로그램의 방해를 가장 적게 받은 것을 고릅니다. 가장 오래 계산한 것입니다."""
    return max((attempt() for _ in range(TRIES)), key=computed)


def computed(found):
    """파이썬 코드를 실행한 시간의 합입니다."""
    return sum(end - start for _, start, end, label in found["spans"] if "실행" in label)


def try_two_computing():
    """한 번 돌립니다."""
    one, two = [], []
    zero = together((compute, one), (compute, two))
    first, second = runs_of(one), runs_of(two)
    return {
        "runs": len(first) + len(second),
        "overlaps": overlaps(first, second),
        "spans": spans_of("스레드 1", first, zero) + spans_of("스레드 2", second, zero),
    }


def try_computing_and_waiting():
    """한 번 돌립니다."""
    ticks, naps = [], []
    zero = together((compute, ticks), (nap, naps))
    spans = spans_of("스레드 1", runs := runs_of(ticks), zero)
    for start, awake in naps:
        ready = min(start + NAP_SECONDS, awake)
        spans.append(("스레드 2", start - zero, ready - zero, "GIL 없이 기다림"))
        spans.append(("스레드 2", ready - zero, awake - zero, "깨어나서 GIL을 기다림"))
    return {"runs": len(runs), "overlaps": overlaps(runs, naps), "spans": spans}


def two_computing():
    """계산하는 스레드 둘"""
    return least_disturbed(try_two_computing)


def computing_and_waiting():
    """계산하는 스레드와 기다리는 스레드"""
    return least_disturbed(try_computing_and_waiting)


# %%
# 예상
# ------------------------------------------------------------------
#
# GIL이 있으면 계산하는 둘은 한 번도 함께 돌지 못하고, 5 ms쯤마다 번갈아 돕니다.
# 기다리는 스레드는 GIL을 놓으므로 계산과 겹칩니다. 깨어난 다음에는 GIL을 얻을 때까지 더 기다립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        two_computing,
        computing_and_waiting,
        facts={"overlaps": "둘이 겹친 토막(번)", "runs": "끊기지 않고 계산한 토막(번)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="spans")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 계산하는 둘의 토막은 서로의 빈자리에 꼭 맞습니다. GIL을 잡은 쪽만 돌기 때문입니다.
# 토막의 길이가 5 ms쯤인 것은 ``sys.getswitchinterval()``이 0.005초이기 때문입니다.
# 기다리는 쪽이 그만큼 기다렸다가 내놓으라고 하면, 잡은 쪽이 다음 자리에서 놓습니다.
#
# 아래의 스레드 2는 잠든 동안 GIL이 없어도 됩니다. 그러나 깨어나서 한 줄을 돌리려면 GIL을 얻어야 하고, 그때마다 줄을 섭니다.
# 코어가 바쁘면 운영체제가 GIL을 잡은 스레드를 멈추기도 합니다. 그동안은 아무도 돌지 못합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``together``의 첫 줄 앞에서 ``sys.setswitchinterval(0.001)``을 불러 보십시오. 토막이 짧아지고 많아집니다.
