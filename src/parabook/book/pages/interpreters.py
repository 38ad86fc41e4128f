"""한 실험을 인터프리터마다 잰 것을 표 하나로 싣는 지시자: `{interpreters} 실험 사실`.

첫 줄은 이 책을 빌드한 파이썬이고, 나머지는 남겨 둔 기록입니다. 줄마다 어느 기계의 것인지는 표 아래에 적습니다.
"""

from collections.abc import Iterator

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from parabook.book.library import library_of, load
from parabook.book.pages.tables import table_of
from parabook.record.schema import Record, RecordError
from parabook.record.words import fact_in_words, head_of

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """지시자를 등록합니다."""
    app.add_directive("interpreters", InterpretersDirective)


class InterpretersDirective(SphinxDirective):
    """인터프리터마다 한 줄, 방법마다 한 칸인 표를 싣습니다. 인자는 실험과 사실의 이름입니다."""

    required_arguments = 2

    def run(self) -> list[Node]:
        """표와, 줄마다 잰 자리를 돌려줍니다. 기록을 읽을 수 없거나 그런 사실이 없으면 경고합니다."""
        experiment, fact = self.arguments
        try:
            every = list(self._records(experiment))
            rows = [row_of(record, fact) for record in every]
        except (RecordError, KeyError) as error:
            logger.warning(
                "interpreters: %s",
                error,
                location=self.get_location(),
                type="parabook",
                subtype="kept",
            )
            return []
        mine, *kept = every
        head = [f"첫 줄은 이 책을 빌드한 기계의 값입니다. {mine.provenance}"]
        head += [f"남겨 둔 기록입니다. {record.provenance}" for record in kept]
        return [
            nodes.paragraph("", f"{head_of(mine, fact)}:"),
            table_of(rows),
            *(nodes.paragraph("", line, classes=["parabook-see-also"]) for line in head),
        ]

    def _records(self, experiment: str) -> Iterator[Record]:
        library = library_of(self.env.app)
        if experiment not in library.experiments:
            raise RecordError(f"그런 실험이 없습니다: {experiment}")
        self.env.note_dependency(str(library.experiments[experiment].record_file))
        yield library.record(experiment)
        for path in library.kept(experiment).values():
            self.env.note_dependency(str(path))
            yield load(path)


def row_of(record: Record, fact: str) -> dict[str, str]:
    """표의 한 줄: 인터프리터의 이름과, 방법마다의 사실.

    Raises:
        RecordError: 기록에 그런 사실이 없는 경우.
    """
    if fact not in record.design.get("facts", {}):
        raise RecordError(f"기록 {record.experiment}에는 사실 {fact}이 없습니다.")
    machine = record.machine
    name = f"{machine.implementation} {machine.python}" + ("" if machine.gil else ", GIL 꺼짐")
    return {"인터프리터": name} | {
        contender.label: fact_in_words(record, contender.name, fact)
        for contender in record.contenders
    }
