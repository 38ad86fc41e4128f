"""줄의 그림: 거슬러 오르는 기다림, 리틀의 법칙, 암달의 법칙, 커넥션 풀."""

import itertools
from collections.abc import Mapping, Sequence

from parabook import laws
from parabook.book.pictures.canvas import SMALL, Canvas, Point
from parabook.book.pictures.timeline import (
    Look,
    Scale,
    legend,
    milliseconds,
    rows,
    scale_for,
    ticks,
)
from parabook.record.schema import Record
from parabook.wire.samples import Observation


def backpressure(canvas: Canvas, record: Record) -> str:
    """큐가 차서 기다림이 거슬러 오르는 길과, 큐에 든 수의 추이(실제 실행)."""
    _chain(canvas)
    seen = {name: record.observations_of(name)[0] for name in ("unbounded", "bounded")}
    end = max(moment for one in seen.values() for moment, _ in one.trace)
    deepest = {name: max(held for _, held in one.trace) for name, one in seen.items()}
    scale = scale_for(canvas, end, ["넣는 쪽", f"{max(deepest.values()):.0f}개"])
    lines = (Look("한도 없는 큐에 든 수", "pink"), Look("한도 있는 큐에 든 수", "blue"))
    top = legend(canvas, canvas.height + 24, lines, scale.left) + 18
    height = 120.0
    _steps(canvas, scale, (top, height), seen, deepest)
    waits = [span for span in seen["bounded"].spans if span.label == "put에서 기다림"]
    y = top + height + 40
    makes = [span for span in seen["bounded"].spans if span.label == "만듦"]
    looks = {
        "만듦": Look("만듦", "green"),
        "put에서 기다림": Look("한도 있는 큐의 put에서 기다림", "orange"),
    }
    lanes = {"넣는 쪽": sorted([*makes, *waits], key=lambda span: span.start)}
    bottom = rows(canvas, scale, y, lanes, looks)
    legend(canvas, bottom, looks.values())
    waited = sum(span.end - span.start for span in waits)
    return (
        "읽는 쪽, 넣는 쪽, 한도 넷인 큐, 꺼내는 쪽이 순서대로 이어져 있습니다. 큐가 차면 넣는 쪽이 put에서 기다리고, "
        "그 기다림이 읽는 쪽까지 거슬러 오릅니다. 아래는 실제 실행입니다. "
        f"한도 없는 큐에는 {deepest['unbounded']:.0f}개까지 쌓였고, 한도 있는 큐에는 {deepest['bounded']:.0f}개까지만 쌓였습니다. "
        f"대신 넣는 쪽이 모두 {milliseconds(waited)} 동안 기다렸습니다."
    )


def _chain(canvas: Canvas) -> None:
    names = ("읽는 쪽", "넣는 쪽", "", "꺼내는 쪽")
    if canvas.wide:
        for turn, words in enumerate(names):
            x = 1 + turn * 186.0
            if words:
                canvas.box(x, 1, 120, 52, "faint", words, fill=0.08)
            else:
                _full_queue(canvas, x + 2, 9)
                canvas.text(x + 60, 66, "꽉 참", "orange", SMALL, anchor="middle")
            if turn:
                canvas.line([(x - 62, 27), (x - 6, 27)], "ink", arrow=True)
        for start, end in ((396.0, 256.0), (236.0, 66.0)):
            trail: list[Point] = [(start, 58), (start, 84), (end, 84), (end, 57)]
            canvas.line(trail, "orange", arrow=True, dashed=True)
            canvas.text((start + end) / 2, 99, "기다림", "orange", SMALL, anchor="middle")
        return
    for turn, words in enumerate(names):
        top = 1 + turn * 70.0
        if words:
            canvas.box(100, top, 140, 40, "faint", words, fill=0.08)
        else:
            _full_queue(canvas, 112, top + 2)
            canvas.text(256, top + 20, "꽉 참", "orange", SMALL)
        if turn:
            canvas.line([(170, top - 29), (170, top - 3)], "ink", arrow=True)
    for top in (21.0, 91.0):
        trail = [(98, top + 60), (72, top + 60), (72, top), (96, top)]
        canvas.line(trail, "orange", arrow=True, dashed=True)
        canvas.text(62, top + 30, "기다림", "orange", SMALL, anchor="end")


def _full_queue(canvas: Canvas, x: float, y: float) -> None:
    for place in range(4):
        canvas.box(x + place * 30, y, 26, 36, "blue", fill=0.6, radius=4, stroke=1)


def _steps(
    canvas: Canvas,
    scale: Scale,
    place: Sequence[float],
    seen: Mapping[str, Observation],
    deepest: Mapping[str, float],
) -> None:
    """큐에 든 수의 추이를 계단으로 긋고, 가장 높은 자리를 왼쪽에 적습니다."""
    top, height = place
    bottom, most = top + height, max(deepest.values())
    ticks(canvas, scale, top, bottom)
    canvas.text(scale.left - 12, bottom - 4, "0", "faint", SMALL, anchor="end")
    for name, color in (("unbounded", "pink"), ("bounded", "blue")):
        points = stairs(
            [(scale.at(moment), bottom - height * held / most) for moment, held in seen[name].trace]
        )
        canvas.line(points, color, stroke=2, bend=0)
        y = bottom - height * deepest[name] / most
        canvas.text(scale.left - 12, y + 4, f"{deepest[name]:.0f}개", color, SMALL, anchor="end")


def stairs(points: Sequence[Point]) -> list[Point]:
    """다음 점까지 그대로이다가 뛰는, 계단 모양의 점들입니다."""
    found = [points[0]]
    for before, after in itertools.pairwise(points):
        found += [(after[0], before[1]), after]
    return found


def little(canvas: Canvas, record: Record) -> str:
    """들어온 수와 나간 수의 두 계단 사이가 안에 든 수이고, 그 넓이가 머문 시간의 합입니다."""
    spans = record.observations_of("two_at_a_time")[0].spans
    came: dict[str, float] = {}
    left: dict[str, float] = {}
    for span in spans:
        came[span.lane] = min(span.start, came.get(span.lane, span.start))
        left[span.lane] = max(span.end, left.get(span.lane, 0.0))
    count, end = len(came), max(left.values())
    _house(canvas)
    top, height = canvas.height + 34, canvas.pick(220, 190)
    bottom = top + height
    scale = Scale(34, canvas.width - 8, end * 1.02)
    ticks(canvas, scale, top, bottom)
    ins, outs = (
        stairs(
            [(scale.left, bottom)]
            + [
                (scale.at(moment), bottom - height * turn / count)
                for turn, moment in enumerate(sorted(found.values()), 1)
            ]
        )
        for found in (came, left)
    )
    canvas.area([*ins, *reversed(outs)], "blue", 0.14)
    canvas.line(ins, "blue", stroke=2, bend=0)
    canvas.line(outs, "green", stroke=2, bend=0)
    canvas.text(26, bottom - 2, "0", "faint", SMALL, anchor="end")
    canvas.text(26, top + 2, f"{count}", "faint", SMALL, anchor="end")
    canvas.text(scale.left + 8, top + 10, "온 요청의 수", "blue", SMALL)
    canvas.text(scale.right - 4, bottom - 14, "나간 요청의 수", "green", SMALL, anchor="end")
    _arrows(canvas, scale, (sorted(came.values()), sorted(left.values())), (bottom, height, count))
    stayed = sum(left[lane] - came[lane] for lane in came)
    inside, rate, stay = stayed / end, count / end, stayed / count
    y = bottom + 44
    law = (
        f"L = {inside:.2f}개",
        "=",
        f"λ = 1초에 {rate:.1f}개",
        "×",
        f"W = {stay:.4f}초",
    )
    if canvas.wide:
        canvas.text(canvas.width / 2, y, "  ".join(law), anchor="middle")
    else:
        canvas.lines(
            canvas.width / 2, y + 22, (law[0], f"= {law[2]}", f"× {law[4]}"), anchor="middle"
        )
    return (
        "위에는 요청이 와서 줄에서 기다리다가, 한 번에 둘까지 처리를 받고 나가는 가게가 있습니다. "
        f"아래는 요청 {count}개의 실제 실행입니다. 온 요청의 수와 나간 요청의 수를 시간에 따라 그은 두 계단이 있습니다. "
        "둘 사이의 세로 거리는 그때 안에 든 수이고, 가로 거리는 그 요청이 머문 시간입니다. "
        f"평균해서 안에 {inside:.2f}개가 들어 있었고, 1초에 {rate:.1f}개가 왔으며, 하나가 평균 {stay:.4f}초를 머물렀습니다. "
        "뒤의 둘을 곱하면 앞의 것입니다."
    )


def _house(canvas: Canvas) -> None:
    wide = canvas.wide
    y = 46.0
    left, right = (150.0, 530.0) if wide else (52.0, 288.0)
    canvas.box(left, 14, right - left, 64, "faint", dashed=True, radius=12)
    canvas.text((left + right) / 2, 92, "안에 든 수 L", "faint", SMALL, anchor="middle")
    dots = 4 if wide else 3
    for place in range(dots):
        canvas.dot(
            left + canvas.pick(60, 26) + place * canvas.pick(34, 25), y, 9, "blue", fill=0.35
        )
    for place in range(2):
        x = right - canvas.pick(150, 96) + place * canvas.pick(70, 46)
        canvas.box(x, y - 20, canvas.pick(54, 38), 40, "green", fill=0.12, radius=6)
        canvas.dot(x + canvas.pick(27, 19), y, 9, "green", fill=0.5)
    if wide:
        canvas.text(64, y - 20, "오는 빠르기 λ", "faint", SMALL, anchor="middle")
        canvas.text(616, y - 20, "나가는 빠르기 λ", "faint", SMALL, anchor="middle")
        canvas.line([(20, y), (144, y)], "ink", arrow=True)
        canvas.line([(536, y), (664, y)], "ink", arrow=True)
    else:
        canvas.line([(6, y), (48, y)], "ink", arrow=True)
        canvas.line([(292, y), (334, y)], "ink", arrow=True)
        canvas.text(24, y - 18, "λ", "faint", SMALL, anchor="middle")
        canvas.text(314, y - 18, "λ", "faint", SMALL, anchor="middle")


def _arrows(
    canvas: Canvas,
    scale: Scale,
    moments: tuple[Sequence[float], Sequence[float]],
    place: tuple[float, float, int],
) -> None:
    """머문 시간 하나(가로)와 안에 든 수 하나(세로)를 보입니다. 가장 오래 머문 것을 고릅니다."""
    came, left = moments
    bottom, height, count = place
    turn = max(range(count), key=lambda n: left[n] - came[n])
    y = bottom - height * (turn + 0.5) / count
    canvas.line([(scale.at(came[turn]), y), (scale.at(left[turn]), y)], "ink", arrow=True)
    canvas.text(scale.at(left[turn]) + 8, y, "W", "ink", SMALL)
    moment = came[turn]
    gone = sum(end <= moment for end in left)
    x = scale.at(moment)
    canvas.line(
        [(x, bottom - height * gone / count), (x, bottom - height * (turn + 1) / count)],
        "ink", arrow=True,
    )  # fmt: skip
    canvas.text(
        x - 8, bottom - height * (gone + turn + 1) / 2 / count, "L", "ink", SMALL, anchor="end"
    )


_SERIAL = 0.2
"""암달의 그림에서, 나눌 수 없는 부분입니다. 잰 것이 아니라 보이려고 고른 수입니다."""


def amdahl(canvas: Canvas) -> str:
    """나눌 수 없는 부분이 남아, 코어를 늘릴수록 덜 줄어드는 막대."""
    left = canvas.pick(86, 68)
    right = canvas.width - canvas.pick(76, 58)
    y, told = 12.0, []
    for cores in (1, 2, 4, 8, 16, 0):
        wide = (right - left) * _SERIAL
        rest = (right - left) * (1 - _SERIAL) / cores if cores else 0.0
        name = f"코어 {cores}개" if cores else "끝없이"
        canvas.text(left - 12, y + 14, name, "ink", SMALL, anchor="end")
        canvas.box(left, y, wide, 28, "orange", fill=1, radius=3, stroke=1)
        if rest:
            canvas.box(left + wide, y, rest, 28, "blue", fill=1, radius=3, stroke=1)
        gain = laws.amdahl(cores, _SERIAL) if cores else 1 / _SERIAL
        canvas.text(left + wide + rest + 10, y + 14, f"{gain:.1f}배", "ink", SMALL)
        told.append(f"{name} {gain:.1f}배")
        y += 40
    edge = left + (right - left) * _SERIAL
    canvas.line([(edge, 4), (edge, y - 6)], "orange", dashed=True)
    looks = (
        Look(f"나눌 수 없는 부분({_SERIAL:.0%})".replace("%", " %"), "orange"),
        Look("나눌 수 있는 부분", "blue"),
    )
    legend(canvas, y, looks)
    return (
        f"걸리는 시간의 막대입니다. 다섯에 하나({_SERIAL:.0%})는 나눌 수 없습니다. ".replace(
            "%", " %"
        )
        + "코어를 늘리면 나눌 수 있는 부분만 짧아집니다. 빨라지는 정도는 "
        + ", ".join(told)
        + "입니다. 코어가 아무리 많아도 다섯 배를 넘지 못합니다."
    )


_ADAPTERS = {
    "default_adapter": ("기본값", "자리가 없으면 새로 맺고, 돌려줄 때 버림"),
    "larger_adapter": ("pool_maxsize=20", "스레드마다 자리가 있음"),
    "blocking_adapter": ("pool_block=True", "자리가 날 때까지 기다림"),
}


def connection_pool(canvas: Canvas, record: Record) -> str:
    """스레드가 커넥션 풀의 자리보다 많을 때 어댑터마다 하는 일. 수는 실험에서 센 것입니다."""
    y, told = 0.0, []
    threads = 20
    for name, (title, words) in _ADAPTERS.items():
        made = round(record.fact(name, "connections").value)
        thrown = round(record.fact(name, "discarded").value)
        slots = threads if name == "larger_adapter" else threads // 2
        canvas.text(0, y + 12, title)
        canvas.text(
            0 if not canvas.wide else 150, y + (12 if canvas.wide else 34), words, "faint", SMALL
        )
        top = y + canvas.pick(44, 66)
        if canvas.wide:
            _dots(canvas, 8, top, threads, "blue")
            canvas.line([(150, top + 8), (196, top + 8)], "ink", arrow=True)
            _slots(canvas, 204, top - 12, slots)
            _made(canvas, (420, top + 8), made, thrown)
        else:
            _dots(canvas, 8, top, threads, "blue")
            canvas.line([(148, top + 8), (170, top + 8)], "ink", arrow=True)
            _slots(canvas, 176, top - 12, slots)
            _made(canvas, (0, top + 44), made, thrown)
        y = canvas.height + 22
        told.append(f"{title}: {words}. 맺은 커넥션 {made}개, 버린 커넥션 {thrown}개.")
    canvas.dot(9, y, 4.5, "blue", fill=0.4)
    canvas.text(22, y, "스레드", "faint", SMALL)
    canvas.squares([(92, y - 5)], 10, "green", 0.5)
    canvas.text(110, y, "커넥션 풀의 자리", "faint", SMALL)
    return (
        f"스레드 {threads}개가 커넥션 풀을 함께 씁니다. 풀의 자리는 기본값이 {threads // 2}개입니다. "
        + " ".join(told)
    )


def _dots(canvas: Canvas, x: float, y: float, count: int, color: str) -> None:
    for place in range(count):
        canvas.dot(x + place % 10 * 13.5, y + place // 10 * 15, 4.5, color, fill=0.4)


def _slots(canvas: Canvas, x: float, y: float, count: int) -> None:
    corners = [(x + 8 + place % 10 * 14.6, y + 8 + place // 10 * 15.0) for place in range(count)]
    canvas.box(x, y, 158, 42, "green", radius=6)
    canvas.squares(corners, 10, "green", 0.5)


def _made(canvas: Canvas, place: Point, made: int, thrown: int) -> None:
    x, y = place
    wide = canvas.text(x, y, f"맺은 커넥션 {made}개", "ink", SMALL)
    color = "pink" if thrown else "faint"
    canvas.text(x + wide + 18, y, f"버린 커넥션 {thrown}개", color, SMALL)
