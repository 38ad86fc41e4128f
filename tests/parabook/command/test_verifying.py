"""`parabook check`: 연습의 파일을 판정하고, 이유와 종료 코드로 답합니다."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from parabook.exercises import shelf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.parabook.command.conftest import Call


def put(folder: Path, exercise: str, name: str = "") -> str:
    """책의 풀이를 읽는 사람의 폴더에 두고, 파일의 이름을 돌려줍니다."""
    name = name or f"{exercise}.py"
    shutil.copyfile(shelf.solution_file(exercise), folder / name)
    return name


def test_list_names_every_exercise(call: Call):
    """파일을 주지 않으면 연습의 이름과 제목을 모두 적습니다."""
    done = call("check")
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == shelf.names()


def test_from_an_empty_folder_to_a_verdict(call: Call, folder: Path):
    """빈 폴더에서 시작 파일을 받고, 판정을 받고, 풀이로 바꾸면 맞습니다."""
    started = call("check", "--start", "lost_hits")
    assert (started.returncode, [path.name for path in folder.iterdir()]) == (0, ["lost_hits.py"])
    refused = call("check", "lost_hits.py")
    assert refused.returncode == 1, refused.stderr
    assert "✗ 답이 바릅니다" in refused.stdout
    assert "읽을 곳: threading/races.html" in refused.stdout
    accepted = call("check", put(folder, "lost_hits"))
    assert accepted.returncode == 0, accepted.stdout
    assert "✗" not in accepted.stdout


def test_start_never_overwrites(call: Call, folder: Path):
    """고치던 파일이 있으면 건드리지 않고 한 문장으로 말합니다."""
    (folder / "oversold.py").write_text("내가 고치던 것", encoding="utf-8")
    done = call("check", "--start", "oversold")
    assert (done.returncode, "이미 있습니다" in done.stderr) == (2, True)
    assert (folder / "oversold.py").read_text(encoding="utf-8") == "내가 고치던 것"


def test_json_says_the_same(call: Call, folder: Path):
    """`--json`은 조건마다의 판정과 이유와 종료 코드를 적습니다."""
    done = call("check", put(folder, "lost_task", "mine.py"), "--exercise", "lost_task", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["code"], answer["exercise"]) == (0, 0, "lost_task")
    assert {one["verdict"] for one in answer["findings"]} == {"held"}


def test_english_is_english(call: Call):
    """영어로 시키면 조건도 이유도 영어입니다."""
    assert call("check", "--start", "oversold", "--lang", "en").returncode == 0
    done = call("check", "oversold.py", "--lang", "en")
    assert done.returncode == 1, done.stderr
    assert "no more is sold than there is" in done.stdout
    assert not any("가" <= letter <= "힣" for letter in done.stdout), done.stdout


def test_facts_only_asks_no_time(call: Call, folder: Path):
    """`--facts-only`이면 시간의 조건을 묻지 않습니다."""
    done = call("check", put(folder, "tiny_tasks"), "--facts-only", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, len(answer["findings"])) == (0, 5), done.stdout


def test_what_the_system_lacks_is_undecided(call: Call, folder: Path):
    """시작 방식이 없는 시스템에서는 맞았다고 하지 않고, 판정하지 못했다고 3으로 끝납니다."""
    corner = folder / "corner"
    corner.mkdir()
    (corner / "sitecustomize.py").write_text(
        "import multiprocessing\nmultiprocessing.get_all_start_methods = lambda: ['spawn']\n",
        encoding="utf-8",
    )
    done = call("check", put(folder, "lambda_task"), PYTHONPATH=str(corner))
    assert done.returncode == 3, done.stdout + done.stderr
    assert "이 시스템에 없는 시작 방식입니다: fork" in done.stdout
    assert "판정하지 못했습니다" in done.stdout


@pytest.mark.skipif(
    os.name == "nt", reason="Windows에서는 Ctrl-C를 한 프로세스에만 보낼 수 없습니다."
)
def test_ctrl_c_ends_what_was_started(folder: Path):
    """판정하다가 Ctrl-C를 누르면 130으로 끝나고, 멈춘 프로그램도 남지 않습니다."""
    (folder / "mine.py").write_text(
        "import time\n\n\ndef read_report(name):\n    pass\n\n\nasync def run(names):\n    time.sleep(600)\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "parabook", "check", "mine.py", "--exercise", "blocking_call"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        while process.poll() is None and not psutil.Process(process.pid).children():
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start", "nothing"], "nothing: 그런 연습이 없습니다"),
        (["mine.py"], "mine.py: 파일 이름으로는"),
        (["oversold.py"], "parabook check --start oversold"),
        (["mine.py", "--exercise", "nothing"], "nothing: 그런 연습이 없습니다"),
        (["two-words.py", "--exercise", "oversold"], "불러올 수 없는 이름"),
        (["empty.py", "--exercise", "oversold"], "Shop, DeclinedError, pay, run"),
        (["broken.py", "--exercise", "oversold"], "broken.py, 2번 줄"),
    ],
)
def test_misuse_is_one_sentence_and_two(call: Call, folder: Path, arguments: list[str], said: str):
    """쓸 수 없는 것에는 파일과 자리와 나갈 길을 한 문장으로 답하고 2로 끝납니다."""
    (folder / "empty.py").write_text("", encoding="utf-8")
    (folder / "two-words.py").write_text("", encoding="utf-8")
    (folder / "broken.py").write_text("\ndef run(:\n", encoding="utf-8")
    done = call("check", *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
