"""reST의 표시가 한글 조사 옆에서도 풀리게 합니다.

표시의 앞뒤에는 빈칸이나 문장 부호가 와야 하므로 ``join()``을 같은 글이 깨집니다. docutils의
`character_level_inline_markup`도 이것을 풀지만, 그것을 켜면 `snake_case`가 `snake_` 링크로,
`2**3`이 강조로 읽혀 멀쩡하던 글이 깨집니다.

닫는 쪽은 뒤가 한글이면 언제나 닫힙니다. 이미 열린 것을 닫는 일이어서 멀쩡하던 글을 깨지 않습니다. 여는 쪽은
앞이 한글일 때 조심해서 엽니다. `가로*세로*높이`와 `파일|편집`은 별표와 막대를 글자로 쓴 것입니다.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst.states import Inliner
from docutils.utils import punctuation_chars

from sphinx_korean.letters import LETTERS
from sphinx_korean.scope import covers

if TYPE_CHECKING:
    from collections.abc import Callable

# 여는 표시와 닫는 표시가 짝을 이루는 것들. `이름_` 같은 홑 참조는 낱말의 끝을 찾는
# 것이어서 뺍니다. 넣으면 `파일_이름`이 `파일_` 링크가 됩니다.
PAIRED_MARKUP = (
    "emphasis",
    "strong",
    "literal",
    "interpreted_or_phrase_ref",
    "target",
    "substitution_ref",
)

# 앞말이 끝나는 자리에 오는 부호. 이것이 뒤따르는 표시는 여는 것이 아니라 글자입니다(`항목**, 선택`).
SENTENCE_END = rf"[.,:;!?…·](?=$|\s|[{LETTERS}])"
# 앞말에 별표를 붙이고 이은 조사(`별표**와 다른 별표**가`). 이름의 첫 글자로도 흔한 `이`, `가`는 뺍니다.
PARTICLE = r"[은는을를와과의에도만]\s"

PATCHED = "__sphinx_korean__"


def _opener(inliner: Inliner, after: str) -> str:
    """한글 바로 뒤에서 열어도 되는 표시: 바로 다음에 나오는 같은 표시가 짝을 닫는 것."""
    # 곧은따옴표는 여는 부호이기도 합니다.
    closing = rf"(?![{punctuation_chars.openers}])[{punctuation_chars.closers}]"
    starts = rf"(?!\s|{closing}|{SENTENCE_END})"
    # docutils는 `\*`처럼 벗어난 글자를 `\x00*`로 바꾸어 둡니다.
    closes = r"(?<![\s\x00])"
    role = rf":{inliner.simplename}:"
    strong = rf"\*\*(?!\*|{PARTICLE}){starts}(?:\x00.|(?!\*\*)[^\x00])+?{closes}\*\*{after}"
    literal = rf"``{starts}(?:(?!``).)+?(?<!\s)``(?!`){after}"
    interpreted = (
        rf"(?:{role})?`(?!`){starts}(?:\x00.|[^`\x00])+{closes}`(?!`)(?:{role}|__?)?{after}"
    )
    # `락[1]_은`. 각주 참조는 번호와 `]_`까지가 한 덩어리입니다.
    footnote = rf"\[(?:[0-9]+|\#(?:{inliner.simplename})?|\*|{inliner.simplename})\]_"
    return f"(?s:{strong}|{literal}|{interpreted}|{footnote})"


def allow_letters_around_rest_markup(inliner: Inliner) -> None:
    """`inliner`의 여닫는 표시 앞뒤에 한글이 올 수 있게 정규식을 넓힙니다.

    `inliner`는 `init_customizations`를 마친 것이어야 합니다. 그때 만든 앞뒤 조건의 글자를
    정규식에서 찾아 한글을 더한 것으로 갈아 끼웁니다.
    """
    before, after = inliner.start_string_prefix, inliner.end_string_suffix
    if not after:  # character_level_inline_markup을 켠 프로젝트. 이미 아무 데서나 풀립니다.
        return
    patterns = inliner.patterns
    # docutils는 여는 표시의 바로 뒤부터 닫는 표시를 찾습니다. 거기서 바로 닫으면 빈 표시가 됩니다.
    closed = f"(?:{after}|(?<!^[*`|])(?<!^[*`|]{{2}})(?=[{LETTERS}]))"
    opened = f"(?:{before}|(?<=[{LETTERS}])(?={_opener(inliner, closed)}))"
    footnote = rf"(?:{after}|(?<=\]_)(?=[{LETTERS}]))"  # `[1]_은`. 각주 참조만 `]_`로 끝납니다.
    patterns.initial = _recompile(patterns.initial, after, footnote)
    patterns.initial = _recompile(patterns.initial, before, opened)
    for name in PAIRED_MARKUP:
        setattr(patterns, name, _recompile(getattr(patterns, name), after, closed))


def _recompile(pattern: re.Pattern[str], old: str, new: str) -> re.Pattern[str]:
    if old not in pattern.pattern:
        raise ValueError(f"docutils의 정규식에서 앞뒤 조건을 찾지 못했습니다: {pattern.pattern}")
    return re.compile(pattern.pattern.replace(old, new, 1), pattern.flags)


def patch() -> None:
    """모든 reST 파서의 `Inliner`를 넓힙니다. 예제의 설명글과 MyST의 `eval-rst`도 이 길을 지납니다.

    물려받은 클래스를 쓰지 못하는 까닭: docutils가 정규식 조각을 `vars(self.__class__)`에서
    찾습니다.
    """
    original: Callable[[Inliner, Any], None] = Inliner.init_customizations
    if hasattr(original, PATCHED):
        return

    @wraps(original)
    def init_customizations(self: Inliner, settings: Any) -> None:
        original(self, settings)
        if covers(settings):
            allow_letters_around_rest_markup(self)

    setattr(init_customizations, PATCHED, True)
    setattr(Inliner, original.__name__, init_customizations)
