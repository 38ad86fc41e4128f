"""트레이스백의 마지막 줄을 붙여 넣는 사람: 그 오류의 항목이 화면에 보여야 합니다."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .edition import Edition

LISTED = Path(__file__).with_name("pasted_errors.tsv")
NOWHERE = "-"
STARTS = ("threading/index.html", "errors/asyncio.html")
FIELD = "dialog input[name=q]"
FIRST = "dialog ul.search li a"
IN_VIEW = """() => {
  const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const heading = section?.querySelector("h1, h2, h3");
  const header = document.querySelector(".bd-header")?.getBoundingClientRect().bottom ?? 0;
  const box = heading?.getBoundingClientRect();
  return Boolean(box) && box.top >= header - 1 && box.bottom <= innerHeight;
}"""
TOLD = "query => KoreanSearch.search(query, Search._index).told"


class Pasted(NamedTuple):
    """붙여 넣은 글 하나와 갈 곳."""

    place: str
    text: str


def read_pasted() -> list[Pasted]:
    """표에 적힌 글들."""
    lines = LISTED.read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [Pasted(place, text.replace("\\n", "\n")) for place, text in pairs]


PASTED = read_pasted()
KNOWN = [each for each in PASTED if each.place != NOWHERE]


@pytest.fixture
def page(open_page: Callable[..., Page], served: str) -> Page:
    """복사와 붙여 넣기를 허락하는 창."""
    return open_page(served, permissions=["clipboard-read", "clipboard-write"])


def land(page: Page, text: str) -> str:
    """지금 페이지의 검색 칸에 붙여 넣고 맨 앞의 결과로 갑니다. 간 곳을 돌려주고, 제목이 보이지 않으면 빈 글입니다."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+k")
    page.locator(FIELD).first.wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")
    page.locator(FIRST).first.wait_for()
    page.keyboard.press("ArrowDown")
    address = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.wait_for_load_state()
    page.evaluate(
        "() => document.fonts.ready.then(() => true)"
    )  # 글꼴이 오면 글의 높이가 바뀝니다.
    found = re.search(r"/errors/([\w-]+)\.html#(.+)", page.url)
    return "#".join(found.groups()) if found and page.evaluate(IN_VIEW) else ""


def test_list_covers_every_entry_on_every_page(book: Edition):
    """표의 글은 예순 개가 넘고, 어느 오류의 항목도 빠지지 않았습니다."""
    entries = {
        f"{path.removeprefix('errors/').removesuffix('.html')}#{section['id']}"
        for path, text in book.texts.items()
        if path.startswith("errors/")
        for section in BeautifulSoup(text, "html.parser").select("section section")
    }
    # 같은 글이 나는 두 항목은 앞의 것으로 가고, 거기에서 뒤의 것으로 이어집니다.
    twins = {each for each in entries if "데몬이-내-것이-아닐-때" in each}
    assert len(KNOWN) >= 60
    assert {each.place for each in KNOWN} == entries - twins
    assert len(twins) == 1


def test_pasted_errors_land_on_their_entries_in_view(page: Page):
    """붙여 넣은 글 백에 아흔다섯 넘게, 맞는 항목의 제목이 화면 안에 보입니다.

    앞의 글로 간 페이지에서 다음 글을 붙여 넣으므로, 같은 페이지의 다른 항목으로 가는 길도 봅니다.
    """
    missed = [
        (each.place, landed, each.text)
        for each in KNOWN
        if (landed := land(page, each.text)) != each.place
    ]
    print(*missed, sep="\n")
    assert len(missed) <= len(KNOWN) * 0.05


@pytest.mark.parametrize("start", STARTS)
def test_dialog_is_gone_after_landing(page: Page, served: str, start: str):
    """같은 페이지 안의 항목으로 가도, 검색의 대화 상자가 그 항목을 가리지 않습니다."""
    place, text = next(each for each in KNOWN if each.place == "asyncio#event-loop-is-closed")
    page.goto(served + start)
    assert land(page, text) == place
    page.locator("dialog[open]").wait_for(state="detached")


def test_unknown_errors_are_not_sent_to_another_cure(page: Page, served: str):
    """이 책에 없는 오류는 다른 오류의 항목으로 데려가지 않습니다."""
    page.goto(f"{served}search.html?q=오류")
    page.locator("#search-results li").first.wait_for()
    strangers = [each.text for each in PASTED if each.place == NOWHERE]
    assert len(strangers) > 10
    assert [text for text in strangers if page.evaluate(TOLD, text)] == []


def test_old_addresses_lead_to_the_entries(book: Edition):
    """항목이 옮겨 간 다음에도, 옛 주소의 앵커가 남아 새 자리로 이어집니다."""
    index = BeautifulSoup(book.texts["errors.html"], "html.parser")
    for each in {each.place for each in KNOWN}:
        path, anchor = each.split("#")
        spot = index.find(id=anchor)
        assert spot is not None, each
        assert spot.find_parent("li").find("a")["href"] == f"errors/{path}.html#{anchor}"
