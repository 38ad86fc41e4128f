"""`parabook show`: 기록을 다시 적고, 나란히 놓고, 페이지 하나로 남깁니다."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.parabook.command.conftest import Call
    from tests.parabook.conftest import MakeRecord


@pytest.fixture(name="two", autouse=True)
def _two(folder: Path, make_record: MakeRecord) -> None:
    """코어의 수와 파이썬이 다른 두 기계의 기록. 둘째 기계의 시간은 두 배입니다."""
    first = make_record()
    first.save(folder / "one")
    slower = tuple(replace(sample, wall=2 * sample.wall) for sample in first.samples)
    other = replace(first.machine, python="3.14.0", usable_cores=16)
    replace(first, machine=other, samples=slower).save(folder / "two")


RECORDS = ("one/plot_claim.json", "two/plot_claim.json")


def test_two_records_stand_beside_each_other(call: Call):
    """같은 방법의 시간을 나란히 적고, 기계에서 다른 것만 적습니다."""
    said = call("show", *RECORDS)
    assert said.returncode == 0, said.stderr
    beside = said.stdout.partition("나란히")[2]
    assert re.search(r"빠른 방법 +200 ms, 3\.00배 빠름.* +400 ms, 3\.00배 빠름", beside), beside
    assert "파이썬: 3.13.0 → 3.14.0" in beside
    assert "허락된 코어: 4 → 16" in beside
    assert "커널" not in beside
    assert "(one/plot_claim.json)" in beside  # 파일의 이름이 같으면 폴더까지 적습니다.


def test_same_place_is_said(call: Call):
    """다른 것이 없으면 그렇다고 합니다."""
    assert "기계와 파이썬과 패키지의 버전이 같습니다" in call("show", RECORDS[0], RECORDS[0]).stdout


@pytest.mark.parametrize("language", ["ko", "en"])
def test_page_needs_nothing_else(call: Call, folder: Path, language: str):
    """페이지 하나에 표, 그림, 글꼴이 모두 들어 있어, 다른 파일도 주소도 부르지 않습니다."""
    said = call("show", *RECORDS, "--html", "both.html", "--lang", language)
    assert said.returncode == 0, said.stderr
    page = (folder / "both.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert set(re.findall(r'(?:src|srcset|href|url)[=(]"?(.{5})', page)) == {"data:"}
    assert page.count("<picture") == 2
    assert page.count("3.14.0") >= 2
    assert "font/woff" in page
    assert not re.search(r"<script|\bon\w+=", page)


def test_names_in_a_record_are_only_text(call: Call, folder: Path, make_record: MakeRecord):
    """기록에 적힌 글은 쪽에서 글일 뿐입니다."""
    bad = "<img src=x onerror=alert(1)>"
    make_record(title=bad).save(folder / "bad")
    call("show", "bad/plot_claim.json", "--html", "bad.html")
    page = (folder / "bad.html").read_text(encoding="utf-8")
    assert bad not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["없음.json"], "기록 파일이 없습니다"),
        (["broken.json"], "읽을 수 없습니다"),
        ([RECORDS[0], "--html", "no/such/folder.html"], "쓸 수 없습니다"),
    ],
)
def test_misuse_is_one_sentence_and_two(call: Call, folder: Path, arguments: list[str], said: str):
    """읽거나 쓸 수 없으면 한 문장으로 답하고 2로 끝납니다."""
    (folder / "broken.json").write_text("{", encoding="utf-8")
    done = call("show", *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_closed_pipe_leaves_no_trace(folder: Path):
    """듣던 쪽이 먼저 닫아도(`| head`) 파이썬의 자취를 쏟지 않습니다."""
    code = (
        "import os, subprocess, sys\n"
        "reader, writer = os.pipe()\n"
        "os.close(reader)\n"
        "done = subprocess.run([sys.executable, '-m', 'parabook', 'show', sys.argv[1]],"
        " stdout=writer, stderr=subprocess.PIPE)\n"
        "print(done.returncode, done.stderr.decode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, RECORDS[0]],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "141"
