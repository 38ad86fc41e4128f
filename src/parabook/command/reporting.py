"""잰 것을 단말에 적습니다: 표, 안정한지, 기록과 그림의 자리. 수는 기록이 구하고, 여기서는 적기만 합니다."""

from __future__ import annotations

import sys
import time
import unicodedata
from typing import TYPE_CHECKING

from parabook import units
from parabook.command.wording import language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parabook.paired import Ratio
    from parabook.record.schema import Record


_ENGLISH_SIZES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))
_ENGLISH_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def seconds(value: float) -> str:
    """시간을 지금의 말로 적습니다."""
    if language.get() == "ko":
        return units.duration(value)
    size, unit = next((pair for pair in _ENGLISH_UNITS if value >= pair[0]), _ENGLISH_UNITS[-1])
    return f"{units.significant(value / size, 3)} {unit}"


def bytes_of(size: int) -> str:
    """메모리를 지금의 말로 적습니다."""
    if language.get() == "ko":
        return units.memory(size)
    part, unit = next((pair for pair in _ENGLISH_SIZES if size >= pair[0]), (1, "B"))
    return f"{size / part:.3g} {unit}"


def provenance(record: Record) -> str:
    """어디에서 언제 재었는지 지금의 말로 적은 한 줄입니다."""
    if language.get() == "ko":
        return record.provenance
    here = record.machine
    gil = "on" if here.gil else "off"
    return (
        f"{here.cpu}, {here.usable_cores} cores · {here.system} · "
        f"{here.implementation} {here.python}, GIL {gil} · "
        f"start method {here.start_method} · {record.created[:10]}"
    )


def against(gain: Ratio) -> str:
    """기준과의 비를 적습니다. 구간이 1을 품으면 차이를 보지 못한 것입니다."""
    shown = gain if gain.value >= 1 or not gain.conclusive else gain.inverse
    digits = 4 if abs(shown.value - 1) < 0.1 else 3  # noqa: PLR2004 - 1 가까이에서는 한 자리를 더 봅니다.
    low, value, high = (
        units.significant(one, digits) for one in (shown.low, shown.value, shown.high)
    )
    if gain.conclusive:
        words = say("faster" if gain.value > 1 else "slower", times=say("times", value=value))
    else:
        words = say("no_difference")
    return f"{words} ({low}–{high})"


def printed(table: Sequence[Sequence[str]]) -> str:
    """칸을 맞추어 적은 표입니다. 한글은 두 칸입니다."""
    count = max(map(len, table))
    filled = [[*row, *[""] * (count - len(row))] for row in table]
    widths = [max(map(_columns, column)) for column in zip(*filled, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in filled
    )


def _columns(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


class LiveLine:
    """재는 동안 단말에 한 줄을 고쳐 씁니다: 무엇을, 얼마나, 언제까지."""

    def __init__(self, *, quiet: bool, what: str = "") -> None:
        self.shown = not quiet and sys.stderr.isatty()
        self.what = what
        self.begin()

    def begin(self, most: float = 0.0) -> None:
        """남은 시간을 지금부터 셉니다. `most`는 재는 데 쓰기로 한 시간(초)이고, 없으면 모릅니다."""
        self.began = time.monotonic()
        self.most = most

    def __call__(self, done: int, total: int) -> None:
        """`total` 가운데 `done`까지 왔다고 적습니다. 다 왔으면 지웁니다."""
        if not self.shown:
            return
        text = "" if done >= total else say("measuring", what=self.what, done=done, total=total)
        if 0 < done < total:
            elapsed = time.monotonic() - self.began
            left = elapsed / done * (total - done)
            if elapsed < self.most:
                left = min(left, self.most - elapsed)
            text += say("left", seconds=max(1, round(left)))
        self.write(text)

    def write(self, text: str) -> None:
        """그 줄을 이 글로 바꿉니다."""
        if self.shown:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
