# 실행: python plot_semaphore_bounds_connections.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Semaphore는 함께 쓰는 커넥션의 수를 묶습니다
==================================================================

요청 40개를 스레드 40개가 맡고, 데이터베이스는 커넥션을 열 개까지만 받습니다.
``Lock``으로 막으면 하나씩만 들어갑니다. 열 개까지 들어가게 하려면 무엇을 써야 할까요?
실패한 페이지가 자리를 두 번 돌려주면 어떻게 될까요?

이 실험은 :doc:`스레드 동기화 도구 </threading/synchronization>`에 나옵니다.
"""

import time
from contextlib import contextmanager, nullcontext
from threading import BoundedSemaphore, Lock, Semaphore, Thread

REQUESTS = 40
LIMIT = 10
FAILING = 5
QUERY_SECONDS = 0.02

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``Database``는 너무 많이 열면 거절하는 데이터베이스를 흉내 냅니다. PostgreSQL의 ``max_connections``가 이렇게 합니다.


class Database:
    """커넥션을 열 개까지만 받는 데이터베이스"""

    def __init__(self):
        self.lock = Lock()
        self.open = self.most = self.refused = 0

    @contextmanager
    def connect(self):
        """커넥션 하나를 열었다가 닫습니다."""
        with self.lock:
            if self.open == LIMIT:
                self.refused += 1
                raise ConnectionError("too many connections")
            self.open += 1
            self.most = max(self.most, self.open)
        try:
            yield
        finally:
            with self.lock:
                self.open -= 1


class QueryError(Exception):
    """틀린 SQL"""


def query(database, number):
    """질의 하나. 처음 다섯 개는 SQL이 틀려 실패합니다."""
    with database.connect():
        time.sleep(QUERY_SECONDS)
        if number < FAILING:
            raise QueryError


def careful(slots, database, number):
    """자리를 얻어 질의합니다. with가 꼭 한 번 돌려줍니다."""
    with slots:
        query(database, number)


def careless(slots, database, number):
    """실패하면 자리를 두 번 돌려줍니다."""
    slots.acquire()
    try:
        query(database, number)
    except QueryError:
        slots.release()
        raise
    finally:
        slots.release()


# %%
# 스레드 40개가 한꺼번에 부르게 하고, 거절당한 수와 ``release()``가 낸 예외를 셉니다.


def ask_at_once(handle, slots):
    """요청마다 스레드 하나가 맡습니다."""
    database, noticed = Database(), []

    def answer(number):
        try:
            handle(slots, database, number)
        except ValueError:  # BoundedSemaphore: 받은 것보다 많이 돌려줌
            noticed.append(number)
        except (ConnectionError, QueryError):
            pass

    threads = [Thread(target=answer, args=(number,)) for number in range(REQUESTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "refused": database.refused,
        "most": database.most,
        "noticed": len(noticed),
        "innocent": sum(number >= FAILING for number in noticed),
    }


def no_limit():
    """막지 않음"""
    return ask_at_once(careful, nullcontext())


def one_lock():
    """Lock"""
    return ask_at_once(careful, Lock())


def semaphore():
    """Semaphore(10)"""
    return ask_at_once(careful, Semaphore(LIMIT))


def released_twice():
    """Semaphore(10), 두 번 돌려줌"""
    return ask_at_once(careless, Semaphore(LIMIT))


def bounded_released_twice():
    """BoundedSemaphore(10), 두 번 돌려줌"""
    return ask_at_once(careless, BoundedSemaphore(LIMIT))


# %%
# 예상
# ------------------------------------------------------------------
#
# 막지 않으면 30개를 거절당하고, ``Lock``은 하나씩만, ``Semaphore``는 열 개까지 들어갑니다.
# 두 번 돌려주면 자리가 15개로 늘고, ``BoundedSemaphore``는 잘못한 다섯을 예외로 알립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        no_limit,
        one_lock,
        semaphore,
        released_twice,
        bounded_released_twice,
        facts={
            "refused": "거절당한 요청(개)",
            "most": "가장 많이 열린 커넥션(개)",
            "noticed": "release()가 낸 ValueError(번)",
            "innocent": "그 가운데 한 번만 돌려준 스레드의 것(번)",
            "seconds": "걸린 시간(초)",
        },
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
# ``Semaphore(10)``은 자리가 열 개인 락입니다. 자리가 없으면 기다리고, ``with``를 벗어나면 돌려줍니다.
#
# 늘어난 자리는 다섯인데 거절은 훨씬 많습니다. 거절당한 스레드가 자리를 곧바로 돌려주고, 그 자리로 들어간 다음 스레드가
# 또 거절당하기 때문입니다. 자리 몇 개가 새면 줄에서 기다리던 요청이 줄줄이 실패합니다.
#
# ``BoundedSemaphore``의 예외는 처음보다 자리가 *많아질 때*에만 납니다. 다른 스레드들이 자리를 쓰는 동안에는
# 두 번 돌려주어도 아직 열을 넘지 않으므로 조용히 지나가고, 그동안 11번째가 들어갑니다.
# 예외는 나중에 나고, 예상과 달리 한 번만 돌려준 스레드가 받습니다. 그래서 예외가 난 줄에는 잘못이 없습니다.
# 그물로는 쓰되, 돌려주는 일은 ``with``에 맡겨야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``REQUESTS``를 ``FAILING``과 같은 ``5``로 줄여 보십시오. 자리를 쓰는 다른 스레드가 없어 예외가 곧바로 납니다.
