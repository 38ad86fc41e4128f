"""짝지은 비의 값과 구간이 통계의 법칙을 따르는지 시험합니다."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parabook import paired
from parabook.paired import Ratio, TooFewSamplesError, ratio, spread, tail_ratio, tally

if TYPE_CHECKING:
    from collections.abc import Sequence

walls = st.floats(min_value=1e-6, max_value=1e3)
pairs = st.tuples(walls, walls)
# 세대마다 짝의 수가 다르고, 하나도 없는 세대도 있습니다.
ragged = st.lists(st.lists(pairs, max_size=6), min_size=1, max_size=6).filter(
    lambda groups: sum(map(len, groups)) >= 2
)
# 비 하나를 구하는 데 몇 밀리초가 듭니다.
few = settings(max_examples=40)

Groups = list[list[tuple[float, float]]]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0], (3.0, 3.0, 3.0, 1)),
        ([1.0, 2.0], (1.5, 1.25, 1.75, 2)),
        ([5.0, 1.0, 4.0, 2.0, 3.0], (3.0, 2.0, 4.0, 5)),
    ],
)
def test_spread_is_median_and_quartiles(
    values: list[float], expected: tuple[float, float, float, int]
) -> None:
    """가운데는 중앙값, 퍼짐은 사분위입니다."""
    found = spread(values)
    assert (found.median, found.low, found.high, found.count) == expected


@given(st.lists(walls, min_size=1, max_size=20))
def test_spread_is_ordered_and_ignores_the_order(values: list[float]) -> None:
    """가운데는 두 사분위 사이에 있고, 표본의 차례는 상관없습니다."""
    found = spread(values)
    assert min(values) <= found.low <= found.median <= found.high <= max(values)
    assert spread(values[::-1]) == found


def test_spread_of_nothing_is_refused() -> None:
    """표본이 없으면 한국어로 거절합니다."""
    with pytest.raises(TooFewSamplesError, match="표본이 없어 중앙값을 말할 수 없습니다"):
        spread([])


@pytest.mark.parametrize(
    ("groups", "value"),
    [
        ([[(2.0, 1.0), (2.0, 1.0)]], 2.0),
        ([[(1.0, 4.0)], [(2.0, 4.0)], [(4.0, 4.0)]], 0.5),
        ([[(1.0, 1.0), (9.0, 1.0)]], 3.0),
    ],
)
def test_ratio_is_the_median_of_paired_ratios(groups: Groups, value: float) -> None:
    """값은 짝마다 구한 비의 중앙값이고, 짝수 개이면 가운데 둘의 기하 평균입니다."""
    assert ratio(groups).value == pytest.approx(value)


def test_pairing_cancels_what_both_suffer() -> None:
    """회마다 기계의 빠르기가 열 배씩 달라져도, 함께 느려진 짝의 비는 그대로입니다."""
    disturbances = np.logspace(0, 1, 12)
    found = ratio([[(3.0 * slow, slow) for slow in disturbances] for _ in range(6)])
    assert found == Ratio(*[pytest.approx(3.0)] * 3, pairs=72)


@few
@given(ragged)
def test_interval_holds_the_value(groups: Groups) -> None:
    """구간은 늘 값을 품고, 짝의 수는 빈 세대를 빼고 센 것입니다."""
    found = ratio(groups)
    assert found.low <= found.value <= found.high
    assert found.pairs == sum(map(len, groups))


@few
@given(ragged)
def test_swapped_ratio_is_the_inverse(groups: Groups) -> None:
    """분자와 분모를 바꾸면 값과 구간이 모두 거꾸로 됩니다."""
    found = ratio(groups)
    swapped = ratio([[(below, above) for above, below in group] for group in groups])
    assert found.value * swapped.value == pytest.approx(1)
    assert found.low * swapped.high == pytest.approx(1)
    assert found.inverse.value == pytest.approx(swapped.value)
    assert found.inverse.low == pytest.approx(swapped.low)
    assert found.inverse.high == pytest.approx(swapped.high)
    assert found.inverse.pairs == swapped.pairs


@few
@given(ragged, st.floats(min_value=1e-3, max_value=1e3))
def test_unit_does_not_matter(groups: Groups, scale: float) -> None:
    """초로 재든 밀리초로 재든 비와 구간은 같습니다."""
    found = ratio(groups)
    scaled = ratio([[(above * scale, below * scale) for above, below in g] for g in groups])
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        (found.value, found.low, found.high)
    )


@few
@given(ragged, st.floats(min_value=1e-2, max_value=1e2))
def test_slower_numerator_moves_everything_alike(groups: Groups, factor: float) -> None:
    """분자가 몇 배 느려지면 값과 구간의 두 끝이 모두 그만큼 커집니다."""
    found = ratio(groups)
    slower = ratio([[(above * factor, below) for above, below in g] for g in groups])
    assert (slower.value, slower.low, slower.high) == pytest.approx(
        (found.value * factor, found.low * factor, found.high * factor)
    )


@few
@given(ragged)
def test_empty_generation_changes_nothing(groups: Groups) -> None:
    """짝이 하나도 없는 세대는 없는 것과 같습니다."""
    assert ratio([[], *groups, []]) == ratio([group for group in groups if group])


def simulated(
    rng: np.random.Generator, *, truth: float, generation: float, noise: float
) -> Sequence[Sequence[tuple[float, float]]]:
    """세대 여섯과 회 열둘의 짝. 세대마다 비가 함께 흔들리고, 짝마다 또 흔들립니다."""
    shifts = rng.normal(0, generation, (6, 1)) + rng.normal(0, noise, (6, 12))
    return [[(truth * math.exp(shift), 1.0) for shift in row] for row in shifts]


def test_same_seed_gives_the_same_interval() -> None:
    """같은 표본에서는 언제나 같은 구간이 나오고, 씨앗을 바꾸면 구간만 조금 달라집니다."""
    groups = simulated(np.random.default_rng(1), truth=2, generation=0.1, noise=0.1)
    assert ratio(groups) == ratio(groups) == ratio(groups, seed=0)
    other = ratio(groups, seed=1)
    assert other != ratio(groups)
    assert other.value == ratio(groups).value
    assert other.low == pytest.approx(ratio(groups).low, rel=0.05)


def test_generation_that_disagrees_widens_the_interval() -> None:
    """같은 짝이라도 세대 안에서 고르고 세대끼리 다르면 구간이 넓어집니다."""
    rng = np.random.default_rng(2)
    groups = simulated(rng, truth=2, generation=0.2, noise=0.01)
    mixed = rng.permutation([pair for group in groups for pair in group]).reshape(6, 12, 2)
    apart, together = ratio(groups), ratio([[tuple(pair) for pair in group] for group in mixed])
    assert apart.value == together.value
    assert apart.high / apart.low > together.high / together.low


def test_more_generations_narrow_the_interval() -> None:
    """세대를 늘리면 구간이 좁아집니다."""
    rng = np.random.default_rng(3)
    many = [*simulated(rng, truth=2, generation=0.1, noise=0.05)] * 6
    few = many[:6]
    assert ratio(many).high / ratio(many).low < ratio(few).high / ratio(few).low


def test_small_generation_keeps_its_weight() -> None:
    """작은 세대가 뽑혔을 때 그 짝을 부풀려 세지 않습니다. 큰 세대의 값이 가운데에 남습니다."""
    groups = [[(1.0, 1.0)] * 20 for _ in range(5)] + [[(100.0, 1.0)]]
    assert ratio(groups).value == ratio(groups).high == 1.0


@pytest.mark.parametrize("groups", [[], [[]], [[(1.0, 2.0)]], [[], [(1.0, 2.0)], []]])
def test_too_few_pairs_are_refused(groups: Groups) -> None:
    """짝이 둘보다 적으면 몇 개뿐인지 적어 한국어로 거절합니다."""
    count = sum(map(len, groups))
    with pytest.raises(TooFewSamplesError, match=f"짝이 {count}개뿐이라"):
        ratio(groups)


@pytest.mark.parametrize(
    ("low", "high", "conclusive"),
    [(1.1, 2.0, True), (0.5, 0.9, True), (0.9, 1.1, False), (1.0, 2.0, False), (0.5, 1.0, False)],
)
def test_interval_that_touches_one_is_inconclusive(
    low: float, high: float, *, conclusive: bool
) -> None:
    """구간이 1을 품거나 1에 닿으면 차이를 말하지 않습니다."""
    assert Ratio((low + high) / 2, low, high, 10).conclusive is conclusive


@pytest.mark.parametrize(("generation", "noise"), [(0.08, 0.04), (0.03, 0.1)])
def test_interval_covers_the_truth(generation: float, noise: float) -> None:
    """95 % 구간은 모의 비교 200번 가운데 적어도 85 %에서 참값을 품습니다.

    세대가 여섯뿐이면 백분위 부트스트랩의 구간은 조금 좁습니다.
    세대를 무시하고 짝만 다시 뽑으면 이 시험의 첫 조건에서 절반 남짓만 품습니다.
    """
    rng = np.random.default_rng(20260101)
    covered = 0
    for _ in range(200):
        found = ratio(simulated(rng, truth=1.5, generation=generation, noise=noise))
        covered += found.low <= 1.5 <= found.high
    assert covered >= 170


def test_ignoring_generations_would_be_overconfident() -> None:
    """짝을 한 세대에 몰아넣으면 구간이 좁아져 참값을 자주 놓칩니다. 계층이 필요한 까닭입니다."""
    rng = np.random.default_rng(20260101)
    covered = 0
    for _ in range(60):
        groups = simulated(rng, truth=1.5, generation=0.08, noise=0.04)
        pooled = ratio([[pair for group in groups for pair in group]])
        covered += pooled.low <= 1.5 <= pooled.high
    assert covered < 51


def test_median_of_rows_skips_the_gaps() -> None:
    """줄마다 NaN을 뺀 것의 중앙값이 numpy의 nanmedian과 같습니다."""
    rows = np.random.default_rng(4).normal(size=(50, 7))
    rows[np.arange(7) >= np.arange(50)[:, None] % 7 + 1] = np.nan
    counts = (~np.isnan(rows)).sum(axis=1)
    assert paired._medians(rows, counts) == pytest.approx(np.nanmedian(rows, axis=1))


@given(st.integers(min_value=0, max_value=1000), st.sampled_from([50, 90, 99]))
@settings(max_examples=10)
def test_tail_ratio_finds_a_known_scale(seed, percent):
    """한쪽이 다른 쪽의 세 배이면, 어느 백분위에서나 비는 3이고 구간이 그것을 품습니다."""
    rng = np.random.default_rng(seed)
    below = [list(rng.exponential(1.0, 300)) for _ in range(4)]
    above = [list(3 * rng.exponential(1.0, 300)) for _ in range(4)]
    found = tail_ratio(above, below, percent)
    # 지수 분포의 99 %는 1,200개로도 한 자리 퍼센트쯤 흔들립니다.
    assert 2 < found.value < 4.5
    assert found.low <= found.value <= found.high
    exact = tail_ratio([[3 * value for value in group] for group in below], below, percent)
    assert exact.value == pytest.approx(3)


@pytest.mark.parametrize("groups", [[], [[]], [[1.0], []]])
def test_tail_of_nothing_is_refused(groups):
    """빈 세대가 있으면 꼬리를 말하지 않습니다."""
    with pytest.raises(TooFewSamplesError):
        tail_ratio(groups, groups, 99)


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1))
def test_tally_keeps_its_ends(counts):
    """센 수의 가운데는 언제나 최소와 최대 사이입니다."""
    found = tally(counts)
    assert min(counts) == found.low <= found.value <= found.high == max(counts)
    assert found.runs == len(counts)
