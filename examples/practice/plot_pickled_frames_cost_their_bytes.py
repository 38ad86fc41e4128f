# 실행: python plot_pickled_frames_cost_their_bytes.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["pandas>=2.2"]
# ///
"""
풀에 넘긴 표는 작업마다 피클되어 갑니다
==================================================================

가게마다 매출을 구하려고 표와 가게의 이름을 풀에 넘겼습니다. 파이프로 몇 바이트가 갈까요?
그룹마다 자른 표, 워커마다 자른 표, 필요한 열의 배열, 파일의 자리를 넘긴 것과 비교합니다.

이 실험은 :doc:`표와 배열 </practice/tables>`에 나옵니다.
pandas가 없으면 ``python -m pip install pandas``로 설치합니다.
"""

import multiprocessing
import tempfile
from itertools import chain
from multiprocessing import Pool
from pathlib import Path

import numpy as np

try:
    import pandas as pd
except ImportError:  # 없으면 세지 않습니다.
    pd = None

WORKERS = 2
SHOPS = 40
ROWS = 8_000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 다섯 가지가 같은 답을 냅니다. 다른 것은 풀에 무엇을 넘기는지뿐입니다. 표는 가게의 순서로 줄지어 있습니다.


def shop_total(sales, shop):
    """가게 하나의 매출을 표에서 찾아 구합니다."""
    return group_total(sales[sales["shop"] == shop])


def group_total(group):
    """가게 하나의 표에서 매출을 구합니다."""
    return float((group["amount"] * group["price"]).sum())


def totals(part):
    """가게 여럿의 표에서 가게마다의 매출을 구합니다."""
    return [group_total(group) for _, group in part.groupby("shop")]


def column_totals(shop, amount, price):
    """열의 배열에서 가게마다의 매출을 구합니다."""
    return np.bincount(shop - shop[0], amount * price).tolist()


def file_totals(path, start, stop):
    """파일에서 제 줄만 읽어 가게마다의 매출을 구합니다."""
    shop, amount, price = np.load(path, mmap_mode="r")[:, start:stop]
    return column_totals(shop.astype(int), amount, price)


def whole_table(pool, sales):
    """작업마다 표 전체"""
    shops = sales["shop"].unique()
    return pool.starmap(shop_total, [(sales, shop) for shop in shops], chunksize=1)


def table_of_each_shop(pool, sales):
    """작업마다 가게 하나의 표"""
    return pool.map(group_total, [group for _, group in sales.groupby("shop")], chunksize=1)


def table_of_each_worker(pool, sales):
    """워커마다 가게 여럿의 표"""
    half = ROWS // WORKERS
    parts = [sales[start : start + half] for start in range(0, ROWS, half)]
    return list(chain.from_iterable(pool.map(totals, parts, chunksize=1)))


def columns_of_each_worker(pool, sales):
    """워커마다 필요한 열의 배열"""
    half = ROWS // WORKERS
    shop = sales["shop"].factorize()[0]
    columns = shop, sales["amount"].to_numpy(), sales["price"].to_numpy()
    parts = [[each[start : start + half] for each in columns] for start in range(0, ROWS, half)]
    return list(chain.from_iterable(pool.starmap(column_totals, parts, chunksize=1)))


def place_in_a_file(pool, sales):
    """파일의 이름과 줄의 번호"""
    half = ROWS // WORKERS
    columns = sales["shop"].factorize()[0], sales["amount"], sales["price"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sales.npy")
        np.save(path, np.array(columns, dtype=float))
        parts = [(path, start, start + half) for start in range(0, ROWS, half)]
        return list(chain.from_iterable(pool.starmap(file_totals, parts, chunksize=1)))


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 부모가 파이프에 쓰는 바이트를 그 자리에서 셉니다. 위의 코드는 그것을 모릅니다.


def made_sales():
    """씨앗으로 만든 매출의 표입니다. 계산에 쓰지 않는 열도 있습니다."""
    random = np.random.default_rng(2026)
    return pd.DataFrame(
        {
            "shop": [f"가게 {number:03}" for number in np.arange(ROWS) // (ROWS // SHOPS)],
            "amount": random.integers(1, 9, ROWS),
            "price": random.uniform(1.0, 100.0, ROWS).round(2),
            "discount": random.uniform(0.0, 0.3, ROWS),
            "customer": random.integers(0, 10_000, ROWS),
            "memo": [f"메모 {number % 997}" for number in range(ROWS)],
        }
    )


def counted(way):
    """풀에 간 바이트를, 계산에 쓰는 두 열의 크기와 비교합니다."""
    if pd is None:
        print("pandas가 없어서 세지 못했습니다. python -m pip install pandas")
        return dict.fromkeys(("sent", "right"))
    sales = made_sales()
    sent = []
    pipe = type(multiprocessing.Pipe()[0])
    send = pipe._send_bytes  # noqa: SLF001 - 파이프에 쓰는 마지막 자리입니다.

    def send_counted(self, data):
        sent.append(memoryview(data).nbytes)
        send(self, data)

    with Pool(WORKERS) as pool:
        pool.map(abs, range(WORKERS))
        pipe._send_bytes = send_counted  # noqa: SLF001 - 위와 같습니다.
        answers = way(pool, sales)
        pipe._send_bytes = send  # noqa: SLF001 - 위와 같습니다.
    expected = totals(sales)
    needed = sales["amount"].to_numpy().nbytes + sales["price"].to_numpy().nbytes
    return {
        "sent": round(sum(sent) / needed, 3),
        "right": int(np.allclose(answers, expected, rtol=1e-9)),
    }


def each_gets_all():
    """작업마다 표 전체"""
    return counted(whole_table)


def each_gets_its_group():
    """작업마다 가게 하나의 표"""
    return counted(table_of_each_shop)


def each_gets_its_part():
    """워커마다 가게 여럿의 표"""
    return counted(table_of_each_worker)


def each_gets_columns():
    """워커마다 필요한 열의 배열"""
    return counted(columns_of_each_worker)


def each_gets_a_place():
    """파일의 이름과 줄의 번호"""
    return counted(place_in_a_file)


# %%
# 예상
# ------------------------------------------------------------------
#
# 표 전체는 가게의 수만큼 갑니다. 그룹마다 자르면 표는 한 번만 가므로, 워커마다 자른 것과 거의 같을 것입니다.
# 필요한 열만 보내면 쓰지 않는 열과 글자가 빠지고, 파일의 자리만 보내면 거의 아무것도 가지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        each_gets_all,
        each_gets_its_group,
        each_gets_its_part,
        each_gets_columns,
        each_gets_a_place,
        facts={
            "sent": "풀에 보낸 것, 계산에 쓰는 두 열 대비(배)",
            "right": "답이 맞음(맞으면 1)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="sent")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 인자로 넘긴 표는 작업마다 새로 피클됩니다. 워커에 이미 간 것인지 풀은 모릅니다.
# 그룹마다 자른 표에는 열의 이름과 형과 인덱스가 저마다 딸려 갑니다. 그룹이 작을수록 그것이 데이터보다 큽니다.
#
# 바이트가 적다고 공짜는 아닙니다. 파일은 누군가 한 번 적어야 하고, 그 시간은 여기서 세지 않았습니다.
# 데이터가 처음부터 파일에 있다면, 부모가 읽어 나누지 말고 워커가 제 몫을 읽게 하십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SHOPS``를 ``400``으로 늘려 보십시오. 작업마다 표 전체를 넘긴 것은 열 배가 되고, 가게마다 자른 것도 늘어납니다. 나머지는 그대로입니다.
