"""방법을 고르는 지도: 계산과 기다림의 칸마다 고를 방법을 칠합니다."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from parabook import units
from parabook.charts.theme import ChartError, Theme
from parabook.choice import ranking
from parabook.choice.sheet import MAP_DATA, MAP_TASKS, MAP_TICKS, Sheet
from parabook.choice.sheet import sheet as sheet_of
from parabook.choice.workload import ChoiceError, Costs
from parabook.record.schema import Record

MAP = (
    "가장 빠른 것의 15 % 안에 드는 방법 가운데 코드를 가장 덜 바꾸는 것.\n"
    "흐린 곳은 그런 방법이 둘 이상. 두 축 모두 로그 눈금, 맨 아래의 띠는 기다림이 없는 일"
)


NO_WAIT = (2.2e-6, 5e-6)
"""기다림이 0인 줄을 그릴 자리. 로그 눈금에는 0이 없어서, 아래에 띠로 떼어 그립니다."""


_MIDDLE_OF_NO_WAIT = math.sqrt(NO_WAIT[0] * NO_WAIT[1])


SMALLEST_NAMED = 0.06
"""지도에서 이보다 좁은 자리에는 이름을 적지 않습니다. 칸의 넓이에 대한 몫입니다."""


def paint_map(record: Record, theme: Theme, axes: Axes, _show: str, _contender: str) -> str:
    """작업의 수와 데이터를 달리한 칸마다, 계산과 기다림에 따라 어느 방법을 고를지 칠합니다."""
    costs, cores = _costs_of(record), record.machine.usable_cores
    axes.set_axis_off()
    grid = axes.get_subplotspec()
    assert grid is not None  # noqa: S101 - 그림 하나에 축 하나로 시작합니다.
    places = grid.subgridspec(len(MAP_TASKS), len(MAP_DATA))
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - 위와 같습니다.
    for row, tasks in enumerate(MAP_TASKS):
        for column, data in enumerate(MAP_DATA):
            panel = figure.add_subplot(places[row, column])
            sheet = sheet_of(costs, tasks, data, cores)
            _paint_sheet(panel, theme, sheet)
            panel.set_title(_panel_title(tasks, data), fontsize=8, color=theme.text)
            if row == len(MAP_TASKS) - 1:
                panel.set_xlabel("작업 하나의 계산")
            if column == 0:
                panel.set_ylabel("작업 하나의 기다림")
            else:
                panel.set_yticklabels([])
    handles = [
        Patch(color=theme.series[index], alpha=0.48, label=method.label)
        for index, method in enumerate(ranking.METHODS)
    ]
    figure.legend(
        handles=handles, loc="outside upper left", ncols=3, fontsize=8, frameon=False,
        labelcolor=theme.text, handlelength=1.2, columnspacing=1.2,
    )  # fmt: skip
    return MAP


def map_in_words(record: Record) -> list[str]:
    """지도의 칸마다, 방법들이 차지한 넓이를 글로 적습니다."""
    costs, cores = _costs_of(record), record.machine.usable_cores
    found = []
    for tasks in MAP_TASKS:
        for data in MAP_DATA:
            still, *waiting = sheet_of(costs, tasks, data, cores).chosen
            title = _panel_title(tasks, data)
            found.append(f"{title}, 기다림이 있을 때 고를 넓이: {_shares(waiting)}")
            found.append(f"{title}, 기다림이 없을 때 고를 넓이: {_shares([still])}")
    return found


def _shares(rows: Sequence[tuple[int, ...]]) -> str:
    chosen = np.array(rows)
    return ", ".join(
        f"{method.label} {units.percent((chosen == index).mean())}"
        for index, method in enumerate(ranking.METHODS)
    )


def _panel_title(tasks: int, data: float) -> str:
    return f"작업 {tasks:,}개, {f'데이터 {units.memory(data)}' if data else '데이터 없음'}"


def _costs_of(record: Record) -> Costs:
    try:
        return Costs.of(record)
    except ChoiceError as error:
        raise ChartError(str(error)) from error


def _paint_sheet(panel: Axes, theme: Theme, sheet: Sheet) -> None:
    chosen, alone = np.array(sheet.chosen), ~np.array(sheet.close)
    for index, method in enumerate(ranking.METHODS):
        mine = (chosen == index).astype(float)
        if not mine.any():
            continue
        color = theme.series[index]
        for region, alpha in ((mine, 0.2), (mine * alone, 0.35)):
            _paint_region(panel, sheet, region, color, alpha)
        _name_region(panel, theme, sheet, mine[1:], method.label)
    panel.set_xscale("log")
    panel.set_yscale("log")
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: _plain_duration(value)))
        axis.set_major_locator(FixedLocator(MAP_TICKS))
        axis.set_minor_locator(NullLocator())
    panel.set_ylim(NO_WAIT[0], sheet.wait[-1])
    panel.yaxis.set_major_locator(FixedLocator((_MIDDLE_OF_NO_WAIT, *MAP_TICKS)))
    panel.tick_params(labelsize=7, colors=theme.faint)


def _paint_region(
    panel: Axes, sheet: Sheet, region: np.ndarray[Any, Any], color: str, alpha: float
) -> None:
    """고를 곳을 칠합니다. 첫 줄(기다림 0)은 아래의 띠에, 나머지는 그 위에 칠합니다."""
    for rows, places in ((region[[0, 0]], NO_WAIT), (region[1:], sheet.wait[1:])):
        if rows.any():
            panel.contourf(
                sheet.compute, places, rows, levels=[0.5, 1.5], colors=[color], alpha=alpha
            )


def _name_region(
    panel: Axes, theme: Theme, sheet: Sheet, mine: np.ndarray[Any, Any], label: str
) -> None:
    """넓은 자리의 한가운데에 이름을 적습니다. 색만으로 가리지 않게 하려는 것입니다."""
    if mine.mean() < SMALLEST_NAMED:  # 띠는 좁아서 범례의 색으로만 알립니다.
        return
    rows, columns = np.nonzero(mine)
    # 무게 중심에 가장 가까운, 그 방법의 칸입니다. 굽은 자리에서도 밖으로 나가지 않습니다.
    nearest = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
    panel.text(
        sheet.compute[columns[nearest]], sheet.wait[1 + rows[nearest]], label,
        ha="center", va="center", fontsize=7.5, color=theme.text,
    )  # fmt: skip


def _plain_duration(seconds: float) -> str:
    if math.isclose(seconds, _MIDDLE_OF_NO_WAIT):
        return "0"
    size, unit = units.time_unit(seconds)
    return f"{seconds / size:g}{units.suffix(unit)}"
