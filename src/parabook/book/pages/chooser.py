"""고르는 도구: `{chooser}`는 일을 적으면 방법을 골라 주는 칸들을 싣습니다.

값은 이 책을 빌드한 기계에서 잰 것이고, 식은 `parabook.choice.formulas`를 자바스크립트로 옮긴 것입니다.
자바스크립트가 없으면 칸이 나오지 않고, 방법마다의 코드와 읽을 장만 남습니다.
"""

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import Node
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from parabook.book import publishing
from parabook.book.library import Library, library_of, load
from parabook.book.pages.javascript import translate
from parabook.book.paper.simplifying import BUILDERS
from parabook.choice import formulas, ranking
from parabook.choice.programs import skeleton
from parabook.choice.workload import EXAMPLES, FIELDS, ChoiceError, Costs
from parabook.record.schema import Record, RecordError

logger = logging.getLogger(__name__)

EXPERIMENT = "plot_costs_predict_the_winner"
COSTS = f"{EXPERIMENT}-costs"
USUAL = f"{EXPERIMENT}-usual"
FORMULAS = "chooser-formulas.js"
HERE = "이 책을 빌드한 기계"

_CHAPTERS = {
    "sequential": "/comparison/overhead",
    "threads": "/threading/index",
    "coroutines": "/asyncio/index",
    "processes": "/multiprocessing/index",
    "mixed": "/asyncio/blocking",
}


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 그 페이지에만 스크립트를 붙입니다."""
    app.add_directive("chooser", ChooserDirective)
    app.connect("html-page-context", _add_scripts)
    app.connect("build-finished", _write_formulas, priority=400)


class ChooserDirective(SphinxDirective):
    """칸들이 들어갈 자리와, 방법마다의 코드를 싣습니다."""

    def run(self) -> list[Node]:
        """값이 없으면 그렇다는 말을, 있으면 자리와 코드를 돌려줍니다."""
        library = library_of(self.env.app)
        self.env.note_dependency(str(library.records_folder / f"{COSTS}.json"))
        try:
            machines = list(_machines(library))
        except (RecordError, ChoiceError) as error:
            logger.warning(
                "chooser: %s",
                error,
                location=self.get_location(),
                type="parabook",
                subtype="chooser",
            )
            return [nodes.warning("", nodes.paragraph("", f"지금은 고를 수 없습니다. {error}"))]
        inside = _inside(load(library.records_folder / f"{USUAL}.json"))
        shown = [self._skeleton(method) for method in ranking.METHODS]
        if self.env.app.builder.name in BUILDERS:
            return [
                nodes.paragraph("", "칸을 채우면 방법을 골라 주는 도구는 책의 사이트에 있습니다."),
                nodes.paragraph("", inside),
                *shown,
            ]
        self.env.metadata[self.env.docname]["chooser"] = "yes"
        data = {
            "fields": [asdict(one) | {"refusal": one.refusal()} for one in FIELDS],
            "methods": [
                {"name": method.name, "label": method.label} | names_of(method)
                for method in ranking.METHODS
            ],
            "examples": examples(),
            "machines": machines,
            "close": ranking.CLOSE,
        }
        text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        place = (
            '<div class="chooser" data-chooser hidden></div>'
            f'<script type="application/json" id="chooser-knowledge">{text}</script>'
        )
        return [
            nodes.raw("", place, format="html"),
            nodes.paragraph("", inside),
            *shown,
            *publishing.advice_lines(self.env),
        ]

    def _skeleton(self, method: ranking.Method) -> Node:
        """방법 하나의 코드와 읽을 장입니다."""
        code = skeleton(method.name)
        block = nodes.literal_block(code, code, language="python")
        block["force"] = False
        target = _CHAPTERS[method.name]
        link = addnodes.pending_xref(
            "",
            nodes.inline("", "읽을 장"),
            refdomain="std",
            reftype="doc",
            reftarget=target,
            refexplicit=False,
            refdoc=self.env.docname,
            refwarn=True,
        )
        heading = nodes.rubric("", f"{method.label}의 코드")
        heading["heading-level"] = 2
        return nodes.container(
            "",
            heading,
            block,
            nodes.paragraph("", "", nodes.Text("읽을 장: "), link),
            classes=["chooser-skeleton", f"chooser-skeleton-{method.name}"],
        )


def formulas_script() -> str:
    """식을 옮긴 자바스크립트를 돌려줍니다. `parabookFormulas`라는 이름으로 씁니다."""
    file = Path(inspect.getfile(formulas))
    body = translate(file.read_text(encoding="utf-8"), file.name)
    return f"// parabook/formulas.py를 옮긴 것입니다.\nconst parabookFormulas = {body};\n"


def names_of(method: ranking.Method) -> dict[str, str]:
    """방법이 쓰는 식과 워커의 수들을, 옮긴 자바스크립트에서의 이름으로 적습니다."""
    choices = next(name for name, value in vars(formulas).items() if value is method.choices)
    return {
        "suits": method.suits.__name__,
        "choices": choices,
        "most": method.most.__name__,
        "seconds": method.seconds.__name__,
        "floor": method.floor.__name__,
        "size": method.size.__name__,
    }


def examples() -> list[dict[str, Any]]:
    """단추마다의 이름과, 칸의 단위로 적은 일입니다."""
    sizes = {field.name: field.unit_size for field in FIELDS}
    # 앞에서 고친 칸이 남지 않도록, 보기가 말하지 않는 것은 흔한 값으로 되돌립니다.
    usual = {field.name: field.usual for field in FIELDS if field.name in {"result", "held"}}
    return [
        {
            "label": one.label,
            "values": usual
            | {name: round(value / sizes[name], 9) for name, value in one.as_work().items()},
        }
        for one in EXAMPLES
    ]


def _machines(library: Library) -> list[dict[str, Any]]:
    """이 책을 빌드한 기계와, 기록을 남겨 둔 기계들의 값입니다."""
    check = library.record(EXPERIMENT)  # 이번에 실패했으면 예전의 값도 쓰지 않습니다.
    costs, usual = (load(library.records_folder / f"{name}.json") for name in (COSTS, USUAL))
    found = [_machine(HERE, costs, check, usual)]
    checks = library.kept(EXPERIMENT)
    for place, path in library.kept(COSTS).items():
        if place in checks:
            found.append(_machine(place, load(path), load(checks[place])))
    return found


def _machine(name: str, costs: Record, *tests: Record) -> dict[str, Any]:
    """기계 하나의 비용, 처음 보는 일에서 예측이 빗나간 정도, 그리고 시험해 본 일의 크기입니다.

    시험은 처음 보는 일이 먼저이고, 단추의 일을 시험한 것이 있으면 그다음입니다.
    """
    return {
        "label": f"{name} · {costs.machine.sentence}",
        "cores": costs.machine.usable_cores,
        "value": Costs.of(costs).as_json(),
        "low": Costs.of(costs, "low").as_json(),
        "high": Costs.of(costs, "high").as_json(),
        "error": [tests[0].fact("unseen_works", f"error_{edge}").value for edge in ("low", "high")],
        "tested": tested([work for test in tests for work in _works_of(test)]),
    }


def _inside(usual: Record) -> str:
    """단추의 일을 실제로 재어, 예측한 구간에 몇이나 들었는지 적은 문장입니다."""
    inside, works = (usual.fact("usual_works", name).value for name in ("inside", "works"))
    return (
        f"이 책을 빌드할 때 단추의 일 {works:.0f}개를 고른 방법으로 재었더니, "
        f"예측한 구간에 든 것은 {inside:.0f}개였습니다."
    )


def _works_of(test: Record) -> list[dict[str, float]]:
    """시험한 일들입니다. 함수에 준 인자에 적혀 있습니다."""
    return [work for one in test.design["contenders"] for work in one["arguments"][0]]


def tested(works: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """시험한 일들 가운데 가장 작은 것과 큰 것의 크기입니다. 시간은 초, 데이터는 바이트입니다."""
    alone = [work["tasks"] * (work["compute"] + work["wait"]) for work in works]
    return {
        "least": min(alone),
        "most": max(alone),
        "compute": max(work["tasks"] * work["compute"] for work in works),
        "data": max(work["tasks"] * work["data"] for work in works),
    }


def _add_scripts(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: Node | None
) -> None:
    if app.env.metadata.get(pagename, {}).get("chooser"):
        app.add_js_file(FORMULAS)
        app.add_js_file("chooser.js")


def _write_formulas(app: Sphinx, error: Exception | None) -> None:
    folder = Path(app.outdir, "_static")
    if error is None and folder.is_dir():
        (folder / FORMULAS).write_text(formulas_script(), encoding="utf-8")
