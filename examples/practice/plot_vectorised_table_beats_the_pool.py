# 실행: python plot_vectorised_table_beats_the_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["pandas>=2.2", "polars>=1"]
# ///
"""
그룹마다 부르던 함수를 열의 연산으로 적으면 풀보다 빠릅니다
==================================================================

``groupby().apply()``가 느려서 풀로 나누었습니다. 코어의 수만큼 빨라지면 된 것일까요?
같은 표를 스레드와 프로세스로 나눈 것, 열의 연산으로 적은 것, 그것을 다시 나눈 것, Polars로 적은 것을 비교합니다.

이 실험은 :doc:`표와 배열 </practice/tables>`에 나옵니다.
pandas와 Polars가 없으면 ``python -m pip install pandas polars``로 설치합니다.
"""

import importlib.util
import math
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool

import numpy as np

try:
    import pandas as pd
except ImportError:  # 없으면 재지 않습니다.
    pd = None

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
WORKERS = min(4, max(2, CORES))
SHOPS = 160
ROWS = 16_000
ROUNDS = 2

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 처음의 프로그램입니다. 가게마다 반품을 빼고, 매출과 가장 큰 거래와 매출 가운데 큰 거래의 비율을 구합니다.


def summarise(group):
    """가게 하나의 표를 요약합니다."""
    kept = group[group["amount"] > 0]
    revenue = kept["amount"] * kept["price"]
    total = revenue.sum()
    return pd.Series(
        {
            "revenue": total,
            "largest": revenue.max(),
            "large_share": revenue[revenue > 500].sum() / total,
        }
    )


def with_apply(sales):
    """groupby().apply()"""
    return sales.groupby("shop")[["amount", "price"]].apply(summarise)


# %%
# 둘째와 셋째는 가게들을 나누어 맡깁니다. 한 가게의 줄은 한 워커에게만 갑니다.


def by_shops(sales, parts):
    """표를 가게의 묶음들로 나눕니다."""
    part = sales["shop"].str[-3:].astype(int) % parts
    return [sales[part == number] for number in range(parts)]


def in_threads(sales, pool):
    """스레드로 나눈 apply"""
    return pd.concat(pool.map(with_apply, by_shops(sales, WORKERS))).sort_index()


def in_processes(sales, pool):
    """프로세스로 나눈 apply"""
    return pd.concat(pool.map(with_apply, by_shops(sales, WORKERS))).sort_index()


# %%
# 넷째는 같은 계산을 그룹마다가 아니라 열에 한 번씩 합니다. 다섯째는 그것을 다시 풀에 나눕니다.


def vectorised(sales):
    """열의 연산"""
    kept = sales[sales["amount"] > 0]
    revenue = kept["amount"] * kept["price"]
    columns = kept[["shop"]].assign(revenue=revenue, large=revenue.where(revenue > 500, 0.0))
    shops = columns.groupby("shop")
    table = pd.DataFrame({"revenue": shops["revenue"].sum(), "largest": shops["revenue"].max()})
    return table.assign(large_share=shops["large"].sum() / table["revenue"])


def vectorised_in_processes(sales, pool):
    """열의 연산을 프로세스로 나눔"""
    return pd.concat(pool.map(vectorised, by_shops(sales, WORKERS))).sort_index()


# %%
# 여섯째는 Polars입니다. 표를 옮겨 담는 것은 파일을 읽을 때 한 번 하는 일이므로 재지 않습니다.


def in_polars(sales):
    """Polars"""
    import polars as pl

    revenue = pl.col("amount") * pl.col("price")
    return (
        sales.lazy()
        .filter(pl.col("amount") > 0)
        .group_by("shop")
        .agg(
            revenue=revenue.sum(),
            largest=revenue.max(),
            large_share=revenue.filter(revenue > 500).sum() / revenue.sum(),
        )
        .sort("shop")
        .collect()
    )


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 처음의 프로그램과 번갈아 재어, 몇 배 빨라졌는지와 결과가 같은지를 돌려줍니다.
# 예측은 재기 전에 아는 것으로만 구합니다.


def made_sales(rows=ROWS, shops=SHOPS):
    """씨앗으로 만든 매출의 표입니다. 스물에 하나는 반품입니다."""
    random = np.random.default_rng(2026)
    amount = random.integers(1, 9, rows)
    return pd.DataFrame(
        {
            "shop": [f"가게 {number:03}" for number in np.arange(rows) % shops],
            "amount": np.where(random.random(rows) < 0.05, -amount, amount),
            "price": random.uniform(1.0, 100.0, rows).round(2),
        }
    )


def seconds_of(function, *arguments):
    """한 번 부르는 데 걸린 시간(초)과 결과입니다."""
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def equal(first, other):
    """가게마다의 세 값이 모두 같으면 1입니다. 더하는 순서가 달라 끝자리만 다른 것은 같은 것입니다."""
    same = map(math.isclose, np.ravel(first), np.ravel(other))
    return int(np.shape(first) == np.shape(other) and all(same))


def compared(step, predict, *pool):
    """처음의 프로그램과 번갈아 재고, 예측한 배수와 비교합니다."""
    sales = made_sales()
    table = polars_of(sales) if step is in_polars else sales
    first, expected = seconds_of(with_apply, sales)
    predicted = first / predict(sales, first)
    result, gains = step(table, *pool), []  # 처음 한 번은 데웁니다.
    for _ in range(ROUNDS):
        seconds, result = seconds_of(step, table, *pool)
        first, _ = seconds_of(with_apply, sales)
        gains.append(first / seconds)
    if step is in_polars:
        result = result.drop("shop").to_numpy()
    gain = statistics.median(gains)
    return {
        "equal": equal(expected, result),
        "gain": gain,
        "predicted": predicted,
        "off": gain / predicted,
    }


def polars_of(sales):
    """Polars의 표로 옮겨 담습니다."""
    import polars as pl

    return pl.from_dict({name: sales[name].to_numpy() for name in sales})


def at_once(_, first):
    """GIL이 있으면 스레드는 한 번에 하나만 계산하므로 그대로입니다."""
    return first


def amdahl(sales, first):
    """암달의 법칙: ``summarise``의 시간만 코어의 수로 나뉩니다."""
    groups = [group for _, group in sales.groupby("shop")[["amount", "price"]]]
    inside, _ = seconds_of(lambda: [summarise(group) for group in groups])
    inside = min(inside, first)
    return first - inside + inside / min(WORKERS, CORES)


def one_big_group(sales, _):
    """표 전체를 가게 하나로 보고 ``summarise``를 한 번 부르는 시간입니다."""
    return min(seconds_of(summarise, sales)[0] for _ in range(2))


def divided_again(sales, _):
    """열의 연산의 시간이 다시 코어의 수로 나뉩니다."""
    return min(seconds_of(vectorised, sales)[0] for _ in range(2)) / min(WORKERS, CORES)


UNSEEN = dict.fromkeys(("equal", "gain", "predicted", "off"))


def missing(*names):
    """없는 패키지가 있으면 까는 법을 적습니다."""
    absent = [name for name in names if importlib.util.find_spec(name) is None]
    if absent:
        print(f"{', '.join(absent)}: 없어서 재지 않았습니다. python -m pip install pandas polars")
    return absent


def threads():
    """스레드로 나눈 apply"""
    if missing("pandas"):
        return UNSEEN
    with ThreadPoolExecutor(WORKERS) as pool:
        return compared(in_threads, at_once, pool)


def processes():
    """프로세스로 나눈 apply"""
    if missing("pandas"):
        return UNSEEN
    with Pool(WORKERS) as pool:
        return compared(in_processes, amdahl, pool)


def columns():
    """열의 연산"""
    if missing("pandas"):
        return UNSEEN
    return compared(vectorised, one_big_group)


def columns_in_processes():
    """열의 연산을 프로세스로 나눔"""
    if missing("pandas"):
        return UNSEEN
    with Pool(WORKERS) as pool:
        return compared(vectorised_in_processes, divided_again, pool)


def another_engine():
    """Polars"""
    if missing("pandas", "polars"):
        return UNSEEN
    return compared(in_polars, divided_again)


# %%
# 예상
# ------------------------------------------------------------------
#
# 시간의 거의 모두가 ``summarise``에 있으므로, 프로세스는 암달의 법칙대로 코어의 수에 가깝게 빨라집니다. 스레드는 GIL 때문에 그대로입니다.
# 열의 연산은 같은 계산을 가게마다가 아니라 한 번 합니다. 표 전체를 가게 하나로 보고 ``summarise``를 한 번 부른 시간이면 될 것입니다.
# 그것을 다시 나누면, 그리고 코어를 모두 쓰는 Polars로 적으면, 거기서 다시 코어의 수만큼 빨라질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        threads,
        processes,
        columns,
        columns_in_processes,
        another_engine,
        facts={"equal": "처음과 결과가 같음(같으면 1)"},
        measured={
            "gain": "처음보다 빨라진 것(배)",
            "predicted": "재기 전에 예측한 것(배)",
            "off": "빨라진 것, 예측 대비(배)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="gain")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``apply``의 시간은 줄의 수가 아니라 그룹의 수가 정합니다. 가게 하나에 pandas의 연산이 열 번쯤이고, 연산마다 파이썬이 준비하는 시간이 계산보다 깁니다.
# 풀은 그 준비를 워커에 나누어 맡길 뿐이고, 열의 연산은 그것을 그룹의 수만큼 없앱니다.
#
# 열의 연산으로 적은 다음에는 나눌 것이 남지 않습니다. 표를 자르고 피클하고 다시 잇는 시간이 계산보다 깁니다.
#
# 줄이 수천만이면 열의 연산도 오래 걸립니다. 그때에도 pandas를 나누기 전에, 코어를 스스로 나누어 쓰는 엔진을 먼저 재십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``ROWS``를 열 배로 늘려 보십시오. 처음의 프로그램은 거의 그대로 걸리고, 열의 연산의 이득이 줄어듭니다.
