# 실행: python plot_constants_travel_once_per_chunk.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
starmap은 큰 상수를 청크마다 한 번씩 보냅니다
==================================================================

주문 100건의 금액을 요율표 하나로 계산합니다. 함수가 주문과 요율표, 두 인자를 받으므로 ``map``으로는 부를 수 없습니다.
``starmap``에 ``itertools.repeat``으로 요율표를 붙이거나, ``functools.partial``로 묶거나, 워커에 미리 둘 수 있습니다.
그때마다 요율표는 몇 번 피클되어 갈까요?

이 실험은 :doc:`Pool과 ProcessPoolExecutor </multiprocessing/pool-methods>`에 나옵니다.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from multiprocessing import Pool

WORKERS = 2
ORDERS = range(100)
RATES = 10_000  # 요율표의 줄

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 일곱 가지가 같은 답을 냅니다. 다른 것은 요율표가 가는 길뿐입니다.


def price(order, rates):
    """주문 하나의 금액을 계산합니다."""
    return order * rates[order % len(rates)]


def starmap(rates):
    """Pool.starmap"""
    with Pool(WORKERS) as pool:
        return pool.starmap(price, zip(ORDERS, repeat(rates)))


def starmap_one_by_one(rates):
    """Pool.starmap, chunksize=1"""
    with Pool(WORKERS) as pool:
        return pool.starmap(price, zip(ORDERS, repeat(rates)), chunksize=1)


def map_with_partial(rates):
    """Pool.map과 partial"""
    with Pool(WORKERS) as pool:
        return pool.map(partial(price, rates=rates), ORDERS)


def imap_with_partial(rates):
    """Pool.imap과 partial"""
    with Pool(WORKERS) as pool:
        return list(pool.imap(partial(price, rates=rates), ORDERS))


def imap_in_chunks(rates):
    """Pool.imap과 partial, chunksize=13"""
    with Pool(WORKERS) as pool:
        return list(pool.imap(partial(price, rates=rates), ORDERS, chunksize=13))


def executor_map(rates):
    """ProcessPoolExecutor.map"""
    with ProcessPoolExecutor(WORKERS) as executor:
        return list(executor.map(price, ORDERS, repeat(rates)))


def keep_rates(rates):
    """워커가 시작할 때 한 번 불립니다."""
    global kept  # noqa: PLW0603 - 워커마다 하나씩 두는 것입니다.
    kept = rates


def price_with_kept(order):
    """워커에 둔 요율표로 계산합니다."""
    return price(order, kept)


def kept_in_worker(rates):
    """initializer로 워커에 두기"""
    with Pool(WORKERS, initializer=keep_rates, initargs=(rates,)) as pool:
        return pool.map(price_with_kept, ORDERS)


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 피클될 때마다 세는 요율표를 건넵니다. 위의 코드는 그것을 모릅니다.

WAYS = {
    way.__name__: way
    for way in (
        starmap,
        starmap_one_by_one,
        map_with_partial,
        imap_with_partial,
        imap_in_chunks,
        executor_map,
        kept_in_worker,
    )
}


class Watched(dict):
    """피클된 횟수를 세는 사전. 역직렬화된 것은 보통 사전입니다."""

    travelled = 0

    def __reduce__(self):
        """피클이 부릅니다."""
        Watched.travelled += 1
        return dict, (list(self.items()),)


def count_travels(name):
    """요율표가 몇 번 갔는지, 옳은 답이 몇 개인지 셉니다."""
    rates = Watched((number, number % 7) for number in range(RATES))
    answers = WAYS[name](rates)
    expected = [price(order, rates) for order in ORDERS]
    return {
        "travelled": Watched.travelled,
        "right": sum(map(int.__eq__, answers, expected)),
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 청크를 정하지 않은 ``starmap``과 ``map``은 100개를 워커마다 네 청크쯤으로 나눕니다. 한 청크는 13개이므로 여덟 번입니다.
# ``imap``과 실행기의 ``map``은 하나씩 보내므로 100번입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        *(
            Contender(count_travels, (name,), name=name, label=way.__doc__)
            for name, way in WAYS.items()
        ),
        facts={"travelled": "요율표가 피클된 횟수(번)", "right": "옳은 답(개)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="travelled")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 풀은 청크 하나를 통째로 피클합니다. 피클은 한 번에 담는 것 속의 같은 객체를 한 번만 적으므로, 청크마다 한 번입니다.
# ``repeat``은 같은 객체를 거듭 내줍니다. 내용만 같은 사본을 주면 사본마다 한 번씩 갑니다.
# ``partial``도 함수에 딸려 청크마다 갑니다. 길은 다르고 횟수는 같습니다.
#
# ``initializer``에 준 것은 워커를 시작할 때 갑니다. ``fork``에서는 물려받으므로 피클되지 않고,
# ``spawn``과 ``forkserver``에서는 워커마다 한 번 피클됩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``repeat(rates)``를 ``(dict(rates) for _ in ORDERS)``로 바꾸어 보십시오. 세던 것이 보통 사전이 되어 0으로 나오지만,
# ``RATES``를 ``100_000``으로 늘려 시간을 보면 사본이 저마다 가는 것을 알 수 있습니다.
