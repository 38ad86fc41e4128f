"""기록을 pyperf의 파일로 바꿉니다. `python -m pyperf stats`와 `compare_to`로 읽을 수 있습니다."""

import datetime as dt
from pathlib import Path

import pyperf

from parabook.record.schema import Record


def to_pyperf(record: Record) -> pyperf.BenchmarkSuite:
    """경쟁 방법 하나를 벤치마크 하나로, 세대 하나를 실행(run) 하나로 옮깁니다. 단위는 초입니다."""
    machine = record.machine
    # pyperf는 한 벤치마크의 모든 실행에서 이 값들이 같기를 바랍니다.
    shared = {
        "cpu_model_name": machine.cpu,
        "cpu_count": machine.cores,
        "platform": f"{machine.system} {machine.kernel}",
        "python_version": machine.python,
        "python_implementation": machine.implementation.lower(),
        "python_compiler": machine.compiler,
        "unit": "second",
        "start_method": machine.start_method,
        "gil": str(machine.gil),
        "experiment": record.experiment,
        "date": dt.datetime.fromisoformat(record.created).strftime("%Y-%m-%d %H:%M:%S"),
    }
    benchmarks = []
    for contender in record.contenders:
        generations: dict[int, list[float]] = {}
        for sample in record.samples_of(contender.name):
            generations.setdefault(sample.generation, []).append(sample.wall)
        loops = max(sample.loops for sample in record.samples_of(contender.name))
        metadata = {**shared, "name": contender.name, "loops": loops}
        runs = [
            pyperf.Run(
                values, metadata={**metadata, "generation": generation}, collect_metadata=False
            )
            for generation, values in generations.items()
        ]
        benchmarks.append(pyperf.Benchmark(runs))
    return pyperf.BenchmarkSuite(benchmarks)


def save_pyperf(record: Record, path: Path) -> None:
    """pyperf의 JSON 파일을 씁니다. 있던 파일은 갈아 치웁니다."""
    to_pyperf(record).dump(str(path), replace=True)
