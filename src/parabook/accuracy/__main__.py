"""정확도를 재어 봅니다: 답을 아는 일을 재어, 이 책의 측정 도구가 정해 둔 기준을 지키는지 봅니다.

`python -m parabook.accuracy`로 돌립니다. 두 코어짜리 기계에서 한 시간쯤 걸립니다.
눈금은 재기 전에 정해 두었고, 지키지 못한 것도 그대로 적습니다.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

from parabook.accuracy import faults, intervals
from parabook.accuracy.bars import Found, as_record
from parabook.accuracy.trials import (
    agreement,
    burned,
    cost,
    fat_parent,
    open_loop,
    repeated,
    shared_memory,
)


def small_bars(examples: Path, scale: float) -> Found:
    """구간 말고 나머지 눈금을 순서대로 잽니다. `scale`은 되풀이하는 횟수에 곱할 값입니다."""

    def times(count: int) -> int:
        return max(2, round(count * scale))

    yield from agreement(times(10))
    yield from cost(times(300))
    yield from burned()
    if hasattr(os, "fork"):
        yield from shared_memory()
        yield from fat_parent(times(7))
    yield from open_loop()
    yield from repeated(examples, times(5))


def main() -> None:
    """모든 눈금을 재어 표로 찍고, 폴더를 받았으면 기록을 남깁니다."""
    parser = argparse.ArgumentParser(description="이 책의 측정 도구가 기준을 지키는지 재어 봅니다.")
    parser.add_argument("examples", type=Path, help="예제의 폴더")
    parser.add_argument("docs", type=Path, help="주장이 든 장들의 폴더")
    parser.add_argument("--scale", type=float, default=1.0, help="되풀이하는 횟수에 곱할 값")
    parser.add_argument("--save", type=Path, help="기록을 남길 폴더")
    parser.add_argument(
        "--trials",
        type=Path,
        help="잰 것을 하나씩 남길 폴더. 있는 것은 다시 재지 않고 이어서 잽니다",
    )
    options = parser.parse_args()
    random.seed(0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.trials or Path(temporary)).resolve()
        count = max(2, round(40 * options.scale))
        trials, held = intervals.coverage(folder, count)
        every = (
            held,
            intervals.marks(folder, max(2, round(5 * options.scale))),
            faults.planted(options.examples.resolve(), options.docs.resolve()),
            small_bars(options.examples.resolve(), options.scale),
        )
        found = []
        try:
            for bar, reached in (pair for part in every for pair in part):
                print(f"{bar.label}: {reached:.3g}", file=sys.stderr, flush=True)
                found.append((bar, reached))
        finally:
            # 하나가 실패해도 잰 것은 남깁니다.
            for record in (as_record(found), intervals.as_record(trials)):
                print(record)
                if options.save is not None:
                    print(f"기록: {record.save(options.save)}")


if __name__ == "__main__":
    main()
