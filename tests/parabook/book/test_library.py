"""기록은 바뀌었을 때만 다시 읽습니다."""

import os

import pytest

from parabook.book.library import load
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
