# 실행: python plot_crawler_meets_the_site_limit_then_the_parser.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
크롤러는 사이트의 한도까지, 그다음에는 파싱까지 빨라집니다
==================================================================

한 장씩 받던 크롤러를 스레드로, 비동기로 바꾸었습니다. 페이지가 무거워지자 다시 느려져서, 파싱을 프로세스 풀로 옮겼습니다.
걸음마다 얼마나 빨라질지 먼저 계산했습니다. 사이트에는 한꺼번에 여덟까지만 갑니다.

이 실험은 :doc:`크롤러 </practice/crawler>`에 나옵니다.
"""

import asyncio
import contextlib
import multiprocessing
import os
import time
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, ThreadPoolExecutor, wait
from html.parser import HTMLParser
from urllib.parse import urljoin

import aiohttp
import requests
from aiohttp import web

PAGES = 31
AT_ONCE = 8
DELAY_SECONDS = 0.015
LIMIT_SECONDS = 30
LIGHT_ITEMS, HEAVY_ITEMS = 4, 400

# %%
# 재는 코드
# ------------------------------------------------------------------


class Links(HTMLParser):
    """페이지에서 링크를 모읍니다."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        """여는 꼬리표 하나를 봅니다."""
        if tag == "a":
            self.found.append(dict(attrs)["href"])


def parse(text):
    """페이지 한 장의 링크를 돌려줍니다."""
    links = Links()
    links.feed(text)
    return links.found


def one_by_one(start):
    """한 장씩 받습니다."""
    seen, waiting = {start}, [start]
    with requests.Session() as session:
        while waiting:
            url = waiting.pop()
            for link in parse(session.get(url, timeout=LIMIT_SECONDS).text):
                found = urljoin(url, link)
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return seen


def in_threads(start):
    """스레드 여덟이 받고 파싱합니다."""
    seen = {start}

    def visit(url):
        return url, parse(session.get(url, timeout=LIMIT_SECONDS).text)

    with requests.Session() as session, ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(visit, start)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for url, links in (future.result() for future in done):
                for found in {urljoin(url, link) for link in links} - seen:
                    seen.add(found)
                    running.add(pool.submit(visit, found))
    return seen


async def in_tasks(start, parsed):
    """태스크 여덟이 받고, 파싱은 `parsed`에 맡깁니다."""
    seen, waiting = {start}, asyncio.Queue()
    waiting.put_nowait(start)

    async def visit_all(session):
        while True:
            url = await waiting.get()
            async with session.get(url) as response:
                text = await response.text()
            for found in {urljoin(url, link) for link in await parsed(text)} - seen:
                seen.add(found)
                waiting.put_nowait(found)
            waiting.task_done()

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as visitors:
        tasks = [visitors.create_task(visit_all(session)) for _ in range(AT_ONCE)]
        await waiting.join()
        for task in tasks:
            task.cancel()
    return seen


async def in_loop(start):
    """이벤트 루프에서 파싱합니다."""

    async def parsed(text):
        return parse(text)

    return await in_tasks(start, parsed)


async def in_pool(start, pool):
    """프로세스 풀에서 파싱합니다."""

    async def parsed(text):
        return await asyncio.get_running_loop().run_in_executor(pool, parse, text)

    return await in_tasks(start, parsed)


# %%
# 사이트는 가벼운 페이지(``/light/0``)와 무거운 페이지(``/heavy/0``)의 나무 둘입니다. 페이지마다 15 ms 뒤에 답합니다.


def html(page, items):
    """링크 둘과 물건 목록이 있는 페이지입니다."""
    links = (f'<a href="{other}">다음</a>' for other in (2 * page + 1, 2 * page + 2))
    shown = links if 2 * page + 1 < PAGES else ()
    return "".join([*shown, *("<li class='item'><b>물건</b> <i>1,000원</i></li>" * items,)])


async def serve(tell_port):
    """사이트를 엽니다."""

    async def page(request):
        await asyncio.sleep(DELAY_SECONDS)
        items = LIGHT_ITEMS if request.match_info["kind"] == "light" else HEAVY_ITEMS
        text = html(int(request.match_info["number"]), items)
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/{kind}/{number}", page)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell_port(runner.addresses[0][1])
    await asyncio.Event().wait()


def body(connection):
    """사이트 프로세스의 몸."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(connection.send))


@contextlib.contextmanager
def site():
    """사이트를 제 프로세스에서 켜고 주소를 줍니다."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=body, args=(there,), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        server.kill()
        server.join()


# %%
# 예상
# ------------------------------------------------------------------
#
# 한 장씩이면 ``페이지 × (지연 + 파싱)``입니다. 여덟씩이면 ``받는 횟수 × 지연``과 ``페이지 × 파싱`` 가운데 긴 쪽이고, 프로세스 풀에서는 파싱을 코어로 나눕니다.
# 받는 횟수는 31 ÷ 8이 아닙니다. 첫 페이지를 받기 전에는 다음 링크를 모르므로, 나무의 층마다 적어도 한 번씩입니다: 1, 2, 4, 8장에 한 번씩, 16장에 두 번, 모두 여섯 번.
# 그래서 가벼운 페이지에서도 여덟 배가 아니라 다섯 배쯤일 것입니다. 무거운 페이지에서는 파싱이 벽이 될 것입니다. 파싱하는 시간은 페이지 한 장에서 미리 잽니다.


def cores():
    """쓸 수 있는 코어의 수."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def parse_seconds(items):
    """페이지 한 장을 파싱하는 시간입니다. 세 번 가운데 가장 짧은 것입니다."""
    text = html(0, items)
    spent = []
    for _ in range(3):
        started = time.perf_counter()
        parse(text)
        spent.append(time.perf_counter() - started)
    return min(spent)


def against_prediction(crawl, predicted):
    """가벼운 사이트와 무거운 사이트를 돌고, 걸린 시간과 예측한 시간의 비를 돌려줍니다."""
    measured = {}
    with site() as address:
        for kind, items in (("light", LIGHT_ITEMS), ("heavy", HEAVY_ITEMS)):
            started = time.perf_counter()
            seen = crawl(f"{address}/{kind}/0")
            took = time.perf_counter() - started
            measured |= {
                f"{kind}_pages": len(seen),
                f"{kind}_took": took / (DELAY_SECONDS * len(seen)),
                f"{kind}_off": took / predicted(len(seen), parse_seconds(items)),
            }
    return measured


def sequential():
    """한 장씩"""
    return against_prediction(one_by_one, lambda pages, parsing: pages * (DELAY_SECONDS + parsing))


def threads():
    """스레드 여덟"""
    return against_prediction(in_threads, lambda pages, parsing: shared(pages, parsing, 1))


def tasks():
    """태스크 여덟, 루프에서 파싱"""
    return against_prediction(
        lambda start: asyncio.run(in_loop(start)), lambda pages, parsing: shared(pages, parsing, 1)
    )


def tasks_and_pool():
    """태스크 여덟, 프로세스 풀에서 파싱"""
    with ProcessPoolExecutor(cores()) as pool:
        list(pool.map(parse, [""] * cores()))
        return against_prediction(
            lambda start: asyncio.run(in_pool(start, pool)),
            lambda pages, parsing: shared(pages, parsing, cores()),
        )


def shared(pages, parsing, parsers):
    """여덟씩 받을 때의 시간입니다. 층마다 여덟씩 받는 것과 파싱하는 것 가운데 긴 쪽입니다."""
    rounds, width = 0, 1
    while width <= pages:
        rounds += -(-width // AT_ONCE)
        width *= 2
    return max(rounds * DELAY_SECONDS, pages * parsing / parsers)


# %%
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        sequential,
        threads,
        tasks,
        tasks_and_pool,
        facts={"light_pages": "가벼운 페이지(장)", "heavy_pages": "무거운 페이지(장)"},
        measured={
            "light_took": "가벼운 사이트에 걸린 시간, 지연만 한 장씩일 때 대비(배)",
            "light_off": "가벼운 사이트의 시간, 예측 대비(배)",
            "heavy_took": "무거운 사이트에 걸린 시간, 지연만 한 장씩일 때 대비(배)",
            "heavy_off": "무거운 사이트의 시간, 예측 대비(배)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="heavy_took")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 가벼운 사이트에서는 스레드와 태스크가 같습니다. 벽은 도구가 아니라 사이트에 지키기로 한 한도와, 링크를 알아 가는 순서입니다.
# 한도를 두 배로 늘려도 두 배가 되지 않습니다. 앞의 네 층은 여전히 한 번씩이기 때문입니다. 사이트맵이 있으면 층이 사라집니다.
#
# 무거운 사이트에서는 파싱이 GIL을 잡으므로 스레드도 태스크도 ``페이지 × 파싱``보다 빨라지지 않습니다. 프로세스 풀로 옮긴 다음에야 코어를 나누어 씁니다.
# 글 전체를 풀에 보내지만, 그 비용은 파싱에 비하면 작습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``AT_ONCE``를 16으로 바꾸어 보십시오. 가벼운 사이트에서 줄어드는 것은 마지막 층의 한 번뿐입니다.
