"""워커의 수를 정하는 함수를, 꾸며 놓은 cgroup의 파일로 시험합니다. 장에서 복사해 쓰라고 하는 함수입니다."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLE = (
    Path(__file__).parent.parent / "examples/multiprocessing/plot_cpu_count_is_not_permission.py"
)
BOUND = 8
"""묶인 코어의 수입니다. 이 기계의 것이 아니라 시험이 정한 것입니다."""

V2 = "sys/fs/cgroup"
V1 = "sys/fs/cgroup/cpu"


@pytest.fixture(name="example")
def _example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """예제를 모듈로 불러옵니다. 프로세스는 코어 여덟에 묶여 있습니다."""
    specification = importlib.util.spec_from_file_location(EXAMPLE.stem, EXAMPLE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    bound = set(range(BOUND))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: bound, raising=False)
    return module


def pretend(root: Path, files: dict[str, str]) -> Path:
    """커널이 보여 줄 파일들을 폴더에 꾸며 놓습니다."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        pytest.param({}, BOUND, id="not-linux"),
        pytest.param({"proc/self/cgroup": "0::/\n"}, BOUND, id="no-limit-file"),
        pytest.param(
            {"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "200000 100000\n"}, 2, id="container"
        ),
        pytest.param(
            {"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "max 100000\n"}, BOUND, id="max"
        ),
        pytest.param(
            {"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "150000 100000\n"}, 2, id="rounded-up"
        ),
        pytest.param(
            {"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "5000 100000\n"}, 1, id="at-least-one"
        ),
        pytest.param(
            {"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "6400000 100000\n"},
            BOUND,
            id="affinity-is-smaller",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "0::/kubepods/pod7/main\n",
                f"{V2}/kubepods/pod7/main/cpu.max": "max 100000\n",
                f"{V2}/kubepods/pod7/cpu.max": "300000 100000\n",
            },
            3,
            id="limit-of-the-pod-above",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "0::/mine\n",
                f"{V2}/mine/cpu.max": "400000 100000\n",
                f"{V2}/other/cpu.max": "100000 100000\n",
            },
            4,
            id="not-a-neighbours-limit",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "9:memory:/m\n4:cpu,cpuacct:/docker/3f9a\n0::/\n",
                f"{V1}/docker/3f9a/cpu.cfs_quota_us": "250000\n",
                f"{V1}/docker/3f9a/cpu.cfs_period_us": "100000\n",
            },
            3,
            id="v1",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "4:cpu,cpuacct:/docker/3f9a\n",
                f"{V1}/cpu.cfs_quota_us": "200000\n",
                f"{V1}/cpu.cfs_period_us": "100000\n",
            },
            2,
            id="v1-mounted-at-the-container",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "1:cpu:/\n",
                f"{V1}/cpu.cfs_quota_us": "-1\n",
                f"{V1}/cpu.cfs_period_us": "100000\n",
            },
            BOUND,
            id="v1-no-limit",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "3:cpuset:/narrow\n",
                f"{V1}/narrow/cpu.cfs_quota_us": "100000\n",
                f"{V1}/narrow/cpu.cfs_period_us": "100000\n",
            },
            BOUND,
            id="v1-another-controller",
        ),
    ],
)
def test_workers_follow_the_smallest_limit(
    example: ModuleType, tmp_path: Path, files: dict[str, str], cores: int
) -> None:
    """묶인 코어와, 제가 든 cgroup부터 그 위까지의 한도 가운데 가장 작은 것을 올림합니다."""
    assert example.usable_cores(pretend(tmp_path, files)) == cores


@pytest.mark.skipif(os.name == "nt", reason="Windows에는 cgroup도 systemd도 없습니다.")
def test_half_a_core_is_asked_through_systemd(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """한도를 거는 도구가 있으면 그 아래에서 돌려 답을 받고, 없으면 아무것도 보지 못했다고 합니다."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert set(example.half_a_core().values()) == {None}
    tool = tmp_path / "systemd-run"
    tool.write_text('#!/bin/sh\nshift 5\nexec "$@"\n')
    tool.chmod(0o755)
    assert example.half_a_core()["usable"] >= 1
