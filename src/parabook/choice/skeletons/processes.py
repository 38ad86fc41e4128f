from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
CHUNK = 4


def task(item):
    """작업 하나. 모듈의 맨 바깥에 두어야 합니다."""
    return item * item


def run(items):
    """프로세스 풀에 청크로 맡깁니다."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(task, items, chunksize=CHUNK))


# 다른 프로세스도 이 파일을 불러옵니다. 이 줄을 지우지 마십시오.
if __name__ == "__main__":
    print(sum(run(range(100))))
