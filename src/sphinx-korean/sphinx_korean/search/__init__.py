"""한국어 전문 검색: 색인을 만드는 `SearchLanguage`와, 브라우저에서 그 색인을 읽는 코드.

Sphinx는 모르는 언어를 영어로 다룹니다. 그러면 `스레드를`과 `스레드는`이 서로 다른 낱말이 되고, 두 글자 낱말은
조사가 붙은 꼴을 찾지 못합니다. 여기서는 색인에 어절의 줄기를 담고, 질의를 그 안에서 부분 문자열로 찾습니다.
글자 둘씩 자르는(bigram) 방식보다 정확합니다. 흩어진 글자가 우연히 모인 쪽을 내놓지 않기 때문입니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_korean.search import answers, messages, synonyms
from sphinx_korean.search.index import CompressedIndex
from sphinx_korean.search.language import SearchKorean
from sphinx_korean.search.pages import prepare

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx

__all__ = ["CompressedIndex", "SearchKorean", "setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """`ko` 검색 언어와 설정값을 등록합니다."""
    app.add_search_language(SearchKorean)
    app.add_config_value("sphinx_korean_search_kinds", {}, "html", types=frozenset({dict}))
    app.add_config_value("sphinx_korean_synonyms", "", "html", types=frozenset({str, list, tuple}))
    app.add_config_value("sphinx_korean_search_weights", {}, "html", types=frozenset({dict}))
    app.add_config_value(answers.OPTION, "", "html", types=frozenset({str, list, tuple}))
    app.connect("config-inited", synonyms.collect)
    messages.setup(app)
    app.connect("builder-inited", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
