"""조건을 읽는 일과, 세 값으로 내리는 판정을 시험합니다."""

from __future__ import annotations

import operator
import re
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parabook.claims import conditions, quantities
from parabook.claims.conditions import Judgement, Verdict
from parabook.claims.functions import Kind, QuantityError
from parabook.claims.grammar import LONGEST, ClaimError, parse
from parabook.paired import Ratio
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import Record, RecordError
from parabook.wire.samples import Condition, ContenderLabel, Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conftest import MakeRecord

HELD, DIFFERS, UNDECIDED, UNSEEN = (
    Verdict.HELD,
    Verdict.DIFFERS,
    Verdict.UNDECIDED,
    Verdict.UNSEEN,
)
RANK = [DIFFERS, UNDECIDED, HELD]
"""참에서 먼 것부터."""
OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}
TIP = "시험용 CPU, 코어 4개"
SPEEDUP = "‘빠른 방법’의 빨라진 정도"
RATIO = "‘느린 방법’의 시간은 ‘빠른 방법’의"


class KnownRatio(Record):
    """`speedup`의 비와 구간을 시험이 정하는 기록. `ratio`는 표본에서 구하고, 언제나 3.0배입니다."""

    known: Ratio

    def ratio(self, numerator: str, denominator: str) -> Ratio:
        """`speedup`이 묻는 두 방법의 비를 정해 둔 것으로 바꿉니다."""
        del numerator, denominator
        return self.known


@pytest.fixture(scope="session", name="judge")
def _judge(make_record: MakeRecord) -> Callable[..., Judgement]:
    """실험마다 `(값, 낮은 끝, 높은 끝)`을 주면 조건을 판정하는 함수입니다. 없는 실험은 재지 않은 것입니다."""
    real = make_record(connections={"slow": 20, "fast": 1})
    given_fields = {item.name: getattr(real, item.name) for item in fields(Record)}

    def judge(text: str, ratios: Mapping[str, tuple[float, float, float]]) -> Judgement:
        def lookup(name: str) -> Record:
            if name not in ratios:
                raise RecordError(f"기록 파일이 없습니다: {name}")
            record = KnownRatio(**given_fields)
            object.__setattr__(record, "known", Ratio(*ratios[name], generations=3, pairs=12))
            return record

        return parse(text).judge(lookup)

    return judge


# 판정

intervals = st.tuples(*[st.floats(0.01, 100)] * 3).map(
    lambda ends: (sorted(ends)[1], min(ends), max(ends))
)
books = st.dictionaries(st.sampled_from("abc"), intervals)
bounds = st.one_of(st.integers(0, 30), st.floats(0.01, 100)).map(str)
comparisons = st.builds(
    "{0}.speedup(fast) {1} {2}".format,
    st.sampled_from("abc"),
    st.sampled_from([*OPERATORS]),
    bounds,
)
ranges = st.builds(
    lambda name, low, room: f"{low} < {name}.speedup(fast) <= {low + room}",
    st.sampled_from("abc"),
    st.integers(0, 20),
    st.integers(1, 20),
)
written_conditions = st.recursive(
    comparisons | ranges,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=4,
).filter(lambda text: len(text) < LONGEST // 3)


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("a.speedup(fast) > 1.9", HELD),
        ("a.speedup(fast) > 2", UNDECIDED),
        ("a.speedup(fast) >= 2", HELD),
        ("a.speedup(fast) > 3", UNDECIDED),
        ("a.speedup(fast) > 4", DIFFERS),
        ("a.speedup(fast) >= 4", UNDECIDED),
        ("a.speedup(fast) < 4", UNDECIDED),
        ("a.speedup(fast) <= 4", HELD),
        ("a.speedup(fast) < 2", DIFFERS),
        ("a.speedup(fast) <= 2", UNDECIDED),
        ("a.speedup(fast) == 3", UNDECIDED),
        ("a.speedup(fast) == 5", DIFFERS),
        ("not a.speedup(fast) == 1", HELD),
        ("1 < a.speedup(fast) < 5", HELD),
        ("5 > a.speedup(fast) > 1", HELD),
        ("3 < a.speedup(fast) < 5", UNDECIDED),
        ("5 < a.speedup(fast) < 6", DIFFERS),
        ("0.4 * a.cores() < a.speedup(fast)", HELD),
        ("a.speedup(fast) < a.cores() * 1.1", HELD),
        ("a.cores() >= a.speedup(fast)", HELD),
        ("a.connections(slow) == 20", HELD),
        ("a.connections(slow) < 20", DIFFERS),
        ("a.connections(slow) <= 5 * a.cores()", HELD),
        ("a.connections(fast) == 1 and not a.connections(slow) == 1", HELD),
        ("a.cores() == 4", HELD),
        ("2 <= a.cores() <= 3", DIFFERS),
        ("a.gil() == 1", HELD),
        ("0 == a.gil()", DIFFERS),
        ("not a.gil() == 0", HELD),
        ("a.gil() == 0 or a.speedup(fast) > 1", HELD),
        ("a.gil() == 0 and a.speedup(fast) > 1", DIFFERS),
        ("nowhere.gil() == 1", UNDECIDED),
        ("nowhere.cores() == 4", UNDECIDED),
        ("a.speedup(fast) < 0.6 * nowhere.cores()", UNDECIDED),
        ("a.cores() == 4 or nowhere.cores() == 4", UNSEEN),
        ("a.cores() == 5 and nowhere.cores() == 4", DIFFERS),
        ("a.cores() == 4 and nowhere.cores() == 4", UNDECIDED),
    ],
)
def test_verdict_of_a_whole_interval(
    judge: Callable[..., Judgement], condition: str, verdict: Verdict
) -> None:
    """구간 2–4배 전체가 맞으면 확인됨, 전체가 어긋나면 다름, 걸치면 판정 불가입니다. 센 것은 그대로 비교합니다."""
    assert judge(condition, {"a": (3, 2, 4)}).verdict is verdict


@given(book=books, condition=written_conditions)
def test_negation_swaps_held_and_differs(
    judge: Callable[..., Judgement], book: dict[str, tuple[float, float, float]], condition: str
) -> None:
    """아니라고 하면 확인됨과 다름이 바뀌고, 판정 불가는 그대로입니다."""
    plain, negated = judge(condition, book), judge(f"not ({condition})", book)
    swapped = {HELD: DIFFERS, DIFFERS: HELD}
    assert negated.verdict is swapped.get(plain.verdict, plain.verdict)
    assert judge(f"not not ({condition})", book) == plain


@given(book=books, one=written_conditions, other=written_conditions)
def test_de_morgan(
    judge: Callable[..., Judgement],
    book: dict[str, tuple[float, float, float]],
    one: str,
    other: str,
) -> None:
    """이은 것의 아님은 아닌 것들을 이은 것과, 근거의 글까지 같습니다."""
    for join, turned in (("and", "or"), ("or", "and")):
        assert judge(f"not (({one}) {join} ({other}))", book) == judge(
            f"not ({one}) {turned} not ({other})", book
        )


@given(book=books, one=written_conditions, other=written_conditions)
def test_joining_is_the_least_and_the_greatest(
    judge: Callable[..., Judgement],
    book: dict[str, tuple[float, float, float]],
    one: str,
    other: str,
) -> None:
    """그리고는 둘 가운데 작은 판정이고 근거가 모두 남습니다. 또는은 큰 판정이고, 그렇게 판정한 쪽의 근거만 남습니다."""
    parts = [judge(one, book), judge(other, book)]
    both, either = judge(f"({one}) and ({other})", book), judge(f"({one}) or ({other})", book)
    assert both.verdict is min((part.verdict for part in parts), key=RANK.index)
    assert either.verdict is max((part.verdict for part in parts), key=RANK.index)
    assert {*both.evidence} == {*parts[0].evidence, *parts[1].evidence}
    deciding = [part.evidence for part in parts if part.verdict is either.verdict]
    assert {*either.evidence} == {item for evidence in deciding for item in evidence}


@given(interval=intervals, low=st.floats(0.01, 100), high=st.floats(0.01, 100))
def test_verdict_is_monotone_in_the_bound(
    judge: Callable[..., Judgement],
    interval: tuple[float, float, float],
    low: float,
    high: float,
) -> None:
    """끝을 올리면 크다는 주장은 참에서 멀어지기만 하고, 작다는 주장은 가까워지기만 합니다."""
    low, high = min(low, high), max(low, high)
    for sign in OPERATORS.keys() - {"=="}:
        verdicts = [judge(f"a.speedup(fast) {sign} {end}", {"a": interval}) for end in (low, high)]
        ordered = sorted(
            verdicts, key=lambda item: RANK.index(item.verdict), reverse=sign[0] == ">"
        )
        assert [item.verdict for item in verdicts] == [item.verdict for item in ordered]


@given(interval=intervals, sign=st.sampled_from([*OPERATORS]), bound=bounds, where=st.floats(0, 1))
def test_verdict_is_true_of_every_value_in_the_interval(
    judge: Callable[..., Judgement],
    interval: tuple[float, float, float],
    sign: str,
    bound: str,
    where: float,
) -> None:
    """확인된 주장은 구간 안의 어느 값에서나 참이고, 다른 주장은 어느 값에서나 거짓입니다."""
    verdict = judge(f"a.speedup(fast) {sign} {bound}", {"a": interval}).verdict
    _, low, high = interval
    value = min(max(low + where * (high - low), low), high)
    if verdict is not UNDECIDED:
        assert OPERATORS[sign](Decimal(value), Decimal(bound)) is (verdict is HELD)


@given(interval=intervals, low=st.integers(0, 20), room=st.integers(1, 20))
def test_range_is_both_ends_together(
    judge: Callable[..., Judgement], interval: tuple[float, float, float], low: int, room: int
) -> None:
    """두 끝을 함께 적는 것은 따로 적어 그리고로 잇는 것과 같습니다. 뒤집어 적어도 같습니다."""
    asked, high, book = "a.speedup(fast)", low + room, {"a": interval}
    together = judge(f"{low} < {asked} <= {high}", book)
    assert together == judge(f"{high} >= {asked} > {low}", book)
    assert together.verdict is judge(f"{asked} > {low} and {high} >= {asked}", book).verdict


@given(interval=intervals, sign=st.sampled_from(["<", "<=", ">", ">="]), bound=bounds)
@example(interval=(2.2, 2.04, 2.4), sign=">", bound="2")
@example(interval=(0.99, 0.98, 0.9996), sign="<", bound="1")
@example(interval=(0.0502, 0.05002, 0.06), sign=">", bound="0.05")
def test_figures_read_as_the_verdict(
    judge: Callable[..., Judgement],
    interval: tuple[float, float, float],
    sign: str,
    bound: str,
) -> None:
    """적힌 구간을 읽고 사람이 내리는 판정은 실제의 판정과 같습니다."""
    judged = judge(f"a.speedup(fast) {sign} {bound}", {"a": interval})
    [evidence] = judged.evidence
    shown = re.search(r"95 % 구간 ([\d.,]+)(분의 1)?–([\d.,]+)(배|분의 1)", evidence.text)
    assert shown
    ends = [Decimal(text.replace(",", "")) for text in (shown[1], shown[3])]
    if shown[2]:
        ends = [1 / end for end in ends]
    # 일곱 자리까지 같은 두 수는 재어서 가릴 수 있는 것이 아닙니다.
    if all(abs(end / float(bound) - 1) > 1e-6 for end in interval if float(bound)):
        read = {OPERATORS[sign](end, Decimal(bound)) for end in ends}
        assert judged.verdict is {(True,): HELD, (False,): DIFFERS}.get((*read,), UNDECIDED)


# 근거


@pytest.mark.parametrize(
    ("condition", "figures", "bound"),
    [
        ("a.speedup(fast) > 2", f"{SPEEDUP} 7.0배 (95 % 구간 5.6–6.8배)", "2배보다 큼"),
        (
            "a.speedup(fast) <= 0.6 * a.cores()",
            f"{SPEEDUP} 7.0배 (95 % 구간 5.6–6.8배)",
            "2.4배(코어 4개의 0.6배) 이하",
        ),
        (
            "a.speedup(fast) < a.cores()",
            f"{SPEEDUP} 7.0배 (95 % 구간 5.6–6.8배)",
            "4배(코어의 수)보다 작음",
        ),
        (
            "0.5 < a.ratio(slow, fast) < 2",
            f"{RATIO} 3.0배 (95 % 구간 3.0–3.0배)",
            "0.5배보다 크고 2배보다 작음",
        ),
        (
            "not 0.5 < a.ratio(slow, fast) <= 2",
            f"{RATIO} 3.0배 (95 % 구간 3.0–3.0배)",
            "0.5배 이하이거나 2배보다 큼",
        ),
        ("a.connections(slow) == 20", "‘느린 방법’의 연결 20개", "20개"),
        ("not a.connections(slow) == 1_000", "‘느린 방법’의 연결 20개", "1,000개가 아님"),
        ("2 <= a.cores()", "쓸 수 있는 코어 4개", "2개 이상"),
        (
            "a.connections(slow) > 0.5 * a.cores()",
            "‘느린 방법’의 연결 20개",
            "2개(코어 4개의 0.5배)보다 큼",
        ),
        ("nowhere.cores() == 2", "이 기계에서 재지 않음", ""),
        ("a.gil() == 1", "GIL 켜짐", "켜짐"),
        ("not a.gil() == 1", "GIL 켜짐", "꺼짐"),
    ],
)
def test_evidence_shows_figures_and_bound(
    judge: Callable[..., Judgement], condition: str, figures: str, bound: str
) -> None:
    """근거에는 무엇을 재었는지, 값과 구간, 주장한 값이 한국어로 나옵니다."""
    [evidence] = judge(condition, {"a": (7, 5.6, 6.8)}).evidence
    assert (evidence.text, evidence.bound) == (figures, bound)
    assert str(evidence) == (f"{figures} · 주장: {bound}" if bound else figures)


def test_small_ratio_is_told_as_one_in_many(judge: Callable[..., Judgement]) -> None:
    """0.1보다 작은 비는 몇 분의 1인지로 적고, 주장한 끝도 그렇게 적습니다."""
    [evidence] = judge("a.speedup(fast) < 0.1", {"a": (0.037, 0.03, 0.04)}).evidence
    assert evidence.text == f"{SPEEDUP} 27분의 1 (95 % 구간 33분의 1–25분의 1)"
    assert evidence.bound == "10분의 1보다 작음"
    [uneven] = judge("a.speedup(fast) < 0.03", {"a": (0.037, 0.03, 0.04)}).evidence
    assert uneven.bound == "0.03배보다 작음"


@pytest.mark.parametrize(
    ("asked", "answer", "wanted"),
    [
        ("fact(fast, told) == 1", "예", "예"),
        ("fact(slow, told) == 1", "아니요", "예"),
        ("fact(slow, told) < 1", "아니요", "아니요"),
        ("fact(slow, finished) == 0", "예", "아니요"),
        ("fact(mixed, told) > 0", "3번 가운데 2번 예", "예"),
        ("fact(fast, told) < 2", "예", "2보다 작음"),
    ],
)
def test_yes_and_no_are_told_in_words(
    make_record: MakeRecord, asked: str, answer: str, wanted: str
) -> None:
    """그런지 아닌지를 센 사실은 0과 1이 아니라 예와 아니요로 적고, 이름에서 풀이를 뺍니다."""
    told = {"fast": (1, 1, 1), "slow": (0, 0, 0), "mixed": (1, 0, 1)}
    record = make_record(
        samples=(),
        contenders=tuple(ContenderLabel(name, name) for name in told),
        observations=tuple(
            Observation(contender=name, turn=turn, outcome="finished", wall=0.1, facts={"told": at})
            for name, turns in told.items()
            for turn, at in enumerate(turns)
        ),
        purpose="observation",
        design={"budget": "quick", "facts": {"told": "알림(알렸으면 1)"}},
    )
    [evidence] = parse(f"a.{asked}").judge(lambda _: record).evidence
    label = "끝까지 감" if "finished" in asked else "알림"
    assert re.sub(r"‘\w+’의 ", "", evidence.text) == f"{label} {answer}"
    assert evidence.bound == wanted


def test_evidence_says_where_it_was_measured(judge: Callable[..., Judgement]) -> None:
    """근거마다 어느 실험의 것인지, 잰 기계와 표본의 수가 달립니다."""
    [ratio, count] = judge(
        "a.speedup(fast) > 2 and b.connections(slow) == 20", {"a": (3, 2, 4), "b": (3, 2, 4)}
    ).evidence
    assert (ratio.experiment, count.experiment) == ("a", "b")
    assert ratio.explanation.startswith(
        f"새로 시작하기 3번, 짝지은 표본 12쌍, 95 % 구간 2.0–4.0배 · {TIP}"
    )
    assert count.explanation.startswith(TIP)


def test_unstable_figure_is_marked(make_record: MakeRecord) -> None:
    """재는 동안 남이 코어를 많이 쓴 값에는 불안정하다는 표시와 그 이유가 붙습니다. 센 수에는 붙지 않습니다."""
    busy = make_record(
        connections={"slow": 20, "fast": 1},
        conditions=(Condition(generation=0, seconds=1.0, foreign_cpu_seconds=2.0),),
    )
    asked = "a.speedup(fast) > 2 and a.connections(slow) == 20"
    ratio, count = parse(asked).judge(lambda _: busy).evidence
    assert ratio.text.endswith("(불안정)")
    assert "불안정: 다른 프로그램이나 이웃한 가상 기계가 코어의 50%를 씀" in ratio.explanation
    assert "불안정" not in count.text + count.explanation
    quiet, _ = parse(asked).judge(lambda _: make_record(connections={"slow": 20})).evidence
    assert "불안정" not in quiet.text + quiet.explanation


def test_wide_interval_is_not_unstable(judge: Callable[..., Judgement]) -> None:
    """구간이 넓은 것은 불안정이 아닙니다. 구간이 이미 그렇게 말합니다."""
    [wide] = judge("a.speedup(fast) > 2", {"a": (3, 2.5, 50)}).evidence
    assert "불안정" not in wide.text + wide.explanation


def test_same_evidence_is_given_once(judge: Callable[..., Judgement]) -> None:
    """같은 근거를 두 번 적지 않습니다."""
    judged = judge(
        "x.cores() > 2 and (a.cores() > 2 and x.cores() > 1) and x.cores() > 3", {"a": (1, 1, 1)}
    )
    assert [str(item) for item in judged.evidence] == [
        "이 기계에서 재지 않음",
    ]


def test_too_few_samples_decide_nothing(make_record: MakeRecord) -> None:
    """세대가 둘뿐이면 구간을 말할 수 없으니 판정도 하지 않고, 몇 개가 모자란지 적습니다."""
    record = make_record({"slow": [[0.2] * 9] * 2, "fast": [[0.1] * 9] * 2})
    judged = parse("a.speedup(fast) > 1").judge(lambda _: record)
    assert judged.verdict is UNDECIDED
    assert [item.text for item in judged.evidence] == [
        "세대가 2개뿐이라 구간을 말할 수 없습니다. 3개는 있어야 합니다."
    ]


def test_real_record_is_judged(make_record: MakeRecord) -> None:
    """표본이 든 기록에서 비와 구간을 구해 판정합니다."""
    record = make_record()
    for condition, verdict in (("> 2.5", HELD), ("> 3.5", DIFFERS)):
        judged = parse(f"a.speedup(fast) {condition}").judge(lambda _: record)
        assert judged.verdict is verdict


def test_unknown_contender_is_the_authors_error(judge: Callable[..., Judgement]) -> None:
    """기록에 없는 방법을 적은 것은 판정 불가가 아니라 오류입니다."""
    with pytest.raises(UnknownContenderError, match="있는 것: slow, fast"):
        judge("a.connections(other) == 1", {"a": (3, 2, 4)})


def test_connections_without_a_server_are_the_authors_error(make_record: MakeRecord) -> None:
    """서버가 없는 실험의 연결을 적은 것은 판정 불가가 아니라 오류입니다."""
    record = make_record()
    with pytest.raises(QuantityError, match="서버가 없어"):
        parse("a.connections(fast) == 1").judge(lambda _: record)


def test_verdicts_are_told_apart_by_words_and_marks() -> None:
    """네 판정은 이름도 기호도 서로 다릅니다."""
    assert {(verdict.label, verdict.mark) for verdict in Verdict} == {
        ("확인됨", "✓"),
        ("이 기계에서는 다름", "✗"),
        ("판정 불가", "?"),
        ("이 기계에서는 볼 수 없음", "–"),
    }


# 볼 수 없음


@pytest.mark.parametrize(
    ("condition", "verdict", "shown"),
    [
        # 자리만 맞았으면 아무것도 보이지 않은 것입니다.
        ("a.cores() == 4 or a.speedup(fast) > 5", UNSEEN, ["쓸 수 있는 코어 4개"]),
        ("a.speedup(fast) > 3 or a.cores() == 4", UNSEEN, ["쓸 수 있는 코어 4개"]),
        (
            "a.cores() == 4 and a.gil() == 1 or a.speedup(fast) > 5",
            UNSEEN,
            ["쓸 수 있는 코어 4개", "GIL 켜짐"],
        ),
        # 잰 것이 맞았으면 자리가 어떻든 확인된 것입니다.
        ("a.cores() == 4 or a.speedup(fast) > 1", HELD, [SPEEDUP]),
        ("a.cores() == 1 or a.speedup(fast) > 1", HELD, [SPEEDUP]),
        # 자리가 달라서 어긋난 갈래는 이 기계의 이야기가 아닙니다.
        ("a.cores() == 1 or a.speedup(fast) > 5", DIFFERS, [SPEEDUP]),
        ("a.cores() == 1 or a.speedup(fast) > 3", UNDECIDED, [SPEEDUP]),
        (
            "a.gil() == 1 and a.speedup(fast) > 5 or a.gil() == 0 and a.ratio(slow, fast) > 1",
            DIFFERS,
            [SPEEDUP],
        ),
        (
            "a.gil() == 0 and a.ratio(slow, fast) < 1 or a.gil() == 1 and a.speedup(fast) < 5",
            HELD,
            [SPEEDUP],
        ),
        # 두 자리가 모두 아니면, 무엇이 달랐는지 모두 적습니다.
        ("a.gil() == 0 or a.cores() == 1", DIFFERS, ["GIL 켜짐", "쓸 수 있는 코어 4개"]),
        # '그리고'에서는 자리가 맞는 것이 조건의 한쪽일 뿐이고, 근거가 아니라 전제입니다. 어긋났으면 그것이 이유입니다.
        ("a.cores() == 4 and a.speedup(fast) > 1", HELD, [SPEEDUP]),
        ("a.cores() == 1 and a.speedup(fast) > 1", DIFFERS, ["쓸 수 있는 코어 4개", SPEEDUP]),
        ("not (a.cores() < 4 and a.speedup(fast) < 5)", UNSEEN, ["쓸 수 있는 코어 4개"]),
    ],
)
def test_place_alone_shows_nothing(
    judge: Callable[..., Judgement], condition: str, verdict: Verdict, shown: list[str]
) -> None:
    """코어의 수나 GIL만으로 참이 된 것은 볼 수 없는 것이고, 판정을 내린 갈래의 근거만 보입니다."""
    judged = judge(condition, {"a": (3, 2, 4)})
    assert judged.verdict is verdict
    assert len(judged.evidence) == len(shown)
    assert all(
        item.text.startswith(text) for item, text in zip(judged.evidence, shown, strict=True)
    )


FACTS = {
    "lost": "잃은 갱신(번)",
    "tries": "해 본 것(번)",
    "gone": "이 기계에 없는 것(개)",
    "peak": "피크(MB)",
    "growth": "늘어난 정도(배)",
    "part": "차지한 몫(%)",
}


def watched(make_record: MakeRecord, **changes: Any) -> Record:
    """느린 방법이 여섯 번 가운데 다섯을 잃고, 크기가 빠른 방법의 두 배인, 지켜본 기록입니다."""
    seen = tuple(
        Observation(
            contender=name,
            turn=turn,
            outcome="finished",
            wall=0.1,
            facts={
                "lost": lost,
                "tries": 2,
                "peak": size * (10 + turn),
                "growth": size,
                "part": 50,
            },
        )
        for name, size, counts in (("slow", 2, (2, 2, 1)), ("fast", 1, (0, 0, 0)))
        for turn, lost in enumerate(counts)
    )
    design = {"budget": "quick", "facts": FACTS, "measured": ["peak", "growth", "part"]}
    return make_record(
        samples=(), observations=seen, purpose="observation", design=design, **changes
    )


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("a.fact(slow, gone) > 1", UNSEEN),
        ("not a.fact(slow, gone) > 1", UNSEEN),
        ("a.share(slow, lost, gone) > 1", UNSEEN),
        ("a.fact_ratio(slow, fast, gone) > 1", UNSEEN),
        ("a.fact(slow, gone) > 1 and a.fact(fast, lost) == 0", UNSEEN),
        ("a.fact(slow, gone) > 1 and a.fact(fast, lost) > 0", DIFFERS),
        ("a.fact(slow, gone) > 1 and nowhere.fact(fast, lost) > 0", UNSEEN),
        ("a.fact(slow, gone) > 1 or a.fact(fast, lost) == 0", HELD),
        ("a.fact(slow, gone) > 1 or a.fact(fast, lost) > 0", UNSEEN),
        ("a.fact(slow, gone) > 1 or nowhere.fact(fast, lost) > 0", UNSEEN),
    ],
)
def test_what_the_machine_lacks_is_unseen(
    make_record: MakeRecord, condition: str, verdict: Verdict
) -> None:
    """함수가 없다고 알린 사실은 볼 수 없는 것입니다. 그리고로 이으면 다름보다 약하고, 또는으로 이으면 확인됨보다 약합니다."""

    def lookup(name: str) -> Record:
        if name != "a":
            raise RecordError("기록 파일이 없습니다")
        return watched(make_record)

    judged = parse(condition).judge(lookup)
    assert judged.verdict is verdict
    if verdict is UNSEEN:
        assert judged.evidence[0].text == conditions.ABSENT


# 지켜본 사실


@pytest.mark.parametrize(
    ("condition", "verdict", "figures"),
    [
        (
            "a.share(slow, lost, tries) >= 90",
            UNDECIDED,
            "‘느린 방법’의 잃은 갱신, 해 본 것 가운데 83 % (95 % 구간 36–100 %)",
        ),
        (
            "a.share(slow, lost, tries) > 35",
            HELD,
            "‘느린 방법’의 잃은 갱신, 해 본 것 가운데 83 % (95 % 구간 36–100 %)",
        ),
        (
            "a.share(slow, lost, tries) < 35",
            DIFFERS,
            "‘느린 방법’의 잃은 갱신, 해 본 것 가운데 83 % (95 % 구간 36–100 %)",
        ),
        (
            "a.fact_ratio(slow, fast, peak) > 1.5",
            HELD,
            "‘느린 방법’의 피크: ‘빠른 방법’의 2.0배 (95 % 구간 2.0–2.0배)",
        ),
        (
            "a.fact(slow, growth) > 1.5",
            HELD,
            "‘느린 방법’의 늘어난 정도 2.0배 (95 % 구간 2.0–2.0배)",
        ),
        (
            "a.fact(slow, part) == 40",
            DIFFERS,
            "‘느린 방법’의 차지한 몫 50 % (95 % 구간 50–50 %)",
        ),
        (
            "a.fact(slow, lost) > 1",
            UNDECIDED,
            "‘느린 방법’의 잃은 갱신 2번 (최소와 최대 1–2번)",
        ),
    ],
)
def test_observed_facts_are_judged(
    make_record: MakeRecord, condition: str, verdict: Verdict, figures: str
) -> None:
    """비율과 잰 사실은 95 % 구간으로, 센 사실은 최소와 최대로 판정합니다. 여섯 가운데 다섯으로 90 %라고는 못 합니다."""
    judged = parse(condition).judge(lambda _: watched(make_record))
    assert judged.verdict is verdict
    assert [item.text for item in judged.evidence] == [figures]


@pytest.mark.parametrize("asked", ["fact(slow, peak)", "fact(slow, seconds)"])
def test_absolute_measured_fact_is_refused(make_record: MakeRecord, asked: str) -> None:
    """스스로 잰 시간과 메모리도 기계마다 다르므로 주장이 될 수 없고, 무엇으로 비교할지 알려 줍니다."""
    with pytest.raises(QuantityError, match=r"fact_ratio\(방법, 방법, \w+\)로 비교하거나"):
        parse(f"a.{asked} < 100").judge(lambda _: watched(make_record))


def test_measured_fact_is_marked_on_a_busy_machine(make_record: MakeRecord) -> None:
    """잰 사실은 바쁜 기계에서 불안정하고, 센 사실과 그 몫은 아닙니다."""
    busy = watched(
        make_record,
        conditions=(Condition(generation=0, seconds=1.0, foreign_cpu_seconds=2.0),),
    )
    for condition, marked in (
        ("a.fact(slow, growth) > 1.5", True),
        ("a.fact_ratio(slow, fast, peak) > 1.5", True),
        ("a.fact(slow, lost) > 0", False),
        ("a.share(slow, lost, tries) > 35", False),
    ):
        [item] = parse(condition).judge(lambda _: busy).evidence
        assert ("(불안정)" in item.text) is marked


# 읽기


def test_experiments_are_listed_in_order() -> None:
    """조건에 나오는 실험을, 코어 수를 묻는 것까지 한 번씩 알려 줍니다."""
    condition = parse("b.speedup(x) > 0.5 * c.cores() and (a.cores() > 1 or not b.cores() == 1)")
    assert condition.experiments == ("b", "c", "a")


@pytest.mark.parametrize("asked", ["time(fast)", "cpu(fast)"])
def test_absolute_time_is_refused_with_the_reason(asked: str) -> None:
    """절대 시간은 기계마다 다르므로 주장이 될 수 없습니다."""
    with pytest.raises(ClaimError, match="그 자체는 기계마다 다르므로 주장이 될 수 없습니다"):
        parse(f"a.{asked} < 1")


@pytest.mark.parametrize(
    "condition", ["a.speedup(x) < a.speedup(y)", "a.ratio(x, y) > b.connections(z)"]
)
def test_two_measured_sides_are_refused_with_advice(condition: str) -> None:
    """잰 값끼리 비교하면 무엇을 쓸지 알려 줍니다."""
    with pytest.raises(ClaimError, match=r"ratio\(방법, 방법\)로 비교하십시오"):
        parse(condition)


@pytest.mark.parametrize(
    "condition",
    ["a.gil() > 0", "a.gil() == 2", "0 <= a.gil() <= 1", "a.gil() == 0.5", "a.gil() == a.cores()"],
)
def test_gil_is_on_or_off(condition: str) -> None:
    """GIL은 켜졌거나 꺼졌을 뿐이므로, 그 둘 가운데 하나와 같다고만 적습니다."""
    with pytest.raises(ClaimError, match=r"== 1\(켜짐\)이나 == 0\(꺼짐\)으로만"):
        parse(condition)


@pytest.mark.parametrize(
    "condition", ["2 < a.cores() < 1", "1 < a.cores() < 1", "1 > a.speedup(x) >= 2"]
)
def test_empty_range_is_refused(condition: str) -> None:
    """아무 값도 들어갈 수 없는 범위는 주장이 아닙니다."""
    with pytest.raises(ClaimError, match="두 끝 사이에 아무 값도 없습니다"):
        parse(condition)


REFUSED = [
    "",
    "a",
    "1",
    "a.speedup(x)",
    "1 < 2",
    "a.speedup() > 1",
    "a.speedup(x, y) > 1",
    "a.speedup(x=1) > 1",
    "a.speedup(*x) > 1",
    "a.speedup('x') > 1",
    "a.faster(x) > 1",
    "a.gain(x) > 1",
    "speedup(x) > 1",
    "a.b.speedup(x) > 1",
    "a().speedup(x) > 1",
    "a[0].speedup(x) > 1",
    "a.speedup(x).value > 1",
    "a.speedup(x)() > 1",
    "a.speedup(x) != 1",
    "a.speedup(x) is 1",
    "a.speedup(x) in (1, 2)",
    "a.speedup(x) > True",
    "a.speedup(x) > '1'",
    "a.speedup(x) > 1j",
    "a.speedup(x) > -1",
    "a.speedup(x) > 1e999",
    "a.speedup(x) > 10 ** 9",
    "a.speedup(x) > 9" + "9" * 300,
    "a.speedup(x) > 1 + 1",
    "a.speedup(x) > a.cores() * a.cores()",
    "a.speedup(x) > a.cores() + 1",
    "a.speedup(x) > 'a' * a.cores()",
    "a.speedup(x) > 2 * a.cores(x)",
    "2 * a.cores() > 1",
    "1 < a.speedup(x) > 1",
    "1 == a.speedup(x) == 1",
    "1 < a.speedup(x) < 2 < 3",
    "a.speedup(x) < 2 < 3",
    "a.speedup(x) > 1 if 1 else a.speedup(y) > 1",
    "a.speedup(x) > 1; a.speedup(y) > 1",
    "a.speedup(x) > 1\na.speedup(y) > 1",
    "~(a.speedup(x) > 1)",
    "(a.speedup(x) > 1) & (a.speedup(y) > 1)",
    "(a.speedup(x) > 1) == True",
    "[a.speedup(x) > 1]",
    "a.speedup(x) > 1,",
    "not",
    "a\0b",
    "'\\d' > 1",
    "lambda: a.speedup(x) > 1",
    "f'{a.speedup(x)}' > '1'",
    "a.speedup(f'{x}') > 1",
    "(a := 1) > 1",
    "a.speedup(y := x) > 1",
    "await a.speedup(x) > 1",
    "(yield) > 1",
    "[a for a in b] > 1",
    "..." + ".real" * 70,
    "a" + ".b" * 150,
    "a" + "()" * 150,
    "(" * 190 + ")" * 190,
    "[" * 199 + "]" * 199,
    "-" * 390 + "1",
    "not " * 95 + "a",
    "lambda:" * 50 + "1",
]


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused_with_how_to_write(text: str) -> None:
    """다른 꼴은 한국어로 거절하고, 어떻게 적는지와 쓸 수 있는 말을 알려 줍니다."""
    with pytest.raises(ClaimError) as caught:
        parse(text)
    sentence = str(caught.value)
    assert sentence.startswith("알아들을 수 없는 주장입니다: ")
    assert sentence.endswith(
        f"쓸 수 있는 말: {quantities.usage([Kind.INTERVAL, Kind.COUNT, Kind.FACT])}."
    )


@pytest.mark.parametrize("text", ["(" * 100_000, "not " * 100_000 + "a", "1<" * 300_000 + "1"])
def test_endless_condition_is_refused_at_once(text: str) -> None:
    """파서를 무너뜨릴 만큼 긴 조건은 풀어 보지도 않습니다."""
    with pytest.raises(ClaimError, match=f"{LONGEST}자를 넘을 수 없습니다"):
        parse(text)


def test_deepest_condition_is_still_read(judge: Callable[..., Judgement]) -> None:
    """길이가 허락하는 만큼 겹쳐 적어도 읽고 판정합니다."""
    deep = "not " * 90 + "a.cores() == 4"
    assert judge(deep, {"a": (1, 1, 1)}).verdict is HELD


@given(st.text(max_size=300) | st.text("aspeduc.ro()<>=! 019*nt'{}[]:\\", max_size=60))
def test_reading_never_fails_otherwise(text: str) -> None:
    """어떤 글이 와도 알아듣거나 거절할 뿐, 다른 오류는 나지 않습니다."""
    try:
        condition = parse(text)
    except ClaimError:
        return
    assert condition.experiments


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').mkdir('broken')",
        "__import__('os').mkdir('broken') > 1",
        "a.speedup(__import__('os').mkdir('broken')) > 1",
        "a.speedup(x) > __import__('os').mkdir('broken')",
        "(lambda: open('broken', 'w'))() > 1",
        'f\'{open("broken", "w")}\' > 1',
        "[open('broken', 'w') for _ in '1'] == 1",
        "a.cores() == 1 or open('broken', 'w')",
        "a.__class__(x) > 1",
        "a.cores.__globals__() > 1",
        "exec(a) > 1",
    ],
)
def test_hostile_condition_runs_nothing(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """해코지하는 조건도 읽기만 할 뿐, 아무것도 실행하지 않습니다."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ClaimError):
        parse(text)
    assert list(tmp_path.iterdir()) == []


def test_module_never_evaluates() -> None:
    """이 모듈에는 글을 실행하는 말이 없습니다."""
    source = Path(conditions.__file__).read_text(encoding="utf-8")
    assert not any(word in source for word in ("eval(", "exec(", "compile(", "getattr("))
