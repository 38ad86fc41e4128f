"""수를 적는 모양을 시험합니다. 표와 그림과 문장이 모두 이 모양을 씁니다."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parabook import units

ratios = st.floats(min_value=1e-6, max_value=1e6)
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
    st.floats(min_value=-1e6, max_value=1e6),
)


def read(text: str) -> Decimal:
    """적은 수를 다시 읽습니다."""
    return Decimal(text.replace(",", ""))


def read_times(text: str) -> Decimal:
    """적은 비를 다시 읽습니다. `27분의 1`도 비입니다."""
    if text.endswith("분의 1"):
        return 1 / read(text.removesuffix("분의 1"))
    return read(text.removesuffix("배"))


@given(numbers, st.integers(1, 6))
def test_number_is_written_without_an_exponent(value: float, digits: int) -> None:
    """지수 표기를 쓰지 않고, 세 자리마다 쉼표를 찍습니다."""
    text = units.significant(value, digits)
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", text)


@given(numbers.filter(bool), st.integers(1, 6))
def test_number_is_rounded_to_its_digits(value: float, digits: int) -> None:
    """적은 수는 유효 숫자의 마지막 자리의 반보다 멀리 벗어나지 않습니다."""
    last_place = Decimal(10) ** (Decimal(value).adjusted() - digits + 1)
    assert abs(read(units.significant(value, digits)) - Decimal(value)) <= last_place / 2


@given(numbers.filter(bool), st.integers(1, 6))
def test_number_has_exactly_its_digits(value: float, digits: int) -> None:
    """소수가 있으면 유효 숫자의 수가 꼭 맞고, 없으면 나머지 자리는 0입니다."""
    text = units.significant(value, digits)
    shown = re.sub(r"[-,.]", "", text).lstrip("0")
    assert len(shown) == digits if "." in text else set(shown[digits:]) <= {"0"}


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 3, "0"),
        (9.97, 2, "10"),
        (9.94, 2, "9.9"),
        (0.0996, 2, "0.10"),
        (99.96, 3, "100"),
        (1234.5, 2, "1,200"),
        (1234567, 3, "1,230,000"),
        (-2.345, 2, "-2.3"),
        (0.000012, 2, "0.000012"),
        (float("inf"), 2, "inf"),
    ],
)
def test_number_reads_like_this(value: float, digits: int, text: str) -> None:
    """자리가 올라가거나 내려가는 곳에서도 유효 숫자를 지킵니다."""
    assert units.significant(value, digits) == text


@given(ratios, ratios, st.integers(1, 4))
def test_span_ends_differ(one: float, other: float, digits: int) -> None:
    """다른 두 끝은 다르게 적히고, 같은 두 끝은 같게 적힙니다. 계산 오차만큼 다른 것은 뺍니다."""
    low, high = sorted((one, other))
    assume(low == high or high / low > 1 + 1e-6)
    ends = units.span(low, high, digits).split("–")
    assert len(ends) == 2
    assert (ends[0] == ends[1]) == (low == high)
    assert read(ends[0]) <= read(ends[1])


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (3.61, 4.09, "3.6–4.1"),
        (3.61, 3.63, "3.61–3.63"),
        (1.00001, 1.00002, "1.00001–1.00002"),
        (2.0, 2.0, "2.0–2.0"),
        (3.0, 3.0000000000000004, "3.0–3.0"),
        (float("nan"), float("nan"), "nan–nan"),
    ],
)
def test_span_takes_only_the_digits_it_needs(low: float, high: float, text: str) -> None:
    """두 끝을 가리는 데 필요한 만큼만 자리를 늘립니다."""
    assert units.span(low, high) == text


@given(ratios, ratios)
def test_span_of_ratios_reads_as_it_is_judged(one: float, other: float) -> None:
    """적힌 구간이 1을 품는지는 실제 구간이 1을 품는지와 같습니다."""
    low, high = sorted((one, other))
    assume(all(end == 1 or abs(end - 1) > 1e-6 for end in (low, high)))
    shown_low, shown_high = map(read_times, units.times_span(low, high).split("–"))
    assert (shown_low <= 1 <= shown_high) == (low <= 1 <= high)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (3.61, 4.09, "3.6–4.1배"),
        (0.98, 1.3, "0.98–1.3배"),
        (1.004, 1.3, "1.004–1.300배"),
        (0.7, 0.998, "0.700–0.998배"),
        (1.0, 1.0, "1.0–1.0배"),
        (0.03, 0.04, "33분의 1–25분의 1"),
        (0.04, 0.2, "0.040–0.20배"),
    ],
)
def test_span_near_one_grows_digits(low: float, high: float, text: str) -> None:
    """1에 닿아 보이는 끝이 실제로 닿지 않았으면 자리를 늘립니다."""
    assert units.times_span(low, high) == text


@given(ratios.filter(lambda value: abs(value - 1) > 1e-6))
def test_judged_ratio_never_reads_as_one(value: float) -> None:
    """빠르다고 말하는 비는 1.0배로 적히지 않습니다."""
    assert read_times(units.times(value, apart_from_one=True)) != 1


@pytest.mark.parametrize(
    ("value", "apart", "text"),
    [
        (3.84, False, "3.8배"),
        (1.004, False, "1.0배"),
        (1.004, True, "1.004배"),
        (12.3, True, "12배"),
        (10_700, False, "11,000배"),
        (0.1, False, "0.10배"),
        (0.037, False, "27분의 1"),
        (0.0199, True, "50분의 1"),
    ],
)
def test_ratio_has_two_digits(value: float, *, apart: bool, text: str) -> None:
    """비는 유효 숫자 둘로 적습니다."""
    assert units.times(value, apart_from_one=apart) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0초"),
        (90, "90초"),
        (1, "1.0초"),
        (0.9999, "1.0초"),
        (0.9994, "999 ms"),
        (0.0123, "12 ms"),
        (12.3e-6, "12 µs"),
        (123e-9, "123 ns"),
        (1.5e-12, "0.0015 ns"),
    ],
)
def test_duration_takes_a_fitting_unit(seconds: float, text: str) -> None:
    """시간은 알맞은 단위와 유효 숫자 둘로 적고, 100이 넘으면 셋으로 적습니다."""
    assert units.duration(seconds) == text


def test_duration_takes_the_unit_of_another() -> None:
    """한 표 안의 시간은 같은 단위로 적습니다. 그러면 0.0021처럼 작아지는 것은 제 단위로 적습니다."""
    assert units.duration(0.21, like=3.0) == "0.21초"
    assert units.duration(0.0021, like=3.0) == "2.1 ms"
    assert units.duration(0, like=3.0) == "0초"


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_duration_keeps_its_number_small(seconds: float) -> None:
    """1초보다 짧은 시간은 1,000보다 작은 수로 적습니다."""
    number = read(units.duration(seconds).rstrip("초리밀이마로크나노"))
    assert number < 1000 or seconds >= 999


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (98.2, 102.4, "98–102"),
        (577, 581, "577–581"),
        (1.01, 1.04, "1.01–1.04"),
        (1.001, 1.004, "1.001–1.004"),
        (2.0, 2.0, "2.0–2.0"),
    ],
)
def test_spread_is_short_but_tells_its_ends_apart(low: float, high: float, text: str) -> None:
    """퍼진 두 끝은 짧게 적되, 다른 두 끝은 다르게 적힙니다."""
    assert units.spread(low, high) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0바이트"),
        (1023, "1,023바이트"),
        (1024, "1.0 KiB"),
        (1536 * 1024, "1.5 MiB"),
        (3 * 2**30, "3.0 GiB"),
        (5 * 2**40, "5,120 GiB"),
    ],
)
def test_memory_takes_binary_units(size: float, text: str) -> None:
    """크기는 이진 단위로, 1 KiB보다 작으면 바이트 그대로 적습니다."""
    assert units.memory(size) == text
