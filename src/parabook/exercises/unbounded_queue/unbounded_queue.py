"""큰 파일의 줄을 읽어 스레드 둘이 저장합니다. 파일이 크면 메모리가 모자랍니다."""

import queue
import threading

WORKERS = 2


def worker(jobs, save, failed):
    """줄을 꺼내 저장하기. 저장하지 못한 줄은 따로 적습니다."""
    while (line := jobs.get()) is not None:
        try:
            save(line)
        except Exception:
            failed.append(line)


def run(lines, save):
    """줄마다 save를 부르고, 저장하지 못한 줄의 목록을 돌려주기"""
    jobs = queue.Queue()
    failed = []
    threads = [threading.Thread(target=worker, args=(jobs, save, failed)) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for line in lines:
        jobs.put(line)
    for _ in threads:
        jobs.put(None)
    for thread in threads:
        thread.join()
    return failed


if __name__ == "__main__":
    print(run((f"줄 {at}" for at in range(1_000)), save=len))
