# 실행: python plot_one_operation_holds_two_do_not.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
컨테이너의 연산 하나는 GIL 없이도 지켜지고, 둘은 지켜지지 않습니다
==================================================================

``list``와 ``dict``와 ``set``과 ``deque``는 스레드 여럿이 함께 써도 될까요?
연산마다 지켜져야 할 것을 정해 두고, 스레드 넷이 함께 부른 다음에 어긋난 것을 셌습니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

import sys
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

THREADS = 4
ITEMS = 2000
KEYS = 1000
UPDATES = 200_000
ROUNDS = 3
READ_SECONDS = 0.1
SHORT_INTERVAL_SECONDS = 1e-5

LOCK = Lock()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 넣은 것은 모두 들어 있어야 하고, 꺼낸 것은 한 번씩만 나와야 하고, 읽는 동안 예외가 나지 않아야 합니다.


def race(work):
    """스레드 넷이 함께 출발해 같은 일을 하고, 저마다 돌려준 것을 모읍니다."""
    start = Barrier(THREADS)

    def run(number):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


PUT = {
    "list.append": (list, list.append),
    "list.insert": (list, lambda items, item: items.insert(0, item)),
    "list.extend": (list, lambda items, item: items.extend((item,))),
    "dict[key] = item": (dict, lambda items, item: items.__setitem__(item, item)),
    "dict.setdefault": (dict, lambda items, item: items.setdefault(item, item)),
    "dict.update": (dict, lambda items, item: items.update({item: item})),
    "set.add": (set, set.add),
    "set.update": (set, lambda items, item: items.update((item,))),
    "deque.append": (deque, deque.append),
    "deque.appendleft": (deque, deque.appendleft),
    "deque.extend": (deque, lambda items, item: items.extend((item,))),
}


def missing_after(make, put):
    """모두가 제 것을 넣은 다음, 들어 있지 않은 것을 셉니다."""
    items = make()
    race(lambda number: [put(items, number * ITEMS + turn) for turn in range(ITEMS)])
    return THREADS * ITEMS - len(set(items))


TAKE = {
    "list.pop": (list, list.pop),
    "dict.popitem": (dict.fromkeys, lambda items: items.popitem()[0]),
    "set.pop": (set, set.pop),
    "deque.pop": (deque, deque.pop),
    "deque.popleft": (deque, deque.popleft),
}


def take_all(items, take):
    """빌 때까지 꺼냅니다."""
    taken = []
    while True:
        try:
            taken.append(take(items))
        except (IndexError, KeyError):
            return taken


def taken_wrongly(make, take):
    """모두가 함께 꺼낸 다음, 나오지 않았거나 두 번 나온 것을 셉니다."""
    items = make(range(ITEMS))
    seen = Counter(item for taken in race(lambda _: take_all(items, take)) for item in taken)
    return sum(seen[item] != 1 for item in range(ITEMS))


COPY = {
    "list.copy": (list, list.append, list.copy),
    "list(list)": (list, list.append, list),
    "dict.copy": (dict, dict.setdefault, dict.copy),
    "list(dict)": (dict, dict.setdefault, list),
    "set.copy": (set, set.add, set.copy),
    "list(set)": (set, set.add, list),
}

COPY_DEQUE = {"deque.copy": (deque, deque.append, deque.copy)}

WALK = {
    "sum(dict.values())": (
        dict,
        lambda items, item: items.setdefault(item, 1),
        lambda d: sum(d.values()),
    ),
    "max(set)": (set, set.add, lambda items: max(items, default=0)),
    "list(deque)": (deque, deque.append, list),
    "any(dict)": (dict, dict.setdefault, lambda items: any(key < 0 for key in items)),
}


def failed_reads(make, put, read):
    """한 스레드가 넣고 비우기를 되풀이하는 동안 나머지가 읽고, 예외가 난 것을 셉니다."""
    items = make()
    reading = list(range(1, THREADS))

    def write():
        while reading:
            for item in range(ITEMS // 2):
                put(items, item)
            items.clear()

    def count_failures(number):
        failed, end = 0, time.perf_counter() + READ_SECONDS
        while time.perf_counter() < end:
            try:
                read(items)
            except RuntimeError:
                failed += 1
        reading.remove(number)
        return failed

    return sum(race(lambda number: count_failures(number) if number else write() or 0))


def judge(table, broken):
    """표의 연산을 모두 해 보고, 어긋난 연산의 수를 돌려줍니다."""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    found = {name: broken(*functions) for name, functions in table.items()}
    print(", ".join(f"{name} {count}" for name, count in found.items()))
    return {"tried": len(found), "broken": sum(count > 0 for count in found.values()), "lost": None}


def put_in():
    """넣기"""
    return judge(PUT, missing_after)


def take_out():
    """꺼내기"""
    return judge(TAKE, taken_wrongly)


def copy_whole():
    """통째로 복사하기"""
    return judge(COPY, failed_reads)


def copy_deque():
    """통째로 복사하기(deque)"""
    for _ in range(ROUNDS):
        judged = judge(COPY_DEQUE, failed_reads)
        if judged["broken"]:
            break
    return judged


def walk_through():
    """하나씩 지나며 읽기"""
    return judge(WALK, failed_reads)


# %%
# 아래는 연산이 둘입니다. 읽고 나서 쓰고, 보고 나서 합니다.


def add_in_place(counts, _item):
    """읽고, 더하고, 넣습니다."""
    counts["page"] += 1


def get_and_put(counts, _item):
    """없으면 0으로 보고 더해 넣습니다."""
    counts["page"] = counts.get("page", 0) + 1


def get_and_put_locked(counts, _item):
    """읽기와 쓰기를 락으로 묶습니다."""
    with LOCK:
        counts["page"] = counts.get("page", 0) + 1


def uncounted(add, updates=UPDATES):
    """모두가 더한 다음, 세지 못한 것을 구합니다."""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    counts = {"page": 0}
    race(lambda _: [add(counts, turn) for turn in range(updates)])
    return {"tried": None, "broken": None, "lost": THREADS * updates - counts["page"]}


def make_connection(key):
    """키마다 하나씩만 만들어야 하는 것. 만드는 데 조금 걸립니다."""
    return [key for _ in range(500)]


def look_then_make(cache, key):
    """없으면 만들어 넣습니다."""
    if key not in cache:
        cache[key] = make_connection(key)
    return cache[key]


def make_by_setdefault(cache, key):
    """먼저 넣은 것을 모두가 돌려받습니다."""
    return cache.setdefault(key, make_connection(key))


def different_answers(look_up):
    """같은 키로 물었는데 서로 다른 것을 받은 키를 셉니다."""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    differing = 0
    for _ in range(ROUNDS):
        cache = {}
        answers = race(lambda _, cache=cache: [look_up(cache, key) for key in range(KEYS)])
        differing += sum(
            len({id(item) for item in same}) > 1 for same in zip(*answers, strict=True)
        )
    return {"tried": None, "broken": None, "lost": differing}


def added_in_place():
    """더하기: counts[k] += 1"""
    return uncounted(add_in_place)


def got_and_put():
    """더하기: counts[k] = counts.get(k, 0) + 1"""
    return uncounted(get_and_put)


def got_and_put_locked():
    """같은 것을 락으로 묶음"""
    # 다투는 락은 비싸서 20분의 1만 더합니다.
    return uncounted(get_and_put_locked, UPDATES // 20)


def looked_then_made():
    """없으면 만들기: if k not in d: d[k] = …"""
    return different_answers(look_then_make)


def made_by_setdefault():
    """없으면 만들기: d.setdefault(k, …)"""
    return different_answers(make_by_setdefault)


# %%
# 예상
# ------------------------------------------------------------------
#
# 연산 하나는 GIL이 없어도 모두 지켜집니다. 객체마다 작은 락이 있기 때문입니다.
# 하나씩 지나며 읽는 것은 연산 여럿이므로, GIL이 없으면 어긋납니다. 연산 둘도 그렇습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        put_in,
        take_out,
        copy_whole,
        # 3.13의 실험판에서는 끝나지 않기도 합니다.
        Contender(copy_deque, expect_failure=True),
        walk_through,
        added_in_place,
        got_and_put,
        looked_then_made,
        got_and_put_locked,
        made_by_setdefault,
        facts={
            "tried": "해 본 연산(가지)",
            "broken": "어긋난 연산(가지)",
            "lost": "잃거나 서로 달라진 것(번)",
        },
        times=1,
        deadline_seconds=5,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="lost")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 넣고 꺼내고 복사하는 것은 어느 빌드에서나 지켜집니다. 다만 3.13의 실험판에서는 ``deque.copy``가 끝나지 않기도 합니다.
#
# ``sum(d.values())``와 ``list(deque)``를 보십시오. GIL이 있으면 C로 적은 반복이 끝날 때까지 아무도 끼어들지 못합니다.
# GIL이 없으면 원소 사이마다 끼어들 수 있어서 ``changed size during iteration``이 납니다.
# 지켜 준다고 약속한 적이 없는데 지켜지던 것입니다. 먼저 ``copy()``하고 그것을 읽으면 됩니다.
#
# ``any``에 준 제너레이터는 파이썬 코드라서, GIL이 있어도 끼어들 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WALK``의 ``max``를 ``lambda items: max(items.copy())``로 바꾸어 보십시오. 어긋난 것이 0이 됩니다.
