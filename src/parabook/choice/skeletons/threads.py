from concurrent.futures import ThreadPoolExecutor

WORKERS = 8


def task(item):
    """작업 하나. 타임아웃이 있는 기다림을 적습니다."""
    return item * item


def run(items):
    """스레드 풀에 맡깁니다. 예외는 결과와 함께 옵니다."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(task, items))


if __name__ == "__main__":
    print(sum(run(range(100))))
