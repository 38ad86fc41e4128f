# 실행: python plot_event_stops_a_waiting_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Event.wait으로 쉬는 워커는 CPU를 쓰지 않고도 곧바로 멈춥니다
==================================================================

0.1초마다 서버에 살아 있다고 알리는 워커(하트비트)를 멈추려 합니다.
변수 하나(``stopping = True``)를 보게 하면 되지 않을까요? 자주 보면 CPU를 쓰고, 드물게 보면 늦습니다.

이 실험은 :doc:`스레드 동기화 도구 </threading/synchronization>`에 나옵니다.
"""

import time
from threading import Event, Thread

INTERVAL_SECONDS = 0.1
LOOK_SECONDS = 0.01
STOP_AFTER_SECONDS = 0.15

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 네 워커는 보낼 때까지 어떻게 쉬는지만 다릅니다.


class Flag:
    """멈추라는 변수"""

    stopping = False


def spin(flag, beat):
    """쉬지 않고 변수를 봅니다(바쁜 대기)."""
    while not flag.stopping:
        beat()
        until = time.monotonic() + INTERVAL_SECONDS
        while time.monotonic() < until and not flag.stopping:
            pass


def sleep_whole(flag, beat):
    """한 번에 자고, 깨어나서 변수를 봅니다."""
    while not flag.stopping:
        beat()
        time.sleep(INTERVAL_SECONDS)


def sleep_in_slices(flag, beat):
    """조금씩 자며 변수를 봅니다."""
    while not flag.stopping:
        beat()
        until = time.monotonic() + INTERVAL_SECONDS
        while time.monotonic() < until and not flag.stopping:
            time.sleep(LOOK_SECONDS)


def wait_on_event(stopping, beat):
    """Event를 기다리며 쉽니다. 켜지면 곧바로 깨어납니다."""
    while not stopping.is_set():
        beat()
        stopping.wait(INTERVAL_SECONDS)


# %%
# 둘째와 셋째 하트비트 사이에서 멈추라고 하고, 끝날 때까지 걸린 시간과 워커가 쓴 CPU를 셉니다.


def stopped(work, signal, stop):
    """워커를 시작하고, 한 번 반을 쉰 다음 멈추라고 합니다."""
    beats, cpu = [], []

    def run():
        work(signal, lambda: beats.append(time.monotonic()))
        cpu.append(time.thread_time())

    worker = Thread(target=run)
    started = time.perf_counter()
    worker.start()
    time.sleep(STOP_AFTER_SECONDS)
    asked = time.perf_counter()
    stop()
    worker.join()
    ended = time.perf_counter()
    return {
        "beats": len(beats),
        "cpu": cpu[0] / (ended - started) * 100,
        "late": (ended - asked) / INTERVAL_SECONDS,
    }


def by_flag(work):
    """변수를 켜서 멈춥니다."""
    flag = Flag()

    def stop():
        flag.stopping = True

    return stopped(work, flag, stop)


def busy_waiting():
    """바쁜 대기"""
    return by_flag(spin)


def one_sleep():
    """한 번에 sleep"""
    return by_flag(sleep_whole)


def short_sleeps():
    """짧은 sleep 여러 번"""
    return by_flag(sleep_in_slices)


def event_wait():
    """Event.wait"""
    stopping = Event()
    return stopped(wait_on_event, stopping, stopping.set)


# %%
# 예상
# ------------------------------------------------------------------
#
# 하트비트는 모두 두 번입니다. 바쁜 대기는 CPU 하나를 다 쓰고, 한 번에 자는 것은 남은 반 간격만큼 늦고,
# ``Event.wait``은 CPU를 거의 쓰지 않으면서 늦지도 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        busy_waiting,
        one_sleep,
        short_sleeps,
        event_wait,
        facts={"beats": "보낸 하트비트(번)"},
        measured={
            "cpu": "워커가 쓴 CPU, 걸린 시간 대비(%)",
            "late": "멈출 때까지, 간격 대비(배)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="cpu")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``time.sleep``은 아무도 깨울 수 없습니다. 그래서 늦거나, 늦지 않으려고 자주 깨어납니다.
# 0.01초마다 깨어나는 비용은 생각보다 작습니다. 버려야 할 이유는 CPU보다 지연과, 얼마나 자주 볼지를 늘 골라야 한다는 데 있습니다.
# ``Event.wait(시간)``은 운영 체제에 '켜지면 깨워 달라'고 맡기고 잠듭니다. 켜지지 않으면 시간이 지나 깨어나므로
# ``sleep``의 자리에 그대로 쓸 수 있습니다. 켜졌으면 참을, 시간이 지났으면 거짓을 돌려줍니다.
#
# 바쁜 대기의 CPU는 혼자 쓰는 것이 아닙니다. GIL이 있으면 그동안 다른 스레드의 계산이 느려집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LOOK_SECONDS``를 ``0.0001``로 줄여 보십시오. 늦지 않는 대신 CPU를 얼마나 쓰는지 보십시오.
