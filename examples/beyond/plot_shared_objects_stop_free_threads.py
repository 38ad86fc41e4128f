# 실행: python plot_shared_objects_stop_free_threads.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
GIL이 없어도, 함께 만지는 객체가 있으면 빨라지지 않습니다
==================================================================

GIL이 없는 파이썬에서 같은 계산을 스레드 둘에 나누었습니다. 어떤 것은 두 배 빨라지고, 어떤 것은 오히려 느려집니다.
무엇을 함께 만지는지만 바꾸어 재었습니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

THREADS = (1, 2)
PARTS = 2
STEPS = 120_000
RATES = [1.5, 2.5, 3.5, 4.5]

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 일은 언제나 두 몫입니다. 스레드의 수만 바꿉니다.


def in_threads(threads, function, *shared):
    """두 몫을 스레드들에 나누고, 두 몫의 답이 같은지 돌려줍니다."""
    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(lambda _: function(*shared), range(PARTS)))
    return answers[0] == answers[1]


def add_up():
    """제 변수만 고칩니다."""
    total = 0
    for number in range(STEPS):
        total += number % 7
    return total


class Total:
    """스레드들이 함께 더하는 계수기"""

    def __init__(self):
        self.value, self.lock = 0, Lock()

    def add(self):
        """더할 때마다 락을 잡습니다."""
        for number in range(STEPS // 4):
            with self.lock:
                self.value += number % 7


def count_pages(pages):
    """사전에 적습니다."""
    for number in range(STEPS):
        pages[number % 7] = number
    return len(pages)


def read_rates(rates):
    """목록의 수를 꺼내 읽습니다. 적지 않습니다."""
    total = 0.0
    for _ in range(STEPS // 4):
        for rate in rates:
            total += rate
    return total


def read_own_rates(rates):
    """수까지 새로 만든, 제 목록을 읽습니다."""
    return read_rates([rate + 0.0 for rate in rates])


def own_variables(threads):
    """제 변수에 더하기"""
    return in_threads(threads, add_up)


def shared_counter(threads):
    """락으로 묶은 계수기 하나"""
    return in_threads(threads, Total().add)


def shared_dict(threads):
    """함께 적는 사전"""
    return in_threads(threads, count_pages, {})


def shared_floats(threads):
    """함께 읽는 객체"""
    return in_threads(threads, read_rates, RATES)


def own_floats(threads):
    """저마다 복사해 읽는 객체"""
    return in_threads(threads, read_own_rates, RATES)


# %%
# 예상
# ------------------------------------------------------------------
#
# GIL이 있으면 어느 선도 내려가지 않습니다.
# GIL이 없으면 제 것만 만지는 두 선은 절반으로 내려가고, 함께 적는 것은 그대로이거나 올라갑니다.
# 함께 *읽기만* 하는 것은 락이 없으므로 내려갈 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(own_variables, THREADS),
        *sweep(shared_counter, THREADS),
        *sweep(shared_dict, THREADS),
        *sweep(shared_floats, THREADS),
        *sweep(own_floats, THREADS),
        axis="스레드(개)",
        ceiling=True,
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
# 읽기만 하는 선을 보십시오. 객체를 꺼내 쓸 때마다 그 객체의 참조 횟수를 고칩니다.
# 읽는 코드도 메모리에는 쓰는 코드이고, 두 코어가 같은 자리에 쓰면 서로를 기다립니다.
# 수까지 새로 만들면 참조 횟수도 저마다의 것이 됩니다.
#
# 작은 정수와 ``None``과 문자열 상수는 참조 횟수를 세지 않으므로 함께 읽어도 됩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``RATES``를 ``[1, 2, 3, 4]``로 바꾸어 보십시오. 함께 읽는 선이 저마다 읽는 선에 붙습니다.
