# 실행: python plot_threads_read_the_array_in_place.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
NumPy의 계산은 스레드로 나누어야 배열을 보내지 않습니다
==================================================================

배열의 계산을 프로세스 풀에 나누었더니 나누기 전보다 느리고 메모리는 몇 배입니다.
NumPy는 큰 배열을 계산하는 동안 GIL을 놓습니다. 그러면 스레드로 나누면 어떨까요? 파일의 자리만 넘기면 프로세스도 괜찮을까요?

이 실험은 :doc:`표와 배열 </practice/tables>`에 나옵니다.
"""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

import numpy as np

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
WORKERS = min(4, max(2, CORES))
ROWS = 2_000_000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 네 가지가 같은 계산을 합니다. 다른 것은 배열의 한 구역이 계산하는 곳까지 어떻게 가는지입니다.


def score(part):
    """배열 한 구역의 점수를 더합니다. 줄 하나가 (수량, 가격)입니다."""
    amount, price = part
    return float((np.log1p(price) * np.sqrt(amount)).sum())


def score_in_file(path, start, stop):
    """파일에서 한 구역만 열어 점수를 더합니다."""
    return score(np.load(path, mmap_mode="r")[:, start:stop])


def places():
    """줄을 워커의 수만큼 나눈 구역의 시작과 끝입니다."""
    edges = np.linspace(0, ROWS, WORKERS + 1).astype(int).tolist()
    return list(pairwise(edges))


def at_once(table):
    """나누지 않음"""
    return score(table)


def in_threads(ready):
    """스레드로 나눔"""
    table, pool = ready
    return sum(pool.map(score, [table[:, start:stop] for start, stop in places()]))


def in_processes(ready):
    """배열을 프로세스에 보냄"""
    table, pool = ready
    return sum(pool.map(score, [table[:, start:stop] for start, stop in places()]))


def in_processes_by_file(ready):
    """파일의 자리를 프로세스에 보냄"""
    path, pool = ready
    return sum(pool.starmap(score_in_file, [(path, *place) for place in places()]))


# %%
# 표와 풀은 재기 전에 마련합니다.


def made_table():
    """씨앗으로 만든 수량과 가격입니다."""
    random = np.random.default_rng(2026)
    return np.array([random.integers(1, 9, ROWS), random.uniform(1.0, 100.0, ROWS)])


@contextmanager
def only_table():
    """표입니다."""
    yield made_table()


@contextmanager
def table_and_threads():
    """표와 스레드 풀입니다."""
    with ThreadPoolExecutor(WORKERS) as pool:
        yield made_table(), pool


@contextmanager
def table_and_processes():
    """표와, 워커가 모두 일어난 프로세스 풀입니다."""
    with Pool(WORKERS) as pool:
        pool.map(abs, range(4 * WORKERS), chunksize=1)
        yield made_table(), pool


@contextmanager
def file_and_processes():
    """표를 적어 둔 파일과 프로세스 풀입니다."""
    with tempfile.TemporaryDirectory() as folder, Pool(WORKERS) as pool:
        pool.map(abs, range(4 * WORKERS), chunksize=1)
        path = Path(folder, "table.npy")
        np.save(path, made_table())
        yield path, pool


# %%
# 예상
# ------------------------------------------------------------------
#
# 계산하는 시간은 워커의 수로 나뉩니다. 스레드는 배열을 보내지 않으므로 그대로 워커의 수만큼 빨라집니다.
# 배열을 보내는 프로세스는 32 MB를 피클하고 파이프로 보내고 역직렬화합니다. 그 시간이 계산보다 길어서, 나누기 전보다 느릴 것입니다.
# 파일의 자리를 보내는 프로세스는 스레드와 같을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    result = compare(
        Contender(at_once, given=only_table),
        Contender(in_threads, given=table_and_threads),
        Contender(in_processes, given=table_and_processes),
        Contender(in_processes_by_file, given=file_and_processes),
        equal=1e-9,
        ceiling=True,
        memory=True,
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
# 자른 배열(``table[:, start:stop]``)은 복사본이 아니라 같은 메모리를 보는 눈입니다. 스레드는 그것을 그대로 읽습니다.
# 프로세스에 넘기면 그 구역이 복사되어 갑니다. 계산이 한 번 훑고 끝나는 것이면, 보내는 일이 계산보다 큽니다.
#
# 배열이 작으면(수만 칸) 스레드도 이득이 없습니다. GIL을 놓고 잡는 동안 계산이 끝납니다.
# 파이썬의 객체가 든 배열(``dtype=object``)은 GIL을 놓지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``score``가 같은 계산을 20번 되풀이하게 해 보십시오. 보내는 비용이 묻혀, 배열을 보내는 프로세스도 나누기 전보다 빨라집니다.
