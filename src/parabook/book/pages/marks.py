"""문장 끝의 작은 표와, 그것을 눌러 펼치는 근거.

사이트에서는 표가 단추이고 근거는 브라우저의 풍선(popover)이라, 스크립트가 없어도 글쇠와 손가락으로 열립니다.
찍은 종이에서는 문장 옆의 여백에, 전자책에서는 각주로 실립니다.
"""

import html
from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from parabook.claims.conditions import Verdict

PARAGRAPH = "claim-paragraph"
ADDRESS = "이 문장의 주소"
_SITE = {"html", "dirhtml"}


class Note(nodes.Inline, nodes.TextElement):
    """주장의 근거. `verdict`가 판정, `kept`가 남겨 둔 기록과 비교한 것인지, `anchor`가 문장의 자리입니다."""

    def astext(self) -> str:
        """문장을 글로 옮길 때 근거까지 읽지는 않습니다."""
        return ""


def setup(app: Sphinx) -> None:
    """표를 쪽에 적고, 이어진 주장을 한 문단으로 잇고, 전자책에서 각주로 바꿉니다."""
    app.add_node(Note, html=(_open, _close))
    app.add_post_transform(_Footnotes)
    app.connect("doctree-read", _join_sentences)


def words(verdict: Verdict, *, kept: bool) -> str:
    """판정을 적는 말. 남겨 둔 기록과 비교한 것은 그렇다고 적습니다."""
    where = "남겨 둔 기록에서 " if kept else ""
    return f"{where}{verdict.label} {verdict.mark}"


def note(
    verdict: Verdict, anchor: str, figures: list[Node], *, kept: bool, owner: str = ""
) -> Note:
    """표 하나와 그 안의 근거를 만듭니다.

    Args:
        verdict: 판정.
        anchor: 문장의 자리. 근거에 그 자리로 가는 링크를 답니다.
        figures: 근거의 줄들.
        kept: 남겨 둔 기록과 비교한 것인지.
        owner: 같은 문장이 한 쪽에 두 번 있을 때, 표의 이름을 가르는 말.
    """
    made = Note("", verdict=verdict.name, kept=kept, anchor=anchor, owner=owner)
    made += nodes.inline("", words(verdict, kept=kept), classes=["claim-badge"])
    for figure in figures:  # 검색이 읽는 글에서 서로 붙지 않게 띄웁니다.
        made += [nodes.Text(" "), figure]
    return made


def ended(sentence: Sequence[Node], mark: Node) -> list[Node]:
    """문장의 끝에 표를 답니다. 표만 다음 줄로 밀려나지 않게 마지막 낱말과 묶습니다."""
    *before, last = sentence
    if isinstance(last, nodes.Text):
        words_before, space, word = last.astext().rpartition(" ")
        before.append(nodes.Text(words_before + space))
        last = nodes.Text(word)
    end = nodes.inline("", "", last, nodes.Text("\N{NO-BREAK SPACE}"), mark)
    end["classes"] = ["claim-end"]
    return [*before, end]


def _open(self: Any, node: Note) -> None:
    if self.builder.name not in _SITE:
        self.body.append(self.starttag(node, "span", "", CLASS="claim-note"))
        return
    verdict = Verdict[node["verdict"]]
    spoken = words(verdict, kept=node["kept"]).removesuffix(f" {verdict.mark}")
    # 확인된 것은 조용히 ✓ 하나만, 나머지는 말로도 보입니다.
    shown = "남겨 둔 기록" if node["kept"] else ""
    if verdict is not Verdict.HELD:
        shown = spoken
    said = spoken if not shown else spoken.removeprefix(shown)
    hidden = html.escape(f"{said}, 근거 보기".strip(" ,"))
    name = f"{node['owner']}{node['anchor']}-note"
    self.body.append(
        f'<button type="button" class="claim-mark" popovertarget="{name}">'
        f"{f'<span class=claim-word>{html.escape(shown)}</span> ' if shown else ''}"
        f'<span aria-hidden="true">{html.escape(verdict.mark)}</span>'
        f'<span class="claim-spoken">{hidden}</span></button>'
        f'<span class="claim-note" id="{name}" popover>'
    )


def _close(self: Any, node: Note) -> None:
    # 검색의 색인에 페이지마다 들어가지 않게, 주소로 가는 링크는 쓸 때에 답니다.
    if self.builder.name in _SITE and not node["owner"]:
        self.body.append(
            f'<a class="claim-address reference internal" href="#{node["anchor"]}">{ADDRESS}</a>'
        )
    self.body.append("</span>")


def _join_sentences(_app: Sphinx, doctree: nodes.document) -> None:
    """잇달아 적은 주장과, 빈 줄 없이 문장에 붙여 적은 주장을 한 문단으로 잇습니다."""
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if PARAGRAPH not in paragraph["classes"] or paragraph.parent is None:
            continue
        before = _sibling(paragraph, -1)
        if before is not None and (paragraph["follows"] or _is_run(before, paragraph)):
            _append(before, paragraph)
            paragraph = before  # noqa: PLW2901 - 뒤의 글은 이어 붙인 문단에 잇습니다.
        after = _sibling(paragraph, 1)
        if after is not None and paragraph["leads"] and PARAGRAPH not in after["classes"]:
            _append(paragraph, after)


def _is_run(before: nodes.paragraph, paragraph: nodes.paragraph) -> bool:
    # 표의 칸에서는 문장 하나에 표 하나씩입니다.
    return PARAGRAPH in before["classes"] and not isinstance(paragraph.parent, nodes.entry)


def _sibling(paragraph: nodes.paragraph, step: int) -> nodes.paragraph | None:
    at = paragraph.parent.index(paragraph) + step
    if not 0 <= at < len(paragraph.parent):
        return None
    found = paragraph.parent[at]
    return found if type(found) is nodes.paragraph else None


def _append(first: nodes.paragraph, second: nodes.paragraph) -> None:
    first += [nodes.Text("\n"), *second.children]
    first["leads"] = second.get("leads", False)
    first.setdefault("follows", False)
    first["classes"] = list(dict.fromkeys([*first["classes"], *second["classes"]]))
    second.parent.remove(second)


class _Footnotes(SphinxPostTransform):
    """전자책에서는 근거를 쪽의 끝에 모아, 문장 끝의 번호로 잇습니다."""

    default_priority = 6
    builders = ("epub",)

    def run(self, **_options: object) -> None:
        found = list(self.document.findall(Note))
        sections = [one for one in self.document.children if isinstance(one, nodes.section)]
        if not found or not sections:
            return
        notes = nodes.container("", classes=["claim-notes"])
        for number, one in enumerate(found, start=1):
            here, there = f"{one['anchor']}-mark-{number}", f"{one['anchor']}-note-{number}"
            reference = nodes.footnote_reference("", str(number), ids=[here], refid=there)
            one.replace_self(reference)
            shown = [line for line in one.children if not isinstance(line, nodes.Text)]
            lines = [nodes.paragraph("", "", line) for line in shown]
            notes += nodes.footnote(
                "", nodes.label("", str(number)), *lines, ids=[there], names=[], backrefs=[here]
            )
        sections[-1] += notes
