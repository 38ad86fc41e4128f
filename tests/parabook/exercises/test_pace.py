"""연습의 시간: 시작 파일과 풀이 곁에서 번갈아 재고, 구간 전체가 끝을 넘어야 말합니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parabook.command.verifying import judged
from parabook.exercises import shelf
from parabook.exercises.examining import BROKEN, HELD, UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

TIMED = [name for name in shelf.names() if shelf.exercise(name).pace is not None]


def timing(name: str, file: Path) -> list[str]:
    """시간의 조건 둘의 판정입니다."""
    return [one.verdict for one in judged(name, file) if "배 넘게" in one.says[0]]


def test_some_exercises_ask_for_time():
    """시간을 묻는 연습이 있습니다."""
    assert TIMED == ["pool_per_call", "tiny_tasks"]


@pytest.mark.parametrize("name", TIMED)
def test_solution_is_faster_than_the_start(name: str):
    """풀이는 시작 파일보다 빠르고, 저보다 느리지 않습니다."""
    assert timing(name, shelf.solution_file(name)) == [HELD, HELD]


def test_nothing_is_timed_before_the_facts_hold():
    """다른 조건이 어긋났으면 재지 않습니다."""
    assert timing("tiny_tasks", shelf.starting_file("tiny_tasks")) == [UNKNOWN, UNKNOWN]


def test_slow_answer_is_refused(tmp_path: Path):
    """답이 바르고 묶어서 보내도, 일부러 늦추면 시간에서 물러납니다."""
    text = shelf.solution_file("tiny_tasks").read_text(encoding="utf-8")
    slow = text.replace("    with Pool", "    import time\n\n    time.sleep(1.5)\n    with Pool")
    (file := tmp_path / "mine.py").write_text(slow, encoding="utf-8")
    faster, near = timing("tiny_tasks", file)
    assert (faster == HELD, near) == (False, BROKEN)
