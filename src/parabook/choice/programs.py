"""복사해 쓸 코드: 방법마다의 뼈대와, 거기에 읽는 사람의 이름을 넣은 프로그램.

뼈대는 `skeletons` 폴더의 파일이고, 고르는 도구와 `parabook advise`가 같은 것을 씁니다.
"""

import ast
import importlib.resources
import re
from collections.abc import Mapping
from dataclasses import dataclass

_HOLDER = "task"
"""뼈대에서 읽는 사람의 함수가 들어갈 자리의 이름."""


def skeleton(name: str) -> str:
    """방법 하나로 일을 하는, 복사해 쓸 코드를 돌려줍니다."""
    folder = importlib.resources.files("parabook.choice").joinpath("skeletons")
    return folder.joinpath(f"{name}.py").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """읽는 사람의 이름 하나가 있는 자리: 모듈의 이름과 그 안의 이름."""

    module: str
    attribute: str

    @property
    def outer(self) -> str:
        """모듈에서 불러올 이름입니다. `클래스.메서드`이면 클래스입니다."""
        return self.attribute.partition(".")[0]


def program(
    name: str,
    function: Place,
    inputs: Place,
    numbers: Mapping[str, int],
    *,
    made: bool = False,
) -> str:
    """뼈대에 읽는 사람의 함수와 입력을 넣은 프로그램입니다.

    Args:
        name: 뼈대의 이름.
        function: 작업 하나를 하는 함수.
        inputs: 입력들.
        numbers: 뼈대의 맨 바깥에 적힌 상수의 이름에서 값으로.
        made: 입력이 목록이 아니라 목록을 만들어 주는 함수이면 참.
    """
    text = skeleton(name)
    tree = ast.parse(text)
    asynchronous = any(
        isinstance(node, ast.AsyncFunctionDef) and node.name == "run" for node in tree.body
    )
    # 뼈대가 쓰는 이름과 겹치면, 뼈대의 이름으로 불러옵니다.
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {_HOLDER}
    taken |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    called = _HOLDER if function.attribute in taken else function.attribute
    given = "INPUTS" if inputs.attribute in taken else inputs.attribute
    own = next(node for node in tree.body if getattr(node, "name", "") == _HOLDER)
    lines = text.splitlines()
    imports = _imports(function, called, inputs, given)
    start = max((node.end_lineno or 0 for node in tree.body if _is_import(node)), default=0)
    before = lines[:start]
    middle = lines[start : own.lineno - 1]
    after = lines[own.end_lineno : _end(tree)]
    spaced = [*before, *([""] if before else []), *imports, *middle, *after]
    body = re.sub(rf"\b{_HOLDER}\b", called, "\n".join(spaced))
    for constant, number in numbers.items():
        body = re.sub(rf"^{constant} = \d+$", f"{constant} = {number}", body, flags=re.MULTILINE)
    body = re.sub(r"\n{4,}", "\n\n\n", body)
    items = f"{given}()" if made else given
    ran = f"asyncio.run(run({items}))" if asynchronous else f"run({items})"
    return f"{body}\n    results = {ran}\n"


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _end(tree: ast.Module) -> int:
    """`if __name__` 줄까지의 줄 수입니다. 그 아래는 새로 적습니다."""
    return tree.body[-1].lineno


def _imports(function: Place, called: str, inputs: Place, given: str) -> list[str]:
    """두 이름을 불러오는 줄들입니다. 식별자가 아닌 이름의 파일은 글로 불러옵니다."""
    wanted = [(function, called), (inputs, given)]
    modules = dict.fromkeys(place.module for place, _ in wanted)
    lines: list[str] = []
    for module in modules:
        names = [(place, name) for place, name in wanted if place.module == module]
        if all(part.isidentifier() for part in module.split(".")):
            whole = dict.fromkeys(
                place.outer
                if name == place.attribute or "." in place.attribute
                else f"{place.attribute} as {name}"
                for place, name in names
            )
            lines.append(f"from {module} import {', '.join(whole)}")
        else:
            lines += ["import importlib", ""] if "import importlib" not in lines else []
            lines += [
                f"{name if '.' not in place.attribute else place.outer} = "
                f"importlib.import_module({module!r}).{place.outer}"
                for place, name in names
            ]
    return lines
