"""그림 한 장: 상자, 화살, 글을 놓고 SVG로 적습니다.

색은 차트의 것과 같습니다. 쪽에서는 스타일의 변수가, 변수를 모르는 곳에서는 적어 둔 밝은 색이 쓰입니다.
"""

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parabook.book.pictures.lettering import outline, width_of
from parabook.charts.theme import LIGHT, Theme

NAMES = ("ink", "faint", "grid", "blue", "orange", "green", "pink", "olive")
"""색의 이름들. 글, 흐린 글, 가는 금, 그리고 뜻을 가르는 다섯입니다."""

WIDE, TALL = 680.0, 340.0
"""넓은 꼴과 좁은 꼴의 폭(픽셀). 좁은 꼴은 전화기에서 줄이지 않고 보입니다."""
TEXT, SMALL = 15.0, 13.0
"""글의 크기(픽셀). 본문보다 조금 작습니다."""
RISE = 0.36
"""글의 가운데에서 밑줄까지, 크기에 대한 비율입니다."""

Point = tuple[float, float]


def colors(theme: Theme) -> dict[str, str]:
    """색의 이름에서 그 바탕의 색으로 갑니다."""
    return dict(zip(NAMES, (theme.text, theme.faint, theme.grid, *theme.series[1:6]), strict=True))


@dataclass(frozen=True, slots=True)
class Label:
    """놓은 글 하나와 그 자리. 겹치는지 볼 때 씁니다."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    def hits(self, other: "Label") -> bool:
        """두 글이 겹치는지 봅니다."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0 and down > 0


@dataclass
class Canvas:
    """그림 한 장. 왼쪽 위가 (0, 0)이고 높이는 놓은 것에 맞추어 늘어납니다.

    `outlined`이면 글을 윤곽으로 그립니다. 글꼴을 부를 수 없는 전자책의 그림 파일에 씁니다.
    """

    wide: bool
    outlined: bool = False
    height: float = 0.0
    labels: list[Label] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)

    @property
    def width(self) -> float:
        """폭(픽셀)입니다."""
        return WIDE if self.wide else TALL

    def pick(self, wide: float, tall: float) -> float:
        """넓은 꼴과 좁은 꼴에서 다른 수를 고릅니다."""
        return wide if self.wide else tall

    def text(
        self,
        x: float,
        y: float,
        words: str,
        color: str = "ink",
        size: float = TEXT,
        *,
        anchor: str = "start",
    ) -> float:
        """`y`를 가운데로 글 한 줄을 놓고 그 폭을 돌려줍니다.

        Args:
            x: 왼쪽 끝, 가운데, 오른쪽 끝 가운데 `anchor`가 말하는 자리.
            y: 글의 세로 가운데.
            words: 한 줄의 글.
            color: 색의 이름.
            size: 글의 크기(픽셀).
            anchor: `start`, `middle`, `end`.
        """
        wide = width_of(words, size)
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        base = y + size * RISE
        self.labels.append(Label(words, left, y - size / 2, left + wide, y + size / 2))
        self._grow(y + size * 0.75)
        if self.outlined:
            self._add("path", color, d=outline(words, size, left, base), fill="currentColor")
        else:
            inside = html.escape(words, quote=False)
            self._add(
                "text", color, inside, x=x, y=base, fill="currentColor",
                font_size=size, text_anchor=anchor if anchor != "start" else "",
            )  # fmt: skip
        return wide

    def lines(
        self,
        x: float,
        y: float,
        words: Iterable[str],
        color: str = "ink",
        size: float = TEXT,
        *,
        anchor: str = "start",
    ) -> None:
        """여러 줄을 `y`를 가운데로 놓습니다."""
        rows = list(words)
        step = size * 1.4
        for row, line in enumerate(rows):
            self.text(x, y + (row - (len(rows) - 1) / 2) * step, line, color, size, anchor=anchor)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str = "faint",
        *words: str,
        fill: float = 0.0,
        size: float = TEXT,
        radius: float = 8.0,
        dashed: bool = False,
        stroke: float = 1.5,
        ink: str = "ink",
    ) -> None:
        """둥근 상자를 놓고, 줄이 있으면 가운데에 적습니다. `fill`은 속을 채우는 짙기(0에서 1)입니다."""
        self._add(
            "rect", color, x=x, y=y, width=width, height=height, rx=radius,
            fill="currentColor" if fill else "none", fill_opacity=fill if 0 < fill < 1 else "",
            stroke="currentColor" if stroke else "", stroke_width=stroke or "",
            stroke_dasharray="5 4" if dashed else "",
        )  # fmt: skip
        self._grow(y + height + 1)
        self.lines(x + width / 2, y + height / 2, words, ink, size, anchor="middle")

    def dot(self, x: float, y: float, radius: float, color: str, *, fill: float = 1.0) -> None:
        """점을 놓습니다. `fill`이 0이면 테두리만 둡니다."""
        self._add(
            "circle", color, cx=x, cy=y, r=radius,
            fill="currentColor" if fill else "none", fill_opacity=fill if 0 < fill < 1 else "",
            stroke="currentColor", stroke_width=1.5,
        )  # fmt: skip
        self._grow(y + radius + 1)

    def line(
        self,
        points: Sequence[Point],
        color: str = "faint",
        *,
        arrow: bool = False,
        dashed: bool = False,
        stroke: float = 1.5,
        bend: float = 8.0,
    ) -> None:
        """점들을 이은 금을 긋습니다. 꺾이는 자리는 `bend`만큼 둥글고, `arrow`이면 끝에 화살촉을 답니다."""
        trail = list(points)
        if arrow:
            (ax, ay), (bx, by) = trail[-2:]
            angle = math.atan2(by - ay, bx - ax)
            trail[-1] = (bx - 5 * math.cos(angle), by - 5 * math.sin(angle))
            wings = [
                (bx - 9 * math.cos(angle + turn), by - 9 * math.sin(angle + turn))
                for turn in (0.42, -0.42)
            ]
            head = " ".join(f"{_n(px)} {_n(py)}" for px, py in [wings[0], (bx, by), wings[1]])
            self._add("path", color, d=f"M{head}z", fill="currentColor")
        self._add(
            "path", color, d=_rounded(trail, bend), fill="none", stroke="currentColor",
            stroke_width=stroke, stroke_dasharray="4 4" if dashed else "",
        )  # fmt: skip
        self._grow(max(y for _, y in points) + 1)

    def area(self, points: Sequence[Point], color: str, fill: float) -> None:
        """점들이 두른 자리를 옅게 칠합니다."""
        trail = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self._add("path", color, d=f"M{trail}z", fill="currentColor", fill_opacity=fill)

    def squares(self, corners: Sequence[Point], size: float, color: str, fill: float) -> None:
        """크기가 같은 네모들을 한꺼번에 놓습니다. 모서리는 왼쪽 위의 자리입니다."""
        if not corners:
            return
        side = f"h{_n(size)}v{_n(size)}h-{_n(size)}z"
        trail = "".join(f"M{_n(x)} {_n(y)}{side}" for x, y in corners)
        self._add(
            "path", color, d=trail, fill="currentColor", fill_opacity=fill,
            stroke="currentColor", stroke_width=1, stroke_linejoin="round",
        )  # fmt: skip
        self._grow(max(y for _, y in corners) + size + 1)

    def disc(self, x: float, y: float, radius: float) -> None:
        """바탕의 색으로 채운 동그라미입니다. 뒤의 금을 가립니다."""
        self._parts.append(
            f'<circle class="p-paper" color="#fff" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" '
            'fill="currentColor"/>'
        )

    def number(self, x: float, y: float, value: int, color: str = "ink") -> None:
        """순서를 알리는 동그라미 숫자입니다."""
        self.dot(x, y, 10, color, fill=0)
        self.text(x, y, str(value), color, SMALL, anchor="middle")

    def svg(self, attributes: str = "", inside: str = "") -> str:
        """다 그린 SVG를 돌려줍니다.

        Args:
            attributes: `svg` 요소에 더할 속성의 글.
            inside: 맨 앞에 넣을 글(`desc` 같은 것).
        """
        size = f"0 0 {_n(self.width)} {_n(math.ceil(self.height))}"
        space = ' xmlns="http://www.w3.org/2000/svg"' if self.outlined else ""
        gap = " " if attributes else ""
        return f'<svg{space} viewBox="{size}"{gap}{attributes}>{inside}{"".join(self._parts)}</svg>'

    def _grow(self, bottom: float) -> None:
        self.height = max(self.height, bottom)

    def _add(self, tag: str, color: str, inside: str = "", **attributes: object) -> None:
        plain = f'color="{colors(LIGHT)[color]}"'
        written = " ".join(
            f'{name.replace("_", "-")}="{_n(value) if isinstance(value, float | int) else value}"'
            for name, value in attributes.items()
            if value != ""
        )
        end = f">{inside}</{tag}>" if inside else "/>"
        self._parts.append(f'<{tag} class="p-{color}" {plain} {written}{end}')


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _rounded(points: Sequence[Point], radius: float) -> str:
    """꺾이는 자리를 둥글린 자취입니다."""
    trail = f"M{_n(points[0][0])} {_n(points[0][1])}"
    if not radius:
        return trail + "".join(f"L{_n(x)} {_n(y)}" for x, y in points[1:])
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _toward(here, before, radius), _toward(here, after, radius)
        trail += f"L{_n(enter[0])} {_n(enter[1])}"
        trail += f"Q{_n(here[0])} {_n(here[1])} {_n(leave[0])} {_n(leave[1])}"
    return trail + f"L{_n(points[-1][0])} {_n(points[-1][1])}"


def _toward(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end)
    part = min(distance, length / 2) / length if length else 0.0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
