"""바뀐 것이 건드리는 시험만 고릅니다: `nox -s tests -- --since main`.

시험이 (건너 건너) 불러오는 파일이 하나라도 바뀌었으면 고릅니다. 날마다 쓰는 지름길이고, 내기 전에는 모두 돌립니다.
"""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = (ROOT / "src", ROOT / "src" / "sphinx-korean")

STARTED = {
    "parabook.experiment.client": "parabook.launcher.__main__",
    "parabook.server.running": "parabook.server.__main__",
}
"""불러오지 않고 프로세스로 시작하는 모듈."""

WHOLE = {
    "tests/book": ("docs", "examples", "src", "pyproject.toml", "noxfile.py"),
    "tests/parabook/exercises": ("src/parabook/exercises", "src/parabook/processes"),
    "src/sphinx-korean": ("src/sphinx-korean",),
}
"""불러오는 것만 보아서는 모르는 시험: 그 폴더의 무엇이 바뀌든 건드린 것으로 봅니다."""


def changed(revision: str) -> set[str]:
    """`revision` 뒤로 바뀐 파일과 아직 더하지 않은 파일입니다. 경로는 저장소의 폴더에서 본 것입니다.

    Raises:
        ValueError: git이 모르는 판인 경우.
    """
    try:
        differing = _git("diff", "--name-only", revision)
    except subprocess.CalledProcessError:
        raise ValueError(f"--since: git이 모르는 버전입니다: {revision}") from None
    return {*differing, *_git("ls-files", "--others", "--exclude-standard")}


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments],  # noqa: S607 - 저장소를 다루는 사람의 git입니다.
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def touches(test: Path, files: set[str], example: Path | None = None) -> bool:
    """시험 파일이(예제를 받는 시험이면 그 예제로) 바뀐 파일들에 닿는지 봅니다.

    Args:
        test: 시험 파일.
        files: `changed`가 돌려준 것.
        example: 시험이 돌리는 예제. 없으면 없음입니다.
    """
    place = test.relative_to(ROOT).as_posix()
    for folder, watched in WHOLE.items():
        if place.startswith(f"{folder}/"):
            return any(file.startswith((*watched, folder)) for file in files)
    reached = {test, *_conftests(test), *_reached_from(test)}
    if example is not None:
        reached |= {example, *_reached_from(example)}
    return any((ROOT / file) in reached for file in files)


def _conftests(test: Path) -> list[Path]:
    folders = [folder for folder in test.parents if folder.is_relative_to(ROOT / "tests")]
    return [folder / "conftest.py" for folder in folders]


@cache
def _reached_from(file: Path) -> frozenset[Path]:
    """파일이 건너 건너 불러오거나 시작하는, 이 저장소의 파일들입니다."""
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        for name in _names_in(waiting.pop()):
            for module in (name, STARTED.get(name, ""), _handed_out().get(name, "")):
                path = _file_of(module)
                if path is not None and path not in found:
                    found.add(path)
                    # 꾸러미의 `__init__`은 이름을 나누어 줄 뿐, 쓰지 않는 것까지 부르지 않습니다.
                    if path.name != "__init__.py":
                        waiting.append(path)
    return frozenset(found)


@cache
def _names_in(file: Path) -> frozenset[str]:
    """파일이 부르는 모듈일 수 있는 이름들. `from a import b`는 `a`와 `a.b`입니다."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    # 꾸러미를 부르면 그 `__init__`도 돕니다.
    return frozenset(names | {name.rpartition(".")[0] for name in names} - {""})


@cache
def _handed_out() -> dict[str, str]:
    """`parabook`이 나누어 주는 이름에서, 그것이 있는 모듈로 갑니다."""
    front = ast.parse((SOURCES[0] / "parabook" / "__init__.py").read_text(encoding="utf-8"))
    return {
        f"parabook.{alias.name}": node.module or ""
        for node in ast.walk(front)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@cache
def _file_of(module: str) -> Path | None:
    inside = module.replace(".", "/")
    for root in SOURCES:
        for path in (root / f"{inside}.py", root / inside / "__init__.py"):
            if module and path.is_file():
                return path
    return None
