"""페이지에 싣는 주장: `{claim}`은 문장 하나를 기록과 비교하고, 문장 끝에 판정을 답니다.

모든 주장은 환경에 모여, 목록(`claim_list`)과 빌드의 끝에 나옵니다.

주장이 이 기계에서 다르다고 해서 책이 틀린 것은 아닙니다.
그래서 경고하지 않고, 페이지와 목록과 빌드의 끝에 그렇다고 적습니다.
조건을 잘못 적은 것은 지은이의 잘못이므로 경고합니다.

이 기계가 보일 수 없는 것은 `:kept: 자리`로, 소스에 남겨 둔 기록과 비교합니다.
남겨 둔 기록은 어디서 빌드해도 같으므로, 그것이 받쳐 주지 않는 주장도 지은이의 잘못입니다.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from parabook.book.library import library_of, load
from parabook.book.pages import marks
from parabook.claims.conditions import Condition, Judgement, Verdict
from parabook.claims.evidence import Evidence
from parabook.claims.functions import QuantityError
from parabook.claims.grammar import ClaimError, parse
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import Record, RecordError

logger = logging.getLogger(__name__)

_CALL = re.compile(r"\w+\.\w+\([^()]*\)")

CLASSES = {
    Verdict.HELD: "claim-held",
    Verdict.DIFFERS: "claim-differs",
    Verdict.UNDECIDED: "claim-undecided",
    Verdict.UNSEEN: "claim-unseen",
}


@dataclass(frozen=True)
class Claim:
    """책의 어느 쪽에 적힌 주장과 그 판정.

    남겨 둔 기록과 비교한 것이면 `provenance`가 그 기록을 어디서 언제 재었는지입니다.
    """

    docname: str
    anchor: str
    sentence: str
    judgement: Judgement
    provenance: str = ""


@dataclass
class Shelf:
    """페이지에서 모은 주장들. 환경에 담겨 다음 빌드까지 남습니다.

    `lists`는 목록을 싣는 페이지들, `listed`는 목록에 마지막으로 실은 것입니다.
    """

    claims: dict[str, list[Claim]] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    listed: tuple[tuple[Claim, str], ...] = ()


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 주장을 모으고 버리는 때를 정합니다."""
    app.add_directive("claim", ClaimDirective)
    app.connect("env-purge-doc", _purge)


def shelf_of(env: BuildEnvironment) -> Shelf:
    """이 환경에 모인 주장들을 돌려줍니다."""
    shelf: Shelf | None = getattr(env, "parabook_claims", None)
    if shelf is None:
        shelf = Shelf()
        env.parabook_claims = shelf  # type: ignore[attr-defined]  # 다음 빌드가 읽습니다.
    return shelf


def claims_in_order(env: BuildEnvironment) -> list[Claim]:
    """책의 모든 주장을 읽는 순서로 돌려줍니다."""
    shelf = shelf_of(env)
    reading = dict.fromkeys([*env.collect_relations(), *sorted(shelf.claims)])
    return [claim for docname in reading for claim in shelf.claims.get(docname, [])]


def summary(env: BuildEnvironment) -> list[str]:
    """빌드의 끝에 보일 줄들을 돌려줍니다. 확인되지 않은 주장은 하나하나 적습니다."""
    claims = claims_in_order(env)
    if not claims:
        return []
    lines = counts(claims)
    for claim in claims:
        judgement = claim.judgement
        if judgement.verdict is not Verdict.HELD:
            verdict = judgement.verdict
            lines.append(f"{verdict.mark} {verdict.label}: {claim.sentence} ({claim.docname})")
            lines += [f"    {item.experiment}: {item}" for item in judgement.evidence]
    return lines


def counts(claims: list[Claim]) -> list[str]:
    """이 기계의 기록과 비교한 주장과 남겨 둔 기록과 비교한 주장을 따로 셉니다."""
    here = [claim for claim in claims if not claim.provenance]
    counted = ", ".join(
        f"{verdict.label} {sum(claim.judgement.verdict is verdict for claim in here)}개"
        for verdict in CLASSES
    )
    lines = [f"주장 {len(here)}개: {counted}"]
    if kept := len(claims) - len(here):
        lines.append(f"남겨 둔 기록과 비교한 주장 {kept}개")
    return lines


def anchor_of(condition: str, kept: str = "", taken: Collection[str] = ()) -> str:
    """문장의 주소. 무엇을 물었는지로 정하므로, 문장이나 비교한 수를 고쳐도 그대로입니다.

    Args:
        condition: 주장의 조건.
        kept: 비교한 남겨 둔 기록의 자리.
        taken: 그 페이지에서 이미 쓰인 주소들. 같은 것을 물으면 적힌 순서로 가립니다.
    """
    asked = sorted({"".join(call.split()) for call in _CALL.findall(condition)})
    digest = hashlib.sha256(" ".join([*asked, kept]).encode()).hexdigest()[:6]
    first = asked[0].partition(".")[0].removeprefix("plot_")
    name = f"claim-{nodes.make_id(first)}-{digest}"
    again = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *again) if one not in taken)


class ClaimDirective(SphinxDirective):
    """조건을 인자로, 문장을 본문으로 받아 판정과 근거를 함께 싣습니다."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "kept": directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """끝에 표가 붙은 문장을 돌려줍니다. 조건이 틀렸으면 문장만 돌려줍니다."""
        body = self.parse_content_to_nodes()
        if len(body) != 1 or not isinstance(body[0], nodes.paragraph):
            self._complain("주장은 문단 하나로 적으십시오.")
            return body
        paragraph = body[0]
        try:
            judgement, provenance = self._judge()
        except (ClaimError, QuantityError, RecordError, UnknownContenderError) as error:
            self._complain(str(error))
            paragraph += [nodes.Text(" "), nodes.strong("", "(판정하지 못함)")]
            return body
        claim = Claim(
            self.env.docname,
            anchor_of(
                self.arguments[0],
                self.options.get("kept", ""),
                {one.anchor for one in shelf_of(self.env).claims.get(self.env.docname, [])},
            ),
            " ".join(paragraph.astext().split()),
            judgement,
            provenance,
        )
        shelf_of(self.env).claims.setdefault(claim.docname, []).append(claim)
        return [self._sentence(claim, paragraph)]

    def _judge(self) -> tuple[Judgement, str]:
        library = library_of(self.env.app)
        condition = parse(self.arguments[0])
        if unknown := [name for name in condition.experiments if name not in library.experiments]:
            raise ClaimError(f"그런 실험이 없습니다: {', '.join(map(repr, unknown))}.")
        if "kept" in self.options:
            return self._judge_kept(condition)
        for name in condition.experiments:
            self.env.note_dependency(str(library.experiments[name].record_file))
        return condition.judge(library.record), ""

    def _judge_kept(self, condition: Condition) -> tuple[Judgement, str]:
        """남겨 둔 기록과 비교하고, 그 기록을 어디서 언제 재었는지 함께 돌려줍니다."""
        place = self.options["kept"]
        records: dict[str, Record] = {}
        for name in condition.experiments:
            path = library_of(self.env.app).kept(name).get(place)
            if path is None:
                raise ClaimError(f"남겨 둔 기록이 없습니다: {place}/{name}.")
            self.env.note_dependency(str(path))
            records[name] = load(path)
        judgement = condition.judge(records.__getitem__)
        if judgement.verdict is not Verdict.HELD:
            figures = "; ".join(map(str, judgement.evidence))
            self._complain(f"남겨 둔 기록 {place}이(가) 받쳐 주지 않습니다. {figures}")
        return judgement, "; ".join(dict.fromkeys(record.provenance for record in records.values()))

    def _sentence(self, claim: Claim, paragraph: nodes.paragraph) -> Node:
        whole = nodes.inline(
            "",
            "",
            *marks.ended(paragraph.children, note(self.env, claim, self.env.docname)),
            ids=[claim.anchor],
            classes=["claim", CLASSES[claim.judgement.verdict]],
        )
        follows, leads = self._neighbours()
        made = nodes.paragraph("", "", whole, classes=[marks.PARAGRAPH])
        made["follows"], made["leads"] = follows, leads
        return made

    def _neighbours(self) -> tuple[bool, bool]:
        """앞뒤의 문장에 빈 줄 없이 붙여 적었는지 돌려줍니다."""
        source, line = self.get_source_info()
        path = Path(source)
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        if not 0 < line <= len(lines):
            return False, False
        fence = re.match(r"[`:]*", lines[line - 1].strip())
        closing = fence[0] if fence else ""
        rest = iter(lines[line:])
        closed = bool(closing) and any(one.strip() == closing for one in rest)
        before = line > 1 and bool(lines[line - 2].strip())
        return before, closed and bool(next(rest, "").strip())

    def _complain(self, reason: str) -> None:
        logger.warning(
            "{claim} %s: %s",
            self.arguments[0],
            reason,
            location=self.get_location(),
            type="parabook",
            subtype="claim",
        )


def note(env: BuildEnvironment, claim: Claim, docname: str, owner: str = "") -> Node:
    """문장 끝의 표입니다. 눌러 펼치면 근거가 나옵니다."""
    figures: list[Node] = [
        nodes.inline("", "", *shown, classes=["claim-figures"])
        for shown in figures_of(env, claim, docname)
    ]
    kept = bool(claim.provenance)
    return marks.note(claim.judgement.verdict, claim.anchor, figures, kept=kept, owner=owner)


def figures_of(env: BuildEnvironment, claim: Claim, docname: str) -> Iterator[list[Node]]:
    """근거마다, 실험의 페이지로 가는 링크가 걸린 값과 주장한 값을 돌려줍니다."""
    for item in claim.judgement.evidence:
        shown: list[Node] = [_linked(env, item, docname)]
        if item.bound:
            shown.append(nodes.Text(f" · 주장: {item.bound}"))
        yield shown
    if claim.provenance:
        yield [nodes.Text(f"이 책을 빌드한 기계의 값이 아닙니다. {claim.provenance}")]


def _linked(env: BuildEnvironment, item: Evidence, docname: str) -> Node:
    figure: Node = nodes.inline("", item.text)
    if item.explanation:
        figure = nodes.abbreviation(
            item.text, item.text, explanation=item.explanation, classes=["claim-figure"]
        )
    experiment = library_of(env.app).experiments.get(item.experiment)
    if experiment is None:  # 페이지를 읽은 다음에 예제가 없어졌습니다.
        return figure
    # 잰 값과 같은 참조여야, 링크 안에 설명이 남습니다(`numbers`).
    return addnodes.pending_xref(
        "",
        figure,
        refdomain="",
        reftype="measured",
        reftarget=experiment.docname,
        refdoc=docname,
        refwarn=True,
    )


def _purge(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """다시 읽을 페이지와 없어진 페이지의 주장을 버립니다."""
    shelf = shelf_of(env)
    shelf.claims.pop(docname, None)
    shelf.lists.discard(docname)
