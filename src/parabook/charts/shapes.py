"""기록과 그릴 것에 맞는 그림의 꼴을 고릅니다.

꼴마다 그리는 법은 `timed`, `observed`, `map`에, 함께 쓰는 축은 `axes`에 있습니다.
글꼴과 파일은 `drawing`이 맡습니다.
"""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.axes import Axes

from parabook.charts import observed, timed
from parabook.charts.axes import height_of_rows
from parabook.charts.map import paint_map
from parabook.charts.theme import ChartError, Theme
from parabook.record.schema import Record

Paint = Callable[[Record, Theme, Axes, str, str], str]
"""기록, 색, 축, 그릴 것, 방법의 이름을 받아 그리고, 읽는 법을 한 줄로 돌려주는 함수."""


@dataclass(frozen=True, slots=True)
class Plot:
    """그림의 꼴 하나: 높이(인치)를 정하는 법과 그리는 법.

    `is_table`이면 기록의 표와 같은 것을 보입니다. 표가 있는 페이지에는 싣지 않습니다.
    """

    height: Callable[[Record, str], float]
    paint: Paint
    is_table: bool = False


def plot_for(record: Record, show: str) -> Plot:
    """기록과 그릴 것에 맞는 꼴을 고릅니다.

    Raises:
        ChartError: 기록에 그런 것이 없는 경우.
    """
    if record.purpose == "latency":
        return Plot(lambda *_: 3.0 + 0.16 * len(record.contenders), observed.tails)
    if record.purpose == "observation":
        return _OBSERVED.get(show) or _plot_for_fact(record, show)
    if show == "memory":
        if not record.memory:
            raise ChartError(
                f"기록 {record.experiment}에는 메모리가 없습니다. memory=True로 재십시오."
            )
        return Plot(height_of_rows, timed.memory)
    if any(contender.at is not None for contender in record.contenders):
        return Plot(lambda *_: 3.4, timed.lines)
    return Plot(height_of_rows, timed.dots)


def _plot_for_fact(record: Record, show: str) -> Plot:
    if observed.says_yes_or_no(record, observed.fact_shown(record, show)):
        return Plot(height_of_rows, observed.answers, is_table=True)
    return Plot(lambda record, _: observed.height_of_fact(record, show), observed.counts)


_OBSERVED = {
    "spans": Plot(observed.height_of_spans, observed.timetable),
    "trace": Plot(lambda *_: 3.3, observed.trace),
    "map": Plot(lambda *_: 5.4, paint_map),
}
"""지켜본 기록을 사실의 막대가 아닌 꼴로 그리는 것들."""
