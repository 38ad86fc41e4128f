"""한도가 낮은 자리: 파일, 프로세스, 공유 메모리가 모자라면 역추적 대신 무엇을 늘릴지 한 문장으로 말합니다."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from parabook.processes import limits

EXAMPLE = '''\
"""한도에 걸리는 예제"""


def small():
    """작은 방법"""
    return 7


def greedy():
    """욕심 많은 방법"""
    {greedy}
    return 7


if __name__ == "__main__":
    from parabook import compare

    compare(small, greedy)
'''
FILES = "kept = [open(__file__) for _ in range(500)]"
THREADS = 'raise RuntimeError("can\'t start new thread")'
NO_ROOM = (
    "from multiprocessing import shared_memory as room\n"
    "    fake = {'shm_open': staticmethod(lambda *_, **__: open('/없는/자리'))}\n"
    "    room._posixshmem = type('Fake', (), fake)\n"
    "    room.SharedMemory(create=True, size=8)"
)
TOO_SMALL = "import os, signal; os.kill(os.getpid(), signal.SIGBUS)"
WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows에는 ulimit이 없습니다.")


def _run(folder, greedy, *, files=0):
    """예제를 손으로 돌려, 끝난 코드와 오류 출력의 줄들을 돌려줍니다."""
    example = folder / "plot_greedy.py"
    example.write_text(EXAMPLE.format(greedy=greedy), encoding="utf-8")
    command = [sys.executable, str(example)]
    if files:
        lowered = f'ulimit -n {files} && exec "$@"'
        command = ["sh", "-c", lowered, "sh", *command]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PARABOOK_BUDGET": "once", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


@WINDOWS
@pytest.mark.parametrize("files", [64, 12])
def test_few_files_are_told_in_one_sentence(tmp_path, files):
    """열 수 있는 파일이 64개이면 방법이, 12개이면 재는 쪽이 모자란다고 한 문장으로 말합니다."""
    code, told = _run(tmp_path, FILES, files=files)
    assert code == 1
    assert len(told) == 1, told
    assert "실험 plot_greedy 실패" in told[0]
    assert f"파일의 한도({files}개)가 모자라니, ulimit -n 1024처럼" in told[0]


@WINDOWS
@pytest.mark.parametrize(
    ("greedy", "sentence"),
    [
        (THREADS, "프로세스와 스레드의 한도"),
        (NO_ROOM, f"공유 메모리를 두는 {limits.SHARED_MEMORY}"),
        (TOO_SMALL, f"공유 메모리를 두는 {limits.SHARED_MEMORY}"),
    ],
    ids=["processes", "no shared memory", "little shared memory"],
)
def test_other_limits_are_told_in_one_sentence(tmp_path, greedy, sentence):
    """스레드를 더 시작할 수 없거나 세마포어를 둘 곳이 없어도 한 문장입니다."""
    code, told = _run(tmp_path, greedy)
    assert code == 1
    assert len(told) == 1, told
    assert "경쟁 방법 greedy(욕심 많은 방법)" in told[0]
    assert sentence in told[0]


def test_ordinary_error_keeps_its_trace(tmp_path):
    """한도와 상관없는 오류는 역추적을 잃지 않습니다."""
    code, told = _run(tmp_path, "open('/없는/파일')")
    assert code == 1
    assert any("Traceback" in line for line in told)


ERRORS = {
    "OSError: [Errno 24] Too many open files": "파일의 한도",
    "BlockingIOError: [Errno 11] Resource temporarily unavailable": "프로세스와 스레드의 한도",
    "RuntimeError: can't start new thread": "프로세스와 스레드의 한도",
}


@pytest.mark.parametrize("error", ERRORS)
def test_error_names_what_is_short(error):
    """오류 한 줄만으로 무엇이 모자란지 압니다."""
    assert ERRORS[error] in (limits.explained(error) or "")


def test_full_disk_is_not_shared_memory():
    """디스크가 찬 것은 공유 메모리의 탓으로 돌리지 않습니다."""
    error = "OSError: [Errno 28] No space left on device"
    assert limits.explained(error, "file.write(x)") is None
    assert str(limits.SHARED_MEMORY) in (
        limits.explained(error, "self._fd = _posixshmem.shm_open(") or ""
    )
