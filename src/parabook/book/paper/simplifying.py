"""종이와 전자책: 누를 수도 내려받을 수도 없는 곳에 맞추어 페이지를 다듬습니다.

그림은 밝은 것만, 값의 설명은 풍선 도움말 없이, 돌려 보는 줄과 내려받기는 그것이 사이트에 있다는 말로 바꿉니다.
"""

import re
from pathlib import Path

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from parabook.book import readers
from parabook.book.site.webfonts import serve

BUILDERS = ("epub", "singlehtml")
_ONLY_ON_SITE = {"parabook-downloads", "parabook-doors"}
_LABELS = {
    "내 기계에서 돌려 보기",
    "uv가 있으면:",
    "uv가 없으면:",
    readers.HEADING,
    readers.EXERCISE_HEADING,
}
_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>\s*")
_EMPTY_PATH = re.compile(r"<path(?![^>]*\sd=)(?=[^>]*/>)")
_NOTE = "돌려 보는 한 줄과 내려받을 것은 책의 사이트에 있습니다."


def setup(app: Sphinx) -> None:
    """다듬는 일과, 전자책에 글꼴을 담는 일을 붙입니다."""
    app.add_post_transform(_Simplify)
    app.connect("env-check-consistency", _prepare_epub)
    app.connect("builder-inited", _add_style)
    app.connect("config-inited", _allow_other_files)


def _add_style(app: Sphinx) -> None:
    if app.builder.name in BUILDERS:
        app.add_css_file("paper.css")
    if app.builder.name == "singlehtml":
        app.add_css_file("sheet.css")


def _allow_other_files(_app: Sphinx, config: Config) -> None:
    # 전자책의 목록에는 책의 것만 올리고, 확장이 함께 두는 파일(글, 스크립트)은 빠져도 됩니다.
    config.suppress_warnings = [*config.suppress_warnings, "epub.unknown_project_files"]


class _Simplify(SphinxPostTransform):
    """종이에 옮길 수 없는 것을 뺍니다. 그림을 모으는 것보다 먼저여야 어두운 그림이 실리지 않습니다."""

    default_priority = 1
    builders = BUILDERS

    def run(self, **_options: object) -> None:
        for node in list(self.document.findall(nodes.Element)):
            classes: set[str] = set(node.get("classes", ()))
            heading = isinstance(node, nodes.rubric | nodes.paragraph) and node.astext() in _LABELS
            if heading or classes & {"only-dark", "parabook-run-line"}:
                _drop(node)
            elif classes & _ONLY_ON_SITE:
                note = [nodes.paragraph("", _NOTE)] if "parabook-downloads" in classes else []
                node.parent.replace(node, note)
        for node in list(self.document.findall(nodes.raw)):
            # 접어 두는 자리와 스크립트가 읽는 자리입니다. 갤러리의 틀도 여기서는 뜻이 없습니다.
            _drop(node)


def _drop(node: Node) -> None:
    if node.parent is not None:
        node.parent.remove(node)


def _prepare_epub(app: Sphinx, env: BuildEnvironment) -> None:
    """전자책에 글꼴을 담습니다. 전자책의 목록은 페이지를 다 쓰자마자 만들어지므로, 쓰기 전에 담아야 합니다."""
    if app.builder.name != "epub":
        return
    characters = {letter for name in env.found_docs for letter in env.get_doctree(name).astext()}
    # 틀에 쓰이는 말(목차, 다음, 앞)의 글자와 로마자입니다.
    characters |= {*map(chr, range(32, 127)), *"차례목록다음앞쪽이전색인표지저작권용어"}
    serve(app, sorted(characters))
    for name in env.images:
        if name.endswith(".svg"):
            _make_strict(Path(app.srcdir, name))
    app.builder.media_types = {**app.builder.media_types, ".woff2": "font/woff2"}  # type: ignore[attr-defined]  # 전자책 빌더의 것입니다.


def _make_strict(picture: Path) -> None:
    """전자책의 규격이 거절하는 것을 SVG에서 뺍니다: 바깥의 문서 형 선언과, 모양이 없는 선(빈칸의 글자)."""
    text = picture.read_text(encoding="utf-8")
    strict = _EMPTY_PATH.sub('<path d="M0 0"', _DOCTYPE.sub("", text))
    if strict != text:
        picture.write_text(strict, encoding="utf-8")
