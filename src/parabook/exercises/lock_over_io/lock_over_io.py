"""환율을 캐시에 두고 스레드 여럿이 씁니다. 서로 다른 통화를 물어도 한 줄로 기다립니다."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

THREADS = 8


def fetch(currency):
    """환율 서버에 묻기. 고치지 않아도 됩니다."""
    time.sleep(0.05)
    return len(currency)


class Rates:
    """통화마다 한 번만 묻는 캐시"""

    def __init__(self):
        self.known = {}
        self.lock = threading.Lock()

    def get(self, currency):
        """통화의 환율. 서버가 실패하면 그 예외를 냅니다."""
        with self.lock:
            if currency not in self.known:
                self.known[currency] = fetch(currency)
            return self.known[currency]


def run(currencies):
    """통화마다의 환율 목록"""
    rates = Rates()
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(rates.get, currencies))


if __name__ == "__main__":
    print(run(["USD", "EUR", "JPY", "GBP"] * 4))
