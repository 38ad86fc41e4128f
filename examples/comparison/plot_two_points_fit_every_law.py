# 실행: python plot_two_points_fit_every_law.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
점 둘로는 어느 법칙이든 맞습니다
==================================================================

워커 하나와 둘로 잰 빠르기가 있습니다. 여기에 법칙을 맞추면 코어 16개에서 얼마나 빨라질지 알 수 있을까요?

이 실험은 :doc:`코어를 늘리면 얼마나 빨라지는가 </comparison/laws>`에 나옵니다.
"""

import os
import statistics
import time
from multiprocessing import Pool

TASKS = 8
STEPS = 30_000
REPEATS = 3
ROUNDS = 3
MORE_CORES = 16
MOST_WORKERS = 8

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커 하나와 둘로 빠르기를 한 번 재고, 법칙마다 그 두 점을 꼭 지나도록 매개변수를 정합니다.
# 보편 확장 법칙은 매개변수가 둘이라 점 둘로는 정해지지 않습니다. 줄을 서는 비율을 0으로 두면 아래의 값이고,
# 서로 맞추는 비율을 0으로 두면 암달의 법칙입니다. 그 사이의 어느 것도 두 점을 지납니다.


def work(steps):
    """나눌 수 있는 계산입니다."""
    return sum(i * i for i in range(steps))


def fastest(workers):
    """풀 하나가 같은 일을 끝내는 가장 짧은 시간입니다. 처음 한 번은 준비 실행입니다."""
    times = []
    with Pool(workers) as pool:
        for _ in range(1 + REPEATS):
            started = time.perf_counter()
            pool.map(work, [STEPS] * TASKS, chunksize=1)
            times.append(time.perf_counter() - started)
    return min(times[1:])


def speedups(counts):
    """워커의 수마다, 하나일 때보다 빨라진 정도입니다. 번갈아 재어 비를 구하고 그 중앙값을 씁니다."""
    # 풀은 하나씩 엽니다. 스레드가 있는 프로세스에서 fork하면 자식이 멎을 수 있고, 풀은 스레드를 씁니다.
    rounds = [{count: fastest(count) for count in counts} for _ in range(ROUNDS)]
    return {count: statistics.median(took[1] / took[count] for took in rounds) for count in counts}


def share(value):
    """법칙의 매개변수는 0에서 1까지입니다. 잡음으로 벗어난 것은 끝에 맞춥니다."""
    return min(1.0, max(0.0, value))


def two_points():
    """워커 1명과 2명의 빠르기"""
    return {"speedup": speedups((1, 2))[2]}


def told(speedup, law, parameter):
    """법칙이 둘째 점에서 벗어난 정도와, 코어가 많을 때 얼마라고 하는지 적습니다."""
    print(f"워커 2명: 잰 것 {speedup:.2f}배, 법칙 {law(2, parameter):.2f}배")
    print(f"워커 {MORE_CORES}명: 법칙 {law(MORE_CORES, parameter):.1f}배")
    return {"predicted": law(MORE_CORES, parameter)}


def amdahl(speedup):
    """암달의 법칙"""
    from parabook import laws

    return told(speedup, laws.amdahl, share(2 / speedup - 1))


def gustafson(speedup):
    """구스타프손의 법칙"""
    from parabook import laws

    return told(speedup, laws.gustafson, share(2 - speedup))


def usl(speedup):
    """보편 확장 법칙, 서로 맞추는 비율만"""
    from parabook import laws

    return told(
        speedup, lambda workers, value: laws.usl(workers, 0, value), share((2 / speedup - 1) / 2)
    )


def honest_fit():
    """코어만큼 재어 맞추기"""
    from parabook import laws

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    counts = range(1, min(cores, MOST_WORKERS) + 1)
    try:
        fit = laws.fit_usl(list(speedups(counts).items()), cores)
    except laws.TooFewPointsError as error:
        print(error)
        return {"refused": 1, "contention": None, "coherency": None, "peak": None}
    for name, part in (("줄을 서는 비용", fit.contention), ("서로 맞추는 비용", fit.coherency)):
        print(f"{name}: {part.value:.3f} (95 % 구간 {part.low:.3f}–{part.high:.3f})")
    return {
        "refused": 0,
        "contention": fit.contention.value,
        "coherency": fit.coherency.value,
        "peak": fit.peak if fit.coherency.value > 0 else 0,
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 세 법칙이 모두 두 점을 지납니다. 그런데 코어 16개에서 하는 말은 서로 몇 배씩 다릅니다.
# 코어가 다섯보다 적은 기계에서는 맞추기를 거절합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    measured = observe(
        two_points,
        measured={"speedup": "워커 2명으로 빨라진 정도(배)"},
        times=3,
        part="points",
    )
    # 세 법칙에 같은 점을 줍니다. 저마다 다시 재면, 잰 것이 흔들린 만큼도 법칙의 차이로 보입니다.
    speedup = measured.fact("two_points", "speedup").value
    result = observe(
        *(Contender(law, arguments=(speedup,)) for law in (amdahl, gustafson, usl)),
        honest_fit,
        facts={
            "predicted": "코어 16개에서 빨라진다는 정도(배)",
            "refused": "맞추기를 거절함(1이면 예)",
        },
        measured={
            "contention": "줄을 서는 비용",
            "coherency": "서로 맞추는 비용",
            "peak": "가장 빠르다는 워커의 수(개, 0이면 끝없음)",
        },
        times=3,
    )
    print(measured)
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="predicted")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 막대는 잰 것이 아니라 법칙이 한 말입니다. 똑같은 두 점에서 나온 말이 이렇게 다릅니다.
# 둘째 점은 잴 때마다 조금씩 흔들립니다. 점 둘뿐이면 그 흔들림이 그대로 법칙이 됩니다.
#
# 셋 다 틀렸다고 말할 수도, 맞았다고 말할 수도 없습니다. 그래서 맞추지 않는 것이 옳습니다.
# 코어가 다섯이 넘는 기계에서 돌리면 마지막 방법이 구간과 함께 값을 내놓습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``STEPS``를 ``1000``으로 줄여 보십시오. 맡기는 비용이 커져서 둘째 점이 내려가고, 법칙들의 말이 모두 바뀝니다.
