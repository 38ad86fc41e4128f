"""접근성: axe-core가 모든 페이지에서, 밝고 어두운 색과 넓고 좁은 폭에서 찾는 것이 없습니다."""

from __future__ import annotations

import contextlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import TimeoutError as PageTimeoutError
from playwright.sync_api import sync_playwright

from .browser import DESK, PHONE, SEARCH, SETTLED, UNREACHED, launch, new_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from .edition import Edition

COLOURS = ["color-contrast", "link-in-text-block"]
# 색을 바꾸어 달라지는 것은 색뿐입니다. 앞뒤의 순서는 바꾸는 것이 하나씩이게 두었습니다.
LOOKS = (
    ("light", DESK, None),
    ("dark", DESK, COLOURS),
    ("dark", PHONE, COLOURS),
    ("light", PHONE, None),
)
# 틀을 이미 본 페이지에서 다른 것은 글뿐입니다. 색은 폭에 달리지 않고, 규칙은 대부분 폭을 보지 않습니다.
LOOKS_AT_TEXT = (
    ("light", DESK, None),
    ("dark", DESK, COLOURS),
    ("light", PHONE, ["scrollable-region-focusable"]),
)
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
BROWSERS = 2


def test_no_page_has_an_accessibility_violation(book: Edition, served: str):
    """axe-core가 찾는 접근성 위반이, 어느 쪽에도, 어느 색상과 어느 폭에도 없습니다.

    페이지는 한 번만 열어 색과 폭을 바꾸어 가며 보고, 브라우저 둘이 나누어 봅니다.
    모든 페이지가 같은 틀(머리, 목차, 꼬리)은 꼴마다 한 페이지에서만 보고, 나머지 페이지에서는 페이지마다 다른 것만 봅니다.
    """
    names = [*book.pages, SEARCH]
    shares = [names[first::BROWSERS] for first in range(BROWSERS)]
    with ThreadPoolExecutor(BROWSERS) as pool:
        found = list(pool.map(partial(violations, served), shares))
    assert list(itertools.chain(*found)) == []


def violations(served: str, names: Sequence[str]) -> list[str]:
    """페이지들의 접근성 위반입니다. 한 브라우저의 두 창은 번갈아 돌 뿐이므로 브라우저를 따로 띄웁니다."""
    found = []
    seen: set[str] = set()
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
                known = frame in seen
                parts = {"exclude": [[part] for part in SAME_EVERYWHERE]} if known else {}
                seen.add(frame)
                for mode, screen, rules in LOOKS_AT_TEXT if known else LOOKS:
                    look(page, mode, screen)
                    page.locator(f'html[data-theme="{mode}"]').wait_for()
                    where = f"{name} {mode} {screen['width']}"
                    with contextlib.suppress(PageTimeoutError):
                        page.wait_for_function(SETTLED)
                    found += [f"{where} 탭: {html}" for html in page.evaluate(UNREACHED)]
                    chosen = {"resultTypes": ["violations"]}
                    found += [
                        f"{where} {violation['id']}: {node['html'][:120]}"
                        for violation in page.evaluate(
                            RUN, [parts, chosen | ({"runOnly": rules} if rules else {})]
                        )
                        for node in violation["nodes"]
                    ]
        browser.close()
    return found


def look(page: Page, mode: str, screen: dict[str, int]) -> None:
    """페이지를 보는 색과 폭을 정합니다. 열려 있는 페이지에도 듣습니다."""
    page.emulate_media(color_scheme=mode)
    page.set_viewport_size(screen)
