"""`parabook show`: 남겨 둔 기록을 다시 적고, 여럿이면 나란히 놓습니다."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parabook.command import reporting, tables
from parabook.command.wording import Misuse, language, say
from parabook.record.schema import Record, RecordError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def run(options: argparse.Namespace) -> int:
    """기록들을 적고 0을 돌려줍니다."""
    records = [_loaded(path) for path in options.records]
    for path, record in zip(options.records, records, strict=True):
        print(f"{record.title}  ({path})")
        if record.purpose == "time" and language.get() == "en":
            print(tables.report(record))
        else:
            print(reporting.printed(_as_rows(record.table())))
        print(record.provenance)
        print()
    if len(records) > 1:
        print(beside(records))
    return 0


def _loaded(path: str) -> Record:
    try:
        return Record.load(Path(path))
    except RecordError as error:
        raise Misuse("no_record", reason=error) from None


def _as_rows(table: Sequence[dict[str, str]]) -> list[list[str]]:
    heads = list(dict.fromkeys(head for row in table for head in row))
    return [heads, *([row.get(head, "") for head in heads] for row in table)]


def beside(records: Sequence[Record]) -> str:
    """같은 이름의 시간을 나란히 놓고, 기계와 파이썬에서 다른 것을 적습니다."""
    days = [record.created[:16].replace("T", " ") for record in records]
    names = dict.fromkeys(one.name for record in records for one in record.contenders)
    table = [[say("contender"), *days]]
    table += [[name, *(_time(record, name) for record in records)] for name in names]
    lines = [reporting.printed(table)]
    machines = [record.machine.as_json() | dict(record.versions) for record in records]
    for key in dict.fromkeys(key for found in machines for key in found):
        values = [str(found.get(key, "-")) for found in machines]
        if len(set(values)) > 1:
            lines.append(f"{key}: {' → '.join(values)}")
    return "\n".join(lines)


def _time(record: Record, name: str) -> str:
    if record.purpose != "time" or name not in {one.name for one in record.contenders}:
        return "-"
    return reporting.seconds(record.time(name).median)
