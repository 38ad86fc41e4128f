"""짝지은 표본의 통계: 비와 그 구간, 비율의 구간. 수만 다루는 순수한 함수들입니다.

같은 회(round)에 잰 두 값은 같은 방해를 받습니다.
그래서 두 무리의 중앙값을 나누지 않고, 짝마다 비를 구한 다음 그것들을 모읍니다.

프로세스를 새로 시작할 때마다 달라지는 것이 짝 사이의 차이보다 큽니다(Kalibera와 Jones, ISMM 2013).
그래서 세대마다 값 하나를 구하고, 구간은 그 값들의 t 구간입니다. 세대가 적으면 그만큼 넓습니다.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median, stdev

CONFIDENCE_PERCENT = 95

FEWEST_GENERATIONS = 3
"""구간을 말하는 데 드는 가장 적은 세대. 둘이면 t 값이 12.7이라 말할 것이 없습니다."""

GENERATIONS_PER_TRIM = 8
"""세대가 이만큼 모일 때마다 양 끝을 하나씩 덜어 냅니다. 유난한 인터프리터 하나에 끌려가지 않게 합니다."""

_STUDENT = {
    1: 12.706,
    2: 4.303,
    3: 3.182,
    4: 2.776,
    5: 2.571,
    6: 2.447,
    7: 2.365,
    8: 2.306,
    9: 2.262,
    10: 2.228,
}
"""자유도마다 양쪽 95 %의 t 값. 그보다 크면 `student`가 어림합니다."""


class TooFewSamplesError(ValueError):
    """구간을 말하기에 표본이 모자란 경우."""


@dataclass(frozen=True, slots=True)
class Spread:
    """한 무리의 가운데와 퍼짐. 단위는 표본의 단위입니다."""

    median: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Interval:
    """세대마다 구한 값에서 어림한 것과 95 % 구간. 단위는 값의 단위입니다."""

    value: float
    low: float
    high: float
    generations: int


@dataclass(frozen=True, slots=True)
class Ratio(Interval):
    """두 방법의 비와 95 % 구간. 단위가 없습니다."""

    pairs: int

    @property
    def conclusive(self) -> bool:
        """구간이 1을 품지 않으면 참입니다. 거짓이면 차이를 확인하지 못한 것입니다."""
        return not self.low <= 1.0 <= self.high

    def scaled(self, factor: float) -> "Ratio":
        """정해진 수를 곱한 비입니다. 코어 수처럼 흔들리지 않는 것을 곱할 때 씁니다."""
        ends = (self.value * factor, self.low * factor, self.high * factor)
        return Ratio(*ends, self.generations, self.pairs)

    @property
    def relative_width(self) -> float:
        """구간의 폭이 비의 몇 배인지입니다. 작을수록 잘 아는 것입니다."""
        return (self.high - self.low) / self.value

    @property
    def inverse(self) -> "Ratio":
        """분자와 분모를 바꾼 비입니다."""
        ends = (1 / self.value, 1 / self.high, 1 / self.low)
        return Ratio(*ends, self.generations, self.pairs)


@dataclass(frozen=True, slots=True)
class Tally:
    """실행마다 센 수의 중앙값과 최소, 최대. 모두 같으면 세 값이 같습니다. 단위는 센 것의 단위입니다."""

    value: float
    low: float
    high: float
    runs: int


@dataclass(frozen=True, slots=True)
class Share:
    """여럿 가운데 몇이 그랬는지와, 그 몫의 95 % 구간. 값과 구간의 단위는 %입니다."""

    value: float
    low: float
    high: float
    hits: int
    of: int


def tally(counts: Sequence[float]) -> Tally:
    """실행마다 센 수를 모읍니다.

    Raises:
        TooFewSamplesError: 센 것이 하나도 없는 경우.
    """
    if not counts:
        raise TooFewSamplesError("센 것이 없습니다.")
    return Tally(float(median(counts)), float(min(counts)), float(max(counts)), len(counts))


def spread(values: Sequence[float]) -> Spread:
    """중앙값과 사분위 범위를 돌려줍니다.

    Raises:
        TooFewSamplesError: 표본이 하나도 없는 경우.
    """
    if not values:
        raise TooFewSamplesError("표본이 없어 중앙값을 말할 수 없습니다.")
    low, middle, high = _percentiles(values, 25, 50, 75)
    return Spread(middle, low, high, len(values))


def percentile(values: Sequence[float], percent: float) -> float:
    """백분위수를 돌려줍니다.

    Raises:
        TooFewSamplesError: 표본이 하나도 없는 경우.
    """
    if not values:
        raise TooFewSamplesError("표본이 없어 백분위수를 말할 수 없습니다.")
    return _percentiles(values, percent)[0]


def ratio(groups: Sequence[Sequence[tuple[float, float]]]) -> Ratio:
    """세대마다 모은 (분자, 분모) 짝에서 비를 구합니다.

    세대의 값은 짝마다 구한 로그 비의 중앙값이고, 비와 구간은 그것들의 것입니다(`interval`).

    Args:
        groups: 세대마다 (분자, 분모)의 목록. 빈 세대는 버립니다.

    Raises:
        TooFewSamplesError: 짝이 있는 세대가 `FEWEST_GENERATIONS`보다 적은 경우.
    """
    logs = [median(math.log(a / b) for a, b in group) for group in groups if group]
    return _undone(interval(logs), sum(map(len, groups)))


def apart(before: Sequence[float], after: Sequence[float]) -> Ratio:
    """짝이 없는 두 무리의 비(`before`를 `after`로 나눈 것)와 95 % 구간입니다. 웰치(Welch)의 t 구간입니다.

    다른 날에 잰 것처럼 같은 방해를 받지 않은 것을 비교할 때 씁니다. 짝지은 것보다 구간이 넓습니다.

    Args:
        before: 세대마다 구한 양수.
        after: 다른 무리의, 세대마다 구한 양수.

    Raises:
        TooFewSamplesError: 어느 쪽이든 세대가 모자란 경우.
    """
    if min(len(before), len(after)) < FEWEST_GENERATIONS:
        raise TooFewSamplesError("세대가 모자라 구간을 말할 수 없습니다.")
    logs = [[math.log(value) for value in values] for values in (before, after)]
    errors = [stdev(values) ** 2 / len(values) for values in logs]
    together = sum(errors)
    freedom = min(len(before), len(after)) - 1
    if together:
        each = zip(errors, logs, strict=True)
        freedom = int(together**2 / sum(one**2 / (len(values) - 1) for one, values in each))
    middle = fmean(logs[0]) - fmean(logs[1])
    reach = student(max(1, freedom)) * math.sqrt(together)
    ends = (math.exp(middle), math.exp(middle - reach), math.exp(middle + reach))
    return Ratio(*ends, min(len(before), len(after)), 0)


def tail_ratio(
    above: Sequence[Sequence[float]], below: Sequence[Sequence[float]], percent: float
) -> Ratio:
    """세대마다 모은 두 무리의 백분위수를 비교합니다. 레이턴시처럼 꼬리가 중요한 것에 씁니다.

    Args:
        above: 분자가 될 무리. 세대마다 하나씩이고, 순서가 `below`와 같아야 합니다.
        below: 분모가 될 무리.
        percent: 백분위(0에서 100).

    Raises:
        TooFewSamplesError: 세대가 모자라거나 빈 세대가 있는 경우.
    """
    if len(above) != len(below):
        raise TooFewSamplesError("세대마다 값이 있어야 꼬리를 비교할 수 있습니다.")
    sides = zip(above, below, strict=True)
    logs = [math.log(percentile(a, percent) / percentile(b, percent)) for a, b in sides]
    return _undone(interval(logs), min(sum(map(len, above)), sum(map(len, below))))


def positive(values: Sequence[float]) -> Interval:
    """세대마다 구한, 0보다 큰 값들을 어림합니다. 시간과 크기처럼 몇 배로 흔들리는 것에 씁니다.

    Raises:
        TooFewSamplesError: 값이 `FEWEST_GENERATIONS`보다 적은 경우.
    """
    found = interval([math.log(value) for value in values])
    value, low, high = map(math.exp, (found.value, found.low, found.high))
    return Interval(value, low, high, found.generations)


def interval(values: Sequence[float]) -> Interval:
    """세대마다 구한 값들의 평균과, 그 95 % t 구간입니다.

    세대가 여덟부터는 양 끝을 하나씩 덜어 낸 평균(trimmed mean)이고, 구간은 끝을 당겨 넣은
    표준편차로 구합니다(Tukey와 McLaughlin, 1963).

    Raises:
        TooFewSamplesError: 값이 `FEWEST_GENERATIONS`보다 적은 경우.
    """
    count = len(values)
    if count < FEWEST_GENERATIONS:
        raise TooFewSamplesError(
            f"세대가 {count}개뿐이라 구간을 말할 수 없습니다. {FEWEST_GENERATIONS}개는 있어야 합니다."
        )
    trim = count // GENERATIONS_PER_TRIM
    ordered = sorted(values)
    kept = ordered[trim : count - trim]
    pulled = [kept[0]] * trim + kept + [kept[-1]] * trim
    middle = fmean(kept)
    error = stdev(pulled) / (len(kept) / count * math.sqrt(count))
    reach = student(len(kept) - 1) * error
    return Interval(middle, middle - reach, middle + reach, count)


def student(freedom: int) -> float:
    """양쪽 95 %의 t 값입니다. 큰 자유도에서는 코니시와 피셔의 전개로 어림합니다(오차 0.001 이하)."""
    if freedom in _STUDENT:
        return _STUDENT[freedom]
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE_PERCENT / 200)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def share(hits: int, of: int) -> Share:
    """`of`번 가운데 `hits`번의 비율과, 그 95 % 구간입니다(Clopper와 Pearson, 1934).

    Raises:
        TooFewSamplesError: 해 본 것이 없는 경우.
        ValueError: 맞은 수가 해 본 수를 넘는 경우.
    """
    if of < 1:
        raise TooFewSamplesError("해 본 것이 없어 비율을 말할 수 없습니다.")
    if not 0 <= hits <= of:
        raise ValueError(f"{of}번 가운데 {hits}번일 수는 없습니다.")
    edge = (100 - CONFIDENCE_PERCENT) / 200
    low = 0.0 if hits == 0 else _root(lambda chance: 1 - _at_most(hits - 1, of, chance) < edge)
    high = 1.0 if hits == of else _root(lambda chance: _at_most(hits, of, chance) > edge)
    return Share(100 * hits / of, 100 * low, 100 * high, hits, of)


def _percentiles(values: Sequence[float], *percents: float) -> list[float]:
    # 측정을 맡은 프로세스는 비만 구하므로, numpy를 불러오는 비용을 치르지 않습니다.
    import numpy as np  # noqa: PLC0415 - 윗줄과 같습니다.

    return [float(found) for found in np.percentile(np.asarray(values, dtype=float), percents)]


def _at_most(hits: int, of: int, chance: float) -> float:
    """한 번에 `chance`씩 맞을 때, `of`번에 `hits`번까지만 맞을 확률입니다."""
    return math.fsum(
        math.comb(of, count) * chance**count * (1 - chance) ** (of - count)
        for count in range(hits + 1)
    )


def _root(below: Callable[[float], bool]) -> float:
    """`below`가 참에서 거짓으로 바뀌는 확률을 반씩 좁혀 찾습니다."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _undone(found: Interval, pairs: int) -> Ratio:
    """로그로 구한 것을 비로 되돌립니다."""
    value, low, high = map(math.exp, (found.value, found.low, found.high))
    return Ratio(value, low, high, found.generations, pairs)
