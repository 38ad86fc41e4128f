"""세 도구가 똑같이 받는 짝들: 3 % 다른 것, 똑같은 것, 풀에서 10 % 다른 것.

읽는 사람의 파일처럼 적은 것이고, 표준 라이브러리만 씁니다. 값은 더하지 않고 배타적 논리합으로 지어,
몫의 비가 곧 시간의 비이게 합니다.
"""

import multiprocessing

UNIT = 2_500
POOL_UNIT = 150_000
WORKERS = 2


def count(number: int) -> bool:
    """정해진 수만큼 같은 일을 합니다."""
    total = 0
    for step in range(number):
        total ^= step
    return total >= 0


def hundred() -> bool:
    """백 몫"""
    return count(100 * UNIT)


def hundred_and_three() -> bool:
    """백세 몫"""
    return count(103 * UNIT)


def hundred_again() -> bool:
    """또 백 몫"""
    return count(100 * UNIT)


def pooled_ten() -> bool:
    """풀에서 열 몫씩"""
    with multiprocessing.Pool(WORKERS) as pool:
        return all(pool.map(count, [10 * POOL_UNIT] * WORKERS, chunksize=1))


def pooled_eleven() -> bool:
    """풀에서 열한 몫씩"""
    with multiprocessing.Pool(WORKERS) as pool:
        return all(pool.map(count, [11 * POOL_UNIT] * WORKERS, chunksize=1))
