"""센서의 값을 정해진 배율로 나누어 프로세스 풀에서 다듬습니다."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

WORKERS = 2


def scaled(row, scale):
    """줄 하나의 값을 배율로 나눈 것"""
    return [round(value / scale, 3) for value in row]


def run(rows, scale):
    """줄마다의 값을 배율로 나눈 목록"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(partial(scaled, scale=scale), rows))


if __name__ == "__main__":
    print(run([[1, 2, 3], [4, 5, 6]], scale=4))
