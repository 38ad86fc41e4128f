"""그림과 용어의 앵커: 차례로 매긴 `id2`와 `term-0`을 그림의 제목과 용어에서 만든 것으로 바꿉니다."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes

from sphinx_korean.letters import LETTER
from sphinx_korean.renaming import NUMBERED
from sphinx_korean.slugs import anchor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment

    from sphinx_korean.renaming import Renaming


def name_captioned(
    renaming: Renaming, env: BuildEnvironment, sections: Mapping[nodes.Element, str]
) -> None:
    """제목이 있는 그림, 표, 코드의 앵커를 제목에서 만듭니다. `sections`는 절마다의 앵커입니다."""
    standard = cast("StandardDomain", env.get_domain("std"))
    for node in renaming.document.findall(nodes.Element):
        if not standard.is_enumerable_node(node):
            continue
        caption = next((one for one in node if isinstance(one, (nodes.caption, nodes.title))), None)
        old = next((id_ for id_ in node["ids"] if NUMBERED.fullmatch(id_)), None)
        text = standard.get_numfig_title(node)
        if caption is None or old is None or not text:
            continue
        # 번역된 글은 언어마다 다릅니다. 번역 사이트의 앵커는 원문의 사이트와 같아야 합니다.
        if caption.get("translated") or ("translated" in caption and not LETTER.search(text)):
            continue
        if base := anchor(text):
            renaming.rename(node, old, base, sections.get(nearest_section(node), ""))


def nearest_section(node: nodes.Node) -> nodes.Element:
    """`node`가 든 가장 가까운 절. 절 밖이면 문서입니다."""
    parent = node.parent
    while parent.parent is not None and not isinstance(parent, nodes.section):
        parent = parent.parent
    return parent


def name_terms(renaming: Renaming, env: BuildEnvironment) -> None:
    """한글이 든 용어의 앵커를 용어에서 만들고, `{term}`과 색인이 새 앵커를 쓰게 합니다."""
    renamed = {}
    for term in renaming.document.findall(nodes.term):
        text = term.astext()
        old = next((id_ for id_ in term["ids"] if id_.startswith("term-")), None)
        if old is None or not LETTER.search(text) or term.get("translated"):
            continue
        base = f"term-{anchor(text).lstrip('_')}"
        if old == base:
            continue
        renamed[old] = new = renaming.rename(term, old, base)
        for index in term.findall(addnodes.index):
            index["entries"] = [
                (kind, value, new if target == old else target, *rest)
                for kind, value, target, *rest in index["entries"]
            ]
    if renamed:
        _move_terms(env, renamed)


def _move_terms(env: BuildEnvironment, renamed: Mapping[str, str]) -> None:
    data = env.get_domain("std").data
    for key, (place, id_) in data["objects"].items():
        if key[0] == "term" and place == env.docname and id_ in renamed:
            data["objects"][key] = (place, renamed[id_])
    for key, (place, id_) in data["terms"].items():
        if place == env.docname and id_ in renamed:
            data["terms"][key] = (place, renamed[id_])
