"""기록을 그립니다. 글꼴, 색, 단위, 퍼짐, '낮을수록 좋음', 잰 자리가 모두 여기에 있습니다.

그림은 밝은 바탕과 어두운 바탕에 맞추어 한 번씩 그립니다.
"""

import html
import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from parabook.charts import shapes
from parabook.charts.axes import add_reference, columns_of, folded
from parabook.charts.korean_font import FontError, font_family
from parabook.charts.map import map_in_words
from parabook.charts.theme import DARK, LIGHT, ChartError, Theme
from parabook.experiment.results import RESULTS_FOLDER
from parabook.record.schema import Record

__all__ = ["ChartError", "FontError", "Reference", "draw", "render"]

WIDTH_INCHES = 4.4
NOTE_COLUMNS = 78
"""읽는 법 한 줄의 폭. 로마자의 폭으로 셉니다."""
_DESCRIPTION = re.compile(r"<(dc:description|desc)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chart:
    """다 그린 그림. 벡터 그림 둘과, 그림을 보지 못하는 사람을 위한 글입니다.

    `is_table`이면 기록의 표와 같은 것을 보이는 그림입니다. 목차의 작은 그림으로만 씁니다.
    """

    light: bytes
    dark: bytes
    description: str
    is_table: bool = False


collected: ContextVar[list[Chart] | None] = ContextVar("collected", default=None)
"""책을 빌드하는 동안 그림을 모으는 목록. 없으면 `draw`가 파일로 남깁니다."""


@dataclass(frozen=True, slots=True)
class Reference:
    """재지 않고 예측한 선. 리틀의 법칙 같은 하한이나 메모리 복사의 속도를 그림에 함께 보입니다.

    `points`는 (값, 시간(초))의 목록이고, 순서대로 잇습니다.
    """

    points: tuple[tuple[float, float], ...]
    label: str


@dataclass(frozen=True, slots=True)
class View:
    """기록에서 무엇을 그릴지. `show`는 `time`, `memory`, `cpu`, `spans`, `trace`, 사실의 이름 가운데 하나입니다."""

    show: str = "time"
    contender: str = ""
    reference: Reference | None = None


def draw(
    record: Record,
    *,
    show: str = "time",
    contender: str = "",
    reference: Reference | None = None,
) -> None:
    """기록을 그립니다. 무엇을 잰 기록인지에 따라 그림의 꼴이 정해집니다.

    책을 빌드하는 동안에는 그 페이지에 들어갈 그림을 내놓고,
    손으로 돌릴 때에는 `parabook-results` 폴더에 PNG로 남기고 그 자리를 알립니다.

    Args:
        record: 그릴 기록.
        show: `time`이 기본이고, `memory`나 `cpu`를 그릴 수 있습니다.
            지켜본 기록에서는 사실의 이름이나 `spans`(시간표), `trace`(추이)입니다. 없으면 첫 사실입니다.
        contender: 시간표로 그릴 방법의 이름. 없으면 모두 그립니다.
        reference: 함께 그릴, 예측한 선.

    Raises:
        FontError: 한글을 그릴 수 없는 경우.
        ChartError: 기록에 그릴 것이 없는 경우.
    """
    view = View(show, contender, reference)
    waiting = collected.get()
    if waiting is not None:
        waiting.append(render(record, view))
        return
    suffix = ("" if show == "time" else f"-{show}") + (f"-{contender}" if contender else "")
    path = Path(RESULTS_FOLDER) / f"{record.experiment}{suffix}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_paint(record, view, LIGHT, _as_pixels, signed=True))
    print(f"그림: {path}")


def render(record: Record, view: View | None = None) -> Chart:
    """기록을 밝은 바탕과 어두운 바탕에 맞추어 그려 돌려줍니다.

    Raises:
        FontError: 한글을 그릴 수 없는 경우.
        ChartError: 기록에 그릴 것이 없는 경우.
    """
    chosen = view or View()
    light = _paint(record, chosen, LIGHT, _as_vector)
    table = shapes.plot_for(record, chosen.show).is_table
    return Chart(light, _recolored(light), describe(record, chosen.show), table)


def _recolored(light: bytes) -> bytes:
    """밝은 바탕의 벡터 그림을 어두운 바탕의 색으로 바꿉니다. 꼴은 같으므로 다시 그리지 않습니다."""
    colors = {
        old.encode(): new.encode() for old, new in zip(LIGHT.colors, DARK.colors, strict=True)
    }
    return re.sub(rb"#[0-9a-f]{6}\b", lambda found: colors.get(found[0], found[0]), light)


def describe(record: Record, show: str = "time") -> str:
    """그림이 보여 주는 것을 수와 함께 한 문단으로 적습니다."""
    if show == "map":
        parts = map_in_words(record)
    else:
        parts = [record.sentence(contender) for contender in record.contenders]
    return f"{record.title}. " + ". ".join(parts) + "."


def description_in(picture: str) -> str:
    """그려 둔 벡터 그림에서, 그림이 보여 주는 것을 적은 글을 꺼냅니다."""
    found = _DESCRIPTION.search(picture)
    return html.unescape(found.group(2)) if found else ""


def _paint(
    record: Record,
    view: View,
    theme: Theme,
    write: Callable[[Figure, str], bytes],
    *,
    signed: bool = False,
) -> bytes:
    """그림 하나를 그립니다. `signed`이면 잰 자리를 함께 적습니다. 책에서는 페이지마다 한 번만 적습니다."""
    plot = shapes.plot_for(record, view.show)
    with _style(theme), _every_glyph():
        figure = Figure(
            figsize=(WIDTH_INCHES, plot.height(record, view.contender)), layout="constrained"
        )
        axes = figure.add_subplot()
        legend = plot.paint(record, theme, axes, view.show, view.contender)
        if view.reference is not None:
            add_reference(axes, theme, view.reference.points, view.reference.label)
        notes = [*_wrapped(legend), *(_two_lines(record) if signed else [])]
        figure.supxlabel(
            "\n".join(notes), fontsize=8, color=theme.faint, x=0.01, ha="left", linespacing=1.5
        )
        return write(figure, describe(record, view.show))


def _as_vector(figure: Figure, words: str) -> bytes:
    """바탕이 비치는 SVG로 적고, 그림이 보여 주는 것을 적은 글을 함께 담습니다."""
    target = io.BytesIO()
    figure.set_facecolor("none")
    # savefig는 자리를 잡느라 한 번, 적느라 또 한 번 그립니다. 적으면서 자리를 잡으면 한 번이면 됩니다.
    FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]  # matplotlib의 것에는 형이 없습니다.
        target, metadata={"Date": None, "Description": words}
    )
    return target.getvalue()


def _as_pixels(figure: Figure, _words: str) -> bytes:
    """바탕이 하얀 PNG로 적습니다."""
    target = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(target, format="png", facecolor="white", dpi=160)
    return target.getvalue()


def _wrapped(text: str) -> list[str]:
    """읽는 법을 그림의 폭에 맞추어 나눕니다. 문장 사이에서 먼저 나눕니다."""
    lines: list[str] = []
    for line in text.splitlines():
        for sentence in line.split(". "):
            joined = f"{lines[-1]}. {sentence}" if lines else sentence
            if lines and columns_of(joined) <= NOTE_COLUMNS:
                lines[-1] = joined
            else:
                lines += folded(sentence, NOTE_COLUMNS).splitlines()
    return lines


def _two_lines(record: Record) -> list[str]:
    """잰 자리는 길어서, 좁은 그림에서는 기계와 파이썬을 두 줄로 나눕니다."""
    parts = record.provenance.split(" · ")
    return [" · ".join(parts[:2]), " · ".join(parts[2:])]


@contextmanager
def _style(theme: Theme) -> Iterator[None]:
    # 열쇠의 형은 matplotlib의 버전에 따라 글자이기도 하고 정해진 낱말의 모음이기도 합니다.
    settings: dict[Any, Any] = {
        "font.family": [font_family()],
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.edgecolor": theme.faint,
        "axes.facecolor": "none",
        "axes.labelcolor": theme.faint,
        "axes.labelsize": 9,
        "text.color": theme.text,
        "text.parse_math": False,  # 이름표에 든 $는 수식이 아니라 글자입니다.
        "xtick.color": theme.faint,
        "ytick.color": theme.text,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
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
            raise FontError(f"글꼴 {font_family()}에 없는 글자가 있습니다: {warning}") from warning
