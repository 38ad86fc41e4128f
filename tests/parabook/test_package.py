"""패키지의 층과 무게를 시험합니다. 불러오기는 한 방향이고, 무거운 것은 쓸 때에만 불러옵니다."""

from __future__ import annotations

import ast
import difflib
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import parabook
from parabook.launcher import worker

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(parabook.__file__).parent

ROOM = re.compile(r"^\| `(\w+)(?:/|\.py)` \|", re.MULTILINE)
MAP = Path(__file__).parents[2] / "CONTRIBUTING.md"
LAYERS = tuple(ROOM.findall(MAP.read_text(encoding="utf-8").partition("### 방\n")[2]))
"""방의 순서. CONTRIBUTING의 표가 곧 규칙입니다. 방은 저보다 위에 적힌 것만 부릅니다."""

HEAVY = {"aiohttp", "matplotlib", "numpy", "psutil", "pyperf", "requests", "sphinx"}


def layer_of(file: Path) -> str:
    """파일이 든 층의 이름입니다. 폴더는 폴더 하나가 한 층입니다."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def sources(folder: Path) -> list[Path]:
    """폴더의 모든 파이썬 파일입니다."""
    return sorted(folder.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """파일이 불러오는 모듈의 온전한 이름들. 함수 안에서 불러오는 것도 들어 있습니다."""
    home = list(file.relative_to(PACKAGE.parent).with_suffix("").parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = home[: -node.level] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def layers_used(file: Path) -> set[str]:
    """파일이 불러오는 parabook의 층들입니다."""
    names = (name.split(".") for name in imports(file))
    return {parts[1] for parts in names if parts[0] == "parabook" and len(parts) > 1}


def loaded_by(code: str) -> set[str]:
    """새 인터프리터에서 코드를 돌리고, 그때 새로 불러온 모듈의 이름을 돌려줍니다."""
    script = (
        "import json, sys\nbefore = set(sys.modules)\n"
        f"{code}\nprint(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stdout))


def packages_loaded_by(code: str) -> set[str]:
    """새로 불러온 모듈의 맨 앞 이름들입니다."""
    return {name.partition(".")[0] for name in loaded_by(code)}


def test_every_module_has_a_layer() -> None:
    """층이 정해지지 않은 모듈은 없습니다. 새 모듈을 만들면 여기에 자리를 정합니다."""
    assert {layer_of(file) for file in sources(PACKAGE)} - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_module_imports_only_what_stands_above(layer: str) -> None:
    """모듈은 제 층과 그 위만 불러옵니다. 함수 안에서도 그렇습니다."""
    above = set(LAYERS[: LAYERS.index(layer) + 1])
    for file in sources(PACKAGE):
        if layer_of(file) == layer:
            assert layers_used(file) <= above, file


WALLS = {
    "wire": set(),
    "server": {"wire"},
    "launcher": {"machine", "paired", "processes", "server", "wire"},
    "record": {"machine", "paired", "units", "wire"},
    "experiment": {
        *("machine", "paired", "processes", "record", "server", "streams", "units", "wire"),
    },
}
"""프로세스의 벽. 읽는 사람의 프로세스와 재는 프로세스는 `wire`로만 말하고, 서로의 코드를 부르지 않습니다."""


@pytest.mark.parametrize("room", WALLS)
def test_no_process_imports_the_code_of_another(room: str) -> None:
    """재는 프로세스의 방은 읽는 사람의 방을, 읽는 사람의 방은 재는 프로세스의 방을 부르지 않습니다."""
    used = set().union(*(layers_used(file) for file in sources(PACKAGE / room)))
    assert used - {room} <= WALLS[room]


def test_every_room_says_what_it_knows_and_where_it_runs() -> None:
    """폴더의 `__init__`은 그 방이 무엇을 아는지와 어느 프로세스에서 도는지만 적습니다."""
    for file in PACKAGE.rglob("*/__init__.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        words = ast.get_docstring(tree) or ""
        assert "프로세스" in words, file
        assert len(words.splitlines()) >= 3, file
        assert len(tree.body) == 1 or file.parent.name == "book", file


def test_no_two_modules_have_nearly_the_same_name() -> None:
    """이름만 보고 가릴 수 없는 모듈이나 폴더가 없습니다."""
    # 복사해 쓸 프로그램과 연습의 파일은 불러오는 모듈이 아니고, 연습마다 같은 이름의 파일 셋이 있습니다.
    alone = {"skeletons", *(path.parent.name for path in PACKAGE.glob("exercises/*/judge.py"))}
    names = [file.stem for file in sources(PACKAGE) if not alone & set(file.parts)]
    folders = [path.name for path in PACKAGE.rglob("*") if (path / "__init__.py").is_file()]
    named = sorted([name for name in names if not name.startswith("__")] + folders)
    alike = [
        pair
        for pair in itertools.combinations(named, 2)
        if difflib.SequenceMatcher(None, *pair).ratio() > 0.85
    ]
    assert alike == []


def test_module_reads_in_one_sitting() -> None:
    """모듈은 350줄을 넘지 않습니다. 파일 하나로 돌아야 하는 워커만 빼고 그렇습니다."""
    long = {
        file.relative_to(PACKAGE).as_posix()
        for file in sources(PACKAGE)
        if len(file.read_text(encoding="utf-8").splitlines()) > 350
    }
    assert long <= {"launcher/worker.py"}


def test_import_reader_sees_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """위의 시험이 보는 눈은 함수 안의 것, 이름을 바꾼 것, 점으로 시작하는 것도 놓치지 않습니다."""
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path / "parabook")
    file = tmp_path / "parabook" / "book" / "pages.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        "import parabook.charts as c\nfrom parabook import units\nfrom ..record import Record\n"
        "from .. import machine\nfrom . import library\n"
        "def lazy():\n    from parabook.export import save_pyperf\n",
        encoding="utf-8",
    )
    assert layers_used(file) == {"charts", "units", "record", "machine", "book", "export"}


def test_package_itself_only_hands_out_names() -> None:
    """`__init__`이 내보내는 이름은 모두 제 모듈의 것이고, 없는 이름은 한국어로 알립니다."""
    assert sorted(parabook.__all__) == sorted(parabook._HOMES)
    for name in parabook.__all__:
        assert getattr(parabook, name).__module__ == f"parabook.{parabook._HOMES[name]}"
    with pytest.raises(AttributeError, match="parabook에 없는 이름입니다: drow"):
        parabook.drow  # noqa: B018 - 읽는 것만으로 오류가 나야 합니다.


def test_only_the_book_knows_sphinx() -> None:
    """Sphinx와 docutils를 아는 것은 `book`뿐이고, 책의 한국어 확장은 `book`도 모릅니다."""
    for file in sources(PACKAGE):
        if layer_of(file) != "book":
            used = {name.partition(".")[0] for name in imports(file)}
            assert not used & {"docutils", "sphinx", "sphinx_gallery"}, file
        assert "sphinx_korean" not in {name.partition(".")[0] for name in imports(file)}, file


def test_importing_the_package_is_light() -> None:
    """`import parabook`은 저 하나만 불러옵니다. 예제의 모든 워커가 그 비용을 치르기 때문입니다."""
    assert loaded_by("import parabook") == {"parabook"}


def test_instrument_is_light() -> None:
    """서버와 새 인터프리터를 시작하는 모듈은 표준 라이브러리만으로 불러옵니다."""
    loaded = packages_loaded_by("import parabook.launcher.session, parabook.server.__main__")
    assert "parabook" in loaded
    assert not loaded & HEAVY


def test_launcher_carries_nothing_heavy() -> None:
    """측정을 맡는 프로세스는 언제 그만 잴지 정하는 통계까지 표준 라이브러리만으로 계산합니다."""
    loaded = packages_loaded_by(
        "import parabook.launcher.__main__\n"
        "from parabook import paired\n"
        "paired.ratio([[(1.0, 2.0)]] * 12)"
    )
    assert "parabook" in loaded
    assert not loaded & HEAVY


def test_comparing_loads_no_chart() -> None:
    """`compare`만 쓰면 그림과 서버와 책의 비용을 치르지 않습니다."""
    loaded = packages_loaded_by("from parabook import Contender, Server, compare")
    assert not loaded & {"aiohttp", "matplotlib", "pyperf", "requests", "sphinx"}


def test_worker_knows_only_the_standard_library() -> None:
    """워커는 표준 라이브러리만 불러옵니다. parabook조차 부르지 않습니다."""
    used = {name.partition(".")[0] for name in imports(Path(worker.__file__))}
    assert used <= sys.stdlib_module_names


def test_worker_is_light() -> None:
    """워커를 불러올 때, 시작 방식의 모듈도 typing도 따라오지 않습니다."""
    loaded = packages_loaded_by(
        f"sys.path.insert(0, {str(Path(worker.__file__).parent)!r})\nimport worker"
    )
    assert "worker" in loaded
    weighty = {"typing", "multiprocessing", "subprocess", "traceback", "dataclasses", "asyncio"}
    assert not loaded & (weighty | HEAVY | {"parabook"})
