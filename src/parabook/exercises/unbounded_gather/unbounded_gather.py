"""주소 수백 개를 한꺼번에 가져옵니다. 서버가 버티지 못하고, 하나가 실패하면 모두 잃습니다."""

import asyncio

LIMIT = 20


async def fetch(address):
    """주소 하나를 가져오기. 실패하면 OSError를 냅니다. 고치지 않아도 됩니다."""
    await asyncio.sleep(0.01)
    return len(address)


async def run(addresses):
    """주소마다의 크기. 가져오지 못한 것은 None입니다."""
    return await asyncio.gather(*(fetch(address) for address in addresses))


if __name__ == "__main__":
    print(sum(asyncio.run(run([f"/page/{at}" for at in range(300)]))))
