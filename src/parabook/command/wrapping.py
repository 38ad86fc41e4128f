"""읽는 사람의 함수들을 실험 하나로 감쌉니다: 임시 폴더에 모듈 하나를 적고, 거기서 함수를 찾게 합니다.

실험은 파일 하나이고 함수는 이름으로 주고받습니다. 그래서 여러 파일의 함수도 한 파일의 것으로 만듭니다.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from parabook.command import inside
from parabook.command.wording import Misuse
from parabook.experiment.design import Contender
from parabook.wire.samples import CEILING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from parabook.command.naming import Named

INSIDE, WRAPPED = "parabook_inside", "parabook_wrapped"
SAME = "parabook_same_result"

HEAD = '''"""{title}"""

import {inside}

PARABOOK_CASES = {cases}
'''
OPENED = '''

def {name}():
    """{name}"""
    return {inside}.opened(PARABOOK_CASES[{name!r}])
'''
TAKEN = {CEILING, INSIDE}
"""기록과 감싼 모듈이 쓰는 이름."""
EQUAL = '''

def {same}(one, other):
    """읽는 사람이 준, 같은지 보는 함수에 묻습니다."""
    return {inside}.find({equal})(one, other)
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """잴 것 하나: 누구의 함수를, 어느 파이썬에서."""

    name: str
    label: str
    function: Named
    python: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """잴 것들에 똑같이 주는 것. `arguments`는 목록이나 사전, `paths`는 모듈을 더 찾을 폴더입니다."""

    setup: Named | None = None
    arguments: Any = field(default_factory=list)
    arguments_from: Named | None = None
    equal: Named | None = None
    paths: Sequence[str] = ()


def named_apart(cases: Sequence[Case]) -> list[Case]:
    """조건에 적을 이름을 서로 다르게 합니다. 함수 이름이 같으면 파일의 이름을, 그래도 같으면 번호를 붙입니다.

    Raises:
        Misuse: 같은 함수를 같은 파이썬에서 두 번 재라고 한 경우.
    """
    if len({(case.function.folder, case.function.module, case.function.attribute, case.python)
            for case in cases}) != len(cases):  # fmt: skip
        raise Misuse("same_name", names=", ".join(case.label for case in cases))
    names = [f"{case.name}_" if case.name in TAKEN else case.name for case in cases]
    if len(set(names)) != len(names):
        files = [_identifier(case.function.module.rpartition(".")[2]) for case in cases]
        names = [f"{file}_{name}" for file, name in zip(files, names, strict=True)]
    if len(set(names)) != len(names):
        names = [f"{case.name}_{at}" for at, case in enumerate(cases, start=1)]
    return [replace(case, name=name) for case, name in zip(cases, names, strict=True)]


def wrapped(
    folder: Path,
    cases: Sequence[Case],
    given: Given,
    *,
    awaited: bool = False,
    facts: Collection[str] | None = None,
    **details: Any,
) -> list[Contender]:
    """임시 폴더에 실험 하나를 적고, 잴 방법들을 돌려줍니다.

    Args:
        folder: 적을 폴더. 다 잴 때까지 있어야 합니다.
        cases: 잴 것들. 이름이 서로 달라야 합니다.
        given: 모두에 주는 것.
        awaited: 참이면 `async def` 함수를 그대로 둡니다. 지연을 잴 때에는 이벤트 루프가 기다립니다.
        facts: 지켜볼 때, 함수가 돌려준 사전에서 사실로 삼을 이름들. 없으면 돌려준 값 그대로입니다.
        details: `Contender`의 나머지 칸.
    """
    shutil.copyfile(inside.__file__, folder / f"{INSIDE}.py")
    title = ", ".join(case.label for case in cases)
    watched = None if facts is None else sorted(facts)
    described = {
        case.name: _as_json(case, given, folder, awaited=awaited, facts=watched) for case in cases
    }
    text = HEAD.format(title=_quoted(title), inside=INSIDE, cases=repr(described))
    text += "".join(OPENED.format(name=case.name, inside=INSIDE) for case in cases)
    if given.equal is not None:
        text += EQUAL.format(same=SAME, inside=INSIDE, equal=repr(named_as_json(given.equal)))
    (folder / f"{WRAPPED}.py").write_text(text, encoding="utf-8")
    module = _imported(folder)
    return [
        Contender(
            getattr(module, case.name),
            given=getattr(module, case.name),
            label=case.label,
            python=case.python,
            **details,
        )
        for case in cases
    ]


def experiment_name(cases: Sequence[Case]) -> str:
    """기록의 이름입니다. 파일의 이름이 되므로 길게 두지 않습니다."""
    return "-".join(case.name for case in cases)[:80]


def same_result(contenders: Sequence[Contender]) -> Any:
    """감싼 모듈에 적어 둔, 같은지 보는 함수입니다."""
    return contenders[0].function.__globals__[SAME]


def _as_json(case: Case, given: Given, folder: Path, **details: Any) -> dict[str, Any]:
    return {
        "function": named_as_json(case.function),
        "setup": given.setup and named_as_json(given.setup),
        "arguments": given.arguments,
        "arguments_from": given.arguments_from and named_as_json(given.arguments_from),
        "paths": list(given.paths),
        **details,
        "looked": str(folder / f"{case.name}.looked"),
    }


def named_as_json(named: Named) -> Mapping[str, Any]:
    """재어지는 인터프리터의 `find`가 읽을 꼴입니다."""
    return {
        "text": named.text,
        "folder": str(named.folder),
        "module": named.module,
        "attribute": named.attribute,
        "file": str(named.file) if named.file else "",
        "coroutine": named.coroutine,
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _identifier(text: str) -> str:
    plain = "".join(letter if letter.isidentifier() or letter.isdigit() else "_" for letter in text)
    return plain if plain.isidentifier() else f"_{plain}"


def _imported(folder: Path) -> Any:
    """적은 모듈을 이 프로세스에서도 불러옵니다. 읽는 사람의 파일은 불러오지 않습니다."""
    for name in (WRAPPED, INSIDE):
        sys.modules.pop(name, None)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(WRAPPED)
    finally:
        sys.path.remove(str(folder))
