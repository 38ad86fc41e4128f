"""짝지은 비와 비율의 값과 구간이 통계의 법칙을 따르는지 시험합니다."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parabook.paired import (
    FEWEST_GENERATIONS,
    Ratio,
    TooFewSamplesError,
    interval,
    positive,
    ratio,
    share,
    spread,
    student,
    tail_ratio,
    tally,
)

walls = st.floats(min_value=1e-6, max_value=1e3)
pairs = st.tuples(walls, walls)
# 세대마다 짝의 수가 다르고, 하나도 없는 세대도 있습니다.
ragged = st.lists(st.lists(pairs, max_size=6), min_size=3, max_size=20).filter(
    lambda groups: sum(map(bool, groups)) >= FEWEST_GENERATIONS
)

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
    """가운데는 두 사분위 사이에 있고, 표본의 순서는 상관없습니다."""
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
        ([[(2.0, 1.0), (2.0, 1.0)]] * 3, 2.0),
        ([[(1.0, 4.0)], [(2.0, 4.0)], [(4.0, 4.0)]], 0.5),
        ([[(1.0, 1.0), (9.0, 1.0)]] * 3, 3.0),
        # 세대 안에서는 중앙값이라, 한 번 크게 방해받은 회에 끌려가지 않습니다.
        ([[(2.0, 1.0), (2.0, 1.0), (99.0, 1.0)]] * 3, 2.0),
    ],
)
def test_ratio_is_the_mean_of_generations(groups: Groups, value: float) -> None:
    """값은 세대마다 구한 중앙값들의 기하 평균입니다."""
    found = ratio(groups)
    assert found.value == pytest.approx(value)
    assert found.generations == 3


def test_pairing_cancels_what_both_suffer() -> None:
    """회마다 기계의 빠르기가 열 배씩 달라져도, 함께 느려진 짝의 비는 그대로입니다."""
    disturbances = np.logspace(0, 1, 12)
    found = ratio([[(3.0 * slow, slow) for slow in disturbances] for _ in range(6)])
    assert found == Ratio(*[pytest.approx(3.0)] * 3, generations=6, pairs=72)


@given(ragged)
def test_interval_holds_the_value(groups: Groups) -> None:
    """구간은 늘 값을 품고, 짝의 수는 빈 세대를 빼고 센 것입니다."""
    found = ratio(groups)
    assert found.low <= found.value <= found.high
    assert found.pairs == sum(map(len, groups))
    assert found.generations == sum(map(bool, groups))


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
    assert found.inverse.generations == swapped.generations


@given(ragged, st.floats(min_value=1e-3, max_value=1e3))
def test_unit_does_not_matter(groups: Groups, scale: float) -> None:
    """초로 재든 ms로 재든 비와 구간은 같습니다."""
    found = ratio(groups)
    scaled = ratio([[(above * scale, below * scale) for above, below in g] for g in groups])
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        (found.value, found.low, found.high)
    )


@given(ragged, st.floats(min_value=1e-2, max_value=1e2))
def test_slower_numerator_moves_everything_alike(groups: Groups, factor: float) -> None:
    """분자가 몇 배 느려지면 값과 구간의 두 끝이 모두 그만큼 커집니다."""
    found = ratio(groups)
    slower = ratio([[(above * factor, below) for above, below in g] for g in groups])
    assert (slower.value, slower.low, slower.high) == pytest.approx(
        (found.value * factor, found.low * factor, found.high * factor)
    )


@given(ragged)
def test_empty_generation_changes_nothing(groups: Groups) -> None:
    """짝이 하나도 없는 세대는 없는 것과 같습니다."""
    assert ratio([[], *groups, []]) == ratio([group for group in groups if group])


def simulated(
    rng: np.random.Generator, *, truth: float, generation: float, noise: float, count: int = 6
) -> Groups:
    """세대 `count`개와 회 열둘의 짝. 세대마다 비가 함께 흔들리고, 짝마다 또 흔들립니다."""
    shifts = rng.normal(0, generation, (count, 1)) + rng.normal(0, noise, (count, 12))
    return [[(truth * math.exp(shift), 1.0) for shift in row] for row in shifts]


def test_generation_that_disagrees_widens_the_interval() -> None:
    """같은 짝이라도 세대 안에서 고르고 세대끼리 다르면 구간이 넓어집니다."""
    rng = np.random.default_rng(2)
    groups = simulated(rng, truth=2, generation=0.2, noise=0.01)
    mixed = rng.permutation([pair for group in groups for pair in group]).reshape(6, 12, 2)
    apart, together = ratio(groups), ratio([[tuple(pair) for pair in group] for group in mixed])
    assert apart.high / apart.low > together.high / together.low


def test_more_generations_narrow_the_interval() -> None:
    """세대를 늘리면 구간이 좁아집니다."""
    rng = np.random.default_rng(3)
    many = simulated(rng, truth=2, generation=0.1, noise=0.05) * 6
    few = many[:6]
    assert ratio(many).high / ratio(many).low < ratio(few).high / ratio(few).low


def test_rounds_do_not_stand_in_for_generations() -> None:
    """한 세대의 회를 아무리 늘려도 세대끼리 다른 만큼은 모르는 것이라, 구간이 그대로입니다."""
    groups = [[(1.0, 1.0)], [(1.2, 1.0)], [(1.1, 1.0)]]
    few, many = ratio(groups), ratio([group * 1000 for group in groups])
    assert (many.low, many.high) == pytest.approx((few.low, few.high))


@pytest.mark.parametrize("bare", [[], [[]], [[(1.0, 2.0)] * 9] * 2, [[], [(1.0, 2.0)], []]])
def test_too_few_generations_are_refused(bare: Groups) -> None:
    """세대가 셋보다 적으면, 짝이 아무리 많아도 몇 개뿐인지 적어 한국어로 거절합니다."""
    count = sum(map(bool, bare))
    with pytest.raises(TooFewSamplesError, match=f"세대가 {count}개뿐이라"):
        ratio(bare)


@pytest.mark.parametrize(
    ("low", "high", "conclusive"),
    [(1.1, 2.0, True), (0.5, 0.9, True), (0.9, 1.1, False), (1.0, 2.0, False), (0.5, 1.0, False)],
)
def test_interval_that_touches_one_is_inconclusive(
    low: float, high: float, *, conclusive: bool
) -> None:
    """구간이 1을 품거나 1에 닿으면 차이를 말하지 않습니다."""
    assert Ratio((low + high) / 2, low, high, 5, 10).conclusive is conclusive


def test_scaled_ratio_moves_its_ends_too() -> None:
    """정해진 수를 곱하면 구간의 두 끝도 곱해지고, 세대와 짝의 수는 그대로입니다."""
    assert Ratio(1.0, 0.5, 1.5, 4, 10).scaled(2) == Ratio(2.0, 1.0, 3.0, 4, 10)


# 구간의 적중률. 씨앗이 정해져 있어서 부하도 날도 바꾸지 못합니다.

DRAWS = 4000
"""한 번의 표준 오차가 0.35 %포인트입니다."""


@pytest.mark.parametrize("generations", [3, 4, 8, 12, 20])
def test_interval_covers_the_truth_as_often_as_it_says(generations: int) -> None:
    """세대가 몇이든 95 % 구간은 모의실험의 94–96 %에서 참값을 품습니다. 너무 넓은 것도 틀린 것입니다.

    정규 분포에 백분위 부트스트랩을 쓰면 세대 넷에서 열에 여덟도 품지 못합니다.
    """
    rng = np.random.default_rng(20260101)
    held = 0
    for values in rng.normal(3.0, 1.0, (DRAWS, generations)):
        found = interval(values.tolist())
        held += found.low <= 3.0 <= found.high
    assert 0.938 < held / DRAWS < 0.962


@pytest.mark.parametrize("generations", [3, 4, 8, 12])
@pytest.mark.parametrize(("generation", "noise"), [(0.08, 0.04), (0.03, 0.1), (0.0, 0.05)])
def test_ratio_covers_the_truth(generations: int, generation: float, noise: float) -> None:
    """세대끼리 흔들리든 회끼리 흔들리든, 비의 95 % 구간은 93–97 %에서 참값을 품습니다."""
    rng = np.random.default_rng(7)
    draws, held = 2000, 0
    for _ in range(draws):
        found = ratio(
            simulated(rng, truth=1.5, generation=generation, noise=noise, count=generations)
        )
        held += found.low <= 1.5 <= found.high
    assert 0.93 < held / draws < 0.97


def test_one_odd_generation_does_not_rule_the_interval() -> None:
    """세대가 여덟이면, 유난한 인터프리터 하나가 값도 구간도 끌고 가지 못합니다. 일곱이면 끌려갑니다."""
    near = [0.98, 0.99, 1.0, 1.0, 1.01, 1.02]
    found = interval([*near, 1.03, 50.0])
    assert 0.95 < found.low < 1.0 < found.high < 1.06
    assert interval([*near, 50.0]).high > 20


def test_odd_generation_keeps_the_coverage() -> None:
    """세대 여덟 가운데 하나가 늘 다섯 배 흔들려도, 95 % 구간은 94 % 넘게 참값을 품습니다."""
    rng = np.random.default_rng(11)
    draws = rng.normal(0.0, 1.0, (DRAWS, 8))
    draws[:, 0] *= 5
    found = [interval(values.tolist()) for values in draws]
    held = sum(one.low <= 0 <= one.high for one in found)
    assert held / DRAWS > 0.94
    # 덜어 내지 않은 t 구간의 폭은 이것의 1.5배쯤입니다.
    plain = 2 * student(7) * np.std(draws, axis=1, ddof=1) / math.sqrt(8)
    assert np.median([one.high - one.low for one in found]) < 0.85 * np.median(plain)


def test_interval_is_the_textbook_one() -> None:
    """여덟보다 적으면 손으로 구한 t 구간과 같습니다."""
    found = interval([1.0, 2.0, 3.0, 4.0])
    reach = 3.182 * math.sqrt(5 / 3) / 2
    assert found.value == 2.5
    assert (found.low, found.high) == pytest.approx((2.5 - reach, 2.5 + reach))
    assert found.generations == 4


def test_trimmed_interval_is_tukeys() -> None:
    """여덟부터는 양 끝을 하나씩 덜어 낸 평균과, 끝을 당겨 넣은 표준편차의 구간입니다."""
    values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 100.0]
    pulled = np.std([1, 1, 2, 3, 4, 5, 6, 6], ddof=1)
    reach = 2.571 * pulled / (0.75 * math.sqrt(8))
    found = interval(values)
    assert found.value == 3.5
    assert (found.low, found.high) == pytest.approx((3.5 - reach, 3.5 + reach))


@pytest.mark.parametrize("ask", [interval, positive])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_interval_of_two_is_refused(ask, count):
    """값이 둘이면 구간을 말하지 않습니다."""
    with pytest.raises(TooFewSamplesError, match=f"세대가 {count}개뿐이라"):
        ask([1.0] * count)


@given(st.lists(walls, min_size=3, max_size=20))
def test_positive_stays_above_zero(values: list[float]) -> None:
    """크기의 구간은 흩어져도 0 아래로 내려가지 않고, 값을 품습니다."""
    found = positive(values)
    assert 0 <= found.low <= found.value <= found.high


def test_positive_is_a_geometric_mean() -> None:
    """몇 배로 흔들리는 것의 가운데는 기하 평균이고, 구간은 위아래로 같은 배입니다."""
    found = positive([1.0, 10.0, 100.0])
    assert found.value == pytest.approx(10)
    assert found.high / found.value == pytest.approx(found.value / found.low)


@pytest.mark.parametrize(
    ("freedom", "value"),
    [
        (1, 12.706),
        (2, 4.303),
        (5, 2.571),
        (10, 2.228),
        (11, 2.201),
        (12, 2.179),
        (15, 2.131),
        (20, 2.086),
        (30, 2.042),
        (120, 1.980),
        (10**6, 1.960),
    ],
)
def test_student_agrees_with_the_tables(freedom: int, value: float) -> None:
    """구한 t 값은 통계표의 것과 소수점 아래 셋째 자리까지 같습니다."""
    assert student(freedom) == pytest.approx(value, abs=0.001)


def test_student_only_falls() -> None:
    """표에서 어림으로 넘어가는 자리에서도, 자유도가 크면 t 값이 작습니다."""
    values = [student(freedom) for freedom in range(1, 200)]
    assert values == sorted(values, reverse=True)


# 비율


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (5, 6, 35.88, 99.58),
        (0, 20, 0.0, 16.84),
        (20, 20, 83.16, 100.0),
        (5, 10, 18.71, 81.29),
        (0, 1, 0.0, 97.5),
        (50, 100, 39.83, 60.17),
    ],
)
def test_share_agrees_with_clopper_and_pearson(hits: int, of: int, low: float, high: float) -> None:
    """비율의 구간은 알려진 값과 같습니다. 스물에 하나도 없다고 0 %인 것은 아닙니다."""
    found = share(hits, of)
    assert found.value == pytest.approx(100 * hits / of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.006)
    assert (found.hits, found.of) == (hits, of)


@pytest.mark.parametrize("of", [1, 6, 20, 100])
def test_share_covers_every_chance(of: int) -> None:
    """참몫이 얼마이든, 그것을 품는 구간이 나올 확률은 95 %보다 작지 않습니다. 뽑지 않고 모두 셉니다."""
    found = [share(hits, of) for hits in range(of + 1)]
    for chance in np.linspace(0.005, 0.995, 67):
        held = sum(
            math.comb(of, one.hits) * chance**one.hits * (1 - chance) ** (of - one.hits)
            for one in found
            if one.low <= 100 * chance <= one.high
        )
        assert held >= 0.95 - 1e-9


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
@settings(max_examples=40)
def test_share_mirrors_the_rest(counted: tuple[int, int]) -> None:
    """맞은 것의 구간을 뒤집으면 맞지 않은 것의 구간입니다."""
    hits, of = counted
    found, rest = share(hits, of), share(of - hits, of)
    assert 0 <= found.low <= found.value <= found.high <= 100
    assert (100 - found.high, 100 - found.low) == pytest.approx((rest.low, rest.high), abs=1e-6)


def test_share_of_nothing_is_refused() -> None:
    """해 본 것이 없으면 비율을 말하지 않고, 있을 수 없는 수는 받지 않습니다."""
    with pytest.raises(TooFewSamplesError, match="해 본 것이 없어"):
        share(0, 0)
    with pytest.raises(ValueError, match="3번 가운데 4번일 수는 없습니다"):
        share(4, 3)


# 꼬리


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


@pytest.mark.parametrize("groups", [[], [[]], [[1.0], []], [[1.0]] * 2])
def test_tail_of_nothing_is_refused(groups):
    """빈 세대가 있거나 세대가 모자라면 꼬리를 말하지 않습니다."""
    with pytest.raises(TooFewSamplesError):
        tail_ratio(groups, groups, 99)


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1))
def test_tally_keeps_its_ends(counts):
    """센 수의 가운데는 언제나 최소와 최대 사이입니다."""
    found = tally(counts)
    assert min(counts) == found.low <= found.value <= found.high == max(counts)
    assert found.runs == len(counts)
