"""두 측정은 겹치지 않고, 기다리면 누구를 기다리는지 말하고, /tmp의 이웃 때문에 멈추지 않습니다."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from parabook.experiment import queueing

HOLD = """
import sys
from parabook.experiment import queueing
with queueing.alone(print):
    print("잡았습니다", flush=True)
    sys.stdin.readline()
"""
WAIT = """
import sys
from parabook.experiment import queueing
with queueing.alone(lambda words: print(words, flush=True)):
    print("제 차례입니다", flush=True)
"""


@pytest.fixture(name="places")
def _places(monkeypatch, tmp_path):
    """잠금을 둘 만한 곳이 모두 임시 폴더에 있습니다."""
    monkeypatch.delenv(queueing.LOCKS_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _started(code, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_waiting_names_the_process_even_with_another_tmpdir(places):
    """TMPDIR이 서로 달라도 겹치지 않고, 1초를 넘기면 누구를 기다리는지 번호와 명령으로 말합니다."""
    apart = [places / name for name in ("하나", "둘")]
    for folder in apart:
        folder.mkdir()
    with _started(HOLD, TMPDIR=str(apart[0])) as holder:
        assert "잡았" in holder.stdout.readline()
        with _started(WAIT, TMPDIR=str(apart[1])) as waiting:
            told = waiting.stdout.readline()
            holder.communicate("\n")
            assert "제 차례" in waiting.stdout.read()
    assert f"프로세스 {holder.pid}(" in told
    assert "python" in told
    assert str(Path.cwd()) in told
    assert "끝나기를 기다립니다" in told


def test_dead_holder_is_not_waited_for(places):
    """잡은 채로 죽은 프로세스는 기다리지 않습니다. 남은 쪽지에 속지 않습니다."""
    del places
    with _started(HOLD) as holder:
        holder.stdout.readline()
        holder.kill()
    told = []
    with queueing.alone(told.append):
        assert told == []


@pytest.mark.parametrize("kind", ["file", "link", "open"])
@pytest.mark.skipif(os.name == "nt", reason="Windows의 임시 폴더는 사용자마다 따로입니다.")
def test_hostile_neighbour_is_survived(places, monkeypatch, kind):
    """이웃이 이름을 먼저 차지했거나, 링크나 아무나 쓰는 폴더를 두었어도 다른 곳에 잠그고 잽니다."""
    taken = places / "parabook"
    victim = places / "victim"
    victim.mkdir()
    if kind == "file":
        taken.write_text("내 것", encoding="utf-8")
    elif kind == "link":
        taken.symlink_to(victim, target_is_directory=True)
    else:
        taken.mkdir()
        taken.chmod(0o777)
    monkeypatch.setattr(queueing, "_folders", lambda: iter([taken, places / "mine"]))
    told = []
    with queueing.alone(told.append):
        assert (places / "mine" / "measuring.lock").exists()
    assert told == []
    assert list(victim.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows에는 사용자의 번호가 없습니다.")
def test_folder_of_another_user_is_not_used(places, monkeypatch):
    """남의 폴더에는 잠금을 두지 않습니다."""
    monkeypatch.setattr(queueing.os, "getuid", lambda: os.geteuid() + 1)
    assert not queueing._own(places)


def test_no_place_for_a_lock_is_told_and_measured(monkeypatch):
    """잠금을 둘 곳이 없으면 한 문장으로 말하고 그대로 잽니다."""
    monkeypatch.setattr(queueing, "_folders", lambda: iter([Path("/없는/자리")]))
    told, done = [], []
    with queueing.alone(told.append):
        done.append(True)
    assert done
    assert len(told) == 1
    assert queueing.LOCKS_VARIABLE in told[0]


NESTED = """\
\"\"\"재는 함수를 재기\"\"\"

import os
import subprocess
import sys


def small():
    \"\"\"작은 방법\"\"\"
    return 7


def measuring():
    \"\"\"다시 재는 방법\"\"\"
    code = "from parabook.experiment import queueing\\nwith queueing.alone(print): print(7)"
    return int(subprocess.run([sys.executable, "-c", code], stdout=-1, check=True).stdout)


if __name__ == "__main__":
    from parabook import compare

    compare(small, measuring, deadline_seconds=30)
"""


def test_measurement_inside_a_measurement_does_not_wait(places):
    """재어지는 함수가 명령을 불러 다시 재면, 제 조상을 기다리지 않습니다."""
    example = places / "plot_nested.py"
    example.write_text(NESTED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(example)],
        cwd=places,
        env={**os.environ, "PARABOOK_BUDGET": "once", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_note_that_someone_spoiled_is_survived(tmp_path):
    """누가 잡고 있는지 적은 파일이 망가졌어도 기다린다는 말은 나옵니다."""
    noted = tmp_path / "measuring.holder"
    for text in ("", "[]", '{"pid": "x"}', "\0"):
        noted.write_text(text, encoding="utf-8")
        assert queueing._holder(noted) == "다른 프로세스가"
