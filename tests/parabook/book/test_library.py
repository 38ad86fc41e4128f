"""기록은 바뀌었을 때만 다시 읽고, 장에 싣는 코드에서는 검사 도구에게 하는 말을 덜어 냅니다."""

import os

import pytest

from parabook.book.library import Experiment, load
from parabook.record.schema import Record, RecordError


@pytest.fixture(name="parsed")
def _parsed(monkeypatch):
    """JSON을 풀어 기록으로 만든 파일의 목록입니다."""
    files = []

    def read(path):
        files.append(path)
        return path.read_text(encoding="utf-8")

    monkeypatch.setattr(Record, "load", read)
    return files


def test_record_is_parsed_once_until_it_changes(tmp_path, parsed):
    """여러 자리에서 물어도 한 번만 풀고, 파일이 바뀌면 새로 풉니다."""
    file = tmp_path / "plot_x.json"
    file.write_text("one", encoding="utf-8")
    assert [load(file) for _ in range(5)] == ["one"] * 5
    assert len(parsed) == 1
    file.write_text("three", encoding="utf-8")
    assert [load(file) for _ in range(5)] == ["three"] * 5
    assert len(parsed) == 2


def test_same_size_is_told_by_time(tmp_path, parsed):
    """크기가 같아도 때가 다르면 바뀐 것입니다."""
    file = tmp_path / "plot_x.json"
    file.write_text("one", encoding="utf-8")
    load(file)
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert load(file) == "two"
    assert len(parsed) == 2


def test_missing_record_is_told(tmp_path):
    """없는 기록은 언제나 기록의 오류입니다."""
    with pytest.raises(RecordError):
        load(tmp_path / "none.json")


EXAMPLE = '''"""이름 하나"""
LIMIT = 3  # noqa: S105,PLR2004 - 이유입니다.


def fetch():
    """받기"""
    run()  # noqa: B023
    return "# noqa: 글 속의 것"  # 읽는 사람에게 하는 말
'''


def test_listing_has_no_word_for_tools(tmp_path):
    """noqa는 빠지고 거기에 적은 이유와 다른 주석은 남습니다."""
    source = tmp_path / "plot_x.py"
    source.write_text(EXAMPLE, encoding="utf-8")
    shown = Experiment("plot_x", source, "제목", source, source).code_of(["LIMIT", "fetch"])
    assert shown.splitlines() == [
        "LIMIT = 3  # 이유입니다.",
        "",
        "",
        "def fetch():",
        '    """받기"""',
        "    run()",
        '    return "# noqa: 글 속의 것"  # 읽는 사람에게 하는 말',
    ]
