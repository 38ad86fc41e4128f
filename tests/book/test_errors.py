"""오류 문구를 모은 쪽: 적힌 오류가 정말 나고, 고친 코드에서는 나지 않습니다."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from .edition import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SECTION = re.compile(r"^### `(?P<title>[^\n]+)`\n(?P<body>.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
DEADLINE_SECONDS = 60


class Entry(NamedTuple):
    """오류 하나: 문구들(판마다 다르면 여럿)과, 나쁜 코드와 고친 코드."""

    quotes: list[str]
    bad: str
    mended: str


def read_entries() -> dict[str, Entry]:
    """쪽의 원문에서 오류들을 읽습니다."""
    source = (ROOT / "docs" / "errors.md").read_text("utf-8")
    entries = {}
    for section in SECTION.finditer(source):
        blocks = [(block["kind"], block["text"]) for block in BLOCK.finditer(section["body"])]
        quotes = [" ".join(text.split()) for kind, text in blocks if kind == "text"]
        bad, mended = (text for kind, text in blocks if kind == "python")
        entries[section["title"]] = Entry(quotes, bad, mended)
    return entries


ENTRIES = read_entries()
each_error = pytest.mark.parametrize("title", ENTRIES)


def run(folder: Path, code: str) -> tuple[int, str]:
    """코드를 파일로 두고 새 인터프리터에서 돌려, 끝난 코드와 오류 출력을 돌려줍니다."""
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=folder,
        # 경고는 파이썬의 기본값대로 봅니다.
        env={**os.environ, "PYTHONWARNINGS": "default", "PYTHON_COLORS": "0"},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    return done.returncode, " ".join(done.stderr.split())


def says(output: str, quote: str) -> bool:
    """출력에 그 문구가 있는지 봅니다. `…`의 자리에는 아무것이나 올 수 있습니다."""
    return re.search(".*".join(map(re.escape, quote.split("…"))), output) is not None


def test_there_is_something_to_check():
    """쪽에 오류가 스무 개쯤 적혀 있고, 모두 읽혔습니다."""
    source = (ROOT / "docs" / "errors.md").read_text("utf-8")
    assert len(ENTRIES) == source.count("\n### ") >= 18
    assert all(entry.quotes for entry in ENTRIES.values())


@each_error
def test_bad_code_says_what_the_page_says(tmp_path: Path, title: str):
    """나쁜 코드를 돌리면 적힌 문구 가운데 하나가 나옵니다."""
    entry = ENTRIES[title]
    _, output = run(tmp_path, entry.bad)
    assert any(says(output, quote) for quote in entry.quotes), output


@each_error
def test_mended_code_is_quiet(tmp_path: Path, title: str):
    """고친 코드는 아무 말 없이 잘 끝납니다."""
    code, output = run(tmp_path, ENTRIES[title].mended)
    assert (code, output) == (0, "")
