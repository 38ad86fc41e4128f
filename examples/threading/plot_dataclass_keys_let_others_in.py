# 실행: python plot_dataclass_keys_let_others_in.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
키가 데이터클래스이면 dict의 연산 하나도 쪼개집니다
==================================================================

``dict.update``는 C로 적은 호출 하나라서, GIL이 있으면 도중에 다른 스레드가 끼어들지 못한다고 합니다.
키가 파이썬으로 적은 ``__eq__``와 ``__hash__``를 가지면 어떨까요? ``@dataclass(frozen=True)``가 그런 키를 만듭니다.

이 실험은 :doc:`경쟁 상태와 락 </threading/races>`에 나옵니다.
"""

import sys
from dataclasses import dataclass
from threading import Event, Thread

ENTRIES = 50_000
UPDATES = 10
SHORT_INTERVAL_SECONDS = 1e-4

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 한 스레드가 사전에 오만 개를 한 번에 넣는 동안, 다른 스레드가 그 크기를 봅니다.


@dataclass(frozen=True)
class Point:
    """데이터클래스 키. 비교와 해시가 파이썬 코드입니다."""

    x: int
    y: int


def pair(x, y):
    """튜플 키. 비교와 해시가 C 코드입니다."""
    return (x, y)


def watch(shared, sizes, leaving):
    """다른 스레드: 멈추라고 할 때까지 사전의 크기를 봅니다."""
    while not leaving.is_set():
        sizes.add(len(shared))


def half_done_updates(make_key):
    """한 번의 update로 모두 넣기를 되풀이하고, 다른 스레드가 넣다 만 모습을 본 것을 셉니다."""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    entries = [(make_key(number, number), number) for number in range(ENTRIES)]
    half_done = 0
    for _ in range(UPDATES):
        shared, sizes, leaving = {}, set(), Event()
        other = Thread(target=watch, args=(shared, sizes, leaving))
        other.start()
        shared.update(entries)
        leaving.set()
        other.join()
        half_done += any(0 < size < ENTRIES for size in sizes)
    return {"half_done": half_done}


def tuple_keys():
    """튜플 키"""
    return half_done_updates(pair)


def dataclass_keys():
    """데이터클래스 키"""
    return half_done_updates(Point)


# %%
# 예상
# ------------------------------------------------------------------
#
# 튜플 키에서는 ``update``가 끝날 때까지 아무도 끼어들지 못하므로, 크기는 0이거나 전부입니다.
# 데이터클래스 키에서는 하나를 넣을 때마다 파이썬으로 적은 ``__hash__``가 돌고 거기서 제어권이 넘어가므로, 넣다 만 모습이 보입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        tuple_keys,
        dataclass_keys,
        facts={"half_done": "넣다 만 모습을 들킨 update(번)"},
        times=2,
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
# 쪼개지지 않는 것은 ``dict``의 연산이 아니라, 도중에 파이썬 코드가 돌지 않는 연산입니다.
# 값을 바꾸어 넣을 때 밀려난 객체의 ``__del__``이 도는 것도 같습니다.
# 그 사이에 다른 스레드가 같은 사전을 고칠 수도 있습니다. 사전을 복사하는 중이었다면 ``dict mutated during update``라는 오류가 나기도 합니다.
# GIL이 없으면 튜플 키라도 넣다 만 모습이 보일 수 있습니다.
# 여러 스레드가 고치는 사전이면 락으로 묶으십시오. 키가 문자열이나 튜플이라는 데에 기대면, 키를 바꾸는 날 깨집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``@dataclass(frozen=True)``를 ``typing.NamedTuple``을 물려받는 것으로 바꾸어 보십시오. 비교와 해시가 C가 되어 튜플처럼 됩니다.
