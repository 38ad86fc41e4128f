"""`parabook observe`: 읽는 사람의 함수를 새 인터프리터에서 돌려, 어떻게 끝나고 무엇을 남기는지 지켜봅니다.

끝나지 않는 것도, 죽는 것도 적을 사실입니다.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parabook.command.bench import Bench, kept_when_stopped
from parabook.command.comparing import Found, finished, measured
from parabook.command.helping import whole
from parabook.command.wording import Misuse
from parabook.experiment.design import entries_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from parabook.command.helping import Words
    from parabook.record.schema import Record

ALWAYS = {
    "returned": "돌려준 수",
    "threads_left": "남은 스레드(개)",
    "children_left": "남은 자식 프로세스(개)",
    "files_left": "닫지 않은 파일(개)",
}
"""함수를 고치지 않고도 바깥에서 세는 사실. `inside`가 셉니다."""
TIMES, DEADLINE_SECONDS = 5, 20.0


def add(one: argparse.ArgumentParser, words: Words, positive: Callable[[str], float]) -> None:
    """이 명령만의 선택을 더합니다."""
    one.set_defaults(run=run)
    one.add_argument("--times", type=whole, default=TIMES, metavar="N", help=words["times"])
    one.add_argument(
        "--fact", action="append", default=[], metavar=words["NAMED"], help=words["fact"]
    )
    one.add_argument("--deadline", type=positive, default=DEADLINE_SECONDS, help=words["wait"])


def run(options: argparse.Namespace) -> int:
    """지켜보고, 적고, 종료 코드를 돌려줍니다."""
    asked = dict(_fact(text) for text in options.fact)
    facts = asked | ALWAYS

    def measure(bench: Bench) -> tuple[Record, bool]:
        bench.live.begin()
        return kept_when_stopped(
            lambda: bench.measure(
                entries_of(bench.contenders),
                "observation",
                deadline_seconds=options.deadline,
                times=options.times,
                facts=facts,
            )
        )

    found = measured(options, measure, alone=True, facts=facts, expect_failure=True)
    _refuse(found.record)
    return finished(options, replace(found, record=_with_what_was_seen(found, asked)))


def _fact(text: str) -> tuple[str, str]:
    name, _, label = text.partition("=")
    if not name.isidentifier():
        raise Misuse("bad_fact", text=text)
    return name, label or name


def _refuse(record: Record) -> None:
    """함수에 닿지도 못한 것은 지켜본 것이 아닙니다."""
    for seen in record.observations:
        if found := re.search(r"UnusableError: (\{.*\})", seen.reason):
            details = json.loads(found[1])
            raise Misuse(details.pop("kind"), **details)


def _with_what_was_seen(found: Found, asked: dict[str, str]) -> Record:
    """아무도 돌려주지 않은 사실은 뺍니다.

    Raises:
        Misuse: 읽는 사람이 물은 사실을, 끝까지 간 함수 가운데 아무도 돌려주지 않은 경우.
    """
    record = found.record
    seen = {name for one in record.observations for name in one.facts}
    ended = any(one.outcome == "finished" for one in record.observations)
    if ended and (missing := [name for name in asked if name not in seen]):
        raise Misuse("fact_missing", names=", ".join(missing))
    kept = {name: label for name, label in record.design["facts"].items() if name in seen}
    return replace(record, design={**record.design, "facts": kept})
