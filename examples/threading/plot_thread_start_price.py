# 실행: python plot_thread_start_price.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드를 시작하는 비용은 일이 작을 때만 보입니다
==================================================================

작업마다 스레드를 새로 만들 때와 만들어 둔 풀에 맡길 때, 그 비용은 얼마나 다를까요?
그냥 부르는 것과 비교하면 어떨까요?

이 실험은 :doc:`스레드 하나의 비용 </threading/costs>`에 나옵니다.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread

TASKS = 200
WORKERS = 4

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 거의 아무 일도 하지 않습니다. 맡기는 비용만 남습니다.


def tiny_task(number):
    """아주 작은 작업입니다."""
    return number + 1


def direct_calls():
    """그냥 부르기"""
    return [tiny_task(number) for number in range(TASKS)]


def thread_per_task():
    """작업마다 새 스레드"""
    results = [0] * TASKS

    def worker(number):
        results[number] = tiny_task(number)

    threads = [Thread(target=worker, args=(number,)) for number in range(TASKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def ready_pool():
    """스레드를 미리 시작해 둔 풀"""
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(tiny_task, range(TASKS)))
        yield pool


def reused_pool(pool):
    """만들어 둔 풀"""
    return list(pool.map(tiny_task, range(TASKS)))


def new_pool():
    """그때그때 새 풀"""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(tiny_task, range(TASKS)))


# %%
# 예상
# ------------------------------------------------------------------
#
# 풀이 새 스레드보다 싸고, 그냥 부르는 것은 비교할 수 없이 쌉니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    result = compare(
        thread_per_task,
        new_pool,
        Contender(reused_pool, given=ready_pool),
        direct_calls,
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
# 한 번에 200개를 맡긴 시간이므로, 200으로 나누면 작업 하나의 비용입니다.
# 풀은 스레드를 시작하지 않지만, 작업마다 ``Future``를 만들고 줄에 넣고 깨우는 비용을 치릅니다.
# 일이 이 비용의 열 배는 되어야 나눌 만합니다.
#
# 운영 체제가 스레드를 시작하는 비용은 저마다 다릅니다. Windows와 macOS에서는 더 비싼 때가 많습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``tiny_task``에 ``time.sleep(0.001)``을 넣어 보십시오. 맡기는 비용이 기다림에 묻히고, 스레드의 수가 시간을 정합니다.
