"""문장 속의 숫자: `{measured}` 역할은 기록에 묻고, 그 답을 문장에 넣습니다."""

import hashlib

from docutils import nodes
from docutils.nodes import Node, TextElement, system_message
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from parabook.book.library import library_of
from parabook.claims import quantities
from parabook.claims.functions import QuantityError
from parabook.paired import TooFewSamplesError
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import RecordError
from parabook.record.words import UNSTABLE

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """역할을 등록합니다."""
    app.add_role("measured", Measured())
    app.connect("missing-reference", _link)


class Measured(SphinxRole):
    """`` {measured}`plot_x.speedup(new_pool)` ``처럼 적습니다. 점 앞이 실험, 뒤가 묻는 말입니다."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """값과, 그 값이 나온 실험으로 가는 링크를 돌려줍니다."""
        name, _, question = self.text.partition(".")
        library = library_of(self.env.app)
        experiment = library.experiments.get(name.strip())
        if experiment is None:
            return self._missing(f"그런 실험이 없습니다: {name!r}.")
        self.env.note_dependency(str(experiment.record_file))
        if experiment.name in library.failed:
            return [_absent()], []  # 실패는 이미 경고했습니다.
        try:
            quantity = quantities.parse(question)
            record = library.record(experiment.name)
            answer, doubts = quantity.of(record), quantity.doubts(record)
        except TooFewSamplesError as error:
            # 짧게 잰 책에는 말할 수 없는 것이 있습니다. 지은이의 잘못이 아니므로 경고하지 않습니다.
            answer, doubts = quantities.unsaid(quantity, str(error)), ()
        except (QuantityError, RecordError, UnknownContenderError) as error:
            return self._missing(str(error))
        number = nodes.abbreviation(
            answer.text, answer.text, explanation=answer.explanation, classes=["measured"]
        )
        number["ids"] = self._anchor(experiment.name, question)
        if doubts:
            number["explanation"] += f" · 불안정: {'; '.join(doubts)}"
        link = addnodes.pending_xref(
            "",
            number,
            refdomain="",
            reftype="measured",
            reftarget=experiment.docname,
            refdoc=self.env.docname,
            refwarn=True,
        )
        mark = nodes.inline("", f" {UNSTABLE}", classes=["measured-unstable"])
        return [link, mark] if doubts else [link], []

    def _anchor(self, experiment: str, question: str) -> list[str]:
        """그 값을 적은 문장의 주소. 무엇을 물었는지로 정하므로, 문장을 고쳐도 그대로입니다."""
        asked = "".join(question.split())
        name = nodes.make_id(
            f"measured-{experiment.removeprefix('plot_')}-"
            f"{hashlib.sha256(asked.encode()).hexdigest()[:6]}"
        )
        # 같은 값을 한 쪽에 두 번 적으면, 처음 것이 그 주소입니다.
        document = self.inliner.document
        if name in document.ids:
            return []
        document.ids[name] = document
        return [name]

    def _missing(self, reason: str) -> tuple[list[Node], list[system_message]]:
        logger.warning(
            "{measured}`%s`: %s",
            self.text,
            reason,
            location=self.get_location(),
            type="parabook",
            subtype="measured",
        )
        return [_absent()], []


def _link(
    app: Sphinx, _env: BuildEnvironment, node: addnodes.pending_xref, content: TextElement
) -> nodes.reference | None:
    """잰 값을 그 실험의 페이지로 잇습니다.

    Sphinx의 `doc` 참조는 링크의 글만 남기고 노드를 버려서, 잰 값에 달린 설명이 사라집니다.
    """
    if node["reftype"] != "measured":
        return None
    return make_refnode(app.builder, node["refdoc"], node["reftarget"], "", content)


def _absent() -> Node:
    return nodes.strong("", "(재지 못함)", classes=["measured-missing"])
