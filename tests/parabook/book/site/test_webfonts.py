"""사이트가 나누어 주는 글꼴."""

import io

import pytest
from fontTools.ttLib import TTFont

from parabook.book.site.webfonts import characters_in, code_font, korean_font, shrink


@pytest.mark.parametrize("font", [korean_font(), code_font()])
def test_font_keeps_only_what_the_book_uses(font):
    """남기라고 한 글자만 남고, 저작권과 허가의 글이 함께 남습니다."""
    with TTFont(font) as whole, TTFont(io.BytesIO(shrink(font, "가나 ab"))) as made:
        asked = {ord(character) for character in "가나 ab"} & set(whole.getBestCmap())
        assert set(made.getBestCmap()) == asked
        assert {0, 13} & {record.nameID for record in made["name"].names}


def test_same_characters_make_the_same_font():
    """같은 글자를 주면 바이트까지 같은 글꼴이 나와, 다시 지어도 사이트가 달라지지 않습니다."""
    assert shrink(korean_font(), "가나다") == shrink(korean_font(), "다나가")


def test_characters_behind_references_are_seen(tmp_path):
    """`&middot;`처럼 참조로 적은 글자도 담습니다."""
    page = tmp_path / "page.html"
    page.write_text("<p>&middot;&#44032;나</p>", encoding="utf-8")
    assert {"·", "가", "나"} <= characters_in([page])
