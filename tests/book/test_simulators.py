"""빌드한 책의 시뮬레이터: 이 기계에서 잰 값으로 움직이고, 쓰는 쪽에만 실리고, 누구나 쓸 수 있습니다."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from parabook.book.pages import simulating
from parabook.simulators.listing import SIMULATORS, Simulator

from .browser import DESK, PHONE, SETTLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from .edition import Edition

PAGES = {
    "pool-chunks": "multiprocessing/chunksize.html",
    "blocked-loop": "asyncio/blocking.html",
    "gil-turns": "threading/convoy.html",
    "rising-load": "comparison/concurrency.html",
}
every_simulator = pytest.mark.parametrize("simulator", SIMULATORS.values(), ids=SIMULATORS)


@pytest.fixture(name="open_page")
def _open_page(browser: Browser, book: Edition) -> Iterator[Callable[..., Page]]:
    """시뮬레이터가 실린 쪽을 파일로 엽니다."""
    opened = []

    def start(simulator: Simulator, **settings: Any) -> Page:
        context = browser.new_context(**settings)
        opened.append(context)
        page = context.new_page()
        page.goto((book.html / PAGES[simulator.name]).as_uri())
        return page

    yield start
    for context in opened:
        context.close()


@every_simulator
def test_constants_come_from_this_build(simulator: Simulator, book: Edition) -> None:
    """모델에 넣는 값과 칸의 처음 값은 이 책을 빌드하며 잰 기록의 것이고, 그 값이 페이지에 적혀 있습니다."""
    record = book.published_record(simulator.experiment)
    page = book.pages[PAGES[simulator.name]]
    [stage] = page.select(f'.simulator-stage[data-scene="{simulator.scene.__name__}"]')
    measured = [simulating.value_of(one, record) for one in simulator.constants]
    assert json.loads(str(stage["data-constants"])) == measured
    usual = [simulating.usual_of(control, record) for control in simulator.controls]
    still = stage.select_one(".simulator-still p")
    assert still is not None
    assert still.text == simulator.scene(*usual, *measured)[1]
    assert "이 책을 빌드한 기계에서 잰 값" in stage.find_parent(class_="simulator").text


def test_scripts_load_only_where_used(book: Edition) -> None:
    """시뮬레이터의 스크립트는 시뮬레이터가 있는 쪽에만 실립니다."""
    loading = {name for name, text in book.texts.items() if simulating.MODELS in text}
    assert loading == set(PAGES.values())


@every_simulator
def test_moving_a_field_changes_the_answer(
    simulator: Simulator, open_page: Callable[..., Page]
) -> None:
    """서버 없이 파일로 연 쪽에서, 키보드로 민 칸의 값이 그림과 문장에 나옵니다. 오류는 없습니다."""
    page = open_page(simulator)
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 - playwright는 내장 메서드를 받지 못합니다.
    said = page.locator(".simulator-said")
    page.wait_for_function("() => document.querySelector('.simulator-said').textContent")
    before = said.inner_text(), page.locator(".simulator-drawn").inner_html()
    slider = page.locator('.simulator-form input[type="range"]').first
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".simulator-drawn").inner_html() != before[1]
    page.wait_for_function(
        "before => document.querySelector('.simulator-said').textContent !== before", arg=before[0]
    )
    assert page.evaluate("location.pathname").endswith(PAGES[simulator.name])
    assert errors == []


@every_simulator
def test_page_without_scripts_keeps_the_picture(
    simulator: Simulator, open_page: Callable[..., Page]
) -> None:
    """자바스크립트가 없으면 칸은 없고 그림과 문장이 있습니다."""
    page = open_page(simulator, java_script_enabled=False)
    assert page.locator(".simulator-form:visible, .simulator-live:visible").count() == 0
    assert page.locator(".simulator-still svg:visible").count() == 1


@every_simulator
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_simulator_is_accessible_in_its_page(
    simulator: Simulator, open_page: Callable[..., Page], scheme: str, screen: dict[str, int]
) -> None:
    """색과 폭이 무엇이든 axe가 찾는 것이 없고, 페이지가 옆으로 넘치지 않습니다."""
    page = open_page(simulator, color_scheme=scheme, viewport=screen, reduced_motion="reduce")
    page.wait_for_function(SETTLED)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
