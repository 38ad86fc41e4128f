"""책 전체의 소음을 한눈에: `{noise}`는 이 책을 빌드할 때 실험마다 기계가 얼마나 바빴는지 늘어놓습니다."""

import contextlib
from collections.abc import Iterator

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parabook import units
from parabook.book.library import library_of
from parabook.book.pages.tables import table_of
from parabook.record.schema import Record, RecordError


def setup(app: Sphinx) -> None:
    """지시자를 등록합니다."""
    app.add_directive("noise", NoiseDirective)


class NoiseDirective(SphinxDirective):
    """실험마다 다른 것이 쓴 코어와 코어를 기다린 시간, 불안정한 방법의 수를 표로 싣습니다."""

    def run(self) -> list[Node]:
        """표와, 모두 몇 개가 불안정했는지 적은 문장을 돌려줍니다."""
        records = list(self._records())
        if not records:
            return [nodes.paragraph("", "이 책에는 아직 시간을 잰 실험이 없습니다.")]
        unstable = [record for record in records if record.reasons()]
        sentence = (
            f"시간이나 지연을 잰 실험 {len(records)}개 가운데 {len(unstable)}개에 "
            "불안정한 값이 있습니다."
        )
        return [nodes.paragraph("", sentence), table_of([_row(record) for record in records])]

    def _records(self) -> Iterator[Record]:
        library = library_of(self.env.app)
        for name, experiment in library.experiments.items():
            self.env.note_dependency(str(experiment.record_file))
            with contextlib.suppress(RecordError):
                record = library.record(name)
                if record.purpose != "observation":
                    yield record


def _row(record: Record) -> dict[str, str]:
    doubted = sum(bool(record.doubts(contender.name)) for contender in record.contenders)
    pressure = record.pressure()
    return {
        "실험": record.title,
        "다른 것이 쓴 코어": units.percent(record.foreign_share()),
        "코어를 기다린 때": "알 수 없음" if pressure is None else units.percent(pressure),
        "불안정한 방법": f"{len(record.contenders)}개 가운데 {doubted}개",
    }
