"""페이지에 싣는 표: 줄보다 열이 많으면 세우고, 표가 말하는 것은 그림이나 출력으로 거듭하지 않습니다."""

import pytest
from bs4 import BeautifulSoup

from parabook.book.pages.tables import table_of

EXAMPLE = '''\
"""
예와 아니요를 세는 실험
==================================================================

작은 실험입니다.
"""


def yes():
    """그런 방법"""
    return {"told": 1}


def no():
    """아닌 방법"""
    return {"told": 0}


if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(yes, no, facts={"told": "알림(알렸으면 1)"}, times=1)
    print(result)
    draw(result)
'''


def cells(table):
    """표의 줄마다 칸의 글들입니다. 첫 줄은 열의 이름입니다."""
    return [
        [entry.astext() for entry in row.children]
        for row in table.findall(lambda node: node.tagname == "row")
    ]


def test_single_wide_row_is_stood_up():
    """방법이 하나이고 물은 것이 많은 표는 한 줄에 하나씩 적습니다."""
    row = {"방법": "이 기계", "하나": "1", "둘": "2", "셋": "3", "넷": "4"}
    assert cells(table_of([row])) == [
        ["방법", "이 기계"],
        ["하나", "1"],
        ["둘", "2"],
        ["셋", "3"],
        ["넷", "4"],
    ]


@pytest.mark.parametrize(("rows", "columns"), [(1, 3), (3, 5), (2, 2)])
def test_other_tables_lie_as_they_are(rows, columns):
    """열이 많지 않으면 그대로 둡니다."""
    table = [
        {"방법": f"방법 {row}", **{f"열 {column}": "1" for column in range(columns)}}
        for row in range(rows)
    ]
    assert len(cells(table_of(table))) == rows + 1


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory, mini_book_at):
    """0과 1만 세는 실험 하나가 든 책입니다."""
    index = "```{experiment} plot_asked\n```\n"
    book = mini_book_at(tmp_path_factory.mktemp("tables"), {}, index)
    book.write("examples/topic/plot_asked.py", EXAMPLE)
    built = book.build("-n", "-W", "--keep-going")
    assert built.code == 0, built.output
    return built


@pytest.mark.parametrize("name", ["index", "auto_examples/topic/plot_asked"])
def test_zeros_and_ones_are_a_table_without_a_picture(built, name):
    """예와 아니요뿐인 실험의 페이지에는 표만 있습니다. 같은 말을 하는 그림은 싣지 않습니다."""
    page = BeautifulSoup(built.page(name), "html.parser").article
    assert not page.select("img.parabook-chart")
    rows = [[cell.get_text().strip() for cell in row.select("td")] for row in page.select("tr")]
    assert rows[1:] == [["그런 방법", "예"], ["아닌 방법", "아니요"]]


def test_list_of_experiments_still_has_its_small_picture(built):
    """실험의 목차에는 그 실험의 작은 그림이 있습니다."""
    page = BeautifulSoup(built.page("auto_examples/topic/index"), "html.parser").article
    drawn = {
        image["src"].rpartition("/")[2] for image in page.select(".sphx-glr-thumbcontainer img")
    }
    assert drawn == {
        "sphx_glr_plot_asked_001_small.svg",
        "sphx_glr_plot_asked_001_small_dark.svg",
    }


def test_output_that_repeats_the_table_is_folded(built):
    """실험의 페이지에서, 표를 한 줄씩 적은 출력은 접혀 있습니다."""
    page = BeautifulSoup(built.page("auto_examples/topic/plot_asked"), "html.parser").article
    *_, printed = page.select(".sphx-glr-script-out")
    assert printed.find_parent("details").summary.get_text() == "출력"
