"""그림의 꼴: 방법마다 점, 값을 바꾸어 가며 잰 선, 늦음의 꼬리, 센 사실, 시간표, 추이.

축과 단위와 이름표가 여기에 있고, 글꼴과 파일은 `charts`가 맡습니다.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from parabook import units
from parabook.choice import ranking
from parabook.choice.workload import ChoiceError, Costs
from parabook.paired import TooFewSamplesError
from parabook.record.schema import OUTCOMES, UNSTABLE, Record, describe_gain
from parabook.wire.samples import ContenderLabel, Span

DOTS = "큰 점은 중앙값, 굵은 선은 사분위 범위, 작은 점은 표본"
LINES = "점은 중앙값, 세로 막대는 사분위 범위. 두 축 모두 로그 눈금"
TAIL = "오른쪽 아래로 길게 뻗을수록 늦은 것이 많음. 두 축 모두 로그 눈금"
COUNTS = "막대는 중앙값, 작은 점은 실행마다의 값"
MAP = (
    "가장 빠른 것의 15 % 안에 드는 방법 가운데 코드를 가장 덜 바꾸는 것.\n"
    "흐린 곳은 그런 방법이 둘 이상. 두 축 모두 로그 눈금"
)
TRACE = "한 번의 실행에서 적은 것"
SPANS = "가로 막대는 그동안 하던 일. 한 번의 실행에서 적은 것"

SMALLEST_NAMED = 0.06
"""지도에서 이보다 좁은 자리에는 이름을 적지 않습니다. 칸의 넓이에 대한 몫입니다."""


class ChartError(ValueError):
    """기록에 그릴 것이 없는 경우. 문장에 무엇이 없는지 들어 있습니다."""


@dataclass(frozen=True, slots=True)
class Theme:
    """바탕에 맞춘 색. `series`는 색을 잘 가리지 못하는 사람도 가릴 수 있는 차례입니다."""

    name: str
    text: str
    faint: str
    grid: str
    series: tuple[str, ...]

    @property
    def colors(self) -> tuple[str, ...]:
        """쓰는 색을 모두, 쓰임의 차례대로 돌려줍니다."""
        return (self.text, self.faint, self.grid, *self.series)


LIGHT = Theme(
    "light",
    text="#22262d",
    faint="#5b6470",
    grid="#d5dae0",
    series=("#5b6470", "#0067a5", "#b34700", "#00745a", "#a3387f", "#7a6200"),
)
DARK = Theme(
    "dark",
    text="#e4e8ee",
    faint="#a5aeba",
    grid="#3b4350",
    series=("#a5aeba", "#5ab4f0", "#f59a56", "#3ecfa6", "#ef8fcb", "#e0c341"),
)


Paint = Callable[[Record, Theme, Axes, str, str], str]
"""기록, 색, 축, 그릴 것, 방법의 이름을 받아 그리고, 읽는 법을 한 줄로 돌려주는 함수."""


@dataclass(frozen=True, slots=True)
class Plot:
    """그림의 꼴 하나: 높이(인치)를 정하는 법과 그리는 법."""

    height: Callable[[Record, str], float]
    paint: Paint


def plot_for(record: Record, show: str) -> Plot:
    """기록과 그릴 것에 맞는 꼴을 고릅니다.

    Raises:
        ChartError: 기록에 그런 것이 없는 경우.
    """
    if record.purpose == "latency":
        return Plot(lambda *_: 3.6, _tails)
    if record.purpose == "observation":
        return _OBSERVED.get(show, Plot(_height_of_rows, _counts))
    if show == "memory":
        if not record.memory:
            raise ChartError(
                f"기록 {record.experiment}에는 메모리가 없습니다. memory=True로 재십시오."
            )
        return Plot(_height_of_rows, _memory)
    if any(contender.at is not None for contender in record.contenders):
        return Plot(lambda *_: 3.8, _lines)
    return Plot(_height_of_rows, _dots)


def _height_of_rows(record: Record, _contender: str) -> float:
    return 1.3 + 0.62 * len(record.contenders)


def add_reference(
    axes: Axes, theme: Theme, points: Sequence[tuple[float, float]], label: str
) -> None:
    """셈한 선을 점선으로 더합니다. 시간의 단위는 축에 맞춥니다."""
    size = getattr(axes, "parabook_size", 1.0)
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, [y / size for y in ys], "--", color=theme.faint, lw=1.2, label=label, zorder=1)
    _legend(axes, theme)


def _legend(axes: Axes, theme: Theme) -> None:
    axes.legend(
        fontsize=8, frameon=False, labelcolor=theme.text, loc="lower left",
        bbox_to_anchor=(0.0, 1.0), ncols=2, borderaxespad=0.2, handlelength=1.6,
    )  # fmt: skip


def _row_texts(axes: Axes, row: int, left: tuple[str, str], right: tuple[str, str]) -> None:
    for (text, color), x, align in ((left, 0.0, "left"), (right, 1.0, "right")):
        axes.annotate(
            text, (x, row - 0.36), xycoords=("axes fraction", "data"),
            ha=align, va="center", color=color,
        )  # fmt: skip


def _bare_rows(axes: Axes, theme: Theme, rows: int, label: str) -> None:
    axes.set_yticks([])
    axes.set_ylim(rows - 0.6, -0.62)
    axes.set_xlim(left=0)
    axes.set_xlabel(label)
    _quiet(axes, theme, "x")


def _quiet(axes: Axes, theme: Theme, grid: str) -> None:
    axes.grid(
        axis="both" if grid == "both" else ("x" if grid == "x" else "y"), color=theme.grid, lw=0.7
    )
    axes.set_axisbelow(True)
    hidden = ("top", "right", "left") if grid == "x" else ("top", "right")
    for side in hidden:
        axes.spines[side].set_visible(False)


def _name(record: Record, contender: ContenderLabel) -> str:
    return f"{contender.label} {UNSTABLE}" if record.doubts(contender.name) else contender.label


def _dots(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    names = [contender.name for contender in record.contenders]
    of = record.cpu if show == "cpu" else record.time
    slowest = max(of(name).median for name in names)
    size, unit = units.time_unit(slowest)
    for row, contender in enumerate(record.contenders):
        name = contender.name
        color = theme.series[row % len(theme.series)]
        samples = record.samples_of(name)
        values = [(item.cpu if show == "cpu" else item.wall) / size for item in samples]
        middle = of(name)
        # 표본이 겹쳐 보이지 않도록 차례대로 위아래로 조금씩 벌립니다.
        heights = [row + 0.08 * ((index % 5) - 2) for index in range(len(values))]
        axes.plot(values, heights, "o", color=color, alpha=0.35, markersize=3.5, mew=0)
        axes.plot([middle.low / size, middle.high / size], [row, row], color=color, lw=3)
        axes.plot(middle.median / size, row, "o", color=color, markersize=9)
        remark = units.duration(middle.median, like=slowest)
        if name == record.baseline.name:
            remark += " · 기준"
        elif show != "cpu":
            remark += f" · {describe_gain(record.speedup(name), verbose=False)}"
        _row_texts(axes, row, (_name(record, contender), theme.text), (remark, color))
    what = "한 번 실행하는 동안 쓴 CPU 시간" if show == "cpu" else "한 번 실행하는 시간"
    _bare_rows(axes, theme, len(names), f"{what}({unit}), 왼쪽일수록 좋음")
    return DOTS


def _memory(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    peaks = {
        contender.name: [p.peak_bytes for p in record.memory if p.contender == contender.name]
        for contender in record.contenders
    }
    size, unit = units.size_unit(max(max(values) for values in peaks.values()))
    for row, contender in enumerate(record.contenders):
        color = theme.series[row % len(theme.series)]
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
        _row_texts(axes, row, (contender.label, theme.text), (units.memory(middle), color))
    kind = "RSS의 합" if record.memory[0].method == "rss" else "나누어 센 메모리(PSS)의 합"
    _bare_rows(axes, theme, len(record.contenders), f"{kind}의 꼭대기({unit}), 왼쪽일수록 좋음")
    return COUNTS


def _lines(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    of = record.cpu if show == "cpu" else record.time
    series = list(dict.fromkeys(c.series for c in record.contenders if c.at is not None))
    size, unit = units.time_unit(
        float(np.median([of(contender.name).median for contender in record.contenders]))
    )
    axes.parabook_size = size  # type: ignore[attr-defined]  # 셈한 선이 같은 단위를 씁니다.
    for index, name in enumerate(series):
        # 회색은 셈한 선과 값을 바꾸지 않은 방법에 남겨 둡니다.
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
    _log_axes(axes)
    axes.set_xlabel(record.design.get("axis") or "값")
    what = "CPU 시간" if show == "cpu" else "걸린 시간"
    axes.set_ylabel(f"{what}({unit}), 아래일수록 좋음")
    _quiet(axes, theme, "both")
    _legend(axes, theme)
    return LINES


def _log_axes(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    plain = FuncFormatter(lambda value, _: f"{value:,.6g}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(plain)
        axis.set_minor_formatter(NullFormatter())


def _tails(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    every = [s for item in record.latencies for s in item.seconds]
    size, unit = units.time_unit(float(np.percentile(every, 90)))
    for index, contender in enumerate(record.contenders):
        color = theme.series[index % len(theme.series)]
        values = np.sort(np.concatenate(record.latencies_of(contender.name))) / size
        share = (1 - np.arange(len(values)) / len(values)) * 100
        axes.step(values, share, where="post", color=color, lw=1.6, label=_name(record, contender))
        tail = record.tail(contender.name, 99)
        axes.plot(tail / size, 1.0, "o", color=color, markersize=6)
        axes.annotate(
            f" {units.duration(tail)}", (tail / size, 1.0), color=color, fontsize=8, va="bottom",
        )  # fmt: skip
    _log_axes(axes)
    axes.set_xlabel(f"늦음({unit}), 왼쪽일수록 좋음")
    axes.set_ylabel("이보다 늦은 몫(%)")
    _quiet(axes, theme, "both")
    _legend(axes, theme)
    return f"큰 점은 백에 하나가 그보다 늦은 자리(99 %). {TAIL}"


def _counts(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    facts = record.design["facts"]
    fact = next(iter(facts)) if show == "time" else show
    if fact not in facts:
        raise ChartError(
            f"기록 {record.experiment}에는 사실 {fact}이 없습니다. 있는 것: {', '.join(facts)}."
        )
    for row, contender in enumerate(record.contenders):
        color = theme.series[row % len(theme.series)]
        remark = _outcome(record, contender)
        try:
            counted = record.fact(contender.name, fact)
        except TooFewSamplesError:
            remark = f"없음{remark}"
        else:
            values = record.counts(contender.name, fact)
            axes.barh(row, counted.value, height=0.3, color=color, alpha=0.75)
            axes.plot(values, [row] * len(values), "o", color=theme.text, markersize=3.5)
            remark = f"{units.count(counted.value)}{remark}"
        _row_texts(axes, row, (contender.label, theme.text), (remark, color))
    _bare_rows(axes, theme, len(record.contenders), facts[fact])
    if not any(any(record.counts(contender.name, fact)) for contender in record.contenders):
        axes.set_xlim(0, 1)  # 모두 0이면 눈금이 뜻 없이 잘게 나뉩니다.
    return COUNTS


def _outcome(record: Record, contender: ContenderLabel) -> str:
    ends = dict.fromkeys(seen.outcome for seen in record.observations_of(contender.name))
    return "" if set(ends) == {"finished"} else f" · {', '.join(OUTCOMES[end] for end in ends)}"


def _shown_spans(record: Record, contender: str) -> list[tuple[str, Span]]:
    chosen = [c for c in record.contenders if contender in {"", c.name}]
    found = []
    for item in chosen:
        first = record.observations_of(item.name)[0]
        found += [
            (f"{item.label}\n{span.lane}" if len(chosen) > 1 else span.lane, span)
            for span in first.spans
        ]
    if not found:
        raise ChartError(
            f"기록 {record.experiment}에는 시간표가 없습니다. 함수가 spans를 돌려주어야 합니다."
        )
    return found


def _height_of_spans(record: Record, contender: str) -> float:
    lanes = {lane for lane, _ in _shown_spans(record, contender)}
    return 1.4 + 0.34 * len(lanes)


def _timetable(record: Record, theme: Theme, axes: Axes, _show: str, contender: str) -> str:
    found = _shown_spans(record, contender)
    lanes = list(dict.fromkeys(lane for lane, _ in found))
    kinds = list(dict.fromkeys(span.label for _, span in found))
    size, unit = units.time_unit(max(span.end for _, span in found))
    named = set()
    for lane, span in found:
        color = theme.series[1 + kinds.index(span.label) % (len(theme.series) - 1)]
        label = span.label if span.label and span.label not in named else None
        named.add(span.label)
        axes.barh(
            lanes.index(lane), (span.end - span.start) / size, left=span.start / size,
            height=0.6, color=color, alpha=0.85, label=label,
        )  # fmt: skip
    axes.set_yticks(range(len(lanes)), lanes, fontsize=8)
    axes.set_ylim(len(lanes) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"시작한 뒤로 흐른 시간({unit})")
    _quiet(axes, theme, "x")
    if any(kinds):
        _legend(axes, theme)
    return SPANS


def _trace(record: Record, theme: Theme, axes: Axes, _show: str, contender: str) -> str:
    chosen = [c for c in record.contenders if contender in {"", c.name}]
    every = [(c, record.observations_of(c.name)[0].trace) for c in chosen]
    traces = [(item, trace) for item, trace in every if trace]
    if not traces:
        raise ChartError(
            f"기록 {record.experiment}에는 추이가 없습니다. 함수가 trace를 돌려주어야 합니다."
        )
    size, unit = units.time_unit(max(at for _, trace in traces for at, _ in trace))
    for item, trace in traces:
        color = theme.series[1 + chosen.index(item) % (len(theme.series) - 1)]
        axes.plot(
            [at / size for at, _ in trace], [value for _, value in trace], color=color, lw=1.8,
            label=item.label,
        )  # fmt: skip
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"시작한 뒤로 흐른 시간({unit})")
    axes.set_ylabel(record.design.get("trace") or "값")
    _quiet(axes, theme, "both")
    _legend(axes, theme)
    return TRACE


def _map(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    """작업의 수와 자료를 달리한 칸마다, 계산과 기다림에 따라 어느 방법을 고를지 칠합니다."""
    costs, cores = _costs_of(record), record.machine.usable_cores
    axes.set_axis_off()
    grid = axes.get_subplotspec()
    assert grid is not None  # noqa: S101 - 그림 하나에 축 하나로 시작합니다.
    places = grid.subgridspec(len(ranking.MAP_TASKS), len(ranking.MAP_DATA))
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - 위와 같습니다.
    for row, tasks in enumerate(ranking.MAP_TASKS):
        for column, data in enumerate(ranking.MAP_DATA):
            panel = figure.add_subplot(places[row, column])
            sheet = ranking.sheet(costs, tasks, data, cores)
            _paint_sheet(panel, theme, sheet)
            panel.set_title(_panel_title(tasks, data), fontsize=8, color=theme.text)
            if row == len(ranking.MAP_TASKS) - 1:
                panel.set_xlabel("작업 하나의 계산")
            if column == 0:
                panel.set_ylabel("작업 하나의 기다림")
            else:
                panel.set_yticklabels([])
    handles = [
        Patch(color=theme.series[index], alpha=0.48, label=method.label)
        for index, method in enumerate(ranking.METHODS)
    ]
    figure.legend(
        handles=handles, loc="outside upper left", ncols=4, fontsize=8, frameon=False,
        labelcolor=theme.text, handlelength=1.2, columnspacing=1.2,
    )  # fmt: skip
    return MAP


def map_in_words(record: Record) -> list[str]:
    """지도의 칸마다, 방법들이 차지한 넓이를 글로 적습니다."""
    costs, cores = _costs_of(record), record.machine.usable_cores
    found = []
    for tasks in ranking.MAP_TASKS:
        for data in ranking.MAP_DATA:
            chosen = np.array(ranking.sheet(costs, tasks, data, cores).chosen)
            shares = ", ".join(
                f"{method.label} {units.percent((chosen == index).mean())}"
                for index, method in enumerate(ranking.METHODS)
            )
            found.append(f"{_panel_title(tasks, data)}일 때 고를 넓이: {shares}")
    return found


def _panel_title(tasks: int, data: float) -> str:
    return f"작업 {tasks:,}개, {f'자료 {units.memory(data)}' if data else '자료 없음'}"


def _costs_of(record: Record) -> Costs:
    try:
        return Costs.of(record)
    except ChoiceError as error:
        raise ChartError(str(error)) from error


def _paint_sheet(panel: Axes, theme: Theme, sheet: ranking.Sheet) -> None:
    chosen, alone = np.array(sheet.chosen), ~np.array(sheet.close)
    for index, method in enumerate(ranking.METHODS):
        mine = (chosen == index).astype(float)
        if not mine.any():
            continue
        color = theme.series[index]
        panel.contourf(
            sheet.compute, sheet.wait, mine, levels=[0.5, 1.5], colors=[color], alpha=0.2
        )
        sure = mine * alone
        if sure.any():
            panel.contourf(
                sheet.compute, sheet.wait, sure, levels=[0.5, 1.5], colors=[color], alpha=0.35
            )
        _name_region(panel, theme, sheet, mine, method.label)
    panel.set_xscale("log")
    panel.set_yscale("log")
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: _plain_duration(value)))
        axis.set_major_locator(FixedLocator(ranking.MAP_TICKS))
        axis.set_minor_locator(NullLocator())
    panel.tick_params(labelsize=7, colors=theme.faint)


def _name_region(
    panel: Axes, theme: Theme, sheet: ranking.Sheet, mine: np.ndarray[Any, Any], label: str
) -> None:
    """넓은 자리의 한가운데에 이름을 적습니다. 색만으로 가리지 않게 하려는 것입니다."""
    if mine.mean() < SMALLEST_NAMED:
        return
    rows, columns = np.nonzero(mine)
    # 무게 중심에 가장 가까운, 그 방법의 칸입니다. 굽은 자리에서도 밖으로 나가지 않습니다.
    nearest = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
    panel.text(
        sheet.compute[columns[nearest]], sheet.wait[rows[nearest]], label,
        ha="center", va="center", fontsize=7.5, color=theme.text,
    )  # fmt: skip


def _plain_duration(seconds: float) -> str:
    size, unit = units.time_unit(seconds)
    return f"{seconds / size:g}{unit}"


_OBSERVED = {
    "spans": Plot(_height_of_spans, _timetable),
    "trace": Plot(lambda *_: 3.6, _trace),
    "map": Plot(lambda *_: 5.4, _map),
}
"""지켜본 기록을 사실의 막대가 아닌 꼴로 그리는 것들."""
