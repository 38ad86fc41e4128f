"""지은 쪽에 검색을 답니다: 색인의 꼴을 정하고, 검색 칸을 다루는 코드를 싣습니다."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2.ext import Extension
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.search import js_index

from sphinx_korean import search_titles
from sphinx_korean.search import answers, contexts, messages
from sphinx_korean.search.index import CompressedIndex

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

STATIC = Path(__file__).parent / "static"
ENTRY = "korean-search.js"
SCRIPTS = ("korean-search-results.js", "korean-search-field.js")
STYLE = "korean-search.css"


class LazySearch(Extension):
    """검색 쪽이 아닌 쪽에서는 색인을 미리 받지 않게 합니다.

    pydata-sphinx-theme은 모든 쪽의 머리에서 색인과 검색 코드를 받고, 다 받을 때까지 아무것도 그리지 않습니다.
    `korean-search-field.js`가 검색 칸에 들어올 때 받으므로, 읽기만 하는 사람은 받지 않아도 됩니다.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """원문 `source`에서 모든 쪽에 싣는 검색의 줄을 뺀 것을 돌려줍니다."""
        del name, filename
        for path in ("_static/searchtools.js", "_static/language_data.js", "searchindex.js"):
            source = source.replace(
                f"""<script src="{{{{ pathto('{path}', 1) | e }}}}"></script>""", ""
            )
        return source


def prepare(app: Sphinx) -> None:
    """검색 언어가 한국어면 색인의 꼴을 정하고, 검색 칸을 다루는 코드를 모든 쪽에 싣습니다."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not builder.search:
        return  # 전자책에는 검색 쪽이 없습니다.
    language = app.config.html_search_language or app.config.language
    if not str(language).startswith("ko"):
        return
    search_titles.hide_raw(builder)
    # template_bridge를 바꾼 프로젝트에는 Jinja 환경이 없을 수 있습니다.
    if environment := getattr(builder.templates, "environment", None):
        environment.add_extension(LazySearch)
    # 한 쪽짜리 HTML에는 색인이 없고, 다른 꼴의 색인(JSON)은 브라우저가 읽는 것이 아닙니다.
    if isinstance(builder, SingleFileHTMLBuilder) or builder.indexer_format is not js_index:
        return
    index = CompressedIndex(
        messages=lambda names: messages.in_pages(app.env, names),
        answers=lambda names: answers.in_pages(app, names),
    )
    builder.indexer_format = index
    # 색인에 쪽을 넣기 앞서, 쪽마다 부모 프로세스에서 일어나는 일입니다.
    app.connect("doctree-resolved", lambda _app, _tree, name: index.rewritten.add(name))
    if "search_as_you_type" in builder.theme.get_options({}):
        builder.theme_options.setdefault("search_as_you_type", True)
    app.config.html_static_path.append(str(STATIC))
    app.connect("html-page-context", _add_scripts)
    app.add_css_file(STYLE)
    if app.config.html_show_search_summary:
        app.connect("html-page-context", contexts.write)


def _add_scripts(app: Sphinx, pagename: str, *_page: Any) -> None:
    """검색 쪽에는 처음부터, 다른 쪽에는 검색 칸에 들어올 때 검색 칸을 다루는 코드를 싣습니다."""
    kinds = json.dumps(app.config.sphinx_korean_search_kinds, ensure_ascii=False)
    version = zlib.crc32(b"".join(STATIC.joinpath(name).read_bytes() for name in SCRIPTS))
    attributes: dict[str, Any] = {"data-kinds": kinds, "data-version": f"{version:08x}"}
    for script in (ENTRY, *(SCRIPTS if pagename == "search" else ())):
        app.add_js_file(script, loading_method="defer", **attributes)
