"""`parabook compare`: 읽는 사람의 파일을 고치지 않고 비교하고, 쓸 수 없는 것에는 문장 하나로 답합니다."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from parabook.command import checking
from parabook.record.schema import Record

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = "1"
SLOW_AND_FAST = ("work.py:slow", "work.py:fast")

WORK = """
import asyncio, os, signal, sys, time
from multiprocessing import get_context

SIZE = 20_000


def slow():
    return sum(number * number for number in range(10 * SIZE)) * 0 + 1


def fast():
    return sum(number * number for number in range(SIZE)) * 0 + 1


def same():
    return sum(number * number for number in range(SIZE)) * 0 + 1


def wrong():
    return 2


def nearly():
    time.sleep(0.001)
    return 0.1 + 0.2


def exactly():
    time.sleep(0.001)
    return 0.3


async def waits():
    await asyncio.sleep(0.01)
    return 1


def sleeps():
    time.sleep(0.02)
    return 1


def sorts(data):
    data.sort()
    return len(data)


def copies(data):
    return len(sorted(data))


def prints():
    print("찍은 글")
    sys.stdout.write("더")
    return fast()


def reads():
    return input()


def breaks():
    return {}["없는 열쇠"]


def endless():
    while True:
        time.sleep(1)


def makes():
    return object()


def square(number):
    return number * number


def pooled():
    with get_context("spawn").Pool(1) as pool:
        return sum(pool.map(square, range(10)))


def alone():
    time.sleep(0.1)
    return sum(map(square, range(10)))


def rests():
    time.sleep(0.01)
    return 1


def interrupts():
    with open("calls", "a") as calls:
        calls.write(".")
        counted = calls.tell()
    if counted == 40:
        os.kill(int(os.environ["READER"]), signal.SIGINT)
    return rests()


DATA = [[3, 1, 2] * 100]
BARE = list(range(100_000))


def once():
    return iter(range(10))


def ready():
    return list(range(1000))
"""


@pytest.fixture(name="work")
def _work(tmp_path: Path) -> Path:
    """읽는 사람의 폴더. 이름에 빈칸과 한글이 있습니다."""
    folder = tmp_path / "내 폴더"
    folder.mkdir()
    (folder / "work.py").write_text(WORK, encoding="utf-8")
    return folder


def parabook(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """명령을 읽는 사람처럼 부릅니다."""
    environment = {**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8", **variables}
    environment.pop("LC_ALL", None)
    return subprocess.run(
        [sys.executable, "-m", "parabook", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def compared(folder: Path, *arguments: str) -> dict[str, object]:
    """비교한 것을 JSON으로 읽습니다."""
    done = parabook(folder, "compare", *arguments, "--json", "--seconds", SECONDS)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module", name="done")
def _done(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """한 번 비교한 것. 여러 시험이 나누어 봅니다."""
    folder = tmp_path_factory.mktemp("내 폴더")
    (folder / "work.py").write_text(WORK, encoding="utf-8")
    return Measured(folder, parabook(folder, "compare", *SLOW_AND_FAST, "--seconds", SECONDS))


@dataclass(frozen=True)
class Measured:
    """비교한 폴더와 그 명령이 한 말."""

    folder: Path
    said: subprocess.CompletedProcess[str]

    @property
    def record(self) -> Path:
        """남은 기록."""
        return self.folder / "parabook-results/slow-fast.json"


def test_more_work_takes_more_time(done: Measured):
    """열 배의 일을 하는 쪽이 느리다고 하고, 기록과 그림을 남깁니다. 읽는 사람의 파일은 그대로입니다."""
    assert done.said.returncode == 0, done.said.stderr
    assert "work.py:fast" in done.said.stdout
    assert "빠름" in done.said.stdout
    record = done.record.read_text(encoding="utf-8")
    assert str(done.folder) not in json.dumps(json.loads(record), ensure_ascii=False)
    assert {path.name for path in done.record.parent.iterdir()} == {
        "slow-fast.json",
        "slow-fast.svg",
    }
    assert (done.folder / "work.py").read_text(encoding="utf-8") == WORK
    assert {path.name for path in done.folder.iterdir()} <= {
        "work.py",
        "parabook-results",
        "__pycache__",
    }


def test_ratio_is_the_ratio_of_the_work(done: Measured):
    """비가 답(10) 가까이에 있습니다. 짝지어 재므로 바쁜 기계에서도 넉넉한 폭이면 지켜집니다."""
    gain = Record.load(done.record).speedup("fast")
    assert 6 < gain.value < 16
    assert gain.low < gain.value < gain.high


@pytest.mark.parametrize(
    ("condition", "code"), [("ratio(slow, fast) > 1.3", 1), ("speedup(fast) < 1.2", 0)]
)
def test_condition_decides_the_exit_code(work: Path, condition: str, code: int):
    """조건이 맞으면 1, 맞지 않으면 0으로 끝납니다."""
    arguments = (*SLOW_AND_FAST, "--fail-if", condition, "--seconds", "5")
    done = parabook(work, "compare", *arguments, "--no-picture")
    assert (done.returncode, condition in done.stdout) == (code, True), done.stderr


def test_bound_inside_the_interval_is_undecided(done: Measured):
    """구간이 걸친 끝에 대해서는 어느 쪽으로도 말하지 않고 3으로 끝납니다."""
    record = Record.load(done.record)
    middle = f"ratio(slow, fast) > {record.speedup('fast').value:.4f}"
    read = checking.condition(middle, ["slow", "fast"])
    code, said = checking.verdict(read, record, middle)
    assert (code, "--seconds" in said) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["work.py:fast", "work.py:wrong"], "기준과 다른 값"),
        (["work.py:nearly", "work.py:exactly"], "--equal close"),
        (
            ["work.py:copies", "work.py:sorts", "--arguments", "work.py:DATA"],
            "받은 인자를 고칩니다",
        ),
        (["work.py:fast", "work.py:breaks"], "KeyError"),
        (["work.py:fast", "work.py:reads"], "표준 입력을 읽으려 했습니다"),
        (["work.py:copies", "builtins:sum"], "--arguments"),
        (["work.py:copies", "builtins:sum", "--arguments", "work.py:BARE"], "[[…]]"),
        (["builtins:sum", "math:fsum", "--setup", "work.py:once"], "list(…)로"),
        (["work.py:fast", "work.py:endless", "--deadline", "1"], "1초 안에 끝나지 않아"),
        (["work.py:makes", "work.py:makes"], "겹칩니다"),
        (["work.py:makes", "work.py:fast"], "--equal 파일.py:함수"),
        (["work.py:fast", "work.py:SIZE"], "부를 수 있는 것이 아닙니다"),
        (["work.py:fast"], "둘이 있어야"),
        (
            ["work.py:fast", "work.py:same", "--fail-if", "ratio(fast, other) > 1"],
            "잰 방법: fast, same",
        ),
        (["work.py:fast", "work.py:same", "--fail-if", "time(fast) > 1"], "--fail-if"),
        (["work.py:fast", "work.py:same", "--arguments", "[1,"], "JSON"),
        (["work.py:fast", "work.py:same", "--seconds", "0"], "0보다 큰 수"),
        (["work.py:fast", "work.py:same", "--python", "/no/such/python"], "파이썬이 아닙니다"),
        (["work.py:fast", "--rev", "HEAD"], "git 저장소 안에"),
        (["work.py:fast", "work.py:same", "--nonsense"], "모르는 것이 있습니다"),
    ],
)
def test_misuse_is_one_sentence_and_two(work: Path, arguments: list[str], said: str):
    """쓸 수 없는 것에는 한 문장으로 답하고 2로 끝납니다. 파이썬의 자취는 보이지 않습니다."""
    done = parabook(work, "compare", *arguments, "--no-picture")
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert not (work / "parabook-results").exists()


def test_failure_names_the_line_of_the_reader(work: Path):
    """예외를 낸 함수는, 읽는 사람의 파일 어느 줄인지까지 말합니다."""
    done = parabook(work, "compare", "work.py:fast", "work.py:breaks")
    line = WORK.splitlines().index('    return {}["없는 열쇠"]') + 1
    assert f"work.py, {line}: breaks" in done.stderr


def test_rounding_is_forgiven_when_asked(work: Path):
    """끝자리만 다른 값은 close를 주면 같은 것입니다."""
    compared(work, "work.py:nearly", "work.py:exactly", "--equal", "close")


@pytest.mark.parametrize(
    "arguments",
    [
        ["work.py:waits", "work.py:sleeps"],
        ["work.py:prints", "work.py:fast"],
        ["work.py:pooled", "work.py:alone"],
        ["work.py:copies", "builtins:len", "--arguments", "[[1, 2, 3]]"],
        ["builtins:sum", "math:fsum", "--setup", "work.py:ready"],
    ],
    ids=["비동기", "찍는 것", "풀", "인자", "차리기"],
)
def test_what_people_write_is_measured(work: Path, arguments: list[str]):
    """Async def, 글을 찍는 것, 프로세스 풀, 인자, 차려 둔 것, C로 적은 함수를 그대로 잽니다."""
    first, second = compared(work, *arguments)["contenders"]  # type: ignore[misc]
    assert first["seconds"]["median"] > 0
    assert second["speedup"] is not None


def test_files_and_packages_are_found_by_any_name(work: Path):
    """빈칸과 한글이 든 파일과, 꾸러미 안의 모듈과, 클래스의 정적 메서드를 잽니다."""
    (work / "내 일 2.py").write_text(WORK, encoding="utf-8")
    (work / "꾸러미").mkdir()
    (work / "꾸러미" / "__init__.py").touch()
    (work / "꾸러미" / "안.py").write_text(
        "from . import __name__ as home\n\nclass Box:\n"
        "    @staticmethod\n    def fast():\n        return len(home) * 0 + 1\n",
        encoding="utf-8",
    )
    found = compared(work, "내 일 2.py:fast", "꾸러미.안:Box.fast")
    assert [one["name"] for one in found["contenders"]] == ["내_일_2_fast", "안_fast"]  # type: ignore[attr-defined]


LIVE = """
import os, pty, sys
said = b""
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.executable, [sys.executable, "-m", "parabook", *sys.argv[1:]])
while True:
    try:
        read = os.read(terminal, 4096)
    except OSError:
        break
    if not read:
        break
    said += read
os.waitpid(pid, 0)
sys.stdout.buffer.write(said)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows에는 pty가 없습니다")
@pytest.mark.parametrize("quiet", [False, True])
def test_terminal_shows_what_how_far_and_how_long(work: Path, quiet: bool):  # noqa: FBT001 - 시험의 값입니다.
    """단말에서는 무엇을, 얼마나, 얼마 더 재는지 한 줄을 고쳐 씁니다. quiet이면 적지 않습니다."""
    arguments = [*SLOW_AND_FAST, "--seconds", "3", "--no-picture", *(["--quiet"] if quiet else [])]
    done = subprocess.run(
        [sys.executable, "-c", LIVE, "compare", *arguments],
        cwd=work,
        env={**os.environ, "LC_ALL": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    said = re.search(r"slow, fast 재는 중 \d+/\d+ · 남은 시간 \d+초쯤", done.stdout)
    assert bool(said) is not quiet, done.stdout
    assert ("\x1b[K" in done.stdout) is not quiet
    assert "기록: " in done.stdout


def test_two_pythons_are_compared(work: Path):
    """--python을 두 번 주면 함수 하나를 두 인터프리터에서 잽니다."""
    link = work / "another-python"
    link.symlink_to(sys.executable)
    found = compared(work, "work.py:fast", "--python", sys.executable, "--python", str(link))
    labels = [one["label"] for one in found["contenders"]]  # type: ignore[attr-defined]
    assert all(label.startswith("work.py:fast (3.") for label in labels)


def git(folder: Path, *arguments: str) -> str:
    """저장소에 시키고, 한 말을 돌려줍니다."""
    who = ("-c", "user.name=who", "-c", "user.email=who@example.org")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_revisions_are_compared_beside_the_work_tree(work: Path):
    """고치기 전의 버전과 지금의 것을 비교하고, 작업 폴더와 git의 상태는 그대로입니다."""
    git(work, "init", "-q")
    (work / "edited.py").write_text(
        "def f():\n    return sum(range(200_000)) * 0\n", encoding="utf-8"
    )
    git(work, "add", "edited.py")
    git(work, "commit", "-qm", "처음")
    edited = "def f():\n    return sum(range(50_000)) * 0\n"
    (work / "edited.py").write_text(edited, encoding="utf-8")
    before, now = compared(work, "edited.py:f", "--rev", "HEAD")["contenders"]  # type: ignore[misc]
    assert "HEAD" in before["label"]
    assert now["speedup"]["value"] > 2
    assert (work / "edited.py").read_text(encoding="utf-8") == edited
    assert len(git(work, "worktree", "list").splitlines()) == 1


def test_saved_record_is_another_day(done: Measured, work: Path):
    """남겨 둔 기록과 비교하면 다른 날이라고 말하고, 그 기록에 없는 것은 없다고 합니다."""
    arguments = ("work.py:fast", "work.py:same", "--against", str(done.record))
    said = parabook(work, "compare", *arguments, "--no-picture", "--seconds", SECONDS)
    assert said.returncode == 0, said.stderr
    assert "다른 날이라 짝이 없고" in said.stdout
    assert "work.py:same: 그 기록에 없음" in said.stdout


INTERRUPTED = """
import os, signal, sys
# 뒤에서 도는 셸은 자식에게 SIGINT를 무시하게 해 둡니다.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["READER"] = str(os.getpid())
from parabook.command.__main__ import main
sys.exit(main(["compare", "work.py:interrupts", "work.py:rests", "--cores", "many", "--seconds", "60"]))
"""


def test_interrupted_measurement_keeps_what_was_measured(work: Path):
    """도중에 Ctrl-C를 누르면 그때까지 잰 것을 남기고, 아무 프로세스도 남지 않습니다."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        cwd=work,
        env={**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, "멈추었습니다" in done.stderr) == (130, True), done.stderr
    assert "Traceback" not in done.stderr
    assert "work.py:rests" in done.stdout
    record = Record.load(work / "parabook-results/interrupts-rests.json")
    assert 1 <= record.design["generations"] < 8


def test_ascii_terminal_loses_nothing(work: Path):
    """한글을 적을 수 없는 단말에서도 다 잰 것을 잃지 않습니다."""
    arguments = (*SLOW_AND_FAST, "--seconds", SECONDS, "--no-picture")
    done = parabook(work, "compare", *arguments, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert (work / "parabook-results/slow-fast.json").is_file()


def test_english_is_english(done: Measured, work: Path):
    """영어로 시키면 표도, 도움말도, 잘못도 영어입니다."""
    shown = parabook(done.folder, "show", str(done.record), "--lang", "en").stdout.splitlines()[1:4]
    misused = parabook(work, "compare", "work.py:fast", "--lang", "en").stderr
    lost = parabook(work, "show", "none.json", "--lang", "en").stderr
    helped = parabook(work, "compare", "--help", "--lang", "en").stdout
    for text in ("\n".join(shown), misused, lost, helped):
        assert text
        assert not any("가" <= letter <= "힣" for letter in text), text
    # 바쁜 기계에서 1초만 재면 차이를 보지 못하기도 합니다.
    assert re.search(r"faster|no difference seen", shown[-1])


def test_record_is_shown_again(done: Measured):
    """남긴 기록을 다시 보이고, 둘을 주면 나란히 놓습니다."""
    said = parabook(done.folder, "show", str(done.record), str(done.record))
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("work.py:slow, work.py:fast  (") == 2
    missing = parabook(done.folder, "show", "없음.json")
    assert (missing.returncode, "기록 파일이 없습니다" in missing.stderr) == (2, True)
