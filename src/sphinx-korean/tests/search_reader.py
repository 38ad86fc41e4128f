"""사이트를 열고 찾는 사람. 검색의 시험들이 함께 씁니다."""

from __future__ import annotations

import contextlib
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from .conftest import Site

HERE = Path(__file__).parent
ORIGIN = "http://site.test/"
FIELD = "form:not(dialog form) input[name=q]"
RESULTS = "ul.search li:not(.korean-search-more)"

SEARCH = """query => {
  const start = performance.now();
  const {results, terms, partial} = KoreanSearch.search(query, Search._index);
  return {results, terms, partial, milliseconds: performance.now() - start};
}"""

SOME = re.compile(r"index\.md|threading/|asyncio/(coroutine|task)|.*shared|.*lost")


def corpus(chosen: re.Pattern[str] = re.compile("")) -> dict[str, str]:
    """시험에 쓸 쪽들: 경로와 내용."""
    parts = re.split(r"<!-- page: (\S+) -->\n", (HERE / "search_corpus.md").read_text("utf-8"))
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    pages = {f"{name}.md": text for name, text in pairs if chosen.match(f"{name}.md")}
    others = "\n".join(name for name in pages if name != "index.md")
    pages["index.md"] += f"\n```{{toctree}}\n:hidden:\n{others}\n```\n"
    return pages


@dataclass
class Reader:
    """사이트를 읽는 사람: 연 창과, 그동안 콘솔에 나온 불평."""

    page: Page
    site: Site
    base: str
    complaints: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """사이트의 쪽 하나를 엽니다."""
        self.page.goto(self.base + address)

    def find(self, query: str) -> Any:
        """엔진이 돌려준 것."""
        return self.page.evaluate(SEARCH, query)

    def pages(self, query: str) -> list[str]:
        """찾은 쪽의 이름, 좋은 것부터."""
        return list(dict.fromkeys(one["docname"] for one in self.find(query)["results"]))

    def type(self, text: str, field: str = FIELD) -> None:
        """검색 칸에 칩니다."""
        self.page.locator(field).first.press_sequentially(text)

    def titles(self) -> list[str]:
        """화면에 보이는 결과의 제목."""
        return self.page.locator(f"{RESULTS} a").all_inner_texts()

    def wait_for(self, title: str) -> None:
        """결과의 맨 앞에 `title`이 올 때까지 기다립니다."""
        self.page.locator(f"{RESULTS} a").first.get_by_text(title).wait_for()

    @property
    def focused(self) -> str:
        """초점이 있는 요소의 글."""
        return str(self.page.evaluate("document.activeElement.innerText"))


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """사이트를 여는 함수. `http`를 주면 서버에서 받은 것처럼, 아니면 폴더에서 바로 엽니다."""
    with contextlib.ExitStack() as opened:

        def visit(site: Site, *, http: bool = False) -> Reader:
            context = browser.new_context(locale="ko-KR")
            opened.callback(context.close)
            context.set_default_timeout(10_000)
            context.route(f"{ORIGIN}**", lambda route: serve(route, site.outdir))
            page = context.new_page()
            found = Reader(page, site, ORIGIN if http else f"{site.outdir.as_uri()}/")
            page.on("pageerror", lambda error: found.complaints.append(str(error)))
            page.on(
                "console",
                lambda message: (
                    found.complaints.append(message.text)
                    # 테마가 처음 온 독자에게 늘 남기는 말입니다.
                    if message.type in {"error", "warning"} and "theme mode" not in message.text
                    else None
                ),
            )
            return found

        yield visit


def serve(route: Route, outdir: Path) -> None:
    """서버가 하듯 파일을 돌려줍니다. 진짜 소켓이 없어 남길 것도 없습니다."""
    path = outdir / unquote(route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0])
    if path.is_file():
        kind = mimetypes.guess_type(path)[0]
        route.fulfill(body=path.read_bytes(), content_type=f"{kind}; charset=utf-8")
    else:
        route.fulfill(status=204)
