"""불안정을 가리는 규칙은 정해진 한도를 넘을 때에만 말합니다."""

import re
from pathlib import Path

import pytest

from parabook.record import doubts


def test_quiet_result_has_no_doubt():
    """한도 안이면 아무 말도 하지 않습니다."""
    assert doubts.doubts() == ()
    assert doubts.doubts(foreign=0.10, delay=0.05, width=0.25, inflation=1.15) == ()


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ({"foreign": 0.42}, "다른 프로그램이나 이웃한 가상 기계가 코어의 42%를 씀"),
        ({"delay": 0.07}, "기준이 코어를 기다린 시간이 걸린 시간의 7%"),
        ({"width": 0.3}, "비의 구간의 폭이 비의 30%"),
        ({"inflation": 1.5}, "함께 돌 때 CPU 시간이 1.50배로 늘어남"),
    ],
)
def test_each_limit_has_its_own_words(reading, words):
    """어느 한도를 얼마나 넘었는지 말합니다."""
    assert doubts.doubts(**reading) == (words,)


def test_foreign_share_is_the_median_of_generations():
    """한 세대만 바빴던 것으로는 흔들리지 않습니다."""
    assert doubts.foreign_share([0.0, 0.0, 2.0], [1.0, 1.0, 1.0], 2) == 0.0
    assert doubts.foreign_share([1.0, 1.0, 0.0], [1.0, 1.0, 1.0], 2) == 0.5


def test_delay_share_is_the_median_of_samples():
    """한 표본이 오래 기다린 것으로는 흔들리지 않습니다."""
    assert doubts.delay_share([0.9, 0.1, 0.1], [1.0, 1.0, 1.0]) == pytest.approx(0.1)
    assert doubts.delay_share([], []) == 0.0


def test_chapter_states_the_limits_in_force():
    """책에 적힌 한도는 지금 쓰는 한도입니다."""
    chapter = (Path(__file__).parents[3] / "docs" / "measuring.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| .+ \| (\d\S*)(?: %|배) \|$", chapter, re.MULTILINE)
    limits = [doubts.FOREIGN_LIMIT, doubts.DELAY_LIMIT, doubts.WIDTH_LIMIT]
    assert stated == [*(f"{limit * 100:.0f}" for limit in limits), f"{doubts.INFLATION_LIMIT:g}"]


def test_record_marks_what_a_busy_machine_did(make_record):
    """다른 프로그램이 코어를 많이 썼으면 모든 방법에 표시가 붙고, 까닭은 한 번만 나옵니다.

    이 기계의 코어 여덟 가운데 넷만 허락되었습니다. 몫은 허락된 코어에 견줍니다.
    """
    from parabook.wire.samples import Condition  # noqa: PLC0415 - 이 시험만 씁니다.

    walls = {"first": [[1.0, 1.01], [1.0, 0.99]], "second": [[0.5, 0.5], [0.5, 0.5]]}
    record = make_record(
        walls=walls,
        conditions=(Condition(generation=0, seconds=1.0, foreign_cpu_seconds=0.6),),
    )
    assert all("(불안정)" in row["방법"] for row in record.table())
    assert sum("다른 프로그램이" in reason for reason in record.reasons()) == 1
    assert "불안정: " in str(record)
