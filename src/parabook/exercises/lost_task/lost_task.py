"""주문을 받고 감사 기록을 뒤에서 씁니다. 기록이 군데군데 비어 있는데 오류는 없습니다."""

import asyncio


async def write_audit(order):
    """감사 기록 쓰기. 실패하면 OSError를 냅니다. 고치지 않아도 됩니다."""
    await asyncio.sleep(0.02)


async def run(orders):
    """받은 주문의 목록과, 감사 기록을 쓰지 못한 주문의 목록"""
    accepted, failed = [], []
    for order in orders:
        try:
            asyncio.create_task(write_audit(order))
        except OSError:
            failed.append(order)
        accepted.append(order)
    return accepted, failed


if __name__ == "__main__":
    print(asyncio.run(run(range(5))))
