"""Linux에만 있는 것을 빼앗아도 불러오고, 재고, 끝냅니다."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from parabook.record.schema import Record

# 시작하는 모든 인터프리터에서 먼저 돕니다. parabook의 코드가 물을 때에만 없는 것으로 합니다.
# psutil과 표준 라이브러리는 이 시스템의 것이어서, 이 시스템에 있는 것을 씁니다. 다른 시스템에는 그 시스템의 것이 있습니다.
TAKEN_AWAY = """\
import builtins, io, os, signal, sys

TAKEN = {
    os: (
        "sched_getaffinity", "sched_setaffinity", "fork", "forkpty", "getuid", "geteuid", "killpg",
        "pidfd_open", "getpgid", "setsid", "process_cpu_count", "getloadavg", "waitid", "wait4",
        "uname", "sysconf", "sched_yield", "register_at_fork",
    ),
    signal: ("SIGKILL", "SIGALRM", "SIGUSR1", "SIGHUP", "pthread_kill", "setitimer", "sigwait"),
}
HIDDEN = ("/proc", "/dev/shm", "/sys")
STANDARD = os.path.dirname(os.__file__)


def asked_by_parabook():
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        standard = file.startswith(STANDARD) and "site-packages" not in file
        if not standard and not file.startswith("<frozen"):
            return f"{os.sep}src{os.sep}parabook{os.sep}" in file
        frame = frame.f_back
    return False


def take(module, names):
    real = {name: module.__dict__.pop(name) for name in names if name in module.__dict__}

    def __getattr__(name):
        if name in real and not asked_by_parabook():
            return real[name]
        raise AttributeError(name)

    module.__getattr__ = __getattr__


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("resource", "fcntl", "pwd", "pty", "termios") and asked_by_parabook():
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def without(function):
    def called(path=".", *rest, **named):
        if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(HIDDEN):
            if asked_by_parabook():
                raise FileNotFoundError(2, "No such file or directory", path)
        return function(path, *rest, **named)

    return called


for module, names in TAKEN.items():
    take(module, names)
sys.meta_path.insert(0, Missing())
builtins.open = io.open = without(builtins.open)
os.listdir, os.scandir, os.stat = map(without, (os.listdir, os.scandir, os.stat))
"""
EXAMPLE = '''\
"""재어 보기"""

import threading


def alone():
    """홀로"""
    return sum(range(1000))


def threaded():
    """스레드로"""
    found = []
    thread = threading.Thread(target=lambda: found.append(sum(range(1000))))
    thread.start()
    thread.join()
    return found[0]


if __name__ == "__main__":
    from parabook import compare, observe

    print(compare(alone, threaded, ceiling=True, one_core=False))
    print(observe(seen, facts={"seen": "본 것(개)"}, part="seen"))
'''
EXAMPLE = EXAMPLE.replace(
    "if __name__", 'def seen():\n    """세는 방법"""\n    return {"seen": 3}\n\n\nif __name__', 1
)

IMPORTED = """
import importlib, pkgutil, parabook
for found in pkgutil.walk_packages(parabook.__path__, "parabook."):
    if "skeletons" not in found.name and not found.name.endswith("__main__"):
        importlib.import_module(found.name)
"""


@pytest.fixture(name="bereft")
def _bereft(tmp_path):
    """Linux의 것을 빼앗긴 파이썬의 환경 변수입니다."""
    folder = tmp_path / "taken"
    folder.mkdir()
    folder.joinpath("sitecustomize.py").write_text(TAKEN_AWAY, encoding="utf-8")
    return {
        **os.environ,
        "PYTHONPATH": str(folder),
        "PARABOOK_BUDGET": "once",
        "PYTHONIOENCODING": "utf-8",
    }


def _run(bereft, folder, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=bereft,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_everything_is_imported(bereft, tmp_path):
    """모든 모듈을 불러옵니다."""
    _run(bereft, tmp_path, "-c", IMPORTED)


def test_example_runs_by_hand(bereft, tmp_path):
    """예제를 손으로 돌려, 재고 지켜본 기록이 남습니다."""
    tmp_path.joinpath("plot_bereft.py").write_text(EXAMPLE, encoding="utf-8")
    _run(bereft, tmp_path, "plot_bereft.py")
    folder = tmp_path / "parabook-results"
    assert Record.load(folder / "plot_bereft.json").samples
    assert Record.load(folder / "plot_bereft-seen.json").fact("seen", "seen").value == 3


def test_what_is_taken_away_is_missed(bereft, tmp_path):
    """빼앗는 일이 되는지 봅니다. 한 줄이라도 감싸지 않고 부르면 위의 시험이 실패합니다."""
    package = tmp_path / "src" / "parabook"
    package.mkdir(parents=True)
    for number, line in enumerate(("os.sched_getaffinity(0)", "open('/proc/stat')", "os.fork()")):
        package.joinpath(f"naked{number}.py").write_text(f"import os\n{line}\n", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(package / f"naked{number}.py")],
            env=bereft,
            capture_output=True,
            check=False,
        )
        assert done.returncode != 0, line
