"""`parabook compare`: 읽는 사람의 함수들을 책의 설계로 비교합니다."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook import paired
from parabook.command import checking, columns, reporting
from parabook.command.bench import Bench, Effort, explained, sameness, timed
from parabook.command.cases import cases_of, given_of
from parabook.command.wording import Misuse, say, unreadable
from parabook.command.wrapping import experiment_name, named_apart, wrapped
from parabook.record.schema import Record, RecordError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from parabook.claims.conditions import Condition

STOPPED = 130
"""사람이 도중에 멈추었을 때의 종료 코드."""


def run(options: argparse.Namespace) -> int:
    """재고, 적고, 종료 코드를 돌려줍니다."""
    earlier = _loaded(options.against) if options.against else None
    effort = Effort(
        seconds=options.seconds,
        deadline=options.deadline,
        cores=options.cores,
        ceiling=options.ceiling,
        memory=options.memory,
    )
    found = measured(options, lambda bench: timed(bench, effort))
    return finished(options, found, _against(options.against, earlier, found) if earlier else "")


@dataclass(frozen=True, slots=True)
class Found:
    """잰 기록, 판정할 조건, 사람이 도중에 멈추었는지."""

    record: Record
    wanted: Condition | None
    stopped: bool = False


def measured(
    options: argparse.Namespace,
    measure: Callable[[Bench], tuple[Record, bool]],
    *,
    alone: bool = False,
    **details: Any,
) -> Found:
    """명령줄이 말하는 것들을 감싸서 잽니다.

    Args:
        options: 명령줄.
        measure: 감싼 것을 재는 법.
        alone: 참이면 하나만 재어도 됩니다.
        details: `wrapped`에 줄 나머지.

    Raises:
        Misuse: 잘못 부르거나, 재다가 실패한 경우.
    """
    with tempfile.TemporaryDirectory(prefix="parabook-") as temporary:
        folder = Path(temporary).resolve()
        cases = named_apart(cases_of(options, folder, alone=alone))
        facts = details.get("facts", {})
        names = [case.name for case in cases]
        wanted = checking.condition(options.fail_if, names, facts) if options.fail_if else None
        given = given_of(options)
        (place := folder / "wrapped").mkdir()
        contenders = wrapped(place, cases, given, **details)
        live = reporting.LiveLine(quiet=options.quiet, what=", ".join(names))
        equal = sameness(options.equal, given, contenders)
        bench = Bench(
            contenders=contenders, experiment=experiment_name(cases), equal=equal, live=live
        )
        with explained(contenders, options.deadline, live):
            record, stopped = measure(bench)
    return Found(record, wanted, stopped)


def finished(options: argparse.Namespace, found: Found, earlier: str = "") -> int:
    """잰 것을 남기고 적고, 종료 코드를 돌려줍니다."""
    record, stopped = found.record, found.stopped
    path = record.save(Path(options.folder))
    code, verdict = 0, ""
    if found.wanted is not None:
        code, verdict = checking.verdict(found.wanted, record, options.fail_if)
    if options.json:
        answer = columns.as_json(record) | {"record": str(path), "code": code}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return STOPPED if stopped else code
    if stopped:
        print(say("interrupted", generations=record.design["generations"]), file=sys.stderr)
    print(columns.report(record))
    if record.purpose == "time" and all(
        contender["one_core"] for contender in record.design["contenders"]
    ):
        print(say("pinned"))
    for text in (earlier, verdict):
        if text:
            print(text)
    print(say("record", path=path))
    if not options.no_picture and (picture := _picture(record, path)):
        print(say("picture", path=picture))
    return STOPPED if stopped else code


def _picture(record: Record, path: Path) -> Path | None:
    from parabook.charts.drawing import (  # noqa: PLC0415 - 그릴 때에만 무거운 것을 불러옵니다.
        ChartError,
        render,
    )

    target = path.with_suffix(".svg")
    try:
        target.write_bytes(render(record).light)
    except ChartError:  # 아무도 끝까지 가지 않아 그릴 수가 없습니다.
        return None
    return target


def _loaded(path: str) -> Record:
    """남겨 둔 기록입니다. 재기 전에 읽어, 다 재고 나서 없다고 하지 않게 합니다."""
    try:
        old = Record.load(Path(path))
    except RecordError as error:
        raise unreadable(path, error) from None
    if old.purpose != "time":
        raise Misuse("other_purpose", path=path)
    return old


def _against(path: str, old: Record, found: Found) -> str:
    """남겨 둔 기록의 같은 이름과 비교합니다. 다른 날 재었으므로 세대의 중앙값끼리 짝 없이 비교합니다."""
    record = found.record
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
