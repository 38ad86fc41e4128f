"""한 실험을 인터프리터마다 잰 표: 첫 줄은 빌드한 파이썬이고, 나머지는 남겨 둔 기록입니다."""

import json

import pytest
from bs4 import BeautifulSoup

EXAMPLE = '''\
"""
하나를 세는 실험
==================================================================

작은 실험입니다.
"""


def one():
    """한 방법"""
    return {"told": 3}


if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(one, facts={"told": "알린 것(번)"}, times=1)
    print(result)
    draw(result)
'''


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """재고 나서, 그 기록을 다른 인터프리터의 것처럼 남겨 둔 작은 책입니다."""
    index = "본문입니다.\n\n```{interpreters} plot_told told\n```\n"
    book = mini_book_at(tmp_path_factory.mktemp("interpreters"), {}, index)
    book.write("examples/topic/plot_told.py", EXAMPLE)
    kept = json.loads(book.build().record("plot_told").read_text(encoding="utf-8"))
    kept["machine"] |= {"python": "3.99.1", "gil": False}
    book.write("docs/records/far-python/plot_told.json", json.dumps(kept, ensure_ascii=False))
    return book


def test_every_interpreter_is_a_row(book):
    """줄마다 인터프리터의 이름이, 칸마다 방법의 사실이 있고, 어느 기계의 것인지 적힙니다."""
    built = book.build("-W", "-D", "exclude_patterns=_build,records")
    assert built.code == 0, built.output
    page = BeautifulSoup(built.page("index"), "html.parser")
    rows = [
        [cell.get_text() for cell in row.select("td")]
        for row in page.select_one("table.parabook-table").select("tbody tr")
    ]
    assert len(rows) == 2
    assert rows[1] == ["CPython 3.99.1, GIL 꺼짐", "3"]
    assert "남겨 둔 기록입니다." in page.get_text()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("plot_absent told", "그런 실험이 없습니다"),
        ("plot_told unknown", "사실 unknown이 없습니다"),
    ],
)
def test_what_no_record_knows_is_warned_about(book, asked, said):
    """없는 실험이나 사실을 물으면 경고합니다."""
    book.write("docs/other.md", f"# 다른 쪽\n\n```{{interpreters}} {asked}\n```\n")
    built = book.build("-D", "exclude_patterns=_build,records")
    assert "interpreters: " in built.output
    assert said in built.output
