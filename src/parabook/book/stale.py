"""무엇을 왜 다시 잴지 말합니다. 재지 않습니다: `python -m parabook.book.stale examples docs/_build/records`."""

import contextlib
import io
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

import parabook
from parabook import streams
from parabook.experiment import results
from parabook.experiment.design import Contender
from parabook.experiment.staleness import measurement_key, why
from parabook.record.schema import Record, RecordError
from parabook.wire.plan import Plan


class _Asked(BaseException):
    """기록이 없어서 예제를 더 돌릴 수 없는 경우. 예제가 삼키지 못하게 Exception이 아닙니다."""


def reasons(source: Path, records: Path) -> list[str]:
    """예제 하나를 재기 직전까지 돌려, 다시 잴 이유을 돌려줍니다. 그대로 쓸 수 있으면 빈 목록입니다."""
    found: dict[str, None] = {}

    def recorded(plan: Plan, entries: list[Contender], part: str) -> Record:
        del entries
        name = f"{source.stem}-{part}" if part else source.stem
        try:
            kept = Record.load(records / f"{name}.json")
        except RecordError as error:
            found[str(error).rstrip(".")] = None
            raise _Asked from None
        found.update(dict.fromkeys(why(kept.key, measurement_key(plan))))
        return kept

    modules, paths, folder = set(sys.modules), list(sys.path), Path.cwd()
    measured, results.recorded = results.recorded, recorded
    parabook.draw = lambda *_positional, **_named: None
    sys.path.insert(0, str(source.parent))
    try:
        os.chdir(records)
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(source), run_name="__main__")
    except _Asked:
        pass
    except (Exception, SystemExit) as error:  # noqa: BLE001 - 예제의 오류는 이유로 적습니다.
        found[f"지금의 기록으로는 끝까지 돌지 않습니다({type(error).__name__}: {error})"] = None
    finally:
        os.chdir(folder)
        sys.path[:] = paths
        results.recorded = measured
        for name in set(sys.modules) - modules:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(source.parent)):
                del sys.modules[name]
    return list(found)


def main(arguments: Sequence[str]) -> int:
    """예제 폴더와 기록의 폴더를 받아, 다시 잴 것을 한 줄에 하나씩 적습니다."""
    streams.never_refuse()
    examples, records = (Path(one).resolve() for one in arguments)
    every = sorted(examples.rglob("plot_*.py"))
    if not records.is_dir():
        print(f"기록의 폴더 {records}이 없어 {len(every)}개를 모두 잽니다.")
        return 0
    count = 0
    for source in every:
        if told := reasons(source, records):
            count += 1
            print(f"{source.relative_to(examples)}: {'; '.join(told)}.", flush=True)
    print(f"다시 잴 실험 {count}개, 그대로 쓸 실험 {len(every) - count}개.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
