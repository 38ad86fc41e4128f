"""감싼 함수들을 재게 하고, 실패를 읽는 사람의 말로 바꿉니다. 명령도 pytest의 픽스처도 여기서 잽니다."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook.command.wording import Misuse, language, say
from parabook.command.wrapping import Given, same_result
from parabook.experiment import results
from parabook.experiment.design import Contender, entries_of, plan_of, same_as
from parabook.experiment.results import ExperimentError, InterruptedMeasurement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parabook.command.reporting import LiveLine
    from parabook.record.schema import Record
    from parabook.wire.failure import Failure

CLOSE = 1e-9
"""`--equal close`가 같다고 보는 상대 오차."""
FINE_WIDTH = 0.02
"""구간이 비의 이만큼보다 넓으면 더 잽니다. 3 %의 차이를 가를 만큼입니다."""
MOST_GENERATIONS = 40
ONE_CORE = (0.8, 1.1)
"""CPU 시간을 걸린 시간으로 나눈 것이 이 사이이면 코어 하나를 쓰는 일입니다."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """얼마나 공들여, 무엇까지 잴지. 시간의 단위는 초입니다."""

    seconds: float = 10.0
    deadline: float = 600.0
    cores: str = "auto"
    ceiling: bool = False
    memory: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """잴 준비가 된 것: 감싼 함수들과 기록의 이름."""

    contenders: Sequence[Contender]
    experiment: str
    equal: Any
    live: LiveLine

    def measure(self, entries: list[Contender], purpose: Any, **settings: Any) -> Record:
        """이 설계로 잽니다. 사람이 도중에 멈추었으면 `InterruptedMeasurement`입니다."""
        equal = same_as(self.equal, entries) if purpose == "time" else None
        pythons = {entry.python for entry in entries}
        # 모두 한 파이썬에서 돌면, 기록의 잰 자리도 그 파이썬입니다.
        python = pythons.pop() if len(pythons) == 1 else ""
        if python:
            entries = [replace(entry, python="") for entry in entries]
        plan = plan_of(entries, purpose, None, 0, python=python, equal=equal, **settings)
        return results.measure(plan, entries, self.experiment)


def sameness(equal: str, given: Given, contenders: Sequence[Contender]) -> Any:
    """`exact`, `close`, 함수 가운데 무엇으로 같은지 볼지를 설계의 말로 바꿉니다."""
    if given.equal is not None:
        return same_result(contenders)
    return None if equal == "exact" else CLOSE


@contextlib.contextmanager
def explained(contenders: Sequence[Contender], deadline: float, live: LiveLine) -> Iterator[None]:
    """재는 동안 한 줄을 고쳐 쓰게 하고, 재다가 실패하면 읽는 사람의 말로 바꿉니다.

    Raises:
        Misuse: 함수 하나라도 실패하거나, 다른 값을 내거나, 끝나지 않은 경우.
    """
    token = results.progress.set(live)
    try:
        yield
    except ExperimentError as error:
        raise told(error, contenders, deadline) from None
    finally:
        results.progress.reset(token)


def kept_when_stopped(measure: Callable[[], Record]) -> tuple[Record, bool]:
    """잰 기록과, 사람이 도중에 멈추었는지입니다. 멈추었으면 그때까지 다 잰 것의 기록입니다."""
    try:
        return measure(), False
    except InterruptedMeasurement as stopped:
        if stopped.record is None:
            raise
        return stopped.record, True


def timed(bench: Bench, effort: Effort) -> tuple[Record, bool]:
    """시간을 잰 기록과, 사람이 도중에 멈추었는지입니다."""
    plain = {"deadline_seconds": effort.deadline, "target_width": FINE_WIDTH, "fewest_rounds": 1}
    one_core = effort.cores == "one"
    if effort.cores == "auto":
        bench.live.write(say("trying"))
        one_core = _uses_one_core(bench, plain)
    bench.live.begin(effort.seconds)
    return kept_when_stopped(
        lambda: bench.measure(
            entries_of(bench.contenders, one_core=one_core),
            "time",
            ceiling=effort.ceiling,
            memory=effort.memory,
            limit_seconds=effort.seconds,
            most_generations=MOST_GENERATIONS,
            budget_seconds=effort.seconds / 2,
            **plain,
        )
    )


def _uses_one_core(bench: Bench, plain: dict[str, Any]) -> bool:
    """한 번씩 불러 보고, 모두 코어 하나를 내내 쓰는 일이면 참입니다. 값이 같은지도 여기서 먼저 드러납니다."""
    entries = entries_of(bench.contenders)
    once = {"generations": 1, "most_generations": 1, "most_rounds": 1, "warmups": 1}
    record = bench.measure(entries, "time", budget_seconds=0.0, **once, **plain)
    least, most = ONE_CORE
    return all(
        least <= sample.cpu / sample.wall <= most
        for entry in entries
        for sample in record.samples_of(entry.name)
    )


def told(error: ExperimentError, contenders: Sequence[Contender], deadline: float) -> Misuse:
    """실패를 명령의 말로 바꿉니다. 어느 함수가 왜 그랬는지와, 어떻게 하면 되는지입니다."""
    failure = error.failure
    label = {one.name: one.label for one in contenders}.get(failure.contender, failure.contender)
    if found := re.search(r"UnusableError: (\{.*\})", failure.reason + failure.detail):
        details = json.loads(found[1])
        return Misuse(details.pop("kind"), **details)
    if found := re.search(r"UncheckableResultError: (\w+) 형", failure.reason + failure.detail):
        return Misuse("uncheckable", label=label, type=found[1])
    if failure.kind == "mismatch":
        return Misuse("mismatch", label=label, reason=failure.reason.partition(". ")[2] + ".")
    if failure.kind == "deadline":
        return Misuse("never_ends", label=label, seconds=deadline)
    if hint := _hint(failure, label):
        return hint
    reason = reason_in_words(failure.kind, failure.reason)
    return Misuse("failed", label=label, reason=f"{reason}{_place(failure.detail)}")


def _hint(failure: Failure, label: str) -> Misuse | None:
    """파이썬의 글만 보고도 어떻게 하면 되는지 아는 실패입니다."""
    for text, kind in HINTS.items():
        if text in failure.reason:
            return Misuse(kind, label=label, place=_place(failure.detail))
    if found := re.search(WRONG_ARGUMENTS, failure.reason):
        return Misuse("wrong_arguments", label=label, reason=found[1])
    return None


def reason_in_words(kind: str, reason: str) -> str:
    """재는 쪽이 한국어로 적어 온 이유를 지금의 말로 바꿉니다. 수와 이름과 파이썬의 글은 그대로입니다."""
    if language.get() == "ko" or kind not in REASONS:
        return reason
    pattern, sentence = REASONS[kind]
    found = re.search(pattern, reason, re.DOTALL)
    return sentence.format(*found.groups()) if found else sentence.partition(":")[0]


HINTS = {"EOFError: EOF when reading a line": "reads_input"}
"""파이썬의 글만 보고도 어떻게 하면 되는지 아는 것."""
WRONG_ARGUMENTS = r"\((TypeError: .*\b(?:missing|takes|got|expected)\b.*\bargument.*)\)$"
REASONS = {
    "exception": (r"\((.*)\)$", "it raised an exception: {}"),
    "deadline": (r"([\d.e+]+)초", "it did not end within {} s"),
    "killed": (r"신호 (\S+)을", "it was killed by a signal: {}"),
    "exited": (r"종료 코드 (\d+)", "it exited without a value: code {}"),
}
"""실패의 갈래마다, 한국어 이유에서 꺼낼 것과 영어 문장."""


def _place(detail: str) -> str:
    """읽는 사람의 파일에서 어디였는지입니다. 이 책의 코드와 표준 라이브러리를 지나는 줄은 뺍니다."""
    places = re.findall(r'File "([^"]+)", line (\d+), in (\S+)', detail)
    own = [
        one
        for one in places
        if "parabook" not in Path(one[0]).name
        and "worker.py" not in one[0]
        and not re.search(r"[/\\]lib[/\\]python3|site-packages", one[0])
    ]
    return f" {own[-1][0]}, {own[-1][1]}: {own[-1][2]}" if own else ""
