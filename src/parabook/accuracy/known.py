"""답을 아는 일들. 정확도를 잴 때만 쓰고, 표준 라이브러리만 불러옵니다."""

import mmap
import os
import time

UNIT = 25_000
BURN_SECONDS = 0.2
BURNS = 4
BLOCK_BYTES = 200_000_000
READERS = 4
READING_SECONDS = 0.6
PAGE_BYTES = 4096


def count(number: int) -> bool:
    """정해진 수만큼 같은 일을 합니다.

    더하지 않고 배타적 논리합을 씁니다. 합은 커질수록 한 번 더하는 비용이 비싸져서 답이 1.25가 아니게 됩니다.
    """
    total = 0
    for step in range(number):
        total ^= step
    return total >= 0


def five_units() -> bool:
    """다섯 몫"""
    return count(5 * UNIT)


def four_units() -> bool:
    """네 몫"""
    return count(4 * UNIT)


def four_units_again() -> bool:
    """또 네 몫"""
    return count(4 * UNIT)


def nothing() -> None:
    """아무것도 하지 않는 일"""


def burn(_number: int) -> None:
    """정해진 CPU 시간을 씁니다."""
    end = time.process_time() + BURN_SECONDS
    while time.process_time() < end:
        pass


def burning_pool() -> None:
    """풀에서 CPU 시간을 쓰는 일"""
    import multiprocessing  # noqa: PLC0415 - 풀을 쓰지 않는 일이 이 비용을 치르지 않게 합니다.

    with multiprocessing.Pool(2) as pool:
        pool.map(burn, range(BURNS), chunksize=1)


def idle_pool() -> None:
    """아무것도 시키지 않는 풀"""
    import multiprocessing  # noqa: PLC0415 - 위와 같습니다.

    with multiprocessing.Pool(2) as pool:
        pool.map(abs, range(BURNS), chunksize=1)


def shared_block() -> None:
    """한 덩어리를 함께 읽는 넷"""
    block = mmap.mmap(-1, BLOCK_BYTES)
    for offset in range(0, BLOCK_BYTES, PAGE_BYTES):
        block[offset] = 1
    children = []
    for _ in range(READERS):
        child = os.fork()
        if child == 0:
            sum(block[offset] for offset in range(0, BLOCK_BYTES, PAGE_BYTES))
            time.sleep(READING_SECONDS)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    block.close()
