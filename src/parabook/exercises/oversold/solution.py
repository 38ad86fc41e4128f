"""한정판을 스레드 여럿이 팝니다."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

CASHIERS = 8


class DeclinedError(Exception):
    """결제가 거절된 경우"""


def pay(customer):
    """결제 서비스에 묻기. 거절되면 DeclinedError를 냅니다. 고치지 않아도 됩니다."""
    time.sleep(0.05)


class Shop:
    """한정판을 파는 가게"""

    def __init__(self, stock):
        self.stock = stock
        self.lock = threading.Lock()

    def buy(self, customer):
        """샀으면 참, 다 팔렸으면 거짓. 결제가 거절되면 DeclinedError를 냅니다."""
        with self.lock:
            if self.stock == 0:
                return False
            self.stock -= 1
        try:
            pay(customer)
        except BaseException:
            with self.lock:
                self.stock += 1
            raise
        return True


def run(stock, customers):
    """손님마다 샀는지의 목록"""
    shop = Shop(stock)
    with ThreadPoolExecutor(CASHIERS) as pool:
        return list(pool.map(shop.buy, customers))


if __name__ == "__main__":
    print(sum(run(3, range(8))), "개를 팔았습니다.")
