"""기록을 그립니다. 글꼴, 색, 단위, 퍼짐, '낮을수록 좋음', 잰 자리가 모두 여기에 있습니다.

그림은 밝은 바탕과 어두운 바탕에 맞추어 한 번씩 그립니다.
"""

import importlib.resources
import io
import os
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from parabook import units
from parabook.measuring import RESULTS_FOLDER
from parabook.record import UNSTABLE, Record, describe_gain

FONT_VARIABLE = "PARABOOK_FONT"
WIDTH_INCHES = 4.8
_SYSTEM_FONTS = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
)


class FontError(RuntimeError):
    """한글을 그릴 글꼴을 찾지 못했거나, 찾은 글꼴에 없는 글자가 있는 경우."""


@dataclass(frozen=True, slots=True)
class Theme:
    """바탕에 맞춘 색. `series`는 색을 잘 가리지 못하는 사람도 가릴 수 있는 차례입니다."""

    name: str
    text: str
    faint: str
    grid: str
    series: tuple[str, ...]


LIGHT = Theme(
    "light",
    text="#22262d",
    faint="#5b6470",
    grid="#d5dae0",
    series=("#5b6470", "#0067a5", "#b34700", "#00745a", "#a3387f", "#7a6200"),
)
DARK = Theme(
    "dark",
    text="#e4e8ee",
    faint="#a5aeba",
    grid="#3b4350",
    series=("#a5aeba", "#5ab4f0", "#f59a56", "#3ecfa6", "#ef8fcb", "#e0c341"),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """다 그린 그림. 벡터 그림 둘과, 그림을 보지 못하는 사람을 위한 글입니다."""

    light: bytes
    dark: bytes
    description: str


collected: ContextVar[list[Chart] | None] = ContextVar("collected", default=None)
"""책을 짓는 동안 그림을 모으는 목록. 없으면 `draw`가 파일로 남깁니다."""


def draw(record: Record) -> None:
    """경쟁 방법마다 표본, 중앙값, 사분위 범위를 그립니다.

    책을 짓는 동안에는 그 쪽에 들어갈 그림을 내놓고,
    손으로 돌릴 때에는 `parabook-results` 폴더에 PNG로 남기고 그 자리를 알립니다.

    Raises:
        FontError: 한글을 그릴 수 없는 경우.
    """
    waiting = collected.get()
    if waiting is not None:
        waiting.append(render(record))
        return
    path = Path(RESULTS_FOLDER) / f"{record.experiment}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_paint(record, LIGHT, FigureCanvasAgg, "png"))
    print(f"그림: {path}")


def render(record: Record) -> Chart:
    """기록을 밝은 바탕과 어두운 바탕에 맞추어 그려 돌려줍니다.

    Raises:
        FontError: 한글을 그릴 수 없는 경우.
    """
    light, dark = (_paint(record, theme, FigureCanvasSVG, "svg") for theme in (LIGHT, DARK))
    return Chart(light, dark, describe(record))


def describe(record: Record) -> str:
    """그림이 보여 주는 것을 수와 함께 한 문단으로 적습니다."""
    parts = []
    for row in record.table():
        gain = "" if row["기준과의 비"] == "기준" else f", {row['기준과의 비']}"
        parts.append(f"{row['방법']} {row['시간']}{gain}")
    return f"{record.title}. " + ". ".join(parts) + "."


def _paint(
    record: Record,
    theme: Theme,
    canvas: Callable[[Figure], Any],
    file_format: str,
) -> bytes:
    height = 1.3 + 0.62 * len(record.contenders)
    with _style(theme), _every_glyph():
        figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
        canvas(figure)
        _plot(record, theme, figure.add_subplot())
        figure.supxlabel(
            f"큰 점은 중앙값, 굵은 선은 사분위 범위, 작은 점은 표본\n{_two_lines(record)}",
            fontsize=7, color=theme.faint, x=0.01, ha="left", linespacing=1.5,
        )  # fmt: skip
        target = io.BytesIO()
        vector = file_format == "svg"
        figure.savefig(
            target,
            format=file_format,
            transparent=vector,
            facecolor="none" if vector else "white",
            dpi=160,
            metadata={"Date": None} if vector else None,
        )
    return target.getvalue()


def _plot(record: Record, theme: Theme, axes: Axes) -> None:
    names = [contender.name for contender in record.contenders]
    slowest = max(record.time(name).median for name in names)
    size, unit = units.time_unit(slowest)
    for row, name in enumerate(names):
        color = theme.series[row % len(theme.series)]
        walls = [sample.wall / size for sample in record.samples_of(name)]
        time = record.time(name)
        # 표본이 겹쳐 보이지 않도록 차례대로 위아래로 조금씩 벌립니다.
        heights = [row + 0.08 * ((index % 5) - 2) for index in range(len(walls))]
        axes.plot(walls, heights, "o", color=color, alpha=0.35, markersize=3.5, mew=0)
        axes.plot([time.low / size, time.high / size], [row, row], color=color, lw=3)
        axes.plot(time.median / size, row, "o", color=color, markersize=9)
        for text, x, align, shade in (
            (_label(record, name), 0.0, "left", theme.text),
            (_remark(record, name, slowest), 1.0, "right", color),
        ):
            axes.annotate(
                text, (x, row - 0.36), xycoords=("axes fraction", "data"),
                ha=align, va="center", color=shade,
            )  # fmt: skip
    axes.set_yticks([])
    axes.set_ylim(len(names) - 0.6, -0.62)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"한 번 실행하는 시간({unit}), 왼쪽일수록 좋음")
    axes.grid(axis="x", color=theme.grid, lw=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _label(record: Record, name: str) -> str:
    return f"{record.label(name)} {UNSTABLE}" if record.doubts(name) else record.label(name)


def _two_lines(record: Record) -> str:
    """잰 자리는 길어서, 좁은 그림에서는 기계와 파이썬을 두 줄로 나눕니다."""
    parts = record.provenance.split(" · ")
    return " · ".join(parts[:2]) + "\n" + " · ".join(parts[2:])


def _remark(record: Record, name: str, slowest: float) -> str:
    time = units.duration(record.time(name).median, like=slowest)
    if name == record.baseline.name:
        return f"{time} · 기준"
    return f"{time} · {describe_gain(record.speedup(name), verbose=False)}"


@contextmanager
def _style(theme: Theme) -> Iterator[None]:
    # 열쇠의 형은 matplotlib의 판에 따라 글자이기도 하고 정해진 낱말의 모음이기도 합니다.
    settings: dict[Any, Any] = {
        "font.family": [_font_family()],
        "font.size": 9.5,
        "axes.unicode_minus": False,
        "axes.edgecolor": theme.faint,
        "axes.facecolor": "none",
        "axes.labelcolor": theme.faint,
        "axes.labelsize": 8.5,
        "text.color": theme.text,
        "text.parse_math": False,  # 이름표에 든 $는 수식이 아니라 글자입니다.
        "xtick.color": theme.faint,
        "ytick.color": theme.text,
        "xtick.labelsize": 8.5,
        "svg.fonttype": "path",
        "svg.hashsalt": "parabook",
    }
    with mpl.rc_context(settings):
        yield


_MISSING_GLYPH = "Glyph .* missing from"


@contextmanager
def _every_glyph() -> Iterator[None]:
    """글꼴에 없는 글자가 네모로 그려지면 오류로 바꿉니다."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=_MISSING_GLYPH, category=UserWarning)
        try:
            yield
        except UserWarning as warning:
            if not re.match(_MISSING_GLYPH, str(warning)):
                raise
            raise FontError(f"글꼴 {_font_family()}에 없는 글자가 있습니다: {warning}") from warning


@cache
def _font_family() -> str:
    """한글 글꼴을 파일로 찾아 등록하고 그 이름을 돌려줍니다.

    환경 변수 `PARABOOK_FONT`의 파일, 함께 설치되는 글꼴 패키지, 운영 체제의 글꼴 차례로 봅니다.

    Raises:
        FontError: 어디에도 없거나, 환경 변수에 적힌 파일이 없는 경우.
    """
    for path in _font_files():
        if path.is_file():
            font_manager.fontManager.addfont(path)
            return str(font_manager.FontProperties(fname=path).get_name())
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    for family in _SYSTEM_FONTS:
        if family in known:
            return family
    raise FontError(
        "한글을 그릴 글꼴이 없습니다. `python -m pip install pylopdf-fonts-ko`로 설치하거나, "
        f"환경 변수 {FONT_VARIABLE}에 글꼴 파일의 경로를 적으십시오."
    )


def _font_files() -> Iterator[Path]:
    if chosen := os.environ.get(FONT_VARIABLE):
        if not Path(chosen).is_file():
            raise FontError(f"환경 변수 {FONT_VARIABLE}에 적힌 글꼴 파일이 없습니다: {chosen}")
        yield Path(chosen)
    try:
        package = importlib.resources.files("pylopdf_fonts_ko")
    except ModuleNotFoundError:
        return
    yield from sorted(Path(str(package)).rglob("NotoSansKR-Regular.otf"))
