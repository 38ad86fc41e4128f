# 실행: python plot_shared_iterators_repeat_or_refuse.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드들이 이터레이터 하나를 나누어 읽으면 예외가 나거나 같은 것을 두 번 받습니다
=================================================================================

주소를 만드는 제너레이터 하나를 스레드 넷이 나누어 읽습니다. 큐 없이도 저마다 다른 것을 받을까요?
모두 몇 번 나왔는지, 두 번 나온 것과 예외가 있는지 셌습니다.

이 실험은 :doc:`새 파이썬이 바꾼 것 </beyond/new-pythons>`에 나옵니다.
"""

import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

THREADS = 4
ITEMS = 60_000
SHORT_INTERVAL_SECONDS = 1e-5

# %%
# 재는 코드
# ------------------------------------------------------------------


def address_of(number):
    """번호의 주소를 적습니다."""
    return f"/page/{number}"


def addresses():
    """주소를 하나씩 만듭니다."""
    for number in range(ITEMS):
        yield address_of(number)


class Addresses:
    """같은 것을 클래스로 적은 이터레이터"""

    def __init__(self):
        self.number = 0

    def __iter__(self):
        """이터레이터는 저를 돌려줍니다."""
        return self

    def __next__(self):
        """다음 주소를 돌려줍니다. 읽는 것과 적는 것 사이에 남이 끼어들 수 있습니다."""
        number = self.number
        if number >= ITEMS:
            raise StopIteration
        address = address_of(number)
        self.number = number + 1
        return address


class Locked:
    """한 번에 한 스레드만 다음 것을 꺼내게 합니다."""

    def __init__(self, iterable):
        self.iterator, self.lock = iter(iterable), threading.Lock()

    def __iter__(self):
        """이터레이터는 저를 돌려줍니다."""
        return self

    def __next__(self):
        """다음 것을 꺼냅니다."""
        with self.lock:
            return next(self.iterator)


def take(iterator):
    """끝날 때까지 꺼냅니다. 꺼내다 난 예외는 세고 계속합니다."""
    taken, refused = [], 0
    while True:
        try:
            taken.append(next(iterator))
        except StopIteration:
            return taken, refused
        except ValueError as error:
            if not refused:
                print(error)
            refused += 1


def take_together(iterator):
    """스레드 넷이 나누어 꺼내고, 나온 것을 셉니다."""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    start = threading.Barrier(THREADS)

    def work(_):
        start.wait()
        return take(iterator)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(work, range(THREADS)))
    seen = Counter(address for taken, _ in parts for address in taken)
    return {
        "missing": ITEMS - len(seen),
        "repeated": sum(count > 1 for count in seen.values()),
        "refused": int(any(refused for _, refused in parts)),
    }


def shared_generator():
    """제너레이터 하나"""
    return take_together(addresses())


def shared_iterator():
    """클래스로 적은 이터레이터 하나"""
    return take_together(Addresses())


def locked_generator():
    """락으로 감싼 제너레이터"""
    return take_together(Locked(addresses()))


def serialized_generator():
    """threading.serialize_iterator"""
    serialize = getattr(threading, "serialize_iterator", None)
    if serialize is None:
        print("이 파이썬에는 threading.serialize_iterator가 없습니다. Python 3.15부터 있습니다.")
        return dict.fromkeys(("missing", "repeated", "refused"))
    return take_together(serialize(addresses()))


# %%
# 예상
# ------------------------------------------------------------------
#
# 제너레이터는 도는 동안 다시 부르면 예외를 냅니다. 클래스는 막지 않으므로 같은 것이 두 번 나옵니다. GIL이 없어도 그럴 것입니다.
# 락으로 감싸면 모두 한 번씩 나옵니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        # GIL이 없으면 인터프리터가 죽기도 합니다.
        Contender(shared_generator, expect_failure=True),
        shared_iterator,
        locked_generator,
        serialized_generator,
        facts={
            "missing": "나오지 않은 것(개)",
            "repeated": "두 번 넘게 나온 것(개)",
            "refused": "예외(났으면 1)",
        },
        times=2,
        deadline_seconds=5,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="repeated")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``generator already executing``은 다른 스레드가 그 제너레이터의 안에 있다는 뜻입니다.
# 예외를 낸 스레드는 거기서 끝나고, 나머지가 남은 것을 가져갑니다. 여기서는 세려고 계속했습니다.
#
# GIL이 없는 빌드에서는 그 검사마저 두 스레드가 함께 지나갑니다. 예외가 나는 대신, 인터프리터가 죽거나 같은 것을 두 번 줍니다.
#
# 클래스로 적은 것은 예외가 없어서 더 나쁩니다. 같은 주소를 두 번 받고, 결제라면 두 번 결제합니다.
#
# ``serialize_iterator``는 ``Locked``와 같은 일을 합니다. 3.14까지는 ``Locked``를 복사해 쓰십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SHORT_INTERVAL_SECONDS``를 기본값인 ``0.005``로 바꾸어 보십시오. 어긋나는 것이 줄거나 없어지지만, 고쳐진 것은 아닙니다.
