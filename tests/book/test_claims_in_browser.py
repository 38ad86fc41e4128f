"""문장 끝의 표: 글쇠, 마우스, 손가락, 종이에서 근거가 보입니다."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from .browser import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from .edition import Edition

CLAIMS = "multiprocessing/chunksize.html"
BOXES = """(mark) => [mark.nextElementSibling, mark.closest(".claim"), mark].map((element) => {
  const [first, ...rest] = [...element.getClientRects()];
  const lines = [first, ...rest];
  return {
    top: Math.min(...lines.map((box) => box.top)), bottom: Math.max(...lines.map((box) => box.bottom)),
    left: first.left, right: first.right, width: first.width, height: first.height,
  };
})"""


def is_open(mark: Locator) -> bool:
    """표의 근거가 펼쳐져 있는지 봅니다."""
    return mark.evaluate("(mark) => mark.nextElementSibling.matches(':popover-open')")


@pytest.mark.parametrize("scripts", [True, False], ids=["스크립트", "스크립트 없이"])
def test_claim_opens_with_the_keyboard(
    open_page: Callable[..., Page], served: str, *, scripts: bool
):
    """근거는 스크립트가 없어도 글쇠로 열고, 그 안의 링크로 가고, Esc로 닫습니다."""
    page = open_page(served + CLAIMS, java_script_enabled=scripts)
    mark = page.locator(".claim-mark").first
    note = page.locator(".claim-note").first
    mark.focus()
    page.keyboard.press("Enter")
    note.wait_for(state="visible")
    page.keyboard.press("Tab")
    assert note.locator("a:focus").count() == 1
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")


def test_claim_opens_when_pointed_at_and_stays_when_clicked(
    open_page: Callable[..., Page], served: str
):
    """가리키면 펼쳐지고 떠나면 접힙니다. 누르면 떠나도 남습니다. 밀려나는 글은 없습니다."""
    page = open_page(served + CLAIMS)
    mark, note = page.locator(".claim-mark").first, page.locator(".claim-note").first
    mark.scroll_into_view_if_needed()
    height = page.evaluate("document.documentElement.scrollHeight")
    mark.hover()
    note.wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.locator("h1").hover()
    note.wait_for(state="hidden")
    mark.hover()
    note.wait_for(state="visible")
    mark.click()
    assert is_open(mark)
    page.mouse.move(1, 1)
    page.wait_for_timeout(400)  # 떠나면 접는 것이 0.2초 뒤입니다.
    assert is_open(mark)
    page.mouse.click(1, 1)
    note.wait_for(state="hidden")


def test_touched_claim_does_not_cover_its_sentence(open_page: Callable[..., Page], served: str):
    """전화기에서 누를 자리는 24픽셀보다 넓고, 펼친 근거는 화면 안에서 문장을 가리지 않습니다."""
    for where in (CLAIMS, "comparison/methods.html"):
        page = open_page(served + where, viewport=PHONE, has_touch=True)
        marks = page.locator(".claim-mark")
        assert marks.count()
        for mark in marks.all():
            mark.scroll_into_view_if_needed()
            mark.tap()
            assert is_open(mark)
            note, sentence, target = mark.evaluate(BOXES)
            assert min(target["width"], target["height"]) >= 24
            assert note["top"] >= sentence["bottom"] or note["bottom"] <= sentence["top"]
            assert note["left"] >= 0
            assert note["right"] <= PHONE["width"]
            page.keyboard.press("Escape")


def test_mark_never_stands_alone_on_a_line(open_page: Callable[..., Page], served: str):
    """표는 어느 폭에서도 문장의 마지막 낱말과 한 줄에 있습니다."""
    page = open_page(served + "comparison/methods.html")
    for width in range(320, 1400, 90):
        page.set_viewport_size({"width": width, "height": 900})
        apart = page.evaluate("""() => [...document.querySelectorAll(".claim-mark")].filter((mark) => {
          const word = document.createRange();
          word.selectNodeContents(mark.previousSibling);
          return word.getBoundingClientRect().bottom < mark.getBoundingClientRect().top;
        }).length""")
        assert apart == 0, width


def test_printed_claim_shows_its_figures(
    open_page: Callable[..., Page], book: Edition, served: str
):
    """종이에는 접힌 근거도 실립니다."""
    printed = io.BytesIO(open_page(served + CLAIMS).pdf(format="A4"))
    text = "".join("".join(page.extract_text() for page in PdfReader(printed).pages).split())
    figures = book.pages[CLAIMS].select(".claim-note .claim-figures")
    assert figures
    for figure in figures:
        assert "".join(figure.get_text().split())[:20] in text
