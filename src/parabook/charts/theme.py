"""그림의 색: 밝은 바탕과 어두운 바탕."""

from dataclasses import dataclass


class ChartError(ValueError):
    """기록에 그릴 것이 없는 경우. 문장에 무엇이 없는지 들어 있습니다."""


@dataclass(frozen=True, slots=True)
class Theme:
    """바탕에 맞춘 색. `series`는 색을 잘 가리지 못하는 사람도 가릴 수 있는 순서입니다."""

    name: str
    text: str
    faint: str
    grid: str
    series: tuple[str, ...]

    def of(self, *, baseline: bool) -> str:
        """방법의 색입니다. 기준만 회색이고 나머지는 한 색입니다. 이름이 곁에 있으므로 색으로 가리지 않습니다."""
        return self.series[0 if baseline else 1]

    @property
    def colors(self) -> tuple[str, ...]:
        """쓰는 색을 모두, 쓰임의 순서대로 돌려줍니다."""
        return (self.text, self.faint, self.grid, *self.series)


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
