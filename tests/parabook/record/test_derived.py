"""날것에서 구하는 값: 지연의 꼬리와 메모리의 비를 시험합니다."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from parabook.paired import TooFewSamplesError
from parabook.wire.samples import Latencies, MemoryPeak

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import MakeRecord
    from parabook.record.schema import Record


def late(make_record: MakeRecord, *arrivals: int) -> Record:
    """방법마다 세대 넷에 나누어 `arrivals`번 도착한 기록입니다."""
    found = tuple(
        Latencies(
            contender=name,
            generation=generation,
            seconds=tuple(0.001 * (1 + step) for step in range(generation, count, 4)),
        )
        for name, count in zip(("slow", "fast"), arrivals, strict=True)
        for generation in range(4)
    )
    return make_record(samples=(), latencies=found, purpose="latency")


@pytest.mark.parametrize(("percent", "enough"), [(50, 20), (90, 100), (99, 1000), (99.9, 10_000)])
def test_tail_needs_ten_beyond_it(make_record: MakeRecord, percent: float, enough: int) -> None:
    """백분위는 그보다 늦은 것이 열 번은 있어야 말합니다. p99는 999번에 거절하고 1,000번에 답합니다."""
    record = late(make_record, enough, enough - 1)
    assert record.tail("slow", percent) > 0
    with pytest.raises(TooFewSamplesError, match=f"도착이 {enough - 1:,}번뿐이라"):
        record.tail("fast", percent)
    with pytest.raises(TooFewSamplesError, match=f"{enough:,}번은 있어야 합니다"):
        record.tail_ratio("slow", "fast", percent)


def test_latest_of_all_is_always_known(make_record: MakeRecord) -> None:
    """가장 늦은 것은 도착이 몇 번이든 압니다."""
    assert late(make_record, 5, 4).tail("slow", 100) == pytest.approx(0.005)


def test_table_has_only_tails_that_can_be_said(make_record: MakeRecord) -> None:
    """한 방법이라도 말할 수 없는 백분위는 표에 없고, 최대와 도착의 수는 늘 있습니다."""
    columns = [[*late(make_record, *counts).table()[0]] for counts in ((1000, 1000), (1000, 999))]
    assert columns[0] == ["방법", "p50", "p90", "p99", "최대", "도착"]
    assert columns[1] == ["방법", "p50", "p90", "최대", "도착"]
    assert [*late(make_record, 10, 10).table()[0]] == ["방법", "최대", "도착"]
    assert "최대 10" in str(late(make_record, 10, 10))


PEAK = MemoryPeak(
    contender="slow",
    turn=0,
    idle_bytes=1,
    peak_bytes=1,
    peak_own_bytes=1,
    processes=1,
    method="pss",
    looks=5,
)


def weighed(make_record: MakeRecord, slow: Sequence[int], fast: Sequence[int]) -> Record:
    """회차마다의 메모리 피크로 만든 기록입니다."""
    found = (
        dataclasses.replace(PEAK, contender=name, turn=turn, peak_bytes=size)
        for name, sizes in (("slow", slow), ("fast", fast))
        for turn, size in enumerate(sizes)
    )
    return make_record(memory=tuple(found))


def test_memory_ratio_has_an_interval(make_record: MakeRecord) -> None:
    """메모리의 비는 같은 회차의 것끼리 나눈 것이고, 회차마다 달랐던 만큼 넓은 구간이 있습니다."""
    exact = weighed(make_record, (20, 40, 80, 160), (10, 20, 40, 80)).memory_ratio("slow", "fast")
    assert exact is not None
    assert (exact.value, exact.low, exact.high) == pytest.approx((2, 2, 2))
    assert exact.generations == 4
    loose = weighed(make_record, (30, 40, 35), (10, 10, 10)).memory_ratio("slow", "fast")
    assert loose is not None
    assert loose.low < 3 < loose.value < 4 < loose.high
    assert (
        not weighed(make_record, (10, 20, 40), (20, 20, 20)).memory_ratio("slow", "fast").conclusive
    )  # type: ignore[union-attr] # 읽은 것이 있으므로 없음이 아닙니다.


def test_memory_seen_twice_has_no_ratio(make_record: MakeRecord) -> None:
    """두 번만 본 메모리의 비는 말하지 않고, 하나도 읽지 못한 것은 없음입니다."""
    with pytest.raises(TooFewSamplesError):
        weighed(make_record, (30, 40), (10, 10)).memory_ratio("slow", "fast")
    assert weighed(make_record, (0, 0, 0), (10, 10, 10)).memory_ratio("slow", "fast") is None
    assert make_record().memory_ratio("slow", "fast") is None
