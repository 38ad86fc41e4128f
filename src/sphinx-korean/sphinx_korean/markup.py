"""강조와 코드 표시가 한글 조사 옆에서도 풀리게 합니다. MyST와 reST의 규칙이 모듈 하나씩입니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_korean import markdown_emphasis, rest_inline, scope
from sphinx_korean.checks.markup import stray_markup
from sphinx_korean.markdown_emphasis import korean_emphasis
from sphinx_korean.rest_inline import allow_letters_around_rest_markup

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["allow_letters_around_rest_markup", "korean_emphasis", "setup", "stray_markup"]


def setup(app: Sphinx) -> None:
    """MyST와 reST의 파서를 고칩니다. 한글이 없는 글은 그대로이므로 언어를 가리지 않습니다."""
    markdown_emphasis.patch()
    rest_inline.patch()
    app.connect("builder-inited", scope.include)
