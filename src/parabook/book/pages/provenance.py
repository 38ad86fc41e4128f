"""잰 값이 있는 페이지마다, 그 값을 어디에서 언제 쟀는지 한 줄로 적습니다.

페이지에 `{provenance}`를 적으면 그 자리에, 적지 않으면 제목 바로 아래에 들어갑니다.
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parabook.book.library import library_of
from parabook.book.pages.claim_list import ClaimList
from parabook.book.pages.folding import UNSEARCHED
from parabook.record.schema import Record, RecordError

CLASS = "parabook-provenance"


class Place(nodes.General, nodes.Element):
    """한 줄이 들어갈 자리. 페이지를 다 읽은 다음에 채웁니다."""


class ProvenanceDirective(SphinxDirective):
    """한 줄을 제목 아래가 아닌 곳에 두고 싶을 때 씁니다."""

    def run(self) -> list[Node]:
        """나중에 채울 자리를 돌려줍니다."""
        return [Place()]


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 페이지를 읽을 때마다 한 줄을 넣게 합니다."""
    app.add_node(Place)
    app.add_directive("provenance", ProvenanceDirective)
    app.connect("doctree-read", _add_line)


def sentence(records: list[Record]) -> str:
    """기록들을 잰 곳과 때를 한 문장으로 적습니다."""
    places = dict.fromkeys(
        f"{machine.cpu}, 코어 {machine.usable_cores}개, {machine.system}, "
        f"{machine.implementation} {machine.python}"
        for machine in (record.machine for record in records)
    )
    days = sorted({dt.date.fromisoformat(record.created[:10]) for record in records})
    first, last = (f"{day.year}년 {day.month}월 {day.day}일" for day in (days[0], days[-1]))
    when = f"{first}에" if first == last else f"{first}부터 {last}까지"
    rough = any(record.design.get("budget") == "quick" for record in records)
    return (
        f"이 페이지의 숫자는 이 책을 빌드한 기계({'; '.join(places)})에서 {when} 잰 것입니다."
        f"{' 빨리, 거칠게 잰 값(quick)입니다.' if rough else ''}"
    )


def _add_line(app: Sphinx, doctree: nodes.document) -> None:
    if any(doctree.findall(ClaimList)):
        # 모든 주장을 모은 페이지에는 모든 실험의 값이 있습니다.
        for experiment in library_of(app).experiments.values():
            app.env.note_dependency(str(experiment.record_file))
    places = list(doctree.findall(Place))
    records = _records_of_page(app)
    line = nodes.paragraph("", sentence(records), classes=[CLASS, UNSEARCHED]) if records else None
    title = next(doctree.findall(nodes.title), None)
    if places:
        for place in places:
            place.replace_self([line.deepcopy()] if line else [])
    elif line is not None and title is not None and title.parent is not None:
        title.parent.insert(title.parent.index(title) + 1, line)


def _records_of_page(app: Sphinx) -> list[Record]:
    library = library_of(app)
    paths = {
        Path(app.srcdir, path).resolve() for path in app.env.dependencies.get(app.env.docname, ())
    }
    found = []
    for name, experiment in library.experiments.items():
        if experiment.record_file in paths:
            with suppress(RecordError):
                found.append(library.record(name))
    return found
