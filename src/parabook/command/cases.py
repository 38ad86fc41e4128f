"""명령줄이 말하는, 잴 것들: 누구의 함수를, 어느 파이썬에서, 어느 버전으로, 무엇을 주어."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

from parabook import machine
from parabook.command import revisions
from parabook.command.naming import Named, locate
from parabook.command.wording import Misuse
from parabook.command.wrapping import Case, Given

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path


def cases_of(options: argparse.Namespace, folder: Path, *, alone: bool = False) -> list[Case]:
    """명령줄이 말하는, 비교할 것들입니다. 함수, 파이썬, 버전 가운데 하나만 여럿일 수 있습니다.

    Raises:
        Misuse: 둘이 되지 않거나, 여럿인 것이 둘 이상이거나, 없는 것을 말한 경우.
    """
    functions = [locate(text) for text in options.functions]
    for option, values in (("--python", options.python), ("--rev", options.rev)):
        if len(values) > 1 and len(functions) != 1:
            raise Misuse("one_function", option=option, count=len(functions))
    pythons = [_interpreter(path) for path in options.python]
    single = pythons[0] if len(pythons) == 1 else ""
    if options.rev:
        cases = _revised(functions, options.rev, folder, single)
    elif len(pythons) > 1:
        cases = [
            Case(
                name=_word(f"{functions[0].short}_{machine.of(python).python}"),
                label=f"{functions[0].text} ({machine.of(python).python})",
                function=functions[0],
                python=python,
            )
            for python in pythons
        ]
    else:
        cases = [
            Case(name=one.short, label=one.text, function=one, python=single) for one in functions
        ]
    if len(cases) < 2 and not alone and not options.against:  # noqa: PLR2004 - 비교하려면 둘입니다.
        raise Misuse("too_few")
    return cases


def _revised(
    functions: Sequence[Named], asked: Sequence[str], folder: Path, python: str
) -> list[Case]:
    cases = []
    for revision in asked:
        for function in functions:
            root = revisions.repository_of(function)
            there = function.below(root, revisions.checked_out(root, revision, folder))
            cases.append(
                Case(
                    name=_word(f"{function.short}_{revision}"),
                    label=f"{function.text} ({revision})",
                    function=there,
                    python=python,
                )
            )
    if len(asked) == 1:
        # 버전 하나만 주면 지금의 것과 비교합니다.
        cases += [
            Case(name=one.short, label=one.text, function=one, python=python) for one in functions
        ]
    return cases


def _word(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_")


def _interpreter(path: str) -> str:
    try:
        machine.of(path)
    except (OSError, ValueError, subprocess.SubprocessError):
        raise Misuse("no_python", path=path) from None
    return path


def given_of(options: argparse.Namespace) -> Given:
    """모두에 주는 것을 명령줄에서 읽습니다.

    Raises:
        Misuse: 가리키는 것이 없거나 JSON이 아닌 경우.
    """
    arguments: Any = []
    named = None
    if text := options.arguments:
        try:
            arguments = json.loads(text)
        except json.JSONDecodeError as error:
            if not re.fullmatch(r"[^\s\[\]{}]+:[\w.]+", text):
                raise Misuse("arguments_json", text=text, reason=error.msg) from None
            named = locate(text)
    equal = None
    if options.equal not in {"exact", "close"}:
        if ":" not in options.equal:
            raise Misuse("bad_equal", text=options.equal)
        equal = locate(options.equal)
    return Given(
        setup=locate(options.setup) if options.setup else None,
        arguments=arguments,
        arguments_from=named,
        equal=equal,
    )
