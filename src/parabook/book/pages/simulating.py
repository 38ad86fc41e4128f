"""만져 보는 시뮬레이터: `{simulator}`는 칸들과 그림을 싣습니다.

모델과 그림은 `parabook.simulators`에 한 번만 적혀 있고, 사이트의 자바스크립트는 그것을 옮긴 것입니다.
자바스크립트가 없는 곳과 종이에는, 처음 값으로 그린 그림과 문장이 남습니다.
"""

import html
import inspect
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import Node
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from parabook.book.library import library_of
from parabook.book.pages.javascript import translate_together
from parabook.book.paper.outlining import outlined
from parabook.book.paper.simplifying import BUILDERS
from parabook.book.sources import write_changed
from parabook.charts.theme import LIGHT
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import Record, RecordError
from parabook.simulators.listing import MODULES, SIMULATORS, Constant, Control, Simulator
from parabook.units import brief, suffix

logger = logging.getLogger(__name__)

MODELS = "simulator-models.js"
TEXT_SIZE = 130
"""그림의 글자의 크기. 스타일의 것과 같습니다."""
COLORS = {"work": 1, "cost": 2, "mark": 3}
"""색으로 가리는 것이 차트의 몇째 색인지. 스타일의 변수도 같은 색입니다."""


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 쓰는 쪽에만 스크립트를 붙입니다."""
    app.add_directive("simulator", SimulatorDirective)
    app.connect("html-page-context", _add_scripts)
    app.connect("build-finished", _write_models, priority=400)


class SimulatorDirective(SphinxDirective):
    """무엇을 해 보고 무엇을 볼지 적은 본문 아래에, 칸들과 그림과 문장을 싣습니다. 인자는 시뮬레이터의 이름입니다."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[Node]:
        """기록이 있으면 시뮬레이터를, 없으면 그렇다는 말을 돌려줍니다."""
        simulator = SIMULATORS.get(self.arguments[0])
        if simulator is None:
            return self._complain(
                f"그런 시뮬레이터가 없습니다: {self.arguments[0]!r}. "
                f"{', '.join(SIMULATORS)} 가운데에서 고르십시오."
            )
        library = library_of(self.env.app)
        try:
            experiment = library.experiments[simulator.experiment]
            self.env.note_dependency(str(experiment.record_file))
            record = library.record(simulator.experiment)
            usual = [usual_of(control, record) for control in simulator.controls]
            constants = [value_of(constant, record) for constant in simulator.constants]
        except (KeyError, RecordError, UnknownContenderError) as error:
            return self._complain(f"{simulator.experiment}의 값을 읽지 못했습니다. {error}")
        drawn, said = simulator.scene(*usual, *constants)
        shown: list[Node] = self.parse_content_to_nodes()
        if self.env.app.builder.name in BUILDERS:
            shown += [self._still(simulator, drawn), nodes.paragraph("", said)]
        else:
            self.env.metadata[self.env.docname]["simulator"] = "yes"
            shown.append(nodes.raw("", markup(simulator, usual, constants), format="html"))
        shown.append(self._source(simulator, record, experiment.docname))
        return [nodes.container("", *shown, classes=["simulator"])]

    def _still(self, simulator: Simulator, drawn: str) -> Node:
        """종이에 실을 그림의 파일입니다. 스타일과 글꼴이 닿지 않으므로, 색을 담고 글은 윤곽으로 그립니다."""
        file = Path(self.env.srcdir, "auto_examples", "simulators", f"{simulator.name}.svg")
        file.parent.mkdir(parents=True, exist_ok=True)
        write_changed(file, on_paper(drawn))
        where = file.relative_to(self.env.srcdir).as_posix()
        return nodes.image(uri=f"/{where}", alt=simulator.title, classes=["parabook-chart"])

    def _source(self, simulator: Simulator, record: Record, docname: str) -> Node:
        """어느 값이 이 기계에서 잰 것인지와, 모델을 시험한 실험입니다."""
        measured = list(simulator.constants)
        measured += [one.usual for one in simulator.controls if isinstance(one.usual, Constant)]
        told = ", ".join(
            f"{one.label} {brief(record.fact(one.contender, one.fact).value)}{suffix(one.unit)}"
            for one in measured
        )
        link = addnodes.pending_xref(
            "",
            nodes.inline("", record.title),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{docname}",
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )
        return nodes.paragraph(
            "",
            "",
            nodes.Text(f"이 책을 빌드한 기계에서 잰 값: {told}. 모델을 시험한 실험: "),
            link,
            classes=["parabook-see-also"],
        )

    def _complain(self, reason: str) -> list[Node]:
        logger.warning(
            "simulator: %s",
            reason,
            location=self.get_location(),
            type="parabook",
            subtype="simulator",
        )
        return [nodes.warning("", nodes.paragraph("", f"지금은 만져 볼 수 없습니다. {reason}"))]


def value_of(constant: Constant, record: Record) -> float:
    """기록의 값을 모델의 단위로 돌려줍니다."""
    return record.fact(constant.contender, constant.fact).value * constant.scale


def usual_of(control: Control, record: Record) -> float:
    """칸의 처음 값입니다. 고르는 칸과 개수는 정수입니다."""
    usual = control.usual
    value = control.fitted(value_of(usual, record) if isinstance(usual, Constant) else usual)
    return int(value) if control.step == int(control.step) else value


def markup(simulator: Simulator, usual: list[float], constants: list[float]) -> str:
    """칸들과 그림의 HTML입니다. 칸들은 스크립트가 보입니다."""
    drawn, said = simulator.scene(*usual, *constants)
    fields = "".join(
        _field(simulator.name, control, value)
        for control, value in zip(simulator.controls, usual, strict=True)
    )
    return (
        f'<div class="simulator-stage" data-scene="{simulator.scene.__name__}"'
        f' data-constants="{html.escape(json.dumps(constants))}">'
        f'<form class="simulator-form" autocomplete="off" aria-label="{simulator.title}" hidden>'
        f'{fields}<button type="reset" class="simulator-reset">처음 값으로</button></form>'
        '<div class="simulator-live" hidden><div class="simulator-drawn"></div>'
        '<p class="simulator-said" aria-live="polite"></p></div>'
        f'<div class="simulator-still">{drawn}<p>{said}</p></div></div>'
    )


def _field(simulator: str, control: Control, value: float) -> str:
    """칸 하나입니다. 미는 칸의 값은 칸이 스스로 말하므로, 곁의 글은 따로 말하지 않게 합니다."""
    key = f"{simulator}-{control.name}"
    label = f'<label for="{key}">{control.label}</label>'
    if control.choices:
        options = "".join(
            f'<option value="{index}"{" selected" if index == value else ""}>{text}</option>'
            for index, text in enumerate(control.choices)
        )
        return f'<div class="simulator-field">{label}<select id="{key}">{options}</select></div>'
    kind = "range" if control.unit else "number"
    field = (
        f'<input type="{kind}" id="{key}" min="{control.least:g}" max="{control.most:g}"'
        f' step="{control.step:g}" value="{value:g}" required'
    )
    if not control.unit:
        return (
            f'<div class="simulator-field">{label}{field} aria-describedby="{key}-error">'
            f'<p id="{key}-error" class="simulator-error"></p></div>'
        )
    return (
        f'<div class="simulator-field">{label}{field} data-unit="{suffix(control.unit)}">'
        f'<output for="{key}" aria-live="off">{value:g}{suffix(control.unit)}</output></div>'
    )


def models_script() -> str:
    """모델을 옮긴 자바스크립트를 돌려줍니다. `parabookModels`라는 이름으로 씁니다."""
    files = [Path(inspect.getfile(module)) for module in MODULES]
    body = translate_together({file.name: file.read_text(encoding="utf-8") for file in files})
    return f"// parabook/simulators를 옮긴 것입니다.\nconst parabookModels = {body};\n"


def on_paper(drawn: str) -> str:
    """색을 담고 글을 윤곽으로 바꾼 그림입니다."""
    return outlined(drawn.replace(">", f"><style>{paper_style()}</style>", 1), TEXT_SIZE)


def paper_style() -> str:
    """종이에 실을 그림에 담는 스타일입니다. 사이트의 스타일과 같은 모양을 밝은 색으로 적습니다."""
    fills = "".join(f".sim-{kind}{{fill:{LIGHT.series[index]}}}" for kind, index in COLORS.items())
    return (
        f"{fills}.sim-idle{{fill:{LIGHT.grid}}}path{{fill:none;stroke-width:12}}"
        f".sim-words{{fill:{LIGHT.text}}}"
        f".sim-grid{{stroke:{LIGHT.grid}}}.sim-now{{stroke:{LIGHT.faint}}}"
        f".sim-mean{{stroke:{LIGHT.series[1]};stroke-width:30}}"
        f".sim-tail{{stroke:{LIGHT.series[2]};stroke-width:30;stroke-dasharray:90 45}}"
    )


def _add_scripts(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: Node | None
) -> None:
    if app.env.metadata.get(pagename, {}).get("simulator"):
        app.add_js_file(MODELS)
        app.add_js_file("simulators.js")


def _write_models(app: Sphinx, error: Exception | None) -> None:
    folder = Path(app.outdir, "_static")
    if error is None and folder.is_dir():
        (folder / MODELS).write_text(models_script(), encoding="utf-8")
