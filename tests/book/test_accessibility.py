"""접근성: axe-core가 모든 페이지에서, 밝고 어두운 색과 넓고 좁은 폭에서 찾는 것이 없습니다."""

from __future__ import annotations

import contextlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import TimeoutError as PageTimeoutError
from playwright.sync_api import sync_playwright

from .browser import DESK, PHONE, SEARCH, SETTLED, UNREACHED, launch, new_context
from .conftest import serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Page

    from .edition import Edition

COLOURS = ["color-contrast", "link-in-text-block"]
WITHOUT_COLOURS = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
SCROLLING = {"runOnly": ["scrollable-region-focusable"]}
# 색을 바꾸어 달라지는 것은 색뿐입니다. 앞뒤의 순서는 바꾸는 것이 하나씩이게 두었습니다.
LOOKS = (("light", DESK), ("dark", DESK), ("dark", PHONE), ("light", PHONE))
# 틀을 이미 본 페이지에서 다른 것은 글뿐입니다. 색은 폭에 달리지 않고, 규칙은 대부분 폭을 보지 않습니다.
LOOKS_AT_TEXT = (("light", DESK), ("dark", DESK), ("light", PHONE))
# axe는 시험 중인 규칙과 WCAG 2.2의 몇 규칙을 꺼 둡니다. 가장 높은 등급(AAA)의 대비만 빼고 모두 켭니다.
EVERY_RULE = """axe.configure({rules: axe.getRules().map(({ruleId}) => (
  {id: ruleId, enabled: ruleId !== "color-contrast-enhanced"}))})"""
RUN = """([context, options]) => axe.run(Object.keys(context).length ? context : document, options)
  .then(({violations}) => violations)"""
SAME_EVERYWHERE = ("header.bd-header", ".bd-sidebar-primary", "footer.bd-footer")
# 틀의 꼴: 목차에서 펼친 곳과 고른 페이지만 빼고 같으면 같은 꼴입니다.
FRAME = """parts => [...document.querySelectorAll(parts.join())].map((part) => [
  ...part.querySelectorAll("*")].map((element) => element.tagName + "." + [...element.classList].filter(
    (name) => !["current", "active"].includes(name)).join(".")).join()).join("|")"""
NEW = "data-new-paint"
# 글을 칠한 꼴: 글자의 색과 크기와 굵기, 그 아래의 바탕, 링크이면 둘레의 글자색. 대비는 이것에만 달렸습니다.
# 처음 보는 꼴을 돌려주고, 그렇게 칠한 요소 하나에 표를 답니다.
PAINTS = """([known, mark]) => {
  document.querySelectorAll(`[${mark}]`).forEach((element) => element.removeAttribute(mark));
  const seen = new Set(known);
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(element);
    const link = element.closest("a");
    const around = link ? [getComputedStyle(link).textDecorationLine,
      getComputedStyle(link.parentElement).color] : [];
    const below = [];
    for (let under = element; under; under = under.parentElement) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(under);
      below.push(opacity, backgroundImage, backgroundColor);
      if (backgroundColor.startsWith("rgb(")) break;
    }
    const paint = [style.color, style.fontSize, style.fontWeight, ...around, ...below].join();
    if (seen.has(paint)) continue;
    seen.add(paint);
    found.push(paint);
    element.setAttribute(mark, "");
  }
  return found;
}"""
BROWSERS = 2


def test_no_page_has_an_accessibility_violation(book: Edition, served: str):
    """axe-core가 찾는 접근성 위반이, 어느 페이지에도, 어느 색상과 어느 폭에도 없습니다.

    페이지는 한 번만 열어 색과 폭을 바꾸어 가며 보고, 브라우저 둘이 나누어 봅니다.
    모든 페이지가 같은 틀(머리, 차례, 꼬리)은 꼴마다 한 페이지에서만 보고, 나머지 페이지에서는 페이지마다 다른 것만 봅니다.
    색도 칠한 꼴마다 한 번은 봅니다.
    """
    names = [*book.pages, SEARCH]
    shares = [names[first::BROWSERS] for first in range(BROWSERS)]
    with ThreadPoolExecutor(BROWSERS) as pool:
        found = list(pool.map(partial(violations, served), shares))
    assert list(itertools.chain(*found)) == []


SMALL_PAGE = """<!doctype html>
<html lang="ko" data-theme="light"><meta charset="utf-8"><title>작은 쪽</title>
<script>
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.setAttribute(
    "data-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
</script>
<style>body { color: #111; background: #fff } [data-theme="dark"] p:last-child { DARK }</style>
<main><h1>제목</h1><p>글 하나</p><p LIGHT>글 둘</p></main></html>"""


def small_page(light: str = "", dark: str = "") -> str:
    """글 둘이 있는 페이지. 둘째 글에 줄 속성과, 어두울 때 줄 모양을 받습니다."""
    return SMALL_PAGE.replace("LIGHT", light).replace("DARK", dark)


def test_faint_text_is_found_on_a_page_whose_frame_is_known(served_folder: tuple[Path, str]):
    """틀을 이미 본 페이지에서도, 처음 보는 흐린 칠은 밝은 색에서도 어두운 색에서도 찾습니다."""
    folder, address = served_folder
    pages = {
        "1.html": small_page(),
        "2.html": small_page(light='style="color: #bbb"'),
        "3.html": small_page(dark="color: #ddd"),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = [line for line in violations(address, list(pages)) if "color-contrast" in line]
    assert [line.split()[:2] for line in found] == [
        ["2.html", "light"],
        ["2.html", "dark"],
        ["3.html", "dark"],
    ]


@pytest.fixture
def served_folder(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """나누어 주는 빈 폴더와 그 주소."""
    with serve(tmp_path) as address:
        yield tmp_path, address


def violations(served: str, names: Sequence[str]) -> list[str]:
    """페이지들의 접근성 위반입니다. 한 브라우저의 두 창은 번갈아 돌 뿐이므로 브라우저를 따로 띄웁니다."""
    found = []
    frames: set[str] = set()
    paints: dict[str, list[str]] = {"light": [], "dark": []}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        # 색이 서서히 바뀌는 동안의 색을 재지 않게 합니다.
        with new_context(browser, reduced_motion="reduce") as context:
            page = context.new_page()
            for name in names:
                look(page, "light", DESK)
                page.goto(served + name)
                page.evaluate(AXE_SCRIPT)
                page.evaluate(EVERY_RULE)
                frame = page.evaluate(FRAME, list(SAME_EVERYWHERE))
                known = frame in frames
                frames.add(frame)
                for mode, screen in LOOKS_AT_TEXT if known else LOOKS:
                    look(page, mode, screen)
                    page.locator(f'html[data-theme="{mode}"]').wait_for()
                    where = f"{name} {mode} {screen['width']}"
                    with contextlib.suppress(PageTimeoutError):
                        page.wait_for_function(SETTLED)
                    found += [f"{where} 탭: {html}" for html in page.evaluate(UNREACHED)]
                    new = page.evaluate(PAINTS, [paints[mode], NEW])
                    paints[mode] += new
                    for parts, options in questions(mode, screen, known=known, new=bool(new)):
                        found += [
                            f"{where} {violation['id']}: {node['html'][:120]}"
                            for violation in page.evaluate(
                                RUN, [parts, {"resultTypes": ["violations"]} | options]
                            )
                            for node in violation["nodes"]
                        ]
        browser.close()
    return found


def questions(
    mode: str, screen: dict[str, int], *, known: bool, new: bool
) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """axe에 물을 것들: 문서에서 볼 곳과 켤 규칙.

    `known`은 이 페이지의 틀을 이미 보았는지, `new`는 처음 보는 칠이 있는지입니다.
    """
    text = {"exclude": [[part] for part in SAME_EVERYWHERE]} if known else {}
    if mode == "light" and (not known or screen == DESK):
        yield text, WITHOUT_COLOURS
    elif mode == "light":
        yield text, SCROLLING
    if new:
        yield {"include": [[f"[{NEW}]"]]}, {"runOnly": COLOURS}


def look(page: Page, mode: str, screen: dict[str, int]) -> None:
    """페이지를 보는 색과 폭을 정합니다. 열려 있는 페이지에도 듣습니다."""
    page.emulate_media(color_scheme=mode)
    page.set_viewport_size(screen)
