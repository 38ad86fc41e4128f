"""시간표: 기록의 토막들을 줄마다 놓고, 축과 읽는 법을 붙입니다."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parabook.book.pictures.canvas import SMALL, Canvas
from parabook.book.pictures.lettering import width_of
from parabook.wire.samples import Span

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Look:
    """토막의 모양: 색과 속을 채우는 짙기. 읽는 법에는 `name`으로 나옵니다."""

    name: str
    color: str
    fill: float = 1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """때에서 가로의 자리로 갑니다."""

    left: float
    right: float
    seconds: float

    def at(self, moment: float) -> float:
        """때(초)의 자리입니다."""
        return self.left + (self.right - self.left) * min(moment, self.seconds) / self.seconds


def scale_for(canvas: Canvas, seconds: float, names: Iterable[str] = ()) -> Scale:
    """줄의 이름이 왼쪽에 들어갈 만큼 비운 축입니다."""
    room = max((width_of(name, SMALL) for name in names), default=0.0)
    return Scale(room + 12 if room else 4.0, canvas.width - 8, seconds)


def ticks(canvas: Canvas, scale: Scale, top: float, bottom: float) -> None:
    """ms의 눈금을 위에서 아래로 긋고, 아래에 적습니다."""
    most = canvas.pick(8, 4)
    step = next(one for one in _STEPS if scale.seconds * 1000 / one <= most)
    marks = range(0, int(scale.seconds * 1000) + 1, step)
    for mark in marks:
        x = scale.at(mark / 1000)
        canvas.line([(x, top), (x, bottom)], "grid", stroke=1)
        last = mark == marks[-1]
        words = f"{mark:,} ms" if last else f"{mark:,}"
        if last and x + width_of(words, SMALL) / 2 > canvas.width:
            canvas.text(canvas.width, bottom + 14, words, "faint", SMALL, anchor="end")
        else:
            canvas.text(x, bottom + 14, words, "faint", SMALL, anchor="middle")


def rows(
    canvas: Canvas,
    scale: Scale,
    top: float,
    lanes: Mapping[str, Sequence[Span]],
    looks: Mapping[str, Look],
    *,
    height: float = 22.0,
    gap: float = 10.0,
) -> float:
    """줄마다 토막을 놓고, 맨 아래의 자리를 돌려줍니다. 눈금은 토막의 뒤에 먼저 긋습니다."""
    bottom = top + len(lanes) * (height + gap) - gap + 6
    ticks(canvas, scale, top - 6, bottom)
    y = top
    for name, spans in lanes.items():
        canvas.text(scale.left - 12, y + height / 2, name, "ink", SMALL, anchor="end")
        canvas.line([(scale.left, y + height / 2), (scale.right, y + height / 2)], "grid", stroke=1)
        for span in spans:
            look = looks[span.label]
            start, end = scale.at(span.start), scale.at(span.end)
            if end > start:
                canvas.box(
                    start, y, max(end - start, 1.5), height, look.color,
                    fill=look.fill, radius=min(3.0, (end - start) / 2), stroke=1,
                )  # fmt: skip
        y += height + gap
    return bottom + 24


def legend(canvas: Canvas, top: float, looks: Iterable[Look], left: float = 4.0) -> float:
    """읽는 법: 색과 뜻을 늘어놓습니다. 폭이 모자라면 다음 줄로 갑니다. 맨 아래의 자리를 돌려줍니다."""
    x, y = left, top + 10
    for look in looks:
        wide = 22 + width_of(look.name, SMALL)
        if x > left and x + wide > canvas.width:
            x, y = left, y + 22
        canvas.box(x, y - 7, 14, 14, look.color, fill=look.fill, radius=3, stroke=1)
        canvas.text(x + 22, y, look.name, "faint", SMALL)
        x += wide + 20
    return y + 12


def lanes_of(spans: Iterable[Span]) -> dict[str, list[Span]]:
    """토막들을 줄의 이름마다 모읍니다. 순서는 나온 순서입니다."""
    found: dict[str, list[Span]] = {}
    for span in spans:
        found.setdefault(span.lane, []).append(span)
    return found


_PRECISE_MS = 10.0


def milliseconds(seconds: float) -> str:
    """글에 적을 시간(ms)입니다. 10보다 짧으면 소수점 아래 한 자리까지 적습니다."""
    value = seconds * 1000
    return f"{value:.1f} ms" if value < _PRECISE_MS else f"{value:.0f} ms"
