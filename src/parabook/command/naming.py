"""함수를 가리키는 글(`파일.py:함수`, `꾸러미.모듈:함수`)을 읽고, 불러오지 않고 있는지 봅니다.

읽는 사람의 파일은 재어지는 인터프리터만 불러옵니다. 여기서는 글로만 읽습니다.
"""

from __future__ import annotations

import ast
import importlib.machinery
import sys
from dataclasses import dataclass
from pathlib import Path

from parabook.command.wording import Misuse

HOW = "a.py:f"


@dataclass(frozen=True, slots=True)
class Named:
    """읽는 사람의 이름 하나: 어느 폴더에서 어느 모듈을 불러와 무엇을 찾는지."""

    text: str
    folder: Path
    module: str
    attribute: str
    file: Path | None = None
    coroutine: bool = False

    @property
    def short(self) -> str:
        """함수의 이름만 적은 것입니다."""
        return self.attribute.rpartition(".")[2]

    def below(self, root: Path, other: Path) -> Named:
        """같은 이름을, `root` 대신 `other`에 둔 사본에서 찾는 것입니다."""
        if self.file is None or not self.file.is_relative_to(root):
            raise Misuse("outside_repository", text=self.text, root=root)
        inside = self.file.relative_to(root)
        if not (other / inside).is_file():
            raise Misuse("not_in_revision", file=inside, text=self.text)
        return locate(f"{other / inside}:{self.attribute}", shown=self.text)


def locate(text: str, *, shown: str = "") -> Named:
    """글이 가리키는 것을 찾습니다.

    Args:
        text: `파일.py:이름`이나 `꾸러미.모듈:이름`. 이름은 `클래스.메서드`일 수 있습니다.
        shown: 오류에 적을 글. 없으면 `text`입니다.

    Raises:
        Misuse: 꼴이 다르거나, 파일이나 모듈이나 이름이 없거나, 객체가 있어야 부를 수 있는 메서드인 경우.
    """
    shown = shown or text
    place, colon, attribute = text.rpartition(":")
    if not colon or not place or not all(part.isidentifier() for part in attribute.split(".")):
        raise Misuse("not_a_name", text=shown, how=HOW)
    if place.endswith(".py"):
        return _in_file(Path(place), attribute, shown)
    return _in_module(place, attribute, shown)


def _in_file(path: Path, attribute: str, shown: str) -> Named:
    if not path.is_file():
        raise Misuse("no_file", file=path, text=shown)
    file = path.resolve()
    if "." in file.stem:
        raise Misuse("dotted_file", file=path)
    module, folder = file.stem, file.parent
    # 꾸러미 안의 파일이면 꾸러미째 불러와야 상대 import가 됩니다.
    while (folder / "__init__.py").is_file():
        module, folder = f"{folder.name}.{module}", folder.parent
    return Named(shown, folder, module, attribute, file, _is_coroutine(file, attribute, shown))


def _in_module(module: str, attribute: str, shown: str) -> Named:
    folder = Path.cwd()
    search: list[str] | None = [str(folder), *sys.path]
    origin = None
    for part in module.split("."):
        spec = importlib.machinery.PathFinder.find_spec(part, search)
        # os.path처럼, 파일이 아니라 파이썬이 만들어 두는 모듈도 있습니다.
        if spec is None and (part in sys.builtin_module_names or module in sys.modules):
            return Named(shown, folder, module, attribute)
        if spec is None:
            raise Misuse("no_module", module=module, text=shown)
        origin, search = spec.origin, list(spec.submodule_search_locations or ())
    if origin is None or not origin.endswith(".py"):
        return Named(shown, folder, module, attribute)
    file = Path(origin)
    return Named(shown, folder, module, attribute, file, _is_coroutine(file, attribute, shown))


def _is_coroutine(file: Path, attribute: str, shown: str) -> bool:
    """파일에 그 이름이 있는지 글로 보고, `async def`인지 알려 줍니다."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise Misuse("syntax", file=file, line=line, reason=getattr(error, "msg", error)) from None
    body: list[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for depth, part in enumerate(attribute.split(".")):
        names = _names_in(body)
        if part not in names:
            if "*" in names or depth:
                return False  # 불러온 것이거나 물려받은 것입니다. 불러 보아야 압니다.
            raise Misuse("no_function", file=file, name=part, known=_functions_in(body))
        found = names[part]
        if depth and _needs_object(found):
            raise Misuse("method", text=shown)
        body = found.body if isinstance(found, ast.ClassDef) else []
    return isinstance(found, ast.AsyncFunctionDef)


def _needs_object(found: ast.stmt | None) -> bool:
    if not isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    plain = {"staticmethod", "classmethod"}
    return not any(isinstance(mark, ast.Name) and mark.id in plain for mark in found.decorator_list)


def _names_in(body: list[ast.stmt]) -> dict[str, ast.stmt | None]:
    """모듈이나 클래스의 몸에 적힌 이름들입니다. `if`와 `try` 안까지 보고, `import *`는 `*`로 적습니다."""
    names: dict[str, ast.stmt | None] = {}
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names[node.name] = node
            case ast.Import() | ast.ImportFrom():
                names |= {(one.asname or one.name).partition(".")[0]: node for one in node.names}
            case ast.If() | ast.Try() | ast.With():
                for part in (
                    node.body,
                    getattr(node, "orelse", []),
                    getattr(node, "finalbody", []),
                ):
                    names |= _names_in(part)
                for handler in getattr(node, "handlers", []):
                    names |= _names_in(handler.body)
            case _:
                names |= {
                    one.id: node
                    for one in ast.walk(node)
                    if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
                }
    return names


def _functions_in(body: list[ast.stmt]) -> str:
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = [name for name, node in _names_in(body).items() if isinstance(node, defined)]
    return ", ".join(names) or "-"
