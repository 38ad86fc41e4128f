"""브라우저로 연 책: 폴더에서 바로 열 때와 서버에서 받을 때."""

from __future__ import annotations

import contextlib
import io
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest
from pypdf import PdfReader

from .browser import DESK, PHONE, SEARCH, SETTLED, UNREACHED, new_context
from .edition import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

    from .edition import Edition

EXPERIMENT = "plot_threads_overlap_waiting"

CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const box = element.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  // 테마의 본문 칸도 옆으로 밀리지만, 그것이 밀리면 페이지 전체가 밀리는 것과 같습니다.
  for (let outer = element.parentElement;
       outer && !outer.matches("main, .bd-article-container"); outer = outer.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(outer).overflowX)) return false;
  return true;
}).map((element) => element.outerHTML.slice(0, 160))"""


@dataclass
class Visit:
    """페이지 하나를 열었을 때 일어난 일."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    wider: int = 0
    cut_off: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=["file", "http"])
def site(request: pytest.FixtureRequest, book: Edition, served: str) -> str:
    """책의 첫 폴더의 주소. 폴더에서 바로 연 것과 서버에서 받은 것을 모두 시험합니다."""
    return served if request.param == "http" else f"{book.html.as_uri()}/"


@pytest.fixture(scope="module")
def visits(browser: Browser, book: Edition, site: str) -> dict[str, Visit]:
    """모든 페이지를 전화기 폭으로 한 번씩 열어 본 결과."""
    found = {name: Visit() for name in [*book.pages, SEARCH]}
    with new_context(browser, viewport=PHONE) as context:
        page = context.new_page()
        for name, visit in found.items():
            with listening(page, visit):
                page.goto(site + name)
                visit.wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                visit.cut_off = page.evaluate(CUT_OFF)
    return found


@contextlib.contextmanager
def listening(page: Page, visit: Visit) -> Iterator[None]:
    """페이지가 보내는 요청과 콘솔의 불평을 적습니다."""

    def complain(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visit.complaints.append(message.text)

    def fail(request: Request) -> None:
        # 다음 페이지로 떠나면서 그만둔 것(아이콘, 늦게 받는 그림)은 받지 못한 것이 아닙니다.
        if request.failure != "net::ERR_ABORTED":
            visit.complaints.append(f"{request.url}: {request.failure}")

    listeners = {
        "request": lambda request: visit.requests.append(request.url),
        "requestfailed": fail,
        "console": complain,
        "pageerror": lambda error: visit.complaints.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        yield
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)


def test_no_request_leaves_for_another_host(visits: dict[str, Visit], site: str):
    """어느 쪽도 책이 있는 곳 밖으로 요청을 보내지 않습니다."""
    here = urlsplit(site)
    left = {
        address
        for visit in visits.values()
        for address in visit.requests
        if urlsplit(address)[:2] != here[:2] and urlsplit(address).scheme not in {"data", "blob"}
    }
    assert left == set()
    assert all(visit.requests for visit in visits.values())


def test_console_has_no_error(visits: dict[str, Visit]):
    """어느 쪽을 열어도 콘솔에 오류나 경고가 없고, 받지 못한 파일이 없습니다."""
    assert {name: visit.complaints for name, visit in visits.items() if visit.complaints} == {}


def test_no_page_is_wider_than_a_phone(visits: dict[str, Visit]):
    """폭이 390픽셀인 전화기에서 페이지가 옆으로 밀리지 않고, 잘려 볼 수 없는 것이 없습니다."""
    assert {name: visit.wider for name, visit in visits.items() if visit.wider > 0} == {}
    assert {name: visit.cut_off for name, visit in visits.items() if visit.cut_off} == {}


def test_search_finds_a_word_with_a_particle(open_page: Callable[..., Page], site: str):
    """조사를 붙여 찾아도 그 말이 나오는 장이 나옵니다."""
    page = open_page(site + "search.html?q=스레드를")
    page.locator("#search-results li").first.wait_for()
    found = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
    chapters = [urlsplit(link).path for link in found if "/auto_examples/" not in link]
    assert any("/threading/" in path for path in chapters)


def test_run_lines_hold_addresses_that_work(
    open_page: Callable[..., Page], site: str, book: Edition
):
    """돌려 보는 한 줄에는 이 사이트의 주소가 들어 있고, 그 주소에 휠과 스크립트가 있습니다."""
    wheel = book.download(EXPERIMENT, ".whl").read_bytes()
    script = book.examples[EXPERIMENT].read_bytes()
    page = open_page(site + book.page_of(EXPERIMENT))
    lines = page.locator(".parabook-run-line pre").all_inner_texts()
    assert any("plot_" in line for line in lines)
    for line in lines:
        words = [word for word in shlex.split(line) if "://" in word or word.startswith("/")]
        assert {fetch(word) for word in words if word.endswith(".whl")} == {wheel}
        # 제 함수를 재는 줄에는 스크립트가 없습니다.
        assert {fetch(word) for word in words if word.endswith(".py")} <= {script}
        addresses = [word for word in words if site.startswith("http") or "://" in word]
        assert all(urlsplit(word)[:2] == urlsplit(site)[:2] for word in addresses)


def fetch(address: str) -> bytes:
    """주소나 경로에 있는 것을 받습니다."""
    parts = urlsplit(address)
    if parts.scheme == "http":
        with urlopen(address) as answer:  # noqa: S310 - 바로 앞에서 http인지 보았습니다.
            return answer.read()
    return Path(unquote(parts.path) if parts.scheme == "file" else address).read_bytes()


def test_copy_button_copies_the_line(open_page: Callable[..., Page], site: str, book: Edition):
    """복사 단추를 누르면 보이는 한 줄이 그대로 복사됩니다."""
    page = open_page(
        site + book.page_of(EXPERIMENT), permissions=["clipboard-read", "clipboard-write"]
    )
    block = page.locator(".parabook-run-line").first
    shown = block.locator("pre").inner_text().strip()
    assert ".whl" in shown
    block.hover()
    block.locator("button.copybtn").click()
    block.locator("button.copybtn.success").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == shown


def test_copy_button_leaves_the_prompt_behind(
    open_page: Callable[..., Page], served: str, book: Edition
):
    """입력표($)가 있는 명령은 입력표를 빼고 복사됩니다."""
    del book
    page = open_page(served + "rebuilding.html", permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".highlight-console").first
    lines = block.locator("pre").inner_text().strip().splitlines()
    assert all(line.startswith("$ ") for line in lines)
    block.hover()
    block.locator("button.copybtn").click()
    block.locator("button.copybtn.success").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == [line.removeprefix("$ ") for line in lines]


def choose_colours(page: Page, mode: str) -> None:
    """화면 색상을 단추로 바꿉니다."""
    page.locator("button.theme-switch-button:visible").first.click()
    page.locator(f'button.theme-change-button[data-mode="{mode}"]:visible').click()
    page.locator(f'html[data-theme="{mode}"]').wait_for()


def test_colours_switch_the_chart(open_page: Callable[..., Page], site: str, book: Edition):
    """화면 색상을 바꾸면 그림도 바뀌고, 밝은 것과 어두운 것 가운데 하나만 보입니다."""
    for where in (book.page_of(EXPERIMENT), "threading/index.html"):
        page = open_page(site + where, color_scheme="light")
        assert page.locator("img.parabook-chart").count()
        for mode, other in (("dark", "light"), ("light", "dark")):
            choose_colours(page, mode)
            shown = page.locator("img.parabook-chart:visible")
            assert shown.count() == page.locator(f"img.parabook-chart.only-{mode}").count()
            assert page.locator(f"img.parabook-chart.only-{other}:visible").count() == 0


def test_colours_follow_the_system(open_page: Callable[..., Page], site: str, book: Edition):
    """고른 적이 없으면 시스템의 화면 색상을 따릅니다."""
    for mode in ("light", "dark"):
        page = open_page(site + book.page_of(EXPERIMENT), color_scheme=mode)
        assert page.locator(f"img.parabook-chart.only-{mode}:visible").count()


def test_skip_link_leads_to_the_text(open_page: Callable[..., Page], site: str):
    """탭을 처음 누르면 본문으로 건너뛰는 링크가 보이고, 누르면 본문으로 갑니다."""
    page = open_page(site + "threading/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "본문으로 건너뛰기"
    assert page.locator("#pst-skip-link").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_measured_numbers_explain_themselves_to_the_keyboard(
    open_page: Callable[..., Page], site: str
):
    """잰 값은 탭으로 갈 수 있는 링크이고, 누르면 그 실험의 페이지로 갑니다."""
    page = open_page(site + "threading/index.html")
    number = page.locator("a:has(abbr.measured)").first
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{EXPERIMENT}.html")


# 테마는 복사 단추가 늦게 달릴 때에도 다시 고르므로, 탭만 보아서는 무엇을 보고 고쳤는지 모릅니다.
COUNT_RESIZES = """() => {
  window.resizes = 0;
  addEventListener("resize", () => { resizes += 1; });
}"""
LATE_FONT = """() => {
  const late = new FontFace("late", "url(/_static/fonts/code.woff2)");
  document.fonts.add(late);
  return late.load().then(() => {});
}"""


def test_scrollable_code_takes_the_tab_however_late_the_font_comes(
    open_page: Callable[..., Page], book: Edition, served: str
):
    """글꼴이 늦게 와서 코드가 넓어지거나 접은 코드를 펼쳐도, 밀어 볼 수 있는 것에는 탭으로 갈 수 있습니다."""
    page = open_page(served + book.page_of(EXPERIMENT), viewport=PHONE)
    folded = page.locator("details:not([open]) summary:visible").first
    # 글꼴이 코드의 폭을 얼마나 바꾸는지는 기계마다 다르므로, 그사이에 폭이 바뀐 셈 칩니다.
    for wrapping, change in (
        ("pre-wrap", lambda: page.evaluate(LATE_FONT)),
        ("pre", folded.click),
        ("pre-wrap", lambda: page.emulate_media(color_scheme="dark")),
    ):
        page.wait_for_function(SETTLED)
        page.evaluate(COUNT_RESIZES)
        page.add_style_tag(content=f"pre {{ white-space: {wrapping} !important; }}")
        assert page.evaluate(UNREACHED)
        change()
        page.wait_for_function("() => resizes > 0")
        page.wait_for_function(SETTLED)


def test_arrow_keys_turn_the_pages(open_page: Callable[..., Page], site: str):
    """화살표로 앞뒤 페이지에 가고, 코드를 옆으로 밀거나 글을 치는 중이면 가지 않습니다."""
    page = open_page(site + "index.html")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/basics.html")
    page.locator(".highlight pre").first.evaluate("pre => { pre.tabIndex = 0; pre.focus(); }")
    page.keyboard.press("ArrowRight")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowLeft")
    page.locator(".parabook-doors").wait_for()


def heaviest(book: Edition, names: Iterable[str]) -> str:
    """페이지 가운데 HTML이 가장 긴 것."""
    return max(names, key=lambda name: len(book.texts[name].encode()))


def kinds_of_page(book: Edition) -> dict[str, str]:
    """페이지의 갈래마다 하나씩. 여럿이면 가장 무거운 것입니다."""
    indexes = [name for name in book.pages if name.endswith("/index.html")]
    return {
        "첫 페이지": "index.html",
        "장": heaviest(book, book.chapters),
        "실험": heaviest(book, map(book.page_of, book.examples)),
        "실험의 목차": heaviest(book, indexes),
        "검색": "search.html",
        "찾은 검색": SEARCH,
        "없는 페이지": "404.html",
    }


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["책상", "전화기"])
def test_first_load_is_light(
    open_page: Callable[..., Page], book: Edition, served: str, screen: dict[str, int]
):
    """읽는 페이지는 어느 갈래든, 압축하지 않는 서버에서 처음 열어도 글꼴까지 모두 600 kB를 넘지 않습니다.

    찾는 페이지는 온 책의 색인을 받으므로 책과 함께 무거워집니다. 쪽 330개에서 620 kB였습니다.
    """
    weights = {}
    for kind, name in kinds_of_page(book).items():
        answers: list[Response] = []
        page = open_page("about:blank", viewport=screen)
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(served + name, wait_until="networkidle")
        if name == SEARCH:
            page.locator("#search-results p.context").first.wait_for()
        sizes = {answer.url: len(answer.body()) for answer in answers}
        assert any("fonts/sans.woff2" in url for url in sizes), kind
        weights[kind] = sum(sizes.values())
        assert weights[kind] <= (700_000 if name.startswith("search.html") else 600_000), (
            kind,
            name,
            sizes,
        )
    print(weights)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_only_the_picture_that_is_seen_is_fetched(
    open_page: Callable[..., Page], served: str, mode: str
):
    """시스템의 색을 따르는 페이지는 처음부터 그 색으로 그려지고, 보이지 않는 그림은 받지 않습니다."""
    fetched: list[str] = []
    page = open_page("about:blank", color_scheme=mode)
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(served + "index.html", wait_until="networkidle")
    pictures = [url for url in fetched if url.endswith(".svg") and "_images/" in url]
    assert pictures
    assert {url.endswith("_dark.svg") for url in pictures} == {mode == "dark"}


def test_colour_menu_works_with_the_keyboard(open_page: Callable[..., Page], site: str):
    """화면 색상의 차림표는 글쇠만으로 열고 고르고 닫습니다."""
    page = open_page(site + "index.html", color_scheme="light")
    button = page.locator("button.theme-switch-button:visible")
    menu = page.locator(".theme-switch-container .dropdown-menu:visible")
    button.focus()
    page.keyboard.press("Enter")
    assert (menu.count(), button.get_attribute("aria-expanded")) == (1, "true")
    page.keyboard.press("Escape")
    assert (menu.count(), button.get_attribute("aria-expanded")) == (0, "false")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator('html[data-theme="dark"]').wait_for()
    assert menu.count() == 0


def test_printed_page_is_whole(open_page: Callable[..., Page], book: Edition, served: str):
    """장을 종이에 찍으면, 옆으로 미는 칸에 갇히거나 잘리지 않고 마지막 문장까지 나옵니다."""
    squeezed = "".join
    for name in ("threading/gil.html", book.page_of(EXPERIMENT)):
        printed = io.BytesIO(open_page(served + name).pdf(format="A4"))
        text = squeezed(page.extract_text() for page in PdfReader(printed).pages)
        for block in book.pages[name].article.select("h2, section > p, li > p"):
            if block.select_one(".claim-note"):
                continue  # 종이에서 근거는 여백에 있고, 문장은 표 앞까지입니다. test_claims_in_browser가 봅니다.
            words = squeezed(block.get_text().replace("#", "").split())
            assert words[:40] in squeezed(text.split()), (name, words)
        for block in book.pages[name].article.select(":not(.parabook-run) > .highlight > pre"):
            *_, last = block.get_text().strip().splitlines()
            assert squeezed(last.split())[-30:] in squeezed(text.split()), (name, last)


def test_card_is_one_sheet_of_paper(open_page: Callable[..., Page], book: Edition, served: str):
    """한 장 카드는 A4 한 장에 다 찍힙니다. 머리와 차림표는 찍히지 않습니다."""
    printed = io.BytesIO(open_page(served + "card.html").pdf(prefer_css_page_size=True))
    (sheet,) = PdfReader(printed).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    text = "".join(sheet.extract_text().split())
    for cell in book.pages["card.html"].article.select("h2, td, li > p"):
        words = "".join(cell.get_text().replace("#", "").split())
        assert words[:25] in text, words
    assert "이페이지의목차" not in text


def test_hangul_in_code_is_two_columns_wide(open_page: Callable[..., Page], site: str):
    """사이트의 글꼴로 한글이 그려지고, 코드에서는 한글 한 자가 로마자 두 자의 폭입니다."""
    page = open_page(site + "multiprocessing/index.html")
    page.evaluate("document.fonts.ready")
    widths = page.evaluate("""() => {
      const pre = document.querySelector(".highlight pre");
      return ["한글한글", "abcdefgh", "(0,1)==="].map((text) => {
        const probe = pre.appendChild(Object.assign(document.createElement("span"), { textContent: text }));
        return probe.getBoundingClientRect().width;
      });
    }""")
    assert max(widths) - min(widths) < 0.02 * max(widths)
    loaded = page.evaluate(
        "[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)"
    )
    assert {"Parabook Sans", "Parabook Code", "Parabook Code Hangul"} <= set(loaded)


def test_folded_code_opens_with_the_keyboard(
    open_page: Callable[..., Page], site: str, book: Edition
):
    """접어 둔 불러오기는 키보드로 펼칩니다."""
    page = open_page(site + book.page_of(EXPERIMENT))
    summary = page.locator("details.parabook-folded summary").first
    code = page.locator("details.parabook-folded pre").first
    assert not code.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    code.wait_for()


def test_missing_page_finds_its_way_from_any_depth(
    open_page: Callable[..., Page], book: Edition, served: str
):
    """404 페이지는 깊은 주소에서 나와도 모양이 갖추어지고 첫 페이지로 돌아갑니다."""
    page = open_page("about:blank")
    body = (book.html / "404.html").read_text("utf-8")
    page.route(
        "**/no/such/page",
        lambda route: route.fulfill(status=404, content_type="text/html; charset=utf-8", body=body),
    )
    page.goto(served + "no/such/page")
    assert page.evaluate("getComputedStyle(document.querySelector('#pst-skip-link')).position") in {
        "fixed",
        "absolute",
    }
    page.get_by_role("link", name="책의 첫 페이지").click()
    page.wait_for_url(served + "index.html")


def test_every_example_was_visited(visits: dict[str, Visit], book: Edition):
    """위의 시험이 본 페이지에는 모든 실험의 페이지가 들어 있습니다."""
    assert {book.page_of(name) for name in EXAMPLES} <= visits.keys()
