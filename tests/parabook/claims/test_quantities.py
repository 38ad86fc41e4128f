"""기록에 묻는 말을 읽는 일과, 그 답의 글을 시험합니다."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parabook.claims import functions, quantities
from parabook.claims.functions import FUNCTIONS, Answer, Kind, QuantityError
from parabook.claims.quantities import LONGEST, Quantity, parse
from parabook.paired import Ratio, Spread
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import Record
from parabook.wire.samples import CEILING, Latencies, MemoryPeak, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conftest import MakeRecord
    from parabook.record.schema import Record

ALIKE = {"slow": [[0.2, 0.3, 0.2, 0.3]] * 3, "fast": [[0.3, 0.2, 0.3, 0.2]] * 3}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("speedup(fast)", Quantity("speedup", ("fast",))),
        ("  speedup( fast )  ", Quantity("speedup", ("fast",))),
        ("ratio(slow, fast)", Quantity("ratio", ("slow", "fast"))),
        ("ratio(slow,fast)", Quantity("ratio", ("slow", "fast"))),
        ("time(순차_요청)", Quantity("time", ("순차_요청",))),
        ("cores()", Quantity("cores", ())),
    ],
)
def test_question_is_understood(text: str, quantity: Quantity) -> None:
    """`이름(방법, …)` 꼴을 읽습니다. 빈칸은 상관없습니다."""
    assert parse(text) == quantity


@pytest.mark.parametrize(
    "text",
    [
        "",
        "speedup",
        "speedup()",
        "speedup(a, b)",
        "ratio(a)",
        "cores(a)",
        "faster(a)",
        "speedup(name=a)",
        "speedup(*a)",
        "speedup(a",
        "speedup(a) + 1",
        "speedup(a).value",
        "speedup('a')",
        "speedup(1)",
        "speedup(a.b)",
        "record.speedup(a)",
        "speedup(a); cores()",
        "speedup(a)\ncores()",
        "lambda: 0",
        "a\0b",
        "'\\d'(a)",
        "(" * 150,
        pytest.param("-" * 1_000_000 + "1", id="million_signs"),
        pytest.param("speedup(" * 100_000, id="hundred_thousand_calls"),
    ],
)
def test_anything_else_is_refused_with_what_may_be_asked(text: str) -> None:
    """다른 꼴은 한국어로 거절하고, 쓸 수 있는 말을 모두 보여 줍니다."""
    with pytest.raises(QuantityError) as caught:
        parse(text)
    sentence = str(caught.value)
    assert sentence.startswith("알아들을 수 없는 말입니다: ")
    assert all(f"{name}(" in sentence for name in FUNCTIONS)
    assert "ratio(방법, 방법)" in sentence
    assert len(sentence) < 2 * LONGEST + 300


@given(st.text(max_size=300))
@example("time(\N{FULLWIDTH LATIN SMALL LETTER A})")
def test_reading_never_fails_otherwise(text: str) -> None:
    """어떤 글이 와도 알아듣거나 거절할 뿐, 다른 오류는 나지 않습니다."""
    try:
        found = parse(text)
    except QuantityError:
        return
    assert found.function in FUNCTIONS


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').mkdir('broken')",
        "(lambda: open('broken', 'w'))()",
        "speedup(open('broken', 'w'))",
        "[open('broken', 'w') for _ in '1'][0](a)",
        "speedup((x := open('broken', 'w')))",
        "exec(a)",
        "eval(a)",
        "open(broken)",
    ],
)
def test_hostile_question_runs_nothing(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """해코지하는 말도 읽기만 할 뿐, 아무것도 실행하지 않습니다."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QuantityError):
        parse(text)
    assert list(tmp_path.iterdir()) == []


def test_module_never_evaluates() -> None:
    """이 모듈에는 글을 실행하는 말이 없습니다."""
    source = Path(quantities.__file__).read_text(encoding="utf-8")
    assert not any(word in source for word in ("eval(", "exec(", "compile(", "getattr("))


def answer(record: Record, question: str) -> tuple[str, str]:
    """답의 글과, 잰 자리를 뺀 설명을 돌려줍니다."""
    found = parse(question).of(record)
    assert found.explanation.endswith(f" · {record.provenance}")
    return found.text, found.explanation.removesuffix(f" · {record.provenance}")


@pytest.mark.parametrize(
    ("question", "text", "explanation"),
    [
        ("time(fast)", "200 ms", "표본 12개의 중앙값, 사분위 범위 196–204 ms"),
        ("cpu(fast)", "100 ms", "표본 12개의 중앙값, 사분위 범위 98–102 ms"),
        ("speedup(fast)", "4.0배", "새로 시작하기 3번, 짝지은 표본 12쌍, 95 % 구간 4.0–4.0배"),
        (
            "ratio(fast, slow)",
            "0.25배",
            "새로 시작하기 3번, 짝지은 표본 12쌍, 95 % 구간 0.25–0.25배",
        ),
        (
            "gain(fast)",
            "4.0배 빠릅니다",
            "새로 시작하기 3번, 짝지은 표본 12쌍, 95 % 구간 4.0–4.0배",
        ),
        ("connections(slow)", "20개", "한 번 실행하는 동안 서버가 센 연결"),
        ("cores()", "4개", "이 프로세스에 허락된 코어"),
        ("gil()", "켜짐", "재는 함수가 돈 인터프리터의 GIL"),
    ],
)
def test_answer_comes_from_the_record(
    make_record: MakeRecord, question: str, text: str, explanation: str
) -> None:
    """말마다 문장에 들어갈 글과, 얼마나 확실하고 어디서 재었는지 적은 설명을 얻습니다."""
    # 두 방법이 회마다 꼭 네 배 차이 나게 하여, 구간이 한 점이 되게 합니다.
    fast = [[0.190, 0.198, 0.202, 0.210]] * 3
    slow = [[4 * wall for wall in group] for group in fast]
    record = make_record({"slow": slow, "fast": fast}, connections={"slow": 20, "fast": 1})
    assert answer(record, question) == (text, explanation)


PEAK = MemoryPeak(
    contender="fast",
    turn=0,
    idle_bytes=2**20,
    peak_bytes=3 * 2**20,
    peak_own_bytes=2**20,
    processes=1,
    method="pss",
    looks=5,
)


def with_ceiling(record: Record) -> Record:
    """기준의 시간이 그대로 천장의 시간인 기록입니다."""
    ceiling = [dataclasses.replace(item, contender=CEILING) for item in record.samples_of("slow")]
    return dataclasses.replace(record, samples=(*record.samples, *ceiling))


def watched(make_record: MakeRecord) -> Record:
    """느린 방법은 갱신을 3번과 5번과 4번 잃고 빠른 방법은 한 번도 잃지 않은, 지켜본 기록입니다. 크기는 세 배입니다."""
    lost = {"slow": (3, 5, 4), "fast": (0, 0, 0)}
    size = {"slow": 3.0, "fast": 1.0}
    seen = tuple(
        Observation(
            contender=name,
            turn=turn,
            outcome="finished",
            wall=0.1,
            facts={"lost": counts[turn], "peak": size[name] * (10 + turn), "tries": 5},
        )
        for name, counts in lost.items()
        for turn in range(3)
    )
    facts = {
        "lost": "잃은 갱신(번)",
        "tries": "해 본 것(번)",
        "peak": "피크(MB)",
        "none": "없는 것(개)",
    }
    design = {"budget": "quick", "facts": facts, "measured": ["peak"]}
    return make_record(samples=(), observations=seen, purpose="observation", design=design)


def late(make_record: MakeRecord) -> Record:
    """느린 방법의 지연이 어느 백분위에서나 빠른 방법의 열 배인 기록입니다."""
    steps = [0.0001 * step for step in range(1, 1001)]
    found = tuple(
        Latencies(
            contender=name, generation=generation, seconds=tuple(times * step for step in steps)
        )
        for name, times in (("slow", 10), ("fast", 1))
        for generation in range(3)
    )
    return make_record(samples=(), latencies=found, purpose="latency")


def test_fact_is_told_with_its_unit_and_spread(make_record: MakeRecord) -> None:
    """센 사실은 이름의 괄호에 적힌 단위로, 실행마다 달랐으면 그 최소와 최대까지 적습니다."""
    record = watched(make_record)
    assert parse("fact(fast, lost)").of(record).text == "0번"
    slow = parse("fact(slow, lost)").of(record)
    assert slow.text == "4번"
    assert "최소와 최대 3–5" in slow.explanation
    assert parse("fact(slow, finished)").value(record).low == 1
    explained = dict(record.design) | {"facts": {"lost": "잃음(잃었으면 1)"}}
    assert (
        parse("fact(fast, lost)").of(dataclasses.replace(record, design=explained)).text == "아니요"
    )
    with pytest.raises(QuantityError, match=r"사실 found이 없습니다. 있는 것: lost, tries"):
        parse("fact(slow, found)").of(record)


def test_measured_fact_is_told_with_its_interval(make_record: MakeRecord) -> None:
    """잰 사실은 95 % 구간과 함께 적습니다. 주장이 될 수 없는 크기도 글에는 실을 수 있습니다."""
    record = watched(make_record)
    assert answer(record, "fact(fast, peak)") == (
        "11 MB",
        "새로 시작하기 3번, 95 % 구간 8.7–14",
    )
    assert "fact_ratio(방법, 방법, peak)" in parse("fact(fast, peak)").refusal(record)
    assert parse("fact(fast, lost)").refusal(record) == ""
    assert "fact_ratio(방법, 방법, seconds)" in parse("fact(fast, seconds)").refusal(record)


def test_fact_ratio_is_paired_by_turn(make_record: MakeRecord) -> None:
    """잰 사실의 비는 같은 회차에 돌린 것끼리의 것이라, 회차마다 함께 흔들려도 흔들리지 않습니다."""
    assert answer(watched(make_record), "fact_ratio(slow, fast, peak)") == (
        "3.0배",
        "새로 시작하기 3번, 짝지은 표본 3쌍, 95 % 구간 3.0–3.0배",
    )


def test_share_is_told_with_its_interval(make_record: MakeRecord) -> None:
    """비율은 몇 번 가운데 몇 번인지와 구간을 함께 적습니다. 하나도 없었어도 0 %라고 하지 않습니다."""
    record = watched(make_record)
    assert answer(record, "share(slow, lost, tries)") == (
        "80 %",
        "15번 가운데 12번, 95 % 구간 52–96 %",
    )
    assert answer(record, "share(fast, lost, tries)")[1] == "15번 가운데 0번, 95 % 구간 0–22 %"
    with pytest.raises(QuantityError, match="사실 found이 없습니다"):
        parse("share(fast, found, tries)").of(record)


@pytest.mark.parametrize(
    "question", ["fact(slow, none)", "fact_ratio(slow, fast, none)", "share(slow, lost, none)"]
)
def test_what_the_machine_lacks_has_no_value(make_record: MakeRecord, question: str) -> None:
    """함수가 없다고 알린 사실에는 값이 없고, 글로 적으면 그렇다고 말합니다."""
    record = watched(make_record)
    assert parse(question).value(record) is None
    words, explanation = answer(record, question)
    assert words == "(이 기계에는 없음)"
    assert explanation.startswith("셀 것이 없었습니다")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("gain(fast)", "빠르거나 느리다고 말할 수 없습니다"),
        ("speedup(fast)", "(표본이 모자라 말하지 않음)"),
        ("tail(fast, 99)", "(표본이 모자라 말하지 않음)"),
    ],
)
def test_what_cannot_be_said_has_words_of_its_own(question: str, words: str) -> None:
    """말할 수 없는 값의 자리에도, 문장이 이어지는 글이 있습니다."""
    assert quantities.unsaid(parse(question), "이유") == Answer(words, "이유")


def test_tail_is_a_percentile_from_the_intended_start(make_record: MakeRecord) -> None:
    """지연의 백분위수와 그 비를 묻습니다."""
    record = late(make_record)
    assert parse("tail(fast, 99)").value(record) == pytest.approx(0.099, rel=0.01)
    ratio = parse("tail_ratio(slow, fast, 99)").value(record)
    assert ratio.value == pytest.approx(10)
    assert ratio.low <= ratio.value <= ratio.high


@pytest.mark.parametrize(
    "text",
    [
        "fact(a)",
        "fact(a, 'b')",
        "fact(a, 1)",
        "fact_ratio(a, b)",
        "fact_ratio(a, b, 1)",
        "share(a, b)",
        "share(a, b, 90)",
        "tail(a)",
        "tail(a, b)",
        "tail(a, 101)",
    ],
)
def test_details_of_the_wrong_kind_are_refused(text: str) -> None:
    """사실의 자리에는 이름만, 백분위의 자리에는 0에서 100까지의 수만 옵니다."""
    with pytest.raises(QuantityError, match="알아들을 수 없는 말"):
        parse(text)


def peaks(sizes: Mapping[str, Sequence[int]]) -> tuple[MemoryPeak, ...]:
    """방법마다, 회차마다 본 메모리 피크입니다."""
    return tuple(
        dataclasses.replace(PEAK, contender=name, turn=turn, peak_bytes=size * 2**20)
        for name, found in sizes.items()
        for turn, size in enumerate(found)
    )


def test_memory_ratio_is_told_with_its_interval(make_record: MakeRecord) -> None:
    """메모리의 비는 새로 시작할 때마다 본 것끼리의 비와 그 구간입니다."""
    record = make_record(memory=peaks({"slow": (30, 60, 90), "fast": (10, 20, 30)}))
    assert answer(record, "memory_ratio(slow, fast)") == (
        "3.0배",
        "새로 시작하기 3번, 짝지은 표본 3쌍, 95 % 구간 3.0–3.0배",
    )


def test_every_function_is_answered(make_record: MakeRecord) -> None:
    """물을 수 있는 말은 모두 답을 얻습니다."""
    weighed = peaks({"slow": (30, 40, 30), "fast": (10, 10, 10)})
    timed = with_ceiling(make_record(connections={"slow": 20, "fast": 1}, memory=weighed))
    records = dict.fromkeys(("fact", "fact_ratio", "share"), watched(make_record))
    records |= dict.fromkeys(("tail", "tail_ratio"), late(make_record))
    details = {"fact_ratio": ("peak",), "share": ("lost", "tries"), "fact": ("lost",)}
    for name, function in functions.FUNCTIONS.items():
        detail = details.get(name, (99,) * len(function.detail))
        asked = Quantity(name, ("fast", "slow")[: function.contenders], detail)
        found = asked.of(records.get(name, timed))
        assert found.text
        assert found.explanation


@pytest.mark.parametrize(
    ("question", "kind", "expected"),
    [
        ("time(fast)", Kind.ABSOLUTE, (0.196, 0.2, 0.204)),
        ("cpu(fast)", Kind.ABSOLUTE, (0.098, 0.1, 0.102)),
        ("ratio(slow, fast)", Kind.INTERVAL, (4, 4, 4)),
        ("speedup(fast)", Kind.INTERVAL, (4, 4, 4)),
        ("gain(fast)", Kind.PHRASE, (4, 4, 4)),
        ("connections(slow)", Kind.COUNT, (20, 20, 20)),
        ("cores()", Kind.COUNT, (4, 4, 4)),
        ("gil()", Kind.COUNT, (1, 1, 1)),
    ],
)
def test_value_is_a_number_to_compare(
    make_record: MakeRecord, question: str, kind: Kind, expected: tuple[float, float, float]
) -> None:
    """말마다 다른 기계와 비교해도 되는 값인지 정해져 있고, 글이 아닌 수로도 꺼낼 수 있습니다."""
    fast = [[0.190, 0.198, 0.202, 0.210]] * 3
    slow = [[4 * wall for wall in group] for group in fast]
    record = make_record({"slow": slow, "fast": fast}, connections={"slow": 20, "fast": 1})
    quantity = parse(question)
    assert quantity.kind is kind is quantities.kind_of(quantity.function)
    found = quantity.value(record)
    match found:
        case Ratio():
            numbers = (found.low, found.value, found.high)
        case Spread():
            numbers = (found.low, found.median, found.high)
        case int():
            numbers = (found, found, found)
    assert numbers == pytest.approx(expected)


def test_unknown_name_has_no_kind() -> None:
    """모르는 이름의 갈래는 없음입니다."""
    assert quantities.kind_of("faster") is None


def test_usage_can_be_narrowed_to_kinds() -> None:
    """쓸 수 있는 말을 값의 갈래로 골라 늘어놓을 수 있습니다."""
    assert quantities.usage([Kind.COUNT]) == "connections(방법), cores(), gil()"
    assert quantities.usage().startswith("time(방법), cpu(방법), swing(방법), ratio(방법, 방법)")


def test_doubts_are_those_of_the_contenders_involved(make_record: MakeRecord) -> None:
    """불안정하다는 이유는 값에 관여한 방법의 것만 모으고, 센 수와 흩어진 정도는 의심하지 않습니다."""
    walls = {"slow": [[0.2] * 4] * 3, "fast": [[0.1] * 4] * 3, "calm": [[0.1] * 4] * 3}
    record = make_record(
        walls,
        connections=dict.fromkeys(walls, 1),
        design={"contenders": [{"name": name, "one_core": True} for name in walls]},
    )
    robbed = tuple(
        dataclasses.replace(item, run_delay=0.4 * item.wall) if item.contender == "fast" else item
        for item in record.samples
    )
    record = dataclasses.replace(record, samples=robbed)
    for question in ("speedup(fast)", "gain(fast)", "ratio(fast, calm)", "time(fast)"):
        [doubt] = parse(question).doubts(record)
        assert "빼앗긴 시간이 걸린 시간의 40%" in doubt
    for question in (
        "speedup(calm)", "ratio(slow, calm)", "connections(fast)", "cores()", "swing(fast)"
    ):  # fmt: skip
        assert parse(question).doubts(record) == ()


def test_slower_contender_is_said_to_be_slower(make_record: MakeRecord) -> None:
    """기준보다 느리면 몇 배 느린지 말합니다."""
    record = make_record({"slow": [[0.1] * 4] * 3, "fast": [[0.25] * 4] * 3})
    assert answer(record, "gain(fast)")[0] == "2.5배 느립니다"
    assert answer(record, "speedup(fast)")[0] == "0.40배"


def test_slight_gain_does_not_read_as_none(make_record: MakeRecord) -> None:
    """아주 조금 빠르면 1.0배 빠르다고 하지 않고, 차이가 보이는 자리까지 적습니다."""
    record = make_record({"slow": [[1.004] * 4] * 3, "fast": [[1.0] * 4] * 3})
    assert answer(record, "gain(fast)")[0] == "1.004배 빠릅니다"
    assert answer(record, "speedup(fast)")[0] == "1.004배"


def test_undecided_difference_is_not_claimed(make_record: MakeRecord) -> None:
    """구간이 1을 품으면 빠르거나 느리다고 하지 않습니다."""
    record = make_record(ALIKE)
    assert answer(record, "gain(fast)")[0] == "빠르거나 느리다고 말할 수 없습니다"
    assert answer(record, "speedup(fast)")[0] == "1.0배(차이를 확인하지 못함)"
    assert answer(record, "ratio(slow, fast)")[0] == "1.0배(차이를 확인하지 못함)"


def test_connections_without_a_server_are_not_invented(make_record: MakeRecord) -> None:
    """서버가 없던 기록에 연결의 수를 물으면 세지 않았다고 말합니다."""
    with pytest.raises(QuantityError, match="plot_claim에는 서버가 없어 연결을 세지 않았습니다"):
        parse("connections(fast)").of(make_record())


def test_unknown_contender_is_named(make_record: MakeRecord) -> None:
    """기록에 없는 방법을 물으면 무엇이 있는지 말합니다."""
    with pytest.raises(UnknownContenderError, match="있는 것: slow, fast"):
        parse("speedup(other)").of(make_record())


def test_ceiling_and_memory_are_asked_only_where_they_were_measured(
    make_record: MakeRecord,
) -> None:
    """천장과 메모리를 재지 않은 기록에 물으면, 어떻게 재는지 알려 줍니다."""
    record = make_record()
    for question, remedy in (
        ("fraction(fast)", "ceiling=True"),
        ("attainable()", "ceiling=True"),
        ("memory(fast)", "memory=True"),
    ):
        with pytest.raises(QuantityError, match=remedy):
            parse(question).of(record)


def test_ceiling_is_told_as_share_and_best_ratio(make_record: MakeRecord) -> None:
    """코어 넷에서 천장이 기준과 같은 시간이면 최선은 네 배이고, 세 배 빠른 방법은 75 %입니다."""
    walls = {"slow": [[0.6] * 4] * 3, "fast": [[0.2] * 4] * 3}
    record = with_ceiling(make_record(walls))
    assert parse("attainable()").of(record).text == "4.0배"
    assert parse("fraction(fast)").of(record).text == "75 %"


def test_memory_is_told_in_binary_units(make_record: MakeRecord) -> None:
    """메모리는 피크의 값을 이진 단위로 답합니다."""
    assert parse("memory(fast)").of(make_record(memory=(PEAK,))).text == "3.0 MiB"


def test_memory_that_could_not_be_read_has_no_ratio(make_record: MakeRecord) -> None:
    """하나도 읽지 못한 메모리로는 비를 말하지 않습니다. 읽은 것이 있으면 그 회차의 것끼리만 말합니다."""
    unread = make_record(memory=peaks({"slow": (0,), "fast": (10,)}))
    with pytest.raises(QuantityError, match="memory=True"):
        parse("memory_ratio(fast, slow)").value(unread)
    half = make_record(memory=peaks({"slow": (0, 20, 40, 60), "fast": (99, 10, 20, 30)}))
    assert answer(half, "memory_ratio(slow, fast)")[0] == "2.0배"
