"""페이지를 남에게 건넬 때 쓰이는 것: 설명과 미리 보기(Open Graph), 사이트 지도.

미리 보기의 그림과 사이트 지도에는 온전한 주소가 있어야 하므로, `html_baseurl`을 정한 때에만 만듭니다.
sphinx-sitemap과 sphinxext-opengraph도 같은 일을 하지만, 예순 줄 남짓을 줄이려고 의존하는 것을 둘 늘리지 않습니다.
"""

import html
import io
import re
from pathlib import Path
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from docutils import nodes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from sphinx.application import Sphinx

from parabook.book.pages.provenance import CLASS
from parabook.book.site.webfonts import korean_font

PREVIEW = "_static/preview.png"
LONGEST_DESCRIPTION = 150
_TAGS = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def setup(app: Sphinx) -> None:
    """페이지마다 설명을 달고, 다 빌드한 다음에 지도와 미리 보기 그림을 둡니다."""
    app.connect("html-page-context", _describe_page)
    app.connect("build-finished", _publish, priority=700)


def description(doctree: nodes.document) -> str:
    """페이지의 첫 문단에서, 너무 길지 않게 온전한 문장들만 돌려줍니다. 글이 없으면 비어 있습니다."""
    for paragraph in doctree.findall(nodes.paragraph):
        if CLASS in paragraph["classes"] or not isinstance(paragraph.parent, nodes.section):
            continue
        first, *rest = _SENTENCE_END.split(" ".join(paragraph.astext().split()))
        for sentence in rest:
            if len(first) + len(sentence) >= LONGEST_DESCRIPTION:
                break
            first += f" {sentence}"
        return first
    return ""


def _describe_page(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    context: dict[str, object],
    doctree: nodes.document | None,
) -> None:
    if app.builder.name not in {"html", "dirhtml"}:
        return
    title = html.unescape(_TAGS.sub("", str(context.get("title", "")))) or app.config.project
    words = description(doctree) if doctree is not None else ""
    words = words or f"{app.config.project}: {title}"
    front = pagename == app.config.root_doc
    tags = {
        "og:title": title,
        "og:description": words,
        "og:type": "website" if front else "article",
        "og:site_name": app.config.project,
        "og:locale": "ko_KR",
    }
    if base := app.config.html_baseurl:
        tags["og:url"] = urljoin(base, app.builder.get_target_uri(pagename))
        tags["og:image"] = urljoin(base, PREVIEW)
    lines = [f'<meta name="description" content="{html.escape(words)}" />']
    lines += [
        f'<meta property="{name}" content="{html.escape(value)}" />' for name, value in tags.items()
    ]
    card = "summary_large_image" if base else "summary"
    lines.append(f'<meta name="twitter:card" content="{card}" />')
    context["metatags"] = "\n".join([str(context.get("metatags", "")), *lines])


def _publish(app: Sphinx, exception: Exception | None) -> None:
    base = app.config.html_baseurl
    if exception is not None or app.builder.name not in {"html", "dirhtml"} or not base:
        return
    addresses = sorted(
        urljoin(base, app.builder.get_target_uri(docname)) for docname in app.env.found_docs
    )
    lines = (f"  <url><loc>{escape(address)}</loc></url>" for address in addresses)
    Path(app.outdir, "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n",
        encoding="utf-8",
    )
    Path(app.outdir, PREVIEW).write_bytes(_preview(app.config.project))


def _preview(title: str) -> bytes:
    """미리 보기 그림(1200×630)입니다. 책의 이름과, 이 책이 무엇인지 한 줄을 적습니다."""
    figure = Figure(figsize=(12, 6.3), dpi=100, facecolor="#0a5c6b")
    font = korean_font()
    for height, size, words in (
        (0.58, 50, title),
        (0.4, 25, "모든 숫자는 책을 빌드한 기계에서,"),
        (0.31, 25, "페이지에 보이는 코드를 새 파이썬 프로세스에서 잰 것입니다."),
    ):
        properties = FontProperties(fname=font, size=size)
        figure.text(0.08, height, words, color="white", fontproperties=properties)
    made = io.BytesIO()
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()
