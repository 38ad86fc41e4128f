"""시뮬레이터의 그림: 어떤 값에서도 읽을 수 있는 SVG이고, 그려야 할 것이 종이 안에 있습니다."""

import random
import re
import xml.etree.ElementTree as ET

import pytest

from parabook.simulators.listing import SIMULATORS, Constant, Simulator
from parabook.simulators.strokes import WIDTH, decimal, tick

every_simulator = pytest.mark.parametrize("simulator", SIMULATORS.values(), ids=SIMULATORS)


def anything(simulator: Simulator, draw: random.Random) -> list[float]:
    """칸의 한도 안에서 아무렇게나 고른 값과, 있을 법한 상수들입니다."""
    fields: list[float] = []
    for control in simulator.controls:
        ends = [control.least, control.most, draw.uniform(control.least, control.most)]
        value = control.fitted(draw.choice(ends))
        fields.append(int(value) if control.step == int(control.step) else value)
    return [*fields, *(draw.uniform(0.01, 5) for _ in simulator.constants)]


@every_simulator
def test_picture_stays_on_its_sheet(simulator: Simulator) -> None:
    """네모와 글의 자리는 모두 그림 안이고, 네모의 폭은 0보다 큽니다."""
    draw = random.Random(simulator.name)  # noqa: S311 - 되풀이할 수 있어야 합니다.
    for _ in range(40):
        values = anything(simulator, draw)
        drawn, said = simulator.scene(*values)
        root = ET.fromstring(drawn)  # noqa: S314 - 우리가 적은 글입니다.
        height = int(root.get("viewBox", "").split()[3])
        for shape in root:
            numbers = [int(shape.get(name, 0)) for name in ("x", "y", "width", "height")]
            assert min(numbers) >= 0
            assert numbers[0] + numbers[2] <= WIDTH + 10, values
            assert numbers[1] + numbers[3] <= height
        assert "nan" not in drawn + said
        assert re.fullmatch(r"(\S.*?[다]\. )*\S.*다\.", said)


@every_simulator
def test_usual_values_fit_their_fields(simulator: Simulator) -> None:
    """처음 값은 칸의 눈금에 있고, 이름은 겹치지 않습니다."""
    names = [control.name for control in simulator.controls]
    assert len(set(names)) == len(names)
    for control in simulator.controls:
        if not isinstance(control.usual, Constant):
            assert control.fitted(control.usual) == pytest.approx(control.usual)
        assert control.least <= control.fitted(1e9) <= control.most


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.04, "0"), (0.05, "0.1"), (2.0, "2"), (12.34, "12.3"), (9.96, "10"), (99.97, "100"), (237.3, "237")]
)  # fmt: skip
def test_decimal_keeps_one_place(value: float, text: str) -> None:
    """소수 첫째 자리까지만 적고, 필요 없는 0은 적지 않습니다."""
    assert decimal(value) == text


@pytest.mark.parametrize("longest", [0.3, 1, 7, 99, 100, 1234, 50_000])
def test_ticks_are_few_and_round(longest: float) -> None:
    """눈금은 둘에서 다섯 사이이고, 간격은 1, 2, 5로 시작합니다."""
    step = tick(longest)
    assert 2 <= longest / step <= 5
    assert f"{step:.0e}"[0] in "125"
