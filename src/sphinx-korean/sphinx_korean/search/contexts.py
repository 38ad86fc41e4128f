"""검색 결과에 보일 맥락: 쪽마다 글만 뽑아 둔 작은 파일.

Sphinx는 맥락을 보이려고 결과의 쪽을 통째로 받습니다. 쪽에는 글보다 큰 차례와 틀이 함께 있으므로,
결과 여남은 개의 맥락이 쪽 하나를 읽는 것보다 무거워집니다. 폴더에서 바로 연 사이트에서는 받지도 못합니다.
그래서 글만 눌러 담아 스크립트로 둡니다.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_korean.search.packing import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.application import Sphinx

FOLDER = "searchtext"
CALL = "KoreanSearchResults.receive"  # korean-search-results.js에 있습니다.

_SILENT = (nodes.raw, nodes.comment, nodes.Invisible, nodes.system_message)


def pieces(doctree: nodes.document) -> list[tuple[list[str], int, str]]:
    """쪽의 글을 절마다 나누어 돌려줍니다: 절의 앵커들, 절의 깊이(쪽 전체가 1), 절에 바로 든 글."""
    return list(_sections(doctree, 0))


def _sections(parent: nodes.Element, depth: int) -> Iterator[tuple[list[str], int, str]]:
    for section in parent.children:
        if isinstance(section, nodes.section):
            # 쪽의 제목은 결과의 제목에 이미 있습니다.
            shown = section.children[1:] if depth == 0 else section.children
            yield list(section["ids"]), depth + 1, " ".join(_blocks(shown))
            yield from _sections(section, depth + 1)


def _blocks(children: list[nodes.Node]) -> Iterator[str]:
    for child in children:
        if isinstance(child, (nodes.section, *_SILENT)) or not isinstance(child, nodes.Element):
            continue
        if isinstance(child, nodes.TextElement):
            yield _plain(child)
        elif "toctree-wrapper" not in child["classes"]:
            yield from _blocks(child.children)


def _plain(block: nodes.TextElement) -> str:
    seen = (text for text in block.findall(nodes.Text) if not isinstance(text.parent, nodes.raw))
    text = "".join(text.astext() for text in seen)
    return " ".join(unicodedata.normalize("NFC", text).split())


def write(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], doctree: object
) -> None:
    """쪽을 쓸 때마다 그 쪽의 글을 `searchtext/쪽.js`에 둡니다."""
    if not isinstance(doctree, nodes.document):
        return
    target = Path(app.outdir, FOLDER, f"{pagename}.js")
    target.parent.mkdir(parents=True, exist_ok=True)
    name = json.dumps(pagename, ensure_ascii=False)
    target.write_text(f'{CALL}({name}, "{pack(pieces(doctree))}");\n', encoding="utf-8")


def read(script: str) -> Any:
    """`write`가 적은 스크립트에 담긴 글."""
    return unpack(script.rsplit('"', 2)[1])
