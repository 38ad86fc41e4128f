from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
CHUNK = 4


def task(item):
    """작업 하나. 계산을 여기에 적습니다. 모듈의 맨 바깥에 두어야 다른 프로세스가 찾습니다."""
    return item * item


def run(items):
    """프로세스 풀에 덩어리로 맡깁니다."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(task, items, chunksize=CHUNK))


# 다른 프로세스가 이 파일을 다시 불러오므로, 이 문지기가 없으면 끝없이 시작합니다.
if __name__ == "__main__":
    print(sum(run(range(100))))
