"""그림의 꼴들이 함께 쓰는 축: 눈금, 범례, 줄마다의 글, 셈한 선."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from parabook.charts.theme import Theme
from parabook.record.schema import Record

BARS = "막대는 중앙값, 작은 점은 실행마다의 값"
"""막대그림을 읽는 법."""


def height_of_rows(record: Record, _contender: str) -> float:
    """방법마다 한 줄을 두는 그림의 높이(인치)입니다."""
    return 1.3 + 0.62 * len(record.contenders)


def add_reference(
    axes: Axes, theme: Theme, points: Sequence[tuple[float, float]], label: str
) -> None:
    """셈한 선을 점선으로 더합니다. 시간의 단위는 축에 맞춥니다."""
    size = getattr(axes, "parabook_size", 1.0)
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, [y / size for y in ys], "--", color=theme.faint, lw=1.2, label=label, zorder=1)
    legend(axes, theme)


def legend(axes: Axes, theme: Theme) -> None:
    """축 위에 두 줄로 범례를 둡니다."""
    axes.legend(
        fontsize=8, frameon=False, labelcolor=theme.text, loc="lower left",
        bbox_to_anchor=(0.0, 1.0), ncols=2, borderaxespad=0.2, handlelength=1.6,
    )  # fmt: skip


def row_texts(axes: Axes, row: int, left: tuple[str, str], right: tuple[str, str]) -> None:
    """한 줄의 왼쪽과 오른쪽에 (글, 색)을 적습니다."""
    for (text, color), x, align in ((left, 0.0, "left"), (right, 1.0, "right")):
        axes.annotate(
            text, (x, row - 0.36), xycoords=("axes fraction", "data"),
            ha=align, va="center", color=color,
        )  # fmt: skip


def bare_rows(axes: Axes, theme: Theme, rows: int, label: str) -> None:
    """세로 눈금을 지우고, 가로축에 이름을 붙입니다."""
    axes.set_yticks([])
    axes.set_ylim(rows - 0.6, -0.62)
    axes.set_xlim(left=0)
    axes.set_xlabel(label)
    quiet(axes, theme, "x")


def quiet(axes: Axes, theme: Theme, grid: str) -> None:
    """눈금선과 테두리를 흐리게 둡니다. `grid`는 `x`, `y`, `both` 가운데 하나입니다."""
    axes.grid(
        axis="both" if grid == "both" else ("x" if grid == "x" else "y"), color=theme.grid, lw=0.7
    )
    axes.set_axisbelow(True)
    hidden = ("top", "right", "left") if grid == "x" else ("top", "right")
    for side in hidden:
        axes.spines[side].set_visible(False)


def log_axes(axes: Axes) -> None:
    """두 축을 로그 눈금으로 하고, 눈금의 수를 읽기 좋게 적습니다."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    plain = FuncFormatter(lambda value, _: f"{value:,.6g}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(plain)
        axis.set_minor_formatter(NullFormatter())
