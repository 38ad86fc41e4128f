# 실행: python plot_unread_starmap_async_hides_errors.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
starmap_async는 get을 불러야 예외를 알립니다
==================================================================

풀에 맡겨 두고 다른 일을 하려고 ``starmap``을 ``starmap_async``로 바꾸었습니다.
그 뒤로 잘못된 주문이 있어도 아무 말이 없습니다. 예외는 어디로 갔을까요?
``with`` 블록을 나간 다음에 결과를 꺼내면 어떻게 될까요?

이 실험은 :doc:`Pool과 ProcessPoolExecutor </multiprocessing/pool-methods>`에 나옵니다.
"""

from multiprocessing import Pool

WORKERS = 2
ORDERS = [(10, 3), (10, 0), (10, 5)]  # 둘째 주문은 나눌 수 없습니다.
DEADLINE_SECONDS = 1.0

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 주문 셋 가운데 하나가 ``ZeroDivisionError``를 냅니다. 부른 쪽이 그것을 알았으면 1입니다.


def share(amount, people):
    """금액을 사람 수로 나눕니다."""
    return amount / people


def starmap():
    """Pool.starmap"""
    try:
        with Pool(WORKERS) as pool:
            pool.starmap(share, ORDERS)
    except ZeroDivisionError:
        return {"noticed": 1}
    return {"noticed": 0}


def unread():
    """Pool.starmap_async, 읽지 않음"""
    try:
        with Pool(WORKERS) as pool:
            pool.starmap_async(share, ORDERS)
            pool.close()
            pool.join()  # 끝나기를 기다려도 예외는 나오지 않습니다.
    except ZeroDivisionError:
        return {"noticed": 1}
    return {"noticed": 0}


def read_inside():
    """고침: with 안에서 get"""
    try:
        with Pool(WORKERS) as pool:
            waiting = pool.starmap_async(share, ORDERS)
            print("다른 일을 합니다.")
            waiting.get()
    except ZeroDivisionError:
        return {"noticed": 1}
    return {"noticed": 0}


def told():
    """고침: error_callback"""
    errors = []
    with Pool(WORKERS) as pool:
        pool.starmap_async(share, ORDERS, error_callback=errors.append)
        pool.close()
        pool.join()
    return {"noticed": len(errors)}


def slow_share(amount, people):
    """오래 걸리는 나누기"""
    total = 0
    for number in range(10_000_000):
        total += number
    return amount / people


def read_outside():
    """with를 나간 다음에 get"""
    with Pool(WORKERS) as pool:
        waiting = pool.starmap_async(slow_share, ORDERS)
    waiting.get()  # 워커들은 이미 terminate()로 끝났습니다.


# %%
# 예상
# ------------------------------------------------------------------
#
# 읽지 않으면 모릅니다. ``with``를 나가면 풀이 워커를 끝내므로, 밖에서 꺼내는 것은 영원히 기다립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        starmap,
        unread,
        read_inside,
        told,
        Contender(read_outside, expect_failure=True),
        facts={"noticed": "예외를 앎(알면 1)", "finished": "끝남(끝났으면 1)"},
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
# 예외는 ``AsyncResult``에 담겨 있다가 ``get()``이 다시 냅니다. 아무도 읽지 않으면 그대로 버려집니다.
# ``with Pool(...)``은 나갈 때 ``terminate()``를 부릅니다. 끝나지 않은 결과는 영원히 채워지지 않습니다.
# 기다리는 ``get()``에는 타임아웃을 주십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``unread``의 ``pool.join()`` 다음에 ``waiting.get()``을 더해 보십시오. 끝난 결과는 풀을 닫은 다음에도 읽을 수 있습니다.
