"""남겨 둔 기록을 다시 써도 되는지: 무엇이 바뀌면 다시 재야 하는지를 열쇠 하나에 담습니다."""

import ast
import functools
import hashlib
import importlib.metadata
import json
import sys
from dataclasses import replace
from pathlib import Path

from parabook import machine
from parabook.experiment.imports import files_of, packages_of, rooms_of, versions_of
from parabook.record.schema import SCHEMA
from parabook.wire.plan import Plan

_MEASURING = ("machine.py", "paired.py", "processes", "wire", "experiment", "launcher", "server")
"""재는 데 관여하는 파일과 폴더. 이 코드가 바뀌면 남겨 둔 기록을 다시 쓰지 않습니다.

`paired.py`는 구간을 보고 그만 잴 때를 정합니다.
"""


_ALWAYS_RELEVANT = frozenset({"parabook", "aiohttp", "numpy", "requests", "uvloop"})
"""불러오는 것을 읽어서는 모르는 예제(프로그램을 글로 적어 돌리는 것)도 쓰는 패키지들."""


def versions(plan_file: Path | None = None, python: str = sys.executable) -> dict[str, str]:
    """측정에 관여하는 패키지의 버전을 돌려줍니다. 설치되지 않은 것은 빠집니다.

    Args:
        plan_file: 예제. 주면 그것이 불러오는 패키지의 버전도 들어갑니다.
        python: 재는 인터프리터.
    """
    imported = frozenset() if plan_file is None else packages_of(plan_file)
    return dict(sorted({**_installed(), **versions_of(python, imported)}.items()))


@functools.cache
def _installed() -> dict[str, str]:
    """설치된 버전은 책을 빌드하는 동안 바뀌지 않으므로, 실험마다 다시 찾지 않습니다."""
    found = {}
    for package in _ALWAYS_RELEVANT:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


REASONS = {
    "schema": "기록의 꼴이 바뀌었습니다",
    "code": "예제나 그것이 불러오는 이웃 모듈의 코드가 바뀌었습니다",
    "plan": "재는 설계나 예산이 바뀌었습니다",
    "machine": "기계나 시작 방식이 다릅니다",
    "python": "파이썬이 다릅니다",
    "packages": "예제가 쓰는 패키지의 버전이 다릅니다",
    "instrument": "측정 도구의 코드가 바뀌었습니다",
    "rooms": "예제가 쓰는 도구의 코드가 바뀌었습니다",
}
"""열쇠의 칸과, 그것이 다르면 다시 재는 이유."""
_DIGITS = 12


def measurement_key(plan: Plan) -> str:
    """이 열쇠가 같으면 다시 잴 이유가 없습니다. 다르면 `why`가 어느 칸이 다른지 말합니다.

    예제와 그것이 불러오는 이웃 모듈의 코드(주석과 머리글은 빼고), 계획, 측정 도구의 코드, 기계, 파이썬,
    예제가 불러오는 패키지의 버전이 들어갑니다. 다른 인터프리터로 재면 그 인터프리터의 버전과 경로도 들어갑니다.
    """
    parts = {
        "schema": str(SCHEMA),
        "code": "\0".join(_code_of(file) for file in files_of(Path(plan.file))),
        # 씨앗은 잴 때마다 새로 뽑습니다.
        "plan": json.dumps(replace(plan, file="", python="", seed=0).as_json(), sort_keys=True),
        "machine": json.dumps(machine.of(plan.python).as_json(), sort_keys=True),
        "python": f"{'' if plan.python == sys.executable else plan.python}\0{sys.version}",
        "packages": json.dumps(versions(Path(plan.file), plan.python), sort_keys=True),
        "instrument": _code_of_places(_MEASURING),
        # 예제가 재는 것 말고도 쓰는 도구의 코드. 예측하는 모델이 바뀌면 예측과 비교한 기록도 낡습니다.
        "rooms": _code_of_places(tuple(sorted(rooms_of(Path(plan.file))))),
    }
    return " ".join(
        f"{name}={hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]}"
        for name, text in parts.items()
    )


def why(kept: str, now: str) -> list[str]:
    """남겨 둔 기록의 열쇠가 지금의 것과 왜 다른지 적은 문장들입니다. 같으면 빈 목록입니다."""
    if kept == now:
        return []
    old = dict(part.partition("=")[::2] for part in kept.split())
    new = dict(part.partition("=")[::2] for part in now.split())
    if old.keys() != new.keys():
        return ["다시 재라고 했거나, 이유를 적지 않던 때의 기록입니다"]
    return [REASONS[name] for name in new if old[name] != new[name]]


@functools.cache
def _code_of_places(names: tuple[str, ...]) -> str:
    """`parabook`의 방과 모듈들의 코드입니다. 책을 빌드하는 동안 실험마다 다시 읽지 않습니다."""
    package = Path(__file__).parent.parent
    files: list[Path] = []
    for name in names:
        folder = package / name
        files += folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    return "\0".join(_code_of(file) for file in sorted(files))


def _code_of(file: Path) -> str:
    """주석과 머리글을 뺀 코드입니다. 글만 고쳤을 때 다시 재지 않게 합니다."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return ast.dump(tree)
