"""로그 파일들에서 ERROR를 워커 둘이 셉니다. 합계가 돌릴 때마다 다릅니다."""

import sys
from multiprocessing import Process, Value

WORKERS = 2


def errors_in(path):
    """파일 하나의 ERROR 줄 수"""
    with open(path, encoding="utf-8") as log:
        return sum("ERROR" in line for line in log)


def count_into(total, paths):
    """맡은 파일들의 수를 합계에 더하기"""
    for path in paths:
        total.value += errors_in(path)


def run(paths):
    """모든 파일의 ERROR 줄 수"""
    total = Value("i", 0)
    workers = [
        Process(target=count_into, args=(total, paths[at::WORKERS])) for at in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return total.value


if __name__ == "__main__":
    print(run(sys.argv[1:]))
