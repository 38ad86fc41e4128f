"""지금 어디에서 재고 있는지: CPU, 쓸 수 있는 코어, 파이썬, GIL, 시작 방식, 부하."""

import functools
import json
import multiprocessing
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

START_METHOD_VARIABLE = "PARABOOK_START_METHOD"

READERS_PATH_VARIABLE = "PARABOOK_READERS_PYTHONPATH"
"""읽는 사람의 `PYTHONPATH`를 측정을 맡은 프로세스에 맡기는 환경 변수."""

OWN_FOLDER_VARIABLE = "PARABOOK_OWN_FOLDER"
"""재어지는 것들에게만 준 임시 폴더를 측정을 맡은 프로세스에 알리는 환경 변수."""


class SettingError(ValueError):
    """환경 변수에 쓸 수 없는 값이 들어 있는 경우."""


@dataclass(frozen=True, slots=True)
class Machine:
    """측정이 일어난 자리. 값은 모두 그 순간에 읽은 것입니다.

    `memory_bytes`는 바이트, `cpu_quota`는 코어 수(제한이 없으면 없음)입니다.
    """

    cpu: str
    cores: int
    usable_cores: int
    cpu_quota: float | None
    memory_bytes: int | None
    system: str
    kernel: str
    python: str
    implementation: str
    compiler: str
    gil: bool
    start_method: str

    def as_json(self) -> dict[str, Any]:
        """JSON으로 적을 수 있는 사전을 돌려줍니다."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Machine":
        """`as_json`이 적은 것을 다시 읽습니다."""
        return cls(**data)

    @property
    def sentence(self) -> str:
        """사람이 읽는 한 줄입니다. 표와 그림 아래에 그대로 들어갑니다."""
        cores = f"코어 {self.usable_cores}개"
        if self.cpu_quota is not None and self.cpu_quota < self.usable_cores:
            cores += f"(할당량 {self.cpu_quota:g}개)"
        return (
            f"{self.cpu}, {cores} · {self.system} · "
            f"{self.interpreter} · 시작 방식 {self.start_method}"
        )

    @property
    def interpreter(self) -> str:
        """어느 파이썬인지 적은 말입니다."""
        gil = "GIL 켜짐" if self.gil else "GIL 꺼짐"
        return f"{self.implementation} {self.python}, {gil}"


def here() -> Machine:
    """이 프로세스가 돌고 있는 자리를 돌려줍니다.

    Raises:
        SettingError: `PARABOOK_START_METHOD`가 이 시스템에 없는 시작 방식인 경우.
    """
    return Machine(
        cpu=_cpu_name(),
        cores=os.cpu_count() or 1,
        usable_cores=len(usable_cpus()),
        cpu_quota=_cpu_quota(),
        memory_bytes=_memory_bytes(),
        system=platform.system(),
        kernel=platform.release(),
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        compiler=platform.python_compiler(),
        gil=gil_enabled(),
        start_method=start_method(),
    )


def of(python: str) -> Machine:
    """이 기계에서 다른 인터프리터로 잴 때의 자리를 돌려줍니다. 그 인터프리터에게 물어봅니다.

    인터프리터에게 들은 것만 적어 둡니다. 시작 방식의 환경 변수와 허락된 코어는 그사이 바뀔 수 있습니다.

    Raises:
        SettingError: 실행할 수 없거나, 이 책의 도구가 돌지 못하는 인터프리터인 경우.
    """
    if _is_this(python):
        return here()
    answer, _ = _asked(python)
    method = os.environ.get(START_METHOD_VARIABLE, "") or answer["start_method"]
    return replace(here(), **{**answer, "start_method": method})


def prefixes(python: str) -> tuple[str, ...]:
    """인터프리터가 제 라이브러리를 두는 폴더들을 돌려줍니다.

    Raises:
        SettingError: `of`와 같습니다.
    """
    return (sys.prefix, sys.base_prefix) if _is_this(python) else _asked(python)[1]


def _is_this(python: str) -> bool:
    """이 인터프리터인지 봅니다.

    링크를 따라가지 않고 이름으로 비교합니다. 가상 환경의 python은 본래의 것을 가리키는 링크여서,
    따라가면 서로 다른 환경이 같은 것이 됩니다.
    """
    return os.path.abspath(python) == os.path.abspath(sys.executable)  # noqa: PTH100 - resolve는 링크를 따라갑니다.


@functools.cache
def _asked(python: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """다른 인터프리터에게 물어, 제가 누구인지와 제 폴더들을 들은 것입니다."""
    try:
        done = subprocess.run(
            [python, "-P", "-c", _INTRODUCTION],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
            env=readers_environment(),
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise SettingError(
            f"인터프리터 {python}에서 잴 수 없습니다. Python 3.11 이상의 실행 파일을 주십시오. ({error})"
        ) from None
    return answer, tuple(answer.pop("prefixes"))


_INTRODUCTION = """
import json, multiprocessing, platform, sys
print(json.dumps({
    "python": platform.python_version(),
    "implementation": platform.python_implementation(),
    "compiler": platform.python_compiler(),
    "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
    "start_method": multiprocessing.get_all_start_methods()[0],
    "prefixes": [sys.prefix, sys.base_prefix],
}))
"""


def readers_environment() -> dict[str, str]:
    """읽는 사람의 환경 변수를 돌려줍니다.

    측정을 맡은 프로세스의 `PYTHONPATH`에는 이 패키지가 있는 폴더가 더해져 있습니다.
    그대로 물려주면 그 폴더가 표준 라이브러리보다, 다른 인터프리터의 것보다 앞서게 되므로 읽는 사람의 것으로 되돌립니다.
    """
    inherited = dict(os.environ)
    path = inherited.pop(READERS_PATH_VARIABLE, None)
    if path:
        inherited["PYTHONPATH"] = path
    elif path is not None:
        inherited.pop("PYTHONPATH", None)
    return inherited


def usable_cpus() -> tuple[int, ...]:
    """이 프로세스에 허락된 코어의 번호를 돌려줍니다.

    친화도(affinity)를 알 수 없는 시스템에서는 모든 코어입니다.
    """
    if hasattr(os, "sched_getaffinity"):
        return tuple(sorted(os.sched_getaffinity(0)))
    return tuple(range(os.cpu_count() or 1))


def gil_enabled() -> bool:
    """이 인터프리터에서 GIL이 켜져 있는지 알려 줍니다. 3.13보다 앞선 버전에서는 늘 참입니다."""
    probe = getattr(sys, "_is_gil_enabled", None)
    return True if probe is None else bool(probe())


def start_method() -> str:
    """경쟁 방법이 도는 인터프리터의 시작 방식입니다.

    `PARABOOK_START_METHOD`가 있으면 그 값이고, 없으면 이 파이썬의 기본값입니다.

    Raises:
        SettingError: 이 시스템에 없는 시작 방식을 적은 경우.
    """
    available = multiprocessing.get_all_start_methods()
    chosen = os.environ.get(START_METHOD_VARIABLE, "")
    if not chosen:
        return available[0]
    if chosen not in available:
        raise SettingError(
            f"환경 변수 {START_METHOD_VARIABLE}에 이 시스템에서 쓸 수 없는 값이 있습니다: "
            f"{chosen!r}. {', '.join(available)} 가운데 하나를 적으십시오."
        )
    return chosen


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


@functools.cache
def _cpu_name() -> str:
    for pattern in (r"^model name\s*:\s*(.+)$", r"^Model\s*:\s*(.+)$"):
        if found := re.search(pattern, _read("/proc/cpuinfo"), re.MULTILINE):
            return " ".join(found.group(1).split())
    return platform.processor() or platform.machine()


def _cpu_quota() -> float | None:
    """cgroup이 허락한 코어 수입니다. v2의 `cpu.max`를 먼저 보고, 없으면 v1의 값을 봅니다.

    제한은 이 프로세스가 든 무리에도, 그것을 품은 무리에도 걸릴 수 있습니다. 가장 작은 것이 허락된 것입니다.
    """
    unified, legacy = _cgroups()
    limits = [_read(f"{group}/cpu.max") for group in _upwards("/sys/fs/cgroup", unified)]
    if not any(limits):
        limits = [
            f"{_read(f'{group}/cpu.cfs_quota_us').strip()} {_read(f'{group}/cpu.cfs_period_us')}"
            for group in _upwards("/sys/fs/cgroup/cpu", legacy)
        ]
    quotas = []
    for limit in limits:
        quota, _, period = limit.strip().partition(" ")
        if quota.isdigit() and period.isdigit():
            quotas.append(int(quota) / int(period))
    return min(quotas, default=None)


def _cgroups() -> tuple[str, str]:
    """이 프로세스가 든 무리의 이름입니다. v2의 것과, v1에서 CPU를 나누는 것입니다. 모르면 맨 위입니다."""
    unified = legacy = "/"
    for line in _read("/proc/self/cgroup").splitlines():
        _, _, named = line.partition(":")
        controllers, _, group = named.partition(":")
        if not controllers:
            unified = group
        elif "cpu" in controllers.split(","):
            legacy = group
    return unified, legacy


def _upwards(root: str, group: str) -> list[str]:
    """무리의 폴더에서 맨 위의 폴더까지 순서대로 돌려줍니다."""
    path = PurePosixPath("/", group)
    return [f"{root}{place}".rstrip("/") for place in (path, *path.parents)]


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Load:
    """재는 동안 기계가 얼마나 바빴는지. 부하 평균은 개수, 압력은 10초 평균 백분율입니다."""

    load_average: float | None
    cpu_pressure: float | None


def load() -> Load:
    """지금의 1분 부하 평균과 CPU 압력을 돌려줍니다. 읽을 수 없는 것은 없음입니다."""
    try:
        average: float | None = os.getloadavg()[0]
    except (AttributeError, OSError):
        average = None
    found = re.search(r"some avg10=([\d.]+)", _read("/proc/pressure/cpu"))
    return Load(average, float(found.group(1)) if found else None)
