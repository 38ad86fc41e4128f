"""잰 자리를 바르게 읽고, 사람과 JSON에 바르게 적는지 시험합니다."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parabook import machine
from parabook.machine import Load, Machine, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from conftest import MakeRecord


@pytest.fixture
def here(make_record: MakeRecord) -> Machine:
    """시험용 기계입니다."""
    return make_record().machine


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Mapping[str, str]], None]]:
    """시스템의 파일을 정한 내용으로 바꿉니다. 적지 않은 파일은 없는 것이 됩니다."""

    def replace_with(contents: Mapping[str, str]) -> None:
        monkeypatch.setattr(machine, "_read", lambda path: contents.get(path, ""))
        machine._cpu_name.cache_clear()

    yield replace_with
    machine._cpu_name.cache_clear()


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_environment_chooses_the_start_method(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    """환경 변수에 적은 시작 방식을 씁니다."""
    monkeypatch.setenv("PARABOOK_START_METHOD", method)
    assert machine.start_method() == method
    assert machine.here().start_method == method


@pytest.mark.parametrize("value", [None, ""])
def test_default_start_method_is_this_python_s(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """환경 변수가 없거나 비었으면 이 파이썬의 기본값을 쓰고, 그 값을 정해 버리지는 않습니다."""
    monkeypatch.delenv("PARABOOK_START_METHOD", raising=False)
    if value is not None:
        monkeypatch.setenv("PARABOOK_START_METHOD", value)
    assert machine.start_method() == multiprocessing.get_all_start_methods()[0]
    assert multiprocessing.get_start_method(allow_none=True) is None


@pytest.mark.parametrize("value", ["thread", "FORK", " fork", "fork,spawn"])
def test_unknown_start_method_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """모르는 시작 방식은 변수의 이름과 쓸 수 있는 값을 적어 한국어로 거절합니다."""
    monkeypatch.setenv("PARABOOK_START_METHOD", value)
    with pytest.raises(SettingError) as caught:
        machine.start_method()
    known = ", ".join(multiprocessing.get_all_start_methods())
    assert str(caught.value) == (
        "환경 변수 PARABOOK_START_METHOD에 이 시스템에서 쓸 수 없는 값이 있습니다: "
        f"{value!r}. {known} 가운데 하나를 적으십시오."
    )


@pytest.mark.parametrize(
    ("contents", "quota"),
    [
        ({}, None),
        ({"/sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ({"/sys/fs/cgroup/cpu.max": "150000 100000\n"}, 1.5),
        ({"/sys/fs/cgroup/cpu.max": "50000 100000\n"}, 0.5),
        ({"/sys/fs/cgroup/cpu.max": "망가짐\n"}, None),
        (
            {
                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
                "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            2.0,
        ),
        (
            {
                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            None,
        ),
        ({"/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n"}, None),
        (
            {
                "/proc/self/cgroup": "0::/system.slice/job.service\n",
                "/sys/fs/cgroup/system.slice/job.service/cpu.max": "150000 100000\n",
                "/sys/fs/cgroup/system.slice/cpu.max": "max 100000\n",
            },
            1.5,
        ),
        (
            {
                "/proc/self/cgroup": "0::/system.slice/job.service\n",
                "/sys/fs/cgroup/system.slice/job.service/cpu.max": "300000 100000\n",
                "/sys/fs/cgroup/system.slice/cpu.max": "50000 100000\n",
            },
            0.5,
        ),
        (
            {
                "/proc/self/cgroup": "4:cpu,cpuacct:/outer/inner\n1:name=systemd:/elsewhere\n0::/\n",
                "/sys/fs/cgroup/cpu/outer/inner/cpu.cfs_quota_us": "-1\n",
                "/sys/fs/cgroup/cpu/outer/inner/cpu.cfs_period_us": "100000\n",
                "/sys/fs/cgroup/cpu/outer/cpu.cfs_quota_us": "200000\n",
                "/sys/fs/cgroup/cpu/outer/cpu.cfs_period_us": "100000\n",
            },
            2.0,
        ),
        (
            {
                "/proc/self/cgroup": "0::/mounted/elsewhere\n",
                "/sys/fs/cgroup/cpu.max": "200000 100000\n",
            },
            2.0,
        ),
        (
            {
                "/sys/fs/cgroup/cpu.max": "max 100000\n",
                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
                "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            None,
        ),
    ],
)
def test_quota_is_read_from_either_cgroup(
    files: Callable[[Mapping[str, str]], None], contents: Mapping[str, str], quota: float | None
) -> None:
    """할당량은 v2를 먼저 보고 없으면 v1을 봅니다. 제한이 없거나 읽을 수 없으면 없음입니다.

    제한은 이 프로세스의 무리에도, 그것을 품은 무리에도 걸릴 수 있고, 가장 작은 것이 할당량입니다.
    """
    files(contents)
    assert machine.here().cpu_quota == quota


@pytest.mark.parametrize(
    ("cpuinfo", "name"),
    [
        (
            "processor\t: 0\nmodel name\t: AMD   EPYC 7B13\nmodel name\t: AMD EPYC\n",
            "AMD EPYC 7B13",
        ),
        ("processor\t: 0\nModel\t\t: Raspberry Pi 5 Model B\n", "Raspberry Pi 5 Model B"),
    ],
)
def test_cpu_name_is_read_as_one_line(
    files: Callable[[Mapping[str, str]], None], cpuinfo: str, name: str
) -> None:
    """CPU의 이름은 처음 나오는 것을 한 칸씩 띄워 적습니다."""
    files({"/proc/cpuinfo": cpuinfo})
    assert machine.here().cpu == name


def test_missing_cpu_name_is_not_empty(files: Callable[[Mapping[str, str]], None]) -> None:
    """이름을 읽을 수 없는 시스템에서도 CPU의 자리는 비지 않습니다."""
    files({})
    assert machine.here().cpu


def test_pressure_is_read_or_absent(files: Callable[[Mapping[str, str]], None]) -> None:
    """CPU 압력은 10초 평균이고, 없는 시스템에서는 없음입니다."""
    files({"/proc/pressure/cpu": "some avg10=12.34 avg60=1.00 avg300=0.50 total=9\n"})
    assert machine.load().cpu_pressure == 12.34
    files({})
    assert machine.load().cpu_pressure is None


def test_load_average_may_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """부하 평균을 모르는 시스템에서는 없음입니다."""

    def unknown() -> tuple[float, float, float]:
        raise OSError

    monkeypatch.setattr(os, "getloadavg", unknown, raising=False)
    assert isinstance(machine.load(), Load)
    assert machine.load().load_average is None


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="친화도를 정할 수 없습니다.")
def test_affinity_limits_the_usable_cores() -> None:
    """허락된 코어만 셉니다. 다른 인터프리터에서 보아 이 프로세스의 친화도는 그대로입니다."""
    one = machine.usable_cpus()[-1]
    code = (
        "import os; from parabook import machine\n"
        f"os.sched_setaffinity(0, [{one}])\n"
        "here = machine.here()\n"
        "print(machine.usable_cpus(), here.usable_cores, here.cores)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{(one,)} 1 {os.cpu_count()}\n"


def test_every_core_is_usable_where_affinity_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """친화도를 모르는 시스템에서는 모든 코어를 쓸 수 있는 것으로 봅니다."""
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert machine.usable_cpus() == (0, 1, 2)


@pytest.mark.parametrize(("probe", "expected"), [(lambda: False, False), (lambda: True, True)])
def test_gil_state_is_asked_of_the_interpreter(
    monkeypatch: pytest.MonkeyPatch, probe: Callable[[], bool], *, expected: bool
) -> None:
    """GIL이 켜져 있는지는 빌드의 이름이 아니라 인터프리터에 묻습니다."""
    monkeypatch.setattr(sys, "_is_gil_enabled", probe, raising=False)
    assert machine.gil_enabled() is expected


def test_old_python_always_has_the_gil(monkeypatch: pytest.MonkeyPatch) -> None:
    """물을 수 없는 앞선 버전에서는 늘 켜져 있습니다."""
    monkeypatch.delattr(sys, "_is_gil_enabled", raising=False)
    assert machine.gil_enabled() is True


def test_sentence_says_where_it_was_measured(here: Machine) -> None:
    """사람이 읽는 한 줄에 CPU, 코어, 시스템, 파이썬, GIL, 시작 방식이 들어갑니다."""
    assert here.sentence == (
        "시험용 CPU, 코어 4개 · Linux · CPython 3.13.0, GIL 켜짐 · 시작 방식 forkserver"
    )


@pytest.mark.parametrize(
    ("quota", "cores"),
    [(None, "코어 4개 "), (1.5, "코어 4개(할당량 1.5개) "), (4.0, "코어 4개 "), (8.0, "코어 4개 ")],
)
def test_sentence_mentions_a_quota_that_bites(
    here: Machine, quota: float | None, cores: str
) -> None:
    """할당량은 쓸 수 있는 코어보다 적을 때만 적습니다."""
    assert cores in replace(here, cpu_quota=quota).sentence


def test_sentence_mentions_a_missing_gil(here: Machine) -> None:
    """GIL이 꺼져 있으면 그렇게 적습니다."""
    assert "GIL 꺼짐" in replace(here, gil=False).sentence


def test_machine_survives_json(here: Machine) -> None:
    """JSON으로 적었다 읽어도 같습니다. 지금 이 자리도 그렇습니다."""
    for place in (here, machine.here()):
        assert Machine.from_json(json.loads(json.dumps(place.as_json()))) == place


def test_other_interpreter_is_asked_once_but_settings_are_read_each_time(
    bare_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """다른 인터프리터에 물은 것은 적어 두어도, 시작 방식과 허락된 코어는 그때의 것입니다."""
    monkeypatch.delenv("PARABOOK_START_METHOD", raising=False)
    usual = machine.of(bare_python)
    assert usual.start_method == multiprocessing.get_all_start_methods()[0]
    other = multiprocessing.get_all_start_methods()[-1]
    monkeypatch.setenv("PARABOOK_START_METHOD", other)
    monkeypatch.setattr(machine, "usable_cpus", lambda: (0,))
    changed = machine.of(bare_python)
    assert changed == replace(usual, start_method=other, usable_cores=1)


def test_prefixes_are_those_of_the_interpreter(bare_python: str) -> None:
    """가상 환경의 python은 본래의 것을 가리키는 링크여도 제 폴더를 말합니다."""
    assert machine.prefixes(bare_python) == (str(Path(bare_python).parents[1]), sys.base_prefix)
    here = Path(sys.executable)
    roundabout = f"{here.parent}{os.sep}.{os.sep}{here.name}"  # pathlib는 점을 지웁니다.
    assert machine.prefixes(roundabout) == (sys.prefix, sys.base_prefix)
    assert machine.of(roundabout) == machine.here()
