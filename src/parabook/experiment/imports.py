"""예제가 불러오는 것: 제 폴더의 모듈과, 설치된 패키지의 버전. 둘 다 바뀌면 다시 재야 하는 것입니다."""

import ast
import functools
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_ASKING_SECONDS = 60.0

_VERSIONS = """
import importlib.metadata as metadata, json, sys
owners = metadata.packages_distributions()
wanted = {owner for name in sys.argv[1:] for owner in owners.get(name, ())}
print(json.dumps({owner: metadata.version(owner) for owner in wanted}))
"""
"""다른 인터프리터에게 묻는 말. 거기에는 다른 버전이 설치되어 있습니다."""


def files_of(file: Path) -> list[Path]:
    """예제와, 예제가 불러오는 같은 폴더의 모듈들을 이름의 순서로 돌려줍니다. 불러온 것이 불러오는 것까지입니다."""
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        found.add(one := waiting.pop())
        waiting += [path for path in _neighbours(one, file.parent) if path not in found]
    return sorted(found)


def packages_of(file: Path) -> frozenset[str]:
    """예제와 그 이웃 모듈이 불러오는, 표준 라이브러리도 이웃도 아닌 것의 이름들입니다."""
    files = files_of(file)
    names = frozenset().union(*map(_imported_by, files))
    nearby = {path.relative_to(file.parent).parts[0].removesuffix(".py") for path in files}
    return names - nearby - sys.stdlib_module_names - {"parabook"}


def rooms_of(file: Path) -> frozenset[str]:
    """예제와 그 이웃 모듈이 `parabook`에서 따로 불러오는 방과 모듈의 이름들입니다. `parabook.laws`이면 `laws`입니다."""
    modules = (
        node.module or ""
        for one in files_of(file)
        for node in ast.walk(_tree_of(one.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    )
    return frozenset(name.split(".")[1] for name in modules if name.startswith("parabook."))


def versions_of(python: str, names: frozenset[str]) -> dict[str, str]:
    """불러오는 이름을 내놓는 배포판들의 버전입니다. 설치되지 않은 것은 빠집니다.

    Args:
        python: 재는 인터프리터. 이 인터프리터가 아니면 그 인터프리터에게 묻습니다.
        names: 불러오는 이름. 배포판의 이름과 다를 수 있습니다(`PIL`은 Pillow의 것입니다).
    """
    if not names:
        return {}
    if python == sys.executable:
        wanted = {owner for name in names for owner in _owners().get(name, ())}
        return {owner: importlib.metadata.version(owner) for owner in wanted}
    return dict(_asked(python, names))


@functools.cache
def _owners() -> dict[str, list[str]]:
    """설치된 것은 책을 빌드하는 동안 바뀌지 않으므로, 실험마다 다시 찾지 않습니다."""
    return {
        name: list(owners) for name, owners in importlib.metadata.packages_distributions().items()
    }


@functools.cache
def _asked(python: str, names: frozenset[str]) -> dict[str, str]:
    done = subprocess.run(
        [python, "-P", "-c", _VERSIONS, *sorted(names)],
        capture_output=True,
        text=True,
        timeout=_ASKING_SECONDS,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _imported_by(file: Path) -> frozenset[str]:
    """파일이 불러오는 것의 맨 앞 이름들입니다."""
    return _imported_in(file.read_text(encoding="utf-8"))


@functools.cache
def _imported_in(text: str) -> frozenset[str]:
    return frozenset(_names_in(_tree_of(text)))


@functools.cache
def _tree_of(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:  # 틀린 파일은 돌릴 때 알립니다.
        return ast.Module([], [])


def _names_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                yield from (alias.name.partition(".")[0] for alias in aliases)
            case ast.ImportFrom(module=str() as module, level=0):
                yield module.partition(".")[0]
            case ast.Call(
                func=ast.Attribute(attr="import_module")
                | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str() as module), *_],
            ):
                yield module.partition(".")[0]


def _neighbours(file: Path, folder: Path) -> list[Path]:
    """파일이 불러오는 것 가운데 그 폴더에 있는 모듈과 패키지의 파일들입니다."""
    found: list[Path] = []
    for name in _imported_by(file):
        module, package = folder / f"{name}.py", folder / name
        if (package / "__init__.py").is_file():
            found += package.rglob("*.py")
        elif module.is_file():
            found.append(module)
        elif package.is_dir() and name not in sys.stdlib_module_names:
            found += package.rglob("*.py")  # `__init__`이 없는 폴더도 불러올 수 있습니다.
    return found
