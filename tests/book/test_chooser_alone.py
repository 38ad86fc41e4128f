"""고르는 도구가 주소와 계산을 다루는 법. 책을 빌드하지 않고, 페이지 하나만 차려 브라우저로 봅니다."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from parabook.book.pages import chooser
from parabook.book.publishing import STATIC
from parabook.choice.ranking import CLOSE, METHODS
from parabook.choice.workload import FIELDS, Costs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

COSTS = dict.fromkeys(Costs.facts(), 1e-4) | {
    "thread_bytes": 1e6,
    "coroutine_bytes": 1e4,
    "process_bytes": 1e7,
    "base_bytes": 1e8,
}
MACHINE = {
    "label": "시험용",
    "cores": 4,
    "value": COSTS,
    "low": COSTS,
    "high": COSTS,
    "error": [0.5, 2],
    "tested": {"least": 0.01, "most": 100, "compute": 10, "data": 1e9},
}


@pytest.fixture(name="open_chooser")
def _open_chooser(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """고르는 도구만 있는 페이지를 엽니다. 페이지가 열리기 전에 할 일을 줄 수 있습니다."""
    data = {
        "fields": [asdict(one) | {"refusal": one.refusal()} for one in FIELDS],
        "methods": [
            {"name": method.name, "label": method.label} | chooser.names_of(method)
            for method in METHODS
        ],
        "examples": chooser.examples(),
        "machines": [MACHINE],
        "close": CLOSE,
    }
    file = tmp_path / "chooser.html"
    file.write_text(
        '<meta charset="utf-8"><div data-chooser hidden></div>'
        f'<script type="application/json" id="chooser-knowledge">{json.dumps(data)}</script>'
        f"<script>{chooser.formulas_script()}</script>"
        f"<script>{(STATIC / 'chooser.js').read_text(encoding='utf-8')}</script>",
        encoding="utf-8",
    )
    context = browser.new_context()

    def start(fragment: str = "", before: str = "") -> Page:
        page = context.new_page()
        page.add_init_script(before)
        page.goto(f"{file.as_uri()}{fragment}")
        return page

    yield start
    context.close()


@pytest.mark.parametrize("fragment", ["", "#section", "#cores"])
def test_opening_leaves_the_address(open_chooser: Callable[..., Page], fragment: str) -> None:
    """페이지를 열기만 해서는 주소가 그대로이고, 절의 이름은 칸에 들어가지 않습니다."""
    page = open_chooser(fragment)
    assert page.evaluate("location.hash") == fragment
    assert page.locator("#chooser-cores").input_value() == "4"
    page.locator("#chooser-tasks").fill("7")
    assert "tasks=7" in page.evaluate("location.hash")


def test_answer_survives_a_browser_that_keeps_the_address(
    open_chooser: Callable[..., Page],
) -> None:
    """브라우저가 주소를 더 고치지 못하게 해도, 계산은 이어집니다."""
    errors: list[object] = []
    refuse = "history.replaceState = () => { throw new DOMException('', 'SecurityError'); };"
    page = open_chooser("", refuse)
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 - playwright는 내장 메서드를 받지 못합니다.
    assert page.locator("#chooser-tasks").count() == 1
    page.locator("#chooser-tasks").fill("7")
    assert page.locator(".chooser-answer table").count() == 1
    assert page.locator("form:visible").count() == 1
    assert errors == []


def test_memory_of_what_does_not_fit_is_of_the_fewest_workers(
    open_chooser: Callable[..., Page],
) -> None:
    """메모리가 모자란 방법의 메모리는, 파이썬에서처럼 그 방법의 가장 적은 워커로 계산합니다."""
    page = open_chooser()
    # 비동기의 워커는 하나뿐입니다. 둘로 계산하면 두 배가 됩니다.
    page.evaluate("parabookFormulas.coroutine_bytes = (work, costs, workers) => 1e15 * workers")
    page.locator("#chooser-tasks").fill("7")
    row = page.locator("tbody tr", has_text="비동기")
    assert "메모리가 모자람" in row.inner_text()
    assert row.locator("td").last.inner_text() == "910 TiB"


def test_interval_stops_at_what_cannot_be_undercut(open_chooser: Callable[..., Page]) -> None:
    """오차가 아무리 커도, 구간은 기다림 하나보다 짧은 시간을 약속하지 않습니다."""
    page = open_chooser("#tasks=8&compute=0&wait=50&data=0")
    row = page.locator("tbody tr", has_text="비동기").first
    assert row.locator("td").nth(1).inner_text().startswith("50–")
    # 순차 실행은 여덟을 하나씩 기다립니다.
    row = page.locator("tbody tr", has_text="순차 실행")
    assert row.locator("td").nth(1).inner_text().startswith("400–")


def test_tested_size_is_that_of_the_extremes() -> None:
    """시험한 크기는 가장 작은 일과 가장 큰 일의 것이고, 계산과 데이터는 저마다 가장 큰 것입니다."""
    works = [
        {"tasks": 10, "compute": 0.5, "wait": 0.0, "data": 100},
        {"tasks": 4, "compute": 0.0, "wait": 0.01, "data": 1000},
    ]
    assert chooser.tested(works) == {"least": 0.04, "most": 5.0, "compute": 5.0, "data": 4000}


@pytest.mark.parametrize(
    ("fragment", "told"),
    [("#tasks=100&compute=50&wait=0&data=0", False), ("#tasks=1&compute=1&wait=0&data=0", True),
     ("#tasks=1000&compute=0&wait=150&data=0", True), ("#tasks=100&compute=50&wait=0&data=9999999", True)],
)  # fmt: skip
def test_untested_size_is_told(
    open_chooser: Callable[..., Page],
    fragment: str,
    told: bool,  # noqa: FBT001 - 기대하는 답입니다.
) -> None:
    """시험한 크기보다 작거나 크면 그렇다고 말하고 흐리게 적습니다."""
    page = open_chooser(f"{fragment}&memory=100000")
    assert (page.locator(".chooser-untested").count() == 1) == told
    assert ("시험해 본 크기를 벗어난" in page.locator(".chooser-answer").inner_text()) == told
