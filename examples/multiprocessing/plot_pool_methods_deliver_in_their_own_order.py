# 실행: python plot_pool_methods_deliver_in_their_own_order.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
imap은 순서대로 주고 imap_unordered는 되는대로 줍니다
==================================================================

같은 작업을 맡겨도 부르는 법에 따라 결과가 오는 순서와, 첫 결과를 받을 때까지 기다리는 작업이 다릅니다.
첫 작업이 가장 길 때 무엇이 달라질까요?

이 실험은 :doc:`Pool과 ProcessPoolExecutor </multiprocessing/pool-methods>`에 나옵니다.
"""

import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import Pool

INPUTS = range(8)
WORKERS = 2
LONG_SECONDS = 0.15  # 첫 작업만 깁니다.
SHORT_SECONDS = 0.005

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커가 둘이고 첫 작업이 가장 깁니다. 하나가 첫 작업을 하는 동안 다른 하나가 나머지를 합니다.
# 기다리는 작업이므로 코어가 하나여도 같은 일이 일어납니다.


def task(number):
    """번호를 돌려줍니다. 0번은 오래 걸립니다."""
    time.sleep(SHORT_SECONDS if number else LONG_SECONDS)
    return number


def facts_of(results):
    """결과를 하나씩 받으면서, 첫 결과가 무엇이고 모두 순서대로 왔는지 봅니다."""
    arrived = list(results)
    print("온 순서:", *arrived)
    return {
        "first": arrived[0],
        "in_order": int(arrived == sorted(arrived)),
        "complete": len(arrived),
    }


def pool_map():
    """Pool.map"""
    with Pool(WORKERS) as pool:
        return facts_of(pool.map(task, INPUTS, chunksize=1))


def pool_imap():
    """Pool.imap"""
    with Pool(WORKERS) as pool:
        return facts_of(pool.imap(task, INPUTS))


def pool_imap_unordered():
    """Pool.imap_unordered"""
    with Pool(WORKERS) as pool:
        return facts_of(pool.imap_unordered(task, INPUTS))


def pool_apply_async():
    """Pool.apply_async"""
    with Pool(WORKERS) as pool:
        waiting = [pool.apply_async(task, (number,)) for number in INPUTS]
        return facts_of(result.get() for result in waiting)


def executor_map():
    """ProcessPoolExecutor.map"""
    with ProcessPoolExecutor(WORKERS) as executor:
        return facts_of(executor.map(task, INPUTS))


def executor_as_completed():
    """submit과 as_completed"""
    with ProcessPoolExecutor(WORKERS) as executor:
        waiting = [executor.submit(task, number) for number in INPUTS]
        return facts_of(future.result() for future in as_completed(waiting))


# %%
# 예상
# ------------------------------------------------------------------
#
# ``imap_unordered``와 ``as_completed``만 0번이 아닌 결과를 먼저 줍니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool_map,
        pool_imap,
        pool_imap_unordered,
        pool_apply_async,
        executor_map,
        executor_as_completed,
        facts={
            "in_order": "순서대로 옴(맞으면 1)",
            "complete": "모두 받은 결과(개)",
            "first": "처음 온 결과(번호)",
        },
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
# 순서를 지키는 것들은 0번이 끝날 때까지, 이미 끝난 나머지를 붙들고 있습니다.
# 입력을 언제 꺼내 가는지는 같은 장의 다음 실험에서 봅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LONG_SECONDS``를 ``0.01``로 줄여 보십시오. 모두 비슷한 때에 끝나, 순서대로 오는 일이 많아집니다.
