# 실행: python plot_wall_clock_steps_back.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
벽시계로 잰 시간은 0보다 작을 수 있습니다
==================================================================

교재는 ``time.time()``을 두 번 읽어 뺍니다. 재는 사이에 운영체제가 시계를 맞추면 어떻게 될까요?

이 실험은 :doc:`교재의 코드에서 고친 것 </comparison/corrections>`에 나옵니다.
"""

import time
from unittest import mock

WORK_SECONDS = 0.05
STEP_SECONDS = 2.0

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시계를 정말로 돌리려면 관리자의 권한이 있어야 하고, 다른 프로그램도 함께 틀어집니다.
# 그래서 ``time.time``만, 일하는 동안 2초 뒤로 맞추어진 것처럼 흉내 냅니다.


def clock_set_back():
    """일하는 동안 벽시계를 뒤로 맞춘 것처럼, 두 번째 읽을 때부터 2초 이른 때를 돌려줍니다."""
    real, steps = time.time, iter([0.0])
    return mock.patch("time.time", side_effect=lambda: real() - next(steps, STEP_SECONDS))


def told(name, seconds, clock):
    """잰 시간과 그 시계의 성질을 찍습니다."""
    about = time.get_clock_info(clock)
    print(f"{name}: {seconds:.2f}초")
    print(
        f"time.get_clock_info({clock!r}): adjustable={about.adjustable}, monotonic={about.monotonic}"
    )
    return {"told": round(seconds / WORK_SECONDS, 2), "adjustable": int(about.adjustable)}


def wall_clock():
    """교재: time.time()"""
    with clock_set_back():
        start = time.time()
        time.sleep(WORK_SECONDS)
        end = time.time()
    return told("순차 실행", end - start, "time")


def steady_clock():
    """고침: time.perf_counter()"""
    with clock_set_back():
        start = time.perf_counter()
        time.sleep(WORK_SECONDS)
        end = time.perf_counter()
    return told("순차 실행", end - start, "perf_counter")


# %%
# 예상
# ------------------------------------------------------------------
#
# 벽시계는 시간이 거꾸로 흘렀다고 합니다. 뒤로 가지 않는 시계는 제대로 잽니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        wall_clock,
        steady_clock,
        facts={"adjustable": "뒤로 맞출 수 있는 시계(1이면 예)"},
        measured={"told": "잰 시간, 기다린 시간 대비(배)"},
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="adjustable")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 시계가 2초 뒤로 가는 일은 드뭅니다. 그러나 시각을 맞추는 서비스는 시계의 빠르기도 조금씩 바꿉니다.
# ms를 재는 자리에서는 그것도 오차입니다.
#
# 벽시계는 지금이 몇 시인지 알려 주는 시계이고, ``perf_counter``는 얼마나 지났는지 알려 주는 시계입니다.
# 뒤의 것은 아무도 맞추지 않고 뒤로 가지 않습니다(monotonic).
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``STEP_SECONDS``를 ``-3600``으로 바꾸어 보십시오. 이번에는 한 시간이 걸렸다고 합니다.
