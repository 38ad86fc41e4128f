"""한국어 전문 검색: 색인을 만드는 `SearchLanguage`와, 브라우저에서 그 색인을 읽는 코드.

Sphinx는 모르는 언어를 영어로 다룹니다. 그러면 `스레드를`과 `스레드는`이 서로 다른 낱말이 되고, 두 글자 낱말은
조사가 붙은 꼴을 찾지 못합니다. 여기서는 색인에 어절의 줄기를 담고, 질의를 그 안에서 부분 문자열로 찾습니다.
글자 둘씩 자르는(bigram) 방식보다 정확합니다. 흩어진 글자가 우연히 모인 쪽을 내놓지 않기 때문입니다.
"""

from __future__ import annotations

import base64
import json
import unicodedata
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2.ext import Extension
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder, SearchLanguage, js_index
from sphinx.search.en import SearchEnglish

from sphinx_korean import contexts, search_titles
from sphinx_korean.search_words import LOOSE, SAFE, STOPWORDS, is_hangul, strip_ending, words

if TYPE_CHECKING:
    from typing import IO, Any

    from sphinx.application import Sphinx

HERE = Path(__file__).parent
ENGINE = tuple(HERE / "engine" / f"{name}.js" for name in ("words", "lookup", "ranking"))
STATIC = HERE / "static"
ENTRY = "korean-search.js"
SCRIPTS = ("korean-search-results.js", "korean-search-field.js")
STYLE = "korean-search.css"


class SearchKorean(SearchLanguage):
    """한국어 색인. 한글은 어절의 줄기로, 로마자는 Sphinx의 영어처럼 다룹니다.

    색인에 들어가는 말은 네 가지입니다.

    - 한글 어절. 떼어도 안전한 어미만 뗍니다(`스레드를` → `스레드`).
    - 로마자 낱말과 이름. 이름은 통째로도, 조각으로도 찾을 수 있습니다(`loop.run_in_executor`, `executor`).
    - 짧은 수와 판 번호(`429`, `3.14`).
    - 띄어 쓴 두 어절의 이음새(`공유 메모리` → `유 메`). 위치를 담지 않는 색인에서 `공유메모리`를 찾고,
      붙어 나온 쪽을 흩어져 나온 쪽보다 앞에 놓는 데 씁니다.
    """

    lang = "ko"
    language_name = "Korean"
    stopwords = frozenset(SearchEnglish.stopwords) | STOPWORDS

    def __init__(self, options: dict[str, str]) -> None:
        """영어 줄기를 찾는 일은 Sphinx에 맡깁니다."""
        super().__init__(options)
        self._english = SearchEnglish(options)

    @property
    def js_stemmer_code(self) -> str:  # type: ignore[override] # 부모에서는 클래스의 속성입니다.
        """영어 줄기를 찾는 JavaScript. Sphinx 판마다 다르므로 Sphinx에게 받습니다."""
        builder = object.__new__(IndexBuilder)
        builder.lang = self._english
        return builder.get_js_stemmer_code()

    @property
    def js_splitter_code(self) -> str:  # type: ignore[override] # 부모에서는 클래스의 속성입니다.
        """질의를 나누고 찾고 늘어놓는 JavaScript. language_data.js에 실립니다."""
        endings = json.dumps({"safe": SAFE, "loose": LOOSE}, ensure_ascii=False)
        sources = [path.read_text(encoding="utf-8") for path in ENGINE]
        return "\n".join([f"var KOREAN_ENDINGS = {endings};", *sources])

    def split(self, input: str) -> list[str]:  # noqa: A002 - 부모가 정한 이름입니다.
        """글 한 조각에서 색인에 넣을 말을 뽑습니다."""
        return list(words(unicodedata.normalize("NFC", input)))

    def stem(self, word: str) -> str:
        """색인에 적을 꼴을 돌려줍니다."""
        word = unicodedata.normalize("NFC", word).lower()
        if is_hangul(word):
            return strip_ending(word)
        return self._english.stem(word) if word.isascii() and word.isalpha() else word

    def word_filter(self, word: str) -> bool:
        """불용어를 버립니다. 수도 찾는 말이므로(`429`, `3.14`) 남깁니다."""
        # Sphinx는 줄기가 걸러지면 줄이기 전의 낱말을 다시 묻습니다.
        return self.stopwords.isdisjoint({word.lower(), self.stem(word)})


class CompressedIndex:
    r"""searchindex.js를 눌러 담습니다. Sphinx는 한글 한 글자를 `\uXXXX` 여섯 자로 적습니다.

    압축해 보내지 않는 서버에서 받을 때에도 가볍게 하려는 것입니다.
    푸는 일은 브라우저의 `DecompressionStream`이 합니다.
    """

    prefix = (
        "(async (packed) => {\n"
        "  const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt());\n"
        '  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));\n'
        "  Search.setIndex(await new Response(stream).json());\n"
        '})("'
    )
    suffix = '");\n'

    def dump(self, data: Any, file: IO[str]) -> None:
        """색인을, 스스로 풀어서 `Search.setIndex`에 넘기는 스크립트로 적습니다."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
        file.write(f"{self.prefix}{packed}{self.suffix}")

    def load(self, file: IO[str]) -> Any:
        """적어 둔 색인을 돌려줍니다. 이 확장을 켜기 전에 Sphinx가 적어 둔 것도 읽습니다.

        Raises:
            ValueError: 색인이 아닌 경우. 그러면 Sphinx가 처음부터 다시 만듭니다.
        """
        text = file.read()
        if not text.startswith(self.prefix):
            return js_index.loads(text)
        packed = text.removeprefix(self.prefix).removesuffix(self.suffix)
        try:
            return json.loads(zlib.decompress(base64.b64decode(packed)))
        except zlib.error as error:
            raise ValueError("searchindex.js를 풀지 못했습니다.") from error


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
    if builder.indexer_format is js_index:
        builder.indexer_format = CompressedIndex()
    if "search_as_you_type" in builder.theme.get_options({}):
        builder.theme_options.setdefault("search_as_you_type", True)
    # template_bridge를 바꾼 프로젝트에는 Jinja 환경이 없을 수 있습니다.
    if environment := getattr(builder.templates, "environment", None):
        environment.add_extension(LazySearch)
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


def setup(app: Sphinx) -> dict[str, Any]:
    """`ko` 검색 언어와 설정값을 등록합니다."""
    app.add_search_language(SearchKorean)
    app.add_config_value("sphinx_korean_search_kinds", {}, "html", types=frozenset({dict}))
    app.connect("builder-inited", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
