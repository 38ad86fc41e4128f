"""스레드의 그림: GIL을 잡은 때, 잃어버린 갱신, 락의 고리."""

from parabook.book.pictures.canvas import SMALL, Canvas
from parabook.book.pictures.timeline import Look, lanes_of, legend, milliseconds, rows, scale_for
from parabook.record.schema import Record

_GIL = {
    "파이썬 코드를 실행": Look("파이썬 코드를 실행", "blue"),
    "GIL 없이 기다림": Look("GIL 없이 기다림", "grid", 0.5),
    "깨어나서 GIL을 기다림": Look("깨어나서 GIL을 기다림", "orange"),
}
_TITLES = {"two_computing": "둘 다 계산", "computing_and_waiting": "하나는 계산, 하나는 기다림"}


def gil(canvas: Canvas, record: Record) -> str:
    """스레드 둘이 언제 파이썬 코드를 돌렸는지, 실제 실행을 그대로 그립니다."""
    seen = {name: record.observations_of(name)[0] for name in _TITLES}
    end = max(span.end for one in seen.values() for span in one.spans)
    y, told = 10.0, []
    for name, one in seen.items():
        lanes = lanes_of(one.spans)
        canvas.text(0, y, _TITLES[name])
        y = rows(canvas, scale_for(canvas, end, lanes), y + 22, lanes, _GIL) + 18
        runs = [span.end - span.start for span in one.spans if span.label == "파이썬 코드를 실행"]
        told.append(f"{len(runs)}번으로 나뉘고 가장 긴 것이 {milliseconds(max(runs))}")
    legend(canvas, y - 14, _GIL.values())
    overlaps = record.counts("two_computing", "overlaps")[0]
    kept = (
        "두 스레드가 함께 돈 때는 한 번도 없습니다"
        if overlaps == 0
        else f"두 스레드가 함께 돈 때가 {overlaps:.0f}번 있습니다"
    )
    return (
        f"시간표 둘입니다. 위에서는 스레드 둘이 쉬지 않고 계산합니다. {kept}. "
        f"계산은 {told[0]}입니다. "
        "아래에서는 하나가 계산하고 하나는 잠들었다 깨기를 되풀이합니다. "
        f"잠든 동안은 계산과 겹치지만, 깨어난 다음에는 GIL을 얻을 때까지 더 기다립니다. 계산은 {told[1]}입니다."
    )


def lost_update(canvas: Canvas) -> str:
    """두 스레드가 같은 값을 읽고 쓰는 사이에 끼어들어, 갱신 하나가 사라지는 순서."""
    left, middle, right = (110.0, 340.0, 570.0) if canvas.wide else (48.0, 170.0, 292.0)
    half = canvas.pick(86, 46)
    names = (
        ("스레드 1", left, "blue"),
        ("함께 쓰는 값", middle, "faint"),
        ("스레드 2", right, "orange"),
    )
    for words, x, color in names:
        canvas.line([(x, 40), (x, 290)], "grid")
        canvas.box(x - half, 1, half * 2, 38, color, words, fill=0.1, size=canvas.pick(15, SMALL))
    value = canvas.pick(26, 20)
    steps = (
        (76, left, "5를 읽음", True, "blue"),
        (136, right, "5를 읽음", True, "orange"),
        (196, left, "5 + 1을 씀", False, "blue"),
        (256, right, "5 + 1을 씀", False, "orange"),
    )
    for turn, (y, x, words, reading, color) in enumerate(steps, 1):
        inner = middle + (value + 3) * (-1 if x < middle else 1)
        ends = [(inner, y), (x, y)] if reading else [(x, y), (inner, y)]
        canvas.line(ends, color, arrow=True)
        canvas.text((x + inner) / 2, y - 13, words, color, SMALL, anchor="middle")
        outer = x + (-16 if x < middle else 16)
        canvas.disc(outer, y, 10)
        canvas.number(outer, y, turn, color)
    for y, number in ((76, "5"), (136, "5"), (196, "6"), (256, "6")):
        canvas.disc(middle, y, value)
        canvas.dot(middle, y, value - 2, "green" if number == "6" else "faint", fill=0.12)
        canvas.text(middle, y, number, anchor="middle")
    canvas.text(middle, 310, "두 번 더했는데 7이 아니라 6입니다", "pink", anchor="middle")
    return (
        "함께 쓰는 값은 5입니다. 첫째, 스레드 1이 5를 읽습니다. 둘째, 스레드 1이 쓰기 전에 스레드 2도 5를 읽습니다. "
        "셋째, 스레드 1이 6을 씁니다. 넷째, 스레드 2도 제가 읽은 5에 1을 더해 6을 씁니다. "
        "두 번 더했는데 값은 6입니다. 스레드 1의 갱신이 사라졌습니다."
    )


def lock_cycle(canvas: Canvas) -> str:
    """락 둘을 서로 다른 순서로 잡으면 생기는 고리와, 순서를 정하면 끊기는 모습."""
    _locks(canvas, 0, 0, "서로 다른 순서로 잡음", cycle=True)
    if canvas.wide:
        _locks(canvas, 352, 0, "모두 가를 먼저 잡음", cycle=False)
    else:
        _locks(canvas, 6, 318, "모두 가를 먼저 잡음", cycle=False)
    y = canvas.height + 22
    x = 4.0
    for words, dashed in (("잡고 있음", False), ("기다림", True)):
        canvas.line(
            [(x, y), (x + 34, y)], "orange" if dashed else "blue", arrow=True, dashed=dashed
        )
        canvas.text(x + 44, y, words, "faint", SMALL)
        x += 140
    return (
        "그림이 둘입니다. 첫째에서 스레드 1은 락 가를 잡고 락 나를 기다리며, 스레드 2는 락 나를 잡고 락 가를 기다립니다. "
        "잡은 것과 기다리는 것을 이으면 고리가 되므로 아무도 나아가지 못합니다. "
        "둘째에서는 둘 다 가를 먼저 잡습니다. 스레드 1이 가와 나를 모두 잡고, 스레드 2는 아무것도 잡지 않은 채 가를 기다립니다. "
        "고리가 없으므로 스레드 1이 놓으면 스레드 2가 나아갑니다."
    )


def _locks(canvas: Canvas, x: float, y: float, title: str, *, cycle: bool) -> None:
    wide = 328.0
    canvas.text(x + wide / 2, y + 12, title, anchor="middle")
    one, two = x + 62, x + wide - 62
    top, bottom = y + 66, y + 244
    middle = y + 155
    center = x + wide / 2
    canvas.box(center - 46, top - 24, 92, 48, "green", "락 가", fill=0.12)
    canvas.box(center - 46, bottom - 24, 92, 48, "green", "락 나", fill=0.12)
    for place, words in ((one, "스레드 1"), (two, "스레드 2")):
        canvas.box(place - 52, middle - 26, 104, 52, "faint", words, fill=0.08, radius=26)
    # 잡은 것은 락에서 스레드로, 기다리는 것은 스레드에서 락으로 잇습니다.
    canvas.line([(center - 46, top), (one, top), (one, middle - 28)], "blue", arrow=True)
    if cycle:
        canvas.line(
            [(one, middle + 26), (one, bottom), (center - 48, bottom)],
            "orange",
            arrow=True,
            dashed=True,
        )
        canvas.line([(center + 46, bottom), (two, bottom), (two, middle + 28)], "blue", arrow=True)
    else:
        canvas.line([(center - 46, bottom), (one, bottom), (one, middle + 28)], "blue", arrow=True)
    canvas.line(
        [(two, middle - 26), (two, top), (center + 48, top)], "orange", arrow=True, dashed=True
    )
    words, color = (
        ("고리: 영원히 기다림", "pink") if cycle else ("고리 없음: 언젠가 나아감", "green")
    )
    canvas.text(center, bottom + 44, words, color, anchor="middle")
