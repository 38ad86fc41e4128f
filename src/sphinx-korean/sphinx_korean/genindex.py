"""색인(genindex)의 머리글자를 `ㄱ`, `ㄲ`, `ㄴ`으로 모읍니다.

Sphinx는 머리글자를 NFD로 풀어서 얻으므로, `가`로 시작하는 말은 첫가끝 자모 `ᄀ`(U+1100) 아래에, `ㄱ`(U+3131)으로
시작하는 말은 따로 `ㄱ` 아래에 놓입니다. 둘은 화면에서 거의 같은 글자이고, 첫가끝 자모가 없는 글꼴도 많습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.builders import html
from sphinx.environment.adapters.indexentries import IndexEntries

from sphinx_korean.letters import LONE_JAMO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

KOREAN_HEADINGS = frozenset(LONE_JAMO.values())


class KoreanIndexEntries(IndexEntries):
    """머리글자를 홀로 쓰는 자모로 모은 색인."""

    def create_index(self, *args: Any, **kwargs: Any) -> list[tuple[str, list[Any]]]:
        """Sphinx가 만든 색인의 묶음을 다시 모아 돌려줍니다."""
        return regrouped(super().create_index(*args, **kwargs))


def regrouped(groups: Iterable[tuple[str, list[Any]]]) -> list[tuple[str, list[Any]]]:
    """머리글자가 같은 묶음을 합치고, 한글 묶음을 자모의 차례로 세웁니다. 홀로 쓴 자모가 앞에 옵니다."""
    merged: dict[str, list[Any]] = {}
    for heading, entries in groups:
        lone = LONE_JAMO.get(heading, heading)
        if lone == heading:
            merged[lone] = [*entries, *merged.get(lone, [])]
        else:
            merged.setdefault(lone, []).extend(entries)
    korean = iter(sorted(heading for heading in merged if heading in KOREAN_HEADINGS))
    order = [next(korean) if heading in KOREAN_HEADINGS else heading for heading in merged]
    return [(heading, merged[heading]) for heading in order]


def prepare(app: Sphinx) -> None:
    """이 앱이 색인을 쓰는 동안에만 다시 모은 색인을 쓰게 합니다."""
    builder = app.builder
    if not isinstance(builder, html.StandaloneHTMLBuilder):
        return
    write = builder.write_genindex

    def write_genindex() -> None:
        # 색인을 만드는 클래스를 고르는 자리가 없어, 쓰는 동안만 모듈의 이름을 바꿉니다.
        names = vars(html)
        original = names[IndexEntries.__name__]
        names[IndexEntries.__name__] = KoreanIndexEntries
        try:
            write()
        finally:
            names[IndexEntries.__name__] = original

    setattr(builder, write.__name__, write_genindex)


def setup(app: Sphinx) -> None:
    """한글이 없는 색인은 그대로이므로 언어를 가리지 않습니다."""
    app.connect("builder-inited", prepare)
