"""문서 하나에서 앵커를 바꾸고, 그것을 가리키던 것들이 따라오게 합니다."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_korean.slugs import free

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBERED = re.compile(r"(?:id|term-)\d+")


class Renaming:
    """문서 하나에서 바꾼 앵커들.

    번호뿐이던 앵커(`id3`)는 버립니다. 다른 절의 것이 되기 쉬워서, 남겨 두면 틀린 곳으로 데려갑니다. 로마자만
    남았던 앵커(`GIL이란`의 `gil`)는 둘째 앵커로 남깁니다. 이미 나가 있는 링크가 끊어지지 않게 하려는 것입니다.
    """

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        self.renamed: dict[str, str] = {}
        self.former: dict[str, str] = {}

    def derived(self, names: Iterable[str]) -> set[str]:
        """docutils가 `names`에서 한글을 버리고 만들었을 앵커들."""
        prefix: str = self.document.settings.id_prefix
        return {prefix + nodes.make_id(name) for name in names} - {prefix}

    def explicit(self, node: nodes.Element) -> list[str]:
        """`node`의 이름 가운데 사람이 붙인 것."""
        return [name for name in node["names"] if self.document.nametypes.get(name)]

    def rename(self, node: nodes.Element, old: str, base: str, parent: str = "") -> str:
        """`node`의 앵커 `old`를 `base`로 바꾸고, 실제로 붙인 앵커를 돌려줍니다."""
        new = free(base, self.document.ids, parent)
        node["ids"][node["ids"].index(old)] = new
        self.document.ids[new] = node
        self._leave(node, old, new)
        return new

    def yield_to(self, node: nodes.Element, old: str, label: str) -> None:
        """곧 `node`의 것이 될 `label`이 앵커 `old`를 대신하게 합니다."""
        node["ids"].remove(old)
        self._leave(node, old, label)

    def _leave(self, node: nodes.Element, old: str, new: str) -> None:
        self.renamed[old] = new
        # MyST의 eval-rst는 앵커를 따로 매긴 문서를 끼워 넣으므로 `old`가 남의 것일 수 있습니다.
        if self.document.ids.get(old) is not node:
            return
        if NUMBERED.fullmatch(old):
            del self.document.ids[old]
        else:
            self.former[old] = new

    def finish(self) -> None:
        """바뀐 앵커를 가리키던 것들이 새 앵커를 가리키게 합니다."""
        if not self.renamed:
            return
        document, renamed = self.document, self.renamed
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
        if self.former:
            document.transformer.add_transform(FormerAnchors, former=self.former)


class FormerAnchors(SphinxTransform):
    """바꾸기 전의 앵커를 같은 자리의 마지막 앵커로 붙입니다.

    라벨을 절로 옮기는 `PropagateTargets`(260)와 앵커의 차례를 바꾸는 `SortIds`(261)가 끝난 뒤에 붙여야
    맨 앞의 앵커가 바뀌지 않습니다.
    """

    default_priority = 263

    def apply(self, *, former: dict[str, str], **kwargs: Any) -> None:
        """`former`에 적힌 옛 앵커를, 새 앵커를 가진 노드에 붙입니다."""
        del kwargs
        for old, new in former.items():
            owner = self.document.ids[new]
            if old not in owner["ids"]:
                owner["ids"].append(old)
            self.document.ids[old] = owner
