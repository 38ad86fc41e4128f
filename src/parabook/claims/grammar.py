"""적은 조건을 읽습니다: 글을 풀어 아는 꼴만 `conditions`의 조건으로 바꿉니다.

코드로 돌리지 않고, `ast`로 풀어 놓은 나무에서 아는 것만 읽습니다.
식을 계산해 주는 simpleeval이나 asteval, 문법을 받는 lark를 쓰지 않는 것은, 값이 구간이고 판정이 셋(맞음, 아님, 모름)이며
틀린 곳을 한국어 문장으로 알려야 하기 때문입니다.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parabook.claims import functions, quantities
from parabook.claims.conditions import Comparison, Condition, Group
from parabook.claims.evidence import Limit
from parabook.claims.functions import Kind, QuantityError
from parabook.claims.quantities import Quantity

LONGEST = 400
"""조건의 가장 긴 글자 수입니다."""


_LARGEST = 10**9


_USABLE = (Kind.INTERVAL, Kind.COUNT, Kind.FACT)


_OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
}


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


class ClaimError(ValueError):
    """조건을 알아들을 수 없는 경우. 문장에 무엇이 틀렸고 어떻게 적는지 들어 있습니다."""


def parse(text: str) -> Condition:
    """조건을 읽습니다.

    비교하는 것의 한쪽은 `실험.말(방법, …)`, 다른 쪽은 수이거나 `수 * 실험.cores()`입니다.
    `0.9 < … < 1.1`처럼 두 끝을 함께 적을 수 있고, `and`, `or`, `not`과 괄호로 잇습니다.

    Raises:
        ClaimError: 꼴이 다르거나, 모르는 말이거나, 주장이 될 수 없는 값을 물은 경우.
    """
    text = text.strip()
    if len(text) > LONGEST:  # 파서와 아래의 재귀를 무너뜨리는 글은 모두 이보다 깁니다.
        raise ClaimError(f"주장의 조건은 {LONGEST}자를 넘을 수 없습니다: {text[:40] + '…'!r}.")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        # 널 문자와 겹겹의 괄호에는 파이썬의 버전마다 다른 오류를 냅니다.
        raise ClaimError(_how_to_write(text)) from None
    return Condition(text, _Reader(text).condition(tree))


def _how_to_write(text: str) -> str:
    return (
        f"알아들을 수 없는 주장입니다: {text!r}. "
        "한쪽에는 실험.말(방법, …)을, 다른 쪽에는 수나 '수 * 실험.cores()'를 두고 "
        "<, <=, >, >=, == 가운데 하나로 비교하십시오. and, or, not으로 이을 수 있습니다. "
        f"쓸 수 있는 말: {quantities.usage(_USABLE)}."
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """풀어 놓은 나무에서 아는 꼴만 읽습니다."""

    text: str

    def condition(self, node: ast.expr) -> Comparison | Group:
        match node:
            case ast.BoolOp(op=operator, values=values):
                parts = tuple(self.condition(value) for value in values)
                return Group(parts, isinstance(operator, ast.Or))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.condition(operand).negated()
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._comparison(node, ops, [left, *comparators])
        raise self._refusal(node)

    def _comparison(
        self, node: ast.expr, ops: Sequence[ast.cmpop], terms: Sequence[ast.expr]
    ) -> Comparison:
        match [_OPERATORS.get(type(operator)) for operator in ops], terms:
            case [str() as operator], [left, right]:
                if not _is_call(left) or (_is_cores(left) and _is_call(right)):
                    left, operator, right = right, _MIRRORED[operator], left
                measured, ends = left, [(operator, right)]
            case [("<" | "<=") as above, ("<" | "<=") as below], [left, measured, right]:
                ends = [(_MIRRORED[above], left), (below, right)]
            case [(">" | ">=") as below, (">" | ">=") as above], [left, measured, right]:
                ends = [(above, right), (_MIRRORED[below], left)]
            case _:
                raise self._refusal(node)
        if not _is_call(measured):
            raise self._refusal(node)
        experiment, quantity = self._subject(measured)
        limits = tuple(self._limit(operator, end) for operator, end in ends)
        if quantity.function in functions.STATES and not _is_state(limits):
            raise ClaimError(
                f"{self._words(node)!r}: {quantity.function}()은 == 1(켜짐)이나 == 0(꺼짐)으로만 비교합니다."
            )
        numbers = [limit.number for limit in limits if limit.cores_of is None]
        if len(numbers) > 1 and numbers[0] >= numbers[1]:
            raise ClaimError(f"두 끝 사이에 아무 값도 없습니다: {self._words(node)!r}.")
        return Comparison(experiment, quantity, limits)

    def _subject(self, node: ast.expr) -> tuple[str, Quantity]:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=experiment), attr=function)):
                return experiment, self._quantity(function, node)
        raise self._refusal(node)

    def _quantity(self, function: str, call: ast.Call) -> Quantity:
        kind = quantities.kind_of(function)
        if kind is Kind.ABSOLUTE:
            raise ClaimError(
                f"{self._words(call)!r}: 시간과 메모리의 크기 그 자체는 기계마다 다르므로 주장이 될 수 없습니다. "
                "ratio(방법, 방법)나 speedup(방법)으로 비교하십시오."
            )
        if kind not in _USABLE:
            raise self._refusal(call)
        try:
            return quantities.from_call(function, call, self._words(call))
        except QuantityError:
            raise self._refusal(call) from None

    def _limit(self, operator: str, node: ast.expr) -> Limit:
        match node:
            case ast.Constant():
                return Limit(operator, self._number(node))
            case (
                ast.BinOp(left=ast.Constant() as number, op=ast.Mult(), right=cores)
                | ast.BinOp(left=cores, op=ast.Mult(), right=ast.Constant() as number)
            ) if _is_cores(cores):
                return Limit(operator, self._number(number), self._subject(cores)[0])
            case ast.Call() if _is_cores(node):
                return Limit(operator, Decimal(1), self._subject(node)[0])
            case ast.Call(func=ast.Attribute()):
                self._subject(node)
                raise ClaimError(
                    f"양쪽이 모두 잰 값입니다: {self._words(node)!r}. "
                    "한쪽은 수여야 합니다. 두 방법은 ratio(방법, 방법)로 비교하십시오."
                )
        raise self._refusal(node)

    def _number(self, node: ast.Constant) -> Decimal:
        value = node.value
        # 참과 거짓도 정수입니다.
        if isinstance(value, bool) or not isinstance(value, int | float) or value > _LARGEST:
            raise self._refusal(node)
        return Decimal(str(value))

    def _words(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def _refusal(self, node: ast.expr) -> ClaimError:
        return ClaimError(_how_to_write(self._words(node)))


def _is_state(limits: Sequence[Limit]) -> bool:
    first, *others = limits
    return (
        not others and first.operator == "==" and first.cores_of is None and first.number in {0, 1}
    )


def _is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _is_cores(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "cores"
    )
