"""그림이 두 바탕에 맞게 그려지는지, 글자가 빠짐없이 그려지는지 시험합니다."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import matplotlib as mpl
import pytest

from parabook.charts import drawing, korean_font
from parabook.charts.drawing import Chart, collected, describe, draw
from parabook.charts.korean_font import FontError
from parabook.charts.theme import DARK, LIGHT
from parabook.wire.samples import ContenderLabel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

    from conftest import MakeRecord
    from parabook.record.schema import Record


def labelled(record: Record, label: str) -> Record:
    """기준 방법의 이름을 바꾼 기록입니다."""
    first, *rest = record.contenders
    return replace(record, contenders=(ContenderLabel(first.name, label), *rest))


def drawn_in_a_book(record: Record) -> Chart:
    """책을 빌드하는 동안 그린 그림을 돌려줍니다."""
    waiting: list[Chart] = []
    token = collected.set(waiting)
    try:
        draw(record)
    finally:
        collected.reset(token)
    (chart,) = waiting
    return chart


@pytest.fixture(scope="module")
def chart(make_record: MakeRecord) -> Chart:
    """시험용 기록의 그림입니다."""
    return drawn_in_a_book(make_record())


@pytest.fixture
def unknown_font() -> Iterator[None]:
    """글꼴을 다시 찾게 합니다."""
    korean_font.font_family.cache_clear()
    yield
    korean_font.font_family.cache_clear()


def colors(svg: bytes) -> set[str]:
    """그림에 쓰인 색입니다."""
    return set(re.findall(r"#[0-9a-f]{6}", svg.decode()))


def test_both_backgrounds_have_their_own_colors(chart: Chart) -> None:
    """밝은 바탕과 어두운 바탕의 그림은 모양이 같고 색만 다릅니다."""
    assert {LIGHT.text, *LIGHT.series[:2]} <= colors(chart.light)
    assert {DARK.text, *DARK.series[:2]} <= colors(chart.dark)
    assert not colors(chart.light) & {DARK.text, *DARK.series[1:]}
    assert not colors(chart.dark) & {LIGHT.text, *LIGHT.series[1:]}
    shapes = [re.sub(r"#[0-9a-f]{6}", "#", svg.decode()) for svg in (chart.light, chart.dark)]
    # 표시(marker)의 이름은 색에서 나옵니다.
    shapes = [re.sub(r"\b[mc][0-9a-f]{10}\b", "marker", shape) for shape in shapes]
    assert shapes[0] == shapes[1]


def test_dark_chart_is_what_painting_it_dark_would_give(make_record: MakeRecord) -> None:
    """어두운 그림은 색만 바꾼 것인데, 처음부터 어둡게 그린 것과 같습니다."""
    record = make_record()
    painted = drawing._paint(record, drawing.View(), DARK, drawing._as_vector)
    # 표시(marker)의 이름은 색에서 나옵니다.
    both = [
        re.sub(r"\b[mcp][0-9a-f]{10}\b", "name", svg.decode())
        for svg in (painted, drawing.render(record).dark)
    ]
    assert both[0] == both[1]


def test_background_is_left_to_the_page(chart: Chart) -> None:
    """바탕을 칠하지 않아 책의 바탕이 그대로 비칩니다."""
    for svg in (chart.light, chart.dark):
        assert "#ffffff" not in colors(svg)
        assert "#000000" not in colors(svg)


def test_text_is_drawn_as_shapes(chart: Chart) -> None:
    """글자는 글꼴이 없는 기계에서도 보이도록 윤곽선으로 그립니다."""
    for svg in (chart.light, chart.dark):
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}  # noqa: S314 - 방금 그린 그림입니다.
        assert "text" not in tags
        assert "tspan" not in tags
        assert svg.count(b"NotoSansKR") > 50


def test_same_record_draws_the_same_bytes(make_record: MakeRecord, chart: Chart) -> None:
    """같은 기록은 언제 그려도 한 바이트도 다르지 않습니다."""
    assert drawn_in_a_book(make_record()) == chart


def test_drawing_leaves_the_settings_alone(make_record: MakeRecord) -> None:
    """그리는 동안 바꾼 matplotlib의 설정은 되돌립니다."""
    settings = mpl.rcParams.keys() - {"backend"}  # 그릴 곳은 처음 쓸 때 저절로 정해집니다.
    before = {name: mpl.rcParams[name] for name in settings}
    drawn_in_a_book(make_record())
    assert {name: mpl.rcParams[name] for name in settings} == before


@pytest.mark.parametrize("label", ["웃는 방법 😀", "วิธี", "\N{CUNEIFORM SIGN A}"])
def test_missing_glyph_stops_the_drawing(make_record: MakeRecord, label: str) -> None:
    """글꼴에 없는 글자는 네모로 그리지 않고, 어떤 글자인지 말하며 멈춥니다."""
    with pytest.raises(FontError, match="글꼴 Noto Sans KR에 없는 글자가 있습니다: Glyph"):
        drawn_in_a_book(labelled(make_record(), label))


def test_other_warnings_are_not_taken_for_a_missing_glyph() -> None:
    """다른 경고까지 글꼴 탓으로 돌리지 않습니다."""
    with pytest.raises(UserWarning, match="다른 일"), drawing._every_glyph():
        warnings.warn("다른 일", UserWarning, stacklevel=1)


def test_place_is_written_only_by_hand(make_record: MakeRecord) -> None:
    """잰 자리는 책의 페이지마다 한 번 적혀 있으므로, 손으로 돌려 남긴 그림에만 적습니다."""
    record = make_record()
    written: list[str] = []

    def note(figure: Figure, _words: str) -> bytes:
        written.append(figure.get_supxlabel())
        return b""

    for signed in (False, True):
        drawing._paint(record, drawing.View(), LIGHT, note, signed=signed)
    assert [record.machine.cpu in text for text in written] == [False, True]


def test_dollar_sign_is_a_letter(make_record: MakeRecord) -> None:
    """이름표의 $는 수식의 표시가 아니라 글자입니다."""
    plain = drawn_in_a_book(labelled(make_record(), "비용 x_1"))
    dollars = drawn_in_a_book(labelled(make_record(), "비용 $x_1$"))
    assert dollars.light.count(b"<use") == plain.light.count(b"<use") + 2


def test_description_tells_the_numbers(chart: Chart, make_record: MakeRecord) -> None:
    """그림을 보지 못하는 사람도 방법마다의 시간과 비를 읽을 수 있습니다."""
    assert chart.description == describe(make_record())
    assert chart.description == (
        "빠른 방법이 빠릅니다. 느린 방법: 600 ms (591–609 ms). "
        "빠른 방법: 200 ms (197–203 ms), 3.0배 빠름 (95 % 구간 3.0–3.0배)."
    )


def test_png_is_written_by_hand(
    make_record: MakeRecord,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """손으로 돌릴 때에는 PNG로 남기고 그 자리를 알립니다. 다시 그리면 갈아 치웁니다."""
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        draw(make_record())
    assert capsys.readouterr().out == "그림: parabook-results/plot_claim.png\n" * 2
    png = (tmp_path / "parabook-results" / "plot_claim.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")


def test_each_contender_has_its_own_png(
    make_record: MakeRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """방법을 골라 그린 그림들은 서로를 덮지 않습니다."""
    monkeypatch.chdir(tmp_path)
    for name in ("slow", "fast"):
        draw(make_record(), contender=name)
    written = {path.name for path in (tmp_path / "parabook-results").iterdir()}
    assert written == {"plot_claim-slow.png", "plot_claim-fast.png"}


def test_more_contenders_make_a_taller_chart(make_record: MakeRecord, chart: Chart) -> None:
    """방법이 색의 수보다 많아도 그려지고, 그림은 그만큼 높아집니다."""
    many = {f"method_{number}": [[0.1 + number / 10] * 4] * 3 for number in range(8)}
    height = re.compile(rb'height="([\d.]+)pt"')
    tall, short = (
        float(height.search(svg)[1])
        for svg in (drawn_in_a_book(make_record(many)).light, chart.light)
    )
    assert tall > 2 * short


@pytest.mark.usefixtures("unknown_font")
def test_chosen_font_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """환경 변수에 적은 글꼴이 없으면 다른 글꼴로 슬쩍 넘어가지 않습니다."""
    monkeypatch.setenv("PARABOOK_FONT", "/nowhere/font.otf")
    with pytest.raises(FontError, match="PARABOOK_FONT에 적힌 글꼴 파일이 없습니다: /nowhere"):
        korean_font.font_family()


@pytest.mark.usefixtures("unknown_font")
def test_chosen_font_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """환경 변수에 적은 글꼴이 있으면 그것을 씁니다."""
    known = next(korean_font._font_files())
    chosen = tmp_path / "chosen.otf"
    chosen.symlink_to(known)
    fonts = korean_font.font_manager.fontManager
    monkeypatch.setattr(fonts, "ttflist", list(fonts.ttflist))
    monkeypatch.setenv("PARABOOK_FONT", str(chosen))
    assert next(korean_font._font_files()) == chosen
    assert korean_font.font_family() == "Noto Sans KR"


@pytest.mark.usefixtures("unknown_font")
def test_no_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """글꼴이 하나도 없으면 무엇을 설치할지 말하며 멈춥니다."""
    monkeypatch.setattr(korean_font, "_font_files", lambda: iter(()))
    monkeypatch.setattr(korean_font.font_manager.fontManager, "ttflist", [])
    with pytest.raises(FontError, match="pip install pylopdf-fonts-ko"):
        korean_font.font_family()
