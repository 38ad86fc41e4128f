# 실행: python plot_polars_stops_in_forked_workers.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["polars>=1"]
# ///
"""
부모에서 쓴 Polars는 포크한 워커에서 멈춥니다
==================================================================

혼자 돌리면 되던 Polars의 함수가 풀에서는 영영 끝나지 않습니다. CPU도 쓰지 않고, 오류도 없습니다.
시작 방식을 바꾸면 끝날까요?

이 실험은 :doc:`표와 배열 </practice/tables>`에 나옵니다.
Polars가 없으면 ``python -m pip install polars``로 설치합니다.
"""

import importlib.util
import multiprocessing

WORKERS = 2
TASKS = 4
STUCK_SECONDS = 1.0
LIMIT_SECONDS = 30.0

# %%
# 재는 코드
# ------------------------------------------------------------------


def shop_totals(rows):
    """가게마다의 매출을 구하고, 가게의 수를 돌려줍니다."""
    import polars as pl

    sales = pl.DataFrame({"shop": [row % 10 for row in range(rows)], "revenue": range(rows)})
    return sales.group_by("shop").agg(pl.col("revenue").sum()).height


def in_pool(method, seconds):
    """부모에서 한 번 쓰고, 풀에 맡깁니다."""
    shop_totals(1_000)
    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        return pool.map_async(shop_totals, [1_000] * TASKS, chunksize=1).get(seconds)


# %%
# 세는 코드
# ------------------------------------------------------------------


def received(method, seconds=LIMIT_SECONDS):
    """정해진 시간 안에 받은 답을 셉니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 시작 방식 {method}가 없어서 지켜보지 못했습니다.")
        return {"received": None}
    if importlib.util.find_spec("polars") is None:
        print("Polars가 없어서 지켜보지 못했습니다. python -m pip install polars")
        return {"received": None}
    try:
        return {"received": len(in_pool(method, seconds))}
    except multiprocessing.TimeoutError:
        print(f"{seconds}초가 지나도 답이 없습니다.")
        return {"received": 0}


def forked():
    """포크한 워커(fork)"""
    return received("fork", STUCK_SECONDS)


def from_a_server():
    """서버에서 시작한 워커(forkserver)"""
    return received("forkserver")


def spawned():
    """새로 시작한 워커(spawn)"""
    return received("spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# Polars는 스레드 여럿으로 계산합니다. ``fork``는 메모리를 모두 복사하지만 스레드는 부른 것 하나만 남깁니다.
# 자식의 Polars는 이제 없는 스레드에 일을 맡기고 기다릴 것입니다. 새 인터프리터로 시작하는 두 방식에서는 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        forked,
        from_a_server,
        spawned,
        facts={"received": "작업 넷에서 받은 답(개)"},
        times=1,
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
# 부모가 Polars를 가져오기만 하고 아직 쓰지 않았다면 자식에서 스레드를 새로 만들어 끝나기도 합니다. 그래서 시험에서는 되고 실제로는 멈춥니다.
# Python 3.14부터는 리눅스의 기본 시작 방식이 ``forkserver``라서, 적지 않으면 이 일을 만나지 않습니다.
#
# Polars는 이미 코어를 모두 씁니다. 풀에 나누려는 이유가 빠르기라면, 나누지 않는 것이 먼저입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``in_pool``의 첫 줄을 지워 보십시오. 부모가 쓰지 않았으면 ``fork``도 끝나는지 보십시오.
