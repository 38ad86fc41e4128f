"""풀리지 않고 글에 남은 강조와 코드 표시를 찾습니다."""

from __future__ import annotations

import re

from sphinx_korean.checks.visible import PLACEHOLDER, visible

SNIPPET_WIDTH = 12

BEFORE_CLOSING = rf"[가-힣{PLACEHOLDER}\"'”’」』\].!?%…]"
AFTER_OPENING = rf"[가-힣{PLACEHOLDER}\"'“‘「『\[]"

PATTERNS = (
    # 역따옴표는 한국어 글에 쓰이지 않으므로 하나만 있어도 남은 표시입니다.
    re.compile(r"`+"),
    # 거듭제곱과 `**kwargs`는 숫자나 로마자와 맞닿고, 남은 강조는 한글이나 따옴표, 코드와
    # 맞닿습니다.
    re.compile(rf"(?<={BEFORE_CLOSING})\*\*(?!\*)|(?<!\*)\*\*(?={AFTER_OPENING})"),
    # 홑별표는 각주와 곱셈에도 쓰입니다. 낱말 앞에서 열려 글자 뒤에서 닫히는 짝만 찾습니다.
    re.compile(
        r"(?:^|(?<=[\s(\[{\"'“‘「『]))\*(?=[^\s*)\]},.:;!?·…」』”’])"
        r"[^*]+(?<=[^\s*(\[{「『“‘])\*(?!\*)"
    ),
)


def stray_markup(html: str) -> list[str]:
    """`html`의 읽는 글에 남은 별표와 역따옴표를, 앞뒤 글자와 함께 돌려줍니다.

    코드와 수식, 스크립트, 자동 문서의 시그니처는 보지 않습니다. 곱셈(`3 * 4`), 거듭제곱(`2**3`),
    각주 별표(`값*`), `**kwargs`는 표시로 보지 않습니다.
    """
    found: list[str] = []
    for block in visible(html).blocks:
        for pattern in PATTERNS:
            for match in pattern.finditer(block):
                start = max(match.start() - SNIPPET_WIDTH, 0)
                found.append(block[start : match.end() + SNIPPET_WIDTH].strip())
    return found
