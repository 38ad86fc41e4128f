"""센서의 값을 정해진 배율로 나누어 프로세스 풀에서 다듬습니다. 돌리자마자 멈춥니다."""

from concurrent.futures import ProcessPoolExecutor

WORKERS = 2


def run(rows, scale):
    """줄마다의 값을 배율로 나눈 목록"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda row: [round(value / scale, 3) for value in row], rows))


if __name__ == "__main__":
    print(run([[1, 2, 3], [4, 5, 6]], scale=4))
