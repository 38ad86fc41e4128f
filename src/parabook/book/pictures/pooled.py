"""프로세스 풀의 그림: 작업이 가는 길, 청크를 나누어 하는 시간표."""

from parabook.book.pictures.canvas import SMALL, Canvas
from parabook.book.pictures.timeline import Look, lanes_of, legend, milliseconds, rows, scale_for
from parabook.record.schema import Record
from parabook.wire.samples import Span


def journey(canvas: Canvas) -> str:
    """작업 하나가 큐, 파이프, 워커를 거쳐 결과가 되어 돌아오는 길."""
    (_journey_wide if canvas.wide else _journey_tall)(canvas)
    return (
        "부모 프로세스에서 pool.map이 작업들을 작업 큐에 넣습니다. "
        "맡기는 스레드가 하나씩 꺼내 pickle로 바이트로 바꾸어 작업 파이프에 적습니다. "
        "손이 빈 워커 하나가 그것을 읽어 unpickle로 다시 만들고, 함수를 부르고, 결과를 다시 pickle로 바꾸어 결과 파이프에 적습니다. "
        "부모의 받는 스레드가 결과를 unpickle해 제자리에 넣고, 다 모이면 map이 돌아옵니다. "
        "함수와 인자와 결과는 모두 바이트가 되어 프로세스의 벽을 두 번 넘습니다."
    )


def _journey_wide(canvas: Canvas) -> None:
    canvas.box(1, 1, 352, 298, "faint", dashed=True, radius=12)
    canvas.text(18, 24, "부모 프로세스", "faint", SMALL)
    canvas.box(20, 52, 96, 56, "faint", "pool.map", "작업들", fill=0.08)
    canvas.line([(116, 80), (136, 80)], "ink", arrow=True)
    _queue(canvas, 140, 64, 3)
    canvas.text(170, 114, "작업 큐", "faint", SMALL, anchor="middle")
    canvas.line([(200, 80), (220, 80)], "ink", arrow=True)
    canvas.box(224, 46, 112, 68, "blue", "맡기는 스레드", "pickle", fill=0.12)
    canvas.box(224, 190, 112, 68, "blue", "받는 스레드", "unpickle", fill=0.12)
    canvas.box(20, 190, 130, 68, "green", "결과", "map이 돌아옴", fill=0.12)
    canvas.line([(224, 224), (154, 224)], "ink", arrow=True)
    for y, words, back in ((80, "작업 파이프", False), (224, "결과 파이프", True)):
        _pipe(canvas, 354, y, 114, back=back)
        canvas.text(411, y - 30, words, "faint", SMALL, anchor="middle")
        canvas.text(411, y + 30, "바이트", "orange", SMALL, anchor="middle")
    canvas.box(469, 1, 210, 256, "faint", dashed=True, radius=12)
    canvas.text(486, 24, "워커 프로세스 1", "faint", SMALL)
    for y, words, color in (
        (52, "unpickle", "blue"),
        (124, "함수를 부름", "green"),
        (196, "pickle", "blue"),
    ):
        canvas.box(492, y, 164, 52, color, words, fill=0.12)
    canvas.line([(574, 104), (574, 124)], "ink", arrow=True)
    canvas.line([(574, 176), (574, 196)], "ink", arrow=True)
    canvas.box(
        469, 265, 210, 34, "faint", "워커 프로세스 2, 3, …", dashed=True, size=SMALL, ink="faint"
    )
    for number, x, y in (
        (1, 20, 52), (2, 140, 46), (3, 224, 46), (4, 492, 52), (5, 492, 124), (6, 492, 196),
        (7, 224, 190),
    ):  # fmt: skip
        _badge(canvas, x, y, number)


def _journey_tall(canvas: Canvas) -> None:
    canvas.box(1, 1, 338, 200, "faint", dashed=True, radius=12)
    canvas.text(16, 24, "부모 프로세스", "faint", SMALL)
    canvas.box(24, 50, 120, 48, "faint", "pool.map", fill=0.08)
    canvas.line([(144, 74), (190, 74)], "ink", arrow=True)
    _queue(canvas, 198, 58, 5)
    canvas.text(246, 106, "작업 큐", "faint", SMALL, anchor="middle")
    canvas.line([(302, 74), (322, 74), (322, 156), (306, 156)], "ink", arrow=True)
    canvas.box(120, 132, 182, 48, "blue", "맡기는 스레드: pickle", fill=0.12)
    _drop(canvas, 211, 202, 66, "작업 파이프")
    canvas.box(1, 269, 338, 226, "faint", dashed=True, radius=12)
    canvas.text(16, 292, "워커 프로세스 1", "faint", SMALL)
    for y, words, color in (
        (312, "unpickle", "blue"),
        (374, "함수를 부름", "green"),
        (436, "pickle", "blue"),
    ):
        canvas.box(120, y, 182, 44, color, words, fill=0.12)
    canvas.line([(211, 356), (211, 374)], "ink", arrow=True)
    canvas.line([(211, 418), (211, 436)], "ink", arrow=True)
    canvas.lines(
        60, 396, ("워커 2, 3도", "같은 파이프를", "읽습니다"), "faint", SMALL, anchor="middle"
    )
    _drop(canvas, 211, 496, 66, "결과 파이프")
    canvas.box(1, 563, 338, 150, "faint", dashed=True, radius=12)
    canvas.text(16, 586, "부모 프로세스", "faint", SMALL)
    canvas.box(120, 582, 182, 44, "blue", "받는 스레드: unpickle", fill=0.12)
    canvas.line([(211, 626), (211, 648)], "ink", arrow=True)
    canvas.box(120, 648, 182, 44, "green", "결과: map이 돌아옴", fill=0.12)
    for number, x, y in (
        (1, 24, 50), (2, 198, 46), (3, 120, 132), (4, 120, 312), (5, 120, 374), (6, 120, 436),
        (7, 120, 582),
    ):  # fmt: skip
        _badge(canvas, x, y, number)


def _badge(canvas: Canvas, x: float, y: float, number: int) -> None:
    canvas.disc(x, y, 10)
    canvas.number(x, y, number)


def _queue(canvas: Canvas, x: float, y: float, count: int) -> None:
    for place in range(count):
        canvas.box(x + place * 20, y, 16, 32, "blue", fill=0.35, radius=3, stroke=1)


def _pipe(canvas: Canvas, x: float, y: float, width: float, *, back: bool) -> None:
    for edge in (y - 14, y + 14):
        canvas.line([(x, edge), (x + width, edge)], "faint")
    for place in range(4):
        canvas.box(x + 22 + place * 18, y - 5, 10, 10, "orange", fill=0.85, radius=2, stroke=0)
    ends = [(x + 14, y), (x + 2, y)] if back else [(x + width - 14, y), (x + width - 2, y)]
    canvas.line(ends, "ink", arrow=True)


def _drop(canvas: Canvas, x: float, y: float, height: float, words: str) -> None:
    for edge in (x - 14, x + 14):
        canvas.line([(edge, y), (edge, y + height)], "faint")
    for place in range(2):
        canvas.box(x - 5, y + 10 + place * 16, 10, 10, "orange", fill=0.85, radius=2, stroke=0)
    canvas.line([(x, y + height - 18), (x, y + height - 3)], "ink", arrow=True)
    canvas.text(x - 24, y + height / 2, words, "faint", SMALL, anchor="end")
    canvas.text(x + 24, y + height / 2, "바이트", "orange", SMALL)


def chunks(canvas: Canvas, record: Record) -> str:
    """워커 셋이 같은 작업을 큰 청크와 작은 청크로 나누어 하는 시간표."""
    looks = {"작업": Look("작업", "blue"), "idle": Look("노는 시간", "grid", 0.35)}
    seen = {name: record.observations_of(name)[0] for name in ("four_by_four", "one_by_one")}
    longest = max(span.end for one in seen.values() for span in one.spans)
    told, y = [], 12.0
    for name, one in seen.items():
        lanes = {lane: [*spans] for lane, spans in lanes_of(one.spans).items()}
        last = {lane: max(span.end for span in spans) for lane, spans in lanes.items()}
        finish = max(last.values())
        for lane, end in last.items():
            lanes[lane].append(Span(lane=lane, start=end, end=finish, label="idle"))
        canvas.text(0, y, record.label(name))
        scale = scale_for(canvas, longest * 1.02, lanes)
        bottom = rows(canvas, scale, y + 22, dict(sorted(lanes.items())), looks, gap=8)
        idle = sum(finish - end for end in last.values())
        told.append(
            f"{record.label(name)}이면 {milliseconds(finish)}에 모두 끝나고, "
            f"먼저 끝난 워커들이 모두 {milliseconds(idle)} 동안 놉니다."
        )
        y = bottom + 22
    legend(canvas, y - 18, looks.values())
    return "워커 셋의 시간표입니다. 막대 하나가 작업 하나이고, 뒤의 작업일수록 깁니다. " + " ".join(
        told
    )
