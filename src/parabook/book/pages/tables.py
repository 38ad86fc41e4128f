"""쪽에 싣는 표: 글로 된 줄들을 문서의 표로 바꿉니다."""

from collections.abc import Mapping, Sequence

from docutils import nodes
from docutils.nodes import Node


def table_of(rows: Sequence[Mapping[str, str]]) -> Node:
    """줄마다 사전인 표를, 좁은 화면에서는 옆으로 미는 표로 바꿉니다. 열은 첫 줄의 열쇠들입니다."""
    headings = list(rows[0])
    group = nodes.tgroup("", cols=len(headings))
    group += [nodes.colspec(colwidth=1) for _ in headings]
    group += nodes.thead("", _row(headings))
    group += nodes.tbody("", *(_row([row.get(key, "") for key in headings]) for row in rows))
    table = nodes.table("", group, classes=["parabook-table"])
    return nodes.container("", table, classes=["pst-scrollable-table-container"])


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))
