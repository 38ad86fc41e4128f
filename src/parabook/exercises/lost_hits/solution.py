"""페이지마다 내려받은 바이트를 스레드 여럿이 더합니다."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

THREADS = 4


def size_of(address):
    """주소의 크기를 서버에 묻기. 고치지 않아도 됩니다."""
    time.sleep(0.02)
    return len(address)


class Traffic:
    """사이트마다의 합계"""

    def __init__(self):
        self.totals = {}
        self.lock = threading.Lock()

    def add(self, site, address):
        """주소 하나의 크기를 사이트의 합계에 더하기"""
        size = size_of(address)
        with self.lock:
            self.totals[site] = self.totals.get(site, 0) + size


def run(visits):
    """(사이트, 주소)의 목록에서 사이트마다의 합계"""
    traffic = Traffic()
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(traffic.add, *visit) for visit in visits]:
            future.result()
    return traffic.totals


if __name__ == "__main__":
    print(run([("docs", f"/page/{at}") for at in range(20)]))
