"""한글 제목에 읽을 수 있고 바뀌지 않는 앵커를 붙입니다.

docutils는 앵커에서 ASCII가 아닌 글자를 모두 버립니다. 그래서 한글 제목의 앵커는 `id1`, `id2`처럼
차례로 매겨지고, 앞에 제목을 하나 끼우면 뒤의 링크가 모두 다른 곳을
가리킵니다(sphinx-doc/sphinx#13800). `GIL이란`과 `GIL과 락`처럼 로마자가 섞인 제목은 둘 다 `gil`이
되려다 하나가 `id1`이 됩니다.

원본을 읽자마자, 라벨과 목차와 검색 색인이 앵커를 가져가기 전에 바꿉니다. 그래서 제목의 링크,
목차, 검색 결과, `objects.inv`가 모두 같은 앵커를 씁니다.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Container

    from sphinx.application import Sphinx

NUMBERED = re.compile(r"id\d+")
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")

SECTION_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.\s+|^\d+(?:\.\d+)+\s+")
SEPARATORS = re.compile(r"[\s/.,:;·~–—-]+")
NOT_IN_ANCHOR = re.compile(r"[^\w-]")


def anchor(title: str) -> str:
    """제목 글에서 앵커를 만듭니다. 쓸 글자가 없으면 빈 문자열입니다.

    NFC로 모으고 소문자로 바꾼 뒤, 빈칸과 낱말을 가르는 부호는 `-`로 바꾸고 나머지 부호는 뺍니다.
    앞의 절 번호(`10.4.1`)는 장을 옮기면 달라지므로 뺍니다. 그래도 숫자로 시작하면 `_`를 앞세웁니다.
    Sphinx의 검색이 앵커를 CSS 선택자로 쓰는데, 선택자는 숫자로 시작할 수 없기 때문입니다.

    >>> anchor("10.4.2 GIL이란 무엇인가?")
    'gil이란-무엇인가'
    """
    text = SECTION_NUMBER.sub("", unicodedata.normalize("NFC", title).strip()).lower()
    text = NOT_IN_ANCHOR.sub("", SEPARATORS.sub("-", text)).strip("-")
    return f"_{text}" if text[:1].isdecimal() else text


def unique(base: str, taken: Container[str]) -> str:
    """`taken`에 없는 앵커. 겹치면 `-2`, `-3`을 붙입니다."""
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


class KoreanAnchors(SphinxTransform):
    """docutils가 지어낸 앵커를 제목이나 라벨의 글에서 만든 것으로 바꿉니다.

    절은 제목에서, 라벨(`(이름)=`, `.. _이름:`)은 사람이 붙인 이름에서 만듭니다. 로마자만으로 된
    제목과 라벨의 앵커는 docutils가 만든 그대로입니다. 라벨을 절로 옮기는
    `PropagateTargets`(260)보다 먼저 돌아야 둘을 가릴 수 있습니다.
    """

    default_priority = 255

    def apply(self, **kwargs: Any) -> None:
        """문서의 라벨과 절을 차례로 고칩니다."""
        del kwargs
        renamed: dict[str, str] = {}
        # 라벨이 먼저입니다. 같은 말의 제목이 있으면 라벨이 번호 없는 앵커를 갖습니다.
        for target in self.document.findall(nodes.target):
            # 주소에 붙인 이름(`.. _이름: https://…`)은 쪽에 자리가 없는 라벨입니다.
            if target["names"] and not ({"refuri", "refname"} & target.attributes.keys()):
                self._rename(target, anchor(target["names"][0]), renamed)
        for section in self.document.findall(nodes.section):
            title = next((node for node in section if isinstance(node, nodes.title)), None)
            if title:
                self._rename(section, anchor(title.astext()), renamed)
        if renamed:
            self._rename_references(renamed)

    def _rename(self, node: nodes.Element, base: str, renamed: dict[str, str]) -> None:
        """`node`의 앵커 가운데 지어낸 것이 있으면 `base`로 바꾸고 `renamed`에 적습니다."""
        old = next((id_ for id_ in node["ids"] if self._is_made_up(id_, node, base)), None)
        if old is None:
            return
        new = unique(base, self.document.ids)
        node["ids"][node["ids"].index(old)] = new
        # MyST의 eval-rst는 앵커를 따로 매긴 문서를 끼워 넣으므로 `old`가 겹칠 수 있습니다.
        self.document.ids.pop(old, None)
        self.document.ids[new] = node
        renamed[old] = new

    def _is_made_up(self, id_: str, node: nodes.Element, base: str) -> bool:
        if not base or id_ == base:
            return False
        if NUMBERED.fullmatch(id_):
            return True
        # `GIL이란`의 `gil`처럼 한글을 버리고 남은 것. 절에 직접 붙인 이름(`{#이름}`)은 둡니다.
        chosen = {
            self.document.nameids.get(name)
            for name in node["names"]
            if self.document.nametypes.get(name)
        }
        return bool(HANGUL.search(base)) and (id_ not in chosen or isinstance(node, nodes.target))

    def _rename_references(self, renamed: dict[str, str]) -> None:
        """바뀐 앵커를 가리키던 것들이 새 앵커를 가리키게 합니다."""
        document = self.document
        for name, id_ in document.nameids.items():
            if id_ in renamed:
                document.nameids[name] = renamed[id_]
        for old, new in renamed.items():
            if old in document.refids:
                document.refids[new] = document.refids.pop(old)
        for node in document.findall(nodes.Element):
            if node.get("refid") in renamed:
                node["refid"] = renamed[node["refid"]]
        # MyST가 `[](#제목)`을 풀 때 보는 표. 파싱할 때의 앵커를 적어 두었습니다.
        slugs: dict[str, tuple[Any, str, str]] = getattr(document, "myst_slugs", {})
        for slug, (line, id_, text) in slugs.items():
            slugs[slug] = (line, renamed.get(id_, id_), text)


def setup(app: Sphinx) -> None:
    """앵커를 바꾸는 변환을 등록합니다. 한글이 없는 제목은 그대로이므로 언어를 가리지 않습니다."""
    app.add_transform(KoreanAnchors)
