"""기록에 묻는 말: `speedup(new_pool)`처럼 적은 것을 읽고, 기록에서 그 값을 꺼냅니다.

말은 문서를 읽을 때 검사합니다. `eval`은 쓰지 않습니다.
"""

import ast
import enum
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from parabook import units
from parabook.paired import Ratio, Spread, Tally
from parabook.record.schema import Record

_ALL = 100
"""백분위의 끝."""

_KNOWN_UNITS = {"seconds": "초", "finished": ""}
"""함수가 돌려주지 않아도 물을 수 있는 사실과 그 단위."""

STATES = {"gil": ("꺼짐", "켜짐")}
"""수로 묻지만 말로 답하는 것: 0일 때의 말과 1일 때의 말."""

LONGEST = 200
"""물을 수 있는 말의 가장 긴 글자 수입니다."""


class QuantityError(ValueError):
    """말을 알아들을 수 없는 경우. 문장에 쓸 수 있는 말이 들어 있습니다."""


class Kind(enum.Enum):
    """묻는 말이 어떤 값을 주는지. 다른 기계의 값과 견주어도 되는지가 여기서 갈립니다."""

    INTERVAL = "구간"
    """표본에서 어림한 비. 단위가 없어서 기계가 달라도 견줄 수 있습니다."""
    COUNT = "셈"
    """틀림없이 센 수."""
    TALLY = "실행마다 센 것"
    """실행마다 센 수와 그 최소, 최대. 부하와 상관없는 사실입니다."""
    ABSOLUTE = "크기"
    """기계가 다르면 다른 값."""
    PHRASE = "문장의 끝"
    """값이 아니라 말."""


@dataclass(frozen=True, slots=True)
class Answer:
    """문장에 들어갈 글과, 그 값이 얼마나 확실한지 적은 설명."""

    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """무엇을 물을지: 함수의 이름, 경쟁 방법의 이름들, 그리고 사실의 이름이나 백분위."""

    function: str
    contenders: tuple[str, ...]
    detail: tuple[str | float, ...] = ()

    @property
    def kind(self) -> Kind:
        """어떤 값을 주는 말인지 알려 줍니다."""
        return _FUNCTIONS[self.function].kind

    def unit(self, record: Record) -> str:
        """값 뒤에 붙일 단위입니다. 사실의 단위는 이름의 괄호에 적혀 있습니다."""
        if self.kind in {Kind.INTERVAL, Kind.PHRASE} or self.function == "memory_ratio":
            return "배"
        if self.kind is Kind.COUNT:
            return "" if self.function in STATES else "개"
        if self.function == "fact":
            label = record.design["facts"].get(self.detail[0], "")
            found = re.search(r"\(([^()]*)\)$", label)
            unit = found.group(1) if found else _KNOWN_UNITS.get(str(self.detail[0]), "")
            # 백분율과 로마자 단위는 수에서 한 칸 뗍니다.
            return f" {unit}" if unit == "%" or (unit[:1].isascii() and unit) else unit
        return ""

    def value(self, record: Record) -> Ratio | Spread | Tally | float:
        """기록에서 값을 수로 꺼냅니다.

        `INTERVAL`과 `PHRASE`는 비와 그 구간, `COUNT`는 정수, `TALLY`는 센 수와 그 최소와 최대,
        `ABSOLUTE`는 가운데와 퍼짐(초)입니다.

        Raises:
            UnknownContenderError: 기록에 없는 경쟁 방법을 물은 경우.
            TooFewSamplesError: 구간을 말하기에 표본이 모자란 경우.
            QuantityError: 서버가 없던 기록에 연결의 수를 물은 경우.
        """
        return _FUNCTIONS[self.function].value(record, *self.contenders, *self.detail)

    def doubts(self, record: Record) -> tuple[str, ...]:
        """이 값에 관여한 방법들을 불안정하다고 볼 까닭들입니다. 센 수는 의심하지 않습니다.

        Raises:
            UnknownContenderError: 기록에 없는 경쟁 방법을 물은 경우.
            TooFewSamplesError: 구간을 말하기에 표본이 모자란 경우.
        """
        # 흩어진 정도를 묻는 말은, 흩어졌다고 의심할 것이 없습니다.
        if self.kind in {Kind.COUNT, Kind.TALLY} or self.function == "swing":
            return ()
        against = (record.baseline.name,) if self.function in {"speedup", "gain"} else ()
        found = (record.doubts(name) for name in (*self.contenders, *against))
        return tuple(dict.fromkeys(itertools.chain.from_iterable(found)))

    def of(self, record: Record) -> Answer:
        """기록에서 값을 글로 꺼냅니다.

        Raises:
            UnknownContenderError: 기록에 없는 경쟁 방법을 물은 경우.
            TooFewSamplesError: 구간을 말하기에 표본이 모자란 경우.
            QuantityError: 서버가 없던 기록에 연결의 수를 물은 경우.
        """
        answer = _FUNCTIONS[self.function].words(self.value(record))
        if self.kind is Kind.TALLY:
            answer = Answer(f"{answer.text}{self.unit(record)}", answer.explanation)
        return Answer(answer.text, f"{answer.explanation} · {record.provenance}")


def parse(text: str) -> Quantity:
    """`이름(방법, …)` 꼴의 말을 읽습니다.

    Raises:
        QuantityError: 꼴이 다르거나, 모르는 이름이거나, 방법의 수가 맞지 않는 경우.
    """
    if len(text) > LONGEST:  # 파서를 무너뜨리는 글은 모두 이보다 훨씬 깁니다.
        raise QuantityError(_how_to_write(text[:LONGEST] + "…"))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError):
        # 3.11은 널 문자에 ValueError를, 겹겹의 괄호에 MemoryError를 냅니다.
        raise QuantityError(_how_to_write(text)) from None
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise QuantityError(_how_to_write(text))
    return from_call(tree.func.id, tree, text)


def from_call(function: str, call: ast.Call, text: str) -> Quantity:
    """이미 풀어 놓은 부름에서 말을 읽습니다. 더 큰 말 속에 든 것을 읽을 때 씁니다.

    Args:
        function: 부르는 함수의 이름.
        call: 그 부름. 여기서는 인자만 봅니다.
        text: 사람이 적은 글. 거절하는 문장에 넣습니다.

    Raises:
        QuantityError: 모르는 이름이거나, 인자가 방법의 이름이 아니거나, 그 수가 맞지 않는 경우.
    """
    known = _FUNCTIONS.get(function)
    if known is None or call.keywords or len(call.args) != known.contenders + len(known.detail):
        raise QuantityError(_how_to_write(text))
    names = [item.id for item in call.args if isinstance(item, ast.Name)]
    detail: list[str | float] = []
    for kind, item in zip(known.detail, call.args[known.contenders :], strict=True):
        match kind, item:
            case "사실", ast.Name(id=name):
                detail.append(name)
            case "백분위", ast.Constant(value=int() | float() as percent) if 0 <= percent <= _ALL:
                detail.append(percent)
            case _:
                raise QuantityError(_how_to_write(text))
    if len(names) != known.contenders + known.detail.count("사실"):
        raise QuantityError(_how_to_write(text))
    return Quantity(function, tuple(names[: known.contenders]), tuple(detail))


def _how_to_write(text: str) -> str:
    return f"알아들을 수 없는 말입니다: {text!r}. 쓸 수 있는 말: {usage()}."


def usage(kinds: Sequence[Kind] = tuple(Kind)) -> str:
    """쓸 수 있는 말을 적는 법과 함께 늘어놓습니다. `kinds`를 주면 그런 값을 주는 말만입니다."""
    return ", ".join(
        f"{name}({', '.join(['방법'] * function.contenders + list(function.detail))})"
        for name, function in _FUNCTIONS.items()
        if function.kind in kinds
    )


def kind_of(function: str) -> Kind | None:
    """이름이 가리키는 말이 어떤 값을 주는지 알려 줍니다. 모르는 이름이면 없음입니다."""
    known = _FUNCTIONS.get(function)
    return None if known is None else known.kind


def _seconds(spread: Spread) -> Answer:
    size, unit = units.time_unit(spread.median)
    quartiles = units.span(spread.low / size, spread.high / size, 3)
    return Answer(
        units.duration(spread.median),
        f"표본 {spread.count}개의 중앙값, 사분위 범위 {quartiles}{unit}",
    )


def _times(ratio: Ratio) -> Answer:
    doubt = "" if ratio.conclusive else "(차이를 확인하지 못함)"
    times = units.times(ratio.value, apart_from_one=ratio.conclusive)
    return Answer(f"{times}{doubt}", _interval(ratio))


def _gain(ratio: Ratio) -> Answer:
    """문장의 끝이 되는 말입니다. 예: '…보다 1.8배 빠릅니다'."""
    if not ratio.conclusive:
        text = "빠르거나 느리다고 말할 수 없습니다"
    elif ratio.value > 1:
        text = f"{units.times(ratio.value, apart_from_one=True)} 빠릅니다"
    else:
        text = f"{units.times(ratio.inverse.value, apart_from_one=True)} 느립니다"
    slower = ratio.conclusive and ratio.value < 1
    return Answer(text, _interval(ratio.inverse if slower else ratio))


def _interval(ratio: Ratio) -> str:
    span = units.times_span(ratio.low, ratio.high)
    return f"짝지은 표본 {ratio.pairs}쌍의 중앙값, 95 % 구간 {span}"


def _connections(record: Record, name: str) -> int:
    count = record.connections(name)
    if count is None:
        raise QuantityError(f"기록 {record.experiment}에는 서버가 없어 연결을 세지 않았습니다.")
    return count


def _fraction(record: Record, name: str) -> Ratio:
    return _with_ceiling(record, record.fraction(name))


def _attainable(record: Record) -> Ratio:
    return _with_ceiling(record, record.attainable())


def _with_ceiling(record: Record, ratio: Ratio | None) -> Ratio:
    if ratio is None:
        raise QuantityError(
            f"기록 {record.experiment}에는 천장이 없습니다. ceiling=True로 재십시오."
        )
    return ratio


def _share(ratio: Ratio) -> Answer:
    span = f"{units.percent(ratio.low)}–{units.percent(ratio.high)}"
    return Answer(
        units.percent(ratio.value), f"짝지은 표본 {ratio.pairs}쌍의 중앙값, 95 % 구간 {span}"
    )


def _memory(record: Record, name: str) -> int:
    peak = record.memory_of(name)
    if peak is None:
        raise QuantityError(
            f"기록 {record.experiment}에는 메모리가 없습니다. memory=True로 재십시오."
        )
    return peak.peak_bytes


def _size(size_bytes: int) -> Answer:
    return Answer(units.memory(size_bytes), "부르는 동안 프로세스 나무가 차지한 메모리의 꼭대기")


def _memory_ratio(record: Record, numerator: str, denominator: str) -> Tally:
    ratio = record.memory_ratio(numerator, denominator)
    if ratio is None:
        raise QuantityError(
            f"기록 {record.experiment}에는 메모리가 없습니다. memory=True로 재십시오."
        )
    return ratio


def _fact(record: Record, name: str, fact: str) -> Tally:
    if fact not in record.design.get("facts", {}) and fact not in _KNOWN_UNITS:
        known = ", ".join(record.design.get("facts", {})) or "없음"
        raise QuantityError(
            f"기록 {record.experiment}에는 사실 {fact}이 없습니다. 있는 것: {known}."
        )
    return record.fact(name, fact)


def _tallied(tally: Tally) -> Answer:
    runs = f"실행 {tally.runs}번"
    if tally.low == tally.high:
        return Answer(units.count(tally.value), f"{runs} 모두 같은 값")
    span = f"{units.count(tally.low)}–{units.count(tally.high)}"
    return Answer(units.count(tally.value), f"{runs}의 중앙값, 최소와 최대 {span}")


def _late(seconds: float) -> Answer:
    return Answer(units.duration(seconds), "도착하기로 한 때부터 끝난 때까지의 백분위수")


def _switched(spread: Spread) -> Answer:
    span = units.span(spread.low, spread.high)
    return Answer(
        f"{units.count(spread.median)}번", f"표본 {spread.count}개의 중앙값, 사분위 범위 {span}번"
    )


def _swing(record: Record, name: str) -> float:
    walls = [sample.wall for sample in record.samples_of(name)]
    return max(walls) / min(walls)


def _wide(swing: float) -> Answer:
    return Answer(units.times(swing), "가장 느린 표본의 시간을 가장 빠른 표본의 시간으로 나눈 값")


def _cores(record: Record) -> int:
    return record.machine.usable_cores


def _gil(record: Record) -> int:
    return int(record.machine.gil)


def _switched_on(state: int) -> Answer:
    return Answer(STATES["gil"][state], "재는 함수가 돈 인터프리터의 전역 락")


def _counted(explanation: str) -> Callable[[int], Answer]:
    return lambda count: Answer(f"{count}개", explanation)


@dataclass(frozen=True, slots=True)
class _Function:
    """기록에서 값을 꺼내는 법, 그 값을 글로 적는 법, 받는 방법의 수, 값의 갈래, 방법 뒤에 더 받는 것."""

    value: Callable[..., Ratio | Spread | Tally | float]
    words: Callable[[Any], Answer]
    contenders: int
    kind: Kind
    detail: tuple[str, ...] = ()


_FUNCTIONS = {
    "time": _Function(Record.time, _seconds, 1, Kind.ABSOLUTE),
    "cpu": _Function(Record.cpu, _seconds, 1, Kind.ABSOLUTE),
    "swing": _Function(_swing, _wide, 1, Kind.ABSOLUTE),
    "ratio": _Function(Record.ratio, _times, 2, Kind.INTERVAL),
    "speedup": _Function(Record.speedup, _times, 1, Kind.INTERVAL),
    "gain": _Function(Record.speedup, _gain, 1, Kind.PHRASE),
    "fraction": _Function(_fraction, _share, 1, Kind.INTERVAL),
    "attainable": _Function(_attainable, _times, 0, Kind.INTERVAL),
    "memory": _Function(_memory, _size, 1, Kind.ABSOLUTE),
    "connections": _Function(
        _connections, _counted("한 번 실행하는 동안 서버가 센 연결"), 1, Kind.COUNT
    ),
    "cpu_ratio": _Function(Record.cpu_ratio, _times, 2, Kind.INTERVAL),
    "memory_ratio": _Function(_memory_ratio, _tallied, 2, Kind.TALLY),
    "switches": _Function(Record.switches, _switched, 1, Kind.ABSOLUTE),
    "tail": _Function(Record.tail, _late, 1, Kind.ABSOLUTE, ("백분위",)),
    "tail_ratio": _Function(Record.tail_ratio, _times, 2, Kind.INTERVAL, ("백분위",)),
    "fact": _Function(_fact, _tallied, 1, Kind.TALLY, ("사실",)),
    "cores": _Function(_cores, _counted("이 프로세스에 허락된 코어"), 0, Kind.COUNT),
    "gil": _Function(_gil, _switched_on, 0, Kind.COUNT),
}


def names() -> Sequence[str]:
    """물을 수 있는 말의 이름을 돌려줍니다."""
    return tuple(_FUNCTIONS)
