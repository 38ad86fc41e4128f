"""그림의 꼴들이 함께 쓰는 축: 눈금, 범례, 줄마다의 글, 예측한 선."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from parabook import units
from parabook.charts.theme import Theme
from parabook.record.schema import Record

BARS = "막대는 중앙값, 작은 점은 실행마다의 값"
"""막대그림을 읽는 법."""
FEW = 8
"""값이 모두 이 수까지의 정수이면(워커 1–8개) 로그 눈금으로 하지 않습니다."""
WIDE = 8.0
"""가장 큰 값이 가장 작은 값의 이 배를 넘어야 로그 눈금으로 합니다. 덜 벌어진 것은 보통의 눈금에서 더 잘 보입니다."""
_NEAREST = 0.03
"""축의 길이에 대한 몫. 두 눈금의 글이 이보다 가까우면 하나만 적습니다."""
_LETTER = 0.02
"""축의 길이에 대한, 눈금의 글자 하나의 폭."""
_FEWEST_DECADES = 2
_PIECES = 64
_LONG_NAME = 26
"""범례의 이름이 이보다 길면 두 줄로 나란히 두지 않습니다. 로마자의 폭으로 셉니다."""
COLUMNS = 58
"""그림 한 줄에 들어가는 글의 폭. 로마자의 폭으로 셉니다."""


def height_of_rows(record: Record, _contender: str) -> float:
    """방법마다 한 줄을 두는 그림의 높이(인치)입니다."""
    return height_of(len(record.contenders))


def height_of(rows: int) -> float:
    """줄이 `rows`개인 그림의 높이(인치)입니다."""
    return 1.0 + 0.62 * rows


def add_reference(
    axes: Axes, theme: Theme, points: Sequence[tuple[float, float]], label: str
) -> None:
    """예측한 선을 점선으로 더합니다. 시간의 단위는 축에 맞춥니다.

    점 사이는 로그 눈금에서 곧은 선으로 잇습니다. 축이 로그가 아니어도 같은 선입니다.
    """
    size = getattr(axes, "parabook_size", 1.0)
    xs, ys = (np.array(values, dtype=float) for values in zip(*points, strict=True))
    if (axes.get_xscale(), axes.get_yscale()) != ("log", "log") and min(*xs, *ys) > 0:
        between = np.union1d(xs, np.geomspace(xs[0], xs[-1], _PIECES))
        xs, ys = between, np.exp(np.interp(np.log(between), np.log(xs), np.log(ys)))
    axes.plot(xs, ys / size, "--", color=theme.faint, lw=1.2, label=label, zorder=1)
    legend(axes, theme)


def legend(axes: Axes, theme: Theme) -> None:
    """축 위에 두 줄로 범례를 둡니다. 이름이 길면 한 줄에 하나씩입니다."""
    _, labels = axes.get_legend_handles_labels()
    columns = 1 if any(columns_of(label) > _LONG_NAME for label in labels) else 2
    axes.legend(
        fontsize=9, frameon=False, labelcolor=theme.text, loc="lower left",
        bbox_to_anchor=(0.0, 1.0), ncols=columns, borderaxespad=0.2, handlelength=1.6,
    )  # fmt: skip


def columns_of(text: str) -> int:
    """글의 폭. 한글 한 자는 로마자 두 자의 폭입니다."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def row_texts(axes: Axes, theme: Theme, row: int, left: str, right: str) -> None:
    """한 줄의 왼쪽에 이름을, 오른쪽에 값을 적습니다. 이름이 길어 값과 겹치면 두 줄로 꺾습니다."""
    room = COLUMNS - columns_of(right) - 2
    name = folded(left, room)
    for text, x, align, color in (
        (name, 0.0, "left", theme.text),
        (right, 1.0, "right", theme.text),
    ):
        axes.annotate(
            text, (x, row - 0.22), xycoords=("axes fraction", "data"), color=color,
            ha=align, va="bottom", linespacing=1.15,
        )  # fmt: skip


def folded(text: str, room: int) -> str:
    """`room`보다 긴 글을 빈칸에서 두 줄로 꺾습니다. 앞줄을 되도록 길게 둡니다."""
    if columns_of(text) <= room:
        return text
    words = text.split(" ")
    heads = [" ".join(words[:count]) for count in range(1, len(words))]
    head = max((head for head in heads if columns_of(head) <= room), key=len, default="")
    return f"{head}\n{text[len(head) + 1 :]}" if head else text


def bare_rows(axes: Axes, theme: Theme, rows: int, label: str) -> None:
    """세로 눈금을 지우고, 가로축에 이름을 붙입니다."""
    axes.set_yticks([])
    axes.set_ylim(rows - 0.6, -0.78)
    if axes.get_xscale() != "log":
        axes.set_xlim(left=0)
    axes.set_xlabel(folded(label, COLUMNS + 8))
    quiet(axes, theme, "x")


def count_ticks(axis: Axis, values: Sequence[float]) -> None:
    """세는 축의 눈금을 정수로만 둡니다. 0.5번은 없습니다."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    if all(float(value).is_integer() for value in values):
        axis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def quiet(axes: Axes, theme: Theme, grid: str) -> None:
    """눈금선과 테두리를 흐리게 둡니다. `grid`는 `x`, `y`, `both` 가운데 하나입니다."""
    axes.grid(
        axis="both" if grid == "both" else ("x" if grid == "x" else "y"), color=theme.grid, lw=0.7
    )
    axes.set_axisbelow(True)
    hidden = ("top", "right", "left") if grid == "x" else ("top", "right")
    for side in hidden:
        axes.spines[side].set_visible(False)


def plain(value: float) -> str:
    """눈금의 수를 읽기 좋게 적습니다."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


def wide(values: Sequence[float]) -> bool:
    """로그 눈금이라야 할 만큼 벌어졌는지 봅니다. 0은 로그 눈금에 적을 수 없습니다."""
    return min(values) > 0 and max(values) / min(values) > WIDE


def scale_setting(axis: Axis, values: Sequence[float]) -> bool:
    """바꾸어 가며 잰 값의 축을 정합니다. 눈금은 잰 자리에 있습니다. 로그 눈금이면 참입니다.

    Args:
        axis: 축.
        values: 잰 자리들.
    """
    logarithmic = wide(values) and not all(v <= FEW and float(v).is_integer() for v in values)
    if logarithmic:
        _set_scale(axis, "log")
    places = sorted(set(values))
    shown = _apart(places, logarithmic=logarithmic)
    axis.set_major_locator(FixedLocator(shown))
    axis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    axis.set_minor_locator(FixedLocator([at for at in places if at not in shown]))
    axis.set_minor_formatter(NullFormatter())
    return logarithmic


def scale_measured(
    axis: Axis, values: Sequence[float], write: Callable[[float], str] = plain
) -> bool:
    """잰 것의 축을 정합니다. 눈금의 글이 적어도 둘은 있습니다. 로그 눈금이면 참입니다.

    Args:
        axis: 축.
        values: 그릴 값들.
        write: 눈금의 수를 적는 법.
    """
    form = FuncFormatter(lambda value, _: write(value))
    axis.set_major_formatter(form)
    if not wide(values):
        return False
    _set_scale(axis, "log")
    low, high = min(values), max(values)
    axis.set_major_locator(FixedLocator(round_numbers(low, high)))
    axis.set_major_formatter(form)
    axis.set_minor_locator(NullLocator())
    return True


def round_numbers(low: float, high: float) -> list[float]:
    """로그 눈금에서 두 끝 사이와 그 둘레의 둥근 수들입니다. 좁으면 1, 2, 5의 배수이고 넓으면 10의 거듭제곱입니다."""
    decades = math.log10(high / low)
    steps = (1, 2, 5) if decades < _FEWEST_DECADES else (1,)
    first, last = math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1
    every = max(1, math.ceil(decades / 6))
    return [
        step * 10.0**power
        for power in range(first, last + 1)
        if power % every == 0
        for step in steps
    ]


def _apart(places: Sequence[float], *, logarithmic: bool) -> list[float]:
    """글이 겹치지 않을 만큼 떨어진 자리만 고릅니다. 두 끝은 남깁니다."""
    at = [math.log(value) if logarithmic else value for value in places]
    length = (at[-1] - at[0]) or 1.0
    chosen = [len(places) - 1]
    for index in range(len(places) - 2, -1, -1):
        # 글이 길수록 멀리 떨어져야 합니다.
        need = _NEAREST + _LETTER * len(plain(places[index]))
        if (at[chosen[-1]] - at[index]) / length >= need:
            chosen.append(index)
    if chosen[-1] != 0:
        if len(chosen) > 1:
            chosen.pop()
        chosen.append(0)
    return [places[index] for index in reversed(chosen)]


def _set_scale(axis: Axis, scale: str) -> None:
    axes = axis.axes
    (axes.set_xscale if axis is axes.xaxis else axes.set_yscale)(scale)


def log_words(*, horizontal: bool, vertical: bool) -> str:
    """어느 축이 로그 눈금인지 적은 말입니다. 없으면 빈 글입니다."""
    if horizontal and vertical:
        return "두 축 모두 로그 눈금"
    if horizontal or vertical:
        return f"{'가로축' if horizontal else '세로축'}은 로그 눈금"
    return ""


def duration_tick(unit_seconds: float) -> Callable[[float], str]:
    """어떤 단위의 시간을 눈금에 알맞은 단위로 적는 법입니다. 예: 1000 µs는 `1 ms`."""

    def write(value: float) -> str:
        size, name = units.time_unit(value * unit_seconds)
        return f"{value * unit_seconds / size:.4g}{units.suffix(name)}"

    return write
