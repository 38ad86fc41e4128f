import asyncio


async def task(item):
    """작업 하나. `await`로 기다리는 일을 여기에 적습니다. 시간 제한을 빠뜨리지 마십시오."""
    await asyncio.sleep(0)
    return item * item


async def run(items):
    """모두 함께 기다립니다. 하나가 실패하면 나머지를 멈추고 그 예외를 알립니다."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(task(item)) for item in items]
    return [done.result() for done in tasks]


if __name__ == "__main__":
    print(sum(asyncio.run(run(range(100)))))
