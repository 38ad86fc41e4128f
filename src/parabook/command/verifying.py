"""`parabook check`: 읽는 사람이 고친 연습의 파일을 판정하고, 맞는 것과 맞지 않는 것과 이유를 적습니다."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook import units
from parabook.command import reporting
from parabook.command.bench import Bench, explained, kept_when_stopped
from parabook.command.naming import locate
from parabook.command.phrases import say
from parabook.command.wording import LANGUAGES, Misuse, language
from parabook.command.wrapping import Case, Given, wrapped
from parabook.exercises import examining, shelf
from parabook.exercises.examining import BROKEN, HELD, UNKNOWN, Finding, Unloadable
from parabook.experiment.design import entries_of
from parabook.paired import Ratio, TooFewSamplesError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from parabook.command.helping import Words
    from parabook.exercises.criteria import Pace, Text
    from parabook.record.schema import Record

SECONDS = 4.0
LONGER = 2
"""한 번에 판정하지 못하면 이만큼(배) 더 오래 다시 잽니다."""
DEADLINE_SECONDS = 30.0
FEWEST_GENERATIONS, MOST_GENERATIONS, ROUNDS = 4, 20, 3
ROUGH_WIDTH = 0.5
"""구간이 비의 이만큼보다 좁으면 그만 잽니다. 몇 배인지만 가리면 되므로 성깁니다."""
MARKS = {HELD: "✓", BROKEN: "✗", UNKNOWN: "?"}
ENDS = {HELD: 0, BROKEN: 1, UNKNOWN: 3}


def add(below: Any, words: Words, positive: Callable[[str], float]) -> None:
    """`check`를 명령들에 더합니다."""
    one = below.add_parser(
        "check", help=say("help_check_short"), description=say("help_check"), **words.shape
    )
    one.set_defaults(run=run)
    one.add_argument("file", nargs="?", metavar=say("help_source"), help=say("help_file"))
    one.add_argument("--exercise", metavar=say("help_name"), help=say("help_exercise"))
    one.add_argument("--start", metavar=say("help_name"), help=say("help_start"))
    one.add_argument("--seconds", type=positive, default=SECONDS, help=say("help_check_seconds"))
    one.add_argument("--facts-only", action="store_true", help=say("help_facts_only"))
    one.add_argument("--json", action="store_true", help=words["json"])
    one.add_argument("--quiet", action="store_true", help=words["quiet"])
    one.add_argument("--lang", choices=LANGUAGES, help=words["lang"])


def run(options: argparse.Namespace) -> int:
    """판정하고, 적고, 종료 코드를 돌려줍니다."""
    if options.start:
        return _start(options.start)
    if not options.file:
        for name in shelf.names():
            print(f"{name}  {_spoken(shelf.exercise(name).title)}")
        return 0
    file = Path(options.file)
    name = _named(options, file)
    seconds = 0.0 if options.facts_only else options.seconds
    findings = judged(name, file.resolve(), seconds, quiet=options.quiet)
    verdict = next(
        (one for one in (BROKEN, UNKNOWN) if any(found.verdict == one for found in findings)), HELD
    )
    if options.json:
        answer = {
            "exercise": name,
            "file": options.file,
            "code": ENDS[verdict],
            "findings": [_as_json(one) for one in findings],
        }
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _tell(name, findings, verdict)
    return ENDS[verdict]


def judged(name: str, file: Path, seconds: float = SECONDS, *, quiet: bool = True) -> list[Finding]:
    """조건마다의 판정입니다. `seconds`가 0이면 시간의 조건을 묻지 않습니다.

    Raises:
        Misuse: 파일을 불러올 수 없거나, 시작 파일에 있던 이름이 없는 경우.
    """
    try:
        findings = examining.examined(name, file)
    except Unloadable as error:
        kind = {"import": "answer_fails_import", "missing": "answer_lacks"}[error.kind]
        line = error.line or "?"
        raise Misuse(kind, file=file.name, line=line, reason=error.what, names=error.what) from None
    if seconds and (pace := shelf.exercise(name).pace) is not None:
        findings += _paced(name, file, pace, seconds, findings, quiet=quiet)
    return findings


def _start(name: str) -> int:
    _known(name)
    target = Path(shelf.starting_file(name).name)
    if target.exists():
        raise Misuse("already_there", file=target)
    try:
        shutil.copyfile(shelf.starting_file(name), target)
    except OSError as error:
        raise Misuse("not_written", path=target, reason=error.strerror) from None
    print(say("started", file=target))
    return 0


def _named(options: argparse.Namespace, file: Path) -> str:
    name: str = options.exercise or file.stem
    if options.exercise:
        _known(name)
    elif name not in shelf.names():
        raise Misuse("unnamed_exercise", file=file, known=", ".join(shelf.names()))
    if not file.is_file():
        raise Misuse("no_answer_file", file=file, name=name)
    if not file.stem.isidentifier() or file.suffix != ".py":
        raise Misuse("answer_not_importable", file=file)
    return name


def _known(name: str) -> None:
    if name not in shelf.names():
        raise Misuse("no_exercise", name=name, known=", ".join(shelf.names()))


def _paced(
    name: str, file: Path, pace: Pace, seconds: float, findings: Sequence[Finding], *, quiet: bool
) -> list[Finding]:
    """시간의 조건 둘입니다. 답이 바르지 않으면 재지 않습니다."""
    asks = [
        Finding(_both("pace_start", times=pace.faster_than_start), UNKNOWN, page=pace.page),
        Finding(_both("pace_solution", times=pace.near_solution), UNKNOWN, page=pace.page),
    ]
    if any(one.verdict != HELD for one in findings):
        return [replace(one, why=_both("pace_waits")) for one in asks]
    found: list[Finding] = []
    for effort in (seconds, LONGER * seconds):
        try:
            record = _timed(name, file, pace, effort, quiet=quiet)
            gain = record.ratio("start", "yours")
            behind = record.ratio("yours", "solution")
        except Misuse as error:
            return [replace(one, why=_both("pace_failed", reason=error)) for one in asks]
        except TooFewSamplesError:
            found = [replace(one, why=_both("pace_straddles")) for one in asks]
            continue
        bar, near = pace.faster_than_start, pace.near_solution
        found = [
            _within(asks[0], gain, gain.low > bar, gain.high < bar),
            _within(asks[1], behind, behind.high < near, behind.low > near),
        ]
        if all(one.verdict != UNKNOWN for one in found):
            break
    return found


def _timed(name: str, file: Path, pace: Pace, seconds: float, *, quiet: bool) -> Record:
    files = {
        "start": shelf.starting_file(name),
        "yours": file,
        "solution": shelf.solution_file(name),
    }
    cases = [
        Case(name=one, label=one, function=locate(f"{path}:{pace.function}"))
        for one, path in files.items()
    ]
    given = Given(arguments_from=locate(f"{shelf.judge_file(name)}:{pace.arguments}"))
    with tempfile.TemporaryDirectory(prefix="parabook-") as folder:
        contenders = wrapped(Path(folder).resolve(), cases, given)
        live = reporting.LiveLine(quiet=quiet, what=name)
        bench = Bench(contenders=contenders, experiment=name, equal=None, live=live)
        with explained(contenders, DEADLINE_SECONDS, live):
            live.begin(seconds)
            record, stopped = kept_when_stopped(
                lambda: bench.measure(
                    entries_of(contenders),
                    "time",
                    deadline_seconds=DEADLINE_SECONDS,
                    generations=FEWEST_GENERATIONS,
                    most_generations=MOST_GENERATIONS,
                    warmups=1,
                    fewest_rounds=1,
                    most_rounds=ROUNDS,
                    budget_seconds=seconds / 2,
                    limit_seconds=seconds,
                    target_width=ROUGH_WIDTH,
                )
            )
    if stopped:
        raise KeyboardInterrupt
    return record


def _within(one: Finding, found: Ratio, holds: bool, fails: bool) -> Finding:  # noqa: FBT001 - 구간 전체가 안인지, 전체가 밖인지입니다.
    value, low, high = (units.significant(each, 3) for each in (found.value, found.low, found.high))
    why = _both("pace_found", value=value, low=low, high=high)
    if holds or fails:
        return replace(one, verdict=HELD if holds else BROKEN, why=why)
    straddles = _both("pace_straddles")
    return replace(one, why=(f"{why[0]}. {straddles[0]}", f"{why[1]}; {straddles[1]}"))


def _both(kind: str, **details: object) -> Text:
    """두 말로 적은 문장입니다."""
    said = []
    for one in LANGUAGES:
        token = language.set(one)
        try:
            said.append(say(kind, **details))
        finally:
            language.reset(token)
    return said[0], said[1]


def _spoken(text: Text) -> str:
    return text[LANGUAGES.index(language.get())]


def _as_json(one: Finding) -> dict[str, str]:
    return {
        "condition": _spoken(one.says),
        "verdict": one.verdict,
        "why": _spoken(one.why),
        "start_method": one.method,
        "page": one.page,
    }


def _tell(name: str, findings: Sequence[Finding], verdict: str) -> None:
    print(say("exercise_title", name=name, title=_spoken(shelf.exercise(name).title)))
    for one in findings:
        print(f"{MARKS[one.verdict]} {_spoken(one.says)}")
        if why := _spoken(one.why):
            under = say("under", method=one.method) if one.method else ""
            print(f"    {under}{why}.")
        if one.verdict == BROKEN:
            print(f"    {say('read', page=one.page)}")
    counts = {
        "count": len(findings),
        "broken": sum(one.verdict == BROKEN for one in findings),
        "unknown": sum(one.verdict == UNKNOWN for one in findings),
    }
    kind = {HELD: "all_hold", BROKEN: "some_broken", UNKNOWN: "some_unknown"}[verdict]
    print(say(kind, **counts))
