"""모든 시험이 함께 지키는 것: 시험은 프로세스도, 스레드도, 소켓도, 공유 메모리도 남기지 않습니다.

시험 하나가 끝날 때마다 그 시험 동안 새로 생긴 것이 남았는지 봅니다.
function보다 넓은 범위의 픽스처가 만든 것은 그 픽스처의 것으로 적어 두고, 픽스처가 치워질 때까지 봐줍니다.

시험을 나란히 돌릴 때의 묶음도 여기에서 정합니다.
예제를 손으로 돌리는 시험(`by_hand`)은 저희끼리만 나란히, 시간을 재는 시험(`alone`)은 혼자 돕니다.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import psutil
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["pytester"]

# 바쁜 기계에서 느려졌다고 실패하지 않게 합니다. 시간을 재는 시험은 따로 있습니다.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")

GRACE_SECONDS = 10.0
"""끝나는 중인 것이 마저 끝나기를 기다리는 시간의 한도."""

MARK = "PARABOOK_TEST_RUN"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - 쓰지 않고 이름만 읽습니다.
SOCKETS = Path("/proc/self/fd")
ROOT = Path(__file__).parent.parent
WORKER = "PYTEST_XDIST_WORKER"

MEASURING = (
    "tests/test_cures.py",
    "tests/test_unseen_functions.py",
    "tests/test_unseen_work.py",
    "tests/parabook/accuracy/",
    "tests/parabook/exercises/test_pace.py",
    "tests/parabook/launcher/",
    "tests/parabook/processes/",
)
"""시간이나 기계의 사정을 재는 시험. 다른 것과 나란히 돌면 재는 값이 달라집니다."""

BUILDING, BUILT = "tests/book/test_build.py", "tests/book/"
"""책을 빌드하는 시험과, 그것이 빌드한 책을 보는 시험들."""


@dataclass(frozen=True)
class Traces:
    """어느 순간에 살아 있던 것들. 프로세스와 스레드는 번호가 다시 쓰이므로 객체로 비교합니다."""

    processes: frozenset[psutil.Process] = frozenset()
    threads: frozenset[threading.Thread] = frozenset()
    sockets: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()

    def __sub__(self, other: Traces) -> Traces:
        """여기에만 있는 것."""
        return Traces(
            self.processes - other.processes,
            self.threads - other.threads,
            self.sockets - other.sockets,
            self.segments - other.segments,
        )

    def __or__(self, other: Traces) -> Traces:
        """어느 쪽에든 있는 것."""
        return Traces(
            self.processes | other.processes,
            self.threads | other.threads,
            self.sockets | other.sockets,
            self.segments | other.segments,
        )

    def __bool__(self) -> bool:
        """하나라도 있으면 참."""
        return bool(self.processes or self.threads or self.sockets or self.segments)

    def __str__(self) -> str:
        """남은 것을 한 줄에 하나씩 적은 글."""
        lines = [f"- 프로세스 {process.pid}: {_command(process)}" for process in self.processes]
        lines += [f"- 스레드 {thread.name}" for thread in self.threads]
        lines += [f"- 닫지 않은 소켓 {socket}" for socket in self.sockets]
        lines += [f"- 공유 메모리 {SHARED_MEMORY / name}" for name in self.segments]
        return "\n".join(sorted(lines))


@dataclass
class Guard:
    """남은 것을 찾는 워치독.

    부모를 잃은 자손은 프로세스 나무에서 찾을 수 없으므로, 물려준 환경 변수로 알아봅니다.
    """

    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    known: Traces = Traces()
    owned: dict[Any, Traces] = field(default_factory=dict)
    strangers: set[int] = field(default_factory=set)
    private: bool = False
    """`/dev/shm`이 이 프로세스와 자손만의 것인지."""

    def look(self) -> Traces:
        """지금 살아 있는 것을 돌려줍니다."""
        return Traces(
            frozenset(self._processes()),
            frozenset(thread for thread in threading.enumerate() if thread.is_alive()),
            frozenset(_sockets()),
            frozenset(self._segments()),
        )

    def _segments(self) -> Iterator[str]:
        """우리 것인 공유 메모리와 세마포어의 이름입니다.

        이름에는 누가 만들었는지 적혀 있지 않습니다.
        그래서 우리만 보는 폴더에서 찾고, 그런 폴더를 얻지 못했으면 남이 쓰고 있는 것을 뺍니다.
        """
        for pattern in ("psm_*", "sem.mp-*"):
            for path in SHARED_MEMORY.glob(pattern):
                if self.private or not self._mapped_by_stranger(path):
                    yield path.name

    def leftovers(self) -> Traces:
        """남아서는 안 되는데 남은 것을 돌려줍니다. 끝나는 중인 것은 조금 기다려 줍니다."""
        deadline = time.monotonic() + GRACE_SECONDS
        found = self._unexpected()
        while found and time.monotonic() < deadline:
            gc.collect()  # 순환 참조에 든 소켓을 닫습니다.
            psutil.wait_procs(found.processes, timeout=0.05)
            for thread in found.threads:
                thread.join(timeout=0.05)
            found = self._unexpected()
        return found

    def settle(self) -> str:
        """남은 것을 글로 돌려주고, 다음 시험이 같은 것으로 실패하지 않게 합니다."""
        found = self.leftovers()
        description = str(found)
        for process in found.processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(found.processes, timeout=GRACE_SECONDS)
        self.known |= found
        self._disown_orphans()
        return description

    def _allowed(self) -> Traces:
        allowed = self.known
        for traces in self.owned.values():
            allowed |= traces
        return allowed

    def _unexpected(self) -> Traces:
        allowed = self._allowed()
        found = self.look() - allowed
        adopted = {
            process for process in found.processes if allowed.processes & set(_ancestors(process))
        }
        return found - Traces(processes=frozenset(adopted))

    def _processes(self) -> Iterator[psutil.Process]:
        """이 프로세스의 자손을 돌려줍니다. 남의 것과 이미 끝난 것은 다시 보지 않습니다."""
        alive = set(psutil.pids())
        self.strangers &= alive
        for pid in alive - self.strangers - {os.getpid()} - _interpreter_servants():
            try:
                process = psutil.Process(pid)
                # 좀비는 끝난 것입니다. 고아를 거두지 않는 init 아래에서는 그 이름이 남습니다.
                if process.status() != psutil.STATUS_ZOMBIE and self._is_ours(process):
                    yield process
                    continue
            except (psutil.Error, OSError):
                pass  # 그사이 끝났거나, 남의 것이거나, 커널의 것입니다.
            self.strangers.add(pid)

    def _disown_orphans(self) -> None:
        """시험이 이 프로세스를 고아의 부모로 만들었으면 되돌리고, 거두지 않은 고아를 거둡니다."""
        if sys.platform != "linux":
            return
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 0, 0, 0, 0)
        with contextlib.suppress(ChildProcessError, psutil.NoSuchProcess):
            if os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                return
            for child in set(psutil.Process().children()) - self._allowed().processes:
                if child.status() == psutil.STATUS_ZOMBIE:
                    os.waitpid(child.pid, os.WNOHANG)

    def _is_ours(self, process: psutil.Process) -> bool:
        ours = os.getpid() in {parent.pid for parent in _ancestors(process)}
        return ours or process.environ().get(MARK) == self.mark

    def _mapped_by_stranger(self, path: Path) -> bool:
        """같은 기계에서 도는 다른 프로그램이 쓰고 있는 공유 메모리인지 알려 줍니다.

        glibc는 세마포어를 다른 이름으로 이은 다음 이름을 바꾸므로, 이름이 아니라 번호(inode)로 찾습니다.
        """
        try:
            number = path.stat().st_ino
        except OSError:
            return False  # 그사이 지워졌습니다.
        for pid in self.strangers:
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
                if any(f" {number} " in line and f" {SHARED_MEMORY}/" in line for line in lines):
                    return True
        return False


def _ancestors(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.parents()
    except psutil.Error:
        return []


def _interpreter_servants() -> set[int]:
    """인터프리터가 제 목숨과 함께 두는 프로세스. 공유 메모리와 `forkserver`를 쓰면 생깁니다."""
    tracker = getattr(resource_tracker._resource_tracker, "_pid", None)
    server = getattr(forkserver._forkserver, "_forkserver_pid", None)
    return {pid for pid in (tracker, server) if pid is not None}


def _sockets() -> Iterator[str]:
    """이 프로세스가 연 소켓의 이름. 읽을 수 없는 시스템에서는 ResourceWarning이 대신합니다."""
    if not SOCKETS.is_dir():
        return
    for link in SOCKETS.iterdir():
        with contextlib.suppress(OSError):
            if (target := str(link.readlink())).startswith("socket:"):
                yield target


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200] or process.name()
    except psutil.Error:
        return "(이미 끝남)"


def _own_shared_memory() -> bool:
    """`/dev/shm`을 이 프로세스와 자손만의 것으로 바꾸고, 바꾸었는지 돌려줍니다.

    그러지 않으면 같은 기계에서 도는 다른 프로그램이 남긴 것 때문에 시험이 실패합니다.
    Linux의 이름공간은 허락된 계정에서만 만들 수 있습니다.
    """
    if sys.platform != "linux" or not SHARED_MEMORY.is_dir():
        return False
    system = ctypes.CDLL(None)
    new_mounts, recursive_private = 0x20000, 0x4000 | 0x40000
    return (
        system.unshare(new_mounts) == 0
        and system.mount(b"none", b"/", None, recursive_private, None) == 0
        and system.mount(b"tmpfs", bytes(SHARED_MEMORY), b"tmpfs", 0, b"mode=1777") == 0
    )


GUARD = pytest.StashKey[Guard]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--since 버전`이면 그 뒤로 바뀐 것이 건드리는 시험만 돌립니다."""
    parser.addoption(
        "--since", metavar="버전", help="이 버전(예: main) 뒤로 바뀐 것이 건드리는 시험만"
    )


def pytest_configure(config: pytest.Config) -> None:
    """시험이 시작하기 전에 있던 것을 적어 둡니다."""
    guard = config.stash[GUARD] = Guard(private=_own_shared_memory())
    os.environ[MARK] = guard.mark
    if WORKER in os.environ:
        # 시간을 보지 않는 시험끼리는, 두 측정이 겹치지 않게 하는 잠금을 기다리지 않습니다.
        os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix="pb")
        os.environ["PARABOOK_LOCKS"] = tempfile.tempdir
    # 시험은 명령이 내놓은 글을 읽습니다. CI=true이면 Sphinx는 파일에도 색을 칠합니다.
    os.environ["NO_COLOR"] = "1"
    guard.known = guard.look()


def pytest_unconfigure(config: pytest.Config) -> None:
    """나란히 도는 워커의 임시 폴더를 치웁니다."""
    del config
    if WORKER in os.environ and tempfile.tempdir is not None:
        shutil.rmtree(tempfile.tempdir, ignore_errors=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """시간을 재는 시험에 혼자 돌라는 표를 붙입니다."""
    if item.path.relative_to(ROOT).as_posix().startswith(MEASURING):
        item.add_marker(pytest.mark.alone)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """책을 먼저 빌드하게 하고, `--since`를 받았으면 바뀐 것이 건드리는 시험만 남깁니다."""
    items.sort(key=_turn)
    if revision := config.getoption("--since"):
        _keep_touched(config, items, revision)


def _turn(item: pytest.Item) -> int:
    """나란히 돌 때의 순서입니다. 빌드한 책을 보는 시험은 뒤에 두어, 빌드를 기다리는 워커가 없게 합니다."""
    place = item.path.relative_to(ROOT).as_posix()
    if place.startswith(BUILDING):
        return 0
    return 2 if place.startswith(BUILT) else 1


def _keep_touched(config: pytest.Config, items: list[pytest.Item], revision: str) -> None:
    from tests.selection import changed, touches  # noqa: PLC0415 - 고를 때에만 씁니다.

    try:
        files = changed(revision)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    chosen = [
        item
        for item in items
        if touches(
            item.path,
            files,
            getattr(item, "callspec", None) and item.callspec.params.get("example"),
        )
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[Any]:
    """넓은 범위의 픽스처를 차리는 동안 생긴 것을 그 픽스처의 것으로 적습니다."""
    if fixturedef.scope == "function":
        return (yield)
    guard = request.config.stash[GUARD]
    before = guard.look()
    try:
        return (yield)
    finally:
        guard.owned[fixturedef] = guard.look() - before


def pytest_fixture_post_finalizer(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    """치운 픽스처가 만든 것은 이제 남아서는 안 됩니다."""
    request.config.stash[GUARD].owned.pop(fixturedef, None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """시험과 그 픽스처가 모두 치워진 다음에 남은 것이 있으면 그 시험을 실패시킵니다."""
    guard = item.config.stash[GUARD]
    try:
        yield
    except BaseException:
        guard.settle()
        raise
    if left := guard.settle():
        pytest.fail(f"시험이 끝났는데 남은 것이 있습니다.\n{left}", pytrace=False)
