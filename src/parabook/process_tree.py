"""프로세스 나무: 자손을 찾고, 쓴 것을 모두 세고, 남김없이 거둡니다.

`RUSAGE_CHILDREN`은 기다려 준 제 자식만 셉니다.
`forkserver`의 작업자는 남의 자식이라 거기에 하나도 들어가지 않습니다.
그래서 바깥에서 나무를 따라가며 셉니다.
"""

import contextlib
import functools
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from parabook import machine

MemoryMethod = Literal["pss", "rss"]

PRESSURE_FILE = Path("/proc/pressure/cpu")

_TICK_DOUBT_SECONDS = 0.02
"""죽은 스레드가 쓴 시간은 schedstat에 없고 stat에는 있습니다. 이보다 벌어지면 stat을 믿습니다."""


@dataclass(frozen=True, slots=True)
class Usage:
    """나무가 지금까지 쓴 것. 시간의 단위는 초입니다.

    `run_delay`는 돌 준비가 되었는데도 코어를 얻지 못해 기다린 시간입니다.
    GIL을 기다린 시간은 들어 있지 않습니다. 읽을 수 없는 시스템에서는 0입니다.
    `voluntary`와 `involuntary`는 스스로 물러나거나 빼앗긴 문맥 교환의 횟수이고,
    살아 있는 프로세스의 것만 셉니다. 거둔 자손의 것은 어디에도 남지 않습니다.
    """

    cpu: float = 0.0
    run_delay: float = 0.0
    voluntary: int = 0
    involuntary: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """두 나무가 쓴 것을 더합니다."""
        return Usage(
            self.cpu + other.cpu,
            self.run_delay + other.run_delay,
            self.voluntary + other.voluntary,
            self.involuntary + other.involuntary,
        )

    def since(self, before: "Usage") -> "Usage":
        """그 뒤로 쓴 것입니다. 그사이 사라진 프로세스 때문에 줄었으면 0입니다."""
        return Usage(
            max(0.0, self.cpu - before.cpu),
            max(0.0, self.run_delay - before.run_delay),
            max(0, self.voluntary - before.voluntary),
            max(0, self.involuntary - before.involuntary),
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """나무가 차지한 메모리(바이트).

    `shared_fairly`는 여럿이 함께 쓰는 쪽을 나누어 센 합(Σ PSS),
    `own`은 혼자 쓰는 쪽만 센 합(Σ USS)입니다.
    `method`가 `rss`이면 그런 값을 주지 않는 시스템이라 RSS를 그냥 더한 것이고,
    함께 쓰는 쪽이 여러 번 세어져 있습니다.
    """

    shared_fairly: int
    own: int
    processes: int
    method: MemoryMethod


def adopt_orphans() -> None:
    """이 프로세스가 고아가 된 자손을 거두게 합니다(Linux의 sub-reaper).

    부모가 먼저 죽은 작업자도 찾아서 끝낼 수 있게 하려는 것입니다.
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
    import psutil  # noqa: PLC0415 - 예제의 작업자가 이 모듈을 불러오는 값을 치르지 않게 합니다.

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


def usage(processes: Iterable[Any]) -> Usage:
    """프로세스들이 쓴 것과, 그들이 거둔 자손이 쓴 것을 더합니다.

    Args:
        processes: `psutil.Process`들. 그사이 사라진 것은 건너뜁니다.
    """
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    total = Usage()
    for item in processes:
        try:
            times = item.cpu_times()
            switches = item.num_ctx_switches()
        except (psutil.Error, NotImplementedError):
            continue
        on_cpu, delay = _scheduled(item.pid)
        ticked = times.user + times.system
        reaped = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        precise = on_cpu if abs(on_cpu - ticked) <= _TICK_DOUBT_SECONDS else ticked
        total += Usage(precise + reaped, delay, switches.voluntary, switches.involuntary)
    return total


def _scheduled(pid: int) -> tuple[float, float]:
    """살아 있는 스레드들이 코어에서 돈 시간과 코어를 기다린 시간(초)입니다. Linux에만 있습니다."""
    on_cpu = delay = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError, ValueError):
            ran, waited, _ = path.read_text().split()
            on_cpu += int(ran)
            delay += int(waited)
    return on_cpu / 1e9, delay / 1e9


def memory(processes: Sequence[Any]) -> Memory:
    """프로세스들이 지금 차지한 메모리를 더합니다. 프로세스마다 몇 밀리초가 듭니다."""
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    fairly = own = count = 0
    method: MemoryMethod = "pss"
    for item in processes:
        try:
            with contextlib.suppress(psutil.AccessDenied):
                full = item.memory_full_info()
                fairly += getattr(full, "pss", full.rss)
                own += getattr(full, "uss", full.rss)
                if not hasattr(full, "pss"):
                    method = "rss"
            count += 1
        except psutil.NoSuchProcess:
            continue
    return Memory(fairly, own, count, method)


def machine_busy_seconds() -> float | None:
    """허락된 코어들이 지금까지 일한 시간의 합(초)입니다. 읽을 수 없으면 없음입니다.

    허락되지 않은 코어에서 남이 일하는 것은 재는 것과 상관이 없습니다.
    """
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    every = psutil.cpu_times(percpu=True)
    return sum(_busy(every[cpu]) for cpu in machine.usable_cpus() if cpu < len(every))


def _busy(times: Any) -> float:
    idle = times.idle + getattr(times, "iowait", 0.0)
    # guest는 user에 이미 들어 있습니다.
    guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    return float(sum(times) - idle - guest)


def pressure_seconds() -> float | None:
    """무엇이든 코어를 기다린 시간(초)의 누적입니다(Linux의 PSI). 없는 시스템에서는 없음입니다."""
    try:
        text = PRESSURE_FILE.read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"some .*total=(\d+)", text)
    return int(found.group(1)) / 1e6 if found else None


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """제 자식이 끝나기를 기다립니다.

    `Popen.wait`에 시한을 주면 점점 길게 자면서 들여다봅니다. 그래서 끝나고도 수십 밀리초를 더 기다립니다.
    커널이 알려 줄 수 있으면 끝나는 대로 깨어납니다.

    Raises:
        TimeoutExpired: 시한이 지난 경우.
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


def kill_tree(pid: int, *, kin: Iterable[Any] = (), patience_seconds: float = 5.0) -> None:
    """프로세스와 그 자손을 모두 끝내고, 사라진 것을 보고 나서 돌아옵니다.

    Args:
        pid: 끝낼 프로세스의 번호. 이미 없어도 됩니다.
        kin: 부모가 먼저 끝나 자손으로는 찾을 수 없게 된 프로세스들.
        patience_seconds: 사라지기를 기다릴 시간(초).
    """
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    doomed = [*descendants(pid), *kin]
    with contextlib.suppress(psutil.NoSuchProcess):
        doomed.insert(0, psutil.Process(pid))
    kill(doomed, patience_seconds=patience_seconds)


def kill(processes: Iterable[Any], *, patience_seconds: float = 5.0) -> None:
    """프로세스들과 그 자손을 모두 끝내고, 사라진 것을 보고 나서 돌아옵니다.

    먼저 적힌 것부터 끝냅니다. 부모가 자손보다 앞에 있어야 합니다. `Pool`은 죽은 작업자를 새로 만들기 때문입니다.

    `multiprocessing`의 지킴이(resource tracker)는 죽이지 않고 기다립니다.
    지킴이는 저를 쓰던 프로세스가 모두 사라지면, 그들이 남긴 공유 메모리와 세마포어를 없애고 스스로 끝납니다.
    함께 죽이면 그것들이 기계를 끌 때까지 남습니다.

    Args:
        processes: `psutil.Process`들. 이미 없어도 됩니다.
        patience_seconds: 사라지기를 기다릴 시간(초). 지킴이가 이 시간이 지나도 끝나지 않으면 그것도 죽입니다.
    """
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    doomed = list(processes)
    trackers: list[Any] = []
    deadline = time.monotonic() + patience_seconds
    while doomed and time.monotonic() < deadline:
        for victim in doomed:
            known = [*doomed, *trackers]
            doomed += [item for item in descendants(victim.pid) if item not in known]
            with contextlib.suppress(psutil.NoSuchProcess):
                if _is_tracker(victim):
                    trackers.append(victim)
                else:
                    victim.kill()
        _, doomed = psutil.wait_procs(
            [item for item in doomed if item not in trackers], timeout=0.2
        )
    _, stubborn = psutil.wait_procs(trackers, timeout=max(0.2, deadline - time.monotonic()))
    for tracker in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            tracker.kill()
    psutil.wait_procs(stubborn, timeout=0.2)


def _is_tracker(process: Any) -> bool:
    """`multiprocessing`의 지킴이인지 봅니다. 물어볼 길이 명령줄밖에 없습니다."""
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    with contextlib.suppress(psutil.AccessDenied, psutil.ZombieProcess):
        return any("multiprocessing.resource_tracker" in part for part in process.cmdline())
    return False
