"""수를 한국어 단위로 적습니다. 표, 그림, 문장이 모두 여기서 같은 모양을 얻습니다."""

import math
from decimal import Decimal

_TIME_UNITS = ((1.0, "초"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
SECONDS = {name: size for size, name in _TIME_UNITS}
"""시간의 단위마다 그 크기(초)입니다."""
_SIZE_UNITS = ((2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"))
_MOST_DIGITS = 7
"""자리를 늘리는 한도. 백만분의 일보다 작은 차이는 재어서 안 것이 아니라 계산 오차입니다."""
_HUNDRED = 100
PART = 0.1
"""이보다 작은 비는 `0.037배`가 아니라 `27분의 1`로 적습니다."""


def time_unit(seconds: float) -> tuple[float, str]:
    """이 시간을 적기에 알맞은 단위의 크기(초)와 이름을 돌려줍니다.

    한 표 안의 값은 가장 큰 값의 단위로 함께 적습니다.
    """
    if seconds == 0:
        return _TIME_UNITS[0]
    for size, name in _TIME_UNITS:
        # 유효 숫자 셋으로 적으면 1,000 ms가 될 값은 1.00초로 적습니다.
        if abs(seconds) >= 0.9995 * size:
            return size, name
    return _TIME_UNITS[-1]


def duration(seconds: float, *, like: float | None = None) -> str:
    """시간을 짧게 적습니다(`brief`). `like`를 주면 그 시간에 알맞은 단위를 씁니다(`unit_beside`)."""
    size, name = time_unit(seconds) if like is None else unit_beside(seconds, like)
    return f"{brief(seconds / size)}{suffix(name)}"


def suffix(unit: str) -> str:
    """수 바로 뒤에 붙일 단위입니다. ms, µs, %처럼 기호인 것은 한 칸 띄우고, 초와 배처럼 한글인 것은 붙입니다."""
    return unit if not unit or "가" <= unit[0] <= "힣" else f" {unit}"


def unit_beside(seconds: float, like: float) -> tuple[float, str]:
    """`like`와 나란히 적을 단위의 크기(초)와 이름입니다. 그 단위로 적으면 0.0075처럼 작아질 때는 제 단위로 적습니다."""
    shared = time_unit(like)
    return time_unit(seconds) if 0 < seconds < PART * shared[0] else shared


def size_unit(size_bytes: float) -> tuple[float, str]:
    """이 크기를 적기에 알맞은 이진 단위의 크기(바이트)와 이름을 돌려줍니다."""
    return next(((s, n) for s, n in _SIZE_UNITS if abs(size_bytes) >= s), (1.0, "바이트"))


def memory(size_bytes: float) -> str:
    """크기를 이진 단위로 적습니다. 1 KiB보다 작으면 바이트를 그대로 적습니다."""
    for size, name in _SIZE_UNITS:
        if abs(size_bytes) >= size:
            return f"{brief(size_bytes / size)} {name}"
    return f"{size_bytes:,.0f}바이트"


def count(number: float) -> str:
    """센 수를 적습니다. 정수이면 쉼표를 찍고, 아니면 짧게 적습니다(`brief`)."""
    return f"{int(number):,}" if float(number).is_integer() else brief(number)


def brief(value: float, more: int = 0) -> str:
    """잰 수를 읽을 만큼만 적습니다. 유효 숫자 둘이고, 100이 넘으면 셋입니다.

    Args:
        value: 적을 수.
        more: 이만큼 자리를 더 적습니다. 가까운 두 수를 가릴 때 씁니다.
    """
    return significant(value, (3 if abs(value) >= _HUNDRED else 2) + more)


def spread(low: float, high: float) -> str:
    """퍼진 두 끝을 짧게(`brief`) 적어 줄표로 잇습니다. 다른 두 끝이 같은 글이 되면 자리를 늘립니다."""
    for more in range(_MOST_DIGITS - 2):
        ends = brief(low, more), brief(high, more)
        if ends[0] != ends[1]:
            return "–".join(ends)
    return f"{brief(low)}–{brief(high)}"


def percent(share: float) -> str:
    """비율을 백분율의 정수로 적습니다. 예: `93 %`."""
    return f"{share * 100:.0f} %"


def times(value: float, *, apart_from_one: bool = False) -> str:
    """비를 유효 숫자 둘로 적습니다. 예: `3.8배`. 0.1보다 작으면 `27분의 1`로 적습니다.

    `apart_from_one`이 참이면, 1이 아닌 비가 `1.0배`로 보이지 않을 때까지 자리를 늘립니다.
    빠르거나 느리다고 말하는 자리에 씁니다.
    """
    if 0 < value < PART:
        return part(value)
    texts = (significant(value, digits) for digits in range(2, _MOST_DIGITS + 1))
    apart = (text for text in texts if not apart_from_one or _read(text) != 1)
    return f"{next(apart, significant(value, 2))}배"


def part(value: float, digits: int = 2) -> str:
    """0.1보다 작은 비를 몇 분의 1인지로 적습니다. 예: `27분의 1`."""
    return f"{significant(1 / value, digits)}분의 1"


def times_span(low: float, high: float) -> str:
    """비의 구간을 적습니다. 예: `3.6–4.1배`. 모두 0.1보다 작으면 `30분의 1–25분의 1`입니다.

    적힌 수를 읽고 내리는 판정이 실제의 판정과 같아야 합니다.
    그래서 1을 품지 않는 구간이 1을 품은 것처럼 보이거나 그 반대이면 자리를 늘립니다.
    """
    if 0 < low <= high < PART:
        tops = span(1 / high, 1 / low).split("–")
        return f"{tops[1]}분의 1–{tops[0]}분의 1"
    for digits in range(2, _MOST_DIGITS + 1):
        text = span(low, high, digits)
        shown_low, shown_high = map(_read, text.split("–"))
        if (shown_low <= 1 <= shown_high) == (low <= 1 <= high):
            return f"{text}배"
    return f"{span(low, high)}배"


def span(low: float, high: float, digits: int = 2) -> str:
    """구간을 줄표로 이어 적습니다. 다른 두 끝이 같은 글이 되면 자리를 늘립니다."""
    for enough in range(digits, _MOST_DIGITS + 1):
        ends = significant(low, enough), significant(high, enough)
        if ends[0] != ends[1]:
            return "–".join(ends)
    return f"{significant(low, digits)}–{significant(high, digits)}"


def significant(value: float, digits: int) -> str:
    """유효 숫자를 맞추어 적습니다. 지수 표기를 쓰지 않습니다."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    rounded = Decimal(f"{value:.{digits - 1}e}")
    decimals = max(0, digits - 1 - rounded.adjusted())
    return f"{rounded:,.{decimals}f}"


def _read(text: str) -> float:
    """`significant`가 적은 글을 다시 수로 읽습니다."""
    return float(text.replace(",", ""))
