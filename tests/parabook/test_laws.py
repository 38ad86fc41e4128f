"""빠르기의 법칙이 아는 곡선을 되찾고, 점이 모자라면 거절하는지 시험합니다."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parabook.laws import (
    FEWEST_POINTS,
    ModelError,
    TooFewPointsError,
    amdahl,
    crossover,
    fit_amdahl,
    fit_usl,
    gustafson,
    little,
    usl,
    waiting_bound,
)

if TYPE_CHECKING:
    from collections.abc import Callable

shares = st.floats(0, 1)
small = st.floats(0, 0.1)
workers = st.integers(1, 1000)
worker_sets = st.sets(st.integers(1, 64), min_size=FEWEST_POINTS, max_size=20)
# 맞춤 하나에 다시 뽑기 이천 번이 듭니다.
few = settings(max_examples=40)


@given(worker_sets, shares)
@few
def test_amdahl_recovers_the_serial_share(counts: set[int], serial: float) -> None:
    """법칙이 만든 점에서 나눌 수 없는 비율을 되찾고, 구간은 그 값을 품습니다."""
    fit = fit_amdahl([(count, amdahl(count, serial)) for count in sorted(counts)], cores=64)
    assert fit.serial.value == pytest.approx(serial, abs=1e-9)
    assert fit.serial.low <= fit.serial.value <= fit.serial.high
    assert fit.serial.high - fit.serial.low < 1e-9
    assert fit.points == len(counts)


@given(worker_sets, shares, small)
@few
def test_usl_recovers_both_parameters(
    counts: set[int], contention: float, coherency: float
) -> None:
    """법칙이 만든 점에서 두 매개변수를 되찾습니다."""
    points = [(count, usl(count, contention, coherency)) for count in sorted(counts)]
    fit = fit_usl(points, cores=64)
    assert fit.contention.value == pytest.approx(contention, abs=1e-6)
    assert fit.coherency.value == pytest.approx(coherency, abs=1e-6)


def test_usl_peak_is_where_the_curve_turns() -> None:
    """피크라고 말한 수에서 곡선이 가장 높습니다."""
    points = [(count, usl(count, 0.05, 0.01)) for count in range(1, 17)]
    peak = fit_usl(points, cores=16).peak
    best = max(range(1, 33), key=lambda count: usl(count, 0.05, 0.01))
    assert abs(peak - best) <= 1
    assert fit_usl([(c, amdahl(c, 0)) for c in range(1, 9)], cores=8).peak > 1000


def test_interval_holds_the_truth_of_noisy_points() -> None:
    """잡음이 3 %인 점들에서, 95 % 구간은 열에 여덟 번 넘게 참값을 품습니다. 넓이도 쓸모 있는 만큼입니다."""
    rng = np.random.default_rng(7)
    held, widths = 0, []
    for _ in range(60):
        points = [(c, amdahl(c, 0.1) * rng.lognormal(0, 0.03)) for c in (1, 2, 4, 6, 8, 12, 16)]
        serial = fit_amdahl(points, cores=16).serial
        held += serial.low <= 0.1 <= serial.high
        widths.append(serial.high - serial.low)
    assert held >= 48
    assert np.median(widths) < 0.03


@given(st.sets(st.integers(1, 4), max_size=4), shares, st.integers(1, 8))
@pytest.mark.parametrize("fit", [fit_amdahl, fit_usl])
def test_too_few_points_are_refused(
    fit: Callable[..., object], counts: set[int], serial: float, repeats: int
) -> None:
    """워커의 수가 네 가지 이하이면, 여러 번 재어도 한국어로 거절합니다."""
    points = [(count, amdahl(count, serial)) for count in counts] * repeats
    with pytest.raises(TooFewPointsError, match=f"{len(counts)}가지뿐이라"):
        fit(points, cores=4)


def test_points_beyond_the_cores_do_not_count() -> None:
    """코어보다 많은 워커로 잰 점은, 맞추는 데에도 세는 데에도 들어가지 않습니다."""
    points = [(count, amdahl(count, 0.2)) for count in range(1, 17)]
    with pytest.raises(TooFewPointsError, match="코어 2개에서 잰 것은 2가지뿐"):
        fit_amdahl(points, cores=2)
    bent = [*points[:8], *((count, 1.0) for count in range(9, 17))]
    fit = fit_amdahl(bent, cores=8)
    assert fit.points == 8
    assert fit.serial.value == pytest.approx(0.2)


@given(workers, shares)
def test_speedups_stay_between_one_and_the_workers(count: int, serial: float) -> None:
    """암달과 구스타프손의 값은 1과 워커의 수 사이이고, 구스타프손이 암달보다 작지 않습니다."""
    grain = 1e-9 * count
    assert 1 - grain <= amdahl(count, serial) <= gustafson(count, serial) + grain
    assert gustafson(count, serial) <= count + grain


@given(workers, shares)
def test_usl_without_coherency_is_amdahl(count: int, serial: float) -> None:
    """서로 맞추는 비용이 없으면 암달의 법칙입니다."""
    assert usl(count, serial, 0) == pytest.approx(amdahl(count, serial))


@pytest.mark.parametrize(
    ("count", "wait", "concurrency", "expected"),
    [(16, 0.02, 8, 0.04), (10, 0.05, 4, 0.15), (100, 0.05, 1, 5.0), (3, 0.05, 10, 0.05),
     (0, 0.05, 10, 0.0)],
)  # fmt: skip
def test_waiting_takes_whole_rounds(
    count: int, wait: float, concurrency: int, expected: float
) -> None:
    """열 개를 넷씩 기다리면 두 번 반이 아니라 세 번이 듭니다."""
    assert waiting_bound(count, wait, concurrency) == pytest.approx(expected)


@given(st.integers(1, 200), st.floats(0.001, 1), st.integers(1, 50))
def test_littles_law_holds_in_a_closed_batch(count: int, wait: float, concurrency: int) -> None:
    """끝까지 본 처리량에 기다림을 곱하면 평균 동시성이고, 그것은 정해 둔 동시성을 넘지 않습니다."""
    throughput = count / waiting_bound(count, wait, concurrency)
    assert little(throughput, wait) <= concurrency + 1e-9


@given(st.integers(1, 10**6), st.integers(2, 64), st.floats(0, 10), st.floats(1e-6, 1e-2))
def test_crossover_is_where_both_cost_the_same(
    tasks: int, count: int, startup: float, dispatch: float
) -> None:
    """그 길이의 작업이면 순차와 병렬의 시간이 같습니다. 작업이 하나뿐이면 그런 길이가 없습니다."""
    work = crossover(tasks, count, startup, dispatch)
    if tasks == 1:
        assert math.isinf(work)
        return
    parallel = startup + tasks * dispatch + tasks * work / min(tasks, count)
    assert parallel == pytest.approx(tasks * work, rel=1e-6)


@pytest.mark.parametrize(
    ("function", "values"),
    [
        (little, (10, -1)),
        (waiting_bound, (10, -1, 2)),
        (waiting_bound, (10, 1, 0)),
        (amdahl, (0, 0.5)),
        (amdahl, (4, 1.5)),
        (gustafson, (4, math.nan)),
        (usl, (4, 0.1, -0.1)),
        (crossover, (0, 2, 0, 0)),
        (crossover, (1, math.inf, 0, 0)),
        (fit_amdahl, ([(1, 0.0)] * 5, 8)),
        (fit_usl, ([(1, 1.0)] * 5, 0)),
    ],
    ids=lambda part: getattr(part, "__name__", str(part)),
)
def test_impossible_values_are_refused(
    function: Callable[..., object], values: tuple[object, ...]
) -> None:
    """있을 수 없는 값은 NaN이 되지 않고, 무엇이 잘못인지 적은 오류가 됩니다."""
    with pytest.raises(ModelError, match="받은 값은"):
        function(*values)
