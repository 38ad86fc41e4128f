"""책에 실린 그림: 필요한 자리에 한 번씩 있고, 어느 폭에서나 읽히고, 말로도 적혀 있습니다."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from parabook.book.pictures.catalogue import PICTURES, Run

from .browser import DESK, PHONE, new_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from .edition import Edition

USED = re.compile(r"^```\{picture\} (?P<name>\S+)$", re.MULTILINE)
SMALLEST_PIXELS = 11
WIDTHS = {"넓은 화면": DESK, "전화기": PHONE}

# 겹친 글은 넓이가 있는 겹침만 셉니다. 글의 상자는 글자의 위아래에 빈 데가 있으므로 그만큼 줄입니다.
LOOK = """(figure) => {
  const shown = [...figure.querySelectorAll("svg")].filter((svg) => svg.getClientRects().length);
  const svg = shown[0];
  const outer = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * outer.width / svg.viewBox.baseVal.width;
    const middle = (box.top + box.bottom) / 2;
    return {words: text.textContent, left: box.left, right: box.right,
            top: middle - size / 2, bottom: middle + size / 2, size};
  });
  const overlaps = [];
  words.forEach((one, at) => words.slice(at + 1).forEach((two) => {
    const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
    const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
    if (across > 1 && down > 1) overlaps.push([one.words, two.words]);
  }));
  const caption = figure.querySelector("figcaption").getBoundingClientRect();
  return {
    forms: shown.map((form) => form.getAttribute("class")),
    smallest: Math.min(...words.map((one) => one.size)),
    overlaps,
    outside: words.filter((one) => one.left < outer.left - 2 || one.right > outer.right + 2)
      .map((one) => one.words),
    captioned: caption.top >= outer.bottom - 1,
    wide: outer.right - innerWidth,
    ink: getComputedStyle(svg.querySelector(".p-ink")).color,
  };
}"""


@pytest.fixture(scope="module", name="places")
def _places(book: Edition) -> dict[str, str]:
    """그림의 이름에서, 그것이 실린 페이지로 갑니다. 두 번 실린 것이 없는지도 봅니다."""
    found: dict[str, str] = {}
    for page, text in book.chapters.items():
        for match in USED.finditer(text):
            assert match["name"] not in found, match["name"]
            found[match["name"]] = page
    return found


@pytest.fixture(scope="module", name="looks")
def _looks(browser: Browser, served: str, places: dict[str, str]) -> dict[tuple[str, str], Any]:
    """폭마다, 그림마다 브라우저에서 본 모습입니다."""
    found = {}
    for width, viewport in WIDTHS.items():
        with new_context(browser, viewport=viewport) as context:
            page = context.new_page()
            for address, names in pages_of(places):
                page.goto(served + address)
                page.evaluate("document.fonts.ready")
                found |= {(width, name): look(page, name) for name in names}
    return found


def pages_of(places: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """페이지마다, 거기에 실린 그림들입니다."""
    for address in dict.fromkeys(places.values()):
        yield address, [name for name, place in places.items() if place == address]


def look(page: Page, name: str) -> Any:
    """그림 하나를 봅니다."""
    return page.locator(f"figure:has(#picture-{name})").evaluate(LOOK)


def test_there_are_at_least_twelve(places: dict[str, str]):
    """그려 둔 그림은 모두 실려 있고, 열두 장이 넘습니다."""
    assert set(places) == set(PICTURES)
    assert len(places) >= 12


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_described_in_words(book: Edition, places: dict[str, str], name: str):
    """그림마다 이름과 긴 설명이 있고, 실제 실행의 그림은 어디에서 돌린 것인지와 실험으로 가는 링크가 있습니다."""
    page = book.pages[places[name]]
    (described,) = page.select(f"#picture-{name}")
    figure = described.find_parent("figure")
    for form in figure.select("svg"):
        assert form["role"] == "img"
        assert len(form["aria-label"]) > 10
        assert form["aria-describedby"] == f"picture-{name}"
    assert len(described.get_text()) > 100
    picture = PICTURES[name]
    caption = figure.select_one("figcaption")
    assert picture.title in caption.get_text()
    if isinstance(picture, Run):
        assert f"{picture.provenance}: " in caption.get_text()
        assert picture.experiment in caption.select_one("a")["href"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_legible(looks: dict[tuple[str, str], Any], width: str, name: str):
    """한 꼴만 보이고, 글은 11픽셀이 넘으며, 겹치거나 잘린 글이 없고, 설명은 그림 아래에 있습니다."""
    seen = looks[width, name]
    assert seen["forms"] == ["picture-tall" if WIDTHS[width] is PHONE else "picture-wide"]
    assert seen["smallest"] >= SMALLEST_PIXELS
    assert seen["overlaps"] == []
    assert seen["outside"] == []
    assert seen["captioned"]
    assert seen["wide"] <= 0


def test_colors_follow_the_theme_and_paper_is_light(
    browser: Browser, served: str, places: dict[str, str]
):
    """어두운 바탕에서는 글이 밝고, 종이에는 어느 바탕에서나 넓은 꼴이 어두운 글로 찍힙니다."""
    name = "lost-update"
    inks = {}
    with new_context(browser, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(served + places[name])
        for theme in ("light", "dark"):
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            inks[theme] = look(page, name)["ink"]
        page.emulate_media(media="print")
        printed = look(page, name)
    assert inks == {"light": "rgb(34, 38, 45)", "dark": "rgb(228, 232, 238)"}
    assert printed["forms"] == ["picture-wide"]
    assert printed["ink"] == inks["light"]
