"""정확도를 재는 일들: 답을 아는 일을 재고, 얻은 값을 기준과 함께 내놓습니다."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from parabook import machine
from parabook.accuracy import known
from parabook.accuracy.bars import Bar, Found
from parabook.experiment.design import Contender, entries_of, plan_of
from parabook.experiment.questions import latency
from parabook.experiment.results import measure
from parabook.launcher.session import Session
from parabook.processes import tree
from parabook.record.schema import Record
from parabook.server.specification import Server
from parabook.wire.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable


def agreement(alternations: int) -> Found:
    """같은 두 함수를 pyperf로도 재어, 번갈아 얻은 비들의 중앙값을 비교합니다."""
    ours, theirs = [], []
    for _ in range(alternations):
        ours.append(_ratio_of_units())
        five, four = (_pyperf_median(name) for name in ("five_units", "four_units"))
        theirs.append(five / four)
    apart = abs(statistics.median(ours) / statistics.median(theirs) - 1) * 100
    yield Bar("pyperf", f"pyperf와 {alternations}번 번갈아 잰 비의 차이(%)", most=3), apart


def _ratio_of_units() -> float:
    entries = entries_of([known.five_units, known.four_units], one_core=True)
    plan = plan_of(entries, "time", None, 0, python=sys.executable, deadline_seconds=60.0)
    return measure(plan, entries, "known").ratio("five_units", "four_units").value


def _pyperf_median(function: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "bench.json")
        setup = (
            f"import sys; sys.path.insert(0, {str(Path(known.__file__).parent)!r}); import known"
        )
        options = ["-p", "3", "-n", "3", "-w", "1", "--min-time", "0.02", "-q", "-o", str(target)]
        if hasattr(os, "sched_getaffinity"):
            options += ["--affinity", str(machine.usable_cpus()[0])]
        command = [sys.executable, "-m", "pyperf", "timeit", *options, "-s", setup]
        subprocess.run([*command, f"known.{function}()"], check=True, capture_output=True)
        runs = json.loads(target.read_text(encoding="utf-8"))["benchmarks"][0]["runs"]
    values: list[float] = [value for run in runs for value in run.get("values", ())]
    return statistics.median(values)


def cost(calls: int) -> Found:
    """아무것도 하지 않는 함수를 재어, 재는 비용 그 자체를 봅니다."""
    walls, outside = [], []
    with _session("nothing") as session:
        for _ in range(calls):
            started = time.perf_counter()
            wall = session.call()["wall"]
            outside.append(time.perf_counter() - started - wall)
            walls.append(wall)
    inside = statistics.median(walls) * 1e6
    yield Bar("inside", "잰 시간에 섞이는 값(µs)", most=5), inside
    yield (
        Bar("outside", "표본마다 바깥에서 드는 비용(ms)", most=0.5),
        (statistics.median(outside) * 1e3),
    )


def _session(function: str, start_method: str | None = None) -> Session:
    target = Target(Path(known.__file__).resolve(), function)
    return Session(target, name=function, start_method=start_method)


def burned() -> Found:
    """자식들이 쓴 것을 아는 CPU 시간을, 시작 방식마다 얼마나 세는지 봅니다."""
    tree.adopt_orphans()
    truth = known.BURNS * known.BURN_SECONDS
    for method in multiprocessing.get_all_start_methods():
        with _session("burning_pool", method) as busy, _session("idle_pool", method) as idle:
            counted = busy.call()["cpu"] - idle.call()["cpu"]
        label = f"{method}의 자식들이 쓴 CPU 시간을 센 비율(%)"
        yield Bar(f"burn_{method}", label, least=95, most=130), counted / truth * 100


def shared_memory() -> Found:
    """한 덩어리를 함께 읽는 넷의 메모리를, 나누어 센 합으로 봅니다."""
    entries = [Contender(known.shared_block)]
    plan = plan_of(
        entries, "time", None, 0, python=sys.executable, deadline_seconds=60.0,
        generations=1, most_generations=1, fewest_rounds=2, most_rounds=2, memory=True,
    )  # fmt: skip
    peak = measure(plan, entries, "known").memory_of("shared_block")
    assert peak is not None  # noqa: S101 - 재라고 했습니다.
    label = "200 MB 한 덩어리를 읽는 넷의 Σ PSS(MB)"
    yield Bar("shared_pss", label, least=205, most=240), peak.peak_bytes / 1e6


def fat_parent(alternations: int) -> Found:
    """책을 빌드하는 프로세스가 500 MB를 잡고 있어도 같은 값을 재는지 봅니다."""
    code = (
        "import sys; hold = b'x' * int(sys.argv[1])\n"
        "from parabook.accuracy.trials import pool_seconds\n"
        "print(pool_seconds())"
    )

    def seconds(held: int) -> float:
        command = [sys.executable, "-c", code, str(held)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return float(done.stdout)

    ratios = [seconds(500_000_000) / seconds(0) for _ in range(alternations)]
    apart = abs(statistics.median(ratios) - 1) * 100
    yield Bar("fat_parent", "500 MB를 잡은 부모에서 잰 fork 풀의 차이(%)", most=15), apart


def pool_seconds() -> float:
    """fork로 시작하는 풀의 한 번을 재어 중앙값(초)을 돌려줍니다."""
    entries = [Contender(known.idle_pool)]
    plan = plan_of(
        entries, "time", None, 0, python=sys.executable, deadline_seconds=60.0,
        generations=3, most_generations=3, budget_seconds=1.0, start_method="fork",
    )  # fmt: skip
    return measure(plan, entries, "known").time("idle_pool").median


def repeated(examples: Path, times: int) -> Found:
    """책의 실험을 여러 번 재어, 책을 다시 빌드해도 같은 값이 나오는지 봅니다."""
    asked: dict[str, tuple[str, str, float, Callable[[Record], float]]] = {
        "plot_threads_overlap_waiting": (
            "repeat_io", "네트워크를 기다리는 실험의 비", 5,
            lambda record: record.speedup("threaded_fetching").value,
        ),
        "plot_known_ratio_is_found": (
            "repeat_single", "코어 하나를 쓰는 실험의 비", 5,
            lambda record: record.ratio("five_units", "four_units").value,
        ),
        "plot_pool_uses_every_core": ("repeat_fraction", "천장 대비 비율", 8, _fraction),
        "plot_concurrency_sets_the_speed": ("repeat_memory", "메모리 피크", 3, _peak),
    }  # fmt: skip
    values: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(times):
        for name, (*_, of) in asked.items():
            values[name].append(of(_by_hand(next(examples.rglob(f"{name}.py")))))
    for name, (bar, label, most, _of) in asked.items():
        middle = statistics.median(values[name])
        apart = max(abs(value / middle - 1) for value in values[name]) * 100
        yield Bar(bar, f"{times}번 다시 잰 {label}: 중앙값에서 벗어난 정도(%)", most=most), apart


def _fraction(record: Record) -> float:
    fraction = record.fraction("reused_pool")
    return fraction.value if fraction is not None else 0.0


def _peak(record: Record) -> float:
    peak = record.memory_of("threaded_fetch")
    return peak.peak_bytes if peak is not None else 0.0


def _by_hand(example: Path) -> Record:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PARABOOK_RECORDS": folder, "PARABOOK_BUDGET": "full"}
        subprocess.run(
            [sys.executable, str(example)], cwd=folder, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip
        return Record.load(Path(folder, f"{example.stem}.json"))


def stalled(url: str) -> str:
    """멎는 서버에 보내는 요청"""
    import requests  # noqa: PLC0415 - 이 함수를 돌리는 인터프리터만 씁니다.

    return requests.get(url, timeout=10).text


def open_loop() -> Found:
    """서버가 0.4초 멎을 때, 열린 고리의 p99가 그것을 보이는지 봅니다."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        record = latency(
            stalled,
            rate_per_second=80,  # p99는 도착 1,000번부터 말할 수 있습니다.
            seconds=4.0,
            server=Server(stall_every_seconds=2.0, stall_seconds=0.4),
            requests=10,
        )
    reached = record.tail("stalled", 99) * 1e3
    yield Bar("open_loop", "서버가 0.4초 멎을 때 지연의 p99(ms)", least=300), reached
