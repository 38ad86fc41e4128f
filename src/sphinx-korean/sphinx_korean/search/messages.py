"""제목이 오류의 글인 절을 모읍니다. 붙여 넣은 오류를 그 절로 데려가려는 것입니다.

어느 쪽이 그런지는 `sphinx_korean_error_pages`에 적습니다. 제목의 글과, 제목 바로 아래에 이어 놓은 코드 블록의
글이 그 절의 오류입니다. 판마다 글이 다르면 블록을 여럿 둡니다.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import clean_astext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

OPTION = "sphinx_korean_error_pages"
Messages = list[list[str]]
"""절마다 앵커, 제목, 그리고 제목 아래에 적힌 글들."""


def found_in(env: BuildEnvironment) -> dict[str, Messages]:
    """쪽의 이름마다 모아 둔 것. 읽어 둔 문서와 함께 남으므로, 고치지 않은 쪽의 것도 있습니다."""
    if not hasattr(env, "sphinx_korean_messages"):
        env.sphinx_korean_messages = {}  # type: ignore[attr-defined]
    found: dict[str, Messages] = env.sphinx_korean_messages  # type: ignore[attr-defined]
    return found


def in_pages(env: BuildEnvironment, names: list[str]) -> list[list[Any]]:
    """색인에 담을 것: 절마다 쪽의 번호, 앵커, 제목, 글들."""
    found = found_in(env)
    return [[file, *each] for file, name in enumerate(names) for each in found.get(name, ())]


def messages(doctree: nodes.document) -> Iterator[list[str]]:
    """절마다 앵커, 제목, 그리고 제목 바로 아래에 이어진 블록의 글들. 쪽의 제목은 오류가 아닙니다."""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        if title is None or section.parent is doctree or not _is_leaf(section):
            continue
        blocks = [_line(block.astext()) for block in _blocks_below(section.children)]
        yield [section["ids"][0], _line(clean_astext(title)), *blocks]


def _is_leaf(section: nodes.section) -> bool:
    return not any(isinstance(child, nodes.section) for child in section.children)


def _blocks_below(children: Iterable[nodes.Node]) -> Iterator[nodes.literal_block]:
    for child in children:
        if isinstance(child, nodes.literal_block):
            yield child
        elif not isinstance(child, (nodes.title, nodes.target, nodes.comment)):
            return


def _line(text: str) -> str:
    return " ".join(text.split())


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    name = app.env.docname
    if any(fnmatchcase(name, pattern) for pattern in app.config[OPTION]):
        found_in(app.env)[name] = list(messages(doctree))


def _forget(_app: Sphinx, env: BuildEnvironment, name: str) -> None:
    found_in(env).pop(name, None)


def _gather(
    _app: Sphinx, env: BuildEnvironment, names: Iterable[str], other: BuildEnvironment
) -> None:
    """나란히 읽은 프로세스가 모은 것을 옮깁니다."""
    known = found_in(other)
    found_in(env).update({name: known[name] for name in names if name in known})


def setup(app: Sphinx) -> None:
    """설정값과, 문서를 읽을 때마다 모으는 일을 등록합니다."""
    app.add_config_value(OPTION, [], "env", types=frozenset({list, tuple}))
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _gather)
