"""`parabook advise`: 표본을 보고 재어 고르고, 쓸 수 없는 것에는 문장 하나로 답합니다."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from parabook.choice.programs import Place, program, skeleton
from parabook.command.advice import choosing, options, telling
from parabook.command.advice.inner import inputs, pickling, returned, together
from parabook.command.advice.profile import Profile
from parabook.command.wording import language
from parabook.record.schema import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = "3"
DOCS = Path(__file__).parents[3] / "docs"

WORK = """
import asyncio, os, random, signal, sqlite3, sys, threading, time


def crunch(number):
    return sum(value * value for value in range(20_000 + number))


def tiny(number):
    return number + 1


def rests(number):
    time.sleep(0.01)
    return number


async def awaits(number):
    await asyncio.sleep(0.03)
    return number


def prints(number):
    print("찍은 글", number)
    sys.stdout.write("더")
    return crunch(number)


def reads(number):
    return input()


def changes(data):
    data.append(1)
    return len(data)


def breaks(number):
    if number == 7:
        raise ValueError("일곱은 안 됩니다")
    return crunch(number)


def endless(number):
    while number == 3:
        pass
    return number


def dies(number):
    os._exit(3)


def different(number):
    return [random.random() for _ in range(1000)]


SEEN = []


def remembers(number):
    SEEN.append(number)
    return len(SEEN) * 0 + os.getpid()


in_lambda = lambda number: crunch(number)


class Box:
    def __init__(self, number):
        self.number = number
        self.guard = threading.Lock()


def opens(box):
    return crunch(box.number)


def yields(number):
    return (value for value in range(number))


def lasts(number):
    time.sleep(0.05)
    if number == 2:
        os.kill(int(os.environ["READER"]), signal.SIGINT)
    return number


def stops(number):
    time.sleep(0.02)
    with open("calls", "a") as calls:
        calls.write(".")
        counted = calls.tell()
    if counted == 75:
        os.kill(int(os.environ["READER"]), signal.SIGINT)
    return number


LAST = {"number": 0}


def confuses(number):
    LAST["number"] = number
    time.sleep(0.03)
    return LAST["number"]


OPENED = sqlite3.connect(":memory:")


def queries(number):
    return OPENED.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9000) "
                          "SELECT sum(x) FROM n").fetchone()[0] + number


class Group:
    def method(self, number):
        return number

    @staticmethod
    def plain(number):
        return crunch(number)


FEW = list(range(10))
TENS = list(range(100))
MANY = range(1_000_000)
LISTS = [[1], [2], [3]]
BOXES = [Box(number) for number in range(4)]
NONE = []
ONE = [100]
WORD = "글"
LOCK = threading.Lock()
STREAM = (number for number in range(12))


def made():
    return list(range(10))


def forever():
    while True:
        yield 5
"""


@pytest.fixture(scope="module", name="work")
def _work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """읽는 사람의 폴더. 이름에 빈칸과 한글이 있습니다."""
    folder = tmp_path_factory.mktemp("내 폴더")
    for name in ("work.py", "내 일.py"):
        (folder / name).write_text(WORK, encoding="utf-8")
    (package := folder / "shop").mkdir()
    (package / "__init__.py").touch()
    (package / "prices.py").write_text(WORK, encoding="utf-8")
    return folder


def parabook(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """명령을 읽는 사람처럼 부릅니다."""
    environment = {**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8", **variables}
    environment.pop("LC_ALL", None)
    # 나란히 도는 다른 시험의 측정을 기다리지 않게, 잠금을 제 폴더에 둡니다.
    environment["TMPDIR"] = str(folder.parent)
    return subprocess.run(
        [sys.executable, "-m", "parabook", "advise", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def advised(folder: Path, function: str, given: str, seconds: str = SECONDS) -> dict[str, Any]:
    """조언을 JSON으로 읽습니다."""
    done = parabook(folder, function, "--inputs", given, "--json", "--seconds", seconds)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module", name="crunched")
def _crunched(work: Path) -> dict[str, Any]:
    """한 번 조언한 것. 여러 시험이 나누어 봅니다."""
    return advised(work, "work.py:crunch", "work.py:FEW", "6")


def test_json_has_the_promised_shape(work: Path, crunched: dict[str, Any]) -> None:
    """다른 프로그램이 읽을 꼴이 약속한 대로이고, 잰 것은 다시 볼 수 있는 기록으로 남습니다."""
    assert crunched["function"] == "work.py:crunch"
    assert set(crunched["methods"]) == {"sequential", "threads", "coroutines", "processes"}
    for name, method in crunched["methods"].items():
        assert {"workers", "predicted_seconds", "measured_seconds", "why_not"} <= set(method)
        measured = method["measured_seconds"]
        assert (measured is None) == bool(method["why_not"]), name
        assert measured is None or measured["low"] <= measured["median"] <= measured["high"]
    assert crunched["chosen"]["method"] in crunched["methods"]
    assert crunched["chosen"]["workers"] >= 1
    record = Record.load(work / "parabook-results/advise-crunch.json")
    assert {one.name for one in record.contenders} >= {"sequential"}
    kept = json.loads((work / "parabook-results/advise-crunch.advice.json").read_text("utf-8"))
    assert kept == crunched


def test_profile_tells_computing_from_waiting(work: Path, crunched: dict[str, Any]) -> None:
    """계산하는 함수와 기다리는 함수의 CPU와 기다림이 다르게 보입니다."""
    waited = advised(work, "work.py:rests", "work.py:FEW")["profile"]
    computed = crunched["profile"]
    assert computed["wait_seconds"] == 0
    assert computed["cpu_seconds"] > 2e-4
    assert 0.009 < waited["wait_seconds"] < 0.05
    assert waited["cpu_seconds"] < 0.003
    assert computed["gil_share"] > 0.5


def test_waiting_goes_to_threads_or_the_loop(work: Path) -> None:
    """기다리는 함수는 스레드로, 코루틴은 이벤트 루프로 몇 배 빨라집니다. 바쁜 기계에서도 그렇습니다."""
    threads = advised(work, "work.py:rests", "work.py:FEW")
    loop = advised(work, "work.py:awaits", "work.py:made")
    assert threads["chosen"]["method"] == "threads"
    assert threads["chosen"]["workers"] > 4
    assert loop["chosen"]["method"] == "coroutines"
    assert min(threads["gain"], loop["gain"]) > 2
    assert "async def" in threads["methods"]["coroutines"]["why_not"]


def test_tiny_work_stays_in_order(work: Path) -> None:
    """백만 개의 아주 짧은 일은 나누지 않고, 얻는 것이 없다고 말합니다."""
    done = parabook(work, "work.py:tiny", "--inputs", "work.py:MANY", "--seconds", SECONDS)
    assert done.returncode == 0, done.stderr
    assert "입력 1,000,000개" in done.stdout
    assert "나누어서 얻는 것이 없습니다" in done.stdout


def test_pasted_program_runs(crunched: dict[str, Any], tmp_path: Path) -> None:
    """붙여 쓸 프로그램은 읽는 사람의 이름으로 되어 있고 그대로 돕니다."""
    text = crunched["program"]
    assert "from work import crunch, FEW" in text
    (tmp_path / "work.py").write_text(WORK, encoding="utf-8")
    (tmp_path / "pasted.py").write_text(f"{text}    print(len(results))\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "pasted.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "10"


@pytest.mark.parametrize(
    "name", ["sequential", "threads", "processes", "coroutines", "awaited", "loops"]
)
@pytest.mark.parametrize("module", ["work", "내 일"])
@pytest.mark.parametrize("given", ["FEW", "made"])
def test_every_program_runs(name: str, module: str, given: str, work: Path) -> None:
    """뼈대마다 읽는 사람의 이름을 넣은 프로그램이 돕니다. 빈칸이 있는 파일과 함수인 입력도 그렇습니다."""
    function = "awaits" if name in {"coroutines", "awaited", "loops"} else "tiny"
    text = program(
        name,
        Place(module=module, attribute=function),
        Place(module=module, attribute=given),
        {"WORKERS": 2, "CHUNK": 3},
        made=given == "made",
    )
    file = work / f"pasted_{name}.py"
    file.write_text(f"{text}    print(sum(results))\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file.name], cwd=work, capture_output=True, text=True, check=False
    )
    expected = sum(range(10)) + (10 if function == "tiny" else 0)
    assert (done.stdout.strip(), done.stderr) == (str(expected), "")


@pytest.mark.parametrize("name", ["awaited", "loops"])
def test_skeletons_beyond_the_chooser_run(name: str, tmp_path: Path) -> None:
    """고르는 도구에 없는 뼈대도 그대로 돕니다."""
    (tmp_path / "alone.py").write_text(skeleton(name), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "alone.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == sum(number * number for number in range(100))


def test_names_of_the_skeleton_are_not_overwritten() -> None:
    """읽는 사람의 이름이 뼈대의 이름과 같아도 서로를 가리지 않습니다."""
    function, given = (
        Place(module="work", attribute="run"),
        Place(module="work", attribute="WORKERS"),
    )
    text = program("threads", function, given, {"WORKERS": 3})
    assert "from work import run as task, WORKERS as INPUTS" in text
    assert "results = run(INPUTS)" in text


@pytest.mark.parametrize(
    ("function", "given", "said"),
    [
        ("reads", "FEW", "표준 입력을 읽으려다"),
        ("changes", "LISTS", "0번 입력을 고칩니다"),
        ("breaks", "FEW", "7번 입력 7에서 예외를 냈습니다: ValueError: 일곱은 안 됩니다"),
        ("endless", "FEW", "3번 입력에서 2초 안에 끝나지 않아"),
        ("dies", "FEW", "0번 입력을 부르던 프로세스가 죽었습니다"),
        ("crunch", "NONE", "입력이 하나도 없습니다"),
        ("crunch", "WORD", "하나씩 꺼낼 수 있는 것이 아니라 str"),
        ("crunch", "LOCK", "하나씩 꺼낼 수 있는 것이 아니라 lock"),
        ("crunch", "ABSENT", "ABSENT이 없습니다"),
        ("absent", "FEW", "absent이 없습니다"),
        ("Group.method", "FEW", "객체가 있어야 부를 수 있는 메서드"),
        ("FEW", "FEW", "부를 수 있는 것이 아닙니다"),
    ],
)
def test_unusable_is_one_sentence_and_two(work: Path, function: str, given: str, said: str) -> None:
    """쓸 수 없는 것에는 한 문장으로 답하고 2로 끝납니다. 파이썬의 자취는 보이지 않습니다."""
    arguments = ("--inputs", f"work.py:{given}", "--deadline", "2", "--seconds", "3")
    done = parabook(work, f"work.py:{function}", *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("function", "given", "said"),
    [
        ("work.py:prints", "work.py:FEW", "입력 10개"),
        ("내 일.py:crunch", "내 일.py:ONE", "입력이 하나뿐이라"),
        ("shop.prices:crunch", "shop.prices:made", "from shop.prices import crunch, made"),
        ("work.py:Group.plain", "work.py:FEW", "from work import Group, FEW"),
        ("work.py:crunch", "work.py:STREAM", "입력 12개"),
        ("work.py:tiny", "work.py:forever", "입력이 끝나지 않아"),
        ("work.py:yields", "work.py:FEW", "제너레이터를 돌려주는 함수"),
        ("work.py:different", "work.py:FEW", "개수와 형만 비교했습니다"),
        ("work.py:remembers", "work.py:FEW", "개수와 형만 비교했습니다"),
        ("work.py:queries", "work.py:FEW", "스레드에서 부르면 예외를 냅니다: ProgrammingError"),
        ("work.py:in_lambda", "work.py:FEW", "def로 적으십시오"),
        ("work.py:opens", "work.py:BOXES", "BOXES[0].guard (_thread.lock). 락은 보내지 말고"),
    ],
)
def test_what_people_have_is_advised(work: Path, function: str, given: str, said: str) -> None:
    """찍는 함수, 입력 하나, 빈칸이 있는 파일, 꾸러미, 제너레이터, 보낼 수 없는 것에도 조언합니다."""
    done = parabook(work, function, "--inputs", given, "--seconds", SECONDS)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout, done.stdout


@pytest.mark.parametrize("given", ["FEW", "TENS"])
def test_method_with_other_results_has_no_time(work: Path, given: str) -> None:
    """스레드에서 다른 값을 내는 함수에는 스레드를 고르지 않고 이유를 말합니다. 순차 실행을 재지 않을 때에도 그렇습니다."""
    found = advised(work, "work.py:confuses", f"work.py:{given}")
    assert found["methods"]["threads"]["measured_seconds"] is None
    assert "다른 값을 돌려주었습니다" in found["methods"]["threads"]["why_not"]
    assert found["chosen"]["method"] != "threads"


def test_nothing_of_the_reader_is_changed(work: Path, crunched: dict[str, Any]) -> None:
    """읽는 사람의 파일은 그대로이고, 곁에는 결과의 폴더만 생깁니다."""
    assert crunched
    assert (work / "work.py").read_text(encoding="utf-8") == WORK
    assert {path.name for path in work.iterdir() if not path.name.startswith("pasted_")} <= {
        "work.py",
        "내 일.py",
        "shop",
        "parabook-results",
        "__pycache__",
        "calls",
    }


INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["READER"] = str(os.getpid())
from parabook.command.__main__ import main
sys.exit(main(["advise", "work.py:{function}", "--inputs", "work.py:FEW", "--seconds", "60"]))
"""


def interrupted(work: Path, function: str) -> subprocess.CompletedProcess[str]:
    """그 함수가 스스로 Ctrl-C를 누르는 조언입니다."""
    return subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(function=function)],
        cwd=work,
        env={**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_interrupted_advice_leaves_nothing_behind(work: Path) -> None:
    """표본을 부르다 Ctrl-C를 누르면 130으로 끝나고 아무 프로세스도 남지 않습니다."""
    done = interrupted(work, "lasts")
    assert (done.returncode, "멈추었습니다" in done.stderr) == (130, True), done.stderr
    assert "Traceback" not in done.stderr


def test_interrupted_measurement_is_told_and_kept(work: Path) -> None:
    """재다가 Ctrl-C를 누르면 그때까지 잰 것으로 조언하고, 기록을 남기고, 130으로 끝납니다."""
    done = interrupted(work, "stops")
    assert (done.returncode, "그때까지 알아낸 것" in done.stderr) == (130, True), done.stderr
    assert "Traceback" not in done.stderr
    assert "스레드" in done.stdout
    record = Record.load(work / "parabook-results/advise-stops.json")
    assert 1 <= record.design["generations"] < 10


def test_english_is_english(work: Path) -> None:
    """영어로 시키면 조언도 도움말도 잘못도 영어입니다."""
    given = ("--inputs", "work.py:FEW", "--lang", "en", "--seconds", SECONDS)
    said = parabook(work, "work.py:rests", *given).stdout.partition("a program to paste")[0]
    wrong = parabook(work, "work.py:reads", *given).stderr.replace(str(work), "")
    helped = parabook(work, "--help", "--lang", "en").stdout
    for text in (said, wrong, helped):
        assert text
        assert not any("가" <= letter <= "힣" for letter in text), text
    assert "Use " in said


def test_link_fills_the_chooser(work: Path) -> None:
    """고르는 도구를 채우는 링크만 적습니다. 값은 모두 # 뒤에 있고, 칸이 읽는 꼴입니다."""
    arguments = ("--inputs", "work.py:FEW", "--for-chooser", "--site", "https://book.example/")
    done = parabook(work, "work.py:rests", *arguments, "--seconds", "3")
    assert done.returncode == 0, done.stderr
    address, _, fragment = done.stdout.strip().partition("#")
    assert address == "https://book.example/comparison/chooser.html"
    values = dict(pair.split("=") for pair in fragment.split("&"))
    assert set(values) == {
        "tasks", "compute", "wait", "data", "result", "held", "memory", "cores"
    }  # fmt: skip
    assert values["tasks"] == "10"
    assert 9 < float(values["wait"]) < 50
    assert all(text.replace(".", "").isdigit() for text in values.values())


def test_chapters_exist_under_their_titles() -> None:
    """읽을 장은 책에 있고, 제목이 같습니다."""
    for page, (title, _) in choosing.CHAPTERS.items():
        first = (DOCS / f"{page}.md").read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# {title}"


PROFILE = Profile(
    inputs=100,
    whole=True,
    made=False,
    coroutine=False,
    seconds=0.01,
    compute=0.01,
    wait=0.0,
    spread={"low": 0.01, "high": 0.01, "most": 0.01},
    first=0.01,
    sampled=10,
    held=1.0,
    thread_gain=1.0,
    process_gain=1.9,
    threads=2,
    sizes={"input": {"bytes": 10, "seconds": 0.0}, "result": {"bytes": 10, "seconds": 0.0}},
    blocked={},
    steady=True,
    result_type="int",
    memory={"before": 1, "after": 1},
    costs=None,
)


@pytest.fixture(name="korean", autouse=True)
def _korean() -> Iterator[None]:
    token = language.set("ko")
    yield
    language.reset(token)


def test_without_costs_the_answer_stays_in_order() -> None:
    """비용을 재지 못했으면 계산하지 않고, 순차로 두라고 합니다."""
    work = PROFILE.work()
    found = options.options_of(PROFILE, work)
    trial = options.trial_of(found, PROFILE, work, 10)
    answer = choosing.answer_of(found, trial, None, PROFILE, work)
    assert trial.options == ()
    assert answer.chosen.name == "sequential"
    assert all(one.why_not for one in found)


def test_blocked_object_is_named() -> None:
    """보낼 수 없는 것은 어디의 무엇인지 말하고, 갈래마다 할 일이 있습니다."""
    stopped = replace(
        PROFILE,
        blocked={"input": {"path": "DATA[3].file", "type": "_io.TextIOWrapper", "sort": "file"}},
    )
    why = options.options_of(stopped, stopped.work())[3].why_not or ""
    assert "DATA[3].file" in why
    assert "경로를 주고" in why
    for sort, _ in (*pickling._SORTS, ("local", ()), ("function", ()), ("object", ())):
        assert telling.say(f"way_{sort}")


def test_hindrance_is_the_innermost_object() -> None:
    """보낼 수 없는 이유는 가장 안쪽의 객체입니다. 보낼 수 있으면 없습니다."""
    given = {"a": [1, (2, lambda: 3)]}
    assert pickling.hindrance([1, "글"], "DATA") is None
    found = pickling.hindrance(given, "DATA")
    assert found is not None
    assert (found["path"], found["sort"]) == ("DATA['a'][1][1]", "local")


def test_results_are_held_equal_by_value() -> None:
    """같은 값의 객체는 같은 꼴이고, 다르면 다릅니다. 긴 목록도 그렇습니다."""

    class Point:
        def __init__(self, x: float) -> None:
            self.x = x

    long = [float(number) for number in range(1000)]
    other = [*long[:-1], -1.0]
    assert returned.plain([Point(1), {2, 3}]) == returned.plain([Point(1), {3, 2}])
    assert returned.plain([Point(1)]) != returned.plain([Point(2)])
    assert returned.plain(long) == returned.plain(list(long)) != returned.plain(other)
    table = {number: str(number) for number in range(1000)}
    turned = dict(reversed(table.items()))
    assert returned.plain(table) == returned.plain(turned) != returned.plain(table | {5: "다름"})
    assert returned.plain({1: [2, {"가": 3}], "나": None}) == returned.plain(
        {"나": None, 1: [2, {"가": 3}]}
    )
    whole, changed = (list(returned.Results(one, shapes=False)) for one in (long, other))
    assert whole != changed
    shapes, other_shapes = (
        list(returned.Results(one, shapes=True)) for one in (long, [*long[:-1], "글"])
    )
    assert list(returned.Results(other, shapes=True)) == shapes != other_shapes
    arrays = [returned.fingerprint(returned.plain(np.arange(5.0) + add)) for add in (0, 0, 1)]
    assert arrays[0] == arrays[1] != arrays[2]


def test_what_runs_inside_needs_only_the_standard_library() -> None:
    """읽는 사람의 인터프리터 안에서 도는 것은 표준 라이브러리와 제 이웃만 불러옵니다."""
    for file in Path(inputs.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used = {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                used = {(node.module or "").partition(".")[0]}
            else:
                continue
            assert used <= sys.stdlib_module_names, file


def test_sample_is_spread_however_early_it_stops() -> None:
    """표본은 어디서 멈추어도 고르게 퍼져 있습니다."""
    order = inputs.scattered(inputs.spread(1000, 64))
    assert sorted(order) == inputs.spread(1000, 64)
    early = sorted(order[:8])
    assert max(after - before for before, after in pairwise(early)) <= 130


@pytest.mark.parametrize(("together_count", "held"), [(1.0, 1.0), (1.25, 0.8), (2.0, 0.0)])
def test_share_of_the_gil_follows_from_running_together(together_count: float, held: float) -> None:
    """둘이 내내 함께 돌았으면 잡지 않는 것이고, 하나씩만 돌았으면 내내 잡는 것입니다."""
    assert together._held(together_count) == pytest.approx(held)
