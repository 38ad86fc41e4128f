"""처음 배우는 사람의 그림: 계산과 기다림, 동시성과 병렬성, 프로세스와 스레드와 코루틴."""

from parabook.book.pictures.canvas import SMALL, Canvas

_PROGRAMS = (
    ("CPU 바운드", "계산이 시간을 씁니다", ((0.0, 1.0),), "코어를 더 쓰면 빨라집니다"),
    (
        "I/O 바운드",
        "기다림이 시간을 씁니다",
        ((0.0, 0.04), (0.32, 0.36), (0.64, 0.68), (0.96, 1.0)),
        "기다림을 겹치면 빨라집니다",
    ),
    (
        "섞인 프로그램",
        "번갈아 씁니다",
        ((0.0, 0.2), (0.4, 0.6), (0.8, 1.0)),
        "둘을 따로 고칩니다",
    ),
)


def cpu_or_io(canvas: Canvas) -> str:
    """같은 시간이 걸리는 프로그램 셋이, 그 시간에 하는 일."""
    left, length = (150.0, 330.0) if canvas.wide else (1.0, 338.0)
    y = 4.0
    for name, what, busy, cure in _PROGRAMS:
        if canvas.wide:
            canvas.text(0, y + 12, name)
            canvas.text(0, y + 32, what, "faint", SMALL)
            canvas.text(left + length + 20, y + 22, cure, "faint", SMALL)
            top = y
        else:
            used = canvas.text(0, y + 8, name)
            canvas.text(used + 12, y + 8, what, "faint", SMALL)
            canvas.text(0, y + 76, cure, "faint", SMALL)
            top = y + 22
        canvas.box(left, top, length, 42, "faint", dashed=True, radius=4)
        for start, end in busy:
            canvas.box(
                left + start * length, top, (end - start) * length, 42, "orange",
                fill=0.85, radius=4, stroke=0,
            )  # fmt: skip
        y += canvas.pick(62, 104)
    x = left
    for words, color, dashed in (("CPU를 씀", "orange", False), ("기다림", "faint", True)):
        canvas.box(
            x, y, 22, 14, color, fill=0.0 if dashed else 0.85, radius=3,
            dashed=dashed, stroke=1.5 if dashed else 0,
        )  # fmt: skip
        canvas.text(x + 30, y + 7, words, "faint", SMALL)
        x += 120
    return (
        "같은 시간이 걸리는 프로그램 셋입니다. CPU 바운드는 처음부터 끝까지 CPU를 씁니다. "
        "I/O 바운드는 잠깐씩만 CPU를 쓰고 나머지는 기다립니다. 섞인 프로그램은 계산과 기다림을 번갈아 합니다. "
        "첫째는 코어를 더 써야, 둘째는 기다림을 겹쳐야 빨라지고, 셋째는 둘을 따로 고칩니다."
    )


def concurrency_and_parallelism(canvas: Canvas) -> str:
    """같은 일 둘을, 코어 하나에서 번갈아 하는 것과 코어 둘에서 함께 하는 것."""
    left, length = (90.0, 560.0) if canvas.wide else (58.0, 280.0)
    turns, y = 6, 4.0
    for title, lanes in (
        ("동시성: 코어 하나가 번갈아 합니다", ((0, 1, 0, 1, 0, 1),)),
        ("병렬성: 코어 둘이 같은 순간에 합니다", ((0, 0, 0), (1, 1, 1))),
    ):
        canvas.text(0, y + 8, title)
        y += 26
        for core, lane in enumerate(lanes, 1):
            canvas.text(0, y + 18, f"코어 {core}", "faint", SMALL)
            step = length / turns
            if len(lane) < turns:
                canvas.line([(left + len(lane) * step, y + 18), (left + length, y + 18)], "grid")
            for turn, work in enumerate(lane):
                canvas.box(
                    left + turn * step + 1, y, step - 2, 36, ("blue", "orange")[work],
                    "가나"[work], fill=0.2, radius=4,
                )  # fmt: skip
            y += 46
        y += 14
    canvas.line([(left, y), (left + length, y)], "ink", arrow=True)
    canvas.text(left + length, y + 16, "시간", "faint", SMALL, anchor="end")
    return (
        "일 가와 일 나를 합니다. 위에서는 코어 하나가 가와 나를 조금씩 번갈아 합니다. "
        "둘 다 나아가지만 모두 끝나는 때는 하나씩 한 것과 같습니다. 이것이 동시성입니다. "
        "아래에서는 코어 1이 가를, 코어 2가 나를 같은 순간에 하여 절반의 시간에 끝납니다. 이것이 병렬성입니다."
    )


_PANEL = 208.0


def process_thread_coroutine(canvas: Canvas) -> str:
    """프로세스, 스레드, 코루틴이 저마다 가진 것과 함께 쓰는 것."""
    for turn, (title, paint, words) in enumerate(
        (
            ("프로세스를 둘", _two_processes, "메모리도 GIL도 따로"),
            ("스레드를 둘", _two_threads, "메모리와 GIL을 함께"),
            ("코루틴을 셋", _coroutines, "스레드 하나를 함께"),
        )
    ):
        x = turn * (_PANEL + 28) if canvas.wide else (canvas.width - _PANEL) / 2
        y = 0.0 if canvas.wide else turn * 288.0
        canvas.text(x + _PANEL / 2, y + 12, title, anchor="middle")
        paint(canvas, x, y + 30)
        canvas.text(x + _PANEL / 2, y + 252, words, "faint", SMALL, anchor="middle")
    return (
        "그림이 셋입니다. 첫째는 프로세스 둘입니다. 저마다 메모리와 GIL과 스레드가 하나씩 있습니다. "
        "둘째는 한 프로세스 안의 스레드 둘입니다. 메모리 하나와 GIL 하나를 함께 씁니다. "
        "셋째는 한 스레드 안의 코루틴 셋입니다. 스레드 하나를 번갈아 쓰므로 메모리와 GIL도 하나입니다."
    )


def _process(canvas: Canvas, x: float, y: float, width: float, name: str) -> None:
    canvas.box(x, y, width, 200, "faint", dashed=True, radius=10)
    canvas.text(x + width / 2, y + 16, name, "faint", SMALL, anchor="middle")
    canvas.box(x + 8, y + 32, width - 16, 32, "green", "메모리", fill=0.12, size=SMALL)
    canvas.box(x + 8, y + 72, width - 16, 32, "orange", "GIL", fill=0.12, size=SMALL)


def _two_processes(canvas: Canvas, x: float, y: float) -> None:
    for turn in range(2):
        left = x + turn * 106
        _process(canvas, left, y, 102, f"프로세스 {turn + 1}")
        canvas.box(left + 8, y + 112, 86, 80, "blue", "스레드", fill=0.12, size=SMALL)


def _two_threads(canvas: Canvas, x: float, y: float) -> None:
    _process(canvas, x, y, _PANEL, "프로세스")
    for turn in range(2):
        left = x + 8 + turn * 98
        canvas.box(left, y + 112, 94, 80, "blue", f"스레드 {turn + 1}", fill=0.12, size=SMALL)


def _coroutines(canvas: Canvas, x: float, y: float) -> None:
    _process(canvas, x, y, _PANEL, "프로세스")
    canvas.box(x + 8, y + 112, _PANEL - 16, 80, "blue", fill=0.12)
    canvas.text(x + _PANEL / 2, y + 128, "스레드", size=SMALL, anchor="middle")
    for turn in range(3):
        canvas.box(x + 16 + turn * 60, y + 144, 56, 38, "pink", "코루틴", fill=0.12, size=SMALL)
