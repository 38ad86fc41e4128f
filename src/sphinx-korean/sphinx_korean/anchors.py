"""한글 제목에 읽을 수 있고 바뀌지 않는 앵커를 붙입니다.

docutils는 앵커에서 ASCII가 아닌 글자를 모두 버립니다. 그래서 한글 제목의 앵커는 `id1`, `id2`처럼
차례로 매겨지고, 앞에 제목을 하나 끼우면 뒤의 링크가 모두 다른 곳을
가리킵니다(sphinx-doc/sphinx#13800). `GIL이란`과 `GIL과 락`처럼 로마자가 섞인 제목은 둘 다 `gil`이
되려다 하나가 `id1`이 됩니다.

원본을 읽자마자, 라벨과 목차와 검색 색인이 앵커를 가져가기 전에 바꿉니다. 그래서 제목의 링크,
목차, 검색 결과, `objects.inv`가 모두 같은 앵커를 씁니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import clean_astext

from sphinx_korean.captions import name_captioned, name_terms, nearest_section
from sphinx_korean.letters import LETTER
from sphinx_korean.renaming import NUMBERED, Renaming
from sphinx_korean.slugs import anchor, unique

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["KoreanAnchors", "anchor", "setup", "unique"]


class KoreanAnchors(SphinxTransform):
    """docutils가 제목이나 라벨에서 지어낸 앵커를, 그 글에서 한글까지 살려 만든 것으로 바꿉니다.

    지어낸 것만 바꿉니다. 모듈의 `module-이름`처럼 다른 곳에서 온 앵커는 그대로입니다. 로마자만으로 된
    제목과 라벨의 앵커도 docutils가 만든 그대로입니다. 라벨을 절로 옮기는 `PropagateTargets`(260)보다
    먼저 돌아야 둘을 가릴 수 있습니다.
    """

    default_priority = 255

    def apply(self, **kwargs: Any) -> None:
        """문서의 라벨, 절, 그림, 용어를 차례로 고칩니다."""
        del kwargs
        renaming = Renaming(self.document)
        # 라벨이 먼저입니다. 같은 말의 제목이 있으면 라벨이 제 이름 그대로를 앵커로 갖습니다.
        name_labels(renaming)
        slugs: dict[nodes.Element, str] = {}
        for section in self.document.findall(nodes.section):
            parent = slugs.get(nearest_section(section), "")
            slugs[section] = name_section(renaming, section, parent)
        name_captioned(renaming, self.env, slugs)
        name_terms(renaming, self.env)
        renaming.finish()


def name_labels(renaming: Renaming) -> None:
    """사람이 붙인 이름(`(이름)=`, `.. _이름:`, `:name: 이름`)의 앵커를 그 이름에서 만듭니다."""
    for node in renaming.document.findall(nodes.Element):
        names = renaming.explicit(node)
        if isinstance(node, nodes.target):
            # 주소에 붙인 이름(`.. _이름: https://…`)은 쪽에 자리가 없는 라벨입니다.
            if {"refuri", "refname"} & node.attributes.keys():
                continue
            names = node["names"]
        # 각주와 인용의 앵커는 제목이 아니라 차례를 따릅니다.
        if names and not isinstance(node, (nodes.footnote, nodes.citation)):
            base = anchor(names[0])
            made_up = _made_up(renaming, node, base, names[:1])
            if made_up:
                renaming.rename(node, made_up, base)


def name_section(renaming: Renaming, section: nodes.section, parent: str) -> str:
    """절의 앵커를 제목에서 만들고, 아래 절이 앞세울 말을 돌려줍니다. `parent`는 윗절의 것입니다."""
    title = next((node for node in section if isinstance(node, nodes.title)), None)
    if title is None:
        return parent
    explicit = renaming.explicit(section)
    given = [name for name in [*section["names"], *section["dupnames"]] if name not in explicit]
    text = clean_astext(title)
    if "translated" in title:
        # 번역된 제목은 언어마다 다릅니다. 앵커는 원문의 제목에서 만들어 원문의 사이트와 같게 합니다.
        original = [name for name in given if name != nodes.fully_normalize_name(text)]
        text = original[0] if original and title["translated"] else text
        if not LETTER.search(text):
            return anchor(text)
    base = anchor(text)
    chosen = {renaming.document.nameids.get(name) for name in explicit}
    old = _made_up(renaming, section, base, given)
    if old is None or old in chosen:
        return base
    if _will_own(section, renaming.document.ids.get(base)):
        renaming.yield_to(section, old, base)
        return base
    return renaming.rename(section, old, base, parent)


def _made_up(renaming: Renaming, node: nodes.Element, base: str, names: list[str]) -> str | None:
    """`node`의 앵커 가운데 docutils가 지어낸 것. 없거나 바꿀 까닭이 없으면 None입니다."""
    if not base or base in node["ids"]:
        return None
    derived = renaming.derived(names) if LETTER.search(base) else set()
    return next((id_ for id_ in node["ids"] if NUMBERED.fullmatch(id_) or id_ in derived), None)


def _will_own(section: nodes.section, label: nodes.Element | None) -> bool:
    """`label`이 바로 앞에 붙어서, 그 앵커가 곧 `section`의 것이 될지."""
    if not isinstance(label, nodes.target) or isinstance(label.parent, nodes.TextElement):
        return False
    following: nodes.Node | None = label
    while isinstance(following, (nodes.target, nodes.system_message)):
        following = following.next_node(ascend=True)
    return following is section


def setup(app: Sphinx) -> None:
    """앵커를 바꾸는 변환을 등록합니다. 한글이 없는 제목은 그대로이므로 언어를 가리지 않습니다."""
    app.add_transform(KoreanAnchors)
