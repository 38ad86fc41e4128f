"""자식 프로세스의 그림: 시작 방식마다 물려받는 것, 나누어 쓰던 페이지가 갈라지는 모습."""

import re

from parabook.book.pictures.canvas import SMALL, Canvas, Point
from parabook.record.schema import Record

_METHODS = {
    "fork": ("부모의 메모리를", "나누어 씁니다"),
    "forkserver": ("미리 띄운 서버를", "포크합니다"),
    "spawn": ("인터프리터를", "새로 시작합니다"),
}
_COLORS = {"fork": "orange", "forkserver": "blue", "spawn": "green"}
_FACTS = {
    "value": "고친 전역 변수",
    "module": "나중에 부른 모듈",
    "file": "열어 둔 파일",
    "lock": "남이 잡은 락",
}


def start_methods(canvas: Canvas, record: Record) -> str:
    """시작 방식 셋에서, 부모가 하던 것 가운데 무엇이 자식에게 있는지."""
    has = {
        method: {fact: bool(max(record.counts(method, fact), default=0)) for fact in _FACTS}
        for method in _METHODS
        if record.counts(method, "value")
    }
    if canvas.wide:
        _family_wide(canvas, has)
    else:
        _family_tall(canvas, has)
    told = []
    for method, facts in has.items():
        there = [_FACTS[fact] for fact, yes in facts.items() if yes]
        gone = [_FACTS[fact] for fact, yes in facts.items() if not yes]
        words = f"{method}의 자식에게는 "
        words += f"{', '.join(there)}이 있고 " if there else ""
        words += f"{', '.join(gone)}이 없습니다." if gone else "없는 것이 없습니다."
        told.append(words.replace("있고 없는 것이 없습니다", "모두 있습니다"))
    return (
        "부모는 전역 변수를 고치고, 모듈을 더 불러오고, 파일을 열었으며, 부모의 다른 스레드가 락을 잡고 있습니다. "
        + " ".join(told)
        + " 스레드는 어느 방식에서나 자식에게 하나뿐입니다."
    )


def _family_wide(canvas: Canvas, has: dict[str, dict[str, bool]]) -> None:
    columns = dict(zip(_METHODS, (236.0, 416.0, 596.0), strict=True))
    canvas.box(154, 1, 524, 42, "faint", "부모 프로세스", fill=0.08)
    for method, x in columns.items():
        if method == "forkserver":
            canvas.line([(x, 43), (x, 62)], "ink", arrow=True)
            canvas.box(x - 52, 64, 104, 28, "faint", "포크 서버", fill=0.08, size=SMALL)
            canvas.line([(x, 92), (x, 112)], "ink", arrow=True)
        else:
            canvas.line([(x, 43), (x, 112)], "ink", arrow=True)
        canvas.box(x - 82, 114, 164, 88, _COLORS[method], fill=0.1)
        canvas.text(x, 136, method, _COLORS[method], anchor="middle")
        canvas.lines(x, 172, _METHODS[method], "faint", SMALL, anchor="middle")
    _table(canvas, 212, has, columns)


def _family_tall(canvas: Canvas, has: dict[str, dict[str, bool]]) -> None:
    columns = {"fork": 153.0, "forkserver": 228.0, "spawn": 303.0}
    canvas.box(118, 1, 220, 40, "faint", "부모 프로세스", fill=0.08)
    for method, x in columns.items():
        canvas.line([(x, 41), (x, 62)], "ink", arrow=True)
        canvas.box(x - 36, 64, 72, 34, _COLORS[method], fill=0.1)
        canvas.text(x, 81, method, _COLORS[method], 12.5, anchor="middle")
    _table(canvas, 112, has, columns)
    y = canvas.height + 18
    for method, words in _METHODS.items():
        canvas.text(0, y, f"{method}: {' '.join(words)}", "faint", SMALL)
        y += 20


def _table(
    canvas: Canvas, top: float, has: dict[str, dict[str, bool]], columns: dict[str, float]
) -> None:
    y = top + 16
    for fact, words in _FACTS.items():
        canvas.text(0, y, words, "ink", SMALL if not canvas.wide else 14)
        for method, x in columns.items():
            if method not in has:
                canvas.text(x, y, "모름", "faint", SMALL, anchor="middle")
                continue
            yes = has[method][fact]
            color = "orange" if yes and fact == "lock" else "green" if yes else "faint"
            canvas.dot(x - 24 if canvas.wide else x - 16, y, 6, color, fill=float(yes))
            words_there = {True: "잠김" if fact == "lock" else "있음", False: "없음"}[yes]
            canvas.text(x - 12 if canvas.wide else x - 5, y, words_there, color, SMALL)
        canvas.line([(0, y + 16), (canvas.width, y + 16)], "grid", stroke=1)
        y += 32


_ROW = re.compile("[■□]+")
_TITLES = ("포크한 직후", "몇을 읽은 뒤", "모두 읽은 뒤")


def pages(canvas: Canvas, record: Record) -> str:
    """포크한 자식의 페이지가, 읽은 자리마다 하나씩 갈라지는 모습."""
    found = _ROW.findall(record.observations_of("forked_child")[0].output)
    if not found:
        canvas.box(
            1,
            1,
            canvas.width - 2,
            60,
            "faint",
            "이 기계에서는 페이지를 볼 수 없습니다.",
            dashed=True,
        )
        return "이 책을 빌드한 기계의 운영체제는 페이지가 갈라졌는지 알려 주지 않아, 그림이 비어 있습니다."
    each = len(found) // len(_TITLES)
    states = ["".join(found[turn * each : (turn + 1) * each]) for turn in range(len(_TITLES))]
    across, size, gap = (12, 13.0, 3.0) if canvas.wide else (16, 18.0, 3.4)
    block = across * (size + gap)
    for turn, (title, state) in enumerate(zip(_TITLES, states, strict=True)):
        left = turn * (block + 46) if canvas.wide else 0.0
        top = 0.0 if canvas.wide else turn * 182.0
        _grid(canvas, (left, top), title, state, (across, size, gap))
    y = canvas.height + 18
    x = 0.0
    for words, color, fill in (
        ("부모와 나누어 쓰는 페이지", "blue", 0.18),
        ("복사되어 자식만 쓰는 페이지", "orange", 0.9),
    ):
        canvas.box(x, y - 6, 13, 13, color, fill=fill, radius=3, stroke=1)
        canvas.text(x + 21, y, words, "faint", SMALL)
        x, y = (x + 210, y) if canvas.wide else (x, y + 22)
    told = [
        f"{title} {len(state)}페이지 가운데 {state.count('■')}페이지"
        for title, state in zip(_TITLES, states, strict=True)
    ]
    return (
        "네모 하나가 메모리의 페이지 하나입니다. 포크한 자식이 혼자 쓰는 페이지는 "
        + ", ".join(told)
        + "입니다. 자식은 객체를 변수에 담기만 했는데, 참조 횟수를 고치느라 그 페이지만 복사되었습니다."
    )


def _grid(
    canvas: Canvas, corner: Point, title: str, state: str, shape: tuple[int, float, float]
) -> None:
    (left, top), (across, size, gap) = corner, shape
    canvas.text(left, top + 10, title)
    mine = state.count("■")
    right = left + across * (size + gap) - gap
    canvas.text(
        right, top + 10, f"{mine}/{len(state)}", "orange" if mine else "faint", SMALL, anchor="end"
    )
    for kind, color, fill in (("□", "blue", 0.18), ("■", "orange", 0.9)):
        corners = [
            (left + place % across * (size + gap), top + 28 + place // across * (size + gap))
            for place, mark in enumerate(state)
            if mark == kind
        ]
        canvas.squares(corners, size, color, fill)


def forked_lock(canvas: Canvas) -> str:
    """다른 스레드가 잡은 락을 물려받은 자식. 락은 복사되고, 놓아 줄 스레드는 복사되지 않습니다."""
    wide = canvas.wide
    _memory(canvas, 1, 1, "부모 프로세스", gone=False)
    if wide:
        canvas.line([(282, 96), (394, 96)], "ink", arrow=True)
        canvas.text(338, 76, "fork", "ink", anchor="middle")
        canvas.lines(338, 124, ("메모리와", "부른 스레드만"), "faint", SMALL, anchor="middle")
        _memory(canvas, 399, 1, "자식 프로세스", gone=True)
    else:
        canvas.line([(150, 194), (150, 246)], "ink", arrow=True)
        canvas.text(166, 212, "fork", "ink")
        canvas.text(166, 234, "메모리와 부른 스레드만", "faint", SMALL)
        _memory(canvas, 1, 251, "자식 프로세스", gone=True)
    y = canvas.height + 24
    canvas.text(
        canvas.width / 2, y, "자식의 락은 놓아 줄 스레드가 없습니다", "pink", anchor="middle"
    )
    return (
        "부모 프로세스에서 스레드 2가 락을 잡고 있을 때 스레드 1이 fork를 부릅니다. "
        "자식에게는 부모의 메모리가 그대로 있으므로 락도 잠긴 채로 있습니다. "
        "그러나 스레드는 fork를 부른 스레드 1만 복사됩니다. 락을 잡은 스레드 2는 자식에게 없으므로, 자식의 락을 놓아 줄 스레드가 없습니다."
    )


def _memory(canvas: Canvas, x: float, y: float, title: str, *, gone: bool) -> None:
    wide = canvas.pick(280, 338)
    right = x + wide - 130
    canvas.box(x, y, wide, 190, "faint", dashed=True, radius=12)
    canvas.text(x + 16, y + 22, title, "faint", SMALL)
    canvas.box(x + 18, y + 44, wide - 36, 48, "orange", "락: 잠김", fill=0.14)
    canvas.box(x + 18, y + 124, 112, 48, "blue", "스레드 1", fill=0.12, radius=24)
    if gone:
        words = ("스레드 2", "없음")
        canvas.box(
            right, y + 124, 112, 48, "grid", *words, radius=24, dashed=True, ink="faint", size=SMALL
        )
        canvas.line([(x + 74, y + 122), (x + 74, y + 94)], "orange", arrow=True, dashed=True)
        canvas.text(x + 84, y + 108, "영원히 기다림", "orange", SMALL)
    else:
        canvas.box(right, y + 124, 112, 48, "orange", "스레드 2", fill=0.14, radius=24)
        canvas.line([(right + 56, y + 94), (right + 56, y + 122)], "blue", arrow=True)
        canvas.text(right + 46, y + 108, "잡고 있음", "blue", SMALL, anchor="end")


def join_deadlock(canvas: Canvas) -> str:
    """부모는 자식이 끝나기를, 자식은 부모가 읽기를 기다리는 고리."""
    left, right = (1.0, 481.0) if canvas.wide else (1.0, 1.0)
    below = 0.0 if canvas.wide else 220.0
    wide = canvas.pick(198, 338)
    for x, y, title, words in (
        (left, 1.0, "부모 프로세스", ("join()에서", "자식을 기다림")),
        (right, 1 + below, "자식 프로세스", ("큐에 넣은 것을", "다 보내야 끝남")),
    ):
        canvas.box(x, y, wide, 118, "faint", dashed=True, radius=12)
        canvas.text(x + 16, y + 22, title, "faint", SMALL)
        canvas.box(x + 18, y + 42, wide - 36, 60, "blue", *words, fill=0.12)
    if canvas.wide:
        _full_pipe(canvas, 200, 68, 280)
        canvas.line([(199, 30), (478, 30)], "orange", arrow=True, dashed=True)
        canvas.text(340, 16, "끝나기를 기다림", "orange", SMALL, anchor="middle")
        canvas.line([(481, 112), (202, 112)], "orange", arrow=True, dashed=True)
        canvas.text(340, 128, "읽기를 기다림", "orange", SMALL, anchor="middle")
    else:
        _full_pipe(canvas, 62, 170, 216)
        canvas.line([(30, 119), (30, 218)], "orange", arrow=True, dashed=True)
        canvas.text(40, 134, "끝나기를 기다림", "orange", SMALL)
        canvas.line([(310, 221), (310, 122)], "orange", arrow=True, dashed=True)
        canvas.text(300, 206, "읽기를 기다림", "orange", SMALL, anchor="end")
    y = canvas.height + 24
    canvas.text(canvas.width / 2, y, "get()을 먼저 하면 고리가 끊깁니다", "green", anchor="middle")
    return (
        "부모는 join에서 자식이 끝나기를 기다립니다. 자식은 큐에 넣은 것을 다 보내야 끝나는데, 파이프가 가득 차서 더 보내지 못하고 부모가 읽기를 기다립니다. "
        "서로 기다리므로 둘 다 나아가지 못합니다. 부모가 join보다 get을 먼저 하면 파이프가 비고, 자식이 끝납니다."
    )


def _full_pipe(canvas: Canvas, x: float, y: float, width: float) -> None:
    for edge in (y - 14, y + 14):
        canvas.line([(x, edge), (x + width, edge)], "faint")
    count = int((width - 8) // 16)
    corners = [(x + 6 + place * 16.0, y - 6) for place in range(count)]
    canvas.squares(corners, 11, "orange", 0.85)
    canvas.text(
        x + width / 2,
        y + 27 if canvas.wide else y - 28,
        "꽉 찬 파이프",
        "faint",
        SMALL,
        anchor="middle",
    )
