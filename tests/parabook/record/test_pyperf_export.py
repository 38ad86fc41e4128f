"""내보낸 파일을 pyperf가 정말로 읽는지, pyperf의 명령을 돌려 시험합니다."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pyperf
import pytest

from parabook.record.pyperf_export import save_pyperf, to_pyperf

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeRecord


@pytest.fixture
def exported(make_record: MakeRecord, tmp_path: Path) -> Path:
    """내보낸 파일입니다."""
    path = tmp_path / "plot_claim.pyperf.json"
    save_pyperf(make_record(), path)
    return path


def pyperf_says(*arguments: object) -> str:
    """pyperf의 명령을 돌려 찍은 글을 돌려줍니다. 오류로 끝나면 시험이 실패합니다."""
    command = [sys.executable, "-m", "pyperf", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_stats_reads_every_contender(exported: Path) -> None:
    """`stats`가 방법마다 세대를 실행으로, 회를 값으로 셉니다."""
    text = pyperf_says("stats", exported)
    assert text.count("Number of run with values: 3") == 2
    assert text.count("Number of value per run: 4") == 2
    assert "600 ms" in text
    assert "200 ms" in text


def test_metadata_says_where_it_was_measured(exported: Path) -> None:
    """`metadata`에 기계와 파이썬과 시작 방식이 들어 있습니다."""
    text = pyperf_says("metadata", exported)
    for line in (
        "cpu_model_name: 시험용 CPU",
        "cpu_count: 8",
        "python_version: 3.13.0",
        "python_implementation: cpython",
        "start_method: forkserver",
        "gil: True",
        "experiment: plot_claim",
    ):
        assert line in text


def test_check_accepts_the_file(exported: Path) -> None:
    """`check`가 파일을 받아들입니다."""
    assert "slow" in pyperf_says("check", exported)


def test_machines_can_be_compared(make_record: MakeRecord, exported: Path, tmp_path: Path) -> None:
    """다른 기계의 기록과 `compare_to`로 비교할 수 있습니다."""
    record = make_record()
    halved = [replace(sample, wall=sample.wall / 2) for sample in record.samples]
    elsewhere = tmp_path / "elsewhere.json"
    save_pyperf(replace(record, samples=tuple(halved)), elsewhere)
    text = pyperf_says("compare_to", exported, elsewhere)
    assert text.count("2.00x faster") >= 2


def test_values_and_loops_are_those_of_the_record(make_record: MakeRecord) -> None:
    """값은 한 번 부르는 데 든 초 그대로이고, 거듭 부른 수는 메타데이터에 있습니다."""
    record = make_record()
    record = replace(record, samples=tuple(replace(s, loops=7) for s in record.samples))
    suite = to_pyperf(record)
    assert suite.get_benchmark_names() == ["slow", "fast"]
    for benchmark in suite.get_benchmarks():
        walls = tuple(sample.wall for sample in record.samples_of(benchmark.get_name()))
        assert benchmark.get_values() == walls
        assert benchmark.get_metadata()["loops"] == 7
        assert benchmark.get_unit() == "second"


def test_nothing_of_this_process_slips_in(exported: Path) -> None:
    """지금 이 프로세스의 호스트 이름이나 부하 따위가 잰 자리인 것처럼 섞이지 않습니다."""
    text = exported.read_text(encoding="utf-8")
    assert not {"hostname", "load_avg_1min", "perf_version"} & set(json.loads(text)["metadata"])
    assert "hostname" not in text


def test_saving_replaces_the_file(make_record: MakeRecord, exported: Path) -> None:
    """있던 파일은 갈아 치웁니다."""
    fewer = {"slow": [[0.5, 0.5]], "fast": [[0.1, 0.1]]}
    save_pyperf(make_record(fewer), exported)
    suite = pyperf.BenchmarkSuite.load(str(exported))
    assert {benchmark.get_nrun() for benchmark in suite.get_benchmarks()} == {1}
