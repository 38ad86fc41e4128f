"""책을 읽는 길: 읽는 데 걸리는 시간, 순서대로 읽을 페이지들, 먼저 알 것.

`{reading-time}`은 페이지의 시간을, `{stops}`는 길의 정거장들을, `{before}`는 장의 머리에 먼저 읽을 페이지를 적습니다.
시간은 책을 빌드할 때 페이지의 글에서 계산합니다. 글이 바뀌면 시간도 바뀝니다.
"""

import math
import re
from typing import Any

from docutils import nodes
from docutils.nodes import Node, system_message
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)

LETTERS_PER_MINUTE = 450
"""1분에 읽는 글자의 수(빈칸을 뺀 것). 소설은 이보다 빨리 읽지만, 처음 보는 기술 글은 이쯤입니다."""
CODE_LINES_PER_MINUTE = 25
"""1분에 읽는 코드의 줄 수입니다. 줄마다 무엇을 하는지 따라가며 읽는 빠르기입니다."""


class Minutes(nodes.Inline, nodes.TextElement):
    """시간이 들어갈 자리. `docnames`의 페이지들을 모두 더합니다. 빈 것은 이 페이지의 정거장들입니다."""


def setup(app: Sphinx) -> None:
    """역할과 지시자를 등록하고, 페이지를 읽을 때마다 시간을 적어 둡니다."""
    app.add_node(Minutes)
    app.add_role("reading-time", ReadingTime())
    app.add_directive("stops", StopsDirective)
    app.add_directive("before", BeforeDirective)
    app.add_post_transform(_FillMinutes)
    app.connect("doctree-read", _note_minutes)
    app.connect("env-purge-doc", _forget)
    app.connect("env-updated", _pages_with_old_minutes)


def minutes_of(document: nodes.document) -> int:
    """글과 코드를 읽는 데 걸리는 시간을 분으로 돌려줍니다. 아무리 짧아도 1분입니다.

    실험이 찍은 글과 접어 둔 것은 훑어보는 것이라 세지 않습니다.
    """
    letters = sum(
        len(re.sub(r"\s", "", text))
        for text in document.findall(nodes.Text)
        if not _inside(text, nodes.literal_block, nodes.raw, nodes.comment)
    )
    lines = sum(
        sum(1 for line in block.astext().splitlines() if line.strip())
        for block in document.findall(nodes.literal_block)
        if block.get("language") == "python"
    )
    return max(1, math.ceil(letters / LETTERS_PER_MINUTE + lines / CODE_LINES_PER_MINUTE))


def _inside(node: Node, *kinds: type[nodes.Element]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


class ReadingTime(SphinxRole):
    """`` {reading-time}`basics` ``처럼 적습니다. 길의 페이지를 적으면 그 길의 정거장을 모두 더합니다."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """나중에 채울 자리를 돌려줍니다."""
        place = Minutes("", docname=self.text.strip())
        self.set_source_info(place)
        return [place], []


class StopsDirective(SphinxDirective):
    """순서대로 읽을 페이지들. 한 줄에 하나씩 `페이지: 왜 읽는지`를 적습니다."""

    has_content = True

    def run(self) -> list[Node]:
        """번호가 붙은 목록과, 모두 더한 시간을 돌려줍니다."""
        steps = nodes.enumerated_list(classes=["parabook-stops"])
        stops: list[str] = []
        for row, line in enumerate(self.content):
            if not line.strip():
                continue
            docname, colon, reason = line.partition(": ")
            if not colon:
                logger.warning(
                    "stops: '페이지: 왜 읽는지'로 적으십시오: %r",
                    line,
                    location=self.get_location(),
                    type="parabook",
                    subtype="stops",
                )
                continue
            stops.append(docname.strip())
            why, messages = self.parse_inline(reason.strip(), lineno=self.content_offset + row + 1)
            head = nodes.paragraph(
                "", "", link_to(docname.strip(), self.env.docname), nodes.Text(" ")
            )
            head += Minutes("", docname=docname.strip(), classes=["parabook-minutes"])
            steps += nodes.list_item("", head, nodes.paragraph("", "", *why), *messages)
        _of(self.env, "parabook_stops")[self.env.docname] = stops
        total = nodes.paragraph("", "", nodes.Text("모두 읽으면 "), Minutes("", docname=""))
        total += nodes.Text("입니다.")
        return [steps, total]


class BeforeDirective(SphinxDirective):
    """이 페이지보다 먼저 알 것. 인자는 페이지들의 이름입니다: `` ```{before} basics threading/index ``."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """링크들을 한 줄로 돌려줍니다."""
        line = nodes.paragraph("", "먼저 알 것: ", classes=["parabook-before"])
        for place, docname in enumerate(self.arguments[0].split()):
            if place:
                line += nodes.Text(" · ")
            line += link_to(docname, self.env.docname)
        self.set_source_info(line)
        return [line]


def link_to(docname: str, here: str) -> addnodes.pending_xref:
    """페이지의 제목을 글로 하는 링크입니다. 그런 페이지가 없으면 Sphinx가 경고합니다."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", docname),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{docname}",
        refexplicit=False,
        refdoc=here,
        refwarn=True,
    )


class _FillMinutes(SphinxPostTransform):
    """다 읽은 다음에야 모든 페이지의 시간을 압니다."""

    default_priority = 5

    def run(self, **_options: object) -> None:
        for place in list(self.document.findall(Minutes)):
            docname = place["docname"] or self.env.current_document.docname
            minutes = total_of(self.env, docname)
            if minutes is None:
                logger.warning(
                    "reading-time: 그런 페이지가 없습니다: %r",
                    docname,
                    location=place,
                    type="parabook",
                    subtype="reading-time",
                )
            words = "(모름)" if minutes is None else f"약 {spoken(minutes)}"
            place.replace_self(nodes.inline("", words, classes=place["classes"]))


def spoken(minutes: int) -> str:
    """분을 시간과 분으로 적습니다."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours}시간"] * bool(hours) + [f"{rest}분"] * bool(rest or not hours))


def total_of(env: BuildEnvironment, docname: str) -> int | None:
    """페이지의 시간. 정거장이 있는 페이지는 정거장들의 합입니다. 모르는 페이지가 끼면 `None`입니다."""
    known: dict[str, int] = _of(env, "parabook_minutes")
    stops = _of(env, "parabook_stops").get(docname)
    if stops is None:
        return known.get(docname)
    found = [known.get(stop) for stop in stops]
    return None if None in found else sum(minutes or 0 for minutes in found)


def _of(env: BuildEnvironment, name: str) -> dict[str, Any]:
    if not hasattr(env, name):
        setattr(env, name, {})
    found: dict[str, Any] = getattr(env, name)
    return found


def _note_minutes(app: Sphinx, doctree: nodes.document) -> None:
    _of(app.env, "parabook_minutes")[app.env.docname] = minutes_of(doctree)
    asking = any(True for _ in doctree.findall(Minutes))
    _of(app.env, "parabook_asking")[app.env.docname] = asking


def _forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    for name in ("parabook_minutes", "parabook_stops", "parabook_asking"):
        _of(env, name).pop(docname, None)


def _pages_with_old_minutes(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """시간을 적은 페이지는 다른 페이지가 바뀌어도 다시 씁니다."""
    return [name for name, asking in sorted(_of(env, "parabook_asking").items()) if asking]
