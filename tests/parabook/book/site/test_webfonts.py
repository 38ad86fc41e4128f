"""사이트가 나누어 주는 글꼴."""

import io

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from parabook.book.site.webfonts import (
    CODE_SCALE,
    characters_in,
    code_characters_in,
    code_font,
    full_width,
    korean_font,
    shrink,
)


@pytest.mark.parametrize("font", [korean_font(), code_font()])
def test_font_keeps_only_what_the_book_uses(font):
    """남기라고 한 글자만 남고, 저작권과 허가의 글이 함께 남습니다."""
    with TTFont(font) as whole, TTFont(io.BytesIO(shrink(font, "가나 ab"))) as made:
        asked = {ord(character) for character in "가나 ab"} & set(whole.getBestCmap())
        assert set(made.getBestCmap()) == asked
        assert {0, 13} & {record.nameID for record in made["name"].names}


def test_same_characters_make_the_same_font():
    """같은 글자를 주면 바이트까지 같은 글꼴이 나와, 다시 빌드해도 사이트가 달라지지 않습니다."""
    assert shrink(korean_font(), "가나다") == shrink(korean_font(), "다나가")


def outline_of(font, letter):
    """글자의 폭과, 윤곽의 왼쪽 끝과 오른쪽 끝입니다."""
    pen = BoundsPen(font.getGlyphSet())
    name = font.getBestCmap()[ord(letter)]
    font.getGlyphSet()[name].draw(pen)
    return font["hmtx"][name][0], pen.bounds[0], pen.bounds[2]


def test_korean_in_code_is_one_em_wide_but_no_larger():
    """코드의 한글은 한 칸의 한가운데에 있고, 폭을 맞추느라 커지지 않습니다."""
    with (
        TTFont(korean_font()) as whole,
        TTFont(io.BytesIO(full_width(korean_font(), "가힣"))) as made,
    ):
        em = made["head"].unitsPerEm
        for letter in "가힣":
            before, left, right = outline_of(whole, letter)
            width, start, end = outline_of(made, letter)
            assert before < width == em
            assert end - start == pytest.approx((right - left) * CODE_SCALE, abs=2)
            middle = (left + right - before) * CODE_SCALE / 2
            assert (start + end) / 2 - em / 2 == pytest.approx(middle, abs=2)


def test_only_what_code_shows_is_in_its_font(tmp_path):
    """코드의 글꼴에는 코드와 스크립트에 나오는 글자만 있습니다."""
    page, script = tmp_path / "page.html", tmp_path / "one.js"
    page.write_text(
        "<p>글</p><pre><b>코</b>드&#44032;</pre><script>품음</script>", encoding="utf-8"
    )
    script.write_text("'따로'", encoding="utf-8")
    found = code_characters_in([page, script])
    assert set("코드가품음따로") <= found
    assert "글" not in found


def test_characters_behind_references_are_seen(tmp_path):
    """`&middot;`처럼 참조로 적은 글자도 담습니다."""
    page = tmp_path / "page.html"
    page.write_text("<p>&middot;&#44032;나</p>", encoding="utf-8")
    assert {"·", "가", "나"} <= characters_in([page])
