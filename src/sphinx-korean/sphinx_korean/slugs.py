"""제목의 글에서 앵커로 쓸 말을 만듭니다."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx_korean.letters import LONE_JAMO

if TYPE_CHECKING:
    from collections.abc import Container

# 주소 창에서 한글 한 글자는 아홉 자(`%EA%B0%80`)가 됩니다.
LONGEST = 80

SECTION_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.\s+|^\d+(?:\.\d+)+\s+")
# 부호를 빼면 같은 말이 되는 이름들. `C++ 언어`와 `C# 언어`가 모두 `c-언어`가 됩니다.
NAMES = (
    (re.compile(r"(?<![a-z0-9])c\+\+"), "cpp"),
    (re.compile(r"(?<![a-z0-9])([acfj])#"), r"\1sharp"),
)
# U+318D(아래아)는 가운뎃점 대신 치는 사람이 많습니다. U+2044는 `½`을 풀면 나오는 빗금입니다.
SEPARATORS = re.compile(r"[\s/.,:;·~–—\u318d\u2022\u2027\u2044\u2219\u22c5\u30fb-]+")

# XML 1.0의 Name. 전자책은 앵커가 이 규칙을 지키는지 검사합니다.
NAME_START = (
    r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# 뒤의 넷은 보이지 않는 채움 글자입니다.
NOT_IN_ANCHOR = re.compile(
    rf"[^\w-]|[^{NAME_START}0-9\u0300-\u036f\u203f\u2040-]|[\u115f\u1160\u3164\uffa0]"
)
FIRST = re.compile(rf"(?!\d)[{NAME_START}]")


def anchor(title: str) -> str:
    """제목 글에서 앵커를 만듭니다. 쓸 글자가 없으면 빈 문자열입니다.

    NFKC로 모으고 소문자로 바꾼 뒤, 빈칸과 낱말을 가르는 부호는 `-`로 바꾸고 나머지 부호는 뺍니다.
    앞의 절 번호(`10.4.1`)는 장을 옮기면 달라지므로 뺍니다. 그래도 숫자로 시작하면 `_`를 앞세웁니다.
    Sphinx의 검색이 앵커를 CSS 선택자로 쓰는데, 선택자는 숫자로 시작할 수 없기 때문입니다.
    80자가 넘으면 낱말이 끝나는 곳에서 자릅니다.

    >>> anchor("10.4.2 GIL이란 무엇인가?")
    'gil이란-무엇인가'
    """
    text = SECTION_NUMBER.sub("", _folded(title).strip()).lower()
    for pattern, name in NAMES:
        text = pattern.sub(name, text)
    text = NOT_IN_ANCHOR.sub("", SEPARATORS.sub("-", text)).strip("-")
    if text and not FIRST.match(text):
        text = f"_{text}"
    return cut(text)


def _folded(text: str) -> str:
    """NFKC로 모은 글. 홀로 쓴 자모(`ㄱ`)는 NFKC가 첫가끝으로 바꾸므로 그대로 둡니다."""
    composed = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", "".join(map(_folded_letter, composed)))


def _folded_letter(letter: str) -> str:
    folded = unicodedata.normalize("NFKC", letter)
    if folded == letter:
        return letter
    return "".join(LONE_JAMO.get(each, each) for each in folded)


def cut(text: str, length: int = LONGEST) -> str:
    """`length`자 안에서 낱말이 끝나는 곳까지. 첫 낱말이 더 길면 낱말 안에서 자릅니다."""
    if len(text) <= length:
        return text
    whole = text[: length + 1].rpartition("-")[0] if length > 0 else ""
    return (whole or text[: max(length, 0)]).rstrip("-")


def free(base: str, taken: Container[str], parent: str = "") -> str:
    """`taken`에 없는 앵커. 겹치면 윗절의 앵커 `parent`를 앞세우고, 그래도 겹치면 번호를 붙입니다.

    번호는 앞에 같은 제목이 끼면 밀리지만, 윗절의 이름은 밀리지 않습니다.
    """
    if base in taken and parent:
        inner = base.lstrip("_")
        if head := cut(parent, LONGEST - len(inner) - 1):
            base = f"{head}-{inner}"
    return unique(base, taken)


def unique(base: str, taken: Container[str]) -> str:
    """`taken`에 없는 앵커. 겹치면 `-2`, `-3`을 붙입니다."""
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{cut(base, LONGEST - len(str(number)) - 1)}-{number}"
    return name
