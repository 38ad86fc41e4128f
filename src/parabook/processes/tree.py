"""프로세스 나무: 자손을 찾고, 남김없이 끝냅니다."""

import contextlib
import functools
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - 커널이 이름 있는 세마포어를 두는 자리입니다.
TICK_SECONDS = 0.1
"""파일의 때는 시계보다 조금 늦게 적히기도 합니다."""


def adopt_orphans() -> None:
    """이 프로세스가 고아가 된 자손을 거두게 합니다(Linux의 sub-reaper).

    부모가 먼저 죽은 워커도 찾아서 끝낼 수 있게 하려는 것입니다.
    다른 시스템에는 그런 기능이 없으므로 아무 일도 하지 않습니다.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - 측정을 맡은 프로세스에서만 필요합니다.

        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def process(pid: int | None = None) -> Any:
    """번호의 프로세스를 `psutil.Process`로 돌려줍니다. 번호가 없으면 이 프로세스입니다."""
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    return psutil.Process(pid)


def descendants(pid: int) -> list[Any]:
    """프로세스의 모든 자손을 `psutil.Process`의 목록으로 돌려줍니다."""
    import psutil  # noqa: PLC0415 - 예제의 워커가 이 모듈을 불러오는 비용을 치르지 않게 합니다.

    if not _kernel_lists_children():
        try:
            return list(psutil.Process(pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []
    found = []
    parents = [pid]
    for parent in parents:
        for number in _children(parent):
            with contextlib.suppress(psutil.NoSuchProcess):
                found.append(psutil.Process(number))
                parents.append(number)
    return found


@functools.cache
def _kernel_lists_children() -> bool:
    """커널이 자식의 번호를 바로 알려 주는지 봅니다. 그러면 기계의 모든 프로세스를 뒤지지 않아도 됩니다."""
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").exists()


def _children(pid: int) -> list[int]:
    """자식의 번호들입니다. 커널은 스레드마다 그 스레드가 낳은 것을 알려 줍니다."""
    numbers: list[int] = []
    with contextlib.suppress(OSError):  # 그사이 사라졌습니다.
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                numbers += map(int, (task / "children").read_text(encoding="ascii").split())
    return numbers


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """제 자식이 끝나기를 기다립니다.

    `Popen.wait`에 타임아웃을 주면 점점 길게 자면서 들여다봅니다. 그래서 끝나고도 수십 ms를 더 기다립니다.
    커널이 알려 줄 수 있으면 끝나는 대로 깨어납니다.

    Raises:
        TimeoutExpired: 타임아웃이 지난 경우.
    """
    if hasattr(os, "pidfd_open"):
        with contextlib.suppress(OSError):  # 이미 거두었거나, 커널이 하지 못합니다.
            notice = os.pidfd_open(process.pid)
            try:
                poll = select.poll()
                poll.register(notice, select.POLLIN)
                poll.poll(seconds * 1000)
            finally:
                os.close(notice)
            seconds = 0.05
    process.wait(seconds)


def kill(processes: Iterable[Any], *, patience_seconds: float = 5.0) -> None:
    """프로세스들과 그 자손을 모두 끝내고, 사라진 것을 보고 나서 돌아옵니다.

    먼저 적힌 것부터 끝냅니다. 부모가 자손보다 앞에 있어야 합니다. `Pool`은 죽은 워커를 새로 만들기 때문입니다.

    `multiprocessing`의 리소스 트래커(resource tracker)는 죽이지 않고 기다립니다.
    리소스 트래커는 저를 쓰던 프로세스가 모두 사라지면, 그들이 남긴 공유 메모리와 세마포어를 없애고 스스로 끝납니다.
    함께 죽이면 그것들이 기계를 끌 때까지 남습니다.

    Args:
        processes: `psutil.Process`들. 이미 없어도 되고, 그 번호를 다른 프로세스가 받았어도 됩니다.
        patience_seconds: 사라지기를 기다릴 시간(초). 리소스 트래커가 이 시간이 지나도 끝나지 않으면 그것도 죽입니다.
    """
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    doomed = list(processes)
    trackers: list[Any] = []
    deadline = time.monotonic() + patience_seconds
    while doomed and time.monotonic() < deadline:
        for victim in doomed:
            if not victim.is_running():
                continue  # 이미 거두었습니다. 그 번호는, 그리고 그 자손은 남의 것일 수 있습니다.
            known = [*doomed, *trackers]
            doomed += [item for item in descendants(victim.pid) if item not in known]
            with contextlib.suppress(psutil.NoSuchProcess):
                if _is_tracker(victim):
                    trackers.append(victim)
                else:
                    victim.kill()
        _, doomed = psutil.wait_procs(
            [item for item in doomed if item not in trackers and item.is_running()], timeout=0.2
        )
    _, stubborn = psutil.wait_procs(trackers, timeout=max(0.2, deadline - time.monotonic()))
    for tracker in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            tracker.kill()
    psutil.wait_procs(stubborn, timeout=0.2)


def clear(pid: int, *, patience_seconds: float = 5.0) -> None:
    """자손이 하나도 남지 않을 때까지 끝냅니다. 끝내는 사이에 새로 태어난 것도 끝냅니다.

    부모가 죽은 자손을 거두는 프로세스(`adopt_orphans`)가 자신을 두고 부르면, 그사이 고아가 된 것도 찾습니다.
    클러스터의 데몬은 끝내는 동안에도 워커를 시작합니다.
    """
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    deadline = time.monotonic() + patience_seconds
    while found := [item for item in descendants(pid) if _alive(item, psutil)]:
        kill(found)
        if time.monotonic() > deadline:
            return


def _alive(process: Any, psutil: Any) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def sweep(since: float) -> None:
    """그 뒤로 생겼고 아무도 쓰지 않는 `multiprocessing`의 세마포어를 없앱니다. Linux에서만 합니다.

    파이썬은 세마포어를 만들고 나서 이름을 지우거나 리소스 트래커에게 알립니다. 그 사이에 죽으면 아무도 치우지 않습니다.
    살아 있는 프로그램의 세마포어는 그 프로그램의 메모리에 이어져 있으므로 건드리지 않습니다.

    Args:
        since: 이때보다 먼저 생긴 것은 남의 것입니다. 유닉스 시각(초).
    """
    if not SHARED_MEMORY.is_dir():
        return
    for path in SHARED_MEMORY.glob("sem.mp-*"):
        with contextlib.suppress(OSError):
            status = path.stat()
            ours = status.st_uid == os.getuid() and status.st_ctime >= since - TICK_SECONDS
            if ours and not _in_use(status.st_ino):
                path.unlink()


def _in_use(inode: int) -> bool:
    """어느 프로세스의 메모리에든 이어져 있는지 봅니다. glibc는 다른 이름으로 이은 다음 이름을 바꾸므로 번호로 봅니다."""
    for maps in Path("/proc").glob("[0-9]*/maps"):
        with contextlib.suppress(OSError):  # 그사이 끝났거나 남의 것입니다.
            for line in maps.read_text(encoding="utf-8", errors="replace").splitlines():
                if f" {inode} " in line and f" {SHARED_MEMORY}/" in line:
                    return True
    return False


def _is_tracker(process: Any) -> bool:
    """`multiprocessing`의 리소스 트래커인지 봅니다. 물어볼 길이 명령줄밖에 없습니다."""
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    with contextlib.suppress(psutil.AccessDenied, psutil.ZombieProcess):
        return any("multiprocessing.resource_tracker" in part for part in process.cmdline())
    return False
