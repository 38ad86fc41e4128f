"""물을 수 있는 말마다: 어떤 값인지, 기록에서 어떻게 꺼내는지, 어떻게 적는지."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parabook import units
from parabook.paired import Interval, Ratio, Share, Spread, Tally
from parabook.record.schema import Record
from parabook.wire.samples import ALWAYS_KNOWN


class QuantityError(ValueError):
    """말을 알아들을 수 없는 경우. 문장에 쓸 수 있는 말이 들어 있습니다."""


WHOLE_PERCENT = 100
"""백분위의 끝."""

STATES = {"gil": ("꺼짐", "켜짐")}
"""수로 묻지만 말로 답하는 것: 0일 때의 말과 1일 때의 말."""


class Kind(enum.Enum):
    """묻는 말이 어떤 값을 주는지. 다른 기계의 값과 비교해도 되는지가 여기서 갈립니다."""

    INTERVAL = "구간"
    """표본에서 어림한 비. 단위가 없어서 기계가 달라도 비교할 수 있습니다."""
    COUNT = "계산"
    """틀림없이 센 수."""
    FACT = "지켜본 사실"
    """실행마다 센 수와 그 최소, 최대이거나, 실행마다 잰 값과 그 구간입니다."""
    ABSOLUTE = "크기"
    """기계가 다르면 다른 값."""
    PHRASE = "문장의 끝"
    """값이 아니라 말."""


@dataclass(frozen=True, slots=True)
class Answer:
    """문장에 들어갈 글과, 그 값이 얼마나 확실한지 적은 설명."""

    text: str
    explanation: str


def _seconds(spread: Spread) -> Answer:
    size, unit = units.time_unit(spread.median)
    quartiles = units.spread(spread.low / size, spread.high / size)
    return Answer(
        units.duration(spread.median),
        f"표본 {spread.count}개의 중앙값, 사분위 범위 {quartiles}{units.suffix(unit)}",
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
    return f"{_sources(ratio)}, 95 % 구간 {units.times_span(ratio.low, ratio.high)}"


def _sources(ratio: Ratio) -> str:
    return f"새로 시작하기 {ratio.generations}번, 짝지은 표본 {ratio.pairs}쌍"


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


def _fraction_in_words(ratio: Ratio) -> Answer:
    span = f"{units.percent(ratio.low)}–{units.percent(ratio.high)}"
    return Answer(units.percent(ratio.value), f"{_sources(ratio)}, 95 % 구간 {span}")


def _memory(record: Record, name: str) -> int:
    peak = record.memory_of(name)
    if peak is None:
        raise QuantityError(
            f"기록 {record.experiment}에는 메모리가 없습니다. memory=True로 재십시오."
        )
    return peak.peak_bytes


def _size(size_bytes: int) -> Answer:
    return Answer(units.memory(size_bytes), "부르는 동안 프로세스 나무가 차지한 메모리 피크")


def _memory_ratio(record: Record, numerator: str, denominator: str) -> Ratio:
    ratio = record.memory_ratio(numerator, denominator)
    if ratio is None:
        raise QuantityError(
            f"기록 {record.experiment}에는 메모리가 없습니다. memory=True로 재십시오."
        )
    return ratio


def _fact(record: Record, name: str, fact: str) -> Tally | Interval | None:
    """센 사실은 그대로, 잰 사실은 어림한 것입니다. 함수가 없다고 알린 사실은 없음입니다."""
    _require_fact(record, fact)
    if not record.counts(name, fact):
        return None
    return record.estimate(name, fact) if fact in record.measured else record.fact(name, fact)


def _fact_ratio(record: Record, numerator: str, denominator: str, fact: str) -> Ratio | None:
    _require_fact(record, fact)
    if not all(record.counts(name, fact) for name in (numerator, denominator)):
        return None
    return record.fact_ratio(numerator, denominator, fact)


def _share(record: Record, name: str, hits: str, of: str) -> Share | None:
    for fact in (hits, of):
        _require_fact(record, fact)
    return record.share(name, hits, of) if record.counts(name, of) else None


def _require_fact(record: Record, fact: str) -> None:
    if fact not in record.design.get("facts", {}) and fact not in ALWAYS_KNOWN:
        known = ", ".join(record.design.get("facts", {})) or "없음"
        raise QuantityError(
            f"기록 {record.experiment}에는 사실 {fact}이 없습니다. 있는 것: {known}."
        )


def _seen(found: Tally | Interval) -> Answer:
    if isinstance(found, Interval):
        span = f"{units.count(found.low)}–{units.count(found.high)}"
        return Answer(
            units.count(found.value), f"새로 시작하기 {found.generations}번, 95 % 구간 {span}"
        )
    runs = f"실행 {found.runs}번"
    if found.low == found.high:
        return Answer(units.count(found.value), f"{runs} 모두 같은 값")
    span = f"{units.count(found.low)}–{units.count(found.high)}"
    return Answer(units.count(found.value), f"{runs}의 중앙값, 최소와 최대 {span}")


def _shared(share: Share) -> Answer:
    span = f"{units.count(share.low)}–{units.count(share.high)}"
    return Answer(
        f"{units.count(share.value)} %",
        f"{share.of:,}번 가운데 {share.hits:,}번, 95 % 구간 {span} %",
    )


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
    return Answer(STATES["gil"][state], "재는 함수가 돈 인터프리터의 GIL")


def _counted(explanation: str) -> Callable[[int], Answer]:
    return lambda count: Answer(f"{count}개", explanation)


@dataclass(frozen=True, slots=True)
class Function:
    """기록에서 값을 꺼내는 법, 그 값을 글로 적는 법, 받는 방법의 수, 값의 갈래, 방법 뒤에 더 받는 것."""

    value: Callable[..., Ratio | Interval | Share | Spread | Tally | float | None]
    words: Callable[[Any], Answer]
    contenders: int
    kind: Kind
    detail: tuple[str, ...] = ()


FUNCTIONS = {
    "time": Function(Record.time, _seconds, 1, Kind.ABSOLUTE),
    "cpu": Function(Record.cpu, _seconds, 1, Kind.ABSOLUTE),
    "swing": Function(_swing, _wide, 1, Kind.ABSOLUTE),
    "ratio": Function(Record.ratio, _times, 2, Kind.INTERVAL),
    "speedup": Function(Record.speedup, _times, 1, Kind.INTERVAL),
    "gain": Function(Record.speedup, _gain, 1, Kind.PHRASE),
    "fraction": Function(_fraction, _fraction_in_words, 1, Kind.INTERVAL),
    "attainable": Function(_attainable, _times, 0, Kind.INTERVAL),
    "memory": Function(_memory, _size, 1, Kind.ABSOLUTE),
    "connections": Function(
        _connections, _counted("한 번 실행하는 동안 서버가 센 연결"), 1, Kind.COUNT
    ),
    "cpu_ratio": Function(Record.cpu_ratio, _times, 2, Kind.INTERVAL),
    "memory_ratio": Function(_memory_ratio, _times, 2, Kind.INTERVAL),
    "switches": Function(Record.switches, _switched, 1, Kind.ABSOLUTE),
    "tail": Function(Record.tail, _late, 1, Kind.ABSOLUTE, ("백분위",)),
    "tail_ratio": Function(Record.tail_ratio, _times, 2, Kind.INTERVAL, ("백분위",)),
    "fact": Function(_fact, _seen, 1, Kind.FACT, ("사실",)),
    "fact_ratio": Function(_fact_ratio, _times, 2, Kind.INTERVAL, ("사실",)),
    "share": Function(_share, _shared, 1, Kind.INTERVAL, ("사실", "사실")),
    "cores": Function(_cores, _counted("이 프로세스에 허락된 코어"), 0, Kind.COUNT),
    "gil": Function(_gil, _switched_on, 0, Kind.COUNT),
}
