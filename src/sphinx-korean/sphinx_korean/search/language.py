"""색인을 만드는 `SearchLanguage`: 한글은 어절의 줄기로, 로마자는 Sphinx의 영어처럼 다룹니다."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.search import IndexBuilder, SearchLanguage
from sphinx.search.en import SearchEnglish

from sphinx_korean.search import synonyms
from sphinx_korean.search.words import LOOSE, SAFE, STOPWORDS, is_hangul, strip_ending, words

if TYPE_CHECKING:
    from typing import Any

HERE = Path(__file__).parent
ENGINE = tuple(
    HERE / "engine" / f"{name}.js"
    for name in (
        "words",
        "jamo",
        "vocabulary",
        "query",
        "variants",
        "lookup",
        "typing",
        "messages",
        "answers",
        "ranking",
        "sections",
    )
)


# 줄 하나를 다 쓰는 주석과 들여쓰기. 줄 끝의 주석은 문자열과 가려야 하므로 둡니다.
_COMMENT = re.compile(r"^[ ]*(?:/\*.*?\*/|//[^\n]*)\n|^[ ]+", re.MULTILINE | re.DOTALL)


def without_comments(script: str) -> str:
    """설명을 뺀 JavaScript. 읽는 사람마다 받는 파일이므로 도는 것만 싣습니다."""
    return _COMMENT.sub("", script)


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

    def __init__(self, options: dict[str, Any]) -> None:
        """영어 줄기를 찾는 일은 Sphinx에 맡깁니다."""
        super().__init__(options)
        self._synonyms: list[list[str]] = options.get(synonyms.OPTION, [])
        self._weights: list[list[Any]] = options.get(synonyms.WEIGHTS, [])
        self._english = SearchEnglish(options)
        self._stems: dict[str, str] = {}

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
        sources = [without_comments(path.read_text(encoding="utf-8")) for path in ENGINE]
        groups = json.dumps(self._synonyms, ensure_ascii=False, separators=(",", ":"))
        weights = json.dumps(self._weights, ensure_ascii=False, separators=(",", ":"))
        data = [
            f"var KOREAN_ENDINGS = {endings};",
            f"var KOREAN_SYNONYMS = {groups};",
            f"var KOREAN_WEIGHTS = {weights};",
        ]
        return "\n".join([*data, *sources])

    def split(self, input: str) -> list[str]:  # noqa: A002 - 부모가 정한 이름입니다.
        """글 한 조각에서 색인에 넣을 말을 뽑습니다."""
        return list(words(unicodedata.normalize("NFC", input)))

    def stem(self, word: str) -> str:
        """색인에 적을 꼴을 돌려줍니다."""
        # 같은 낱말이 쪽마다 거듭 나옵니다. 큰 책에서는 열에 아홉이 이미 줄인 것입니다.
        if word not in self._stems:
            self._stems[word] = self._stem(word)
        return self._stems[word]

    def _stem(self, word: str) -> str:
        word = unicodedata.normalize("NFC", word).lower()
        if is_hangul(word):
            return strip_ending(word)
        return self._english.stem(word) if word.isascii() and word.isalpha() else word

    def word_filter(self, word: str) -> bool:
        """불용어를 버립니다. 수도 찾는 말이므로(`429`, `3.14`) 남깁니다."""
        # Sphinx는 줄기가 걸러지면 줄이기 전의 낱말을 다시 묻습니다.
        return self.stopwords.isdisjoint({word.lower(), self.stem(word)})
