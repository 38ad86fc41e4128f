"""시뮬레이터를 쪽에 싣는 일. 브라우저에서의 움직임은 `tests/book`에서 봅니다."""

import json
import re
import shutil
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from parabook.book.pages import simulating
from parabook.book.publishing import STATIC
from parabook.charts.theme import DARK, LIGHT, Theme
from parabook.simulators.listing import SIMULATORS, Constant, Simulator
from parabook.wire.samples import ContenderLabel, Observation

EXAMPLE = '''\
"""
실험 {name}
==================================================================

작은 실험입니다.
"""

import os
import shutil
from pathlib import Path

records = Path(os.environ["PARABOOK_RECORDS"])
shutil.copy(records.parents[2] / "prepared" / "{name}.json", records)
'''
KNOWN = {
    "cost": 96.0,
    "hand": 30.0,
    "late": 0.3,
    "interval": 5.0,
    "usual": 5.0,
    "io": 1.1,
    "service": 5.0,
}
INDEX = """\
{blocks}

```{{simulator}} pool-chunk
이름이 틀렸습니다.
```
"""
BLOCK = "```{{simulator}} {name}\n{name}을 만져 보십시오.\n```\n"

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
    kinds = set(re.findall(r'class="(sim-\w+)"', drawn)) - {
        "sim-picture",
        "sim-start",
        "sim-middle",
        "sim-end",
    }
    style = simulating.paper_style()
    assert {kind for kind in kinds if f".{kind}{{" not in style} == set()
    paper = simulating.on_paper(drawn)
    ET.fromstring(paper)  # noqa: S314 - 우리가 적은 글입니다.
    # 그림 파일은 책의 글꼴을 부를 수 없으므로, 글은 하나도 남지 않고 모두 윤곽입니다.
    assert "<text" not in paper
    assert paper.count('class="sim-words"') == drawn.count("<text")


def test_all_models_can_be_translated() -> None:
    """모델은 모두 옮길 수 있고, 그리는 함수의 이름이 그 안에 있습니다."""
    script = simulating.models_script()
    for simulator in SIMULATORS.values():
        assert f"function {simulator.scene.__name__}(" in script


@pytest.fixture(scope="module", name="mini")
def _mini(tmp_path_factory, mini_book_at, make_record):
    """재지 않고, 미리 만들어 둔 기록으로 시뮬레이터 넷을 실은 책입니다."""
    blocks = "\n".join(BLOCK.format(name=name) for name in SIMULATORS)
    folder = tmp_path_factory.mktemp("simulating")
    book = mini_book_at(folder, {}, INDEX.format(blocks=blocks))
    for simulator in SIMULATORS.values():
        asked = [*simulator.constants, *(one.usual for one in simulator.controls)]
        contenders = {one.contender for one in asked if isinstance(one, Constant)}
        record = make_record(
            {},
            experiment=simulator.experiment,
            purpose="observation",
            design={"budget": "quick", "generations": 1, "rounds": 1, "facts": {}},
            contenders=tuple(ContenderLabel(name, name) for name in contenders),
            observations=tuple(
                Observation(contender=name, turn=0, outcome="finished", wall=0.1, facts=KNOWN)
                for name in contenders
            ),
        )
        record.save(folder / "prepared")
        book.write(
            f"examples/topic/{simulator.experiment}.py",
            EXAMPLE.format(name=simulator.experiment),
        )
    (folder / "docs/_build/records").mkdir(parents=True)
    return book


@pytest.fixture(scope="module", name="built")
def _built(mini):
    """사이트로 빌드한 것입니다. 틀린 이름이 하나 있습니다."""
    return mini.build("--keep-going")


def test_page_carries_the_measured_values(built) -> None:
    """기록의 값이 모델의 단위로 실리고, 처음 값의 그림이 그 값으로 그려져 있으며, 잰 값이 말로 적힙니다."""
    assert built.code == 0, built.output
    page = BeautifulSoup(built.page("index"), "html.parser")
    stages = page.select(".simulator .simulator-stage")
    assert [stage["data-scene"] for stage in stages] == [
        one.scene.__name__ for one in SIMULATORS.values()
    ]
    given = [json.loads(stage["data-constants"]) for stage in stages]
    assert given == [pytest.approx([0.096, 0.03]), [0.3, 5.0], [], []]
    assert page.select_one("#gil-turns-io")["value"] == "1.1"
    assert "청크 하나를 보내고 받는 비용 96 µs" in page.text
    assert "pool-chunks을 만져 보십시오." in page.text
    first = SIMULATORS["pool-chunks"]
    said = first.scene(*usual(first), *given[0])[1]
    assert stages[0].select_one(".simulator-still p").text == said


def test_scripts_come_only_with_a_simulator(built) -> None:
    """시뮬레이터가 있는 쪽만 스크립트를 부르고, 옮긴 모델은 사이트 안에 있습니다."""
    assert simulating.MODELS in built.page("index")
    assert "simulators.js" in built.page("index")
    assert simulating.MODELS not in built.page("auto_examples/index")
    script = built.folder / "docs/_build/html/_static" / simulating.MODELS
    assert script.read_text(encoding="utf-8") == simulating.models_script()


def test_wrong_name_tells_the_right_ones(built) -> None:
    """이름이 틀리면 쪽과 경고가 어디의 무엇이 틀렸고 무엇을 쓸 수 있는지 말합니다."""
    assert re.search(
        r"index\.md:\d+: WARNING: simulator: 그런 시뮬레이터가 없습니다: 'pool-chunk'\. pool-chunks, ",
        built.output,
    )
    assert "지금은 만져 볼 수 없습니다." in built.page("index")


@pytest.mark.usefixtures("built")
def test_paper_gets_the_still_picture(mini) -> None:
    """종이에는 칸 없이, 색을 담은 그림의 파일과 문장이 실립니다."""
    shutil.rmtree(mini.folder / "docs/_build/html")
    sheet = mini.build("-b", "singlehtml", "--keep-going")
    assert sheet.code == 0, sheet.output
    page = BeautifulSoup(sheet.page("index"), "html.parser")
    assert page.select(".simulator form, .simulator-stage") == []
    pictures = page.select(".simulator img")
    assert len(pictures) == len(SIMULATORS)
    for picture in pictures:
        file = mini.folder / "docs/_build/html" / str(picture["src"])
        assert "<style>" in file.read_text(encoding="utf-8")
    assert len(page.select_one(".simulator").select("p")) == 3
