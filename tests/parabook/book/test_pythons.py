"""이 기계의 인터프리터를 PATH와, 집 폴더와, 적어 준 목록에서 찾습니다."""

import os
import sys

import pytest

from parabook.book import pythons
from parabook.book.pythons import LISTED, Found, candidates, find

SCRIPT = "#!/bin/sh\nexit 3\n"


def put(folder, name, text=SCRIPT):
    """실행 파일 하나를 둡니다."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def test_candidates_come_from_the_list_the_path_and_the_managers(tmp_path):
    """적어 준 것이 먼저이고, 이름에 t가 붙은 것도 보며, 다른 프로그램은 보지 않습니다."""
    listed = put(tmp_path / "far", "mine")
    free = put(tmp_path / "bin", "python3.14t")
    put(tmp_path / "bin", "python3")
    managed = put(tmp_path / "home/.pyenv/versions/3.12.1/bin", "python3.12")
    environment = {LISTED: str(listed), "PATH": str(tmp_path / "bin")}
    assert list(candidates(environment, tmp_path / "home")) == [listed, free, managed]


@pytest.mark.skipif(os.name == "nt", reason="Windows에서는 링크를 만드는 데 권한이 듭니다.")
def test_one_interpreter_is_told_once(tmp_path):
    """같은 것을 가리키는 두 이름은 하나이고, 대답하지 않는 것은 뺍니다."""
    put(tmp_path, "python3.13")
    for name in ("python3.11", "python3.12"):
        (tmp_path / name).symlink_to(sys.executable)
    (one,) = find({"PATH": str(tmp_path)}, tmp_path / "nobody")
    assert one.version == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize(("gil", "name"), [(True, "python-3-14"), (False, "free-threaded-3-14")])
def test_record_is_named_after_the_build(tmp_path, gil, name):
    """기록의 이름은 버전과 빌드에서 옵니다."""
    assert Found(tmp_path, "3.14.10", gil).record_name == name


def test_what_is_found_is_written_with_its_command(tmp_path, monkeypatch, capsys):
    """찾은 것마다 기록을 남길 명령을 적고, 하나도 없으면 어떻게 할지 말합니다."""
    one = Found(tmp_path / "python3.14t", "3.14.1", gil=False)
    monkeypatch.setattr(pythons, "find", lambda *_: [one])
    assert pythons.main() == 0
    assert f"PARABOOK_PYTHON={one.path}" in capsys.readouterr().out
    monkeypatch.setattr(pythons, "find", lambda *_: [])
    assert pythons.main() == 1
    assert LISTED in capsys.readouterr().out
