# 실행: python plot_loop_model_predicts_the_late_beat.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
루프의 모델은 하트비트가 얼마나 늦을지 미리 말합니다
==================================================================

루프를 막는 호출의 길이와 자리를 알면, 하트비트가 얼마나 늦을지 계산할 수 있습니다.
그 계산이 정말로 도는 이벤트 루프와 맞을까요?

이 실험은 :doc:`이벤트 루프를 막지 않으려면 </asyncio/blocking>`의 시뮬레이터 곁에 나옵니다.
"""

import asyncio
import statistics
import sys
import time

BEAT_SECONDS = 0.01
BEATS_BEFORE = 5.5
LONG_SECONDS, SHORT_SECONDS = 0.1, 0.04

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 하트비트 몇 번을 지켜보고 호출을 시작합니다. 하트비트도 조금씩 늦으므로, 몇 번을 보았는지는 적힌 것에서 셉니다.


async def heartbeat(beats):
    """깨어나기로 한 때와 깨어난 때를 적습니다."""
    while True:
        due = time.perf_counter() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        beats.append((due, time.perf_counter()))


def compute(seconds):
    """정해진 시간 동안 파이썬으로 계산합니다."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


async def watched(call, *arguments):
    """호출하는 동안의 하트비트들을, 호출의 시작과 끝과 함께 돌려줍니다."""
    beats = []
    beating = asyncio.create_task(heartbeat(beats))
    await asyncio.sleep(BEATS_BEFORE * BEAT_SECONDS)
    started = time.perf_counter()
    await call(*arguments)
    ended = time.perf_counter()
    await asyncio.sleep(2 * BEAT_SECONDS)
    beating.cancel()
    await asyncio.wait([beating])
    return beats, started, ended


async def directly(function, *arguments):
    """틀린 코드: 코루틴 안에서 그대로 부릅니다."""
    return function(*arguments)


def typical_lateness(beats, started, ended):
    """호출하는 동안에 걸친 하트비트들이 늦은 만큼의 중앙값입니다."""
    return statistics.median(at - due for due, at in beats if due < ended and at >= started)


def compared(where, call, function, seconds):
    """늦은 하트비트를 재고, 호출의 길이와 시작을 넣은 모델과 비교합니다."""
    from parabook.simulators import blocking_call

    beats, started, ended = asyncio.run(watched(call, function, seconds))
    before = [(due, at) for due, at in beats if at < started]
    late = statistics.median(at - due for due, at in before)
    last = before[-1][1]
    interval = sys.getswitchinterval()
    told = blocking_call.beats(where, ended - started, BEAT_SECONDS, started - last, late, interval)
    took = typical_lateness(beats, started, ended)
    predicted = typical_lateness(told, started - last, ended - last)
    return {
        "took": 1000 * took,
        "predicted": 1000 * predicted,
        "error": took / predicted,
        "late": 1000 * late,
        "interval": 1000 * interval,
    }


def long_in_loop():
    """그대로, 100 ms"""
    return compared(0, directly, time.sleep, LONG_SECONDS)


def short_in_loop():
    """그대로, 40 ms"""
    return compared(0, directly, time.sleep, SHORT_SECONDS)


def compute_in_thread():
    """스레드에서 파이썬 계산, 100 ms"""
    return compared(2, asyncio.to_thread, compute, LONG_SECONDS)


# %%
# 예상
# ------------------------------------------------------------------
#
# 그대로 부르면, 하트비트는 호출이 끝날 때까지 늦습니다. 호출의 길이에서 하트비트까지 남았던 시간을 뺀 만큼입니다.
# 스레드로 옮긴 파이썬 계산은 GIL의 전환 간격만큼 늦춥니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        long_in_loop,
        short_in_loop,
        compute_in_thread,
        measured={
            "took": "하트비트가 늦은 만큼의 중앙값(ms)",
            "predicted": "모델이 계산한 중앙값(ms)",
            "error": "잰 것을 계산한 것으로 나눈 값(배)",
            "late": "막지 않았을 때 늦는 만큼(ms)",
            "interval": "GIL의 전환 간격(ms)",
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
# 비가 1에 가까우면 시뮬레이터의 말을 믿어도 됩니다. 그대로 부른 호출에서 가장 잘 맞습니다.
# 스레드로 옮긴 계산은 늦는 만큼이 몇 ms라서, 운영 체제가 늦게 깨우는 시간이 함께 보입니다.
# GIL이 없는(free-threaded) 빌드에서는 스레드의 계산이 하트비트를 늦추지 않으므로 잰 것이 훨씬 작습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``BEAT_SECONDS``를 ``0.05``로 늘려 보십시오. 같은 호출인데 늦은 만큼이 작아집니다. 드문 하트비트는 막힌 것을 다 보지 못합니다.
