"""`parabook observe`: 끝나지 않는 것도, 죽는 것도, 남긴 것도 적을 사실입니다."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from parabook.record.schema import Record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.parabook.command.conftest import Call

WORK = """
import os, signal, subprocess, sys, threading, time

def answers():
    return 7

def counts(lost=3):
    return {"lost": lost, "note": "글"}

def leaves():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    globals()["kept"] = open(os.devnull)
    return subprocess

def hangs():
    while True:
        time.sleep(1)

def dies():
    os._exit(3)

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

def raises():
    return {}["없는 열쇠"]

async def awaited():
    return 5

def interrupts():
    with open("turns", "a") as turns:
        turns.write(".")
        counted = turns.tell()
    if counted == 3:
        os.kill(int(os.environ["READER"]), signal.SIGINT)
        time.sleep(60)
    return counted
"""


@pytest.fixture(name="work", autouse=True)
def _work(folder: Path) -> None:
    (folder / "work.py").write_text(WORK, encoding="utf-8")


def observed(call: Call, *arguments: str) -> dict[str, Any]:
    """지켜본 것을 함수의 이름으로 찾게 합니다."""
    done = call("observe", *arguments, "--times", "2", "--no-picture", "--json")
    assert done.returncode == 0, done.stderr
    return {one["name"]: one for one in json.loads(done.stdout)["contenders"]}


def test_every_ending_is_a_fact(call: Call):
    """끝까지 간 것, 멈춘 것, 죽은 것, 예외를 낸 것을 가려 적습니다."""
    names = ("answers", "hangs", "dies", "killed", "raises")
    found = observed(call, *(f"work.py:{name}" for name in names), "--deadline", "1")
    endings = {name: found[name]["outcomes"] for name in names}
    assert endings == {
        "answers": ["finished"] * 2,
        "hangs": ["deadline"] * 2,
        "dies": ["exited"] * 2,
        "killed": ["killed"] * 2,
        "raises": ["exception"] * 2,
    }
    assert "KeyError" in found["raises"]["reasons"][0]


def test_what_is_returned_and_left_is_counted(call: Call):
    """돌려준 수, 물은 사실, 남은 스레드와 자식 프로세스와 파일을 셉니다."""
    found = observed(
        call, "work.py:answers", "work.py:counts", "work.py:leaves", "work.py:awaited",
        "--fact", "lost=잃은 갱신(번)",
    )  # fmt: skip
    facts = {name: one["facts"] for name, one in found.items()}
    assert facts["answers"]["returned"] == [7, 7]
    assert facts["awaited"]["returned"] == [5, 5]
    assert facts["counts"]["lost"] == [3, 3]
    assert facts["answers"]["threads_left"] == facts["answers"]["files_left"] == [0, 0]
    assert facts["leaves"]["threads_left"] == facts["leaves"]["children_left"] == [1, 1]
    assert facts["leaves"]["files_left"] == [2, 2]


@pytest.mark.parametrize(
    ("condition", "code"), [("fact(hangs, finished) == 0", 1), ("fact(answers, returned) > 7", 0)]
)
def test_condition_decides_the_exit_code(call: Call, condition: str, code: int):
    """센 것은 구간이 없으므로 바로 판정합니다."""
    done = call(
        "observe", "work.py:answers", "work.py:hangs", "--times", "1", "--deadline", "1",
        "--no-picture", "--fail-if", condition,
    )  # fmt: skip
    assert (done.returncode, condition in done.stdout) == (code, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["work.py:answers", "--fact", "not a name"], "--fact 'not a name'"),
        (["work.py:answers", "--fact", "lost"], "그런 수가 없습니다"),
        (["work.py:answers", "--times", "0"], "1 이상의 정수"),
        (["work.py:nothing"], "work.py에 nothing이 없습니다"),
        (["work.py:WORK"], "WORK이 없습니다"),
        (["work.py:counts", "--arguments", "work.py:os"], "목록도 사전도 아닌"),
        (["work.py:answers", "--fail-if", "fact(answers, other) > 1"], "other"),
        (["work.py:answers", "--fail-if", "answers"], "fact(answers, finished) == 0"),
    ],
)
def test_misuse_is_one_sentence_and_two(call: Call, arguments: list[str], said: str):
    """쓸 수 없는 것에는 한 문장으로 답하고 2로 끝납니다."""
    done = call("observe", *arguments, "--no-picture")
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_english_is_english(call: Call):
    """영어로 시키면 표도 이유도 판정도 영어입니다."""
    done = call(
        "observe", "work.py:answers", "work.py:dies", "work.py:raises", "--times", "1",
        "--no-picture", "--lang", "en", "--fail-if", "fact(dies, finished) == 0",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "it exited without a value: code 3" in done.stdout
    assert "fact(dies, finished) = 0" in done.stdout
    shown = done.stdout.replace("없는 열쇠", "")
    assert not any("가" <= letter <= "힣" for letter in shown), shown


INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["READER"] = str(os.getpid())
from parabook.command.__main__ import main
sys.exit(main(["observe", "work.py:interrupts", "--times", "9", "--no-picture"]))
"""


def test_interrupted_watching_keeps_what_was_seen(folder: Path):
    """도중에 Ctrl-C를 누르면 그때까지 지켜본 것을 남깁니다."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        cwd=folder,
        env={**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, "멈추었습니다" in done.stderr) == (130, True), done.stderr
    record = Record.load(folder / "parabook-results/interrupts.json")
    assert [seen.turn for seen in record.observations] == [0, 1]
