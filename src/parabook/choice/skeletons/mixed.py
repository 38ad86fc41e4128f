import asyncio
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2


def compute(item):
    """계산. 모듈의 맨 바깥에 두어야 합니다."""
    return item * item


async def task(pool, item):
    """작업 하나. 타임아웃이 있는 await로 받아서, 계산은 프로세스에 맡깁니다."""
    await asyncio.sleep(0)
    return await asyncio.get_running_loop().run_in_executor(pool, compute, item)


async def run(items):
    """모두 함께 기다립니다. 하나가 실패하면 나머지를 멈춥니다."""
    with ProcessPoolExecutor(WORKERS) as pool:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(task(pool, item)) for item in items]
    return [done.result() for done in tasks]


# 다른 프로세스도 이 파일을 불러옵니다. 이 줄을 지우지 마십시오.
if __name__ == "__main__":
    print(sum(asyncio.run(run(range(100)))))
