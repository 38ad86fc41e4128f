"""이벤트 루프의 그림: await 사이의 루프, 막힌 루프, 퍼지는 취소."""

import itertools

from parabook.book.pictures.canvas import SMALL, Canvas
from parabook.book.pictures.timeline import (
    Look,
    lanes_of,
    legend,
    milliseconds,
    rows,
    scale_for,
)
from parabook.record.schema import Record
from parabook.wire.samples import Observation, Span

_LOOP = {
    "셀렉터에서 잠듦": Look("할 일이 없어 잠듦", "grid", 0.5),
    "실행": Look("태스크를 돌림", "blue"),
    "블로킹 호출": Look("time.sleep이 막음", "orange"),
}


_GLANCE_SECONDS = 0.0003
"""이보다 짧은 잠은 기다리지 않고 들여다보기만 한 것이라 그리지 않습니다."""


def loop_turns(canvas: Canvas, record: Record) -> str:
    """태스크들이 await하는 동안 루프가 하는 일, 실제 실행."""
    seen = record.observations_of("awaiting")[0]
    _ring(canvas)
    return (
        "이벤트 루프가 한 바퀴에 하는 일은 셋입니다. 돌 수 있는 태스크를 await까지 돌리고, "
        "더 돌릴 것이 없으면 셀렉터에서 잠들고, 때가 되거나 소켓이 오면 깨어나 기다리던 태스크를 다시 돌 수 있는 줄에 세웁니다. "
        + _loop_lanes(canvas, canvas.height + 26, seen)
    )


def _ring(canvas: Canvas) -> None:
    steps = (
        ("돌 수 있는 태스크를", "await까지 돌림", "blue"),
        ("셀렉터에서", "잠듦", "faint"),
        ("깨어난 태스크를", "줄에 세움", "green"),
    )
    if canvas.wide:
        for turn, (first, second, color) in enumerate(steps):
            x = 4 + turn * 238
            canvas.box(x, 1, 192, 62, color, first, second, fill=0.1)
            if turn:
                canvas.line([(x - 44, 32), (x - 4, 32)], "ink", arrow=True)
        canvas.line([(576, 63), (576, 88), (100, 88), (100, 67)], "ink", arrow=True)
        canvas.text(338, 104, "이것을 되풀이합니다", "faint", SMALL, anchor="middle")
        return
    for turn, (first, second, color) in enumerate(steps):
        y = 1 + turn * 74
        canvas.box(20, y, 250, 46, color, f"{first} {second}", fill=0.1)
        if turn:
            canvas.line([(145, y - 28), (145, y - 3)], "ink", arrow=True)
    canvas.line([(270, 172), (306, 172), (306, 24), (274, 24)], "ink", arrow=True)


def blocked_loop(canvas: Canvas, record: Record) -> str:
    """태스크 하나가 블로킹 호출을 하면 남의 하트비트까지 멎는 모습, 실제 실행."""
    return _loop_lanes(canvas, 0, record.observations_of("blocking")[0])


def _loop_lanes(canvas: Canvas, top: float, seen: Observation) -> str:
    spans = [
        span
        for span in seen.spans
        if span.end - span.start > _GLANCE_SECONDS or span.lane != "루프"
    ]
    found = lanes_of(spans)
    lanes = {name: found[name] for name in ("루프", "하트비트", "요청 1", "요청 2")}
    end = max(span.end for span in spans)
    bottom = rows(canvas, scale_for(canvas, end, lanes), top + 6, lanes, _LOOP)
    used = dict.fromkeys(span.label for span in spans)
    legend(canvas, bottom, [_LOOP[label] for label in _LOOP if label in used])
    beats = [0.0, *(span.start for span in lanes["하트비트"])]
    widest = max(after - before for before, after in itertools.pairwise(beats))
    blocks = [span for span in spans if span.label == "블로킹 호출"]
    told = (
        f"요청 2가 {milliseconds(blocks[0].end - blocks[0].start)} 동안 루프를 막았습니다. 그동안 루프도 하트비트도 요청 1도 멎습니다. "
        if blocks
        else "어느 순간에도 루프가 잠들었거나 태스크 하나가 돌거나, 둘 가운데 하나입니다. "
    )
    return (
        f"아래는 {milliseconds(end)} 동안의 실제 시간표입니다. {told}"
        f"10 ms마다 뛰기로 한 하트비트 사이가 가장 벌어진 때는 {milliseconds(widest)}입니다."
    )


def cancelled_group(canvas: Canvas, record: Record) -> str:
    """태스크 하나가 실패하면 태스크 그룹이 나머지를 취소하고 거두는 모습, 실제 실행."""
    seen = record.observations_of("task_group")[0]
    *jobs, after = sorted(seen.spans, key=lambda span: (span.start, span.lane))
    failed = min(jobs, key=lambda span: span.end)
    names = [*dict.fromkeys(span.lane for span in jobs), "메인 태스크"]
    end = max(after.end, failed.end * 2)
    scale = scale_for(canvas, end, names)
    looks = {
        failed.label: Look("돌다가 실패함", "pink"),
        "stopped": Look("돌다가 취소됨", "orange"),
        "group": Look("async with가 기다림", "grid", 0.5),
        "after": Look("예외를 받은 뒤", "blue"),
    }
    lanes: dict[str, list[Span]] = {name: [] for name in names}
    for span in jobs:
        label = span.label if span is failed else "stopped"
        lanes[span.lane].append(Span(lane=span.lane, start=span.start, end=span.end, label=label))
    lanes["메인 태스크"] = [
        Span(lane="메인 태스크", start=0.0, end=after.start, label="group"),
        Span(lane="메인 태스크", start=after.start, end=after.end, label="after"),
    ]
    top = 44.0
    bottom = rows(canvas, scale, top, lanes, looks, height=26, gap=14)
    x = scale.at(failed.end)
    canvas.line([(x, 26), (x, top + 3 * 40 - 14)], "pink", dashed=True)
    canvas.text(x, 14, "실패: 나머지를 취소", "pink", SMALL, anchor="middle")
    for row in range(1, len(names) - 1):
        y = top + row * 40 + 13
        canvas.line([(x + 40, y), (x + 6, y)], "orange", arrow=True)
        canvas.text(x + 46, y, "CancelledError", "orange", SMALL)
    legend(canvas, bottom, looks.values())
    late = max(span.end for span in jobs) - failed.end
    return (
        f"태스크 셋을 한 그룹에서 시작했습니다. {failed.lane}가 {milliseconds(failed.end)}에 실패하자, "
        f"그룹은 나머지에 CancelledError를 보내고 {milliseconds(late)} 만에 모두 거두었습니다. "
        f"메인 태스크는 {milliseconds(after.start)}에 예외 그룹을 받습니다. "
        "그때 살아 있는 태스크는 하나도 없습니다."
    )
