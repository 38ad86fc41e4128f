# 실행: python plot_numbers_grow_without_the_gil.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
GIL이 없는 빌드에서는 수와 글이 커지고, 컨테이너는 그대로입니다
==================================================================

GIL이 없는 빌드는 객체마다 주인 스레드와 작은 락을 적어 둡니다. 메모리는 얼마나 더 들까요?
객체 하나의 크기와, 수 10,000개를 담은 리스트의 메모리를 봤습니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

import sys
import tracemalloc

COUNT = 10_000

# %%
# 재는 코드
# ------------------------------------------------------------------


class Point:
    """자리가 정해진 객체"""

    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x = self.y = x


MAKERS = {
    "float": lambda number: number + 0.5,
    "int": lambda number: number + 1_000_000,
    "tuple": lambda number: (number, number),
    "list": lambda number: [number, number],
    "dict": lambda number: {number: number},
    "Point": Point,
}


def look_at(kind):
    """하나의 크기와, 리스트에 담은 10,000개가 하나마다 잡는 메모리를 봅니다."""
    make = MAKERS[kind]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [make(number) for number in range(COUNT)]
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {"bytes": sys.getsizeof(kept[-1]), "kept": round((after - before) / COUNT)}


def floats():
    """수(float)"""
    return look_at("float")


def ints():
    """정수(int)"""
    return look_at("int")


def tuples():
    """튜플(tuple)"""
    return look_at("tuple")


def lists():
    """리스트(list)"""
    return look_at("list")


def dicts():
    """사전(dict)"""
    return look_at("dict")


def points():
    """__slots__이 있는 객체"""
    return look_at("Point")


# %%
# 예상
# ------------------------------------------------------------------
#
# 객체마다 16바이트가 더 듭니다. 그러니 모든 것이 16바이트씩 커집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        floats,
        ints,
        tuples,
        lists,
        dicts,
        points,
        facts={"bytes": "객체 하나(바이트)", "kept": "리스트에 담은 하나(바이트)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="bytes")

# %%
# 읽기
# ------------------------------------------------------------------
#
# GIL이 없는 빌드의 ``float``은 16바이트가 더 큽니다. 그런데 ``list``와 ``dict``와 인스턴스는 그대로입니다.
# 가비지 컬렉터가 지켜보는 객체는 앞에 16바이트짜리 이름표를 달고 있었고, GIL이 없는 빌드는 그 자리를 없앴기 때문입니다.
#
# 그래서 늘어나는 것은 수와 글이 많은 프로그램입니다. 수가 많으면 ``array``나 NumPy에 담는 것이 어느 빌드에서나 답입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``MAKERS``에 ``"str": lambda number: f"page/{number}"``를 더하고 보십시오. 글은 얼마나 커집니까?
