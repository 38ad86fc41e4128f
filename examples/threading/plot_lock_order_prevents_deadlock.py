# 실행: python plot_lock_order_prevents_deadlock.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
락을 잡는 순서를 정하면 데드락은 일어날 수 없습니다
==================================================================

두 계좌 사이에서 서로 돈을 보냅니다. 계좌마다 락이 있고, 옮기려면 둘 다 잡아야 합니다.
멈춘 프로그램은 아무 말도 하지 않습니다. 어디에서 멈추었는지 어떻게 알까요?

이 실험은 :doc:`경쟁 상태와 락 </threading/races>`에 나옵니다.
"""

import faulthandler
import time
from threading import Barrier, Lock, Thread

WATCHDOG_SECONDS = 0.2
PATIENCE_SECONDS = 0.05
TRANSFERS = 100

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 문(barrier)은 두 스레드가 첫 락을 잡은 다음에 둘째 락으로 가게 합니다.
# 진짜 프로그램에서는 드물게 일어나는 순서를, 여기서는 반드시 일어나게 하려는 것입니다.


class Account:
    """락이 딸린 계좌"""

    def __init__(self, number):
        self.number = number
        self.balance = 1000
        self.lock = Lock()


def run_both(transfer):
    """두 스레드가 서로에게 보내게 하고, 다 보낸 수와 남은 돈을 돌려줍니다."""
    ours, yours = Account(1), Account(2)
    threads = [Thread(target=transfer, args=pair) for pair in ((ours, yours), (yours, ours))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"money": ours.balance + yours.balance}


BOTH_HOLD_ONE = Barrier(2)


def send_in_given_order(source, target):
    """보내는 쪽의 락을 먼저 잡습니다."""
    with source.lock:
        BOTH_HOLD_ONE.wait()
        with target.lock:
            source.balance -= 1
            target.balance += 1


def opposite_order():
    """서로 다른 순서로 락을 잡음"""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    return run_both(send_in_given_order)


def send_in_fixed_order(source, target):
    """번호가 작은 계좌의 락을 먼저 잡습니다."""
    first, second = sorted((source, target), key=lambda account: account.number)
    for _ in range(TRANSFERS):
        with first.lock, second.lock:
            source.balance -= 1
            target.balance += 1


def fixed_order():
    """번호 순서로 락을 잡음"""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    facts = run_both(send_in_fixed_order)
    faulthandler.cancel_dump_traceback_later()
    return facts


def send_with_patience(source, target):
    """둘째 락을 기다리는 데 타임아웃을 두고, 넘기면 잡은 것을 놓고 처음부터 다시 합니다."""
    first_try = True
    while True:
        with source.lock:
            if first_try:
                BOTH_HOLD_ONE.wait()
            if target.lock.acquire(timeout=PATIENCE_SECONDS * source.number):
                source.balance -= 1
                target.balance += 1
                target.lock.release()
                return
        print(f"계좌 {source.number}: 기다리다 물러났습니다. 다시 보냅니다.")
        first_try = False
        time.sleep(PATIENCE_SECONDS * source.number)


def with_patience():
    """타임아웃을 두고 물러섬"""
    return run_both(send_with_patience)


# %%
# 예상
# ------------------------------------------------------------------
#
# 서로 다른 순서로 잡으면 끝나지 않고, 워치독(watchdog)이 멈춘 줄을 알려 줍니다. 나머지는 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        Contender(opposite_order, expect_failure=True),
        fixed_order,
        with_patience,
        facts={"finished": "끝까지 감", "money": "남은 돈의 합(원)"},
        times=1,
        deadline_seconds=0.6,
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
# 두 스레드가 하나씩 잡고 상대의 것을 기다립니다. 아무도 놓지 않으니 끝나지 않습니다.
# 모두가 같은 순서로 잡으면 서로를 기다리는 고리가 생길 수 없습니다.
#
# 타임아웃을 두는 것은 순서를 정할 수 없을 때의 차선입니다. 물러난 쪽이 다시 하는 비용이 들고,
# 두 쪽이 같은 타임아웃을 두면 함께 물러났다가 함께 부딪히기를 거듭할 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``send_in_given_order``에서 ``BOTH_HOLD_ONE.wait()``를 지워 보십시오.
# 대개는 끝납니다. 데드락이 시험을 빠져나가는 이유입니다.
