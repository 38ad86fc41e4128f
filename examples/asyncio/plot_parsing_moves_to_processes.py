# 실행: python plot_parsing_moves_to_processes.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
푸는 계산이 길어지면 루프에서 프로세스로 옮깁니다
==================================================================

받아 온 문서를 푸는 데 CPU가 듭니다. 짧으면 루프 안에서 풀고, 길면 프로세스 풀로 보내야 합니다.
그 교차점(crossover)은 어디쯤일까요? 푸는 양을 바꾸어 가며 재었습니다.

이 실험은 :doc:`이벤트 루프와 프로세스 풀을 함께 </asyncio/processes>`에 나옵니다.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import aiohttp

DOCUMENTS = 12
DELAY_SECONDS = 0.01
STEPS = (100, 3_000, 100_000)
WORKERS = 2
TIME_LIMIT = aiohttp.ClientTimeout(total=10)

# %%
# 재는 코드
# ------------------------------------------------------------------


def parse(text, steps):
    """문서를 푸는 계산을 흉내 냅니다. 걸음 하나가 0.1 µs가 안 됩니다."""
    total = len(text)
    for step in range(steps):
        total += step & 1
    return total


async def fetch_text(session, url):
    """주소 하나를 가져옵니다."""
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.text()


async def parse_here(text, steps):
    """받은 자리에서 풉니다. 그동안 루프는 멎습니다."""
    return parse(text, steps)


async def parse_there(pool, text, steps):
    """프로세스로 보냅니다. 글을 보내고 값을 받는 비용을 치릅니다."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, parse, text, steps)


async def fetch_and_parse(urls, parser):
    """받는 대로 풉니다. 기다림과 풀이가 겹칩니다."""

    async def one(url):
        return await parser(await fetch_text(session, url))

    async with aiohttp.ClientSession(timeout=TIME_LIMIT) as session:
        return await asyncio.gather(*(one(url) for url in urls))


@contextmanager
def ready_pool():
    """워커가 모두 일어나 기다리는 풀"""
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(abs, range(4 * WORKERS)))
        yield pool


def in_loop(_pool, urls, steps):
    """루프 안에서 풀기"""

    async def parser(text):
        return await parse_here(text, steps)

    return sum(asyncio.run(fetch_and_parse(urls, parser)))


def in_processes(pool, urls, steps):
    """프로세스 2개로 풀기"""

    async def parser(text):
        return await parse_there(pool, text, steps)

    return sum(asyncio.run(fetch_and_parse(urls, parser)))


# %%
# 예상
# ------------------------------------------------------------------
#
# 문서 하나를 보내고 받는 데 0.2 ms쯤 듭니다. 푸는 시간이 그보다 짧으면 루프 안이 낫습니다.
# 푸는 시간이 ms를 넘으면 프로세스가 낫고, 이득은 코어의 수에 가까워집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Reference, Server, compare, draw, sweep

    result = compare(
        *sweep(in_loop, STEPS, given=ready_pool),
        *sweep(in_processes, STEPS, given=ready_pool),
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=DOCUMENTS,
        axis="문서 하나를 푸는 걸음(번)",
    )
    print(result)
    waiting = Reference(((min(STEPS), DELAY_SECONDS), (max(STEPS), DELAY_SECONDS)), "기다림의 하한")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, reference=waiting)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 왼쪽에서는 프로세스로 보내는 비용만 더해집니다. 오른쪽에서는 코어를 더 쓰는 쪽이 이깁니다.
# 코어가 둘이어도 두 배까지 빨라지지 않는 것은, 나누어도 줄지 않는 기다림과 보내는 비용이 남기 때문입니다.
# 두 선이 만나는 자리가 교차점입니다. 문서가 크면 보내는 비용이 커져서 교차점이 오른쪽으로 갑니다.
#
# 걸린 시간이 같아도 프로세스로 보낼 이유가 하나 더 있습니다. 루프 안에서 푸는 동안에는 다른 코루틴이 모두 멎습니다.
# 지연이 중요한 서버라면 교차점보다 왼쪽에서 옮기십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``Server``에 ``payload_bytes=1_000_000``을 더해 보십시오. 글을 보내는 비용이 커집니다.
