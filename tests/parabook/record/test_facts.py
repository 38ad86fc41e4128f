"""지켜본 사실에서 구하는 값: 센 수, 잰 사실의 구간과 비, 비율을 시험합니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parabook.paired import Interval, Tally, TooFewSamplesError
from parabook.wire.samples import Condition, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conftest import MakeRecord
    from parabook.record.schema import Record

FACTS = {"peak": "피크(MB)", "hits": "맞은 것(개)", "tries": "해 본 것(번)"}


def watched(
    make_record: MakeRecord,
    seen: Mapping[str, Sequence[Mapping[str, float]]],
    *,
    measured: Sequence[str] = ("peak",),
    conditions: tuple[Condition, ...] = (),
) -> Record:
    """방법마다, 회차마다 적은 사실들로 지켜본 기록을 만듭니다."""
    observations = tuple(
        Observation(contender=name, turn=turn, outcome="finished", wall=0.5 + turn, facts=facts)
        for name, turns in seen.items()
        for turn, facts in enumerate(turns)
    )
    return make_record(
        samples=(),
        observations=observations,
        purpose="observation",
        design={"budget": "quick", "facts": FACTS, "measured": list(measured)},
        conditions=conditions,
    )


def peaks(*values: float) -> list[dict[str, float]]:
    """회차마다 하나씩 적은 피크입니다."""
    return [{"peak": value} for value in values]


def test_measured_fact_is_estimated_and_counted_fact_is_counted(make_record: MakeRecord) -> None:
    """잰 사실에는 구간이 있고, 센 사실에는 최소와 최대가 있습니다."""
    record = watched(
        make_record,
        {"slow": [{"peak": 4, "hits": 1}, {"peak": 10, "hits": 9}, {"peak": 25, "hits": 2}]},
    )
    found = record.observed("slow", "peak")
    assert isinstance(found, Interval)
    assert found.value == pytest.approx(10)
    assert found.low < 4
    assert found.high > 25
    assert found.generations == 3
    assert record.observed("slow", "hits") == Tally(2, 1, 9, 3)


def test_elapsed_seconds_are_always_measured(make_record: MakeRecord) -> None:
    """걸린 시간은 적어 두지 않아도 잰 것이고, 끝까지 갔는지는 센 것입니다."""
    record = watched(make_record, {"slow": peaks(1, 2, 3)}, measured=())
    assert isinstance(record.observed("slow", "seconds"), Interval)
    assert isinstance(record.observed("slow", "finished"), Tally)
    assert isinstance(record.observed("slow", "peak"), Tally)


def test_measured_fact_may_be_zero_or_below(make_record: MakeRecord) -> None:
    """0이나 음수가 섞인 잰 사실도, 로그를 취하지 않고 어림합니다."""
    record = watched(make_record, {"slow": peaks(-1, 0, 1)})
    found = record.estimate("slow", "peak")
    assert found.value == 0
    assert found.low == pytest.approx(-found.high)


def test_measured_fact_of_two_runs_has_no_interval(make_record: MakeRecord) -> None:
    """두 번만 잰 사실은 구간을 말하지 않고, 보일 때에는 중앙값입니다."""
    record = watched(make_record, {"slow": peaks(1, 3)})
    with pytest.raises(TooFewSamplesError, match="세대가 2개뿐이라"):
        record.estimate("slow", "peak")
    assert record.observed("slow", "peak") == Tally(2, 1, 3, 2)


def test_fact_ratio_is_paired_by_turn(make_record: MakeRecord) -> None:
    """회차마다 기계의 사정이 열 배씩 달라도, 같은 회차에 돌린 것끼리의 비는 그대로입니다."""
    seen = {"slow": peaks(3, 30, 300), "fast": peaks(1, 10, 100)}
    found = watched(make_record, seen).fact_ratio("slow", "fast", "peak")
    assert (found.value, found.low, found.high) == pytest.approx((3, 3, 3))
    assert (found.generations, found.pairs) == (3, 3)


def test_fact_ratio_skips_turns_without_a_partner(make_record: MakeRecord) -> None:
    """한쪽에 없거나 0인 회차는 짝이 아닙니다. 회차를 밀어 짝짓지 않습니다."""
    seen = {
        "slow": [{"peak": 2}, {}, {"peak": 20}, {"peak": 0}, {"peak": 200}],
        "fast": peaks(1, 5, 10, 5, 100),
    }
    record = watched(make_record, seen)
    assert record.fact_ratio("slow", "fast", "peak").pairs == 3
    assert record.fact_ratio("slow", "fast", "peak").high == pytest.approx(2)
    short = watched(make_record, {"slow": peaks(2, 2, 0), "fast": peaks(1, 1, 1)})
    with pytest.raises(TooFewSamplesError):
        short.fact_ratio("slow", "fast", "peak")


def test_share_adds_every_run(make_record: MakeRecord) -> None:
    """비율은 실행마다의 비율을 고르는 것이 아니라, 모두 더해 셉니다."""
    seen = {"slow": [{"hits": 1, "tries": 2}, {"hits": 4, "tries": 4}]}
    found = watched(make_record, seen).share("slow", "hits", "tries")
    assert (found.hits, found.of) == (5, 6)
    assert (found.low, found.high) == pytest.approx((35.88, 99.58), abs=0.01)
    with pytest.raises(TooFewSamplesError, match="해 본 것이 없어"):
        watched(make_record, {"slow": [{}]}).share("slow", "hits", "tries")


def test_only_measured_facts_are_doubted_on_a_busy_machine(make_record: MakeRecord) -> None:
    """바쁜 기계에서도 센 사실은 그대로이므로, 잰 사실이 있는 기록에만 표시가 붙습니다."""
    busy = (Condition(generation=0, seconds=1.0, foreign_cpu_seconds=2.0),)
    seen = {"slow": peaks(1, 2, 3)}
    assert "(불안정)" in watched(make_record, seen, conditions=busy).table()[0]["방법"]
    counted = watched(make_record, seen, measured=(), conditions=busy)
    assert "(불안정)" not in counted.table()[0]["방법"]


def test_table_tells_intervals_and_extremes(make_record: MakeRecord) -> None:
    """표에는 잰 사실은 구간과, 센 사실은 최소와 최대와 함께 적힙니다."""
    turns = [{"peak": peak, "hits": hits} for peak, hits in ((99, 1), (100, 3), (101, 2))]
    [row] = watched(make_record, {"slow": turns}).table()[:1]
    assert row["피크(MB)"] == "100 (98–103)"
    assert row["맞은 것(개)"] == "2 (1–3)"
    assert row["해 본 것(번)"] == "없음"
