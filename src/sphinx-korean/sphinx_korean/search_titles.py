"""검색 결과의 제목에서 끼워 넣은 HTML을 뺍니다.

`## 제목<a name="x"></a>`의 `<a …>`는 화면에 보이지 않는데, Sphinx는 색인에 제목의 글로 담습니다.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import clean_astext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder


def hide_raw(builder: StandaloneHTMLBuilder) -> None:
    """`builder`가 색인에 담는 제목에 `raw` 노드의 글이 들지 않게 합니다."""
    index_page = builder.index_page

    def index_shown_title(pagename: str, doctree: nodes.document, title: str) -> None:
        whole = builder.env.longtitles.get(pagename)
        if whole is not None and next(iter(whole.findall(nodes.raw)), None) is not None:
            title = clean_astext(whole)
        with _without_raw(doctree):
            index_page(pagename, doctree, title)

    setattr(builder, index_page.__name__, index_shown_title)


@contextmanager
def _without_raw(doctree: nodes.document) -> Iterator[None]:
    """제목의 `raw` 노드를 잠시 뺍니다. 쪽에는 그대로 나와야 하므로 되돌려 놓습니다."""
    changed: list[tuple[nodes.Element, list[nodes.Node]]] = []
    for title in doctree.findall(nodes.title):
        for raw in list(title.findall(nodes.raw)):
            changed.append((raw.parent, list(raw.parent.children)))
            raw.parent.remove(raw)
    try:
        yield
    finally:
        for parent, children in reversed(changed):
            parent.children = children
