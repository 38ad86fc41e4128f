"""연습이 꽂힌 자리: 어떤 연습이 있고, 그 파일들이 어디에 있는지. 읽는 사람의 프로세스에서 씁니다."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parabook.exercises.criteria import Exercise

SHELF = Path(__file__).parent
JUDGE = "judge"


def names() -> list[str]:
    """연습의 이름들입니다. 폴더의 이름이고, 시작 파일의 이름이기도 합니다."""
    return sorted(path.parent.name for path in SHELF.glob(f"*/{JUDGE}.py"))


def starting_file(name: str) -> Path:
    """읽는 사람이 받아서 고치는 파일입니다."""
    return SHELF / name / f"{name}.py"


def solution_file(name: str) -> Path:
    """책의 풀이입니다."""
    return SHELF / name / "solution.py"


def judge_file(name: str) -> Path:
    """판정 조건을 적은 파일입니다."""
    return SHELF / name / f"{JUDGE}.py"


def exercise(name: str) -> Exercise:
    """판정 조건을 불러옵니다."""
    module = importlib.import_module(f"parabook.exercises.{name}.{JUDGE}")
    found: Exercise = module.EXERCISE
    return found
