"""실제로 빌드한 책 한 권. 시험이 몇 개이든, 나란히 도는 워커가 몇이든 한 번만 빌드합니다.

책을 빌드하려면 몇 분이 걸립니다. 시험을 다듬는 동안에는 한 번 빌드한 것을 거듭 쓸 수 있습니다:

    PARABOOK_TEST_BOOK=/tmp/책 pytest tests/book

그 폴더가 비어 있으면 빌드해서 채우고, 차 있으면 그대로 씁니다.
책이나 소스를 고쳤으면 폴더를 지우십시오.
"""

from __future__ import annotations

import contextlib
import http.server
import os
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from .browser import launch, new_context
from .edition import Edition, Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

KEPT = "PARABOOK_TEST_BOOK"
WORKER = "PYTEST_XDIST_WORKER"

CHANGED = "plot_threads_overlap_waiting"
REWORDED = "plot_pool_uses_every_core"
BROKEN = "plot_gather_overlaps_waiting"


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """책을 빌드하는 폴더."""
    if kept := os.environ.get(KEPT):
        return Workshop(Path(kept).resolve())
    # 나란히 돌면, 워커마다 제 폴더가 있고 그 위의 폴더를 나누어 씁니다.
    if WORKER in os.environ:
        return Workshop(tmp_path_factory.getbasetemp().parent / "book")
    return Workshop(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="session")
def book(workshop: Workshop) -> Edition:
    """처음으로 빌드한 책."""
    return workshop.edition("1")


@pytest.fixture(scope="session")
def second_build(workshop: Workshop, book: Edition) -> Edition:
    """아무것도 바꾸지 않고 다시 빌드한 책."""
    del book
    return workshop.edition("2")


@pytest.fixture(scope="session")
def changed_build(workshop: Workshop, second_build: Edition) -> Edition:
    """한 예제에서는 코드를, 다른 예제에서는 글을 고치고, 단말에서 다시 빌드한 책."""
    for name, added in ((CHANGED, "ADDED = 1\n"), (REWORDED, "#\n# 덧붙인 글입니다.\n")):
        text = second_build.examples[name].read_text("utf-8")
        workshop.example(name).write_text(text + added, encoding="utf-8")
    return workshop.edition("3", terminal=True)


@pytest.fixture(scope="session")
def broken_build(workshop: Workshop, changed_build: Edition) -> Edition:
    """예제 하나가 예외를 내는 책."""
    text = changed_build.examples[BROKEN].read_text("utf-8")
    called = "async def fetch_url("
    raising = f'{called}*_):\n    raise OSError("일부러 낸 오류")\n\n\nasync def unused('
    assert called in text
    workshop.example(BROKEN).write_text(text.replace(called, raising), encoding="utf-8")
    return workshop.edition("4")


@pytest.fixture(scope="session")
def mended_build(workshop: Workshop, changed_build: Edition, broken_build: Edition) -> Edition:
    """망가진 예제를 되돌려 놓고 다시 빌드한 책."""
    del broken_build
    whole = changed_build.examples[BROKEN].read_bytes()
    workshop.example(BROKEN).write_bytes(whole)
    return workshop.edition("5")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """창 없이 띄운 브라우저.

    모듈이 끝나면 닫습니다. 열려 있는 동안에는 이 스레드에 이벤트 루프가 돌고 있어서,
    `asyncio.run`을 부르는 다른 시험이 실패합니다.
    """
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """폴더를 나누어 주는 서버의 주소. 끝나면 닫습니다."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """시험의 출력에 섞지 않습니다."""

    handler = partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def served(book: Edition) -> Iterator[str]:
    """책을 나누어 주는 서버의 주소."""
    with serve(book.html) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """페이지 하나를 새 창에서 여는 함수. 시험이 끝나면 모두 닫습니다."""
    with contextlib.ExitStack() as opened:

        def visit(address: str, **options: object) -> Page:
            context = opened.enter_context(new_context(browser, **options))
            page = context.new_page()
            page.goto(address)
            return page

        yield visit
