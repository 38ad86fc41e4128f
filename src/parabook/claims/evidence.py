"""판정의 근거를 적는 말: 어떤 값이고, 주장은 얼마인지. 수와 판정은 `conditions`가 구합니다."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parabook import units
from parabook.claims import functions
from parabook.claims.quantities import Quantity
from parabook.paired import Interval, Share, Tally
from parabook.record.facts import ANSWERS
from parabook.record.schema import Record
from parabook.record.words import UNSTABLE

_DIGITS = range(2, 8)

_HOLDS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

_WORDS = {
    # 끝맺을 때, '그리고'로 이을 때, '또는'으로 이을 때
    "<": ("보다 작음", "보다 작고", "보다 작거나"),
    "<=": (" 이하", " 이하이고", " 이하이거나"),
    ">": ("보다 큼", "보다 크고", "보다 크거나"),
    ">=": (" 이상", " 이상이고", " 이상이거나"),
    "==": ("", "이고", "이거나"),
    "!=": ("가 아님", "가 아니고", "가 아니거나"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """판정의 근거 하나: 어느 실험의 어떤 값인지, 주장은 얼마인지, 그 값이 얼마나 확실한지.

    값을 얻지 못했으면 `text`가 그 이유이고 `bound`는 비어 있습니다.
    """

    experiment: str
    text: str
    bound: str = ""
    explanation: str = ""

    def __str__(self) -> str:
        """값과 주장을 한 줄로 적은 것입니다."""
        return f"{self.text} · 주장: {self.bound}" if self.bound else self.text


@dataclass(frozen=True, slots=True)
class Limit:
    """비교할 끝. `cores_of`가 있으면 그 실험의 코어 수에 곱합니다."""

    operator: str
    number: Decimal
    cores_of: str | None = None

    def value(self, cores: Mapping[str, int]) -> Decimal:
        """비교할 끝의 값입니다."""
        return self.number * (1 if self.cores_of is None else cores[self.cores_of])

    def holds(self, value: Decimal, limit: Decimal) -> bool:
        """한 값이 끝을 지키는지 봅니다."""
        return bool(_HOLDS[self.operator](value, limit))

    def words(
        self, cores: Mapping[str, int], unit: str, states: Sequence[str], *, in_parts: bool = False
    ) -> str:
        """사람이 읽는 말로 적은 끝입니다. `in_parts`이면 0.05배를 20분의 1로 적습니다."""
        if states:
            return states[int(self.number)]
        end = self.value(cores)
        if in_parts and 0 < end < 1 and 1 / end == round(1 / end):
            return f"{_plain(1 / end)}분의 1"
        value = f"{_plain(end)}{unit}"
        if self.cores_of is None:
            return value
        if self.number == 1:
            return f"{value}(코어의 수)"
        return f"{value}(코어 {cores[self.cores_of]}개의 {_plain(self.number)}배)"


@dataclass(frozen=True, slots=True)
class Asked:
    """무엇을 어떤 끝과 비교했는지. `either`이면 끝들 가운데 하나만 맞아도 됩니다."""

    experiment: str
    quantity: Quantity
    limits: tuple[Limit, ...]
    either: bool

    def names(self, record: Record) -> list[str]:
        """근거에 적을 방법과 사실의 이름들입니다."""
        labels = {item.name: item.label for item in record.contenders}
        names = [f"‘{labels.get(name, name)}’" for name in self.quantity.contenders]
        details = (
            record.name_of(item) if isinstance(item, str) else str(item)
            for item in self.quantity.detail
        )
        return [*names, *details]

    def bound(self, record: Record, cores: Mapping[str, int], *, in_parts: bool = False) -> str:
        """비교한 끝을 사람이 읽는 말로 적은 것입니다. `in_parts`이면 0.05배를 20분의 1로 적습니다."""
        if self.quantity.is_answer(record) and (wanted := self._wanted_answer(cores)):
            return wanted
        states = functions.STATES.get(self.quantity.function, ())
        unit = self.quantity.unit(record)
        joint = 2 if self.either else 1
        *first, last = (
            (item.words(cores, unit, states, in_parts=in_parts), _WORDS[item.operator])
            for item in self.limits
        )
        joined = (f"{value}{words[joint]} " for value, words in first)
        return "".join([*joined, f"{last[0]}{last[1][0]}"])

    def _wanted_answer(self, cores: Mapping[str, int]) -> str:
        """그런지 아닌지를 물었을 때 바라는 답입니다. 어느 한쪽만 맞는 것이 아니면 빈 글입니다."""
        right = [
            all(item.holds(Decimal(state), item.value(cores)) for item in self.limits)
            for state in (0, 1)
        ]
        return ANSWERS[right.index(True)] if right.count(True) == 1 else ""


def evidence_of(asked: Asked, record: Record, value: object, cores: Mapping[str, int]) -> Evidence:
    """값과 주장을 적은 근거입니다.

    Args:
        asked: 무엇을 어떤 끝과 비교했는지.
        record: 값이 나온 기록.
        value: 기록에서 꺼낸 값.
        cores: 실험마다의 코어 수. 코어의 몇 배를 끝으로 둔 주장이 씁니다.
    """
    quantity = asked.quantity
    unit = quantity.unit(record)
    ends = [limit.value(cores) for limit in asked.limits]
    explanation, bound = record.provenance, asked.bound(record, cores)
    if isinstance(value, Interval | Share):
        if unit == "배" and 0 < value.low <= value.high < units.PART:
            shown, bound = _parts(value, ends), asked.bound(record, cores, in_parts=True)
        else:
            shown = _interval(value, ends, unit)
        explanation = quantity.of(record).explanation
        if doubts := quantity.doubts(record):
            shown = f"{shown} {UNSTABLE}"
            explanation = f"{explanation} · 불안정: {'; '.join(doubts)}"
    elif isinstance(value, Tally):
        answer = quantity.of(record)
        shown, explanation = answer.text, answer.explanation
        if value.low != value.high and not quantity.is_answer(record):
            shown += f" (최소와 최대 {units.count(value.low)}–{units.count(value.high)}{unit})"
    else:
        shown = quantity.of(record).text
    subject = _SUBJECTS[quantity.function].format(*asked.names(record))
    return Evidence(asked.experiment, f"{subject} {shown}", bound, explanation)


_SUBJECTS = {
    "speedup": "{}의 빨라진 정도",
    "ratio": "{}의 시간은 {}의",
    "fraction": "{}의 천장 대비 값",
    "attainable": "천장",
    "cpu_ratio": "{}의 CPU 시간은 {}의",
    "memory_ratio": "{}의 메모리 피크는 {}의",
    "tail_ratio": "{0}의 지연은 {1}의 (백분위 {2})",
    "fact": "{}의 {}",
    "fact_ratio": "{0}의 {2}: {1}의",
    "share": "{0}의 {1}, {2} 가운데",
    "connections": "{}의 연결",
    "cores": "쓸 수 있는 코어",
    "gil": "GIL",
}


def _plain(number: Decimal) -> str:
    """끝의 0과 지수 없이 적습니다. 0.5 × 2는 `1`입니다."""
    return f"{number.normalize():,f}"


def _parts(found: Interval | Share, limits: Sequence[Decimal]) -> str:
    """0.1보다 작은 비와 구간을 몇 분의 1인지로 적습니다. 적힌 수를 읽고 내리는 판정이 실제의 판정과 같습니다."""
    ends = (found.value, found.low, found.high)
    tops: list[str] = []
    for digits in _DIGITS:
        tops = [units.significant(1 / end, digits) for end in ends]
        read = [1 / Decimal(text.replace(",", "")) for text in tops]
        if all(
            a.compare(limit) == Decimal(b).compare(limit)
            for a, b in zip(read, ends, strict=True)
            for limit in limits
        ):
            break
    value, low, high = (f"{top}분의 1" for top in tops)
    return f"{value} (95 % 구간 {low}–{high})"


def _interval(found: Interval | Share, limits: Sequence[Decimal], unit: str) -> str:
    """값과 구간을 적습니다. 적힌 수를 읽고 내리는 판정이 실제의 판정과 같을 때까지 자리를 늘립니다."""
    ends = (found.value, found.low, found.high)
    shown: list[str] = []
    for digits in _DIGITS:
        shown = [units.significant(end, digits) for end in ends]
        read = [Decimal(text.replace(",", "")) for text in shown]
        if all(
            a.compare(limit) == Decimal(b).compare(limit)
            for a, b in zip(read, ends, strict=True)
            for limit in limits
        ):
            break
    value, low, high = shown
    return f"{value}{unit} (95 % 구간 {low}–{high}{unit})"
