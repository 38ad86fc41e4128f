"""페이지에 싣는 표: 글로 된 줄들을 문서의 표로 바꿉니다."""

from collections.abc import Mapping, Sequence

from docutils import nodes
from docutils.nodes import Node

FEWEST_STANDING = 4
TIMES_WIDER = 2
"""열이 넷 넘게 있고 줄의 두 배를 넘으면 세웁니다."""


def table_of(rows: Sequence[Mapping[str, str]]) -> Node:
    """줄마다 사전인 표를, 좁은 화면에서는 옆으로 미는 표로 바꿉니다. 열은 첫 줄의 열쇠들입니다."""
    rows = upright(rows)
    headings = list(rows[0])
    group = nodes.tgroup("", cols=len(headings))
    group += [nodes.colspec(colwidth=1) for _ in headings]
    group += nodes.thead("", _row(headings))
    group += nodes.tbody("", *(_row([row.get(key, "") for key in headings]) for row in rows))
    # 방법의 이름에는 코드가 들어 있기도 합니다. 따옴표와 줄표를 글의 것으로 바꾸지 않습니다.
    table = nodes.table("", group, classes=["parabook-table"], support_smartquotes=False)
    return nodes.container("", table, classes=["pst-scrollable-table-container"])


def upright(rows: Sequence[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
    """줄보다 열이 훨씬 많은 표는 세웁니다. 옆으로 길면 화면에 다 들어오지 않고, 긴 이름 아래에 짧은 수만 남습니다."""
    first, *others = rows[0]
    if len(others) < FEWEST_STANDING or len(others) < TIMES_WIDER * len(rows):
        return rows
    return [
        {first: heading, **{row[first]: row.get(heading, "") for row in rows}} for heading in others
    ]


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))
