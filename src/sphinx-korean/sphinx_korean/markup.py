"""강조와 코드 표시가 한글 조사 옆에서도 풀리게 합니다.

MyST: CommonMark는 강조를 여닫을 수 있는지를 양옆 글자로 정하는데, 낱말 사이를 띄어 쓰는 글만
내다본 규칙이라 `**전역 락(GIL)**은`처럼 문장 부호로 끝나고 조사가 붙은 강조가 별표째 남습니다.
경고도 나지 않습니다(commonmark/commonmark-spec#650). 문장 부호와 맞닿은 구분자의 반대편이
한글이면 여닫을 수 있게 합니다.

reST: 표시의 앞뒤에는 빈칸이나 문장 부호가 와야 하므로 ``join()``을 같은 글이 깨집니다. docutils의
`character_level_inline_markup`도 이것을 풀지만, 그것을 켜면 `snake_case`가 `snake_` 링크로,
`2**3`이 강조로 읽혀 멀쩡하던 글이 깨집니다. 그래서 표시의 바로 앞이나 뒤가 한글일 때만 풉니다.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst.states import Inliner

from sphinx_korean.checks.markup import stray_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from sphinx.application import Sphinx

__all__ = ["allow_letters_around_rest_markup", "korean_emphasis", "setup", "stray_markup"]

# 한글 글자마디와 자모, 그리고 한국어 글에 섞이는 한자.
LETTERS = (
    r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
LETTER = re.compile(f"[{LETTERS}]")

# reST에서 여는 표시와 닫는 표시가 짝을 이루는 것들. `이름_` 같은 홑 참조는 낱말의 끝을 찾는
# 것이어서 뺍니다. 넣으면 `파일_이름`이 `파일_` 링크가 됩니다.
PAIRED_REST_MARKUP = (
    "emphasis",
    "strong",
    "literal",
    "interpreted_or_phrase_ref",
    "target",
    "substitution_ref",
)

PATCHED = "__sphinx_korean__"


def korean_emphasis(md: MarkdownIt) -> None:
    """`md`의 강조와 취소선을 한글 옆에서도 여닫을 수 있게 합니다.

    원래 규칙이 만든 구분자의 여닫음만 고치므로 한글이 없는 글의 결과는 그대로입니다. `_` 강조는
    낱말 속에서 쓰지 않는 표시여서 건드리지 않습니다.
    """
    from markdown_it.rules_inline import emphasis, strikethrough  # noqa: PLC0415 - 없어도 됩니다.

    md.inline.ruler.at("emphasis", _beside_letters(emphasis.tokenize))
    md.inline.ruler.at("strikethrough", _beside_letters(strikethrough.tokenize))


def _beside_letters(
    tokenize: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    from markdown_it.common.utils import isMdAsciiPunct, isPunctChar  # noqa: PLC0415

    def is_punctuation(char: str) -> bool:
        return bool(char) and (isMdAsciiPunct(ord(char)) or isPunctChar(char))

    @wraps(tokenize)
    def relaxed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - 규칙의 꼴입니다.
        start, known = state.pos, len(state.delimiters)
        if not tokenize(state, silent):
            return False
        if state.src[start] != "_":
            before = state.src[start - 1 : start]
            after = state.src[state.pos : min(state.pos + 1, state.posMax)]
            opens = LETTER.match(before) is not None and is_punctuation(after)
            closes = LETTER.match(after) is not None and is_punctuation(before)
            for delimiter in state.delimiters[known:]:
                delimiter.open = delimiter.open or opens
                delimiter.close = delimiter.close or closes
        return True

    return relaxed


def _patch_myst() -> None:
    """MyST가 만드는 모든 파서에 `korean_emphasis`를 붙입니다.

    MyST 5.2에는 markdown-it 규칙을 더하는 설정이 없어서 파서를 만드는 함수를 감쌉니다. 이 함수는
    부르는 모듈마다 이름으로 가져다 두므로 그 자리들까지 바꿉니다.
    """
    try:
        from myst_parser.parsers import docutils_, mdit, sphinx_  # noqa: PLC0415 - 없어도 됩니다.
    except ImportError:
        return
    original = mdit.create_md_parser
    if hasattr(original, PATCHED):
        return

    @wraps(original)
    def create_md_parser(*args: Any, **kwargs: Any) -> MarkdownIt:
        md = original(*args, **kwargs)
        korean_emphasis(md)
        return md

    setattr(create_md_parser, PATCHED, True)
    for module in (mdit, docutils_, sphinx_):
        setattr(module, original.__name__, create_md_parser)


def allow_letters_around_rest_markup(inliner: Inliner) -> None:
    """`inliner`의 여닫는 표시 앞뒤에 한글이 올 수 있게 정규식을 넓힙니다.

    `inliner`는 `init_customizations`를 마친 것이어야 합니다. 그때 만든 앞뒤 조건의 글자를
    정규식에서 찾아 한글을 더한 것으로 갈아 끼웁니다.
    """
    before, after = inliner.start_string_prefix, inliner.end_string_suffix
    if not after:  # character_level_inline_markup을 켠 프로젝트. 이미 아무 데서나 풀립니다.
        return
    patterns = inliner.patterns
    patterns.initial = _recompile(patterns.initial, before, f"(?:{before}|(?<=[{LETTERS}]))")
    footnote = rf"(?:{after}|(?<=\]_)(?=[{LETTERS}]))"  # `[1]_은`. 각주 참조만 `]_`로 끝납니다.
    patterns.initial = _recompile(patterns.initial, after, footnote)
    for name in PAIRED_REST_MARKUP:
        pattern = getattr(patterns, name)
        setattr(patterns, name, _recompile(pattern, after, f"(?:{after}|(?=[{LETTERS}]))"))


def _recompile(pattern: re.Pattern[str], old: str, new: str) -> re.Pattern[str]:
    if old not in pattern.pattern:
        raise ValueError(f"docutils의 정규식에서 앞뒤 조건을 찾지 못했습니다: {pattern.pattern}")
    return re.compile(pattern.pattern.replace(old, new, 1), pattern.flags)


def _patch_rest() -> None:
    """모든 reST 파서의 `Inliner`를 넓힙니다. 예제의 설명글과 MyST의 `eval-rst`도 이 길을 지납니다.

    물려받은 클래스를 쓰지 못하는 까닭: docutils가 정규식 조각을 `vars(self.__class__)`에서
    찾습니다.
    """
    original = Inliner.init_customizations
    if hasattr(original, PATCHED):
        return

    @wraps(original)
    def init_customizations(self: Inliner, settings: Any) -> None:
        original(self, settings)
        allow_letters_around_rest_markup(self)

    setattr(init_customizations, PATCHED, True)
    setattr(Inliner, original.__name__, init_customizations)


def setup(app: Sphinx) -> None:
    """MyST와 reST의 파서를 고칩니다. 한글이 없는 글은 그대로이므로 언어를 가리지 않습니다."""
    del app
    _patch_myst()
    _patch_rest()
