"""`parabook latency`: 도착하기로 한 때부터 셉니다. 보통 함수도 async def 함수도 그대로 잽니다."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from parabook.record.schema import Record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.parabook.command.conftest import Call

WORK = """
import asyncio, os, signal, time

def waits():
    time.sleep(0.05)

async def awaits(seconds=0.05):
    await asyncio.sleep(seconds)

def quick():
    pass

def breaks():
    raise ValueError("안 됨")

def stuck():
    time.sleep(0.2)

async def interrupts():
    os.kill(int(os.environ["READER"]), signal.SIGINT)
    await asyncio.sleep(9)
"""

RATE = ("--rate", "50", "--seconds", "4", "--no-picture")


@pytest.fixture(name="work", autouse=True)
def _work(folder: Path) -> None:
    (folder / "work.py").write_text(WORK, encoding="utf-8")


def test_waiting_work_is_late_by_its_wait(call: Call, folder: Path):
    """50 ms를 기다리는 일은 적어도 그만큼 늦고, 아무것도 하지 않는 일보다 늦다고 합니다."""
    done = call(
        "latency", "work.py:quick", "work.py:awaits", *RATE,
        "--fail-if", "tail_ratio(awaits, quick, 50) > 1.05",
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "조건이 맞습니다" in done.stdout
    record = Record.load(folder / "parabook-results/quick-awaits.json")
    assert record.purpose == "latency"
    assert min(item for group in record.latencies_of("awaits") for item in group) >= 0.05


def test_queueing_is_part_of_the_lateness(call: Call):
    """0.2초 걸리는 일이 스레드 하나에 1초 50번 도착하면, 뒤의 것이 밀린 시간까지 셉니다."""
    done = call("latency", "work.py:stuck", *RATE, "--threads", "1", "--json")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["contenders"]
    assert found["arrivals"] == 4 * 50
    assert found["seconds"]["100"] > 5


def test_arguments_reach_a_coroutine(call: Call):
    """인자를 채운 async def 함수도 이벤트 루프가 기다립니다."""
    done = call("latency", "work.py:awaits", *RATE, "--arguments", "[0.1]", "--json")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["contenders"]
    assert found["seconds"]["50"] >= 0.1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["work.py:quick"], "--rate"),
        (["work.py:quick", "--rate", "0"], "0보다 큰 수"),
        (["work.py:quick", *RATE, "--threads", "1.5"], "1 이상의 정수"),
        (["work.py:breaks", *RATE], "work.py, 14: breaks"),
        (["work.py:quick", *RATE, "--fail-if", "tail(quick, 50) > 1"], "--fail-if"),
    ],
)
def test_misuse_is_one_sentence_and_two(call: Call, arguments: list[str], said: str):
    """쓸 수 없는 것에는 한 문장으로 답하고 2로 끝납니다."""
    done = call("latency", *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_english_is_english(call: Call):
    """영어로 시키면 표도 판정도 영어입니다."""
    done = call(
        "latency", "work.py:quick", "work.py:waits", *RATE, "--lang", "en",
        "--fail-if", "tail_ratio(waits, quick, 50) > 1.05",
    )  # fmt: skip
    shown = "\n".join(line for line in done.stdout.splitlines() if "record:" not in line)
    assert "tail_ratio(waits, quick, 50) = " in shown
    assert not any("가" <= letter <= "힣" for letter in shown), shown
