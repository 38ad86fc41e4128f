"""읽는 길: 시간은 글의 길이에서 나오고, 정거장과 먼저 알 것은 링크가 됩니다."""

import pytest
from bs4 import BeautifulSoup
from docutils.core import publish_doctree

from parabook.book.pages.reading import (
    CODE_LINES_PER_MINUTE,
    LETTERS_PER_MINUTE,
    minutes_of,
    spoken,
)

INDEX = """\
```{experiment} plot_x
:show: slow
```

길은 {reading-time}`way`, 긴 페이지는 {reading-time}`long`.

```{toctree}
way
long
short
```
"""
WAY = """\
# 길

```{stops}
long: **먼저** 읽습니다.
short: 다음에 읽습니다.
```
"""
LONG = f"# 긴 것\n\n{'가' * 3 * LETTERS_PER_MINUTE}\n"
SHORT = "# 짧은 것\n\n```{before} long\n```\n\n가\n"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("가", 1),
        ("가" * LETTERS_PER_MINUTE, 1),
        ("가 " * LETTERS_PER_MINUTE, 1),
        ("가" * (LETTERS_PER_MINUTE + 1), 2),
        ("::\n\n" + "   x = 1\n" * 1000, 1),
        (".. code-block:: python\n\n" + "   x = 1\n" * CODE_LINES_PER_MINUTE, 1),
        (".. code-block:: python\n\n" + "   x = 1\n" * (CODE_LINES_PER_MINUTE + 1), 2),
    ],
)
def test_minutes_come_from_prose_and_python(text: str, minutes: int):
    """빈칸과 출력은 세지 않고, 글과 파이썬 코드를 셉니다. 아무리 짧아도 1분입니다."""
    document = publish_doctree(text, settings_overrides={"report_level": 5})
    for block in document.findall():
        if block.tagname == "literal_block" and "python" in block.get("classes", ()):
            block["language"] = "python"
    assert minutes_of(document) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1분"), (59, "59분"), (60, "1시간"), (125, "2시간 5분")]
)
def test_long_times_are_told_in_hours(minutes: int, words: str):
    """60분이 넘으면 시간으로 적습니다."""
    assert spoken(minutes) == words


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """길 하나와 페이지 둘이 있는 작은 책입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("reading"), {"plot_x": None}, INDEX)
    for name, text in (("way", WAY), ("long", LONG), ("short", SHORT)):
        book.write(f"docs/{name}.md", text)
    return book


def test_way_lists_its_stops_with_times_and_reasons(book):
    """정거장마다 링크와 시간과 이유가 있고, 길의 시간은 정거장들의 합입니다."""
    built = book.build()
    assert built.code == 0, built.output
    way = BeautifulSoup(built.page("way"), "html.parser").article
    stops = way.select("ol.parabook-stops > li")
    assert [stop.a["href"] for stop in stops] == ["long.html", "short.html"]
    assert [stop.a.get_text() for stop in stops] == ["긴 것", "짧은 것"]
    times = [stop.select_one(".parabook-minutes").get_text() for stop in stops]
    assert times == ["약 4분", "약 1분"]
    assert stops[0].strong.get_text() == "먼저"
    assert "모두 읽으면 약 5분입니다." in way.get_text()
    index = BeautifulSoup(built.page("index"), "html.parser").article.get_text()
    assert "길은 약 5분, 긴 페이지는 약 4분." in index


def test_page_says_what_to_know_before(book):
    """장의 머리에 먼저 읽을 페이지로 가는 링크가 있습니다."""
    built = book.build()
    short = BeautifulSoup(built.page("short"), "html.parser").article
    line = short.select_one(".parabook-before")
    assert line.get_text() == "먼저 알 것: 긴 것"
    assert line.a["href"] == "long.html"


def test_changed_page_changes_the_time_of_the_way(book):
    """페이지가 짧아지면, 그 시간을 적은 다른 페이지도 다시 씁니다."""
    assert book.build().code == 0
    book.write("docs/long.md", "# 긴 것\n\n짧아졌습니다.\n")
    built = book.build()
    assert "모두 읽으면 약 2분입니다." in built.page("way")
    book.write("docs/long.md", LONG)


def test_unknown_page_is_a_warning(book):
    """없는 페이지의 시간을 물으면 어디에서 물었는지 경고합니다."""
    book.write("docs/short.md", "# 짧은 것\n\n{reading-time}`nowhere`\n")
    built = book.build()
    assert "그런 페이지가 없습니다: 'nowhere'" in built.output
    assert "short.md" in built.output
    book.write("docs/short.md", SHORT)
