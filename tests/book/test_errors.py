"""오류 문구를 모은 페이지들: 적힌 오류가 정말 나고, 고친 코드에서는 나지 않습니다."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING, NamedTuple

import pytest

from .edition import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ROOT / "docs" / "errors"
SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SINCE = re.compile(r"^Python 3\.(?P<minor>\d+)부터 나옵니다\.$", re.MULTILINE)
FREE_THREADED_ONLY = "자유 스레드(free-threaded) 파이썬에서만 나옵니다."
DEADLINE_SECONDS = 60


class Entry(NamedTuple):
    """오류 하나: 문구들(버전마다 다르면 여럿)과, 나쁜 코드와 고친 코드, 나오는 파이썬."""

    quotes: list[str]
    bad: str
    mended: str
    since: tuple[int, int]
    free_threaded_only: bool

    def need(self) -> str | None:
        """이 파이썬에서 나지 않는 오류라면 그 이유."""
        if sys.version_info < self.since:
            return "Python {}.{}부터 나옵니다.".format(*self.since)
        if self.free_threaded_only and not sysconfig.get_config_var("Py_GIL_DISABLED"):
            return FREE_THREADED_ONLY
        return None


def read_entries() -> dict[str, Entry]:
    """페이지들의 원문에서 오류들을 읽습니다. 이름은 `페이지: 제목`입니다."""
    entries = {}
    for page in sorted(PAGES.glob("*.md")):
        for section in SECTION.finditer(page.read_text("utf-8")):
            title, body = section["title"], section["body"]
            blocks = [(block["kind"], block["text"]) for block in BLOCK.finditer(body)]
            quotes = [" ".join(text.split()) for kind, text in blocks if kind == "text"]
            bad, mended = (text for kind, text in blocks if kind == "python")
            since = SINCE.search(body)
            entries[f"{page.stem}: {title}"] = Entry(
                quotes,
                bad,
                mended,
                (3, int(since["minor"]) if since else 11),
                FREE_THREADED_ONLY in body,
            )
    return entries


ENTRIES = read_entries()
each_error = pytest.mark.parametrize("title", ENTRIES)


def run(folder: Path, code: str) -> tuple[int, str]:
    """코드를 파일로 두고 새 인터프리터에서 돌려, 끝난 코드와 오류 출력을 돌려줍니다."""
    done = start(folder, code)
    return done.returncode, " ".join(done.stderr.split())


def start(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """코드를 파일로 두고 새 인터프리터에서 돌립니다."""
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    return subprocess.run(
        [sys.executable, script.name],
        cwd=folder,
        # 경고는 파이썬의 기본값대로 봅니다.
        env={**os.environ, "PYTHONWARNINGS": "default", "PYTHON_COLORS": "0"},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )


def says(output: str, quote: str) -> bool:
    """출력에 그 문구가 있는지 봅니다. `…`의 자리에는 아무것이나 올 수 있습니다."""
    return re.search(".*".join(map(re.escape, quote.split("…"))), output) is not None


def test_there_is_something_to_check():
    """페이지들에 오류가 마흔 개 넘게 적혀 있고, 모두 읽혔습니다."""
    headings = sum(page.read_text("utf-8").count("\n## ") for page in PAGES.glob("*.md"))
    assert len(ENTRIES) == headings > 40
    assert all(entry.quotes for entry in ENTRIES.values())


@each_error
def test_bad_code_says_what_the_page_says(tmp_path: Path, title: str):
    """나쁜 코드를 돌리면 적힌 문구 가운데 하나가 나옵니다."""
    entry = ENTRIES[title]
    if need := entry.need():
        pytest.skip(need)
    _, output = run(tmp_path, entry.bad)
    assert any(says(output, quote) for quote in entry.quotes), output


@each_error
def test_mended_code_is_quiet(tmp_path: Path, title: str):
    """고친 코드는 아무 말 없이 잘 끝납니다."""
    entry = ENTRIES[title]
    if entry.free_threaded_only and (need := entry.need()):
        pytest.skip(need)
    code, output = run(tmp_path, entry.mended)
    assert (code, output) == (0, "")


def test_input_that_kills_workers_is_found_among_hundreds(tmp_path: Path):
    """워커를 죽이는 입력을 가려내는 법은, 페이지에 적힌 것보다 백 배 많아도 나머지의 결과를 다 얻습니다."""
    code = ENTRIES["processes: `BrokenProcessPool`"].mended
    assert "range(5)" in code
    done = start(tmp_path, code.replace("range(5)", "range(500)"))
    assert done.stdout.strip() == "결과 499개, 워커를 죽이는 입력 [3]"
