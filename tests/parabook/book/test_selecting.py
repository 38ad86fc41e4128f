"""무엇을 잴지 고릅니다: 고른 것만 다시 재거나, 재지 않거나, 무엇을 왜 다시 잴지 묻습니다."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from parabook.experiment import staleness

INDEX = "{measured}`plot_x.time(other)`\n\n```{experiment} plot_x\n:show: slow\n```\n"
QUICKLY = {"PARABOOK_BUDGET": "once"}


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """실험이 둘인, 한 번 빌드해 둔 작은 책입니다."""
    book = mini_book_at(
        tmp_path_factory.mktemp("choosing"), dict.fromkeys(["plot_x", "plot_y"]), INDEX
    )
    first = book.build("-W", "--keep-going", **QUICKLY)
    assert first.code == 0, first.output
    return book


def _when(book):
    folder = book.folder / "docs/_build/records"
    return {
        path.stem: json.loads(path.read_text("utf-8"))["samples"] for path in folder.glob("*.json")
    }


def _stale(book):
    done = subprocess.run(
        [sys.executable, "-m", "parabook.book.stale", "examples", "docs/_build/records"],
        cwd=book.folder,
        env={**os.environ, **QUICKLY, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_only_the_chosen_is_measured_again(book):
    """무늬에 맞는 실험만 다시 재고, 나머지 기록은 그대로입니다."""
    before = _when(book)
    made = book.build("-W", "-D", "parabook_remeasure=plot_y*", **QUICKLY)
    assert made.code == 0, made.output
    after = _when(book)
    assert {name for name in after if after[name] != before[name]} == {"plot_y"}


def test_pattern_without_an_experiment_is_an_error(book):
    """맞는 실험이 없는 무늬는 조용히 지나가지 않습니다."""
    made = book.build("-D", "parabook_remeasure=plot_nothing", **QUICKLY)
    assert made.code != 0
    assert "'plot_nothing'에 맞는 실험이 없으니" in made.output


def test_stale_says_what_and_why(book, monkeypatch):
    """아무것도 바뀌지 않았으면 없다고, 바뀌었으면 무엇이 왜 바뀌었는지 말하고, 재지 않습니다."""
    before = _when(book)
    assert _stale(book) == ["다시 잴 실험 0개, 그대로 쓸 실험 2개."]
    original = (book.folder / "examples/topic/plot_x.py").read_text("utf-8")
    book.example("plot_x", book.good.replace("+ 7", "+ 3 + 4"))
    told = _stale(book)
    assert told[0].startswith("topic/plot_x.py: 예제나 그것이 불러오는 이웃 모듈의 코드가")
    assert told[1] == "다시 잴 실험 1개, 그대로 쓸 실험 1개."
    book.write("examples/topic/plot_x.py", original)
    monkeypatch.setitem(QUICKLY, "PARABOOK_BUDGET", "quick")
    assert all("설계나 예산" in line for line in _stale(book)[:-1])
    assert len(_stale(book)) == 3
    assert _when(book) == before


def test_every_page_says_that_nothing_was_measured(book):
    """재지 않고 빌드하면 낡은 기록도 그대로 쓰고, 모든 페이지가 그렇다고 말하고, 다음 빌드는 다시 잽니다."""
    before = _when(book)
    book.example("plot_x", book.good.replace("+ 7", "+ 2 + 5"))
    book.example("plot_z")
    made = book.build("-W", "--keep-going", "-D", "parabook_measures=0", **QUICKLY)
    assert made.code == 0, made.output
    assert "기록이 없는 실험: plot_z" in made.output
    assert _when(book) == before
    pages = [
        path
        for path in (book.folder / "docs/_build/html").rglob("*.html")
        if "_static" not in path.parts
    ]
    assert len(pages) > 5
    for path in pages:
        assert "재지 않고 빌드한 책입니다" in path.read_text("utf-8"), path
    again = book.build("-W", "--keep-going", **QUICKLY)
    assert again.code == 0, again.output
    assert "새로 잰 것 2개" in again.output
    assert "재지 않고" not in again.page("index")


def test_every_part_of_the_key_has_its_reason():
    """열쇠의 칸마다 까닭이 있습니다."""
    now = " ".join(f"{name}=1" for name in staleness.REASONS)
    for name, reason in staleness.REASONS.items():
        assert staleness.why(now.replace(f"{name}=1", f"{name}=2"), now) == [reason]
    assert staleness.why(now, now) == []
    assert len(staleness.why("0123abc", now)) == 1
