"""연습의 페이지: 시작 파일은 통째로 보이고, 힌트와 풀이는 눌러야 열리고, 없는 연습은 빌드를 멈춥니다."""

import pytest
from bs4 import BeautifulSoup

from parabook.exercises import shelf

INDEX = """\
```{exercise} oversold
```

````{folded} 힌트 1: stock을 언제 봅니까?
첫째 **힌트**입니다.
````

````{folded} 힌트 2: 락은 얼마나?
둘째 힌트입니다.
````

````{solution} oversold
거기까지 가는 길입니다.
````
"""


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory, mini_book_at):
    """연습 하나를 실은 작은 책입니다. 나누어 줄 휠이 있습니다."""
    book = mini_book_at(tmp_path_factory.mktemp("workbook"), {"plot_x": None}, INDEX)
    book.write("docs/_build/wheels/parabook-9-py3-none-any.whl", "")
    return book.build()


def test_starting_file_is_shown_whole_with_a_line_to_start(built):
    """시작 파일이 글자 그대로 보이고, 빈 폴더에서 시작하는 한 줄과 판정하는 법이 곁에 있습니다."""
    page = BeautifulSoup(built.page("index"), "html.parser")
    codes = [block.get_text().strip() for block in page.select("div.highlight-python pre")]
    assert codes[0] == shelf.starting_file("oversold").read_text(encoding="utf-8").strip()
    lines = [block.get_text().strip() for block in page.select(".parabook-run pre")]
    wheel = "parabook-9-py3-none-any.whl"
    assert lines[0] == f"uvx --from {wheel} parabook check --start oversold"
    assert "check oversold.py" in page.get_text()
    assert page.select_one(f'.parabook-place[data-name="{wheel}"]') is not None


def test_hints_open_one_by_one_and_the_solution_is_folded(built):
    """힌트는 저마다 따로 열리고, 풀이의 코드는 접힌 자리 안에만 있습니다."""
    page = BeautifulSoup(built.page("index"), "html.parser")
    hints = page.select("details.parabook-hint")
    assert [hint.summary.get_text() for hint in hints] == [
        "힌트 1: stock을 언제 봅니까?", "힌트 2: 락은 얼마나?",
    ]  # fmt: skip
    assert hints[0].select_one("strong").get_text() == "힌트"
    (solution,) = [
        one
        for one in page.select("details")
        if one not in hints and "풀이" in one.summary.get_text()
    ]
    assert "거기까지 가는 길입니다." in solution.get_text()
    text = shelf.solution_file("oversold").read_text(encoding="utf-8").strip()
    assert solution.select_one("pre").get_text().strip() == text
    assert page.get_text().count("self.stock += 1") == 1


def test_unknown_exercise_fails_the_build(tmp_path, mini_book_at):
    """없는 연습을 적으면, 있는 것을 말하고 빌드가 실패합니다."""
    book = mini_book_at(tmp_path, {"plot_x": None}, "```{exercise} nothing\n```\n")
    built = book.build("-W", PARABOOK_BUDGET="once")
    assert built.code != 0
    assert "그런 연습이 없습니다: nothing" in built.output
