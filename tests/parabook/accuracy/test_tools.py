"""세 도구에 같은 짝을 묻는 일이 이어지고, 세는 것이 옳은지 시험합니다. 다 묻는 것은 `nox -s bars`입니다."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from parabook.accuracy.tools import (
    PAIRS,
    TOOLS,
    Answer,
    Pair,
    answers,
    as_record,
    bars,
    row_of,
)
from parabook.record.schema import Record

if TYPE_CHECKING:
    from pathlib import Path

THREE, SAME, POOLS = PAIRS


def test_answers_are_resumed(tmp_path: Path) -> None:
    """남아 있는 답은 다시 묻지 않고, 모자란 것만 도구를 번갈아 묻습니다."""
    asked: list[str] = []

    def ask(name: str) -> object:
        def answer(pair: Pair, _folder: Path) -> tuple[float, bool]:
            asked.append(f"{pair.name} {name}")
            return 1.03, True

        return answer

    tools = {name: ask(name) for name in ("one", "other")}
    ticks = iter(range(100))
    first = answers(THREE, tmp_path, 1, tools, lambda: next(ticks))  # type: ignore[arg-type]
    again = answers(THREE, tmp_path, 2, tools, lambda: next(ticks))  # type: ignore[arg-type]
    assert asked == ["three_percent one", "three_percent other"] * 2
    assert first["one"] == [Answer(ratio=1.03, differs=True, seconds=1)]
    assert [len(given) for given in again.values()] == [2, 2]


def test_found_and_invented_are_counted(tmp_path: Path) -> None:
    """다르다고 한 것, 벗어난 정도, 가장 오래 걸린 것이 기록의 사실이 됩니다."""
    given = [
        Answer(ratio=1.03, differs=True, seconds=8.0),
        Answer(ratio=1.0403, differs=True, seconds=9.5),
        Answer(ratio=1.01, differs=False, seconds=7.0),
    ]
    assert row_of(THREE, given) == {"differs": 2, "asked": 3, "off": 1.0, "longest": 9.5}
    record = as_record({"three_percent": {"parabook": given, "hyperfine": []}})
    assert Record.load(record.save(tmp_path)) == record
    assert [one.label for one in record.contenders] == ["3 % 다른 함수: parabook"]


@pytest.mark.parametrize(
    ("pair", "differing", "kept"),
    [(THREE, 18, 1), (THREE, 17, 0), (SAME, 1, 1), (SAME, 2, 0), (POOLS, 9, 1), (POOLS, 8, 0)],
)
def test_bars_are_what_was_promised(pair: Pair, differing: int, kept: int) -> None:
    """다른 것은 열에 아홉을 찾아야 하고, 같은 것은 스물에 하나까지만 지어내도 됩니다."""
    given = [
        Answer(ratio=1.0, differs=at < differing, seconds=pair.seconds) for at in range(pair.trials)
    ]
    (found, shared), (seconds, longest) = bars(pair, given)
    assert found.facts(shared)["kept"] == kept
    assert seconds.facts(longest)["kept"] == 1
    assert seconds.facts(longest + 0.1)["kept"] == 0


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_finds_a_large_difference(tool: str, tmp_path: Path) -> None:
    """풀과 코어 하나의 일처럼 몇 배가 다르면, 어느 도구든 다르다고 하고 방향이 옳습니다."""
    if tool == "hyperfine" and shutil.which(tool) is None:
        pytest.skip("hyperfine은 이 책이 설치하지 않는 도구입니다")
    large = replace(SAME, slower="pooled_ten", seconds=3, calls=1)
    ratio, differs = TOOLS[tool](large, tmp_path)
    assert ratio > 1.5
    assert differs
