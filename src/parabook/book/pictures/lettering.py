"""그림의 글자: 폭을 재고, 글꼴을 부를 수 없는 곳에서는 윤곽으로 바꿉니다."""

from functools import cache
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from parabook.book.site.webfonts import korean_font


@cache
def _font() -> tuple[TTFont, dict[int, str], Any, int]:
    font = TTFont(korean_font())
    return font, font.getBestCmap(), font.getGlyphSet(), font["head"].unitsPerEm


@cache
def width_of(words: str, size: float) -> float:
    """글의 폭을, 글꼴의 크기와 같은 단위로 돌려줍니다. 글꼴에 없는 글자는 한 칸으로 봅니다."""
    _, names, glyphs, em = _font()
    wide = sum(glyphs[names[ord(c)]].width if ord(c) in names else em for c in words)
    return float(wide * size / em)


def missing(words: str) -> set[str]:
    """글꼴에 없어 네모로 보일 글자들입니다."""
    names = _font()[1]
    return {letter for letter in words if ord(letter) not in names}


def outline(words: str, size: float, x: float, y: float) -> str:
    """글을 윤곽의 자취(`path`의 `d`)로 돌려줍니다. `x`와 `y`는 글의 왼쪽 끝과 밑줄입니다."""
    _, names, glyphs, em = _font()
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.1f}".rstrip("0").rstrip("."))
    scale = size / em
    for letter in words:
        glyph = glyphs[names.get(ord(letter), ".notdef")]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        x += glyph.width * scale
    return str(pen.getCommands())
