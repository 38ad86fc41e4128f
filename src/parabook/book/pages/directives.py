"""실험을 페이지에 싣는 지시자: 장에는 `{experiment}`, 실험의 페이지 끝에는 `experiment-facts`."""

import contextlib
import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from parabook.book import publishing, readers
from parabook.book.library import Experiment, library_of, load
from parabook.book.pages.folding import folded as _folded
from parabook.book.pages.folding import unsearched
from parabook.book.pages.tables import table_of
from parabook.book.site import vectors
from parabook.charts import drawing
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import Record, RecordError

logger = logging.getLogger(__name__)

_RULE = "-" * 66
_GALLERY_TAGS = re.compile(r"^\.\. raw:: html\n\n +<div id='sg-tag-list'[^\n]*\n", re.MULTILINE)
_GALLERY_NOTE = re.compile(
    r"^\.\. only:: html\n\n +\.\. note::\n +:class: sphx-glr-download-link-note\n\n"
    r"(?: {4,}[^\n]*\n)+",
    re.MULTILINE,
)
_GALLERY_FOOTER = re.compile(
    r"^\.\. only:: html\n\n  \.\. container:: sphx-glr-footer.*", re.MULTILINE | re.DOTALL
)


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 갤러리가 만든 쪽의 끝을 바꿉니다."""
    app.add_directive("experiment", ExperimentDirective)
    app.add_directive("experiment-facts", FactsDirective)
    app.add_directive("kept-record", KeptDirective)
    # 갤러리의 글을 한국어로 바꾸는 확장보다 먼저 꼬리를 떼어 냅니다.
    app.connect("source-read", _finish_gallery_page, priority=400)


def _finish_gallery_page(app: Sphinx, docname: str, content: list[str]) -> None:
    library = library_of(app)
    # 꼬리표를 쓰지 않는데도 주제마다 같은 id의 빈 자리가 생깁니다.
    if docname in library.gallery_indexes:
        content[0] = _GALLERY_TAGS.sub("", content[0])
    experiment = library.by_docname(docname)
    if experiment is None:
        return
    body = _GALLERY_NOTE.sub("", _GALLERY_FOOTER.sub("", content[0]))
    content[0] = f"{body}\n\n이 실험의 기록\n{_RULE}\n\n.. experiment-facts:: {experiment.name}\n"


class _ExperimentBase(SphinxDirective):
    """실험의 이름 하나를 받는 지시자."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """기록이 있으면 그 내용을, 없으면 그렇다는 말을 돌려줍니다."""
        library = library_of(self.env.app)
        name = self.arguments[0]
        experiment = library.experiments.get(name)
        if experiment is None:
            return self._complain(f"그런 실험이 없습니다: {name!r}.")
        self.env.note_dependency(str(experiment.record_file))
        self.env.note_dependency(str(experiment.source))
        if name in library.failed:
            return [_absent("이유는 책을 빌드할 때 나온 경고에 있습니다.")]  # 이미 경고했습니다.
        try:
            return self.show(experiment, library.record(name))
        except RecordError as error:
            return self._complain(str(error))

    @abstractmethod
    def show(self, experiment: Experiment, record: Record) -> list[Node]:
        """기록의 내용을 노드로 바꿉니다."""

    def _complain(self, reason: str) -> list[Node]:
        logger.warning(
            "%s: %s",
            self.name,
            reason,
            location=self.get_location(),
            type="parabook",
            subtype="experiment",
        )
        return [_absent(reason)]


class ExperimentDirective(_ExperimentBase):
    """장 안에서 실험 하나를 보입니다: 잰 코드, 그림, 표, 출력.

    `:show:`에 예제의 이름들을 적으면 그 코드가 그대로 실립니다.
    지켜본 실험에서는 `:output:`에 방법들의 이름을 적으면, 그 방법이 찍은 글이 실립니다.
    `:picture:`를 적으면 그림과 링크만, `:printed:`를 적으면 찍은 글과 링크만 싣습니다.
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "show": directives.unchanged_required,
        "output": directives.unchanged_required,
        "picture": directives.flag,
        "printed": directives.flag,
    }

    def show(self, experiment: Experiment, record: Record) -> list[Node]:
        """잰 코드, 그림, 표, 출력, 실험의 페이지로 가는 링크를 순서대로 돌려줍니다."""
        if "picture" in self.options:
            picture = [
                *_charts(experiment),
                _see_also(self.env.docname, experiment, record),
            ]
            return [nodes.container("", *picture, classes=["experiment-picture"])]
        shown: list[Node] = []
        names = re.findall(r"\w+", self.options.get("show", ""))
        try:
            if names:
                shown.append(_code(experiment.code_of(names), "python"))
        except KeyError as error:
            return self._complain(f"예제 {experiment.name}에 없는 이름입니다: {error.args[0]}")
        if "printed" not in self.options:
            shown += _charts(experiment)
            shown.append(table_of(record.table()))
        try:
            for name in re.findall(r"\w+", self.options.get("output", "")):
                shown += _printed(record, name)
        except UnknownContenderError as error:
            return self._complain(str(error))
        if "printed" not in self.options:
            shown += _folded("출력", *unsearched([_code(str(record), "text")]))
        shown.append(_see_also(self.env.docname, experiment, record))
        return [nodes.container("", *shown, classes=["experiment"])]


class FactsDirective(_ExperimentBase):
    """실험의 페이지 끝에 표, 잰 자리, 돌려 보는 한 줄, 내려받을 것을 싣습니다."""

    def show(self, experiment: Experiment, record: Record) -> list[Node]:
        """표와 사실의 목록, 돌려 보기, 내려받기를 돌려줍니다."""
        design = record.design
        facts = [
            f"잰 자리: {record.machine.sentence}",
            f"잰 때: {record.created.replace('T', ' ')[:16]} (UTC{record.created[-6:]})",
            f"잰 방법: {_how(record)} (예산 {design['budget']})",
        ]
        if design.get("server"):
            delay = design["server"]["delay_seconds"] * 1000
            facts.append(
                f"연습용 서버: 같은 기계의 다른 프로세스, 요청 {design['requests']}개, "
                f"대답까지 {delay:g} ms"
            )
        facts += [f"불안정한 이유: {reason}" for reason in record.reasons()]
        facts += record.notes
        shown = [
            table_of(record.table()),
            nodes.bullet_list(
                "", *(nodes.list_item("", nodes.paragraph("", fact)) for fact in facts)
            ),
            *self._kept(experiment),
            *publishing.run_lines(self.env, experiment),
            readers.beside(record),
        ]
        return unsearched(shown)

    def _kept(self, experiment: Experiment) -> list[Node]:
        """다른 자리에서 잰 기록을, 어디에서 잰 것인지 밝혀 나란히 싣습니다."""
        shown: list[Node] = []
        for place, path in library_of(self.env.app).kept(experiment.name).items():
            self.env.note_dependency(str(path))
            record = _asked_now(self.env.app, load(path))
            stem = f"kept_{place}_{experiment.name}"
            chart = drawing.render(record)
            shown += [
                nodes.rubric("", f"다른 자리에서 잰 것: {place}"),
                nodes.paragraph("", f"이 책을 빌드한 기계의 값이 아닙니다. {record.provenance}"),
            ]
            if not chart.is_table:
                vectors.save(chart, experiment.generated.parent / "images", stem)
                shown += _pictures(experiment, stem, chart.description)
            shown.append(table_of(record.table()))
        return shown


class KeptDirective(SphinxDirective):
    """소스에 남겨 둔 기록 하나의 표를, 어디에서 잰 것인지 밝혀 싣습니다. 인자는 `자리/이름`입니다.

    `:output:`에 방법들의 이름을 적으면, 그 방법이 그때 찍은 글도 실립니다.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "output": directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """표와 잰 자리를 돌려줍니다. 기록이 없으면 경고합니다."""
        folder = Path(self.env.srcdir, self.config.parabook_kept)
        path = folder / f"{self.arguments[0]}.json"
        self.env.note_dependency(str(path))
        printed: list[Node] = []
        try:
            record = _asked_now(self.env.app, load(path))
            for name in re.findall(r"\w+", self.options.get("output", "")):
                printed += _printed(record, name)
        except (RecordError, UnknownContenderError) as error:
            logger.warning(
                "kept-record: %s",
                error,
                location=self.get_location(),
                type="parabook",
                subtype="kept",
            )
            return [_absent("남겨 둔 기록이 없습니다.")]
        where = f"이 책을 빌드한 기계의 값이 아니라 남겨 둔 기록입니다. {record.provenance}"
        return [
            table_of(record.table()),
            *printed,
            nodes.paragraph("", where, classes=["parabook-see-also"]),
        ]


def _asked_now(app: Sphinx, record: Record) -> Record:
    """남겨 둔 기록에서, 지금의 예제도 묻는 사실만 남깁니다. 예제가 다르게 묻게 된 다음에도 나란히 읽을 수 있습니다."""
    facts = record.design.get("facts", {})
    with contextlib.suppress(RecordError, KeyError):
        now = library_of(app).record(record.experiment).design.get("facts", {})
        if kept := {fact: facts[fact] for fact in now if fact in facts}:
            return replace(record, design={**record.design, "facts": kept})
    return record


def _how(record: Record) -> str:
    design = record.design
    if record.purpose == "observation":
        return f"함수마다 인터프리터를 {design['generations']}번 새로 시작해 지켜봄"
    if record.purpose == "latency":
        return (
            f"인터프리터를 {design['generations']}번 새로 시작하고, "
            f"그때마다 1초에 {1 / design['interval_seconds']:g}번씩 {design['arrivals']:,}번 도착하게 함"
        )
    return (
        f"인터프리터를 {design['generations']}번 새로 시작하고, "
        f"그때마다 순서를 섞어 {design['rounds']}회씩 번갈아 잼"
    )


def _absent(reason: str) -> Node:
    sentence = f"이 실험은 이번에 값을 내지 못했습니다. {reason}"
    return nodes.warning("", nodes.paragraph("", sentence))


def _code(text: str, language: str, *classes: str) -> nodes.literal_block:
    block = nodes.literal_block(text, text, language=language, classes=list(classes))
    block["force"] = False
    return block


def _printed(record: Record, name: str) -> list[Node]:
    """방법을 처음 지켜본 때 찍은 글을, 그 방법의 이름과 함께 보입니다."""
    seen = record.observations_of(name)
    text = (seen[0].output if seen else "").strip() or "(아무것도 찍지 않음)"
    return [
        nodes.paragraph("", f"‘{record.label(name)}’의 출력:", classes=["parabook-printed"]),
        _code(text, "text"),
    ]


def _charts(experiment: Experiment) -> list[Node]:
    found: list[Node] = []
    for picture in experiment.pictures():
        if not picture.stem.endswith(("_dark", "_small")):
            found += _pictures(
                experiment, picture.stem, drawing.description_in(picture.read_text("utf-8"))
            )
    return found


def _pictures(experiment: Experiment, stem: str, description: str) -> list[Node]:
    """밝은 바탕의 그림과 어두운 바탕의 그림. 테마에 맞는 하나만 보입니다."""
    where = experiment.docname.rsplit("/", 1)[0]
    return [
        nodes.image(
            uri=f"/{where}/images/{name}.svg",
            alt=description,
            classes=[kind, "parabook-chart"],
        )
        for name, kind in ((stem, "only-light"), (f"{stem}_dark", "only-dark"))
    ]


def _see_also(docname: str, experiment: Experiment, record: Record) -> Node:
    link = addnodes.pending_xref(
        "",
        nodes.inline("", record.title),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{experiment.docname}",
        refexplicit=True,
        refdoc=docname,
        refwarn=True,
    )
    return nodes.paragraph(
        "", "", nodes.Text("실험의 페이지와 내려받기: "), link, classes=["parabook-see-also"]
    )
