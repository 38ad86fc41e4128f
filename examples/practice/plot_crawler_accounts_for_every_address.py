# 실행: python plot_crawler_accounts_for_every_address.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
크롤러는 맡길 때 적어야 주소마다 한 번씩 갑니다
==================================================================

링크를 따라가는 크롤러를 스레드 여덟으로 나누었더니, 같은 페이지를 몇 번씩 받고 어떤 페이지는 아예 없습니다.
페이지 60장짜리 사이트를 네 가지로 돌고, 서버가 받은 요청과 크롤러가 가진 것을 맞추어 보았습니다.

이 실험은 :doc:`크롤러 </practice/crawler>`에 나옵니다.
"""

import asyncio
import contextlib
import multiprocessing
import re
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

import requests
from aiohttp import web

PAGES = 60
AT_ONCE = 8
DELAY_SECONDS = 0.01
TRIES = 4
LIMIT_SECONDS = 10
BUSY_EVERY = 7
GONE = 41

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 받고, 링크를 찾고, 처음 보는 것을 맡깁니다. 크롤러 넷이 다른 것은 '처음 보는 것'을 언제 어떻게 적는지입니다.

LINK = re.compile(r'href="([^"]+)"')


def fetch(session, url):
    """페이지 하나를 받습니다."""
    response = session.get(url, timeout=LIMIT_SECONDS)
    response.raise_for_status()
    return response.text


def fetch_again(session, url):
    """바쁜 서버(503)에는 조금 뒤에 다시 갑니다."""
    for tried in range(1, TRIES + 1):
        try:
            return fetch(session, url)
        except requests.HTTPError as error:
            if error.response.status_code != 503 or tried == TRIES:
                raise
            time.sleep(DELAY_SECONDS * tried)
    raise AssertionError


def as_written(base, link):
    """적힌 그대로의 링크를 주소로 만듭니다."""
    return urljoin(base, link)


def one_name(base, link):
    """같은 페이지의 여러 이름을 하나로 만듭니다: 조각(#)과 추적용 질의(?utm)를 뗍니다."""
    parts = urlsplit(urldefrag(urljoin(base, link)).url)
    query = "&".join(one for one in parts.query.split("&") if one and not one.startswith("utm"))
    return urlunsplit(parts._replace(query=query))


def crawl_marking_late(start, name, get):
    """다 받은 다음에 '보았다'고 적습니다."""
    pages, failed = {}, {}
    with ThreadPoolExecutor(AT_ONCE) as pool, requests.Session() as session:
        running = {pool.submit(get, session, start): start}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                url = running.pop(future)
                if future.exception():
                    failed[url] = future.exception()
                    continue
                pages[url] = future.result()
                for link in LINK.findall(pages[url]):
                    found = name(url, link)
                    if found not in pages and found not in failed:
                        running[pool.submit(get, session, found)] = found
    return pages, failed


def crawl(start, name, get):
    """맡기기 전에 '보았다'고 적습니다."""
    pages, failed, seen = {}, {}, {start}
    with ThreadPoolExecutor(AT_ONCE) as pool, requests.Session() as session:
        running = {pool.submit(get, session, start): start}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                url = running.pop(future)
                if future.exception():
                    failed[url] = future.exception()
                    continue
                pages[url] = future.result()
                for link in LINK.findall(pages[url]):
                    found = name(url, link)
                    if found not in seen:
                        seen.add(found)
                        running[pool.submit(get, session, found)] = found
    return pages, failed


# %%
# 사이트입니다. 페이지마다 링크 넷이 있고, 같은 페이지를 ``#``과 ``?utm``이 붙은 이름으로도 부릅니다.
# 일곱 장에 하나는 처음 온 요청에 503으로 답하고, 한 장은 언제나 500으로 답합니다.


def html(page):
    """페이지 한 장입니다."""
    near = [2 * page + 1, 2 * page + 2, page // 2, page // 3]
    names = ["{}", "{}#part", "/{}", "{}?utm_source=list"]
    links = [
        f'<a href="{name.format(other)}">{other}</a>'
        for other, name in zip(near, names, strict=True)
        if other < PAGES
    ]
    return f"<title>{page}</title>{''.join(links)}"


async def serve(tell_port):
    """사이트를 열고, 받은 요청을 셉니다."""
    asked = Counter()

    async def page(request):
        number = int(request.match_info["number"])
        asked[number] += 1
        await asyncio.sleep(DELAY_SECONDS)
        if number == GONE:
            raise web.HTTPInternalServerError
        if number % BUSY_EVERY == 1 and asked[number] == 1:
            raise web.HTTPServiceUnavailable
        return web.Response(text=html(number), content_type="text/html")

    async def counted(_request):
        return web.json_response(asked)

    app = web.Application()
    app.add_routes([web.get("/asked", counted), web.get("/{number}", page)])
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


def accounted(crawler, name, get):
    """사이트를 돌고, 모자란 페이지와 더 보낸 요청과 이름을 아는 실패를 셉니다."""
    with site() as address:
        pages, failed = crawler(f"{address}/0", name, get)
        asked = requests.get(f"{address}/asked", timeout=LIMIT_SECONDS).json()
    kept = {text.partition("</title>")[0] for text in pages.values()}
    needed = PAGES + sum(number % BUSY_EVERY == 1 for number in range(PAGES))
    return {
        "missing": PAGES - 1 - len(kept),
        "extra": max(0, sum(asked.values()) - needed),
        "named": len(failed),
    }


def marked_late():
    """받은 다음에 적음, 적힌 이름 그대로"""
    return accounted(crawl_marking_late, as_written, fetch_again)


def marked_early():
    """맡기기 전에 적음, 적힌 이름 그대로"""
    return accounted(crawl, as_written, fetch_again)


def never_again():
    """맡기기 전에 적음, 한 이름, 다시 가지 않음"""
    return accounted(crawl, one_name, fetch)


def every_address():
    """고침: 맡기기 전에 적음, 한 이름, 503에는 다시 감"""
    return accounted(crawl, one_name, fetch_again)


# %%
# 예상
# ------------------------------------------------------------------
#
# 받은 다음에 적으면, 받는 동안 다른 페이지에서 찾은 같은 링크를 또 맡깁니다. 함께 도는 수만큼 더 보낼 것입니다.
# 맡기기 전에 적어도 이름이 여럿이면 이름마다 한 번씩 갑니다. 다시 가지 않으면 503으로 답한 페이지와 거기서만 이어지는 페이지가 모자랄 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        marked_late,
        marked_early,
        never_again,
        every_address,
        facts={
            "missing": "모자란 페이지(장)",
            "extra": "더 보낸 요청(개)",
            "named": "이름을 아는 실패(개)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="extra")

# %%
# 읽기
# ------------------------------------------------------------------
#
# '보았다'고 적는 것은 받은 다음이 아니라 맡기기 전이어야 합니다. 보고 나서 하는 것은 :doc:`경쟁 상태 </threading/races>`이고, 여기서는 그 틈이 페이지 하나를 받는 시간만큼 깁니다.
# 받은 페이지에서 찾는 링크는 이름이 여럿입니다. 크롤러가 아는 것은 페이지가 아니라 이름이므로, 이름을 하나로 만드는 함수가 크롤러의 절반입니다.
#
# 다시 가지 않는 크롤러에 모자란 것은 503으로 답한 페이지만이 아닙니다. 그 페이지에서만 이어지는 페이지까지 함께 없습니다. 그리고 실패의 수는 그보다 적게 적혀 있습니다.
# 고친 크롤러에 남은 실패 하나는 언제나 500으로 답하는 페이지입니다. 이름을 알고 있으니 잃은 것이 아닙니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``AT_ONCE``를 1로 바꾸어 보십시오. 받은 다음에 적는 크롤러가 더 보내는 요청이 줄어듭니다. 혼자 돌려 본 크롤러가 멀쩡해 보이는 이유입니다.
