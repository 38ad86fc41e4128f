"""기록을 적는 말: 표의 줄은 값을 따르고, 둥글린 글을 따르지 않습니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parabook.wire.samples import ContenderLabel

if TYPE_CHECKING:
    from conftest import MakeRecord

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
