# 실행: python plot_rlock_lets_a_method_call_another.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
락을 잡은 메서드가 다른 메서드를 부르면 Lock은 저 혼자 멈춥니다
==================================================================

은행의 메서드마다 같은 락을 잡습니다. 송금은 출금과 입금을 부릅니다.
``Lock``을 ``RLock``으로 바꾸면 풀립니다. 그러면 언제나 ``RLock``을 쓰면 될까요?

이 실험은 :doc:`스레드 동기화 도구 </threading/synchronization>`에 나옵니다.
"""

import faulthandler
from threading import Lock, RLock, Thread

WATCHDOG_SECONDS = 0.15
TRANSFERS = 500

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``on_change``는 잔액이 바뀔 때마다 총액을 화면에 보이는 콜백입니다.


class Bank:
    """메서드마다 같은 락을 잡는 은행"""

    def __init__(self, lock):
        self.lock = lock
        self.balances = {"민수": 1000, "영희": 1000}
        self.on_change = None

    def total(self):
        """모든 잔액의 합입니다."""
        with self.lock:
            return sum(self.balances.values())

    def deposit(self, name, amount):
        """한 사람의 잔액을 바꿉니다."""
        with self.lock:
            self.balances[name] += amount
            if self.on_change:
                self.on_change(self.total())

    def transfer(self, source, target, amount):
        """락을 잡은 채로 deposit을 두 번 부릅니다."""
        with self.lock:
            self.deposit(source, -amount)
            self.deposit(target, amount)


class SplitBank(Bank):
    """공개 메서드만 락을 잡고, 일은 락을 잡지 않는 안쪽 메서드가 하는 은행"""

    def _deposit(self, name, amount):
        """부르는 쪽이 락을 잡고 있어야 합니다."""
        self.balances[name] += amount

    def deposit(self, name, amount):
        """한 사람의 잔액을 바꿉니다."""
        with self.lock:
            self._deposit(name, amount)

    def transfer(self, source, target, amount):
        """락은 한 번만 잡습니다."""
        with self.lock:
            self._deposit(source, -amount)
            self._deposit(target, amount)


# %%
# 스레드 하나가 송금하는 동안 다른 스레드가 총액을 묻게 하고, 2,000원이 아닌 총액을 몇 번 보았는지 셉니다.


def used_by_two_threads(bank, *, watched=False):
    """한 스레드는 송금하고, 다른 스레드는 총액을 봅니다."""
    seen_outside, seen_inside = [], []

    def send():
        for _ in range(TRANSFERS):
            bank.transfer("민수", "영희", 1)

    def look():
        seen_outside.extend(bank.total() for _ in range(TRANSFERS))

    if watched:
        bank.on_change = seen_inside.append
    threads = [Thread(target=send), Thread(target=look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "money": bank.total(),
        "outside": sum(total != 2000 for total in seen_outside),
        "inside": sum(total != 2000 for total in seen_inside),
    }


def plain_lock():
    """Lock"""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    return used_by_two_threads(Bank(Lock()))


def reentrant_lock():
    """RLock"""
    return used_by_two_threads(Bank(RLock()))


def inner_method():
    """Lock, 락을 잡지 않는 안쪽 메서드"""
    return used_by_two_threads(SplitBank(Lock()))


def callback_under_lock():
    """RLock을 잡은 채로 콜백을 부름"""
    return used_by_two_threads(Bank(RLock()), watched=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``Lock``은 첫 송금에서 멈춥니다. ``RLock``은 다른 스레드에는 반쯤 고친 총액을 보이지 않지만,
# 같은 스레드에서 부른 콜백에는 송금마다 한 번씩 보입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        Contender(plain_lock, expect_failure=True),
        reentrant_lock,
        inner_method,
        callback_under_lock,
        facts={
            "finished": "끝까지 감",
            "inside": "콜백이 본 틀린 총액(번)",
            "outside": "다른 스레드가 본 틀린 총액(번)",
            "money": "끝난 뒤의 총액(원)",
        },
        times=1,
        deadline_seconds=0.3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="inside")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``Lock``은 누가 잡았는지 모릅니다. 잡은 스레드가 다시 잡으려 해도 남과 똑같이 기다립니다. 놓을 스레드가 바로 저이므로
# 끝나지 않습니다. ``RLock``은 잡은 스레드와 횟수를 적어 두고, 같은 스레드이면 횟수만 올립니다.
#
# 그래서 ``RLock``은 다른 스레드만 막습니다. 락을 잡은 채로 남의 함수를 부르면, 그 함수는 반쯤 고친 상태를 봅니다.
# ``Lock``이었으면 멈추었을 잘못이 ``RLock``에서는 틀린 숫자가 되어 지나갑니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``callback_under_lock``의 ``RLock()``을 ``Lock()``으로 바꾸어 보십시오. 첫 콜백까지 가지도 못하고 멈춥니다.
