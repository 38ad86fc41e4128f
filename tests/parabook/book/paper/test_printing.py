"""브라우저로 찍은 PDF: 보이는 글이 글로 담겨 있습니다."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader
from tests.book.browser import executable

from parabook.book.paper import simplifying
from parabook.book.paper.chrome import VARIABLE
from parabook.book.paper.printing import PrintingError, print_book
from parabook.book.site.webfonts import code_font, korean_font, shrink

SENTENCE = "스레드를 넓게 펼쳐도 CPU는 늘지 않습니다."
CODE = "값 = pool.map(일하기, range(10))  # 느린 줄"
BAR = '<svg viewBox="0 0 2 1" role="img" aria-label="막대 하나"><rect width="2" height="1" /></svg>'
PAGE = f"""\
<!DOCTYPE html>
<html lang="ko">
<head><meta charset="utf-8"><title>작은 책</title>
<link rel="stylesheet" href="paper.css"><link rel="stylesheet" href="sheet.css"></head>
<body><h1>첫째 장</h1><p>{SENTENCE}</p><pre>{CODE}</pre>{BAR}
<h1>둘째 장</h1><p>끝입니다.</p></body>
</html>
"""


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """종이의 스타일과 글꼴로 찍은 두 페이지짜리 책. 폴더의 이름에 한글과 빈칸이 있습니다."""
    folder = tmp_path_factory.mktemp("작은 책")
    static = Path(simplifying.__file__).parents[1] / "static"
    for name in ("paper.css", "sheet.css"):
        folder.joinpath(name).write_bytes(static.joinpath(name).read_bytes())
    folder.joinpath("fonts").mkdir()
    for name, font in (("sans", korean_font()), ("code", code_font())):
        folder.joinpath("fonts", f"{name}.woff2").write_bytes(shrink(font, sorted(set(PAGE))))
    page, target = folder / "책.html", folder / "책.pdf"
    page.write_text(PAGE, encoding="utf-8")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, executable(playwright))
        print_book(page, target)
    return PdfReader(target)


def test_korean_is_printed_as_text(book: PdfReader):
    """찍힌 한글은 그림이 아니라 글이어서, 찾고 복사할 수 있습니다."""
    first, second = (page.extract_text() for page in book.pages)
    assert SENTENCE in first
    # 글꼴이 바뀌는 자리에 빈칸이 있는지는 읽는 프로그램마다 다르게 어림합니다.
    assert "".join(CODE.split()) in "".join(first.split())
    assert "끝입니다." in second


def test_every_glyph_is_inside(book: PdfReader):
    """글꼴이 PDF 안에 담기므로, 어느 기계에서 열어도 같은 모양입니다."""
    fonts = [font.get_object() for font in book.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        # Type 3은 글자의 윤곽을 그대로 담은 글꼴입니다.
        [described] = font.get("/DescendantFonts", [font])
        descriptor = described.get_object().get("/FontDescriptor", {})
        assert font["/Subtype"] == "/Type3" or {"/FontFile2", "/FontFile3"} & set(descriptor), font


def test_headings_become_bookmarks(book: PdfReader):
    """제목은 책갈피가 되고, 장은 새 페이지에서 시작합니다."""
    marks = [(mark.title, book.get_destination_page_number(mark)) for mark in book.outline]
    assert marks == [("첫째 장", 0), ("둘째 장", 1)]


def test_a_browser_that_cannot_print_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """콕 집어 준 브라우저가 없으면 역추적이 아니라 그 경로가 적힌 문장으로 알립니다."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "없는 브라우저"))
    page = tmp_path / "책.html"
    page.write_text(PAGE, encoding="utf-8")
    with pytest.raises(PrintingError, match="없는 브라우저"):
        print_book(page, tmp_path / "책.pdf")
