"""프로세스들이 쓴 것: CPU 시간, 코어를 기다린 시간, 컨텍스트 스위치, 메모리.

`RUSAGE_CHILDREN`은 기다려 준 제 자식만 셉니다.
`forkserver`의 워커는 남의 자식이라 거기에 하나도 들어가지 않습니다.
그래서 바깥에서 나무를 따라가며 셉니다.
"""

import contextlib
import re
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
    `voluntary`와 `involuntary`는 스스로 물러나거나 빼앗긴 컨텍스트 스위치의 횟수이고,
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

    `shared_fairly`는 여럿이 함께 쓰는 페이지를 나누어 센 합(Σ PSS),
    `own`은 혼자 쓰는 페이지만 센 합(Σ USS)입니다.
    `method`가 `rss`이면 그런 값을 주지 않는 시스템이라 RSS를 그냥 더한 것이고,
    함께 쓰는 페이지가 여러 번 세어져 있습니다.
    """

    shared_fairly: int
    own: int
    processes: int
    method: MemoryMethod


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
    """프로세스들이 지금 차지한 메모리를 더합니다. 프로세스마다 몇 ms가 듭니다."""
    import psutil  # noqa: PLC0415 - `descendants`와 같습니다.

    fairly = own = count = 0
    method: MemoryMethod = "pss"
    for item in processes:
        try:
            try:
                seen = item.memory_full_info()
            except psutil.AccessDenied:
                # macOS는 root가 아니면 다른 프로세스의 것을 자세히 알려 주지 않습니다.
                seen = item.memory_info()
        except psutil.Error:
            continue
        fairly += getattr(seen, "pss", seen.rss)
        own += getattr(seen, "uss", seen.rss)
        if not hasattr(seen, "pss"):
            method = "rss"
        count += 1
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
