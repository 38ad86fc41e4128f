"""그림의 꼴이 기록의 갈래마다 알맞게 골라지고, 축과 이름표가 무엇을 보이는지 말하는지 시험합니다."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from parabook.charts import drawing
from parabook.charts.axes import add_reference
from parabook.charts.shapes import plot_for
from parabook.charts.theme import LIGHT, ChartError
from parabook.wire.samples import ContenderLabel, Latencies, MemoryPeak, Observation, Span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from conftest import MakeRecord
    from parabook.record.schema import Record


def painted(record: Record, show: str = "time", contender: str = "") -> tuple[Axes, str]:
    """기록을 그린 축과, 읽는 법을 적은 한 줄을 돌려줍니다."""
    with drawing._style(LIGHT):
        axes = Figure().add_subplot()
        return axes, plot_for(record, show).paint(record, LIGHT, axes, show, contender)


def words(axes: Axes) -> list[str]:
    """축 안에 적힌 글들입니다."""
    return [text.get_text() for text in axes.texts]


def legend(axes: Axes) -> list[str]:
    """범례에 적힌 글들입니다."""
    found = axes.get_legend()
    return [] if found is None else [text.get_text() for text in found.get_texts()]


@pytest.fixture
def watched(make_record: MakeRecord) -> Record:
    """빠른 방법은 아무것도 잃지 않고 느린 방법은 죽은, 지켜본 기록입니다."""
    spans = (
        Span(lane="가", start=0, end=0.2, label="일"),
        Span(lane="나", start=0.1, end=0.4, label="기다림"),
    )
    seen = (
        Observation(contender="slow", turn=0, outcome="killed", wall=0.3),
        Observation(
            contender="fast", turn=0, outcome="finished", wall=0.4, facts={"lost": 7}, spans=spans,
            trace=((0.0, 1.0), (0.2, 5.0), (0.4, 2.0)),
        ),
    )  # fmt: skip
    design = {"budget": "quick", "facts": {"lost": "잃은 갱신(번)"}, "trace": "쌓인 것(개)"}
    return make_record(samples=(), observations=seen, purpose="observation", design=design)


def test_dots_start_at_zero_and_name_the_unit(make_record: MakeRecord) -> None:
    """시간의 축은 0에서 시작하고, 단위와 어느 쪽이 좋은지를 말합니다."""
    axes, note = painted(make_record())
    assert axes.get_xlim()[0] == 0
    assert axes.get_xlabel() == "한 번 실행하는 시간(ms), 왼쪽일수록 좋음"
    assert words(axes)[0] == "느린 방법"
    assert "사분위 범위" in note


def test_difference_that_cannot_be_said_is_not_drawn(make_record: MakeRecord) -> None:
    """세대가 모자라면 시간은 그리고, 비의 자리에는 말할 수 없다고 적습니다."""
    axes, _ = painted(make_record({"slow": [[0.6] * 9] * 2, "fast": [[0.2] * 9] * 2}))
    assert words(axes)[1::2] == ["600 ms · 기준", "200 ms · 세대가 모자라 말할 수 없음"]
    axes, _ = painted(make_record(), "cpu")
    assert words(axes)[1::2] == ["300 ms · 기준", "100 ms"]


def test_swept_record_becomes_a_line_for_each_function(make_record: MakeRecord) -> None:
    """값을 바꾸어 가며 잰 것은 함수마다 선 하나이고, 나머지는 가로선입니다. 예측한 선도 같은 단위입니다."""
    labels = (
        ContenderLabel("f_1", "함수, 1", "함수", 1),
        ContenderLabel("f_10", "함수, 10", "함수", 10),
        ContenderLabel("plain", "기준"),
    )
    walls = {
        name: [[0.1 * (index + 1)] * 3] * 3 for index, name in enumerate(("f_1", "f_10", "plain"))
    }
    record = make_record(walls, contenders=labels, design={"budget": "quick", "axis": "작업(개)"})
    axes, note = painted(record)
    add_reference(axes, LIGHT, ((1, 0.05), (10, 0.5)), "하한")
    assert axes.get_xlabel() == "작업(개)"
    assert axes.get_ylabel() == "걸린 시간(ms), 아래일수록 좋음"
    assert sorted(legend(axes)) == ["기준", "하한", "함수"]
    below = next(line for line in axes.lines if line.get_label() == "하한")
    bound = dict(zip(below.get_xdata(), below.get_ydata(), strict=True))
    assert (bound[1], bound[10]) == pytest.approx((50, 500))
    assert "가로축은 로그 눈금" in note


def late(make_record: MakeRecord, arrivals: int) -> Record:
    """방법마다 `arrivals`번 도착하고, 100번에 두 번 0.3초 늦은 기록입니다."""
    found = tuple(
        Latencies(
            contender=name,
            generation=0,
            seconds=tuple(0.3 if step % 50 == 0 else 0.001 for step in range(arrivals)),
        )
        for name in ("slow", "fast")
    )
    return make_record(samples=(), latencies=found, purpose="latency")


def test_tail_chart_marks_the_ninety_ninth(make_record: MakeRecord) -> None:
    """지연의 그림에는 p99 지연이 값과 함께 찍힙니다."""
    axes, note = painted(late(make_record, 1000))
    assert axes.get_ylabel() == "이보다 늦은 비율(%)"
    assert [text.strip() for text in words(axes)] == ["300 ms"] * 2
    assert [text.xy[1] for text in axes.texts] == [1, 1]  # type: ignore[attr-defined] # 모두 화살글입니다.
    assert legend(axes) == ["느린 방법", "빠른 방법"]
    assert "큰 점은 p99 지연." in note


@pytest.mark.parametrize(
    ("arrivals", "left", "said"), [(999, [10, 10], "p90"), (99, [50, 50], "p50"), (9, [], "")]
)
def test_tail_chart_marks_only_what_can_be_said(
    make_record: MakeRecord, arrivals: int, left: list[float], said: str
) -> None:
    """도착이 적으면 말할 수 있는 가장 먼 자리를 찍고, 아무것도 말할 수 없으면 찍지 않습니다."""
    axes, note = painted(late(make_record, arrivals))
    assert [text.xy[1] for text in axes.texts] == left  # type: ignore[attr-defined] # 위와 같습니다.
    assert said in note
    assert "p99" not in note
    assert ("큰 점" in note) is bool(left)


def test_counts_tell_what_happened_to_those_without_a_count(watched: Record) -> None:
    """센 것이 없는 방법은 어떻게 끝났는지 적습니다."""
    axes, _ = painted(watched, "lost")
    assert words(axes) == ["느린 방법", "없음 · 신호로 죽음", "빠른 방법", "7번"]
    assert axes.get_xlabel() == "잃은 갱신(번)"


def test_measured_fact_is_drawn_with_its_estimate(make_record: MakeRecord) -> None:
    """잰 사실의 막대는 중앙값이 아니라, 구간과 함께 말하는 어림한 값입니다."""
    peaks = (1, 10, 1000)
    seen = tuple(
        Observation(contender=name, turn=turn, outcome="finished", wall=0.1, facts={"peak": peak})
        for name in ("slow", "fast")
        for turn, peak in enumerate(peaks)
    )
    for measured, text in ((["peak"], "22 MB"), ([], "10 MB")):
        design = {"budget": "quick", "facts": {"peak": "피크(MB)"}, "measured": measured}
        record = make_record(samples=(), observations=seen, purpose="observation", design=design)
        axes, _ = painted(record, "peak")
        assert words(axes)[1].startswith(text)


def test_timetable_has_a_lane_for_each_worker(watched: Record) -> None:
    """시간표는 줄마다 이름이 있고, 무엇을 하던 때인지 범례에 있습니다."""
    axes, _ = painted(watched, "spans", "fast")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["가", "나"]
    assert axes.get_xlabel() == "시작한 뒤로 흐른 시간(ms)"
    assert legend(axes) == ["일", "기다림"]


def test_trace_runs_over_time(watched: Record) -> None:
    """추이는 때를 따라 이어진 선이고, 값의 이름과 때의 단위를 말합니다. 적은 것이 없는 방법은 선이 없습니다."""
    axes, note = painted(watched, "trace")
    lines = {line.get_label(): line.get_xydata().tolist() for line in axes.get_lines()}
    assert lines == {"빠른 방법": [[0, 1], [200, 5], [400, 2]]}
    assert axes.get_ylabel() == "쌓인 것(개)"
    assert axes.get_xlabel() == "시작한 뒤로 흐른 시간(ms)"
    assert legend(axes) == ["빠른 방법"]
    assert "한 번의 실행" in note


def test_memory_chart_says_how_it_was_counted(make_record: MakeRecord) -> None:
    """메모리의 그림은 PSS를 센 것인지 RSS를 더한 것인지 말합니다."""
    peaks = [
        MemoryPeak(
            contender=name, turn=0, idle_bytes=1, peak_bytes=size * 2**20, peak_own_bytes=1,
            processes=1, method="pss", looks=3,
        )
        for name, size in (("slow", 40), ("fast", 10))
    ]  # fmt: skip
    axes, _ = painted(make_record(memory=tuple(peaks)), "memory")
    assert axes.get_xlabel() == "나누어 센 메모리(PSS)의 합의 피크(MiB), 왼쪽일수록 좋음"
    assert words(axes) == ["느린 방법", "40 MiB", "빠른 방법", "10 MiB"]


def test_what_was_not_measured_is_not_drawn(make_record: MakeRecord, watched: Record) -> None:
    """기록에 없는 것을 그리라고 하면, 무엇이 없고 무엇이 있는지 말합니다."""
    with pytest.raises(ChartError, match="memory=True로 재십시오"):
        painted(make_record(), "memory")
    with pytest.raises(ChartError, match=r"사실 found이 없습니다. 있는 것: lost"):
        painted(watched, "found")
    with pytest.raises(ChartError, match="시간표가 없습니다"):
        painted(watched, "spans", "slow")
    with pytest.raises(ChartError, match="추이가 없습니다"):
        painted(watched, "trace", "slow")


def swept(make_record: MakeRecord, times: dict[float, float]) -> Record:
    """값을 바꾸어 가며 잰 기록입니다: 값마다 걸린 시간(초)."""
    labels = tuple(ContenderLabel(f"f{at:g}", f"함수, {at:g}", "함수", at) for at in times)
    walls = {f"f{at:g}": [[seconds] * 3] * 3 for at, seconds in times.items()}
    return make_record(walls, contenders=labels, design={"budget": "quick", "axis": "값(개)"})


def tick_labels(axes: Axes, which: str) -> list[str]:
    """그림에 보이는 눈금의 글들입니다."""
    with drawing._style(LIGHT):
        FigureCanvasAgg(axes.get_figure(root=True)).draw()
    axis = getattr(axes, f"{which}axis")
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1.get_text()
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high and tick.label1.get_text()
    ]


@pytest.mark.parametrize(
    ("times", "across", "scales"),
    [
        # 워커의 수는 고르게 늘어나는 축에, 잰 자리마다 눈금을 둡니다.
        ({1: 0.8, 2: 0.4, 4: 0.2, 8: 0.1}, ["1", "2", "4", "8"], ("linear", "linear")),
        (
            {1: 0.035, 30: 0.017, 120: 0.018, 480: 0.026},
            ["1", "30", "120", "480"],
            ("log", "linear"),
        ),
        ({10: 1e-5, 1000: 1e-3, 1e6: 1.0}, ["10", "1,000", "1,000,000"], ("log", "log")),
    ],
)
def test_ticks_stand_where_it_was_measured(
    make_record: MakeRecord, times: dict[float, float], across: list[str], scales: tuple[str, str]
) -> None:
    """값을 바꾸어 가며 잰 그림의 눈금은 잰 자리에 있고, 어느 축에도 글이 하나뿐이지 않습니다."""
    axes, note = painted(swept(make_record, times))
    assert tick_labels(axes, "x") == across
    assert len(tick_labels(axes, "y")) >= 3
    assert (axes.get_xscale(), axes.get_yscale()) == scales
    assert ("로그" in note) is ("log" in scales)


def test_crowded_places_keep_only_labels_that_fit(make_record: MakeRecord) -> None:
    """잰 자리가 가까우면 글을 덜어 내되, 두 끝은 남깁니다."""
    axes, _ = painted(swept(make_record, {float(at): 0.1 for at in (*range(1000, 1020), 20_000)}))
    labels = tick_labels(axes, "x")
    assert (labels[0], labels[-1]) == ("1,000", "20,000")
    assert len(labels) < 6


def test_reference_is_the_same_law_on_any_axis(make_record: MakeRecord) -> None:
    """예측한 선은 두 점만 주어도, 축이 로그가 아니면 휘어서 그려집니다."""
    axes, _ = painted(swept(make_record, {1: 0.8, 2: 0.4, 4: 0.2}))
    add_reference(axes, LIGHT, ((1, 0.8), (4, 0.2)), "하한")
    below = next(line for line in axes.lines if line.get_label() == "하한")
    halfway = np.interp(2, below.get_xdata(), below.get_ydata())
    assert halfway == pytest.approx(400, rel=0.01)


def told(
    make_record: MakeRecord, label: str, counted: dict[str, list[float]], **design: Any
) -> Record:
    """방법마다 사실 하나를 실행마다 센 기록입니다."""
    seen = tuple(
        Observation(contender=name, turn=turn, outcome="finished", wall=0.1, facts={"fact": value})
        for name, values in counted.items()
        for turn, value in enumerate(values)
    )
    design = {"budget": "quick", "facts": {"fact": label}, **design}
    return make_record(samples=(), observations=seen, purpose="observation", design=design)


@pytest.mark.parametrize(
    ("label", "counted", "table"),
    [
        ("끝남(끝났으면 1)", {"slow": [0, 0], "fast": [1, 1]}, True),
        ("나온 답(번)", {"slow": [0], "fast": [1]}, True),
        ("나온 답(번)", {"slow": [0], "fast": [2]}, False),
    ],
)
def test_zeros_and_ones_are_not_bars(
    make_record: MakeRecord, label: str, counted: dict[str, list[float]], *, table: bool
) -> None:
    """0과 1뿐인 것은 막대로 그리지 않습니다. 표가 이미 그렇게 말합니다."""
    record = told(make_record, label, counted)
    assert plot_for(record, "time").is_table is table
    axes, _ = painted(record)
    assert bool(axes.patches) is not table
    if label.startswith("끝남"):
        assert [word for word in words(axes) if word in {"예", "아니요"}] == ["아니요", "예"]


def test_measured_fact_over_many_decades_is_on_a_log_axis(make_record: MakeRecord) -> None:
    """잰 시간이 여러 자릿수에 걸치면 로그 눈금에 점으로 그리고, 눈금마다 알맞은 단위를 적습니다."""
    counted = {"slow": [60_000.0] * 3, "fast": [0.06] * 3}
    record = told(make_record, "드는 시간(µs)", counted, measured=["fact"])
    axes, note = painted(record)
    assert axes.get_xscale() == "log"
    assert "로그 눈금" in note
    assert not axes.patches
    assert words(axes)[1::2] == ["60 ms", "60 ns"]
    labels = tick_labels(axes, "x")
    assert len(labels) >= 3
    assert {re.sub(r"[\d.,]", "", label) for label in labels} >= {"µs", "ms"}


def test_bar_and_axis_speak_the_same_unit(make_record: MakeRecord) -> None:
    """초로 적은 짧은 시간은 값도 축도 ms입니다."""
    axes, _ = painted(told(make_record, "걸린 시간(초)", {"slow": [0.4], "fast": [0.1]}))
    assert axes.get_xlabel() == "걸린 시간(ms)"
    assert words(axes)[1::2] == ["400 ms", "100 ms"]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([400, 100])


def test_counts_have_no_half_ticks(make_record: MakeRecord) -> None:
    """세는 축에는 정수의 눈금만 있습니다."""
    axes, _ = painted(told(make_record, "연결(개)", {"slow": [2], "fast": [1]}))
    assert all("." not in label for label in tick_labels(axes, "x"))


def test_contender_asked_another_question_has_no_row(make_record: MakeRecord) -> None:
    """다른 것만 센 방법에는 줄이 없고, 아무것도 세지 못한 방법에는 없음이라고 적습니다."""
    record = told(make_record, "연결(개)", {"slow": [20], "fast": [10]})
    other = replace(record.observations[1], facts={"other": 1.0})
    axes, _ = painted(replace(record, observations=(record.observations[0], other)))
    assert words(axes) == ["느린 방법", "20개"]
    nothing = replace(record.observations[1], facts={})
    axes, _ = painted(replace(record, observations=(record.observations[0], nothing)))
    assert words(axes) == ["느린 방법", "20개", "빠른 방법", "없음"]


def test_only_the_baseline_is_grey(make_record: MakeRecord) -> None:
    """색은 기준인지 아닌지만 말합니다. 방법이 몇이든 나머지는 한 색입니다."""
    walls = {f"method_{number}": [[0.1 + number / 10] * 4] * 3 for number in range(4)}
    axes, _ = painted(make_record(walls))
    colors = [line.get_color() for line in axes.lines if line.get_markersize() == 9]
    assert colors == [LIGHT.series[0], *[LIGHT.series[1]] * 3]


@pytest.mark.parametrize("show", ["time", "fact"])
def test_long_name_does_not_run_into_its_value(make_record: MakeRecord, show: str) -> None:
    """이름이 길어도 값과 겹치지 않고, 둘 다 그림 안에 있습니다."""
    name = "고침: 스레드 풀의 map으로 한꺼번에 맡기고 결과를 하나씩 읽기"
    labels = (ContenderLabel("slow", name), ContenderLabel("fast", f"{name}(다시)"))
    if show == "time":
        record = make_record(contenders=labels)
    else:
        record = told(make_record, "연결(개)", {"slow": [20_000], "fast": [3]})
        record = replace(record, contenders=labels)
    plot = plot_for(record, "time")
    with drawing._style(LIGHT):
        figure = Figure(
            figsize=(drawing.WIDTH_INCHES, plot.height(record, "")), layout="constrained"
        )
        axes = figure.add_subplot()
        plot.paint(record, LIGHT, axes, "time", "")
        FigureCanvasAgg(figure).draw()
        boxes = [text.get_window_extent() for text in axes.texts]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 + 1 for box in boxes)
