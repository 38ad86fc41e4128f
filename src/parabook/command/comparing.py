"""`parabook compare`: 읽는 사람의 함수들을 책의 설계로 비교합니다."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook import machine, paired
from parabook.command import checking, reporting, revisions
from parabook.command.naming import Named, locate
from parabook.command.wording import Misuse, say
from parabook.command.wrapping import (
    Case,
    Given,
    experiment_name,
    named_apart,
    same_result,
    wrapped,
)
from parabook.experiment import results
from parabook.experiment.design import Contender, entries_of, plan_of, same_as
from parabook.experiment.results import ExperimentError, InterruptedMeasurement
from parabook.record.schema import Record, RecordError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from parabook.wire.plan import Plan

CLOSE = 1e-9
"""`--equal close`가 같다고 보는 상대 오차."""
FINE_WIDTH = 0.02
"""구간이 비의 이만큼보다 넓으면 더 잽니다. 3 %의 차이를 가를 만큼입니다."""
MOST_GENERATIONS = 40
ONE_CORE = (0.8, 1.1)
"""CPU 시간을 걸린 시간으로 나눈 것이 이 사이이면 코어 하나를 쓰는 일입니다."""


def run(options: argparse.Namespace) -> int:
    """재고, 적고, 종료 코드를 돌려줍니다."""
    with tempfile.TemporaryDirectory(prefix="parabook-") as temporary:
        folder = Path(temporary).resolve()
        cases = named_apart(cases_of(options, folder))
        names = [case.name for case in cases]
        wanted = checking.condition(options.fail_if, names) if options.fail_if else None
        given = given_of(options)
        (place := folder / "wrapped").mkdir()
        contenders = wrapped(place, cases, given)
        equal: Any = None if options.equal == "exact" else CLOSE
        if given.equal is not None:
            equal = same_result(contenders)
        live = reporting.LiveLine(quiet=options.quiet)
        token = results.progress.set(live)
        try:
            record, stopped = _measured(options, contenders, experiment_name(cases), equal, live)
        except ExperimentError as error:
            raise told(error, contenders, options) from None
        finally:
            results.progress.reset(token)
    return _shown(options, record, wanted, stopped=stopped)


def cases_of(options: argparse.Namespace, folder: Path) -> list[Case]:
    """명령줄이 말하는, 비교할 것들입니다. 함수, 파이썬, 버전 가운데 하나만 여럿일 수 있습니다.

    Raises:
        Misuse: 둘이 되지 않거나, 여럿인 것이 둘 이상이거나, 없는 것을 말한 경우.
    """
    functions = [locate(text) for text in options.functions]
    for option, values in (("--python", options.python), ("--rev", options.rev)):
        if len(values) > 1 and len(functions) != 1:
            raise Misuse("one_function", option=option, count=len(functions))
    pythons = [_interpreter(path) for path in options.python]
    single = pythons[0] if len(pythons) == 1 else ""
    if options.rev:
        cases = _revised(functions, options.rev, folder, single)
    elif len(pythons) > 1:
        cases = [
            Case(
                name=_word(f"{functions[0].short}_{machine.of(python).python}"),
                label=f"{functions[0].text} ({machine.of(python).python})",
                function=functions[0],
                python=python,
            )
            for python in pythons
        ]
    else:
        cases = [
            Case(name=one.short, label=one.text, function=one, python=single) for one in functions
        ]
    if len(cases) < 2 and not options.against:  # noqa: PLR2004 - 비교하려면 둘입니다.
        raise Misuse("too_few")
    return cases


def _revised(
    functions: Sequence[Named], asked: Sequence[str], folder: Path, python: str
) -> list[Case]:
    cases = []
    for revision in asked:
        for function in functions:
            root = revisions.repository_of(function)
            there = function.below(root, revisions.checked_out(root, revision, folder))
            cases.append(
                Case(
                    name=_word(f"{function.short}_{revision}"),
                    label=f"{function.text} ({revision})",
                    function=there,
                    python=python,
                )
            )
    if len(asked) == 1:
        # 버전 하나만 주면 지금의 것과 비교합니다.
        cases += [
            Case(name=one.short, label=one.text, function=one, python=python) for one in functions
        ]
    return cases


def _word(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_")


def _interpreter(path: str) -> str:
    try:
        machine.of(path)
    except (OSError, ValueError, subprocess.SubprocessError):
        raise Misuse("no_python", path=path) from None
    return path


def given_of(options: argparse.Namespace) -> Given:
    """모두에 주는 것을 명령줄에서 읽습니다.

    Raises:
        Misuse: 가리키는 것이 없거나 JSON이 아닌 경우.
    """
    arguments: Any = []
    named = None
    if text := options.arguments:
        try:
            arguments = json.loads(text)
        except json.JSONDecodeError as error:
            if not re.fullmatch(r"[^\s\[\]{}]+:[\w.]+", text):
                raise Misuse("arguments_json", text=text, reason=error.msg) from None
            named = locate(text)
    equal = None
    if options.equal not in {"exact", "close"}:
        if ":" not in options.equal:
            raise Misuse("bad_equal", text=options.equal)
        equal = locate(options.equal)
    return Given(
        setup=locate(options.setup) if options.setup else None,
        arguments=arguments,
        arguments_from=named,
        equal=equal,
    )


def _measured(
    options: argparse.Namespace,
    contenders: Sequence[Contender],
    experiment: str,
    equal: Any,
    live: reporting.LiveLine,
) -> tuple[Record, bool]:
    """잰 기록과, 사람이 도중에 멈추었는지입니다."""
    one_core = options.cores == "one"
    if options.cores == "auto":
        live.write(say("trying"))
        one_core = _uses_one_core(options, contenders, experiment, equal)
    entries = entries_of(contenders, one_core=one_core)
    plan = _plan(options, entries, equal)
    live.begin()
    try:
        return results.measure(plan, entries, experiment), False
    except InterruptedMeasurement as stopped:
        if stopped.record is None:
            raise
        return stopped.record, True


def _plan(options: argparse.Namespace, entries: list[Contender], equal: Any, **more: Any) -> Plan:
    return plan_of(
        entries,
        "time",
        None,
        0,
        python="",
        deadline_seconds=options.deadline,
        equal=same_as(equal, entries),
        **(
            {
                "ceiling": options.ceiling,
                "memory": options.memory,
                "limit_seconds": options.seconds,
                "target_width": FINE_WIDTH,
                "most_generations": MOST_GENERATIONS,
                "fewest_rounds": 1,
                "budget_seconds": options.seconds / 2,
            }
            | more
        ),
    )


def _uses_one_core(
    options: argparse.Namespace, contenders: Sequence[Contender], experiment: str, equal: Any
) -> bool:
    """한 번씩 불러 보고, 모두 코어 하나를 내내 쓰는 일이면 참입니다. 값이 같은지도 여기서 먼저 드러납니다."""
    entries = entries_of(contenders)
    once = {"generations": 1, "most_generations": 1, "most_rounds": 1, "warmups": 1}
    plain = {"ceiling": False, "memory": False, "limit_seconds": 0.0}
    plan = _plan(options, entries, equal, **once, **plain)
    record = results.measure(plan, entries, experiment)
    least, most = ONE_CORE
    return all(
        least <= sample.cpu / sample.wall <= most
        for entry in entries
        for sample in record.samples_of(entry.name)
    )


def told(
    error: ExperimentError, contenders: Sequence[Contender], options: argparse.Namespace
) -> Misuse:
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
        return Misuse("never_ends", label=label, seconds=options.deadline)
    return Misuse("failed", label=label, reason=_last_words(failure.reason, failure.detail))


def _last_words(reason: str, detail: str) -> str:
    """이유와, 읽는 사람의 파일에서 어디였는지입니다. 이 책의 코드를 지나는 줄은 뺍니다."""
    places = re.findall(r'File "([^"]+)", line (\d+), in (\S+)', detail)
    own = [
        one for one in places if "parabook" not in Path(one[0]).name and "worker.py" not in one[0]
    ]
    where = f" {own[-1][0]}, {own[-1][1]}: {own[-1][2]}" if own else ""
    return f"{reason}{where}"


def _shown(options: argparse.Namespace, record: Record, wanted: Any, *, stopped: bool) -> int:
    path = record.save(Path(options.folder))
    code, verdict = 0, ""
    if wanted is not None:
        code, verdict = checking.verdict(wanted, record, options.fail_if)
    earlier = _against(options.against, record) if options.against else ""
    if options.json:
        found = reporting.as_json(record) | {"record": str(path), "code": code}
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 130 if stopped else code
    if stopped:
        print(say("interrupted", generations=record.design["generations"]), file=sys.stderr)
    print(reporting.report(record))
    if all(contender["one_core"] for contender in record.design["contenders"]):
        print(say("pinned"))
    for text in (earlier, verdict):
        if text:
            print(text)
    print(say("record", path=path))
    if not options.no_picture:
        print(say("picture", path=_picture(record, path)))
    return 130 if stopped else code


def _picture(record: Record, path: Path) -> Path:
    from parabook.charts.drawing import render  # noqa: PLC0415 - 그릴 때에만 무거운 것을 불러옵니다.

    target = path.with_suffix(".svg")
    target.write_bytes(render(record).light)
    return target


def _against(path: str, record: Record) -> str:
    """남겨 둔 기록의 같은 이름과 비교합니다. 다른 날 재었으므로 세대의 중앙값끼리 짝 없이 비교합니다."""
    try:
        old = Record.load(Path(path))
    except RecordError as error:
        raise Misuse("no_record", reason=error) from None
    lines = [say("another_day", path=path, day=old.created[:10])]
    known = {one.name for one in old.contenders}
    for one in record.contenders:
        if one.name not in known:
            lines.append(f"  {one.label}: {say('not_recorded')}")
            continue
        before, after = (_generations(each, one.name) for each in (old, record))
        lines.append(f"  {one.label}: {reporting.against(paired.apart(before, after))}")
    if differing := _differing(old, record):
        lines.append(say("other_machine", what=differing))
    return "\n".join(lines)


def _generations(record: Record, name: str) -> list[float]:
    groups: dict[int, list[float]] = {}
    for sample in record.samples_of(name):
        groups.setdefault(sample.generation, []).append(sample.wall)
    return [statistics.median(walls) for walls in groups.values()]


def _differing(old: Record, new: Record) -> str:
    pairs = zip(old.machine.as_json().items(), new.machine.as_json().values(), strict=True)
    return ", ".join(
        f"{key} {before} → {after}" for (key, before), after in pairs if before != after
    )
