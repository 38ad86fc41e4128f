from concurrent.futures import ThreadPoolExecutor

WORKERS = 8


def task(item):
    """작업 하나. 기다리는 일을 여기에 적습니다. 시간 제한을 빠뜨리지 마십시오."""
    return item * item


def run(items):
    """스레드 풀에 맡깁니다. 작업의 예외는 결과를 꺼낼 때 나옵니다."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(task, items))


if __name__ == "__main__":
    print(sum(run(range(100))))
