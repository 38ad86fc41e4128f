"""실험의 페이지에서 접는 것: 불러오기, 그림을 그리는 한 토막, 표에도 있는 출력. 재는 코드는 모두 펼쳐 둡니다."""

import ast
import html
from collections.abc import Iterable
from typing import TypeVar

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx

from parabook.book.library import library_of

IMPORTS = "불러오기"
Found = TypeVar("Found", bound=Node)
UNSEARCHED = "no-search"
"""Sphinx가 색인에서 빼는 노드의 이름."""
_MEASURING = {"compare", "latency", "observe"}
OUTPUT = "출력"
PRINTED = "sphx-glr-script-out"
"""갤러리가 예제의 출력에 붙이는 이름."""
DRAWING = "그림을 그리는 코드"


def setup(app: Sphinx) -> None:
    """페이지를 읽을 때마다 접게 합니다."""
    app.connect("doctree-read", _fold_page)


def folded(summary: str, *content: Node, kind: str = "parabook-folded") -> list[Node]:
    """눌러야 펼쳐지는 자리에 넣습니다. HTML이 아닌 곳에서는 펼쳐진 채로 나옵니다.

    Args:
        summary: 접었을 때 보이는 글.
        content: 접는 것.
        kind: 스타일이 가리는 이름.
    """
    opening = f'<details class="{kind}"><summary>{html.escape(summary)}</summary>'
    return [
        nodes.raw("", opening, format="html"),
        *content,
        nodes.raw("", "</details>", format="html"),
    ]


def unsearched(content: Iterable[Found]) -> list[Found]:
    """색인에 넣지 않을 것으로 적어 돌려줍니다.

    실험마다 똑같은 글(잰 자리, 내려받기)과 표의 수는 찾는 사람이 없는데, 찾는 페이지가 받을 색인을 키웁니다.
    """
    made = list(content)
    for node in made:
        # 날것의 HTML에 이름을 붙이면 그것을 감싸는 자리가 하나 더 생깁니다.
        if isinstance(node, nodes.Element) and not isinstance(node, nodes.raw):
            node["classes"].append(UNSEARCHED)
    return made


def split_imports(code: str) -> tuple[str, str]:
    """코드를 맨 앞의 불러오기와 나머지로 나눕니다. 불러오기로 시작하지 않으면 앞은 비어 있습니다."""
    end = 0
    for statement in ast.parse(code).body:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        end = statement.end_lineno or 0
    lines = code.splitlines()
    return "\n".join(lines[:end]).strip("\n"), "\n".join(lines[end:]).strip("\n")


def only_draws(code: str) -> bool:
    """메인 가드 아래에서 `draw(…)`를 부르고, 그 앞에서 그릴 것을 계산하는 것 말고는 하는 일이 없는지 봅니다."""
    statements = ast.parse(code).body
    if len(statements) == 1 and isinstance(guard := statements[0], ast.If):
        statements = guard.body
    drawing = [one for one in statements if _calls_draw(one)]
    others = [one for one in statements if one not in drawing]
    return bool(drawing) and all(
        isinstance(one, ast.Assign) and not _measures(one) for one in others
    )


def _measures(statement: ast.stmt) -> bool:
    called = (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(isinstance(name, ast.Name) and name.id in _MEASURING for name in called)


def _calls_draw(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If):  # 그릴 것이 있을 때만 그리는 실험이 있습니다.
        return not statement.orelse and all(map(_calls_draw, statement.body))
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id == "draw"
    )


def _fold_page(app: Sphinx, doctree: nodes.document) -> None:
    if library_of(app).by_docname(app.env.docname) is None:
        return
    # 코드는 장에서도 찾을 수 있습니다. 여기의 것까지 담으면 찾는 페이지가 받을 색인이 반 배 더 커집니다.
    for block in unsearched(doctree.findall(nodes.literal_block)):
        if PRINTED in block["classes"]:
            # 찍은 글은 아래의 표를 한 줄씩 적은 것입니다.
            _replace(block, folded(OUTPUT, block))
        elif str(block.get("language", "")).lower() == "python":
            _fold(block)


def _replace(block: nodes.literal_block, made: list[Node]) -> None:
    """토막의 자리에 다른 것을 놓습니다.

    `replace_self`는 클래스를 첫 노드(여는 꼬리표)에 옮겨, 접는 자리를 깨뜨립니다.
    """
    parent, at = block.parent, block.parent.index(block)
    parent[at : at + 1] = made


def _fold(block: nodes.literal_block) -> None:
    code = block.astext()
    if only_draws(code):
        _replace(block, folded(DRAWING, block))
        return
    imports, rest = split_imports(code)
    if not imports:
        return
    shown = [_with_code(block, rest)] if rest else []
    _replace(block, [*folded(IMPORTS, _with_code(block, imports)), *shown])


def _with_code(block: nodes.literal_block, code: str) -> nodes.literal_block:
    made = block.copy()
    made.rawsource = code
    made += nodes.Text(code)
    return made
