"""바뀐 것만 다시 잽니다."""

import json
import os
import subprocess
import sys

import pytest

from parabook.record.schema import Record


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """한 번 빌드해 둔 작은 책입니다."""
    index = "{measured}`plot_x.time(other)`\n\n```{experiment} plot_x\n:show: slow\n```\n"
    book = mini_book_at(tmp_path_factory.mktemp("reuse"), {"plot_x": None}, index)
    first = book.build("-n", "-W", "--keep-going")
    assert first.code == 0, first.output
    assert "새로 잰 것 1개" in first.output
    return book


def _when(book) -> str:
    return json.loads((book.folder / "docs/_build/records/plot_x.json").read_text())["created"]


def test_unchanged_book_measures_nothing(book):
    """아무것도 바꾸지 않으면 다시 재지 않습니다."""
    before = _when(book)
    again = book.build("-W")
    assert "새로 잰 것 0개, 다시 쓴 것 1개" in again.output
    assert _when(book) == before


def _touched(book):
    """`_build` 밖의 파일과 폴더마다, 마지막으로 건드린 때입니다. 썼다 지운 파일도 폴더의 때에 남습니다."""
    return {
        path.relative_to(book.folder).as_posix(): path.stat().st_mtime_ns
        for path in book.folder.rglob("*")
        if "_build" not in path.relative_to(book.folder).parts
    }


def test_unchanged_build_touches_no_source(book):
    """아무것도 바꾸지 않고 빌드하면 소스 폴더를 건드리지 않습니다. 거기를 지켜보는 서버가 끝없이 다시 빌드하지 않습니다."""
    before = _touched(book)
    again = book.build("-W")
    assert again.code == 0, again.output
    assert "docs/auto_examples/index.rst" in before
    assert _touched(book) == before


def test_new_header_remakes_the_index_of_experiments(book):
    """예제는 그대로이고 실험의 목차에 적은 글만 바뀌어도, 목차 페이지는 새로 만들어집니다."""
    rule = "-" * 66
    book.write("examples/topic/GALLERY_HEADER.rst", f"고친 주제\n{rule}\n")
    again = book.build("-W")
    assert "새로 잰 것 0개" in again.output
    assert "고친 주제" in again.page("auto_examples/topic/index")


def test_prose_change_redraws_without_measuring(book):
    """예제의 머리글과 주석만 고치면 페이지는 바뀌고 숫자는 그대로입니다."""
    before = _when(book)
    book.example("plot_x", f"# 설명을 고쳤습니다.\n{book.good}", title="고친 제목")
    again = book.build("-W")
    assert again.code == 0, again.output
    assert _when(book) == before
    assert "고친 제목" in again.page("auto_examples/topic/plot_x")
    # 장의 고리는 예제의 파일이 아니라 기록에서 제목을 얻습니다.
    assert "고친 제목" in again.page("index")


def test_code_change_measures_again(book):
    """재는 코드를 고치면 다시 잽니다."""
    before = _when(book)
    book.example("plot_x", book.good.replace("+ 7", "+ 3 + 4"))
    again = book.build("-W")
    assert "새로 잰 것 1개" in again.output
    assert _when(book) != before


def test_changed_helper_measures_again(book):
    """예제는 그대로이고 예제가 불러오는 이웃 모듈만 바뀌어도 다시 잽니다."""
    body = (
        "import _helper\n\n\ndef other():\n"
        '    """다른 방법"""\n    return sum(range(FIRST)) * 0 + _helper.SEVEN'
    )
    book.write("examples/topic/_helper.py", "SEVEN = 7\n")
    book.example("plot_x", body)
    assert book.build("-W").code == 0
    before = _when(book)
    book.write("examples/topic/_helper.py", "SEVEN = 3 + 4\n")
    again = book.build("-W")
    assert "새로 잰 것 1개" in again.output
    assert _when(book) != before


def test_other_budget_measures_again(book):
    """시작 방식이 다르면 다른 측정입니다."""
    again = book.build("-W", PARABOOK_START_METHOD="spawn")
    assert "새로 잰 것 1개" in again.output
    assert "시작 방식 spawn" in again.page("auto_examples/topic/plot_x")
    back = book.build("-W")
    assert "새로 잰 것 1개" in back.output


def test_damaged_record_is_measured_again(book):
    """기록 파일이 잘렸으면 다시 잽니다."""
    path = book.folder / "docs/_build/records/plot_x.json"
    path.write_text(path.read_text(encoding="utf-8")[:200], encoding="utf-8")
    again = book.build("-W")
    assert again.code == 0, again.output
    assert "새로 잰 것 1개" in again.output


def test_gallery_and_hand_take_the_same_path(book, tmp_path):
    """갤러리에서 재든 손으로 재든 같은 코드를 같은 계획으로 잽니다. 비도 다르지 않습니다."""
    assert book.build("-W", PARABOOK_BUDGET="quick").code == 0
    in_gallery = Record.load(book.folder / "docs/_build/records/plot_x.json")
    subprocess.run(
        [sys.executable, book.folder / "examples/topic/plot_x.py"],
        cwd=tmp_path,
        env={**os.environ, "PARABOOK_BUDGET": "quick"},
        check=True,
        capture_output=True,
    )
    by_hand = Record.load(tmp_path / "parabook-results" / "plot_x.json")
    assert by_hand.key == in_gallery.key
    # 두 배의 일입니다. quick은 짝이 적으므로 넉넉히 봅니다.
    ratios = [record.ratio("slow", "other").value for record in (in_gallery, by_hand)]
    assert 0.6 < ratios[0] / ratios[1] < 1.7


def test_kept_record_is_shown_with_its_own_machine(book):
    """소스에 남겨 둔 다른 자리의 기록은, 이 기계의 값이 아니라고 밝히고 나란히 나옵니다."""
    assert book.build().code == 0
    kept = json.loads((book.folder / "docs/_build/records/plot_x.json").read_text())
    kept["machine"]["cpu"] = "먼 곳의 CPU"
    text = json.dumps(kept, ensure_ascii=False)
    book.write("docs/records/far-server/plot_x.json", text)
    book.example("plot_x", f"# 페이지를 다시 만들게 합니다.\n{book.good}")
    page = book.build("-W", "-D", "exclude_patterns=_build,records").page(
        "auto_examples/topic/plot_x"
    )
    assert "다른 자리에서 잰 것: far-server" in page
    assert "이 책을 빌드한 기계의 값이 아닙니다. 먼 곳의 CPU" in page
    assert "kept_far-server_plot_x.svg" in page


def test_picture_no_longer_drawn_leaves_the_chapter(book):
    """그림 두 장을 그리던 예제가 한 장만 그리면, 장에도 한 장만 남습니다."""
    file = "examples/topic/plot_x.py"
    once = (book.folder / file).read_text(encoding="utf-8")
    book.write(file, f"{once}    draw(result)\n")
    assert "sphx_glr_plot_x_002" in book.build().page("index")
    book.write(file, once)
    assert "sphx_glr_plot_x_002" not in book.build().page("index")
