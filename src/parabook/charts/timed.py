"""걸린 시간을 잰 기록의 그림: 방법마다 점, 값을 바꾸어 가며 잰 선, 메모리의 막대."""

import numpy as np
from matplotlib.axes import Axes

from parabook import units
from parabook.charts.axes import (
    BARS,
    bare_rows,
    duration_tick,
    legend,
    log_words,
    plain,
    quiet,
    row_texts,
    scale_measured,
    scale_setting,
)
from parabook.charts.theme import Theme
from parabook.record.schema import Record
from parabook.record.words import comparison, marked

DOTS = "큰 점은 중앙값, 굵은 선은 사분위 범위, 작은 점은 표본"
LINES = "점은 중앙값, 세로 막대는 사분위 범위"
_MANY_UNITS = 1000
"""가장 큰 시간이 가장 작은 시간의 이 배를 넘으면, 눈금마다 알맞은 단위로 적습니다."""


def dots(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    """방법마다 표본과 중앙값과 퍼짐을 한 줄에 그리고, 읽는 법을 돌려줍니다."""
    names = [contender.name for contender in record.contenders]
    of = record.cpu if show == "cpu" else record.time
    slowest = max(of(name).median for name in names)
    size, unit = units.time_unit(slowest)
    for row, contender in enumerate(record.contenders):
        name = contender.name
        color = theme.of(baseline=name == record.baseline.name)
        samples = record.samples_of(name)
        values = [(item.cpu if show == "cpu" else item.wall) / size for item in samples]
        middle = of(name)
        # 표본이 겹쳐 보이지 않도록 순서대로 위아래로 조금씩 벌립니다.
        heights = [row + 0.08 * ((index % 5) - 2) for index in range(len(values))]
        axes.plot(values, heights, "o", color=color, alpha=0.35, markersize=3.5, mew=0)
        axes.plot([middle.low / size, middle.high / size], [row, row], color=color, lw=3)
        axes.plot(middle.median / size, row, "o", color=color, markersize=9)
        remark = units.duration(middle.median, like=slowest)
        if name == record.baseline.name or show != "cpu":
            # 구간은 표에 있습니다. 한 줄에 다 적으면 이름과 겹칩니다.
            remark += f" · {comparison(record, name).partition(' (')[0]}"
        row_texts(axes, theme, row, marked(record, contender), remark)
    what = "한 번 실행하는 동안 쓴 CPU 시간" if show == "cpu" else "한 번 실행하는 시간"
    bare_rows(axes, theme, len(names), f"{what}({unit}), 왼쪽일수록 좋음")
    return DOTS


def memory(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    """방법마다 메모리 피크를 막대로 그리고, 읽는 법을 돌려줍니다."""
    peaks = {
        contender.name: [p.peak_bytes for p in record.memory if p.contender == contender.name]
        for contender in record.contenders
    }
    size, unit = units.size_unit(max(max(values) for values in peaks.values()))
    for row, contender in enumerate(record.contenders):
        color = theme.of(baseline=contender == record.baseline)
        values = peaks[contender.name]
        peak = record.memory_of(contender.name)
        middle = peak.peak_bytes if peak is not None else 0
        axes.barh(row, middle / size, height=0.3, color=color, alpha=0.75)
        axes.plot(
            [value / size for value in values],
            [row] * len(values),
            "o",
            color=theme.text,
            markersize=3.5,
        )
        row_texts(axes, theme, row, contender.label, units.memory(middle))
    kind = "RSS의 합" if record.memory[0].method == "rss" else "나누어 센 메모리(PSS)의 합"
    bare_rows(axes, theme, len(record.contenders), f"{kind}의 피크({unit}), 왼쪽일수록 좋음")
    return BARS


def lines(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    """값을 바꾸어 가며 잰 것을 선으로 잇고, 읽는 법을 돌려줍니다."""
    of = record.cpu if show == "cpu" else record.time
    series = list(dict.fromkeys(c.series for c in record.contenders if c.at is not None))
    size, unit = units.time_unit(
        float(np.median([of(contender.name).median for contender in record.contenders]))
    )
    axes.parabook_size = size  # type: ignore[attr-defined]  # 예측한 선이 같은 단위를 씁니다.
    for index, name in enumerate(series):
        # 회색은 예측한 선과 값을 바꾸지 않은 방법에 남겨 둡니다.
        color = theme.series[1 + index % (len(theme.series) - 1)]
        points = sorted(
            (c.at or 0.0, of(c.name))
            for c in record.contenders
            if c.series == name and c.at is not None
        )
        xs = [at for at, _ in points]
        middles = [middle.median / size for _, middle in points]
        below = [(middle.median - middle.low) / size for _, middle in points]
        above = [(middle.high - middle.median) / size for _, middle in points]
        axes.errorbar(
            xs,
            middles,
            yerr=[below, above],
            fmt="o-",
            color=color,
            lw=1.6,
            markersize=5,
            label=name,
        )
    for contender in record.contenders:
        if contender.at is None:
            axes.axhline(
                of(contender.name).median / size,
                color=theme.faint,
                lw=1.2,
                ls=":",
                label=contender.label,
            )
    what = "CPU 시간" if show == "cpu" else "걸린 시간"
    middles = [of(contender.name).median / size for contender in record.contenders]
    many = max(middles) > _MANY_UNITS * min(middles)
    vertical = scale_measured(axes.yaxis, middles, duration_tick(size) if many else plain)
    settings = [contender.at for contender in record.contenders if contender.at is not None]
    horizontal = scale_setting(axes.xaxis, settings)
    if not vertical:
        axes.set_ylim(bottom=0)
    axes.set_xlabel(record.design.get("axis") or "값")
    axes.set_ylabel(f"{what}{'' if many else f'({unit})'}, 아래일수록 좋음")
    quiet(axes, theme, "both")
    legend(axes, theme)
    return ". ".join(filter(None, [LINES, log_words(horizontal=horizontal, vertical=vertical)]))
