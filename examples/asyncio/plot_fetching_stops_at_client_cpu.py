# 실행: python plot_fetching_stops_at_client_cpu.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
동시성을 올리면 끝내는 클라이언트의 CPU가 한도입니다
==================================================================

동시성을 열 배로 올리면 처리량도 열 배가 될까요?
300까지 올리며, 두 하한 가운데 어느 것에 막히는지 계산하고 재었습니다. 기다림이 정하는 하한과 CPU가 정하는 하한입니다.

이 실험은 :doc:`aiohttp로 가져오기 </asyncio/fetching>`에 나옵니다.
"""

import asyncio
from contextlib import contextmanager

import aiohttp

try:
    import resource
except ImportError:  # Windows에는 이 한도가 없습니다.
    resource = None

DELAY_SECONDS = 0.05
TURNS = 2
SPARE_FILES = 64
WANTED = (30, 150, 300)
TIME_LIMIT = aiohttp.ClientTimeout(total=30)


def open_file_limit():
    """한꺼번에 열 수 있는 파일의 수를 허락된 데까지 올리고, 그 수를 돌려줍니다."""
    if resource is None:
        return max(WANTED) + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = max(WANTED) + SPARE_FILES
    if soft < enough or soft == resource.RLIM_INFINITY:
        soft = enough if hard == resource.RLIM_INFINITY else min(hard, enough)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


# 커넥션 하나가 파일 하나입니다. 한도가 낮은 기계에서는 큰 동시성을 뺍니다.
OPEN_FILES = open_file_limit()
CONCURRENCY = tuple(wanted for wanted in WANTED if wanted + SPARE_FILES <= OPEN_FILES)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 동시성만큼의 워커가 저마다 둘씩 가져옵니다. 기다림만 보면 워커가 몇이든 두 번, 곧 0.1초면 됩니다.
# 세션은 미리 열어 두고, 준비 실행에서 맺은 커넥션을 다시 씁니다. 커넥션을 맺는 비용은 여기서 보지 않습니다.


async def fetch_size(session, url):
    """주소 하나의 크기를 가져옵니다."""
    async with session.get(url) as response:
        response.raise_for_status()
        return len(await response.read())


async def open_session():
    """커넥션의 수를 제한하지 않는 세션입니다. 함께 보내는 수는 부르는 쪽이 정합니다."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=TIME_LIMIT)


@contextmanager
def running_session():
    """이벤트 루프 하나와 세션 하나를 만들어 두고 여러 번 씁니다."""
    with asyncio.Runner() as runner:
        session = runner.run(open_session())
        yield runner, session
        runner.run(session.close())


async def fetch_in_turn(session, urls):
    """워커. 하나가 끝나는 대로 다음을 가져옵니다."""
    return sum([await fetch_size(session, url) for url in urls])


async def fetch_all(session, urls, concurrency):
    """워커를 동시성만큼 둡니다."""
    shares = (urls[first::concurrency] for first in range(concurrency))
    return sum(await asyncio.gather(*(fetch_in_turn(session, share) for share in shares)))


def fetch(ready, urls, concurrency):
    """aiohttp, 세션 하나"""
    runner, session = ready
    return runner.run(fetch_all(session, urls[: TURNS * concurrency], concurrency))


# %%
# 예상
# ------------------------------------------------------------------
#
# 기다림의 하한은 리틀의 법칙으로 ``요청 × 0.05 ÷ 동시성``, 어디서나 0.1초입니다.
# CPU의 하한은 ``요청 × 요청 하나의 CPU 시간``이고, 동시성과 함께 늡니다. 루프는 코어 하나만 쓰기 때문입니다.
# 동시성 150에서 쟀을 때의 요청 하나의 비용으로 점선을 그었습니다. 둘 가운데 큰 쪽이 막으리라는 예측입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Reference, Server, compare, draw, sweep

    if len(CONCURRENCY) < 2:
        raise OSError(
            f"열 수 있는 파일이 {OPEN_FILES}개뿐이라 이 실험을 할 수 없으니, "
            f"ulimit -n {max(WANTED) + SPARE_FILES}처럼 올리고 다시 하십시오."
        )
    if CONCURRENCY != WANTED:
        print(f"열 수 있는 파일이 {OPEN_FILES}개뿐이라서 동시성을 {CONCURRENCY}에서만 쟀습니다.")
    result = compare(
        *sweep(fetch, CONCURRENCY, given=running_session),
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=TURNS * max(CONCURRENCY),
        axis="동시성(개)",
    )
    print(result)
    cpu_per_request = result.cpu("fetch_150").median / (TURNS * 150)
    print(f"요청 하나의 CPU 시간: {1e6 * cpu_per_request:.0f} µs")
    print(f"코어 하나가 낼 수 있는 최선: 1초에 {1 / cpu_per_request:,.0f}번")
    corner = DELAY_SECONDS / cpu_per_request
    places = sorted({*CONCURRENCY, min(corner, max(CONCURRENCY))})
    bound = Reference(
        tuple((at, TURNS * max(DELAY_SECONDS, at * cpu_per_request)) for at in places),
        "기다림과 CPU로 계산한 예측",
    )

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, reference=bound)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 점선이 꺾이는 자리까지는 동시성을 올린 만큼 처리량이 오릅니다. 그 뒤로는 시간이 요청과 함께 늘 뿐입니다.
# 꺾이는 동시성은 ``지연 ÷ 요청 하나의 CPU 시간``입니다. 지연이 열 배로 길면 열 배 뒤에서 꺾입니다.
# 꺾이는 자리 가까이에서는 두 하한보다 늦습니다. 기다림과 CPU가 완전히 겹치지는 않기 때문입니다.
# 맨 오른쪽은 점선에서 위나 아래로 조금 벗어납니다. 함께 도착한 것이 많으면 루프가 한 바퀴에 여럿을 처리해 비용이 줄고,
# 태스크가 캐시에 다 들지 않으면 비용이 늡니다.
#
# 서버가 바빴다는 알림이 함께 나올 수 있습니다. 클라이언트가 코어 하나를 다 쓰는 동안 서버도 그 삼분의 일쯤을 쓰기 때문입니다.
# 서버가 코어를 다 쓴 것은 아니므로, 먼저 막힌 것은 클라이언트입니다.
#
# 그 너머로 가려면 동시성이 아니라 코어를 더해야 합니다. 프로세스를 코어만큼 두고 저마다 루프를 돌립니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DELAY_SECONDS``를 ``0.01``로 줄여 보십시오. 꺾이는 자리가 왼쪽으로 옮겨 갑니다.
