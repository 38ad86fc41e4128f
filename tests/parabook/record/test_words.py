"""기록을 적는 말: 표의 줄은 값을 따르고, 둥글린 글을 따르지 않습니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parabook.wire.samples import ContenderLabel, Observation

if TYPE_CHECKING:
    from conftest import MakeRecord
    from parabook.record.schema import Record


def watched(make_record: MakeRecord, facts: dict[str, str], **counted: list[float]) -> Record:
    """방법마다, 사실 하나를 실행마다 센 기록입니다."""
    (fact,) = facts
    observations = tuple(
        Observation(contender=name, turn=turn, outcome="finished", wall=0.1, facts={fact: value})
        for name, values in counted.items()
        for turn, value in enumerate(values)
    )
    return make_record(
        samples=(),
        observations=observations,
        purpose="observation",
        design={"budget": "quick", "facts": facts},
    )


WALLS = {"near": [[0.1, 0.1]], "nearer": [[0.2, 0.2]]}


def test_values_that_round_alike_keep_their_own_rows(make_record: MakeRecord) -> None:
    """유효 숫자 셋까지 같은 값도 저마다 한 줄이고, 서로 다른 글로 적힙니다."""
    contenders = (
        ContenderLabel("near", "가까이", "일", 0.1234),
        ContenderLabel("nearer", "더 가까이", "일", 0.12341),
    )
    table = make_record(WALLS, contenders=contenders, design={"axis": "길이(초)"}).table()
    assert [row["길이(초)"] for row in table] == ["0.1234", "0.12341"]
    assert [row["일"][:3] for row in table] == ["100", "200"]


def test_yes_and_no_are_words_in_the_table(make_record: MakeRecord) -> None:
    """그런지 아닌지를 센 사실의 칸에는 예와 아니요가 있고, 열의 이름에는 풀이가 없습니다."""
    record = watched(
        make_record, {"in_order": "순서대로 옴(맞으면 1)"}, slow=[0, 0, 0], fast=[1, 0, 1]
    )
    assert [row["순서대로 옴"] for row in record.table()] == ["아니요", "3번 가운데 2번 예"]
    assert "순서대로 옴 아니요" in record.sentence(record.contenders[0])


def test_time_in_a_cell_has_a_fitting_unit(make_record: MakeRecord) -> None:
    """여러 자릿수에 걸친 시간은 칸마다 알맞은 단위로 적고, 열의 이름에는 단위가 없습니다."""
    record = watched(
        make_record, {"each": "하나에 드는 시간(초)"}, slow=[2e-7] * 3, fast=[0.05, 0.05, 0.06]
    )
    assert [row["하나에 드는 시간"] for row in record.table()] == [
        "200 ns",
        "50 ms (50–60 ms)",
    ]


def test_number_in_a_name_is_not_a_unit(make_record: MakeRecord) -> None:
    """괄호에 수가 든 것은 단위가 아니라 이름의 일부입니다."""
    record = watched(make_record, {"late": "지연(백분위 90)"}, slow=[1], fast=[2])
    assert record.unit_of("late") == ""
    assert [row["지연(백분위 90)"] for row in record.table()] == ["1", "2"]
