"""늦음과 지켜본 일의 그림: 꼬리, 센 사실, 시간표, 추이."""

import numpy as np
from matplotlib.axes import Axes

from parabook import units
from parabook.charts.axes import BARS, bare_rows, legend, log_axes, quiet, row_texts
from parabook.charts.theme import ChartError, Theme
from parabook.paired import TooFewSamplesError
from parabook.record.schema import Record
from parabook.record.words import OUTCOMES, marked, tails_of
from parabook.wire.samples import ContenderLabel, Span

TAIL = "오른쪽 아래로 길게 뻗을수록 늦은 것이 많음. 두 축 모두 로그 눈금"
TRACE = "한 번의 실행에서 적은 것"
SPANS = "가로 막대는 그동안 하던 일. 한 번의 실행에서 적은 것"


def tails(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    """늦음의 꼬리를 그리고, 읽는 법을 돌려줍니다."""
    every = [s for item in record.latencies for s in item.seconds]
    size, unit = units.time_unit(float(np.percentile(every, 90)))
    far = max(tails_of(record), default=0)
    for index, contender in enumerate(record.contenders):
        color = theme.series[index % len(theme.series)]
        values = np.sort(np.concatenate(record.latencies_of(contender.name))) / size
        share = (1 - np.arange(len(values)) / len(values)) * 100
        axes.step(values, share, where="post", color=color, lw=1.6, label=marked(record, contender))
        if far:
            tail, left = record.tail(contender.name, far), 100.0 - far
            axes.plot(tail / size, left, "o", color=color, markersize=6)
            axes.annotate(
                f" {units.duration(tail)}", (tail / size, left), color=color, fontsize=8, va="bottom",
            )  # fmt: skip
    log_axes(axes)
    axes.set_xlabel(f"늦음({unit}), 왼쪽일수록 좋음")
    axes.set_ylabel("이보다 늦은 몫(%)")
    quiet(axes, theme, "both")
    legend(axes, theme)
    dots = f"큰 점은 백에 {100 - far}이 그보다 늦은 자리({far} %). " if far else ""
    return f"{dots}{TAIL}"


def counts(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    """실행마다 센 사실을 막대로 그리고, 읽는 법을 돌려줍니다."""
    facts = record.design.get("facts", {})
    fact = next(iter(facts), "") if show == "time" else show
    if fact not in facts:
        raise ChartError(
            f"기록 {record.experiment}에는 사실 {fact}이 없습니다. 있는 것: {', '.join(facts)}."
        )
    for row, contender in enumerate(record.contenders):
        color = theme.series[row % len(theme.series)]
        remark = _outcome(record, contender)
        try:
            counted = record.observed(contender.name, fact)
        except TooFewSamplesError:
            remark = f"없음{remark}"
        else:
            values = record.counts(contender.name, fact)
            axes.barh(row, counted.value, height=0.3, color=color, alpha=0.75)
            axes.plot(values, [row] * len(values), "o", color=theme.text, markersize=3.5)
            remark = f"{units.count(counted.value)}{remark}"
        row_texts(axes, row, (contender.label, theme.text), (remark, color))
    bare_rows(axes, theme, len(record.contenders), facts[fact])
    if not any(any(record.counts(contender.name, fact)) for contender in record.contenders):
        axes.set_xlim(0, 1)  # 모두 0이면 눈금이 뜻 없이 잘게 나뉩니다.
    return BARS


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


def height_of_spans(record: Record, contender: str) -> float:
    """시간표의 높이(인치)입니다."""
    lanes = {lane for lane, _ in _shown_spans(record, contender)}
    return 1.4 + 0.34 * len(lanes)


def timetable(record: Record, theme: Theme, axes: Axes, _show: str, contender: str) -> str:
    """하던 일을 시간표로 그리고, 읽는 법을 돌려줍니다."""
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
    quiet(axes, theme, "x")
    if any(kinds):
        legend(axes, theme)
    return SPANS


def trace(record: Record, theme: Theme, axes: Axes, _show: str, contender: str) -> str:
    """때에 따라 바뀐 값을 선으로 그리고, 읽는 법을 돌려줍니다."""
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
    quiet(axes, theme, "both")
    legend(axes, theme)
    return TRACE
