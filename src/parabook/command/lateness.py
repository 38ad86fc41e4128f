"""`parabook latency`: 일이 정해진 때마다 도착할 때, 읽는 사람의 함수가 저마다 얼마나 늦게 끝나는지 잽니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parabook.command.bench import Bench, kept_when_stopped
from parabook.command.comparing import finished, measured
from parabook.command.helping import whole
from parabook.experiment.design import entries_of
from parabook.experiment.questions import LATENCY_GENERATIONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from parabook.command.helping import Words
    from parabook.record.schema import Record

THREADS = 16


def add(one: argparse.ArgumentParser, words: Words, positive: Callable[[str], float]) -> None:
    """이 명령만의 선택을 더합니다."""
    one.set_defaults(run=run)
    one.add_argument("--rate", type=positive, required=True, metavar="N", help=words["rate"])
    one.add_argument("--threads", type=whole, default=THREADS, help=words["threads"])
    one.add_argument("--seconds", type=positive, default=10.0, help=words["arrival_seconds"])
    one.add_argument("--deadline", type=positive, default=600.0, help=words["deadline"])


def run(options: argparse.Namespace) -> int:
    """재고, 적고, 종료 코드를 돌려줍니다."""

    def measure(bench: Bench) -> tuple[Record, bool]:
        entries = entries_of(bench.contenders)
        bench.live.begin()
        each = options.seconds / LATENCY_GENERATIONS / len(entries)
        return kept_when_stopped(
            lambda: bench.measure(
                entries,
                "latency",
                deadline_seconds=options.deadline,
                generations=LATENCY_GENERATIONS,
                interval_seconds=1 / options.rate,
                arrivals=max(1, round(options.rate * each)),
                threads=options.threads,
            )
        )

    return finished(options, measured(options, measure, alone=True, awaited=True))
