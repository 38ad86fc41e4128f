"""전자책으로 빌드한 책: 누를 수도 내려받을 수도 없는 곳에 맞추어져 있습니다."""

import zipfile

import pytest

CHAPTER = """\
```{experiment} plot_x
:show: slow
```

이 값은 {measured}`plot_x.time(other)`입니다.
"""


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory, mini_book_at):
    """전자책에 든 파일들: 이름에서 내용으로 갑니다."""
    book = mini_book_at(tmp_path_factory.mktemp("paper"), {"plot_x": None}, CHAPTER)
    built = book.build("-b", "epub", "-D", "version=1", "-D", "epub_basename=book")
    assert built.code == 0, built.output
    with zipfile.ZipFile(book.folder / "docs/_build/html/book.epub") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_both_fonts_are_inside_and_listed(pages):
    """한글 글꼴과 코드 글꼴이 들어 있고, 전자책의 목록에 올라 있습니다."""
    for name in ("sans", "code"):
        assert pages[f"_static/fonts/{name}.woff2"].startswith(b"wOF2")
        assert f"fonts/{name}.woff2".encode() in pages["content.opf"]


def test_only_light_charts_are_printed(pages):
    """그림은 밝은 것만 실리고, 종이가 읽을 수 있는 SVG입니다."""
    charts = [name for name in pages if "sphx_glr_plot_x_001" in name]
    assert charts
    assert not any("_dark" in name for name in pages)
    assert all(b"<!DOCTYPE" not in pages[name] for name in charts)


def test_nothing_asks_for_a_click(pages):
    """돌려 보는 줄과 내려받기는 없고, 그것이 사이트에 있다는 말이 있습니다."""
    page = pages["auto_examples/topic/plot_x.xhtml"].decode()
    assert "책의 사이트에 있습니다" in page
    assert "parabook-run" not in page
    assert "downloads/" not in page
    assert "<details" not in page
