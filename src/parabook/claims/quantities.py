"""기록에 묻는 말: `speedup(new_pool)`처럼 적은 것을 읽고, 기록에서 그 값을 꺼냅니다.

말은 문서를 읽을 때 검사합니다. `eval`은 쓰지 않습니다.
"""

import ast
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from parabook import units
from parabook.claims.functions import (
    FUNCTIONS,
    STATES,
    WHOLE_PERCENT,
    Answer,
    Kind,
    QuantityError,
)
from parabook.paired import Interval, Ratio, Share, Spread, Tally
from parabook.record import words
from parabook.record.schema import Record

LONGEST = 200
"""물을 수 있는 말의 가장 긴 글자 수입니다."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """무엇을 물을지: 함수의 이름, 경쟁 방법의 이름들, 그리고 사실의 이름이나 백분위."""

    function: str
    contenders: tuple[str, ...]
    detail: tuple[str | float, ...] = ()

    @property
    def kind(self) -> Kind:
        """어떤 값을 주는 말인지 알려 줍니다."""
        return FUNCTIONS[self.function].kind

    def unit(self, record: Record) -> str:
        """값 뒤에 붙일 단위입니다. 사실의 단위는 이름의 괄호에 적혀 있습니다."""
        if self.function == "share":
            return " %"
        if self.kind in {Kind.INTERVAL, Kind.PHRASE}:
            return "배"
        if self.kind is Kind.COUNT:
            return "" if self.function in STATES else "개"
        if self.kind is Kind.FACT:
            unit = record.unit_of(str(self.detail[0]))
            return units.suffix(unit)
        return ""

    def is_answer(self, record: Record) -> bool:
        """그런지 아닌지를 센 사실을 묻는지 알려 줍니다. 수가 아니라 말로 답합니다."""
        return self.kind is Kind.FACT and record.is_answer(str(self.detail[0]))

    def refusal(self, record: Record) -> str:
        """주장이 될 수 없는 것을 물었으면 그 이유이고, 아니면 빈 글입니다. 기록을 보아야 압니다."""
        if self.kind is not Kind.FACT or (fact := str(self.detail[0])) not in record.measured:
            return ""
        if record.unit_of(fact) in {"배", "%"}:
            return ""
        return (
            f"사실 {fact}은 잰 것(시간이나 메모리)이라 기계마다 다르므로 주장이 될 수 없습니다. "
            f"fact_ratio(방법, 방법, {fact})로 비교하거나, 정해 둔 것의 몇 배인지를 사실로 돌려주십시오."
        )

    def value(self, record: Record) -> Ratio | Interval | Share | Spread | Tally | float | None:
        """기록에서 값을 수로 꺼냅니다. 함수가 없다고 알린 사실은 없음입니다.

        `INTERVAL`과 `PHRASE`는 비나 비율과 그 구간, `COUNT`는 정수, `FACT`는 센 수와 그 최소와 최대이거나
        잰 값과 그 구간, `ABSOLUTE`는 가운데와 퍼짐(초)입니다.

        Raises:
            UnknownContenderError: 기록에 없는 경쟁 방법을 물은 경우.
            TooFewSamplesError: 구간을 말하기에 표본이 모자란 경우.
            QuantityError: 서버가 없던 기록에 연결의 수를 물은 경우.
        """
        return FUNCTIONS[self.function].value(record, *self.contenders, *self.detail)

    def doubts(self, record: Record) -> tuple[str, ...]:
        """이 값에 관여한 방법들을 불안정하다고 볼 이유들입니다. 센 수는 의심하지 않습니다.

        Raises:
            UnknownContenderError: 기록에 없는 경쟁 방법을 물은 경우.
            TooFewSamplesError: 구간을 말하기에 표본이 모자란 경우.
        """
        # 흩어진 정도를 묻는 말은, 흩어졌다고 의심할 것이 없습니다.
        if self.kind is Kind.COUNT or self.function in {"swing", "share"}:
            return ()
        if self.detail and self.kind is Kind.FACT and self.detail[0] not in record.measured:
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
        value = self.value(record)
        if value is None:
            return Answer("(이 기계에는 없음)", f"셀 것이 없었습니다 · {record.provenance}")
        answer = FUNCTIONS[self.function].words(value)
        if self.is_answer(record):
            counts = record.counts(self.contenders[0], str(self.detail[0]))
            answer = Answer(words.answer(counts), f"실행 {len(counts)}번")
        elif self.kind is Kind.FACT and isinstance(value, Tally | Interval):
            answer = Answer(_with_unit(value.value, self.unit(record)), answer.explanation)
        return Answer(answer.text, f"{answer.explanation} · {record.provenance}")


def _with_unit(value: float, unit: str) -> str:
    """사실의 값을 단위와 함께 적습니다. 비와 시간은 책의 다른 곳에서처럼 적습니다."""
    if unit == "배":
        return units.times(value)
    if unit in units.SECONDS:
        return units.duration(value * units.SECONDS[unit])
    return f"{units.count(value)}{unit}"


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
    known = FUNCTIONS.get(function)
    if known is None or call.keywords or len(call.args) != known.contenders + len(known.detail):
        raise QuantityError(_how_to_write(text))
    names = [item.id for item in call.args if isinstance(item, ast.Name)]
    detail: list[str | float] = []
    for kind, item in zip(known.detail, call.args[known.contenders :], strict=True):
        match kind, item:
            case "사실", ast.Name(id=name):
                detail.append(name)
            case "백분위", ast.Constant(value=int() | float() as percent) if (
                0 <= percent <= WHOLE_PERCENT
            ):
                detail.append(percent)
            case _:
                raise QuantityError(_how_to_write(text))
    if len(names) != known.contenders + known.detail.count("사실"):
        raise QuantityError(_how_to_write(text))
    return Quantity(function, tuple(names[: known.contenders]), tuple(detail))


def _how_to_write(text: str) -> str:
    return f"알아들을 수 없는 말입니다: {text!r}. 쓸 수 있는 말: {usage()}."


def unsaid(quantity: Quantity, reason: str) -> Answer:
    """말할 수 없는 값의 자리에 적을 글입니다. 문장의 끝을 물었으면 문장의 끝입니다."""
    if quantity.kind is Kind.PHRASE:
        return Answer("빠르거나 느리다고 말할 수 없습니다", reason)
    return Answer("(표본이 모자라 말하지 않음)", reason)


def usage(kinds: Sequence[Kind] = tuple(Kind)) -> str:
    """쓸 수 있는 말을 적는 법과 함께 늘어놓습니다. `kinds`를 주면 그런 값을 주는 말만입니다."""
    return ", ".join(
        f"{name}({', '.join(['방법'] * function.contenders + list(function.detail))})"
        for name, function in FUNCTIONS.items()
        if function.kind in kinds
    )


def kind_of(function: str) -> Kind | None:
    """이름이 가리키는 말이 어떤 값을 주는지 알려 줍니다. 모르는 이름이면 없음입니다."""
    known = FUNCTIONS.get(function)
    return None if known is None else known.kind
