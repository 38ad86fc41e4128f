import asyncio


async def task(item):
    """작업 하나. 타임아웃이 있는 await를 적습니다."""
    await asyncio.sleep(0)
    return item * item


async def run(items):
    """하나씩 순서대로 기다립니다."""
    return [await task(item) for item in items]


if __name__ == "__main__":
    print(sum(asyncio.run(run(range(100)))))
