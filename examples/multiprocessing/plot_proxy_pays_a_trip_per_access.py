# 실행: python plot_proxy_pays_a_trip_per_access.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
프록시는 건드릴 때마다 관리자에 다녀옵니다
==================================================================

설정과 캐시를 ``Manager``에 두었더니 워커가 느려졌습니다. 코드는 보통 사전과 리스트를 쓰듯이 생겼습니다.
보통 때와 같은 한 줄이 관리자 프로세스에 몇 번이나 다녀올까요?

이 실험은 :doc:`Manager와 프록시 </multiprocessing/managers>`에 나옵니다.
"""

from contextlib import contextmanager
from multiprocessing import Manager
from multiprocessing.connection import Connection

ITEMS = 100

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 관리자에 둔 리스트와 사전에는 수가 100개씩 있습니다. 모두 같은 합을 냅니다.


def list_by_index(numbers, _):
    """번호로 하나씩"""
    return sum(numbers[index] for index in range(len(numbers)))


def list_by_for(numbers, _):
    """for로 하나씩"""
    return sum(number for number in numbers)


def list_at_once(numbers, _):
    """numbers[:]로 한꺼번에"""
    return sum(numbers[:])


def dict_by_key(_, prices):
    """사전을 for로 돌며 하나씩"""
    return sum(prices[name] for name in prices)


def dict_at_once(_, prices):
    """copy()로 한꺼번에"""
    return sum(prices.copy().values())


def dict_checked(_, prices):
    """있는지 보고 하나씩"""
    return sum(prices[name] for name in range(ITEMS) if name in prices)


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 이 프로세스가 관리자에 보내는 요청을 바깥에서 셉니다. 요청마다 답을 기다리므로 왕복의 수와 같습니다.

WAYS = {
    way.__name__: way
    for way in (
        list_by_index,
        list_by_for,
        list_at_once,
        dict_by_key,
        dict_at_once,
        dict_checked,
    )
}


@contextmanager
def ready_manager():
    """수 100개가 든 리스트와 사전을 둔 관리자"""
    with Manager() as manager:
        numbers = manager.list(range(ITEMS))
        prices = manager.dict({number: number for number in range(ITEMS)})
        len(numbers), len(prices)  # 첫 호출에서 맺는 커넥션은 세지 않습니다.
        yield numbers, prices


@contextmanager
def requests_counted():
    """블록 안에서 보낸 요청의 목록"""
    sent, send = [], Connection.send

    def counting(connection, request):
        sent.append(request)
        send(connection, request)

    Connection.send = counting
    try:
        yield sent
    finally:
        Connection.send = send


def count_trips(ready, name):
    """관리자에 다녀온 횟수를 셉니다."""
    with requests_counted() as sent:
        total = WAYS[name](*ready)
    return {"trips": len(sent), "total": total}


# %%
# 예상
# ------------------------------------------------------------------
#
# 번호로 하나씩은 ``len``까지 101번, ``for``도 끝을 알리는 것까지 101번입니다. 한꺼번에 받으면 한 번입니다.
# 사전을 돌며 하나씩은 열쇠와 값이 따로 가므로 200번이 넘습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        *(
            Contender(count_trips, (name,), name=name, label=way.__doc__, given=ready_manager)
            for name, way in WAYS.items()
        ),
        facts={"trips": "관리자에 다녀온 횟수(번)", "total": "합"},
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="trips")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 프록시에는 값이 없습니다. 건드릴 때마다 물어보고 옵니다.
# 걸린 시간은 다녀온 횟수를 따라갑니다. 관리자가 하는 일은 거의 없고, 오가는 것이 전부이기 때문입니다.
#
# 여러 번 볼 것은 한 번에 받아 와서 보고, 여러 번 쓸 것은 모아서 ``update``나 ``extend``로 한 번에 쓰십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``ITEMS``를 ``1_000``으로 늘려 보십시오. 하나씩 보는 것은 열 배로 늘고, 한꺼번에 받는 것은 그대로 한 번입니다.
