"""지연과 지켜본 일의 그림: 꼬리, 센 사실, 시간표, 추이."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from parabook import units
from parabook.charts.axes import (
    BARS,
    COLUMNS,
    bare_rows,
    count_ticks,
    duration_tick,
    folded,
    height_of,
    legend,
    log_words,
    plain,
    quiet,
    row_texts,
    scale_measured,
)
from parabook.charts.theme import ChartError, Theme
from parabook.paired import TooFewSamplesError
from parabook.record.schema import Record
from parabook.record.words import OUTCOMES, fact_in_words, marked, tails_of
from parabook.wire.samples import ContenderLabel, Span

TAIL = "오른쪽 아래로 길게 뻗을수록 늦은 것이 많음. 두 축 모두 로그 눈금"
TRACE = "한 번의 실행에서 적은 것"
POINTS = "큰 점은 어림한 값, 작은 점은 실행마다의 값"
ANSWERED = "채운 점은 그런 것, 빈 점은 그렇지 않은 것"
MOST_ANSWERS = 3
_ANSWER_WIDTH = 0.24
DECADES = 300.0
"""잰 사실이 이 배를 넘게 벌어지면, 보통의 눈금에서는 작은 것이 모두 0에 붙어 보이지 않습니다."""
_CLOSE = 3.0
"""꼬리의 자리가 이 배 안에 있으면, 적은 값이 겹칩니다."""
SPANS = "가로 막대는 그동안 하던 일. 한 번의 실행에서 적은 것"


def tails(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    """지연의 꼬리를 그리고, 읽는 법을 돌려줍니다."""
    every = [s for item in record.latencies for s in item.seconds]
    size, unit = units.time_unit(float(np.percentile(every, 90)))
    far = max(tails_of(record), default=0)
    for index, contender in enumerate(record.contenders):
        color = theme.series[index % len(theme.series)]
        values = np.sort(np.concatenate(record.latencies_of(contender.name))) / size
        share = (1 - np.arange(len(values)) / len(values)) * 100
        axes.step(values, share, where="post", color=color, lw=1.6, label=marked(record, contender))
    scale_measured(axes.xaxis, [value / size for value in every], plain)
    scale_measured(axes.yaxis, [100.0, 100.0 / max(map(len, _lateness(record)))], plain)
    if far:
        _mark_tails(record, theme, axes, far, size)
    axes.set_xlabel(f"지연({unit}), 왼쪽일수록 좋음")
    axes.set_ylabel("이보다 늦은 비율(%)")
    quiet(axes, theme, "both")
    legend(axes, theme)
    dots = f"큰 점은 p{far} 지연. " if far else ""
    return f"{dots}{TAIL}"


def _lateness(record: Record) -> list[Sequence[float]]:
    return [np.concatenate(record.latencies_of(item.name)).tolist() for item in record.contenders]


def _mark_tails(record: Record, theme: Theme, axes: Axes, far: int, size: float) -> None:
    """꼬리의 자리마다 점과 값을 찍습니다. 자리가 가까운 것들의 값은 위로 쌓아 겹치지 않게 합니다."""
    found = sorted(
        (record.tail(contender.name, far), theme.series[index % len(theme.series)])
        for index, contender in enumerate(record.contenders)
    )
    floor, before = 0, 0.0
    for tail, color in found:
        floor = floor + 1 if before and tail < before * _CLOSE else 0
        before = tail
        axes.plot(tail / size, 100.0 - far, "o", color=color, markersize=6)
        axes.annotate(
            units.duration(tail), (tail / size, 100.0 - far), xytext=(6, 4 + 13 * floor),
            textcoords="offset points", color=color, fontsize=9, va="bottom",
        )  # fmt: skip


def counts(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    """실행마다 센 사실을 막대로 그리고, 읽는 법을 돌려줍니다. 잰 것이 여러 자릿수에 걸치면 로그 눈금의 점입니다."""
    fact = fact_shown(record, show)
    every = _every(record, fact)
    unit = record.unit_of(fact)
    seconds = units.SECONDS.get(unit)
    label, size = record.label_of(fact), 1.0
    logarithmic = fact in record.measured and _spans_decades(every)
    if logarithmic:
        scale_measured(axes.xaxis, every, duration_tick(seconds) if seconds else plain)
        label = label.removesuffix(f"({unit})") if seconds else label
    elif seconds and any(every):
        # 값과 축을 같은 단위로 적습니다.
        whole, name = units.time_unit(max(every) * seconds)
        label, size = f"{label.removesuffix(f'({unit})')}({name})", whole / seconds
    asked = asked_about(record, fact)
    for row, contender in enumerate(asked):
        color = theme.series[1]
        remark = _outcome(record, contender)
        try:
            counted = record.observed(contender.name, fact)
        except TooFewSamplesError:
            remark = f"없음{remark}"
        else:
            values = [value / size for value in record.counts(contender.name, fact)]
            if logarithmic:
                axes.plot(counted.value / size, row, "o", color=color, markersize=9)
            else:
                axes.barh(row, counted.value / size, height=0.3, color=color, alpha=0.75)
            axes.plot(values, [row] * len(values), "o", color=theme.text, markersize=3.5)
            remark = f"{_with_unit(counted.value, unit, seconds)}{remark}"
        row_texts(axes, theme, row, contender.label, remark)
    bare_rows(axes, theme, len(asked), label)
    if logarithmic:
        return f"{POINTS}. {log_words(horizontal=True, vertical=False)}"
    count_ticks(axes.xaxis, [value / size for value in every])
    if not any(every):
        axes.set_xlim(0, 1)  # 모두 0이면 눈금이 뜻 없이 잘게 나뉩니다.
    return BARS


def asked_about(record: Record, fact: str) -> list[ContenderLabel]:
    """그 사실을 물은 방법들입니다. 다른 것만 센 방법에는 그 사실이 없는 것이 당연하므로 줄을 두지 않습니다."""
    return [
        contender
        for contender in record.contenders
        if record.counts(contender.name, fact)
        or not any(seen.facts for seen in record.observations_of(contender.name))
    ]


def height_of_fact(record: Record, show: str) -> float:
    """사실의 막대그림의 높이(인치)입니다."""
    return height_of(len(asked_about(record, fact_shown(record, show))))


def _every(record: Record, fact: str) -> list[float]:
    """그 사실을 센 것을 모두, 방법을 가리지 않고 돌려줍니다."""
    return [v for contender in record.contenders for v in record.counts(contender.name, fact)]


def says_yes_or_no(record: Record, fact: str) -> bool:
    """0이나 1뿐인지 봅니다. 그런 막대는 길이가 아무것도 말하지 않습니다."""
    return record.is_answer(fact) or (
        fact not in record.measured and set(_every(record, fact)) <= {0, 1}
    )


def fact_shown(record: Record, show: str) -> str:
    """그릴 사실의 이름입니다. 정하지 않았으면 첫 사실입니다.

    Raises:
        ChartError: 그런 사실이 없는 경우.
    """
    facts = record.design.get("facts", {})
    fact = next(iter(facts), "") if show == "time" else show
    if fact not in facts:
        raise ChartError(
            f"기록 {record.experiment}에는 사실 {fact}이 없습니다. 있는 것: {', '.join(facts)}."
        )
    return str(fact)


def _spans_decades(values: Sequence[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) / min(values) > DECADES


def _with_unit(value: float, unit: str, seconds: float | None) -> str:
    if seconds:
        return units.duration(value * seconds)
    if unit == "배":
        return units.times(value)
    return f"{units.count(value)}{units.suffix(unit)}"


def answers(record: Record, theme: Theme, axes: Axes, show: str, _contender: str) -> str:
    """0이나 1뿐인 사실들을 표로 그리고, 읽는 법을 돌려줍니다."""
    facts = [fact for fact in record.design["facts"] if says_yes_or_no(record, fact)]
    facts = (
        facts if fact_shown(record, show) in facts[:MOST_ANSWERS] else [fact_shown(record, show)]
    )
    facts = facts[:MOST_ANSWERS]
    across = axes.get_yaxis_transform()
    places = [1 - _ANSWER_WIDTH * (len(facts) - column - 0.5) for column in range(len(facts))]
    for place, fact in zip(places, facts, strict=True):
        axes.text(
            place, -0.55, folded(record.label_of(fact), 14), ha="center", va="bottom", fontsize=9,
            color=theme.faint, transform=across,
        )  # fmt: skip
    for row, contender in enumerate(record.contenders):
        name = folded(contender.label, COLUMNS - 14 * len(facts))
        axes.text(0, row, name, va="center", color=theme.text, transform=across)
        for place, fact in zip(places, facts, strict=True):
            counted = record.counts(contender.name, fact)
            yes = bool(counted) and all(counted)
            axes.plot(
                place, row - 0.12, "o", markersize=9, color=theme.series[1] if yes else theme.faint,
                fillstyle="full" if yes else "none", transform=across, clip_on=False,
            )  # fmt: skip
            axes.text(
                place, row + 0.12, fact_in_words(record, contender.name, fact), ha="center",
                va="top", fontsize=9, color=theme.text, transform=across,
            )  # fmt: skip
    axes.set_axis_off()
    axes.set_ylim(len(record.contenders) - 0.4, -0.9)
    return ANSWERED


def _outcome(record: Record, contender: ContenderLabel) -> str:
    ends = dict.fromkeys(seen.outcome for seen in record.observations_of(contender.name))
    return "" if set(ends) == {"finished"} else f" · {', '.join(OUTCOMES[end] for end in ends)}"


@dataclass(frozen=True, slots=True)
class _Lane:
    """시간표의 한 줄: 어느 방법의 무슨 줄인지. `name`이 비면 방법의 이름을 적는 줄입니다."""

    contender: str
    name: str


def _lanes(record: Record, contender: str) -> dict[_Lane, list[Span]]:
    """시간표의 줄들을 위에서 아래로, 그 줄의 토막들과 함께 돌려줍니다. 방법이 여럿이면 방법의 이름이 한 줄입니다."""
    chosen = [c for c in record.contenders if contender in {"", c.name}]
    found: dict[_Lane, list[Span]] = {}
    for item in chosen:
        spans = record.observations_of(item.name)[0].spans
        if spans and len(chosen) > 1:
            found[_Lane(item.label, "")] = []
        for span in spans:
            found.setdefault(_Lane(item.label, span.lane), []).append(span)
    if not found:
        raise ChartError(
            f"기록 {record.experiment}에는 시간표가 없습니다. 함수가 spans를 돌려주어야 합니다."
        )
    return found


def height_of_spans(record: Record, contender: str) -> float:
    """시간표의 높이(인치)입니다."""
    return 1.1 + 0.26 * len(_lanes(record, contender))


def timetable(record: Record, theme: Theme, axes: Axes, _show: str, contender: str) -> str:
    """하던 일을 시간표로 그리고, 읽는 법을 돌려줍니다."""
    lanes = _lanes(record, contender)
    every = [span for spans in lanes.values() for span in spans]
    kinds = list(dict.fromkeys(span.label for span in every))
    size, unit = units.time_unit(max(span.end for span in every))
    named = set()
    for row, (lane, spans) in enumerate(lanes.items()):
        if not lane.name:
            axes.text(
                0, row + 0.38, lane.contender, fontsize=9, va="bottom", color=theme.text,
                transform=axes.get_yaxis_transform(),
            )  # fmt: skip
        for span in spans:
            color = theme.series[1 + kinds.index(span.label) % (len(theme.series) - 1)]
            label = span.label if span.label and span.label not in named else None
            named.add(span.label)
            axes.barh(
                row, (span.end - span.start) / size, left=span.start / size,
                height=0.6, color=color, alpha=0.85, label=label,
            )  # fmt: skip
    rows = {row: lane.name for row, lane in enumerate(lanes) if lane.name}
    axes.set_yticks(list(rows), list(rows.values()), fontsize=9)
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
