"""MyST의 강조가 한글 조사 옆에서도 여닫히게 합니다.

CommonMark는 강조를 여닫을 수 있는지를 양옆 글자로 정하는데, 낱말 사이를 띄어 쓰는 글만
내다본 규칙이라 `**전역 락(GIL)**은`처럼 문장 부호로 끝나고 조사가 붙은 강조가 별표째 남습니다.
경고도 나지 않습니다(commonmark/commonmark-spec#650). 문장 부호와 맞닿은 구분자의 반대편이
한글이면 여닫을 수 있게 합니다.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from sphinx_korean.letters import LETTER
from sphinx_korean.scope import covers

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

    Tokenize = Callable[[StateInline, bool], bool]

PATCHED = "__sphinx_korean__"


def korean_emphasis(md: MarkdownIt, applies: Callable[[MarkdownIt], bool] | None = None) -> None:
    """`md`의 강조와 취소선을 한글 옆에서도 여닫을 수 있게 합니다.

    원래 규칙이 만든 구분자의 여닫음만 고치므로 한글이 없는 글의 결과는 그대로입니다. `_`는 이름에도
    들므로(`파일_(임시)_이름`) 닫기만 합니다.

    Args:
        md: 고칠 파서.
        applies: 지금 읽는 글에 규칙을 쓸지 정하는 함수. 없으면 언제나 씁니다.
    """
    from markdown_it.rules_inline import emphasis, strikethrough  # noqa: PLC0415 - 없어도 됩니다.

    md.inline.ruler.at("emphasis", _beside_letters(emphasis.tokenize, applies))
    md.inline.ruler.at("strikethrough", _beside_letters(strikethrough.tokenize, applies))


def _beside_letters(tokenize: Tokenize, applies: Callable[[MarkdownIt], bool] | None) -> Tokenize:
    from markdown_it.common.utils import isMdAsciiPunct, isPunctChar  # noqa: PLC0415

    def is_punctuation(char: str) -> bool:
        return bool(char) and (isMdAsciiPunct(ord(char)) or isPunctChar(char))

    @wraps(tokenize)
    def relaxed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - 규칙의 꼴입니다.
        start, known = state.pos, len(state.delimiters)
        if not tokenize(state, silent):
            return False
        if applies is None or applies(state.md):
            before = state.src[start - 1 : start]
            after = state.src[state.pos : min(state.pos + 1, state.posMax)]
            opens = LETTER.match(before) is not None and is_punctuation(after)
            closes = LETTER.match(after) is not None and is_punctuation(before)
            for delimiter in state.delimiters[known:]:
                delimiter.open = delimiter.open or (opens and state.src[start] != "_")
                delimiter.close = delimiter.close or closes
        return True

    return relaxed


def _reads_our_document(md: MarkdownIt) -> bool:
    return covers(getattr(md.options.get("document"), "settings", None))


def patch() -> None:
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
        korean_emphasis(md, _reads_our_document)
        return md

    setattr(create_md_parser, PATCHED, True)
    for module in (mdit, docutils_, sphinx_):
        setattr(module, original.__name__, create_md_parser)
