"""기록과 비교하는 주장: `plot_x.speedup(new_pool) > 2` 같은 조건을 읽고, 기록에서 판정합니다.

어림한 값은 95 % 구간 전체가 조건에 맞아야 확인된 것이고, 구간 전체가 어긋나야 다른 것이며,
그 사이는 알 수 없습니다. 조건끼리는 클레이니(Kleene)의 세 값 논리로 잇습니다.
말하는 것이 이 기계에 없으면(코어가 하나뿐이거나, 없는 기능이거나) 확인된 것이 아니라 볼 수 없는 것입니다.

조건은 문서를 읽을 때 검사합니다. 나무로 풀어서 아는 꼴만 읽을 뿐, 글을 실행하지 않습니다.
"""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parabook.claims import functions
from parabook.claims.evidence import Asked, Evidence, Limit, evidence_of
from parabook.claims.functions import QuantityError
from parabook.claims.quantities import Quantity
from parabook.paired import TooFewSamplesError
from parabook.record.schema import Record, RecordError

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
ABSENT = "이 기계에서 재지 않음"

GUARDS = frozenset({"gil", "cores"})
"""값이 아니라 자리를 묻는 말. 이것만으로 참이 된 조건은 아무것도 보이지 않은 것입니다."""


class Verdict(enum.Enum):
    """판정."""

    DIFFERS = ("이 기계에서는 다름", "✗")
    UNDECIDED = ("판정 불가", "?")
    UNSEEN = ("이 기계에서는 볼 수 없음", "–")
    HELD = ("확인됨", "✓")

    @property
    def label(self) -> str:
        """사람이 읽는 이름입니다."""
        return self.value[0]

    @property
    def mark(self) -> str:
        """이름 곁에 두는 기호입니다."""
        return self.value[1]


_EVERY = (Verdict.DIFFERS, Verdict.UNSEEN, Verdict.UNDECIDED, Verdict.HELD)
"""'그리고'로 이으면 가장 앞의 것이 판정입니다."""

_ANY = (Verdict.HELD, Verdict.UNSEEN, Verdict.UNDECIDED, Verdict.DIFFERS)
"""'또는'으로 이으면 가장 앞의 것이 판정입니다."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """판정과 그 근거."""

    verdict: Verdict
    evidence: tuple[Evidence, ...]


Lookup = Callable[[str], Record]
"""실험의 이름으로 기록을 찾는 함수. 기록이 없으면 `RecordError`를 냅니다."""


@dataclass(frozen=True, slots=True)
class Condition:
    """읽은 조건."""

    text: str
    root: "Comparison | Group"

    @property
    def experiments(self) -> tuple[str, ...]:
        """조건에 나오는 실험의 이름들을 적은 순서로, 한 번씩 돌려줍니다."""
        return tuple(dict.fromkeys(self.root.experiments()))

    def judge(self, lookup: Lookup) -> Judgement:
        """기록을 찾아 판정합니다. 기록이 없으면 그 부분은 판정할 수 없는 것입니다.

        Raises:
            UnknownContenderError: 기록에 없는 경쟁 방법을 물은 경우.
            QuantityError: 서버가 없던 기록에 연결의 수를 물은 경우.
        """
        judged = self.root.judge(lookup)
        return Judgement(judged.verdict, tuple(dict.fromkeys(judged.evidence)))


@dataclass(frozen=True, slots=True)
class Group:
    """'그리고'나 '또는'(`either`)으로 이은 조건들."""

    parts: tuple["Comparison | Group", ...]
    either: bool

    def experiments(self) -> Iterator[str]:
        """조건에 나오는 실험의 이름들입니다."""
        for part in self.parts:
            yield from part.experiments()

    def negated(self) -> "Group":
        """이것이 아니라는 조건입니다."""
        return Group(tuple(part.negated() for part in self.parts), not self.either)

    def judge(self, lookup: Lookup) -> Judgement:
        """기록을 찾아 판정합니다. '또는'에서는 판정을 내린 갈래의 근거만 남깁니다."""
        judged = [part.judge(lookup) for part in self.parts]
        if not self.either:
            verdict = min((part.verdict for part in judged), key=_EVERY.index)
            # 맞는 자리에서 재었다는 것은 근거가 아니라 전제입니다. 다른 근거가 있으면 적지 않습니다.
            shown = [
                one
                for part, one in zip(self.parts, judged, strict=True)
                if not (part.is_guard and one.verdict is Verdict.HELD)
            ]
            return Judgement(verdict, _evidence_of(shown or judged))
        found = [
            replace(one, verdict=Verdict.UNSEEN)
            if part.is_guard and one.verdict is Verdict.HELD
            else one
            for part, one in zip(self.parts, judged, strict=True)
        ]
        verdict = min((one.verdict for one in found), key=_ANY.index)
        deciding = [
            (part, one)
            for part, one in zip(self.parts, found, strict=True)
            if one.verdict is verdict
        ]
        # 자리가 달라서 어긋난 갈래는 이 기계의 이야기가 아닙니다.
        here = [one for part, one in deciding if not part.shut_out(lookup)]
        return Judgement(verdict, _evidence_of(here or [one for _, one in deciding]))

    @property
    def is_guard(self) -> bool:
        """자리만 묻는지 알려 줍니다."""
        return all(part.is_guard for part in self.parts)

    def shut_out(self, lookup: Lookup) -> bool:
        """자리가 달라서 어긋난 것인지 봅니다."""
        combine = all if self.either else any
        return combine(part.shut_out(lookup) for part in self.parts)


def _evidence_of(judged: Sequence[Judgement]) -> tuple[Evidence, ...]:
    return tuple(item for part in judged for item in part.evidence)


@dataclass(frozen=True, slots=True)
class Comparison:
    """잰 것 하나를 한쪽 끝이나 두 끝과 비교하는 것. `either`이면 한쪽만 맞아도 됩니다."""

    experiment: str
    quantity: Quantity
    limits: tuple[Limit, ...]
    either: bool = False

    def experiments(self) -> Iterator[str]:
        """조건에 나오는 실험의 이름들입니다."""
        yield self.experiment
        yield from (limit.cores_of for limit in self.limits if limit.cores_of is not None)

    def negated(self) -> "Comparison":
        """이것이 아니라는 조건입니다."""
        if self.quantity.function in functions.STATES:
            # 둘 가운데 하나이므로, 그것이 아니면 다른 하나입니다.
            other = (replace(limit, number=1 - limit.number) for limit in self.limits)
            return replace(self, limits=tuple(other))
        flipped = (replace(limit, operator=_OPPOSITE[limit.operator]) for limit in self.limits)
        return replace(self, limits=tuple(flipped), either=not self.either)

    def judge(self, lookup: Lookup) -> Judgement:
        """기록을 찾아 판정합니다."""
        records: dict[str, Record] = {}
        for name in self.experiments():
            try:
                records[name] = lookup(name)
            except RecordError:
                absent = Evidence(name, ABSENT)
                return Judgement(Verdict.UNDECIDED, (absent,))
        record = records[self.experiment]
        if refusal := self.quantity.refusal(record):
            raise QuantityError(f"기록 {self.experiment}: {refusal}")
        try:
            value = self.quantity.value(record)
        except TooFewSamplesError as error:
            few = Evidence(self.experiment, str(error), explanation=record.provenance)
            return Judgement(Verdict.UNDECIDED, (few,))
        if value is None:
            # 함수가 없다고 알린 사실은, 이 기계에 그런 것이 없어 보지 못했다는 뜻입니다.
            none = Evidence(self.experiment, ABSENT, explanation=record.provenance)
            return Judgement(Verdict.UNSEEN, (none,))
        ends = (value, value) if isinstance(value, int | float) else (value.low, value.high)
        low, high = map(Decimal, ends)  # 옮기면서 달라지지 않습니다.
        cores = {name: known.machine.usable_cores for name, known in records.items()}
        verdicts = [_compare(low, high, item.operator, item.value(cores)) for item in self.limits]
        verdict = min(verdicts, key=(_ANY if self.either else _EVERY).index)
        asked = Asked(self.experiment, self.quantity, self.limits, self.either)
        return Judgement(verdict, (evidence_of(asked, record, value, cores),))

    @property
    def is_guard(self) -> bool:
        """자리만 묻는지 알려 줍니다."""
        return self.quantity.function in GUARDS

    def shut_out(self, lookup: Lookup) -> bool:
        """자리가 달라서 어긋난 것인지 봅니다."""
        return self.is_guard and self.judge(lookup).verdict is Verdict.DIFFERS


def _compare(low: Decimal, high: Decimal, operator: str, limit: Decimal) -> Verdict:
    """구간 전체가 맞으면 확인됨, 구간 전체가 어긋나면 다름, 아니면 판정 불가입니다."""
    whole, none = {
        "<": (high < limit, low >= limit),
        "<=": (high <= limit, low > limit),
        "==": (low == limit == high, not low <= limit <= high),
        ">": (low > limit, high <= limit),
        ">=": (low >= limit, high < limit),
        "!=": (not low <= limit <= high, low == limit == high),
    }[operator]
    if whole:
        return Verdict.HELD
    return Verdict.DIFFERS if none else Verdict.UNDECIDED
