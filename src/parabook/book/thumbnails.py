"""갤러리의 차례에 나오는 작은 그림도, 본문의 그림처럼 밝은 것과 어두운 것을 짝지어 둡니다.

보이지 않는 짝은 받지도 않게 합니다.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from parabook.book.library import library_of


def setup(app: Sphinx) -> None:
    """쪽을 읽을 때마다 짝을 맞추게 합니다."""
    # 그림을 모으는 것(500)보다 먼저여야, 더한 그림도 사이트에 실립니다.
    app.connect("doctree-read", _pair, priority=400)
    app.connect("doctree-resolved", _load_lazily)


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
        dark = sorted(folder.glob(f"sphx_glr_{experiment.name}_???_dark.svg"))
        if not dark:  # 이번에 실패한 실험에는 그림이 없습니다.
            continue
        twin = image.copy()
        # 앞의 빗금은 문서 폴더의 맨 위를 뜻합니다.
        twin["uri"] = f"/{dark[0].relative_to(app.srcdir).as_posix()}"
        image["classes"].append("only-light")
        twin["classes"].append("only-dark")
        image.parent.insert(image.parent.index(image) + 1, twin)


def _load_lazily(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    if app.builder.name in {"html", "dirhtml"}:
        for image in doctree.findall(nodes.image):
            image["loading"] = "lazy"
