# 실행: python plot_counter_loses_updates.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
교재의 경쟁 상태는 잃지 않고, 진짜 경쟁 상태는 조용히 잃습니다
==================================================================

경쟁 상태(race condition)를 보이는 예로는 ``n += 1``이 유명합니다.
요즘 파이썬에서도 갱신을 잃을까요? 잃지 않는다면, 락은 필요 없을까요?

이 실험은 :doc:`경쟁 상태와 락 </threading/races>`에 나옵니다.
"""

import sys
from statistics import median_low
from threading import Lock, Thread

THREADS = 4
RUNS = 20
UPDATES = 100_000
SHORT_INTERVAL_SECONDS = 1e-5

LOCK = Lock()

# %%
# 재는 코드
# ------------------------------------------------------------------


class Counter:
    """스레드들이 함께 쓰는 계수기"""

    value = 0


def add_one(counter, updates):
    """흔한 교재의 예입니다."""
    for _ in range(updates):
        counter.value += 1


def next_of(number):
    """다음 수를 구합니다. 진짜 프로그램이라면 값을 고치는 계산이 여기 있습니다."""
    return number + 1


def add_by_function(counter, updates):
    """읽고 쓰는 사이에 함수를 부릅니다."""
    for _ in range(updates):
        counter.value = next_of(counter.value)


def add_with_lock(counter, updates):
    """읽기와 쓰기를 한 덩어리로 묶습니다."""
    for _ in range(updates):
        with LOCK:
            counter.value = next_of(counter.value)


def lost_by(add, updates=UPDATES):
    """스레드 넷이 함께 더하게 하고, 잃은 갱신을 셉니다."""
    counter = Counter()
    threads = [Thread(target=add, args=(counter, updates)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"lost": THREADS * updates - counter.value, "spoiled": None}


def plus_one():
    """더하기만(n += 1), 자주 바꿈"""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    return lost_by(add_one)


def by_function_rarely():
    """사이에 함수(n = f(n)), 기본 간격, 20번의 중앙값"""
    lost = [lost_by(add_by_function)["lost"] for _ in range(RUNS)]
    print(f"{RUNS}번 돌려 잃은 갱신: {', '.join(f'{number:,}' for number in lost)}")
    return {"lost": median_low(lost), "spoiled": sum(number > 0 for number in lost)}


def by_function():
    """사이에 함수, 자주 바꿈"""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    return lost_by(add_by_function)


def with_lock():
    """사이에 함수를 락으로 묶음, 자주 바꿈"""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    # 락을 얻고 놓는 비용이 커서 5분의 1만 더합니다.
    return lost_by(add_with_lock, UPDATES // 5)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``n += 1``과 락으로 묶은 것은 하나도 잃지 않고, 사이에 함수가 낀 것은 잃습니다.
# 기본 간격에서는 바뀌는 일이 드물어서, 같은 프로그램을 되풀이해 돌리면 잃을 때도 있고 잃지 않을 때도 있을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        plus_one,
        by_function_rarely,
        by_function,
        with_lock,
        facts={"lost": "잃은 갱신(번)", "spoiled": "되풀이해 돌려, 하나라도 잃은 것(번)"},
        times=2,
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
# CPython은 3.10부터 반복문의 끝과 함수를 부르는 자리에서만 다른 스레드에 제어권을 넘깁니다.
# ``n += 1``에는 읽기와 쓰기 사이에 그런 자리가 없습니다. 안전해서가 아니라, 우연히 그렇습니다.
# 사이에 함수 하나가 끼면 그 우연이 사라집니다.
#
# 기본 간격(5 ms)의 줄을 보십시오. 찍은 글에 돌릴 때마다 잃은 수가 있습니다. 파이썬의 버전과 기계에 따라,
# 거의 늘 잃기도 하고 20번에 몇 번만 잃기도 합니다. 한 번 어긋나면, 그사이 다른 스레드가 더한 것이 통째로 사라집니다.
# GIL이 없는(free-threaded) 빌드에서는 ``n += 1``도 잃습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``next_of(counter.value)``를 ``int(counter.value) + 1``로 바꾸어 보십시오.
# C로 적은 함수를 부르는 자리에서도 제어권이 넘어가는지는 파이썬의 버전마다 다릅니다.
