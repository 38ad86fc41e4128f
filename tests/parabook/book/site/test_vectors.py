"""그림을 가볍게 하는 규칙: 모양은 그대로, 글은 짧게."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from parabook.book.site.vectors import save, shorter, slim, without_words
from parabook.charts import drawing

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeRecord

HREF = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def chart(make_record: MakeRecord) -> drawing.Chart:
    """시험용 기록의 그림입니다."""
    return drawing.render(make_record())


@pytest.fixture(scope="module")
def picture(chart: drawing.Chart) -> str:
    """matplotlib이 그린 그대로의 그림입니다."""
    return chart.light.decode()


def test_picture_is_less_than_half_and_done_once(picture: str):
    """그림은 절반이 되지 않고, 다시 덜어 낼 것이 남지 않습니다."""
    slimmed = slim(picture)
    assert len(slimmed) * 2 < len(picture)
    assert slim(slimmed) == slimmed


def test_every_part_is_still_drawn(picture: str):
    """선과 글자의 수, 색, 크기가 그대로이고, 쓰이는 이름은 모두 있습니다."""
    before, after = (ET.fromstring(text) for text in (picture, slim(picture)))  # noqa: S314 - 우리가 그린 것입니다.
    for tag in ("path", "use", "clipPath"):
        parts = [
            len(list(root.iter(f"{{http://www.w3.org/2000/svg}}{tag}"))) for root in (before, after)
        ]
        assert parts[0] == parts[1] > 0
    assert before.get("viewBox") == after.get("viewBox")
    colours = [set(re.findall("#[0-9a-f]{6}", text)) for text in (picture, slim(picture))]
    assert colours[0] <= colours[1] | {"#000000"}
    ids = {element.get("id") for element in after.iter()}
    assert {element.get(HREF)[1:] for element in after.iter() if element.get(HREF)} <= ids
    assert set(re.findall(r"url\(#([^)]+)\)", slim(picture))) <= ids


def test_description_stays_in_the_light_picture_only(chart: drawing.Chart, picture: str):
    """그림에 무엇이 보이는지 적은 글은, 글자를 뺀 작은 그림이 아니면 남습니다."""
    assert chart.description
    assert drawing.description_in(slim(picture)) == chart.description
    assert not drawing.description_in(slim(without_words(picture)))


@pytest.mark.parametrize(
    ("data", "made"),
    [
        ("M 10 10 \nL 20 10 \nL 20 30 \nz\n", "m10 10h10v20z"),
        ("M 1.004 2 \nL 3.5 4.256 \nL 0 0 ", "m1 2l2.5 2.26-3.5-4.26"),
        ("M 0 0 \nC 1 2 3 4 5 6 \nQ 6 6 7 7 ", "m0 0c1 2 3 4 5 6q1 0 2 1"),
        # 닫고 나면 처음의 점으로 돌아와 있습니다.
        ("M 5 5 \nL 9 9 \nz\nM 6 5 \nL 6 5 ", "m5 5l4 4zm1 0h0"),
        ("M 0 0 A 1 1 0 0 1 2 2", "M 0 0 A 1 1 0 0 1 2 2"),
    ],
)
def test_path_is_written_as_moves(data: str, made: str):
    """자취는 앞의 점에서 움직인 만큼으로 적고, 모르는 명령이 있으면 손대지 않습니다."""
    assert shorter(data, 0.01, 0.01) == made


def test_rounding_does_not_pile_up():
    """점 하나하나를 어림해도, 끝점은 제자리에서 벗어나지 않습니다."""
    points = [0.004 * step for step in range(1, 1001)]
    moves = shorter("M 0 0 " + " ".join(f"L {x:.3f} 0" for x in points), 0.01, 0.01)
    assert sum(float(number) for number in re.findall(r"-?\.?\d+\.?\d*", moves)) == pytest.approx(4)


def test_small_picture_has_bars_without_words(chart: drawing.Chart, tmp_path: Path):
    """작은 그림은 글자만 빠진 것이고, 밝은 것과 어두운 것이 있습니다."""
    save(chart, tmp_path, "그림")
    for ending in ("", "_dark"):
        whole, small = (
            tmp_path.joinpath(f"그림{size}{ending}.svg").read_text("utf-8")
            for size in ("", "_small")
        )
        assert len(small) * 3 < len(whole)
        assert "translate(" in whole
        assert "translate(" not in small
    assert without_words(without_words(chart.light.decode())) == without_words(chart.light.decode())
