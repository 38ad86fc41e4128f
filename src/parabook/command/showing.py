"""`parabook show`: 남겨 둔 기록을 다시 적고, 여럿이면 나란히 놓고, 페이지 하나로 남깁니다."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parabook.command import beside, columns
from parabook.command.reporting import printed, provenance
from parabook.command.wording import Misuse, say, unreadable
from parabook.record.schema import Record, RecordError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def run(options: argparse.Namespace) -> int:
    """기록들을 적고 0을 돌려줍니다."""
    records = [_loaded(path) for path in options.records]
    if options.html:
        from parabook.command import document  # noqa: PLC0415 - 페이지를 만들 때에만 씁니다.

        target = Path(options.html)
        try:
            target.write_text(document.written(options.records, records), encoding="utf-8")
        except OSError as error:
            raise Misuse("not_written", path=target, reason=error.strerror) from None
        print(say("page", path=target))
        return 0
    for path, record in zip(options.records, records, strict=True):
        print(f"{record.title}  ({path})")
        print(printed(columns.shown_rows(record)))
        for line in columns.remarks(record):
            print(line)
        print(provenance(record))
        print()
    if len(records) > 1:
        print(_beside(options.records, records))
    return 0


def _loaded(path: str) -> Record:
    try:
        return Record.load(Path(path))
    except RecordError as error:
        raise unreadable(path, error) from None


def _beside(paths: Sequence[str], records: Sequence[Record]) -> str:
    """같은 이름의 것을 나란히 놓고, 기계와 파이썬에서 다른 것을 적습니다."""
    lines = [say("beside"), printed(beside.rows(paths, records)), ""]
    if different := beside.differences(records):
        lines += [say("differs"), *(f"{key}: {' → '.join(values)}" for key, *values in different)]
    else:
        lines.append(say("same_place"))
    return "\n".join(lines)
