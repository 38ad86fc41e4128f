"""`--fail-if`의 조건을 주장의 말로 읽고, 잰 기록에서 판정합니다."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from parabook.claims import grammar, quantities
from parabook.claims.conditions import Condition, Verdict
from parabook.claims.functions import FUNCTIONS, QuantityError
from parabook.claims.grammar import ClaimError
from parabook.command.wording import Misuse, language, say
from parabook.paired import Interval, Share, Tally, TooFewSamplesError
from parabook.record.derived import UnknownContenderError
from parabook.wire.samples import ALWAYS_KNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from parabook.record.schema import Record

HERE = "here"
ENDS = {Verdict.HELD: 1, Verdict.DIFFERS: 0}
"""판정마다의 종료 코드. 나머지는 알 수 없는 것입니다."""
UNDECIDED = 3

_CALL = re.compile(rf"(?<![\w.])({'|'.join(FUNCTIONS)})\s*\(")


def condition(text: str, names: Sequence[str], facts: Collection[str] = ()) -> Condition:
    """조건을 읽습니다. 재기 전에 읽어, 다 재고 나서 틀렸다고 하지 않게 합니다.

    Raises:
        Misuse: 알아들을 수 없거나, 재지 않는 방법을 물은 경우.
    """
    try:
        read = grammar.parse(_CALL.sub(rf"{HERE}.\1(", text))
    except ClaimError:
        raise _misuse(text, names, facts) from None
    asked = set(re.findall(r"[^\W\d]\w*", re.sub(r"\b(and|or|not)\b", " ", text)))
    if unknown := asked - set(names) - set(FUNCTIONS) - set(facts) - ALWAYS_KNOWN.keys():
        raise _misuse(", ".join(sorted(unknown)), names, facts)
    return read


def verdict(read: Condition, record: Record, text: str) -> tuple[int, str]:
    """종료 코드와, 판정을 적은 문장입니다."""
    try:
        judged = read.judge(lambda _name: record)
    except (QuantityError, UnknownContenderError):
        facts = record.design.get("facts", {})
        raise _misuse(text, [one.name for one in record.contenders], facts) from None
    if language.get() == "ko":
        found = "; ".join(one.text.partition(": ")[2] or one.text for one in judged.evidence)
    else:
        found = "; ".join(_found(text, record))
    kind = {Verdict.HELD: "holds", Verdict.DIFFERS: "holds_not"}.get(judged.verdict, "undecided")
    return ENDS.get(judged.verdict, UNDECIDED), say(kind, text=text, found=found)


def _found(text: str, record: Record) -> list[str]:
    """조건이 물은 것마다, 말의 꼴을 그대로 두고 값과 구간을 적은 것입니다. 근거의 글은 한국어뿐입니다."""
    calls = [node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        asked = ast.unparse(call)
        try:
            value = quantities.parse(asked).value(record)
        except TooFewSamplesError:
            value = None
        if isinstance(value, Interval | Share):
            found.append(f"{asked} = {value.value:.4g}, {value.low:.4g}–{value.high:.4g}")
        elif isinstance(value, Tally):
            found.append(f"{asked} = {value.value:g}")
        else:
            found.append(f"{asked} = {'?' if value is None else value}")
    return found


def _misuse(text: str, names: Sequence[str], facts: Collection[str] = ()) -> Misuse:
    first, second = (*names, *names)[:2]
    example = f"fact({first}, finished) == 0" if facts else f"ratio({second}, {first}) > 1.05"
    return Misuse("bad_condition", text=text, names=", ".join(names), example=example)
