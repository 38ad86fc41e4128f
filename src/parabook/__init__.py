"""파이썬 병렬 처리 최적화: 예제의 함수를 새 인터프리터에서 재고, 비교하고, 그리는 도구."""

# typing은 가볍지 않고, 예제의 워커가 모두 그 비용을 치르게 되므로 불러오지 않습니다.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from parabook.charts.drawing import Reference, draw
    from parabook.experiment.design import Contender, sweep
    from parabook.experiment.questions import compare, latency, observe
    from parabook.server.specification import Server

__all__ = ["Contender", "Reference", "Server", "compare", "draw", "latency", "observe", "sweep"]

_HOMES = {
    "Contender": "experiment.design",
    "Server": "server.specification",
    "compare": "experiment.questions",
    "Reference": "charts.drawing",
    "draw": "charts.drawing",
    "latency": "experiment.questions",
    "observe": "experiment.questions",
    "sweep": "experiment.design",
}


def __getattr__(name: str) -> object:
    """이름을 처음 쓸 때 그 모듈을 불러옵니다.

    `import parabook`만으로 numpy와 matplotlib의 비용을 치르지 않게 하려는 것입니다.
    """
    if name not in _HOMES:
        raise AttributeError(f"parabook에 없는 이름입니다: {name}")
    from importlib import import_module  # noqa: PLC0415 - 처음 쓸 때만 필요합니다.

    value: object = getattr(import_module(f"parabook.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
