"""갤러리의 목차에 나오는 작은 그림도, 본문의 그림처럼 밝은 것과 어두운 것을 짝지어 둡니다.

작은 그림에는 글자를 뺀 가벼운 것을 쓰고, 보이지 않는 짝은 받지도 않게 합니다.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx

from parabook.book.library import library_of

_CHART = re.compile(
    r'<img(?P<rest>(?=[^>]*\bparabook-chart\b)[^>]*\bsrc="[^"]*/?_images/(?P<name>[^"/]+\.svg)"[^>]*>)'
)
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def setup(app: Sphinx) -> None:
    """페이지를 읽을 때마다 짝을 맞추게 합니다."""
    # 그림을 모으는 것(500)보다 먼저여야, 더한 그림도 사이트에 실립니다.
    app.connect("doctree-read", _pair, priority=400)
    app.connect("doctree-resolved", _load_lazily)
    app.connect("html-page-context", _reserve_space)


def _pair(app: Sphinx, doctree: nodes.document) -> None:
    library = library_of(app)
    if app.env.docname not in library.gallery_indexes:
        return
    drawn = {f"sphx_glr_{name}_thumb": e for name, e in library.experiments.items()}
    for image in list(doctree.findall(nodes.image)):
        experiment = drawn.get(Path(image["uri"]).stem)
        if experiment is None:
            continue
        folder = experiment.generated.parent / "images"
        drawn_small = sorted(folder.glob(f"sphx_glr_{experiment.name}_???_small.svg"))
        if not drawn_small:  # 이번에 실패한 실험에는 그림이 없습니다.
            continue
        twin = image.copy()
        light = drawn_small[0]
        dark = light.with_name(f"{light.stem}_dark.svg")
        for shown, file in ((image, light), (twin, dark)):
            # 앞의 빗금은 문서 폴더의 맨 위를 뜻합니다.
            shown["uri"] = f"/{file.relative_to(app.srcdir).as_posix()}"
        image["classes"].append("only-light")
        twin["classes"].append("only-dark")
        image.parent.insert(image.parent.index(image) + 1, twin)


def _load_lazily(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    if app.builder.name in {"html", "dirhtml"}:
        for image in doctree.findall(nodes.image):
            image["loading"] = "lazy"


def _reserve_space(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], doctree: object
) -> None:
    """그림마다 폭과 높이의 비를 적어, 그림이 늦게 와도 읽던 글이 밀려나지 않게 합니다."""
    if doctree is None or app.builder.name not in {"html", "dirhtml"}:
        return
    files = {name: source for source, name in app.builder.images.items()}

    def sized(tag: re.Match[str]) -> str:
        source = files.get(unquote(tag["name"]))
        if source is None:
            return tag[0]
        size = _SIZE.search(Path(app.srcdir, source).read_text(encoding="utf-8"))
        if size is None:
            return tag[0]
        width, height = (round(float(number)) for number in size.groups())
        return f'<img width="{width}" height="{height}"{tag["rest"]}'

    context["body"] = _CHART.sub(sized, context["body"])
