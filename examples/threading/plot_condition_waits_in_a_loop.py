# 실행: python plot_condition_waits_in_a_loop.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Condition.wait을 if로 감싸면 조건이 맞지 않는데도 지나갑니다
==================================================================

로그를 100줄씩 묶어 보내는 스레드가 셋입니다. 100줄이 모이면 ``notify``로 깨웁니다.
깨어났으면 100줄이 있는 것 아닐까요? 왜 ``if``가 아니라 ``while``로 감싸라고 할까요?

이 실험은 :doc:`스레드 동기화 도구 </threading/synchronization>`에 나옵니다.
"""

import faulthandler
import time
from threading import Condition, Event, Thread

BATCH = 100
LINES_PER_REQUEST = 150
REQUESTS = 100
PAUSE_SECONDS = 0.001
SENDERS = 3
WATCHDOG_SECONDS = 0.15

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 두 클래스는 ``take``의 한 줄만 다릅니다. ``wait_for(조건)``은 ``while not 조건(): wait()``을 줄인 것입니다.


class Batcher:
    """줄을 모았다가 100줄씩 내주는 곳"""

    def __init__(self):
        self.lines = []
        self.closed = False
        self.changed = Condition()

    def add(self, line):
        """한 줄을 넣고, 100줄이 모였으면 하나를 깨웁니다."""
        with self.changed:
            self.lines.append(line)
            if self.ready():
                self.changed.notify()

    def close(self):
        """더 넣지 않습니다. 모두 깨웁니다."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def ready(self):
        """가져갈 것이 있는지 봅니다."""
        return len(self.lines) >= BATCH or self.closed

    def take(self):
        """묶음 하나를 가져갑니다. 닫혔고 남은 것이 없으면 빈 목록입니다."""
        with self.changed:
            self.changed.wait_for(self.ready)
            batch, self.lines = self.lines[:BATCH], self.lines[BATCH:]
            return batch


class BatcherWithIf(Batcher):
    """깨어난 다음에 조건을 다시 보지 않는 것"""

    def take(self):
        """기다리기 전에만 조건을 봅니다."""
        with self.changed:
            if not self.ready():
                self.changed.wait()
            batch, self.lines = self.lines[:BATCH], self.lines[BATCH:]
            return batch


def send_all(batcher, sent):
    """빈 묶음을 받을 때까지 가져다 보냅니다."""
    while batch := batcher.take():
        sent.append(len(batch))


def wait_after_notify():
    """준비가 먼저 끝나고, 그다음에 기다립니다."""
    loaded = Condition()
    with loaded:
        loaded.notify_all()
    with loaded:
        loaded.wait()


def wait_after_set():
    """준비가 먼저 끝났어도 Event는 기억합니다."""
    loaded = Event()
    loaded.set()
    loaded.wait()


# %%
# 요청 하나가 150줄을 남깁니다. 모두 15,000줄이므로 100줄씩이면 남는 것이 없습니다.
# 100줄이 아닌 묶음과, 닫기 전에 빈 묶음을 받고 끝나 버린 스레드를 셉니다.


def sent_by_three(batcher):
    """보내는 스레드 셋에 요청 100개의 로그를 넣습니다."""
    sent = []
    senders = [Thread(target=send_all, args=(batcher, sent)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for _ in range(REQUESTS):
        for number in range(LINES_PER_REQUEST):
            batcher.add(f"GET /{number}")
        time.sleep(PAUSE_SECONDS)
    early = sum(not sender.is_alive() for sender in senders)
    batcher.close()
    for sender in senders:
        sender.join()
    return {"short": sum(size != BATCH for size in sent), "early": early, "lines": sum(sent)}


def wait_in_if():
    """if로 감싼 wait"""
    return sent_by_three(BatcherWithIf())


def wait_in_loop():
    """wait_for(while로 감싼 wait)"""
    return sent_by_three(Batcher())


def notify_before_wait():
    """기억할 값이 없는 Condition"""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    wait_after_notify()
    return {"short": None, "early": None, "lines": None}


def set_before_wait():
    """Event"""
    wait_after_set()
    return {"short": None, "early": None, "lines": None}


# %%
# 예상
# ------------------------------------------------------------------
#
# 150줄이 남을 때마다 둘이나 셋이 깨어나므로 ``if``는 100줄이 되지 않는 묶음을 요청의 수만큼 보내고,
# ``wait_for``는 하나도 보내지 않습니다.
# ``Condition``은 아무도 기다리지 않을 때 보낸 ``notify``를 잊으므로 끝나지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        wait_in_if,
        wait_in_loop,
        Contender(notify_before_wait, expect_failure=True),
        set_before_wait,
        facts={
            "short": "100줄이 아닌 묶음(개)",
            "early": "일찍 끝나 버린 스레드(개)",
            "lines": "보낸 줄(줄)",
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
# ``notify``는 조건이 맞다는 약속이 아니라, 다시 볼 때가 되었다는 귀띔입니다. 깨어난 스레드는 락을 다시 잡아야
# ``wait``에서 돌아옵니다. 그사이에 다른 스레드가 락을 잡고 100줄을 가져갈 수 있습니다.
#
# ``Condition``에는 아무것도 적혀 있지 않습니다. 기다리는 스레드가 없으면 ``notify``는 사라집니다.
# 조건은 늘 락으로 지키는 값(``lines``, ``closed``)에 있어야 하고, 기다리기 전에 그 값을 보아야 합니다.
# 값이 참과 거짓뿐이면 ``Event``가 그것을 기억합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SENDERS``를 ``1``로 줄여 보십시오. 가로챌 스레드가 없어 ``if``도 맞는 것처럼 보입니다.
