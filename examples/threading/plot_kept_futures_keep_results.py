# 실행: python plot_kept_futures_keep_results.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
퓨처를 목록에 담아 두면 결과가 모두 남습니다
==================================================================

``as_completed``로 끝난 것부터 하나씩 처리하면, 메모리에는 한 번에 하나만 있을까요?
퓨처는 결과를 잡고 있습니다. 100개를 처리한 다음에 살아 있는 결과의 수를 셌습니다.

이 실험은 :doc:`스레드 풀을 제대로 쓰기 </threading/pools>`에 나옵니다.
"""

import weakref
from concurrent.futures import ThreadPoolExecutor, as_completed

PAGES = 100
WORKERS = 4
ALIVE = weakref.WeakSet()

# %%
# 재는 코드
# ------------------------------------------------------------------


class Page:
    """받아 온 것 하나. 실제로는 몇 메가바이트일 수도 있습니다."""


def fetch():
    """하나를 받아 옵니다. 살아 있는 것을 세려고 약하게만 적어 둡니다."""
    page = Page()
    ALIVE.add(page)
    return page


def handle(page):
    """하나를 처리합니다."""
    return page is not None


def handle_listed(pool):
    """틀린 코드: 목록이 퓨처를, 퓨처가 결과를 붙듭니다."""
    futures = [pool.submit(fetch) for _ in range(PAGES)]
    done = sum(handle(future.result()) for future in as_completed(futures))
    return done, len(ALIVE)


def handle_dict(pool):
    """틀린 코드: 어느 주소인지 알려고 사전에 담습니다. 사전도 붙듭니다."""
    futures = {pool.submit(fetch): number for number in range(PAGES)}
    done = sum(handle(future.result()) for future in as_completed(futures))
    return done, len(ALIVE)


def handle_popped(pool):
    """고친 코드: 처리하면 사전에서 뺍니다."""
    futures = {pool.submit(fetch): number for number in range(PAGES)}
    done = 0
    for future in as_completed(futures):
        futures.pop(future)
        done += handle(future.result())
    return done, len(ALIVE)


def handle_mapped(pool):
    """map은 건네준 결과를 스스로 놓습니다. 결과는 준 순서로 옵니다."""
    done = sum(handle(page) for page in pool.map(lambda _: fetch(), range(PAGES)))
    return done, len(ALIVE)


def follow(handle_all):
    """풀을 만들어 돌리고, 다 처리한 자리에서 살아 있던 결과를 셉니다."""
    with ThreadPoolExecutor(WORKERS) as pool:
        done, alive = handle_all(pool)
    return {"done": done, "alive": alive}


def listed():
    """as_completed, 목록에 담음"""
    return follow(handle_listed)


def kept_in_dict():
    """as_completed, 사전에 담음"""
    return follow(handle_dict)


def popped():
    """as_completed, 처리하며 뺌"""
    return follow(handle_popped)


def mapped():
    """pool.map"""
    return follow(handle_mapped)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``as_completed``가 스스로 놓아도, 담아 둔 목록과 사전이 퓨처를 붙듭니다. 그래서 100개가 모두 남습니다.
# 처리하며 빼면 지금 잡은 것 하나만 남고, ``map``은 하나도 남기지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        listed,
        kept_in_dict,
        popped,
        mapped,
        facts={"done": "처리한 것(개)", "alive": "처리한 뒤에 살아 있는 결과(개)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="alive")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 결과를 다 처리했는데도 메모리가 줄지 않으면, 퓨처를 담아 둔 변수부터 찾아보십시오.
# ``asyncio.as_completed``도 같습니다. 태스크를 담은 목록이 결과를 붙듭니다.
#
# 처리하며 빼도, 처리가 워커보다 느리면 끝난 결과가 그만큼 쌓입니다. 그것은 맡기는 수를 묶어야 낫습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``handle_popped``에서 ``futures.pop(future)``를 지워 보십시오. 다시 100개가 남습니다.
