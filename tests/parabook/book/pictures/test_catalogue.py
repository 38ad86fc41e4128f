"""그림: 글이 겹치거나 잘리지 않고, 실제 실행의 그림은 기록대로 그려집니다."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from parabook.book.pictures import lettering
from parabook.book.pictures.canvas import SMALL, Label, colors
from parabook.book.pictures.catalogue import PICTURES, Run
from parabook.charts.theme import DARK, LIGHT
from parabook.record.schema import observation_from_json
from parabook.wire.samples import ContenderLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parabook.book.pictures.canvas import Canvas
    from parabook.record.schema import Record

    Draw = Callable[..., tuple[Canvas, str]]

ROOT = Path(__file__).parents[4]
STYLE = ROOT / "src/parabook/book/static/pictures.css"
WIDE, TALL = "넓은 꼴", "좁은 꼴"
LATIN = re.compile(r"[A-Za-z][A-Za-z_.]*")
IDENTIFIERS = {
    *("CPU", "I", "O"),
    *("async", "await", "blocking_adapter", "bounded", "CancelledError", "chunksize", "default"),
    *("fork", "forkserver", "four_by_four", "get", "GIL", "join", "L", "map", "ms", "one_by_one"),
    *("pickle", "pool.map", "pool_block", "pool_maxsize", "put", "spawn", "time.sleep", "True"),
    *("unpickle", "W", "with"),
}
"""그림에 나와도 되는 영어: 코드의 이름, 단위, 식의 글자."""


def seen(contender: str, **found: Any) -> Any:
    """지켜본 것 하나를 만듭니다."""
    data = {"contender": contender, "turn": 0, "outcome": "finished", "wall": 0.1, **found}
    return observation_from_json(data)


def spans(*rows: tuple[str, float, float, str]) -> list[dict[str, Any]]:
    """기록에 적힌 꼴의 시간표입니다."""
    return [dict(zip(("lane", "start", "end", "label"), row, strict=True)) for row in rows]


def waits() -> Iterator[tuple[str, float, float, str]]:
    """요청 셋의 시간표입니다. 하나는 줄에서 기다립니다."""
    yield "요청 1", 0.0, 0.02, "처리"
    yield "요청 2", 0.005, 0.02, "줄에서 기다림"
    yield "요청 2", 0.02, 0.04, "처리"
    yield "요청 3", 0.05, 0.07, "처리"


RUNS: dict[str, list[Any]] = {
    "plot_threads_hand_over_the_gil": [
        seen(
            "two_computing",
            facts={"overlaps": 0.0, "runs": 3.0},
            spans=spans(
                ("스레드 1", 0.0, 0.005, "파이썬 코드를 실행"),
                ("스레드 2", 0.005, 0.01, "파이썬 코드를 실행"),
                ("스레드 1", 0.01, 0.015, "파이썬 코드를 실행"),
            ),
        ),
        seen(
            "computing_and_waiting",
            facts={"overlaps": 1.0, "runs": 1.0},
            spans=spans(
                ("스레드 1", 0.0, 0.015, "파이썬 코드를 실행"),
                ("스레드 2", 0.0, 0.012, "GIL 없이 기다림"),
                ("스레드 2", 0.012, 0.015, "깨어나서 GIL을 기다림"),
            ),
        ),
    ],
    "plot_one_long_chunk_idles_the_rest": [
        seen(
            name,
            spans=spans(
                *((f"워커 {n}", 0.0, 0.05 * n, "작업") for n in (1, 2, 3)),
            ),
        )
        for name in ("four_by_four", "one_by_one")
    ],
    "plot_start_method_decides_what_children_get": [
        seen(
            name,
            facts=dict.fromkeys(("value", "module", "file", "lock"), float(name == "fork"))
            | {"threads": 1.0},
        )
        for name in ("fork", "forkserver", "spawn")
    ],
    "plot_pages_split_as_they_are_read": [
        seen("forked_child", output="가:\n□□\n□□\n나:\n■□\n□□\n다:\n■■\n■■\n")
    ],
    "plot_loop_sleeps_between_awaits": [
        seen(
            name,
            spans=spans(
                ("루프", 0.0, 0.01, "셀렉터에서 잠듦"),
                ("하트비트", 0.01, 0.0105, "실행"),
                ("요청 1", 0.0105, 0.0145, "실행"),
                ("요청 2", 0.0145, 0.05, "블로킹 호출" if name == "blocking" else "실행"),
            ),
        )
        for name in ("awaiting", "blocking")
    ],
    "plot_one_failure_meets_siblings": [
        seen(
            "task_group",
            spans=spans(
                ("가", 0.0, 0.02, "실패"),
                ("나", 0.0, 0.021, "취소됨"),
                ("다", 0.0, 0.021, "취소됨"),
                ("주 태스크", 0.022, 0.08, "예외를 받은 뒤"),
            ),
        )
    ],
    "plot_full_queue_stops_the_producer": [
        seen(
            name,
            trace=[[0.0, 0], [0.05, most], [0.2, 0]],
            spans=spans(
                ("넣는 쪽", 0.0, 0.05, "만듦"),
                ("넣는 쪽", 0.05, 0.09, "put에서 기다림"),
                ("꺼내는 쪽", 0.0, 0.2, "처리"),
            ),
        )
        for name, most in (("unbounded", 15), ("bounded", 4))
    ],
    "plot_little_counts_the_waiting": [seen("two_at_a_time", spans=spans(*waits()))],
    "plot_full_pool_discards_connections": [
        seen(name, facts={"connections": made, "discarded": thrown})
        for name, made, thrown in (
            ("default_adapter", 20.0, 10.0),
            ("larger_adapter", 20.0, 0.0),
            ("blocking_adapter", 10.0, 0.0),
        )
    ],
}
"""실험의 이름에서, 예제가 적는 것과 꼴이 같은 기록으로 갑니다."""

every_picture = pytest.mark.parametrize("name", PICTURES)
both_forms = pytest.mark.parametrize("form", [WIDE, TALL])


@pytest.fixture(scope="module", name="draw")
def _draw(make_record: Callable[..., Record]) -> Draw:
    """그림 하나를 그리는 함수입니다."""

    def draw(name: str, *, wide: bool = True, outlined: bool = False) -> tuple[Canvas, str]:
        picture = PICTURES[name]
        record = None
        if isinstance(picture, Run):
            found = RUNS[picture.experiment]
            record = make_record(
                {},
                experiment=picture.experiment,
                purpose="observation",
                observations=tuple(found),
                contenders=tuple(ContenderLabel(one.contender, one.contender) for one in found),
            )
        return picture.drawn(record, wide=wide, outlined=outlined)

    return draw


@every_picture
@both_forms
def test_no_two_words_overlap(name: str, form: str, draw: Draw):
    """글끼리 겹치지 않고, 종이 밖으로 나가는 글이 없습니다."""
    canvas, _ = draw(name, wide=form == WIDE)
    pairs = itertools.combinations(canvas.labels, 2)
    assert [(one.words, two.words) for one, two in pairs if one.hits(two)] == []
    assert [
        one.words
        for one in canvas.labels
        if one.left < -0.5 or one.right > canvas.width + 0.5 or one.bottom > canvas.height + 0.5
    ] == []


@every_picture
@both_forms
def test_letters_are_large_enough(name: str, form: str, draw: Draw):
    """가장 작은 글도 12픽셀이 넘습니다. 좁은 꼴은 줄이지 않고 보입니다."""
    canvas, _ = draw(name, wide=form == WIDE)
    assert min(one.bottom - one.top for one in canvas.labels) >= 12.5
    assert canvas.width == (680 if form == WIDE else 340)


@every_picture
def test_words_are_korean(name: str, draw: Draw):
    """코드의 이름과 단위 말고는 영어가 없고, 글꼴에 없는 글자도 없습니다."""
    canvas, alt = draw(name)
    for words in [*(label.words for label in canvas.labels), PICTURES[name].title]:
        assert set(LATIN.findall(words)) <= IDENTIFIERS, words
        assert not lettering.missing(words)
    assert len(alt) > 100
    assert alt.endswith(("니다.", "개."))


@every_picture
@both_forms
def test_the_picture_is_well_formed(name: str, form: str, draw: Draw):
    """글마다 요소 하나가 있고, 글을 윤곽으로 바꾼 것에는 글꼴을 부르는 글이 없습니다."""
    canvas, _ = draw(name, wide=form == WIDE)
    assert len(BeautifulSoup(canvas.svg(), "html.parser").select("text")) == len(canvas.labels)
    outlined, _ = draw(name, wide=form == WIDE, outlined=True)
    drawn = BeautifulSoup(outlined.svg(), "html.parser")
    assert drawn.svg["xmlns"] == "http://www.w3.org/2000/svg"
    assert drawn.select("text") == []
    assert len(drawn.select("path")) >= len(canvas.labels)


def test_every_run_has_its_experiment():
    """실제 실행의 그림마다 그 실험의 예제가 있습니다."""
    examples = {path.stem for path in (ROOT / "examples").rglob("plot_*.py")}
    wanted = {picture.experiment for picture in PICTURES.values() if isinstance(picture, Run)}
    assert wanted
    assert wanted <= examples
    assert wanted == set(RUNS)


def test_labels_of_the_runs_are_the_labels_of_the_examples():
    """시험의 기록에 적은 말은 예제에 있는 말입니다. 예제의 말이 바뀌면 그림도 고쳐야 합니다."""
    for experiment in ("plot_loop_sleeps_between_awaits", "plot_threads_hand_over_the_gil"):
        (source,) = (ROOT / "examples").rglob(f"{experiment}.py")
        text = source.read_text(encoding="utf-8")
        for one in RUNS[experiment]:
            for span in one.spans:
                assert f'"{span.label}"' in text, span.label


def test_changed_records_change_the_picture(draw: Draw, monkeypatch: pytest.MonkeyPatch):
    """실제 실행의 그림은 손으로 정한 것이 아닙니다. 기록이 바뀌면 그림과 글이 함께 바뀝니다."""
    before, told = draw("page-splitting")
    changed = [seen("forked_child", output="가:\n□□\n□□\n나:\n■■\n□□\n다:\n■■\n■■\n")]
    monkeypatch.setitem(RUNS, "plot_pages_split_as_they_are_read", changed)
    after, retold = draw("page-splitting")
    assert before.svg() != after.svg()
    assert "1페이지" in told
    assert "2페이지" in retold


def test_disturbed_run_says_so(draw: Draw, monkeypatch: pytest.MonkeyPatch):
    """다른 프로그램이 코어를 쓴 동안이 길면, 왜 둘 다 비어 있는지 그림에 적습니다."""
    words = "둘 다 비어 있는 때에는"
    quiet, _ = draw("gil-turns")
    assert not any(label.words.startswith(words) for label in quiet.labels)
    _, waiting = RUNS["plot_threads_hand_over_the_gil"]
    halved = seen(
        "two_computing",
        facts={"overlaps": 0.0, "runs": 2.0},
        spans=spans(
            ("스레드 1", 0.0, 0.005, "파이썬 코드를 실행"),
            ("스레드 2", 0.015, 0.02, "파이썬 코드를 실행"),
        ),
    )
    monkeypatch.setitem(RUNS, "plot_threads_hand_over_the_gil", [halved, waiting])
    for wide in (True, False):
        disturbed, _ = draw("gil-turns", wide=wide)
        (note,) = [label for label in disturbed.labels if label.words.startswith(words)]
        assert note.right <= disturbed.width


def test_a_picture_without_its_record_says_so():
    """기록이 없으면 빈 그림을 내지 않고 예외를 냅니다."""
    with pytest.raises(LookupError, match="plot_threads_hand_over_the_gil"):
        PICTURES["gil-turns"].drawn(None, wide=True)


def test_overlapping_words_are_seen():
    """겹침을 보는 눈은 겹친 것을 놓치지 않고, 닿기만 한 것은 잡지 않습니다."""
    one = Label("가", 0, 0, 10, 10)
    assert one.hits(Label("나", 9, 9, 20, 20))
    assert not one.hits(Label("다", 10, 0, 20, 10))


def test_width_of_words_is_that_of_the_font():
    """폭은 글꼴에서 옵니다. 한글은 한 칸에 가깝고 로마자는 그보다 좁습니다."""
    assert 0.8 * SMALL < lettering.width_of("가", SMALL) <= SMALL
    assert lettering.width_of("가나", SMALL) == pytest.approx(2 * lettering.width_of("가", SMALL))
    assert lettering.width_of("i", SMALL) < SMALL / 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["밝은 바탕", "어두운 바탕"])
def test_style_has_the_colors_of_the_charts(theme: Any):
    """스타일의 색은 차트의 색과 같습니다. 종이의 색은 밝은 것입니다."""
    style = STYLE.read_text(encoding="utf-8")
    screen, _, paper = style.partition("@media print")
    parts = screen.split('html[data-theme="dark"]')
    part = parts[0] if theme is LIGHT else parts[1]
    for name, color in colors(theme).items():
        assert f"--picture-{name}: {color};" in part
        assert f"--picture-{name}: {colors(LIGHT)[name]};" in paper
        assert f".p-{name} {{" in screen
