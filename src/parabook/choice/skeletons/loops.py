import asyncio
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2


async def task(item):
    """작업 하나. 타임아웃이 있는 await를 적습니다."""
    await asyncio.sleep(0)
    return item * item


async def together(items):
    """몫 하나를 모두 함께 기다립니다."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(task(item)) for item in items]
    return [done.result() for done in tasks]


def run_share(items):
    """프로세스 하나의 몫. 제 이벤트 루프에서 돕니다."""
    return asyncio.run(together(items))


def run(items):
    """입력을 나누고, 프로세스마다 이벤트 루프를 하나씩 돌립니다."""
    items = list(items)
    results = [None] * len(items)
    shares = [items[first::WORKERS] for first in range(WORKERS)]
    with ProcessPoolExecutor(WORKERS) as pool:
        for first, share in enumerate(pool.map(run_share, shares)):
            results[first::WORKERS] = share
    return results


# 다른 프로세스도 이 파일을 불러옵니다. 이 줄을 지우지 마십시오.
if __name__ == "__main__":
    print(sum(run(range(100))))
