"""엔진(Dask, Ray)을 쓰는 예제: 엔진이 있으면 책의 판정이 여기서도 맞고, 죽여도 남는 것이 없고, 진짜 클러스터에서도 돕니다.

엔진은 책의 묶음에 없으므로, 설치한 환경에서만 돌립니다: `python -m pip install --group engines`.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from parabook.claims.conditions import Verdict
from parabook.claims.grammar import parse
from parabook.record.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "beyond"
RECORDS = ROOT / "docs" / "records" / "engines"
DEADLINE_SECONDS = 300
CLAIM = re.compile(r"```\{claim\} (?P<condition>.+)\n:kept: engines\n")
CONDITIONS = [
    parse(found["condition"])
    for page in sorted((ROOT / "docs" / "beyond").glob("*.md"))
    for found in CLAIM.finditer(page.read_text(encoding="utf-8"))
]
WITH_ENGINES = sorted({name for condition in CONDITIONS for name in condition.experiments})

pytestmark = pytest.mark.by_hand
needs_engines = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("distributed", "joblib", "ray")),
    reason="엔진(Dask, Ray, joblib)이 없습니다.",
)
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask가 없습니다."
)


@pytest.fixture(name="corner")
def _corner(tmp_path: Path) -> Iterator[dict[str, str]]:
    """제 임시 폴더와 집이 있는 환경 변수. 소켓의 경로가 되므로 짧은 이름으로 둡니다."""
    with tempfile.TemporaryDirectory(prefix="pb") as short:
        (tmp_path / "home").mkdir()
        yield os.environ | {
            "TMPDIR": short,
            "HOME": str(tmp_path / "home"),
            "PARABOOK_LOCKS": str(tmp_path),
            "PARABOOK_BUDGET": "once",
            "PARABOOK_RECORDS": str(tmp_path / "records"),
        }


def run(name: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """예제 하나를 손으로 돌립니다."""
    return subprocess.run(
        [sys.executable, EXAMPLES / f"{name}.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )


def left_in(environment: dict[str, str]) -> list[str]:
    """임시 폴더와 집에 남은 것들입니다. 글꼴의 캐시는 그림을 그리는 것이 둡니다."""
    places = [Path(environment[name]) for name in ("TMPDIR", "HOME")]
    found = [path for place in places for path in place.iterdir()]
    ray = Path("/tmp/ray")  # noqa: S108 - Ray가 TMPDIR을 보지 않고 쓰는 자리입니다. 있는지만 봅니다.
    found += [ray] if ray.exists() else []
    return [str(path) for path in found if path.name not in {".cache", ".config"}]


def test_every_condition_about_engines_is_read():
    """엔진에 대한 판정이 있고, 그 기록이 모두 있습니다."""
    assert len(CONDITIONS) >= 20
    assert [name for name in WITH_ENGINES if not (RECORDS / f"{name}.json").exists()] == []


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.text[:60])
def test_kept_record_does_not_contradict_the_book(condition):
    """남겨 둔 기록은 책의 말과 다르지 않습니다."""
    judged = condition.judge(lambda name: Record.load(RECORDS / f"{name}.json"))
    assert judged.verdict in {Verdict.HELD, Verdict.UNDECIDED}


@needs_engines
@pytest.mark.parametrize("name", WITH_ENGINES)
def test_book_is_right_here_too(name, tmp_path, corner):
    """엔진이 있는 이 환경에서 돌려도, 책의 말과 다른 것이 없고 남는 것도 없습니다."""
    done = run(name, tmp_path, corner)
    assert done.returncode == 0, done.stderr
    for condition in CONDITIONS:
        if condition.experiments == (name,):
            judged = condition.judge(
                lambda name: Record.load(tmp_path / "records" / f"{name}.json")
            )
            assert judged.verdict is not Verdict.DIFFERS, condition.text
    assert left_in(corner) == []


@needs_engines
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("engine", ["raylet", "distributed"])
def test_killed_example_leaves_nothing(engine, number, tmp_path, corner):
    """클러스터가 켜진 한가운데에서 멈추거나 죽여도, 프로세스도 임시 폴더도 남지 않습니다."""
    name = "plot_finished_work_runs_again_with_its_worker"
    with subprocess.Popen(
        [sys.executable, EXAMPLES / f"{name}.py"],
        cwd=tmp_path,
        env=corner,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as program:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while engine not in running_under(program.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert program.poll() is None
        program.send_signal(number)
        program.wait(DEADLINE_SECONDS)
    deadline = time.monotonic() + 30
    while left_in(corner) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left_in(corner) == []


def running_under(pid: int) -> str:
    """자손들의 명령을 이어 적은 글. Dask의 워커는 명령에 이름이 없어, 스레드가 많은 것으로 알아봅니다."""
    words = []
    try:
        for child in psutil.Process(pid).children(recursive=True):
            words += child.cmdline()
            if "spawn_main" in " ".join(child.cmdline()) and child.num_threads() > 3:
                words.append("distributed")
    except (psutil.Error, OSError):
        pass
    return " ".join(words)


@needs_dask
def test_same_example_runs_on_a_cluster_elsewhere(tmp_path, corner):
    """`PARABOOK_CLUSTER`에 주소를 적으면, 예제의 파일을 모르는 워커들이 같은 예제를 그대로 돕니다."""
    elsewhere, shared = tmp_path / "elsewhere", tmp_path / "shared"
    elsewhere.mkdir()
    shared.mkdir()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0"]
    scheduler = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--dashboard-address", ":0"],
        cwd=elsewhere, env=corner, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    workers = []
    try:
        for line in scheduler.stderr:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                break
        address = found[1]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
        workers += [
            subprocess.Popen(
                [*command, "--local-directory", elsewhere, "--dashboard-address", ":0"],
                cwd=elsewhere, env=corner, stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]  # fmt: skip
        there = corner | {"PARABOOK_CLUSTER": address, "PARABOOK_SHARED": str(shared)}
        done = run("plot_scattered_data_remembers_its_changes", tmp_path, there)
        assert done.returncode == 0, done.stderr
        record = Record.load(
            tmp_path / "records" / "plot_scattered_data_remembers_its_changes.json"
        )
        facts = {seen.contender: seen.facts for seen in record.observations}
        assert facts["dask_copy"]["right"] == 10
        assert facts["dask"]["wrong"] >= 5
    finally:
        for process in [*workers, scheduler]:
            process.terminate()
            process.wait(30)
        scheduler.stderr.close()


@needs_dask
def test_window_holds_at_ten_times_the_size(corner):
    """여덟씩 여는 것은 600장에서도 하나도 잃지 않고, 쌓이는 것은 여전히 일곱을 넘지 않습니다."""
    code = """if __name__ == "__main__":
        import plot_unread_results_fill_the_cluster as example
        example.PAGES = 600
        facts = example.dask_eight()
        assert facts["received"] == 600
        assert facts["unread"] <= 7
    """
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=EXAMPLES, env=corner, timeout=DEADLINE_SECONDS, check=True,
    )  # fmt: skip
