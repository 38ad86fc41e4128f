"""프로세스 나무가 쓴 것을 남김없이 셉니다."""

import os
import subprocess
import sys
import time
from typing import Any, NamedTuple

import psutil
import pytest

from parabook.processes import tree, usage

READERS = 4
BLOCK_BYTES = 200 * 2**20

FORKED_READERS = f"""
import os, sys

block = bytearray({BLOCK_BYTES})
for at in range(0, len(block), 4096):
    block[at] = 1
for _ in range({READERS}):
    if os.fork() == 0:
        total = sum(block[at] for at in range(0, len(block), 4096))
        print("다 읽음", flush=True)
        sys.stdin.readline()
        os._exit(0)
for _ in range({READERS}):
    os.wait()
"""

BURNER = """
import sys, time
started = time.process_time()
while time.process_time() - started < 0.3:
    pass
print("다 태움", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(name="start")
def _start():
    """파이썬 코드를 다른 프로세스에서 시작하고, 끝나면 나무째 거둡니다."""
    started: list[subprocess.Popen] = []

    def start(code: str, lines: int) -> psutil.Process:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        started.append(process)
        for _ in range(lines):
            process.stdout.readline()
        return psutil.Process(process.pid)

    yield start
    for process in started:
        if process.poll() is None:
            tree.kill([psutil.Process(process.pid)])
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="PSS는 Linux에만 있습니다.")
def test_shared_block_is_counted_once(start):
    """한 덩이를 함께 읽는 네 프로세스의 메모리는 한 덩이만큼입니다."""
    reader = start(FORKED_READERS, READERS)
    found = usage.memory([reader, *tree.descendants(reader.pid)])
    assert found.processes == READERS + 1
    assert found.method == "pss"
    assert 200 <= found.shared_fairly / 2**20 <= 240
    assert found.own < found.shared_fairly


def test_burnt_cpu_is_counted(start):
    """태운 CPU 시간이 계산에 들어옵니다."""
    burner = start(BURNER, 1)
    # 시작하는 비용이 더해지므로 위로는 넉넉히 봅니다.
    assert 0.28 <= usage.usage([burner]).cpu <= 0.3 + 0.5


def test_vanished_process_is_skipped(start):
    """그사이 사라진 프로세스는 건너뜁니다."""
    burner = start("print(1, flush=True)", 1)
    tree.kill([burner])
    assert usage.usage([burner]) == usage.Usage()
    assert usage.memory([burner]).processes == 0
    assert tree.descendants(burner.pid) == []


def test_usage_since_is_never_negative():
    """세던 프로세스가 사라져 합이 줄어도 쓴 것이 음수가 되지는 않습니다."""
    assert usage.Usage(1.0, 0.5).since(usage.Usage(2.0, 1.0)) == usage.Usage(0.0, 0.0)
    assert usage.Usage(3.0, 1.0).since(usage.Usage(2.0, 0.75)) == usage.Usage(1.0, 0.25)


class Times(NamedTuple):
    """코어 하나가 지금까지 보낸 시간(초)."""

    user: float
    system: float
    idle: float
    iowait: float = 0.0
    guest: float = 0.0


def test_machine_busy_time_is_what_was_not_idle(monkeypatch):
    """기계가 일한 시간은 쉰 시간과 입출력을 기다린 시간을 뺀 것이고, guest를 두 번 세지 않습니다.

    진짜 기계에서는 남의 일만으로도 늘어나므로, 답을 아는 시간들로 봅니다.
    """
    cores = [Times(3.0, 0.5, 9.0, iowait=4.0, guest=1.0), Times(2.0, 0.25, 9.0)]
    monkeypatch.setattr(psutil, "cpu_times", lambda *, percpu: cores if percpu else None)
    monkeypatch.setattr(usage.machine, "usable_cpus", lambda: (0, 1))
    assert usage.machine_busy_seconds() == 3.5 + 2.25


def test_only_usable_cores_are_watched(monkeypatch):
    """허락되지 않은 코어에서 남이 일하는 것은 세지 않습니다."""
    cores = [Times(1.0, 0.5, 9.0), Times(100.0, 20.0, 3.0)]
    monkeypatch.setattr(psutil, "cpu_times", lambda *, percpu: cores if percpu else None)
    monkeypatch.setattr(usage.machine, "usable_cpus", lambda: (0,))
    assert usage.machine_busy_seconds() == 1.5


def test_missing_kernel_files_mean_unknown(monkeypatch, tmp_path):
    """PSI가 없는 시스템에서는 모른다고 합니다."""
    monkeypatch.setattr(usage, "PRESSURE_FILE", tmp_path / "없음")
    assert usage.pressure_seconds() is None


class Refusing(NamedTuple):
    """다른 프로세스의 자세한 메모리를 알려 주지 않는 시스템의 프로세스."""

    rss: int

    def memory_full_info(self) -> Any:
        """거절합니다."""
        raise psutil.AccessDenied

    def memory_info(self) -> Any:
        """누구에게나 알려 주는 것입니다."""
        return self


def test_refused_memory_is_counted_as_rss():
    """자세한 메모리를 알려 주지 않으면 RSS를 더하고, 그렇다고 합니다. 0이라고 하지 않습니다."""
    found = usage.memory([Refusing(3 * 2**20), Refusing(2**20)])
    assert found == usage.Memory(4 * 2**20, 4 * 2**20, processes=2, method="rss")


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"])
print(child.pid, flush=True)
child.wait()
"""


def test_number_given_to_a_stranger_is_left_alone(start):
    """거둔 프로세스의 번호를 받은 남도, 그 남의 자손도 끝내지 않습니다."""
    gone = start("print(1, flush=True)", 1)
    tree.kill([gone])
    stranger = start(PARENT, 1)
    gone._pid = stranger.pid
    tree.kill([gone])
    (child,) = stranger.children()
    assert child.status() != psutil.STATUS_ZOMBIE
    assert stranger.status() != psutil.STATUS_ZOMBIE


ORPHANED = """
import _multiprocessing, os, signal, sys
kept = _multiprocessing.SemLock(1, 1, 1, sys.argv[1], False)
print("made", flush=True)
if sys.argv[2] == "die":
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdin.read()
"""


@pytest.mark.skipif(
    not tree.SHARED_MEMORY.is_dir(), reason="세마포어를 파일로 두지 않는 시스템입니다."
)
def test_semaphore_that_nobody_uses_is_swept():
    """만들고 나서 알리기 전에 죽은 프로그램의 세마포어를 없앱니다. 살아 있는 것과 먼저 생긴 것은 둡니다."""
    started = time.time()
    names = {end: f"/mp-sweep{os.getpid()}{end}" for end in ("die", "live")}
    files = {end: tree.SHARED_MEMORY / f"sem.{name[1:]}" for end, name in names.items()}
    programs = {
        end: subprocess.Popen(
            [sys.executable, "-c", ORPHANED, name, end],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for end, name in names.items()
    }
    try:
        for program in programs.values():
            assert program.stdout.readline() == b"made\n"
        programs["die"].wait()
        tree.sweep(time.time() + 10)
        assert all(file.exists() for file in files.values())
        tree.sweep(started)
        assert {end for end, file in files.items() if file.exists()} == {"live"}
    finally:
        for program in programs.values():
            program.kill()
            program.communicate()
        tree.sweep(started)
    assert not files["live"].exists()
