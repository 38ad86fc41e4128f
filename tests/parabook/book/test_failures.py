"""실패한 실험은 그 페이지만 잃고, 이유를 한국어로 알립니다."""

from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from parabook.record.schema import Record

RAISES = 'def other():\n    """터지는 방법"""\n    raise ValueError("나쁜 값")'
WRONG = 'def other():\n    """틀린 방법"""\n    return 8'
HANGS = 'def other():\n    """멈추는 방법"""\n    time.sleep(1000)'
KILLED = 'def other():\n    """죽는 방법"""\n    os.kill(os.getpid(), signal.SIGKILL)'
POOL_HANGS = """\
from multiprocessing import Pool


def forever(_):
    time.sleep(1000)


def other():
    \"\"\"풀이 멈추는 방법\"\"\"
    with Pool(2) as pool:
        return pool.map(forever, range(2))
"""

EXPECTED = {
    "plot_raises": ("other(터지는 방법)", "ValueError: 나쁜 값"),
    "plot_wrong": (
        "other(틀린 방법)",
        "기준과 다른 값을 돌려주었습니다. slow의 값: 7 / other의 값: 8",
    ),
    "plot_hangs": ("other(멈추는 방법)", "3초 안에 끝나지 않아 멈추었습니다"),
    "plot_killed": ("other(죽는 방법)", "신호 SIGKILL을 받아 죽었습니다"),
    "plot_pool_hangs": ("other(풀이 멈추는 방법)", "3초 안에 끝나지 않아 멈추었습니다"),
}

INDEX = """\
빠르기: {measured}`plot_good.speedup(other)`, {measured}`plot_raises.speedup(other)`

```{experiment} plot_good
:show: slow
```

```{experiment} plot_wrong
```
"""


@pytest.fixture(scope="module", name="failed")
def _failed(tmp_path_factory, mini_book_at):
    """온갖 실패와 성공 하나가 섞인 책을 한 번 빌드합니다."""
    book = mini_book_at(
        tmp_path_factory.mktemp("failures"),
        {
            "plot_good": None,
            "plot_raises": RAISES,
            "plot_wrong": WRONG,
            "plot_hangs": HANGS,
            "plot_killed": KILLED,
            "plot_pool_hangs": POOL_HANGS,
        },
        INDEX,
    )
    return replace(book, budget="quick").build()


@pytest.mark.parametrize("name", EXPECTED)
def test_failure_names_example_contender_and_reason(failed, name):
    """실패마다 예제, 경쟁 방법, 이유가 한 문장에 나옵니다."""
    contender, reason = EXPECTED[name]
    sentence = next(line for line in failed.output.splitlines() if f"실험 {name} 실패" in line)
    assert contender in sentence
    assert reason in sentence


@pytest.mark.parametrize("name", EXPECTED)
def test_failed_page_says_so(failed, name):
    """실패한 실험의 페이지는 값을 내지 못했다고 말합니다."""
    page = failed.page(f"auto_examples/topic/{name}")
    assert "이 실험은 이번에 값을 내지 못했습니다" in page
    assert EXPECTED[name][1].split(".")[0] in page


def test_failure_fails_the_build(failed):
    """실패한 실험이 있으면, 경고를 오류로 보지 않아도 명령이 실패합니다."""
    assert failed.code != 0
    assert "실패한 것 5개" in failed.output


def test_other_results_are_kept(failed):
    """다른 실험의 기록과 페이지는 그대로 남습니다."""
    record = Record.load(failed.record("plot_good"))
    assert record.time("other").count > 0
    assert "이 실험의 기록" in failed.page("auto_examples/topic/plot_good")


def test_chapter_shows_good_number_and_marks_missing_one(failed):
    """장에는 잰 숫자는 나오고, 재지 못한 자리는 그렇다고 나옵니다."""
    page = failed.page("index")
    assert "배" in page
    assert "(재지 못함)" in page


def test_failed_experiment_leaves_no_process(failed):
    """멈춘 방법과 그 워커까지 모두 사라집니다."""
    folder = str(failed.folder)
    left = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = " ".join(process.info["cmdline"] or [])
        if "parabook" in words and folder in f"{process.info['cwd']} {words}":
            left.append(words)
    assert left == []


def test_only_failures_run_again(failed):
    """다시 빌드하면 실패한 것만 다시 돕니다. 고치면 장의 숫자도 돌아옵니다."""
    kept = failed.record("plot_good").read_bytes()
    book = failed.book
    for name in EXPECTED:
        book.example(name)
    again = book.build()
    assert again.code == 0, again.output
    assert failed.record("plot_good").read_bytes() == kept
    assert "새로 잰 것 5개, 다시 쓴 것 1개, 실패한 것 0개" in again.output
    assert "(재지 못함)" not in again.page("index")


def test_number_of_a_newly_failed_experiment_disappears(tmp_path: Path, mini_book_at):
    """예전 기록이 남아 있어도, 이번에 실패했으면 장에 예전 숫자가 나오지 않습니다."""
    book = mini_book_at(tmp_path, {"plot_x": None}, "빠르기: {measured}`plot_x.speedup(other)`")
    assert book.build().code == 0
    book.example("plot_x", RAISES)
    broken = book.build()
    assert "(재지 못함)" in broken.page("index")
    book.example("plot_x")
    mended = book.build()
    assert mended.code == 0, mended.output
    assert "(재지 못함)" not in mended.page("index")
    assert "새로 잰 것 0개, 다시 쓴 것 1개" in mended.output
