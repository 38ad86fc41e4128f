# 실행: python plot_dead_worker_hangs_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
워커가 죽으면 Pool은 영원히 기다립니다
==================================================================

메모리가 모자라면 운영 체제가 워커를 죽입니다.
그때 결과를 기다리던 쪽은 무엇을 보게 될까요?
워커가 ``sys.exit()``를 부르거나, 낸 예외를 역직렬화할 수 없을 때는 어떨까요?

이 실험은 :doc:`워커가 죽을 때 </multiprocessing/dead-workers>`에 나옵니다.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

DEADLINE_SECONDS = 0.5
LIMIT_SECONDS = 0.3  # 작업 하나를 기다려 주는 시간. 실제로는 작업의 길이보다 넉넉해야 합니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``die``는 메모리가 모자라 죽은 워커를 흉내 냅니다. 예외를 낼 틈도 없이 사라집니다.
# ``leave``는 명령줄 도구의 ``main()``처럼, 잘못을 알리려고 ``sys.exit()``를 부릅니다.
# ``OrderError``는 흔히 적는 꼴의 예외지만, 받는 쪽에서 역직렬화할 수 없습니다. 인자 하나로 다시 만들려 하기 때문입니다.


def die(_):
    """예외 없이 사라집니다."""
    os._exit(9)


def leave(_):
    """잘못을 알리고 끝내려는 함수입니다."""
    sys.exit("주문 파일을 읽을 수 없습니다.")


def leave_properly(order):
    """``sys.exit()``가 낸 것을 보통의 예외로 바꿉니다."""
    try:
        leave(order)
    except SystemExit as error:
        raise RuntimeError(f"작업이 sys.exit()를 불렀습니다: {error}") from error


class OrderError(Exception):
    """역직렬화할 수 없는 예외"""

    def __init__(self, order, reason):
        """부모 클래스에는 문장 하나만 넘깁니다."""
        super().__init__(f"{order}: {reason}")


class MendedOrderError(Exception):
    """역직렬화할 수 있는 예외"""

    def __init__(self, order, reason):
        """부모 클래스에 받은 인자를 모두 넘깁니다."""
        super().__init__(order, reason)


def refuse(order):
    """역직렬화할 수 없는 예외를 냅니다."""
    raise OrderError(order, "재고 없음")


def refuse_properly(order):
    """역직렬화할 수 있는 예외를 냅니다."""
    raise MendedOrderError(order, "재고 없음")


def noticed(call):
    """결과를 기다려 보고, 잘못을 알았으면 1을 돌려줍니다."""
    try:
        call()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - 어떤 예외로 아는지 봅니다. SystemExit은 Exception이 아닙니다.
        print(f"{type(error).__name__}: {error}".splitlines()[0])
        return {"noticed": 1, "ordinary": int(isinstance(error, Exception))}
    return {"noticed": 0, "ordinary": 0}


def dead_in_pool():
    """Pool.map, 죽은 워커"""
    with Pool(2) as pool:
        return noticed(lambda: pool.map(die, [1]))


def dead_in_pool_with_limit():
    """Pool과 타임아웃, 죽은 워커"""
    with Pool(2) as pool:
        return noticed(lambda: pool.map_async(die, [1]).get(timeout=LIMIT_SECONDS))


def dead_in_executor():
    """ProcessPoolExecutor, 죽은 워커"""
    with ProcessPoolExecutor(2) as executor:
        return noticed(lambda: list(executor.map(die, [1])))


def exit_in_pool():
    """Pool.map, 작업이 부른 sys.exit()"""
    with Pool(2) as pool:
        return noticed(lambda: pool.map(leave, [1]))


def exit_in_executor():
    """ProcessPoolExecutor, 작업이 부른 sys.exit()"""
    with ProcessPoolExecutor(2) as executor:
        return noticed(lambda: list(executor.map(leave, [1])))


def mended_exit_in_pool():
    """Pool.map, 보통의 예외로 바꾼 sys.exit()"""
    with Pool(2) as pool:
        return noticed(lambda: pool.map(leave_properly, [1]))


def lost_exception_in_pool():
    """Pool.map, 역직렬화할 수 없는 예외"""
    with Pool(2) as pool:
        return noticed(lambda: pool.map(refuse, [1]))


def lost_exception_in_executor():
    """ProcessPoolExecutor, 역직렬화할 수 없는 예외"""
    with ProcessPoolExecutor(2) as executor:
        return noticed(lambda: list(executor.map(refuse, [1])))


def mended_exception_in_pool():
    """Pool.map, 고친 예외"""
    with Pool(2) as pool:
        return noticed(lambda: pool.map(refuse_properly, [1]))


# %%
# 예상
# ------------------------------------------------------------------
#
# ``Pool.map``은 죽은 워커도, ``sys.exit()``도, 역직렬화할 수 없는 예외도 모르고 영원히 기다립니다. 나머지는 이유를 알립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        Contender(dead_in_pool, expect_failure=True),
        dead_in_pool_with_limit,
        dead_in_executor,
        Contender(exit_in_pool, expect_failure=True),
        exit_in_executor,
        mended_exit_in_pool,
        Contender(lost_exception_in_pool, expect_failure=True),
        lost_exception_in_executor,
        mended_exception_in_pool,
        facts={
            "finished": "끝남(끝났으면 1)",
            "noticed": "잘못을 앎(알았으면 1)",
            "ordinary": "except Exception으로 잡힘(잡히면 1)",
        },
        times=1,
        deadline_seconds=DEADLINE_SECONDS,
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
# ``Pool``은 죽은 워커의 자리를 새 워커로 채웁니다. 그러나 그 워커가 하던 작업은 잊습니다.
# ``sys.exit()``도 그렇습니다. 워커는 ``Exception``만 잡아서 돌려보내는데, ``SystemExit``은 ``Exception``이 아니라 ``BaseException``입니다.
# ``KeyboardInterrupt``와 ``asyncio.CancelledError``도 그렇습니다.
# 역직렬화할 수 없는 예외가 오면 결과를 받는 스레드가 조용히 죽습니다. 그 뒤에는 어떤 결과도 오지 않습니다.
#
# ``ProcessPoolExecutor``는 하나라도 죽으면 맡은 작업을 모두 ``BrokenProcessPool``로 끝냅니다.
# 그 실행기(executor)는 다시 쓸 수 없으므로 새로 만들어야 합니다.
# ``SystemExit``은 워커가 죽지 않고 돌려보냅니다. 그래서 결과를 꺼내는 자리에서 나고, 잡지 않으면 부모의 프로그램이 끝납니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``die``의 ``os._exit(9)``를 ``raise KeyboardInterrupt``로 바꿔 보십시오. 그래도 ``Pool.map``은 끝나지 않습니다.
# ``raise ValueError``로 바꾸면 ``Pool``도 알아차립니다.
