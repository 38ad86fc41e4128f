"""연습의 판정: 시작 파일은 적어 둔 이유로 어긋나고, 풀이는 어긋나지 않고, 틀린 풀이는 제 이유로 물러납니다."""

from __future__ import annotations

import importlib.util
import multiprocessing
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parabook.exercises import shelf
from parabook.exercises.criteria import EVERY_METHOD
from parabook.exercises.examining import BROKEN, HELD, UNKNOWN, Finding, Unloadable, examined

if TYPE_CHECKING:
    from types import ModuleType

BOOK = Path(__file__).parents[3]
FAULTS = {
    "pool_per_call": {"날이 늘어도 프로세스를 더 시작하지 않습니다"},
    "lambda_task": {"끝까지 돕니다"},
    "tiny_tasks": {"번호를 묶어서 보냅니다"},
    "shared_counter": {"답이 바릅니다"},
    "oversold": {"남은 만큼만 팝니다"},
    "lost_hits": {"답이 바릅니다"},
    "unbounded_queue": {"읽어 놓은 줄이 쌓이지 않습니다"},
    "lock_over_io": {"서로 다른 통화는 함께 묻습니다"},
    "blocking_call": {"읽는 동안에도 이벤트 루프가 돕니다", "보고서를 함께 읽습니다"},
    "lost_task": {"돌아올 때에는 기록을 모두 썼습니다", "쓰지 못한 주문을 돌려줍니다"},
    "unbounded_gather": {"한꺼번에 요청하는 수를 지킵니다", "끝까지 돕니다"},
    "swallowed_cancel": {
        "취소하면 끝납니다", "취소되었다고 알립니다", "커넥션을 닫습니다", "끝까지 돕니다",
    },
}  # fmt: skip
"""시작 파일마다, 어긋나야 하는 조건."""

every_exercise = pytest.mark.parametrize("name", shelf.names())


def _wrong() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wrong", Path(__file__).with_name("wrong.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415 - 데이터클래스가 제 모듈을 이름으로 찾습니다.

    sys.modules["wrong"] = module
    spec.loader.exec_module(module)
    return module


WRONG = _wrong().WRONG


def broken(findings: list[Finding]) -> dict[str, str]:
    """어긋난 조건과 그 이유입니다."""
    return {
        one.says[0]: f"시작 방식 {one.method}: {one.why[0]}" if one.method else one.why[0]
        for one in findings
        if one.verdict == BROKEN
    }


def test_every_exercise_is_in_the_table():
    """시작 파일이 왜 어긋나는지 적지 않은 연습은 없습니다."""
    assert set(FAULTS) == set(shelf.names())
    assert len(FAULTS) >= 10


@every_exercise
def test_starting_file_fails_for_its_reason(name: str):
    """시작 파일은 적어 둔 조건에서만 어긋납니다. 나머지는 손대지 않아도 맞습니다."""
    findings = examined(name, shelf.starting_file(name))
    assert set(broken(findings)) == FAULTS[name]
    assert all(one.why[0] and one.why[1] and one.page for one in findings if one.verdict == BROKEN)


@every_exercise
def test_solution_holds_under_every_start_method(name: str):
    """책의 풀이는 모든 조건에 맞습니다. 프로세스를 시작하면 시작 방식 셋에서 모두 그렇습니다."""
    findings = examined(name, shelf.solution_file(name))
    unseen = HELD if set(EVERY_METHOD) <= set(multiprocessing.get_all_start_methods()) else UNKNOWN
    assert {one.verdict for one in findings} <= {HELD, unseen}, broken(findings)
    starts = "multiprocessing" in shelf.solution_file(name).read_text(encoding="utf-8")
    for trial in shelf.exercise(name).trials:
        assert set(trial.methods) == (set(EVERY_METHOD) if starts else set(trial.methods))


def test_at_least_four_exercises_have_three_wrong_solutions():
    """그럴듯하게 틀린 풀이가 셋 이상인 연습이 넷을 넘습니다."""
    counts = Counter(one.exercise for one in WRONG)
    assert sum(count >= 3 for count in counts.values()) >= 4


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: f"{one.exercise}-{one.slip}")
def test_wrong_solution_is_refused_with_its_reason(wrong, tmp_path: Path):
    """틀린 풀이는 어긋나고, 이유가 그 잘못을 말합니다."""
    file = tmp_path / "mine.py"
    file.write_text(wrong.text(), encoding="utf-8")
    reasons = broken(examined(wrong.exercise, file))
    assert any(wrong.said in reason for reason in reasons.values()), reasons


@every_exercise
def test_pages_that_help_exist(name: str):
    """어긋났을 때 읽으라고 하는 페이지가 책에 있습니다."""
    exercise = shelf.exercise(name)
    pages = [trial.page for trial in exercise.trials]
    pages += [ask.page for trial in exercise.trials for ask in trial.asks]
    pages += [exercise.pace.page] if exercise.pace else []
    for page in pages:
        assert (BOOK / "docs" / f"{page}.md").is_file(), page


@every_exercise
def test_page_has_the_task_the_hints_and_the_verdicts(name: str):
    """연습마다 페이지가 있고, 힌트는 둘 이상이고, 풀이와 두 판정이 실립니다. 목록과 장에서 그리로 갑니다."""
    text = (BOOK / "docs/exercises" / f"{name}.md").read_text(encoding="utf-8")
    # 백틱이 든 제목은 지시자가 되지 못하고 글로 나옵니다.
    assert len(re.findall(r"^````\{folded\} 힌트 \d: [^`\n]+\?$", text, re.MULTILINE)) >= 2
    assert f"```{{exercise}} {name}\n" in text
    assert f"````{{solution}} {name}\n" in text
    assert f":output: {name}_start, {name}_solution\n" in text
    index = (BOOK / "docs/exercises/index.md").read_text(encoding="utf-8")
    assert f"]({name}.md)" in index
    (chapter,) = re.findall(rf"\]\({name}\.md\).*\]\(\.\./(\S+)\.md\)", index)
    last = (BOOK / "docs" / f"{chapter}.md").read_text(encoding="utf-8").splitlines()[-1]
    assert f"](../exercises/{name}.md)" in last


@every_exercise
def test_both_languages_are_written(name: str):
    """조건은 두 말로 적고, 영어에는 한글이 없습니다."""
    exercise = shelf.exercise(name)
    texts = [exercise.title, *(trial.hangs for trial in exercise.trials)]
    texts += [ask.says for trial in exercise.trials for ask in trial.asks]
    for korean, english in texts:
        assert any("가" <= letter <= "힣" for letter in korean)
        assert not any("가" <= letter <= "힣" for letter in english)


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("import nothing_like_this\n", "import", "ModuleNotFoundError"),
        ("def run(:\n", "import", "SyntaxError"),
        ("import sys\nsys.exit(3)\n", "import", "SystemExit"),
        ("def fetch(address):\n    pass\n", "missing", "run"),
    ],
)
def test_file_that_cannot_be_judged_is_named(text: str, kind: str, what: str, tmp_path: Path):
    """불러올 수 없는 파일과 이름이 빠진 파일은 조건을 묻기 전에 알립니다."""
    (file := tmp_path / "mine.py").write_text(text, encoding="utf-8")
    with pytest.raises(Unloadable) as caught:
        examined("unbounded_gather", file)
    assert (caught.value.kind, what in caught.value.what) == (kind, True)


def test_program_that_dies_is_broken(tmp_path: Path):
    """돌다가 죽은 프로그램은 맞지 않는 것이고, 종료 코드를 적습니다."""
    (file := tmp_path / "mine.py").write_text(
        "import os\n\n\ndef run(names):\n    os._exit(7)\n\n\ndef read_report(name):\n    pass\n",
        encoding="utf-8",
    )
    assert "종료 코드 7" in broken(examined("blocking_call", file))["끝까지 돕니다"]


def test_what_is_left_is_counted(tmp_path: Path):
    """남긴 스레드는 맞지 않는 것이고, 몇 개인지 적습니다."""
    text = shelf.solution_file("lost_hits").read_text(encoding="utf-8")
    (file := tmp_path / "mine.py").write_text(
        text.replace(
            "    traffic = Traffic()\n",
            "    traffic = Traffic()\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
        ),
        encoding="utf-8",
    )
    assert broken(examined("lost_hits", file)) == {
        "프로세스, 스레드, 소켓을 남기지 않습니다": "스레드 1개가 남았습니다"
    }
