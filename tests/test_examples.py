"""예제마다, 처음 온 사람이 하듯이 손으로 돌려 봅니다. 빼놓은 예제는 없습니다."""

import ast
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import WORKER

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").rglob("*.py"))
DEADLINE_SECONDS = 180

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)


@pytest.fixture(scope="session", name="newcomer")
def _newcomer(tmp_path_factory) -> Path:
    """사이트의 휠과 그것이 쓰는 것만 설치한 환경의 파이썬입니다. 나란히 도는 워커들이 함께 씁니다."""
    common = tmp_path_factory.getbasetemp()
    folder = (common.parent if WORKER in os.environ else common) / "newcomer"
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            _install(folder, python)
            (folder / "ready").touch()
    return python


def _install(folder: Path, python: Path) -> None:
    wheels = folder / "wheels"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    # 이 시험은 새로 나온 패키지가 아니라 예제를 봅니다. 그래서 버전을 못 박습니다.
    pins = re.sub(r" \\\n(    --hash=\S+( \\)?\n)+", "\n", _locked())
    (folder / "pins.txt").write_text(pins, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "-c", folder / "pins.txt", wheel],
        check=True,
        capture_output=True,
    )


def _locked() -> str:
    return (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")


STARTS_PROCESSES = re.compile(r"multiprocessing|ProcessPool|\bfork|spawn")


def starts_processes(example: Path) -> bool:
    """시작 방식이 다르면 다르게 돌 예제인지: 프로세스를 시작하는 것의 이름이 한 번이라도 나오는지 봅니다."""
    return STARTS_PROCESSES.search(example.read_text(encoding="utf-8")) is not None


def by_hand() -> list[object]:
    """예제와 시작 방식의 짝들. 시작할 것이 없는 예제는 방식을 돌아가며 하나씩만 씁니다."""
    methods = multiprocessing.get_all_start_methods()
    found = []
    for turn, example in enumerate(EXAMPLES):
        every = methods if starts_processes(example) else [methods[turn % len(methods)]]
        found += [pytest.param(example, method, id=f"{example.stem}-{method}") for method in every]
    return found


@pytest.mark.by_hand
@pytest.mark.parametrize(("example", "method"), by_hand())
def test_example_runs_by_hand(example, method, newcomer, tmp_path):
    """시작 방식이 무엇이든 0으로 끝나고, 표를 찍고, 기록과 그림을 남깁니다."""
    result = run_by_hand(newcomer, example, tmp_path, method)
    assert result.returncode == 0, result.stderr
    kept = tmp_path / "parabook-results"
    record = json.loads((kept / f"{example.stem}.json").read_text())
    for contender in record["contenders"]:
        assert re.search(
            rf"^{re.escape(contender['label'])}( \(불안정\))?: \S", result.stdout, re.MULTILINE
        )
    assert f"시작 방식 {method}" in result.stdout
    pictures = list(kept.glob(f"{example.stem}*.png"))
    assert pictures
    assert all(picture.stat().st_size > 0 for picture in pictures)
    assert result.stderr == ""


def test_every_example_is_run_by_hand():
    """빼놓은 예제가 없고, 프로세스를 시작하는 예제는 모든 시작 방식으로 돕니다."""
    runs = Counter(entry.values[0] for entry in by_hand())
    assert set(runs) == set(EXAMPLES)
    methods = len(multiprocessing.get_all_start_methods())
    assert {runs[example] for example in EXAMPLES if starts_processes(example)} == {methods}


def run_by_hand(newcomer, example, folder, method):
    """처음 온 사람이 하듯이, 빈 폴더에 예제 하나만 두고 돌립니다."""
    script = shutil.copy2(example, folder)
    # 두 측정이 겹치지 않게 하는 잠금이 임시 폴더에 있습니다. 소켓의 경로가 되므로 짧아야 합니다.
    # 여기서는 시간의 크기를 보지 않으므로, 재는 것이 겹쳐도 됩니다.
    own = tempfile.TemporaryDirectory(prefix="pb")
    with own:
        return subprocess.run(
            [newcomer, script],
            cwd=folder,
            env={
                **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
                # 여기서는 값이 아니라 끝까지 도는지를 봅니다. 잰 값은 빌드한 책이 말합니다.
                "PARABOOK_BUDGET": "once",
                "PARABOOK_START_METHOD": method,
                "PYTHONWARNINGS": "error",
                "TMPDIR": own.name,
            },
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=False,
        )


def run_in_a_corner(example, newcomer, tmp_path, *, limit="", path=None):
    """형편이 나쁜 자리에서 한 번씩만 돌립니다. 찍은 글과, 기록에 남은 글을 이어서 돌려줍니다.

    `limit`은 예제를 돌릴 프로세스를 옥죄는 코드이고, `path`는 모든 인터프리터가 먼저 볼 폴더입니다.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"PARABOOK_BUDGET": "once"} | ({"PYTHONPATH": str(path)} if path else {})
    start = "import os, sys\nos.execv(sys.executable, [sys.executable, sys.argv[1]])"
    result = subprocess.run(
        [newcomer, "-c", f"{limit}\n{start}", shutil.copy2(example, tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    said = [result.stdout]
    for file in (tmp_path / "parabook-results").glob("*.json"):
        said += [seen["output"] for seen in json.loads(file.read_text())["observations"]]
    return "\n".join(said)


def written_about(pattern):
    """글에 그런 말이 있는 예제들입니다."""
    found = [path for path in EXAMPLES if re.search(pattern, path.read_text(encoding="utf-8"))]
    return pytest.mark.parametrize("example", found, ids=lambda path: path.stem)


WITHOUT_FORK = """\
import multiprocessing
import multiprocessing.context
import os

del os.fork, os.forkpty
default = multiprocessing.context._default_context
default._default_context = multiprocessing.get_context("spawn")
type(default).get_all_start_methods = lambda self: ["spawn"]
multiprocessing.get_all_start_methods = default.get_all_start_methods
for method in ("fork", "forkserver"):
    multiprocessing.context._concrete_contexts.pop(method, None)
"""
"""Windows처럼 spawn뿐인 시스템을 흉내 냅니다. 모든 인터프리터가 시작할 때 읽습니다."""


@pytest.mark.by_hand
@pytest.mark.skipif(not hasattr(os, "fork"), reason="이 시스템에는 본디 fork가 없습니다.")
@written_about(r"[\"_]fork\b")
def test_example_without_fork_says_what_it_cannot_show(example, newcomer, tmp_path):
    """fork가 없는 시스템에서도 0으로 끝나고, 보일 수 없는 것은 한 문장으로 말합니다."""
    corner = tmp_path / "corner"
    corner.mkdir()
    (corner / "sitecustomize.py").write_text(WITHOUT_FORK, encoding="utf-8")
    said = run_in_a_corner(example, newcomer, tmp_path, path=corner)
    assert "이 시스템에는" in said


@pytest.mark.by_hand
@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"),
    reason="이 시스템에서는 프로세스를 코어에 묶을 수 없습니다.",
)
@written_about("sched_getaffinity")
def test_example_runs_on_one_core(example, newcomer, tmp_path):
    """허락된 코어가 하나뿐이어도 0으로 끝나고, 하나라고 적습니다."""
    core = min(os.sched_getaffinity(0))
    limit = f"import os; os.sched_setaffinity(0, [{core}])"
    assert "코어 1개" in run_in_a_corner(example, newcomer, tmp_path, limit=limit)


@pytest.mark.by_hand
@pytest.mark.skipif(os.name == "nt", reason="Windows에는 이런 한도가 없습니다.")
@written_about("RLIMIT_NOFILE")
def test_example_shrinks_to_the_files_it_may_open(example, newcomer, tmp_path):
    """열 수 있는 파일이 적으면 줄여서 돌고, 줄였다고 말합니다."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))"
    said = run_in_a_corner(example, newcomer, tmp_path, limit=limit)
    assert "열 수 있는 파일이 256개뿐" in said


@every_example
def test_example_says_how_to_run_it(example):
    """첫 줄에 돌리는 법이 있습니다."""
    first = example.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(f"# 실행: python {example.name}")


@every_example
def test_example_measures_only_behind_the_guard(example):
    """불러오기만 해서는 아무것도 재지 않습니다. 워커가 예제를 불러오기 때문입니다."""
    tree = ast.parse(example.read_text(encoding="utf-8"))
    allowed = (
        ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Try,
        ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    )  # fmt: skip
    for node in tree.body:
        if isinstance(node, ast.If):
            assert ast.unparse(node.test) == "__name__ == '__main__'"
        else:
            assert isinstance(node, allowed)
            if isinstance(node, ast.Expr):
                assert isinstance(node.value, ast.Constant), ast.unparse(node)


@every_example
def test_example_has_every_part_in_order(example):
    """재는 코드, 예상, 재기, 그림, 읽기, 바꿔 보기가 순서대로 있습니다."""
    text = example.read_text(encoding="utf-8")
    parts = ("재는 코드", "예상", "재기", "그림", "읽기", "바꿔 보기")
    places = [text.find(f"\n# {part}\n# ---") for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places == sorted(places)


NUMBER_WORDS = re.compile(r"\d|열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔")


def test_title_leaves_the_number_of_costs_to_the_code():
    """값의 수는 코드가 압니다. 값이 하나 늘 때 제목이 틀린 말이 되지 않게 합니다."""
    titles = {
        example.stem: ast.get_docstring(ast.parse(text)).splitlines()[0]
        for example in EXAMPLES
        if re.search(r"import .*\bCosts\b", text := example.read_text(encoding="utf-8"))
    }
    assert titles
    assert {name: title for name, title in titles.items() if NUMBER_WORDS.search(title)} == {}


def test_file_names_are_unique():
    """기록의 이름이 되므로, 주제 폴더가 달라도 파일 이름은 겹치지 않습니다."""
    names = [example.name for example in EXAMPLES]
    assert len(names) == len(set(names))
