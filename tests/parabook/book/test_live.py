"""고치는 대로 보기: 고친 글이 곧 나오고, 끝없이 다시 빌드하지 않고, 오류는 페이지에 한국어로 나옵니다."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

INDEX = "```{experiment} plot_x\n:show: slow\n```\n"
LIVE = ("-n", "-D", "parabook_live=1", "-D", "parabook_measures=0")
PATIENCE_SECONDS = 120


def _told(book):
    script = (book.folder / "docs/_build/html/_static/live.js").read_text("utf-8")
    return json.loads(re.search(r"const told = (.*);", script)[1])


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """한 번 재어 둔 작은 책입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("live"), {"plot_x": None}, INDEX)
    assert book.build("-W", PARABOOK_BUDGET="once").code == 0
    return book


def test_mistake_is_shown_in_the_page_with_its_place(book):
    """경고는 파일과 줄과 함께 모든 페이지에 나오고, 고치면 사라집니다."""
    original = (book.folder / "docs/index.md").read_text("utf-8")
    book.write("docs/index.md", original + "\n{ref}`없는-자리`\n")
    made = book.build(*LIVE, PARABOOK_BUDGET="once")
    assert made.code == 0, made.output
    count, told = _told(book)
    assert count == "이 빌드의 경고와 오류 1개"
    assert re.match(r"index\.md의 \d+번째 줄: ", told)
    assert "없는-자리" in told
    assert re.search("[가-힣]{2}", told.partition("줄: ")[2].replace("없는-자리", "")), told
    for page in ("index", "auto_examples/topic/plot_x", "genindex"):
        assert "_static/live.js" in made.page(page)
    book.write("docs/index.md", original)
    book.build(*LIVE, PARABOOK_BUDGET="once")
    assert _told(book) == []


def test_build_that_could_not_start_says_so(book):
    """설정이나 예제의 이름이 틀려 시작하지 못해도, 옛 페이지에 그렇다고 나옵니다."""
    bad = book.folder / "examples/topic/plot_a b.py"
    bad.write_text('"""이름이 틀린 예제"""\n', encoding="utf-8")
    assert book.build(*LIVE, PARABOOK_BUDGET="once").code != 0
    bad.unlink()
    assert "끝나지 못했습니다" in _told(book)[0]


def test_book_to_give_away_has_no_trace(book):
    """지켜보며 빌드한 것이 아니면 페이지에 그 스크립트가 없습니다."""
    made = book.build("-W", PARABOOK_BUDGET="once")
    assert made.code == 0, made.output
    assert "live.js" not in made.page("index")


def test_edit_is_served_and_nothing_loops(book):
    """고친 글을 서버가 곧 내주고, 더 고치지 않으면 다시 빌드하지 않습니다."""
    built = book.folder / "builds"
    command = [
        *(sys.executable, "-m", "sphinx_autobuild", "--watch", "examples"),
        *("--re-ignore", r"/(_build|auto_examples|__pycache__)/", "--re-ignore", r"\.unfinished$"),
        *(
            "--port",
            "0",
            "--post-build",
            f"{sys.executable} -c \"open(r'{built}','a').write('x')\"",
        ),
        *("-b", "html", "-d", "docs/_build/doctrees", "-q", *LIVE, "docs", "docs/_build/live"),
    ]
    with subprocess.Popen(
        command,
        cwd=book.folder,
        env={**os.environ, "PARABOOK_BUDGET": "once", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            address = next(
                found[0]
                for line in server.stdout
                if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
            )
            _until(lambda: "작은 책" in _got(address))
            before = len(built.read_text())
            book.write(
                "docs/index.md", (book.folder / "docs/index.md").read_text("utf-8") + "\n방금.\n"
            )
            _until(lambda: "방금." in _got(address))
            _until(lambda: len(built.read_text()) > before)
            after = len(built.read_text())
            time.sleep(3)  # 끝없이 다시 빌드한다면 그사이 한 번은 더 했을 것입니다.
            assert len(built.read_text()) == after
        finally:
            family = psutil.Process(server.pid)
            for member in [*family.children(recursive=True), family]:
                member.kill()


def _got(address):
    try:
        # 시험이 방금 시작한 서버의 주소입니다.
        with urllib.request.urlopen(f"{address}/index.html", timeout=5) as page:  # noqa: S310
            return page.read().decode()
    except OSError:
        return ""


def _until(true):
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.1)
