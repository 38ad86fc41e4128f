# 실행: python plot_barrier_keeps_phases_apart.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Barrier가 없으면 앞선 스레드가 아직 쓰지 않은 값을 읽습니다
==================================================================

쇠막대를 네 토막으로 나누어 스레드마다 한 토막의 온도를 계산합니다. 한 칸의 다음 온도는 양옆의 지금 온도로 정해집니다.
토막의 끝에서는 이웃 스레드의 값을 읽습니다. 이웃이 아직 앞 단계를 끝내지 못했으면 어떻게 될까요?

이 실험은 :doc:`스레드 동기화 도구 </threading/synchronization>`에 나옵니다.
"""

import faulthandler
import time
from threading import Barrier, BrokenBarrierError, Thread

CELLS = 400
STEPS = 50
WORKERS = 4
BREAKS_AT = 10
SLEEP_SECONDS = 0.0005
WATCHDOG_SECONDS = 0.15

# %%
# 재는 코드
# ------------------------------------------------------------------


def average(cells, place):
    """양옆과의 평균입니다. 막대의 양 끝은 그대로입니다."""
    if place in (0, CELLS - 1):
        return cells[place]
    return (cells[place - 1] + cells[place] + cells[place + 1]) / 3


def warm_bar():
    """가운데만 뜨거운 막대. 지금 온도와 다음 온도를 번갈아 씁니다."""
    return [[100.0 if 150 <= place < 250 else 0.0 for place in range(CELLS)], [0.0] * CELLS]


def compute(bar, places, step):
    """맡은 토막의 한 단계를 계산합니다."""
    now, following = bar[step % 2], bar[(step + 1) % 2]
    for place in places:
        following[place] = average(now, place)


def advance(bar, places, meet):
    """단계마다 다른 스레드들과 만나고 다음 단계로 갑니다."""
    for step in range(STEPS):
        compute(bar, places, step)
        meet()


def advance_and_break(bar, places, meet):
    """열째 단계에서 예외가 나는 스레드입니다."""
    for step in range(BREAKS_AT):
        compute(bar, places, step)
        meet()
    raise ValueError("센서가 읽히지 않습니다")


def break_and_abort(bar, places, barrier):
    """예외가 나면 기다리는 스레드들에 알립니다."""
    try:
        advance_and_break(bar, places, barrier.wait)
    except ValueError:
        barrier.abort()


def advance_until_broken(bar, places, barrier):
    """알림을 받으면 그만둡니다."""
    try:
        advance(bar, places, barrier.wait)
    except BrokenBarrierError:
        TOLD.append(places)


# %%
# 스레드 하나로 계산한 막대와 다른 칸, 알림을 받은 스레드를 셉니다.

TOLD = []


def share_out(works, meet):
    """토막마다 스레드 하나가 맡고, 다 계산한 막대를 돌려줍니다."""
    bar, size = warm_bar(), CELLS // WORKERS
    threads = [
        Thread(target=work, args=(bar, range(index * size, (index + 1) * size), meet))
        for index, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return bar[STEPS % 2]


def wrong_cells(bar):
    """스레드 하나로 계산한 막대와 다른 칸을 셉니다."""
    right = warm_bar()
    advance(right, range(CELLS), lambda: None)
    return {
        "wrong": sum(ours != theirs for ours, theirs in zip(bar, right[STEPS % 2], strict=True)),
        "told": None,
    }


def no_barrier():
    """만나지 않음"""
    return wrong_cells(share_out([advance] * WORKERS, lambda: None))


def sleep_between_steps():
    """단계마다 sleep"""
    return wrong_cells(share_out([advance] * WORKERS, lambda: time.sleep(SLEEP_SECONDS)))


def with_barrier():
    """Barrier"""
    return wrong_cells(share_out([advance] * WORKERS, Barrier(WORKERS).wait))


def one_breaks():
    """Barrier, 하나가 예외로 죽음"""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    share_out([advance_and_break] + [advance] * (WORKERS - 1), Barrier(WORKERS).wait)
    return {"wrong": None, "told": None}


def one_breaks_and_aborts():
    """Barrier, 죽으면서 abort()"""
    works = [break_and_abort] + [advance_until_broken] * (WORKERS - 1)
    share_out(works, Barrier(WORKERS))
    return {"wrong": None, "told": len(TOLD)}


# %%
# 예상
# ------------------------------------------------------------------
#
# 만나지 않으면 토막의 끝부터 틀리고, ``Barrier``로 만나면 한 칸도 틀리지 않습니다.
# 하나가 예외로 죽으면 나머지 셋은 오지 않을 스레드를 끝없이 기다립니다. ``abort()``는 그 셋에 알립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        no_barrier,
        sleep_between_steps,
        with_barrier,
        Contender(one_breaks, expect_failure=True),
        one_breaks_and_aborts,
        facts={
            "wrong": "틀린 칸(개)",
            "told": "BrokenBarrierError를 받은 스레드(개)",
            "finished": "끝까지 감",
        },
        times=2,
        deadline_seconds=0.3,
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
# ``barrier.wait()``은 정한 수가 모두 올 때까지 기다렸다가 함께 보냅니다. 그래서 어느 스레드가 다음 단계를 읽을 때에는
# 모두가 앞 단계를 다 썼습니다. ``sleep``은 이웃이 그동안 끝냈기를 바랄 뿐입니다.
#
# 오지 못하게 된 스레드는 ``abort()``로 알려야 합니다. 그러지 않을 코드라면 ``Barrier(4, timeout=…)``으로 타임아웃을 두십시오.
# 넘기면 모두가 ``BrokenBarrierError``를 받습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SLEEP_SECONDS``를 ``0.01``로 늘려 보십시오. 틀린 칸이 없어져도, 다른 프로그램이 바쁜 날에는 다시 생깁니다.
