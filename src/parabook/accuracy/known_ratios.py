# 실행: python known_ratios.py 갈래 (예: loop)
"""비를 아는 일들

읽는 사람이 쓰는 길로 잽니다: 예제처럼 적고, 손으로 돌리고, `compare`의 기본값을 씁니다.
비는 일을 나눈 수로 정해져 있습니다. 다섯 몫은 네 몫의 1.25배이고, 한 글자도 다르지 않은 일은 1배입니다.
풀은 맡길 때마다 일의 양과 상관없는 비용이 들어서, 다섯 몫과 네 몫의 비를 미리 알 수 없습니다. 그래서 똑같은 일을 비교합니다.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.pool import Pool

UNIT = 25_000
POOL_UNIT = 200_000
WORKERS = 2
DELAY_SECONDS = 0.02
BLOCK = bytes(20_000)


def loop(units: int) -> bool:
    """순수한 파이썬의 반복문"""
    total = 0
    for step in range(units * UNIT):
        total ^= step
    return total >= 0


def loop_five() -> bool:
    """반복문 다섯 몫"""
    return loop(5)


def loop_four() -> bool:
    """반복문 네 몫"""
    return loop(4)


def generator_one() -> bool:
    """제너레이터"""
    return any(number < 0 for number in range(4 * UNIT))


def generator_other() -> bool:
    """같은 제너레이터"""
    return any(number < 0 for number in range(4 * UNIT))


def allocation(units: int) -> int:
    """목록을 만들었다 버리기"""
    size = 0
    for _ in range(units * 100):
        size = len([None] * 500 + [[] for _ in range(50)])
    return size


def allocation_six() -> int:
    """목록 여섯 몫"""
    return allocation(6)


def allocation_five() -> int:
    """목록 다섯 몫"""
    return allocation(5)


def c_code(units: int) -> bytes:
    """C로 적은 해시"""
    digest = b""
    for _ in range(units * 20):
        digest = hashlib.sha256(BLOCK).digest()
    return digest


def c_code_eleven() -> bytes:
    """해시 열한 몫"""
    return c_code(11)


def c_code_ten() -> bytes:
    """해시 열 몫"""
    return c_code(10)


def dictionary(units: int) -> int:
    """사전에 넣고 꺼내기"""
    counts: dict[int, int] = {}
    for number in range(units * UNIT):
        key = number % 1000
        counts[key] = counts.get(key, 0) ^ 1
    return len(counts)


def dictionary_one() -> int:
    """사전"""
    return dictionary(2)


def dictionary_other() -> int:
    """같은 사전"""
    return dictionary(2)


def pooled(units: int) -> bool:
    """워커 하나가 할 일"""
    return sum(1 for _ in range(units * POOL_UNIT)) > 0


def pool_one(pool: Pool) -> list[bool]:
    """풀에서 네 몫씩"""
    return pool.map(pooled, [4] * WORKERS, chunksize=1)


def pool_other(pool: Pool) -> list[bool]:
    """풀에서 똑같이 네 몫씩"""
    return pool.map(pooled, [4] * WORKERS, chunksize=1)


@contextmanager
def ready_pool() -> Iterator[Pool]:
    """워커가 모두 시작한 풀을 내줍니다."""
    with multiprocessing.Pool(WORKERS) as pool:
        pool.map(pooled, [1] * WORKERS, chunksize=1)
        yield pool


def ask(urls: list[str], count: int) -> bool:
    """하나씩 묻고, 받은 글의 길이를 더합니다."""
    import requests  # noqa: PLC0415 - 서버에 묻는 갈래만 이 비용을 치릅니다.

    return sum(len(requests.get(url, timeout=10).text) for url in urls[:count]) > 0


def server_five(urls: list[str]) -> bool:
    """서버에 다섯 번 묻기"""
    return ask(urls, 5)


def server_four(urls: list[str]) -> bool:
    """서버에 네 번 묻기"""
    return ask(urls, 4)


def main(kind: str) -> object:
    """갈래 하나를 비교합니다."""
    import parabook  # noqa: PLC0415 - 재어지는 인터프리터는 이 비용을 치르지 않습니다.

    one_core = {
        "loop": (loop_five, loop_four),
        "generator": (generator_one, generator_other),
        "allocation": (allocation_six, allocation_five),
        "c_code": (c_code_eleven, c_code_ten),
        "dictionary": (dictionary_one, dictionary_other),
    }
    if kind in one_core:
        return parabook.compare(*one_core[kind], one_core=True)
    if kind == "sweep":
        return parabook.compare(*parabook.sweep(loop, [4, 5], one_core=True), axis="몫")
    if kind == "pool":
        pools = [
            parabook.Contender(function, given=ready_pool) for function in (pool_one, pool_other)
        ]
        return parabook.compare(*pools)
    server = parabook.Server(delay_seconds=DELAY_SECONDS)
    return parabook.compare(server_five, server_four, server=server, requests=5)


if __name__ == "__main__":
    print(main(sys.argv[1]))
