"""날마다의 주문 수수료를 프로세스 풀로 계산합니다."""

from multiprocessing import Pool

WORKERS = 2


def fee(order):
    """주문 하나의 수수료"""
    value = order
    for _ in range(300):
        value = (value * 31 + 7) % 1_000_003
    return value


def daily_fees(pool, orders):
    """하루치 수수료"""
    return pool.map(fee, orders)


def run(days):
    """날마다의 수수료 목록"""
    with Pool(WORKERS) as pool:
        return [daily_fees(pool, orders) for orders in days]


if __name__ == "__main__":
    print([sum(fees) for fees in run([range(day, day + 50) for day in range(10)])])
