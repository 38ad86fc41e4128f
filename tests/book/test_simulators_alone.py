"""시뮬레이터의 칸과 그림. 책을 빌드하지 않고, 페이지 하나만 차려 브라우저로 봅니다."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from parabook.book.pages import simulating
from parabook.book.publishing import STATIC
from parabook.simulators.listing import SIMULATORS, Constant, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

every_simulator = pytest.mark.parametrize("simulator", SIMULATORS.values(), ids=SIMULATORS)
CONSTANTS = [0.09, 0.03]


def constants_of(simulator: Simulator) -> list[float]:
    """기록의 값 대신 쓰는 수들입니다."""
    return CONSTANTS[: len(simulator.constants)]


def fitted(simulator: Simulator, values: list[float]) -> list[float]:
    """칸에 적을 수 있는 값들입니다. 개수는 정수입니다."""
    found: list[float] = []
    for control, value in zip(simulator.controls, values, strict=True):
        near = control.fitted(value)
        found.append(int(near) if control.step == int(control.step) else near)
    return found


def usual(simulator: Simulator) -> list[float]:
    """처음 값들입니다. 기록에서 오는 것은 2로 둡니다."""
    given = (control.usual for control in simulator.controls)
    return fitted(simulator, [2 if isinstance(one, Constant) else one for one in given])


@pytest.fixture(name="open_simulator")
def _open_simulator(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """시뮬레이터 하나만 있는 쪽을 엽니다."""
    opened = []

    def start(simulator: Simulator, **settings: Any) -> Page:
        file = tmp_path / f"{simulator.name}.html"
        style = (STATIC / "parabook.css").read_text(encoding="utf-8")
        file.write_text(
            f'<!doctype html><html lang="ko"><meta charset="utf-8"><title>책</title><style>{style}</style>'
            f"<main><h1>책</h1><div class='simulator docutils container'>"
            f"{simulating.markup(simulator, usual(simulator), constants_of(simulator))}</div></main>"
            f"<script>{simulating.models_script()}</script>"
            f"<script>{(STATIC / 'simulators.js').read_text(encoding='utf-8')}</script>",
            encoding="utf-8",
        )
        context = browser.new_context(**settings)
        opened.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield start
    for context in opened:
        context.close()


def test_script_and_package_draw_the_same(browser: Browser) -> None:
    """아무 값이나 마흔 가지씩에서, 옮긴 모델이 그린 그림과 문장은 파이썬의 것과 글자 하나까지 같습니다."""
    draw = random.Random(40)  # noqa: S311 - 암호가 아니라 아무 값이나 뽑습니다.
    asked = []
    for simulator in SIMULATORS.values():
        for _ in range(40):
            fields = [draw.uniform(one.least, one.most) for one in simulator.controls]
            costs = [draw.uniform(0.01, 5) for _ in simulator.constants]
            asked.append((simulator, [*fitted(simulator, fields), *costs]))
    page = browser.new_page()
    page.add_script_tag(content=simulating.models_script())
    answers = page.evaluate(
        "(asked) => asked.map(([scene, values]) => parabookModels[scene](...values))",
        [(simulator.scene.__name__, values) for simulator, values in asked],
    )
    page.close()
    for (simulator, values), answer in zip(asked, answers, strict=True):
        assert tuple(answer) == simulator.scene(*values), (simulator.name, values)


@every_simulator
def test_keyboard_is_enough(simulator: Simulator, open_simulator: Callable[..., Page]) -> None:
    """마우스 없이 모든 칸을 지나며 값을 바꾸면, 그림과 문장이 파이썬이 계산한 것으로 바뀝니다. 단추는 처음으로 되돌립니다."""
    page = open_simulator(simulator)
    first = usual(simulator)
    drawn, said = page.locator(".simulator-drawn"), page.locator(".simulator-said")
    page.keyboard.press("Tab")
    values = list(first)
    for index, control in enumerate(simulator.controls):
        key = f"{simulator.name}-{control.name}"
        assert page.evaluate("document.activeElement.id") == key
        forward = values[index] + control.step <= control.most
        along = "ArrowDown" if control.choices else "ArrowRight" if control.unit else "ArrowUp"
        back = "ArrowUp" if control.choices else "ArrowLeft" if control.unit else "ArrowDown"
        page.keyboard.press(along if forward else back)
        [values[index]] = fitted_one(
            simulator, index, values[index] + control.step * (1 if forward else -1)
        )
        assert float(page.evaluate("document.activeElement.value")) == pytest.approx(values[index])
        page.keyboard.press("Tab")
    expected = simulator.scene(*values, *constants_of(simulator))
    assert drawn.locator("svg").count() == 1
    page.wait_for_function(
        "words => document.querySelector('.simulator-said').textContent === words", arg=expected[1]
    )
    assert page.evaluate("document.activeElement.type") == "reset"
    page.keyboard.press("Enter")
    back_to = simulator.scene(*first, *constants_of(simulator))[1]
    page.wait_for_function(
        "words => document.querySelector('.simulator-said').textContent === words", arg=back_to
    )
    assert said.get_attribute("aria-live") == "polite"


def fitted_one(simulator: Simulator, index: int, value: float) -> list[float]:
    """칸 하나에 적을 수 있는 값입니다."""
    control = simulator.controls[index]
    near = control.fitted(value)
    return [int(near) if control.step == int(control.step) else near]


def test_words_wait_for_the_hand_to_stop(open_simulator: Callable[..., Page]) -> None:
    """칸을 끄는 동안 그림은 곧바로 따라오고, 문장은 손을 멈춘 다음에 한 번만 바뀝니다."""
    page = open_simulator(SIMULATORS["pool-chunks"])
    page.wait_for_function("() => document.querySelector('.simulator-said').textContent")
    drawn = page.evaluate(
        """() => {
            window.said = 0;
            new MutationObserver(() => { window.said += 1; })
                .observe(document.querySelector('.simulator-said'), {childList: true});
            const slider = document.getElementById('pool-chunks-workers');
            const drawn = [];
            for (const workers of [5, 6, 7, 8, 9]) {
                slider.value = workers;
                slider.dispatchEvent(new Event('input', {bubbles: true}));
                drawn.push(document.querySelector('.simulator-drawn').textContent.includes(`워커 ${workers}`));
            }
            return drawn;
        }"""
    )
    assert drawn == [True] * 5
    page.wait_for_function(
        "() => document.querySelector('.simulator-said').textContent.includes('워커 9개')"
    )
    assert page.evaluate("window.said") == 1


@pytest.mark.parametrize("text", ["", "0", "1000", "1.5"])
def test_impossible_seed_gets_a_sentence(open_simulator: Callable[..., Page], text: str) -> None:
    """적을 수 없는 씨앗에는 그 칸 아래에 문장이 나오고, 그림은 그대로입니다. 고치면 사라집니다."""
    page = open_simulator(SIMULATORS["pool-chunks"])
    before = page.locator(".simulator-drawn").inner_html()
    seed = page.locator("#pool-chunks-seed")
    seed.fill(text)
    assert (
        page.locator("#pool-chunks-seed-error").inner_text() == "1부터 999까지의 정수를 적으십시오."
    )
    assert seed.get_attribute("aria-invalid") == "true"
    page.locator("#pool-chunks-shape").select_option(label="제멋대로")
    assert page.locator(".simulator-drawn").inner_html() == before
    seed.fill("7")
    assert page.locator("#pool-chunks-seed-error").inner_text() == ""
    assert page.locator(".simulator-drawn").inner_html() != before


@every_simulator
def test_still_picture_stays_without_scripts_and_on_paper(
    simulator: Simulator, open_simulator: Callable[..., Page]
) -> None:
    """자바스크립트가 없으면 처음 값의 그림과 문장만, 종이에는 무엇을 만졌든 처음 값의 그림이 나옵니다."""
    page = open_simulator(simulator, java_script_enabled=False)
    assert page.locator("form:visible, .simulator-live:visible").count() == 0
    assert page.locator(".simulator-still svg:visible").count() == 1
    said = simulator.scene(*usual(simulator), *constants_of(simulator))[1]
    assert page.locator(".simulator-still p").inner_text() == said
    page = open_simulator(simulator)
    assert page.locator(".simulator-still:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator("form:visible, .simulator-live:visible").count() == 0
    assert page.locator(".simulator-still svg:visible").count() == 1


@every_simulator
@pytest.mark.parametrize("width", [390, 1280])
def test_simulator_is_accessible(
    simulator: Simulator, open_simulator: Callable[..., Page], width: int
) -> None:
    """칸의 끝에서 끝까지 밀어도 axe가 찾는 것이 없고, 좁은 화면에서도 넘치지 않습니다."""
    page = open_simulator(simulator, viewport={"width": width, "height": 900})
    for end in ("Home", "End"):
        for control in simulator.controls:
            page.locator(f"#{simulator.name}-{control.name}").press(end)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []
