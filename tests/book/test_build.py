"""책을 빌드하는 명령: 무엇을 말하고, 무엇을 다시 재고, 실험이 실패하면 어떻게 되는지."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from .conftest import BROKEN, CHANGED, REWORDED
from .edition import EXAMPLES, MEASURED, TERMINAL_COLUMNS

if TYPE_CHECKING:
    from .edition import Edition

PROGRESS = re.compile(
    r"실험 (?P<k>\d+)/(?P<n>\d+) (?P<name>plot_\w+) \(지난 시간 \d+:\d\d\)", re.ASCII
)
SUMMARY = re.compile(
    r"걸린 시간 \d+:\d\d · 실험 (?P<all>\d+)개: "
    r"새로 잰 것 (?P<new>\d+)개, 다시 쓴 것 (?P<kept>\d+)개, 실패한 것 (?P<failed>\d+)개"
)
REWRITE = "\r\x1b[K"


def counts(edition: Edition) -> tuple[int, int, int]:
    """끝에 적힌 새로 잰 것, 다시 쓴 것, 실패한 것의 수를 돌려줍니다."""
    found = SUMMARY.search(edition.outcome.output)
    assert found, edition.outcome.output
    new, kept, failed = (int(found[key]) for key in ("new", "kept", "failed"))
    assert new + kept + failed == int(found["all"])
    return new, kept, failed


def progress(edition: Edition) -> list[tuple[int, int, str]]:
    """보인 진행을 돌려줍니다: 몇 번째, 모두 몇 개, 이름."""
    return [
        (int(found["k"]), int(found["n"]), found["name"])
        for found in PROGRESS.finditer(edition.outcome.log)
    ]


def article(text: str) -> str:
    """쪽의 HTML에서 본문만 돌려줍니다. 쪽이 많아서 나무로 읽지 않습니다."""
    found = re.search(r"<article\b.*</article>", text, re.DOTALL)
    return found.group() if found else ""


def test_builds_without_a_warning(book: Edition):
    """책은 경고 하나 없이 빌드되고, 오류 출력에는 진행만 있습니다."""
    ahead, *others = [
        line for line in book.outcome.log.splitlines() if not PROGRESS.fullmatch(line)
    ]
    assert ahead == f"실험 {len(EXAMPLES)}개를 미리 나란히 돌리는 중"
    assert not others
    assert book.outcome.code == 0


def test_ends_with_where_the_book_is_and_what_was_measured(book: Edition):
    """빌드가 끝나면 책의 자리, 걸린 시간, 새로 잰 것과 다시 쓴 것의 수, 주제마다 걸린 시간이 나옵니다."""
    place, summary, sections, claims, *_unheld = book.outcome.output.splitlines()
    assert place == f"책: {book.workshop / 'docs' / '_build' / 'html' / 'index.html'}"
    assert SUMMARY.fullmatch(summary)
    titles = re.findall(r"[^,:]+ 실험(?= \d+:\d\d(?:,|$))", sections)
    assert len(titles) == len({path.parent for path in EXAMPLES.values()}), sections
    assert claims.startswith("주장 ")
    assert counts(book) == (len(EXAMPLES), 0, 0)


def test_log_has_one_plain_line_for_each_experiment(book: Edition):
    """단말이 아니면 진행은 실험마다 한 줄이고, 고쳐 쓰는 글자가 섞이지 않습니다."""
    total = len(EXAMPLES)
    assert [(k, n) for k, n, _ in progress(book)] == [(k, total) for k in range(1, total + 1)]
    assert {name for _, _, name in progress(book)} == set(EXAMPLES)
    assert not re.search(r"[\r\x1b]", book.outcome.log + book.outcome.output)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows의 파이썬에는 pty가 없습니다.")
def test_terminal_has_one_line_that_is_rewritten(changed_build: Edition):
    """단말에서는 한 줄을 고쳐 쓰며 몇 번째 실험의 몇 회인지 보이고, 끝나면 그 줄을 지웁니다."""
    assert changed_build.outcome.code == 0, changed_build.outcome.output
    live, _, rest = changed_build.outcome.output.rpartition(REWRITE)
    frames = live.split(REWRITE)[1:]
    assert any("회" in frame for frame in frames)
    for frame in frames:
        assert re.fullmatch(r"실험 [12]/2 plot_\w+( · \d+/\d+회)? \(지난 시간 \d+:\d\d\)", frame)
        # 한 줄을 넘으면, 고쳐 쓸 때 윗줄이 남습니다.
        columns = sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in frame)
        assert columns < TERMINAL_COLUMNS
    # 재는 실험은 하나뿐이므로, 회의 수는 늘기만 하고 분모는 바뀌지 않습니다.
    steps = [tuple(map(int, step)) for step in re.findall(r"(\d+)/(\d+)회", live)]
    assert steps == sorted(steps)
    assert len({total for _, total in steps}) == 1
    assert rest.startswith("책: ")


def test_second_build_measures_nothing(book: Edition, second_build: Edition):
    """아무것도 바꾸지 않고 다시 빌드하면 재지 않고, 그렇다고 말합니다."""
    assert second_build.outcome.code == 0, second_build.outcome.log
    assert second_build.records == book.records
    assert counts(second_build) == (0, len(EXAMPLES), 0)
    assert not second_build.outcome.log


def test_second_build_makes_the_same_pages(book: Edition, second_build: Edition):
    """아무것도 바꾸지 않고 다시 빌드한 페이지는 처음과 글자 하나까지 같습니다."""
    assert second_build.texts.keys() == book.texts.keys()
    assert [name for name, text in book.texts.items() if second_build.texts[name] != text] == []


def test_only_changed_code_is_measured_again(second_build: Edition, changed_build: Edition):
    """코드를 고친 예제만 다시 재고, 글만 고친 예제는 있던 기록으로 페이지를 새로 만듭니다."""
    before, after = second_build.records, changed_build.records
    assert {name for name in after if after[name] != before[name]} == {f"{CHANGED}.json"}
    assert counts(changed_build) == (1, len(EXAMPLES) - 1, 0)
    page = changed_build.page_of(REWORDED)
    assert "덧붙인 글입니다." not in second_build.texts[page]
    assert "덧붙인 글입니다." in changed_build.texts[page]


def test_broken_experiment_fails_the_build_and_is_named(broken_build: Edition):
    """예제 하나가 예외를 내면 빌드하는 명령은 실패하고, 어느 예제가 왜 그랬는지 나옵니다."""
    assert broken_build.outcome.code != 0
    assert counts(broken_build) == (0, len(EXAMPLES) - 1, 1)
    said = broken_build.outcome.output + broken_build.outcome.log
    assert BROKEN in said
    assert "일부러 낸 오류" in said


def test_broken_experiment_shows_no_old_number(broken_build: Edition):
    """실패한 실험의 값은, 예전 기록이 남아 있어도 싣지 않고 재지 못했다고 적습니다."""
    for name, source in broken_build.chapters.items():
        asked = [found["experiment"] for found in MEASURED.finditer(source)]
        shown = broken_build.pages[name].select(".measured-missing")
        assert len(shown) == asked.count(BROKEN), name
    page = broken_build.pages[broken_build.page_of(BROKEN)]
    assert not page.select("img.parabook-chart, .parabook-table")
    assert not list((broken_build.html / "records").glob(f"{BROKEN}*"))


def test_broken_experiment_leaves_other_pages_alone(changed_build: Edition, broken_build: Edition):
    """실험 하나가 실패해도 그것을 쓰지 않는 페이지는 그대로 빌드됩니다."""
    used = {name for name, text in broken_build.chapters.items() if BROKEN in text}
    # 모든 실험의 주장과 소음, 다른 페이지를 읽는 시간을 모은 페이지는, 어느 실험이 실패하든 달라집니다.
    gathering = {
        name
        for name, text in broken_build.chapters.items()
        if re.search(r"^```\{(claims|noise|stops)\}|\{reading-time\}", text, re.MULTILINE)
    }
    # 실험의 목차에는 그 실험의 작은 그림이 있습니다. 옛 숫자가 든 것을 그대로 두지 않습니다.
    listing = {name for name, text in broken_build.texts.items() if f"{BROKEN}_thumb" in text}
    touched = used | gathering | listing | {broken_build.page_of(BROKEN)}
    assert [
        name
        for name, text in changed_build.texts.items()
        if name not in touched and article(text) != article(broken_build.texts[name])
    ] == []


def test_mended_experiment_is_measured_and_counted(mended_build: Edition):
    """망가졌던 예제를 되돌려 놓으면 책이 온전해지고, 진행의 분모가 어긋나지 않습니다."""
    assert mended_build.outcome.code == 0, mended_build.outcome.log
    assert [(k, n) for k, n, _ in progress(mended_build)] in ([], [(1, 1)])
    assert [name for name, text in mended_build.texts.items() if "measured-missing" in text] == []
