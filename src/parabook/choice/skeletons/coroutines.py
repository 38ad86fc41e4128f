import asyncio


async def task(item):
    """작업 하나. 타임아웃이 있는 await를 적습니다."""
    await asyncio.sleep(0)
    return item * item


async def run(items):
    """모두 함께 기다립니다. 하나가 실패하면 나머지를 멈춥니다."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(task(item)) for item in items]
    return [done.result() for done in tasks]


if __name__ == "__main__":
    print(sum(asyncio.run(run(range(100)))))
