"""그림의 지시자: 사이트에는 두 꼴의 SVG, 전자책에는 파일, 한 권으로 이은 것에는 넓은 꼴 하나."""

import zipfile

import pytest
from bs4 import BeautifulSoup

CHAPTER = """\
```{experiment} plot_x
:show: slow
```

```{picture} lost-update
```
"""


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """그림 하나를 실은 작은 책입니다."""
    return mini_book_at(tmp_path_factory.mktemp("illustrated"), {"plot_x": None}, CHAPTER)


def test_site_shows_two_forms_with_one_description(book):
    """사이트에는 넓은 꼴과 좁은 꼴이 있고, 둘 다 이름과 말로 적은 설명을 가집니다."""
    built = book.build("-W")
    assert built.code == 0, built.output
    page = BeautifulSoup(built.page("index"), "html.parser")
    (figure,) = page.select("figure.parabook-picture")
    forms = figure.select("svg")
    assert [form["class"] for form in forms] == [["picture-wide"], ["picture-tall"]]
    for form in forms:
        assert form["role"] == "img"
        assert form["aria-label"] == figure.select_one("figcaption .caption-text").get_text()
        described = figure.find(id=form["aria-describedby"])
        assert "갱신이 사라졌습니다" in described.get_text()
    style = (built.folder / "docs/_build/html/_static/pictures.css").read_text(encoding="utf-8")
    assert ".picture-tall" in style


def test_epub_holds_the_picture_as_a_file_without_fonts(book):
    """전자책에는 그림이 파일로 들어 있고, 글은 윤곽이며, 대신할 글이 붙어 있습니다."""
    built = book.build(
        "-b", "epub", "-D", "version=1", "-D", "epub_basename=book", "-d", "docs/_build/paper"
    )
    assert built.code == 0, built.output
    with zipfile.ZipFile(book.folder / "docs/_build/html/book.epub") as archive:
        page = BeautifulSoup(archive.read("index.xhtml"), "html.parser")
        (image,) = page.select("figure.parabook-picture img")
        assert "갱신이 사라졌습니다" in image["alt"]
        picture = archive.read(image["src"]).decode()
    assert "<text" not in picture
    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert 'color="#0067a5"' in picture


def test_one_page_book_holds_the_wide_form_only(book):
    """한 권으로 이은 책에는 종이에 맞는 넓은 꼴 하나만 있습니다."""
    built = book.build("-b", "singlehtml", "-d", "docs/_build/single")
    page = BeautifulSoup(built.page("index"), "html.parser")
    assert [form["class"] for form in page.select("figure svg")] == [["picture-wide"]]


def test_unknown_picture_is_named_with_those_that_exist(book):
    """없는 그림을 실으려 하면, 그 이름과 있는 것을 한국어로 알립니다."""
    book.write("docs/index.md", "# 작은 책\n\n```{picture} no-such\n```\n")
    built = book.build()
    assert "그런 그림이 없습니다: 'no-such'. 있는 것: " in built.output
    assert "pool-journey" in built.output
    assert "이 그림은 이번에 그리지 못했습니다." in built.page("index")


def test_picture_of_a_run_without_its_experiment_is_warned_about(book):
    """실제 실행의 그림은 그 실험이 책에 없으면 그리지 않고 알립니다."""
    book.write("docs/index.md", "# 작은 책\n\n```{picture} gil-turns\n```\n")
    built = book.build()
    assert "그림이 그릴 실험이 없습니다: plot_threads_hand_over_the_gil." in built.output
    assert '<svg class="picture' not in built.page("index")
