"""장에 적은 지시가 틀리면, 어디가 틀렸는지 한국어로 알립니다."""

import pytest

INDEX = """\
{measured}`plot_none.time(other)`

{measured}`plot_x.tme(other)`

{measured}`plot_x.time(nobody)`

{measured}`plot_x.connections(other)`

```{experiment} plot_none
```

```{experiment} plot_x
:show: slow, nothing
```
"""

COMPLAINTS = (
    "그런 실험이 없습니다: 'plot_none'",
    "알아들을 수 없는 말입니다: 'tme(other)'",
    "경쟁 방법 nobody의 표본이 없습니다. 있는 것: slow, other",
    "서버가 없어 연결을 세지 않았습니다",
    "예제 plot_x에 없는 이름입니다: nothing",
)


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory, mini_book_at):
    """틀린 지시가 든 책을 빌드합니다."""
    return mini_book_at(tmp_path_factory.mktemp("wording"), {"plot_x": None}, INDEX).build("-W")


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_wrong_instruction_is_explained_with_its_place(built, complaint):
    """경고에 파일의 이름과 줄, 이유가 나옵니다."""
    line = next(line for line in built.output.splitlines() if complaint in line)
    assert "index.md:" in line


def test_wrong_instruction_fails_a_strict_build(built):
    """경고를 오류로 보는 책은 빌드되지 않은 것으로 끝납니다."""
    assert built.code != 0


def test_same_file_name_in_two_topics_is_refused(tmp_path, mini_book_at):
    """주제 폴더가 달라도 예제의 파일 이름이 같으면 기록을 가릴 수 없습니다."""
    book = mini_book_at(tmp_path, {"plot_x": None})
    book.write("examples/second/GALLERY_HEADER.rst", "둘째\n" + "-" * 66 + "\n")
    book.write("examples/second/plot_x.py", (tmp_path / "examples/topic/plot_x.py").read_text())
    built = book.build()
    assert built.code != 0
    assert "예제의 파일 이름이 겹칩니다" in built.output


def test_unknown_budget_is_explained(tmp_path, mini_book_at):
    """환경 변수에 모르는 값이 있으면 쓸 수 있는 값을 알려 줍니다."""
    built = mini_book_at(tmp_path, {"plot_x": None}).build(PARABOOK_BUDGET="lots")
    assert built.code != 0
    assert "PARABOOK_BUDGET의 값 'lots'을 모릅니다. full, quick, once 가운데 하나" in built.output
