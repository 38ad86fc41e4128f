"""기록의 이름과 제목, 그리고 두 측정이 겹치지 않게 하는 잠금을 시험합니다."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from parabook import compare
from parabook.record.schema import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLE = '''\
# 실행: python plot_original.py (준비는 책에 있습니다.)
"""
{title}
==================================================================
"""


def work():
    """하는 일"""
    return 0
'''


def small() -> int:
    """작은 일"""
    return 0


def written(path: Path, title: str = "제목") -> Callable[[], Any]:
    """파일에 적은 예제의 함수를 돌려줍니다."""
    text = EXAMPLE.format(title=title)
    path.write_text(text, encoding="utf-8")
    scope: dict[str, Any] = {}
    exec(compile(text, str(path), "exec"), scope)  # noqa: S102 - 시험이 적은 코드입니다.
    found: Callable[[], Any] = scope["work"]
    return found


@pytest.fixture(autouse=True)
def _quick_and_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """빨리 재고, 기록은 임시 폴더에 남깁니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", "quick")
    monkeypatch.delenv("PARABOOK_RECORDS", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("plot_original", "plot_original"),
        ("plot_originalk3XqZ9", "plot_original"),
        ("plot_mine", "plot_mine"),
        ("plot_original_mine", "plot_original_mine"),
    ],
)
def test_copied_example_has_its_own_name(tmp_path: Path, stem: str, name: str) -> None:
    """복사해서 고친 예제의 기록은 제 이름으로 남고, uv가 글자를 붙인 것만 원래 이름을 씁니다."""
    record = compare(written(tmp_path / f"{stem}.py"))
    assert record.experiment == name
    assert (tmp_path / "parabook-results" / f"{name}.json").exists()


def test_kept_record_takes_the_new_title(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """제목만 고치면 다시 재지 않고, 기록의 제목을 새것으로 고쳐 남깁니다."""
    library = tmp_path / "library"
    monkeypatch.setenv("PARABOOK_RECORDS", str(library))
    first = compare(written(tmp_path / "plot_original.py", "옛 제목"))
    again = compare(written(tmp_path / "plot_original.py", "새 제목"))
    assert again.samples == first.samples
    assert again.title == "새 제목"
    assert Record.load(library / "plot_original.json") == again
