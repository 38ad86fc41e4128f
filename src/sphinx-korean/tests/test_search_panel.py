"""검색 칸 아래에 펼쳐지는 목록의 자리: 칸을 가리지 않고, 잘리지 않습니다."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from .search_reader import Reader, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

__all__ = ["reader"]  # 픽스처는 이름으로 찾으므로, 불러오기만 하면 됩니다.

WIDTHS = {"넓은": (1280, 800), "좁은": (390, 844)}
# 좁은 화면에서는 차례를 펼쳐야 검색 칸이 보입니다.
OPENERS = {
    "furo": "label.nav-overlay-icon[for=__navigation]",
    "sphinx_rtd_theme": "nav.wy-nav-top i[data-toggle=wy-nav-top]",
    "alabaster": "",
    "classic": "",
}
PAGES = {
    f"p{number}.md": f"# 코루틴 {number}\n\n코루틴을 {number}번 부르는 긴 이야기입니다. " * 3
    for number in range(12)
}
# 칸의 가운데와 목록의 네 귀와 가운데에서, 맨 위에 보이는 것이 칸과 목록인지 봅니다.
UNCOVERED = """([field, panel]) => {
  const inset = 3;
  const spots = ({left, top, right, bottom}) => [
    [(left + right) / 2, (top + bottom) / 2],
    ...[left + inset, right - inset].flatMap(x => [top + inset, bottom - inset].map(y => [x, y])),
  ];
  const seen = (element, all) => all.map(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return element.contains(top) ? "" : `${Math.round(x)},${Math.round(y)}: ${top?.outerHTML.slice(0, 80)}`;
  }).filter(Boolean);
  return {
    field: seen(field, spots(field.getBoundingClientRect()).slice(0, 1)),
    panel: seen(panel, spots(panel.getBoundingClientRect())),
  };
}"""


@pytest.fixture(scope="module")
def sites(build_site: Callable[..., Site]) -> Callable[[str], Site]:
    """테마 이름을 주면 지은 사이트를 돌려주는 함수. 테마마다 한 번만 짓습니다."""
    built: dict[str, Site] = {}

    def site(theme: str) -> Site:
        if theme not in built:
            built[theme] = build_site(PAGES, theme=theme)
        return built[theme]

    return site


def type_in_field(visit: Reader, theme: str) -> str:
    """차례를 펼쳐 검색 칸에 치고, 칸을 가리키는 말을 돌려줍니다."""
    visit.go("p1.html")
    page = visit.page
    field = "form input[name=q]:visible"
    opener = page.locator(OPENERS[theme]).first if OPENERS[theme] else None
    if opener and opener.is_visible():
        opener.click()
    box = page.locator(field).first
    page.wait_for_timeout(400)  # 차례가 미끄러져 나오는 동안에는 자리가 바뀝니다.
    box.press_sequentially("코루틴")
    visit.wait_for("코루틴")
    return field


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", OPENERS)
def test_panel_neither_hides_the_field_nor_is_cut(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str, width: str
):
    """치는 동안 칸과 목록이 모두 온전히 보입니다."""
    visit = reader(sites(theme))
    visit.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
    field = visit.page.locator(type_in_field(visit, theme)).first.element_handle()
    panel = visit.page.locator(".korean-search-panel").element_handle()
    assert visit.page.evaluate(UNCOVERED, [field, panel]) == {"field": [], "panel": []}
    assert not visit.complaints


@pytest.mark.skipif(
    find_spec("sphinx_book_theme") is None,
    reason="이 테마는 pydata-sphinx-theme의 한 판만 받습니다. nox -s korean에서 봅니다.",
)
@pytest.mark.parametrize("width", WIDTHS)
def test_dialog_theme_shows_results_whole(
    reader: Callable[..., Reader], sites: Callable[[str], Site], width: str
):
    """대화 상자에서 찾는 sphinx-book-theme에서도 칸과 결과가 보입니다."""
    visit = reader(sites("sphinx_book_theme"))
    visit.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
    visit.go("p1.html")
    visit.page.keyboard.press("Control+k")
    field = visit.page.locator("dialog input[name=q]")
    field.press_sequentially("코루틴")
    visit.wait_for("코루틴")
    seen = visit.page.evaluate(
        UNCOVERED,
        [field.element_handle(), visit.page.locator("dialog ul.search li").first.element_handle()],
    )
    assert seen == {"field": [], "panel": []}


def test_panel_follows_the_field(reader: Callable[..., Reader], sites: Callable[[str], Site]):
    """화면을 굴리거나 크기를 바꾸어도 목록은 칸 아래에 붙어 있습니다."""
    visit = reader(sites("classic"))
    field = type_in_field(visit, "classic")
    gap = """field => document.querySelector(".korean-search-panel").getBoundingClientRect().top
        - field.getBoundingClientRect().bottom"""
    box = visit.page.locator(field).first
    # 굴릴 만큼 길고, 어느 글꼴로 그려도 칸 아래가 넉넉한 화면. 모자라면 목록은 칸 위로 펼쳐집니다.
    visit.page.evaluate("document.body.style.minHeight = '2000px'")
    for change in ("window.scrollBy(0, 60)", "document.body.style.paddingTop = '40px'"):
        visit.page.evaluate(change)
        visit.page.set_viewport_size({"width": 900 + len(change), "height": 800})
        visit.page.wait_for_timeout(100)
        assert abs(box.evaluate(gap)) < 10
    assert visit.page.evaluate("window.scrollY") == 60
