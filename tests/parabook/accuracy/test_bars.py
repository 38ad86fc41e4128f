"""정확도를 재는 도구가 기준을 옳게 비교하고, 얻은 값을 숨기지 않는지 시험합니다.

눈금을 다 재려면 십 분쯤 걸리므로 여기서는 도구만 봅니다. 다 재는 것은 `nox -s accuracy`입니다.
"""

from __future__ import annotations

import multiprocessing
import timeit
from typing import TYPE_CHECKING

import pytest

from parabook.accuracy import known
from parabook.accuracy.bars import Bar, as_record
from parabook.accuracy.trials import burned, cost
from parabook.record.schema import Record

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("least", "most", "reached", "kept"),
    [
        (None, 1.5, 1.5, 1),
        (None, 1.5, 1.6, 0),
        (90, 99, 100, 0),
        (90, 99, 95, 1),
        (300, None, 299, 0),
    ],
)
def test_bar_is_kept_only_between_its_ends(
    least: float | None, most: float | None, reached: float, kept: int
) -> None:
    """눈금의 두 끝을 지켜야 지킨 것이고, 지키지 못한 값도 그대로 적힙니다."""
    facts = Bar("bar", "눈금", least, most).facts(reached)
    assert facts["kept"] == kept
    assert facts["reached"] == reached


def test_found_values_become_a_record_that_reads_back(tmp_path: Path) -> None:
    """얻은 값들은 다른 기록과 같은 파일이 되고, 표에 눈금과 함께 나옵니다."""
    record = as_record(
        [(Bar("a", "첫 눈금(%)", most=3), 2.5), (Bar("b", "둘째 눈금(%)", 90), 80.0)]
    )
    assert Record.load(record.save(tmp_path)) == record
    assert [row["지킴"] for row in record.table()] == ["예", "아니요"]
    assert record.table()[1]["많아야"] == "없음"


def test_children_of_every_start_method_are_counted() -> None:
    """자식들이 쓴 것을 아는 CPU 시간을, 시작 방식마다 거의 다 셉니다."""
    shares = {bar.name: reached for bar, reached in burned()}
    assert set(shares) == {f"burn_{method}" for method in multiprocessing.get_all_start_methods()}
    # 쓴 CPU 시간은 부하와 상관이 없습니다. 눈금은 95에서 130까지입니다.
    assert all(90 < share < 140 for share in shares.values()), shares


def test_absent_start_method_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """이 시스템에 없는 시작 방식으로는 재려 하지 않습니다."""
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert [bar.name for bar, _reached in burned()] == ["burn_spawn"]


def test_measuring_costs_far_less_than_a_sample() -> None:
    """잰 시간에 섞이는 값은, 같은 기계에서 같은 때에 한 몇 ms짜리 일의 백분의 일도 되지 않습니다.

    느리거나 바쁜 기계에서는 둘이 함께 길어집니다. 여느 때에는 천분의 일도 되지 않습니다.
    """
    inside, _outside = (reached for _bar, reached in cost(30))
    sample = min(timeit.repeat(known.four_units, number=1, repeat=5))
    assert inside / 1e6 * 100 < sample
