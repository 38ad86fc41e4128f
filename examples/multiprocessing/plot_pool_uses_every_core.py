# 실행: python plot_pool_uses_every_core.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
프로세스 풀은 CPU 작업을 모든 코어에 나눕니다
==================================================================

CPU 작업을 하나씩 하면 코어 하나만 일합니다.
프로세스 풀(pool)에 나누어 맡기면 몇 배나 빨라질까요?
풀을 만드는 비용은 시작 방식(start method)에 따라 그 이득에서 얼마나 가져갈까요?

이 실험은 :doc:`10.4.1 멀티프로세싱 </multiprocessing/index>`에 나옵니다.
"""

import multiprocessing
import os
from contextlib import contextmanager
from multiprocessing import Pool

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()
NUMBERS = [200_000] * (4 * WORKERS)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``cpu_bound_task``는 원래 교재의 것 그대로입니다.
# 워커마다 작업을 넷씩 줍니다. 둘뿐이면 한 워커가 둘 다 가져가는 일이 있기 때문입니다.
# 새 풀은 시작 방식마다 따로 잽니다. 만들어 둔 풀은 이 파이썬의 기본 시작 방식으로 시작합니다.


def cpu_bound_task(n):
    """CPU 집중 작업"""
    return sum(i * i for i in range(n))


def sequential():
    """순차 실행"""
    return [cpu_bound_task(n) for n in NUMBERS]


def new_pool(method):
    """새 풀"""
    with multiprocessing.get_context(method).Pool(processes=WORKERS) as pool:
        return pool.map(cpu_bound_task, NUMBERS)


@contextmanager
def ready_pool():
    """워커가 모두 일어나 기다리는 풀"""
    with Pool(processes=WORKERS) as pool:
        pool.map(cpu_bound_task, [1] * WORKERS)
        yield pool


def reused_pool(pool):
    """만들어 둔 풀"""
    return pool.map(cpu_bound_task, NUMBERS)


# %%
# 예상
# ------------------------------------------------------------------
#
# 만들어 둔 풀은 코어 수에 가깝게 빠릅니다.
# 새 풀은 워커를 시작하고 거두는 만큼 덜 빠릅니다. ``fork``가 가장 적게, ``spawn``이 가장 많이 가져갑니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    every, methods = ("fork", "forkserver", "spawn"), multiprocessing.get_all_start_methods()
    if len(methods) < len(every):
        print(f"이 시스템에는 {', '.join(methods)}만 있어서 나머지 시작 방식은 잴 수 없습니다.")
    result = compare(
        sequential,
        *[
            Contender(new_pool, (method,), name=f"new_pool_{method}", label=f"새 풀({method})")
            for method in every
            if method in methods
        ],
        Contender(reused_pool, given=ready_pool),
        ceiling=True,
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
# 작은 점 하나가 표본 하나입니다. 큰 점만 보지 말고 얼마나 흩어졌는지도 보십시오.
# 새 풀과 만들어 둔 풀의 차이가 풀을 시작하고 종료하는 비용입니다.
# 이 비용은 작업이 많아져도 늘지 않으므로, 작업이 길수록 두 점이 가까워집니다.
#
# 이득은 쓸 수 있는 코어의 수를 넘지 못합니다.
# 코어를 다른 프로그램과 나누어 쓰는 기계에서는 그보다도 작습니다.
# ``forkserver``의 비용에는 서버를 띄우는 비용이 없습니다. 서버는 프로그램에서 한 번만 뜹니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``NUMBERS``의 ``200_000``을 ``3_000``으로 줄여 보십시오.
# 시작 방식이 무엇이든 새 풀이 순차 실행보다 느려집니다.
