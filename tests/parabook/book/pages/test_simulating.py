"""시뮬레이터를 쪽에 싣는 일. 브라우저에서의 움직임은 `tests/book`에서 봅니다."""

import re
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from parabook.book.pages import simulating
from parabook.book.publishing import STATIC
from parabook.charts.theme import DARK, LIGHT, Theme
from parabook.simulators.listing import SIMULATORS, Constant, Simulator

every_simulator = pytest.mark.parametrize("simulator", SIMULATORS.values(), ids=SIMULATORS)


def usual(simulator: Simulator) -> list[float]:
    """기록의 값 대신 1을 넣은 처음 값들입니다."""
    found: list[float] = []
    for control in simulator.controls:
        value = control.fitted(1 if isinstance(control.usual, Constant) else control.usual)
        found.append(int(value) if control.step == int(control.step) else value)
    return found


@every_simulator
def test_every_field_has_a_name_and_a_unit(simulator: Simulator) -> None:
    """칸마다 이름표가 있고, 미는 칸의 값은 단위와 함께 글로도 보입니다."""
    page = BeautifulSoup(
        simulating.markup(simulator, usual(simulator), [1.0] * len(simulator.constants)),
        "html.parser",
    )
    fields = page.select("input, select")
    assert len(fields) == len(simulator.controls)
    for field, control in zip(fields, simulator.controls, strict=True):
        [label] = page.select(f'label[for="{field["id"]}"]')
        assert label.text == control.label
        if field.get("type") == "range":
            [output] = page.select(f'output[for="{field["id"]}"]')
            assert output.text.endswith(control.unit)
    assert page.select_one("form")["hidden"] == ""
    assert page.select_one(".simulator-still svg")["role"] == "img"
    assert page.select_one(".simulator-said")["aria-live"] == "polite"


@pytest.mark.parametrize(("theme", "opening"), [(LIGHT, ".simulator {"), (DARK, 'html[data-theme="dark"] .simulator {'), (LIGHT, "  html .simulator {")])  # fmt: skip
def test_colors_are_those_of_the_charts(theme: Theme, opening: str) -> None:
    """그림의 색은 밝은 바탕에서도 어두운 바탕에서도 종이에서도 차트의 색입니다."""
    style = (STATIC / "parabook.css").read_text(encoding="utf-8")
    [block] = re.findall(rf"^{re.escape(opening)}\n(.*?)\}}", style, re.MULTILINE | re.DOTALL)
    given = dict(re.findall(r"--sim-(\w+): (#\w+);", block))
    series = {kind: theme.series[index] for kind, index in simulating.COLORS.items()}
    assert given == series | {"idle": theme.grid, "text": theme.text, "faint": theme.faint}


@every_simulator
def test_paper_knows_every_shape(simulator: Simulator) -> None:
    """종이에 실을 그림은 스타일을 담고 있고, 그린 것의 색을 모두 압니다."""
    drawn, _ = simulator.scene(*usual(simulator), *[1.0] * len(simulator.constants))
    kinds = set(re.findall(r'class="(sim-\w+)"', drawn)) - {"sim-picture", "sim-start"}
    style = simulating.paper_style()
    assert {kind for kind in kinds if f".{kind}" not in style} == set()
    ET.fromstring(drawn.replace(">", f"><style>{style}</style>", 1))  # noqa: S314 - 우리가 적은 글입니다.


def test_all_models_can_be_translated() -> None:
    """모델은 모두 옮길 수 있고, 그리는 함수의 이름이 그 안에 있습니다."""
    script = simulating.models_script()
    for simulator in SIMULATORS.values():
        assert f"function {simulator.scene.__name__}(" in script
