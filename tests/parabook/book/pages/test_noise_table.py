"""책 전체의 소음을 모은 표와, 소스에 남겨 둔 기록의 표가 페이지에 실립니다."""

import json

import pytest
from bs4 import BeautifulSoup

INDEX = """\
본문입니다.

```{noise}
```

```{kept-record} far-server/plot_x
:output: slow
```
"""


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """한 번 재어, 그 기록을 남겨 둔 작은 책입니다."""
    folder = tmp_path_factory.mktemp("noise")
    book = mini_book_at(folder, {"plot_x": None}, INDEX)
    first = book.build()
    assert "남겨 둔 기록이 없습니다" in first.page("index")
    assert "kept-record: 기록 파일이 없습니다" in first.output
    kept = json.loads(first.record("plot_x").read_text(encoding="utf-8"))
    kept["machine"]["cpu"] = "먼 곳의 CPU"
    text = json.dumps(kept, ensure_ascii=False)
    book.write("docs/records/far-server/plot_x.json", text)
    return book


def test_noise_of_every_timed_experiment_is_listed(book):
    """시간을 잰 실험마다 다른 것이 쓴 코어와 불안정한 방법의 수가 적힙니다."""
    built = book.build("-D", "exclude_patterns=_build,records")
    tables = BeautifulSoup(built.page("index"), "html.parser").select("table.parabook-table")
    rows = [[cell.get_text() for cell in row.select("td")] for row in tables[0].select("tbody tr")]
    assert len(rows) == 1
    assert rows[0][0] == "실험 plot_x"
    assert rows[0][1].endswith(" %")
    assert rows[0][3].startswith("2개 가운데 ")


def test_kept_record_names_its_own_machine(book):
    """남겨 둔 기록의 표에는, 이 책을 빌드한 기계의 값이 아니라는 말과 잰 자리가 붙습니다."""
    built = book.build("-W", "-D", "exclude_patterns=_build,records")
    assert built.code == 0, built.output
    page = built.page("index")
    assert "이 책을 빌드한 기계의 값이 아니라 남겨 둔 기록입니다. 먼 곳의 CPU" in page
    assert "‘느린 방법’의 출력:" in page


def test_kept_record_without_that_contender_is_warned_about(book):
    """남겨 둔 기록에 없는 방법의 글을 실으려 하면 경고합니다."""
    book.write(
        "docs/other.md", "# 다른 쪽\n\n```{kept-record} far-server/plot_x\n:output: 없는것\n```\n"
    )
    built = book.build("-D", "exclude_patterns=_build,records")
    assert "kept-record: 기록 plot_x에는 경쟁 방법 없는것" in built.output
