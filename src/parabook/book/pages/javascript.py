"""식만 있는 파이썬 모듈을 자바스크립트로 옮깁니다. 같은 식을 두 번 적지 않으려는 것입니다.

옮길 줄 아는 것은 수의 계산, 비교, 조건, 고리, 목록, 정수와 글을 이어 붙인 글, 맨 바깥의 함수와 상수뿐입니다.
그 밖의 것이 있으면 짐작하지 않고 어디의 무엇인지 말합니다.
파이썬을 통째로 옮기는 Transcrypt는 쓰지 않습니다. 실행에 쓰는 스크립트가 딸려 오고, 모르는 것을 물리치지 않습니다.
"""

import ast
import json
from collections.abc import Iterator, Mapping

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "===",
    ast.NotEq: "!==",
    ast.And: "&&",
    ast.Or: "||",
    ast.Not: "!",
    ast.USub: "-",
}
_NAMES = {"math.inf": "Infinity"}
_CALLS = {"min": "Math.min", "max": "Math.max", "abs": "Math.abs"}
_OUTERMOST = "  "
_MATH = {"ceil", "floor", "log", "log2", "sqrt"}


class TranslationError(ValueError):
    """옮길 줄 모르는 것이 있는 경우. 문장에 파일과 줄이 들어 있습니다."""


def translate(source: str, file: str) -> str:
    """파이썬 모듈의 글을, 같은 이름들을 내보내는 자바스크립트 객체의 식으로 바꿉니다.

    Args:
        source: 모듈의 글.
        file: 오류에 적을 파일의 이름.

    Raises:
        TranslationError: 옮길 줄 모르는 것이 있는 경우.
    """
    return translate_together({file: source})


def translate_together(sources: Mapping[str, str]) -> str:
    """서로 부르는 모듈 여럿을 자바스크립트 객체 하나의 식으로 바꿉니다.

    모듈의 벽이 없어지므로, 맨 바깥의 이름이 두 모듈에서 같으면 옮기지 않습니다.

    Args:
        sources: 파일의 이름에서 모듈의 글로 갑니다. 부르는 것보다 불리는 것을 먼저 적습니다.

    Raises:
        TranslationError: 옮길 줄 모르는 것이나 겹치는 이름이 있는 경우.
    """
    lines: list[str] = []
    names: list[str] = []
    for file, source in sources.items():
        translator = _Translator(file)
        for node in ast.parse(source, file).body:
            lines += translator.statement(node, _OUTERMOST)
        if twice := sorted(set(translator.names) & set(names)):
            raise TranslationError(
                f"{file}의 {', '.join(twice)}: 함께 옮기는 다른 모듈에도 있는 이름이니 바꾸십시오."
            )
        names += translator.names
    return "\n".join(["(() => {", *lines, f"  return {{ {', '.join(names)} }};", "})()"])


class _Translator:
    """모듈 하나를 옮기는 동안, 맨 바깥의 이름들을 기억합니다."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.names: list[str] = []

    def statement(self, node: ast.stmt, indent: str) -> Iterator[str]:  # noqa: C901, PLR0912 - 문장의 꼴마다 한 갈래입니다.
        """문장 하나를 자바스크립트의 줄들로 옮깁니다."""
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant(value=str())):
                return  # 불러오기와 설명은 옮길 것이 없습니다.
            case ast.Assign(value=ast.Subscript()) if indent == _OUTERMOST:
                return  # 형의 이름입니다.
            case ast.FunctionDef(name=name, args=arguments, body=body):
                self.names.append(name)
                yield f"{indent}function {name}({', '.join(item.arg for item in arguments.args)}) {{"
                # 자바스크립트의 변수는 중괄호 안에서만 삽니다. 파이썬처럼 함수 전체에서 살게 합니다.
                if local := _assigned_in(node):
                    yield f"{indent}  let {', '.join(local)};"
                yield from self._block(body, indent)
                yield f"{indent}}}"
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                word = "const " if indent == _OUTERMOST else ""
                if word:
                    self.names.append(name)
                yield f"{indent}{word}{name} = {self.expression(value)};"
            case ast.Assign(targets=[(ast.Tuple() | ast.Subscript()) as target], value=value) if (
                indent != _OUTERMOST
            ):
                yield f"{indent}{self.expression(target)} = {self.expression(value)};"
            case ast.AugAssign(target=target, op=operator, value=value) if (
                type(operator) in _OPERATORS
            ):
                sign = _OPERATORS[type(operator)]
                yield f"{indent}{self.expression(target)} {sign}= {self.expression(value)};"
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append"),
                    args=[value],
                    keywords=[],
                )
            ):
                yield f"{indent}{name}.push({self.expression(value)});"
            case ast.Return(value=ast.expr() as value):
                yield f"{indent}return {self.expression(value)};"
            case ast.If(test=test, body=body, orelse=otherwise):
                yield f"{indent}if ({self.expression(test)}) {{"
                yield from self._block(body, indent)
                if otherwise:
                    yield f"{indent}}} else {{"
                    yield from self._block(otherwise, indent)
                yield f"{indent}}}"
            case ast.While(test=test, body=body, orelse=[]):
                yield f"{indent}while ({self.expression(test)}) {{"
                yield from self._block(body, indent)
                yield f"{indent}}}"
            case ast.For(
                target=ast.Name(id=name),
                iter=ast.Call(func=ast.Name(id="range"), args=[*least, most], keywords=[]),
                orelse=[],
            ) if len(least) <= 1:
                first = self.expression(least[0]) if least else "0"
                last = self.expression(most)
                yield f"{indent}for (let {name} = {first}; {name} < {last}; {name} += 1) {{"
                yield from self._block(node.body, indent)
                yield f"{indent}}}"
            case ast.For(
                target=(ast.Name() | ast.Tuple()) as target, iter=ast.Name() as values, orelse=[]
            ):
                yield f"{indent}for (const {self.expression(target)} of {values.id}) {{"
                yield from self._block(node.body, indent)
                yield f"{indent}}}"
            case _:
                raise self._refusal(node)

    def _block(self, body: list[ast.stmt], indent: str) -> Iterator[str]:
        for node in body:
            yield from self.statement(node, indent + "  ")

    def expression(self, node: ast.expr) -> str:  # noqa: C901, PLR0911, PLR0912 - 식의 꼴마다 한 갈래입니다.
        """식 하나를 옮깁니다. 앞뒤를 따지지 않아도 되도록 언제나 괄호로 묶습니다."""
        match node:
            case ast.Constant(value=bool()):
                raise self._refusal(node)
            case ast.Constant(value=int() | float()):
                return repr(node.value)
            case ast.Constant(value=str()):
                return json.dumps(node.value, ensure_ascii=False)
            case ast.JoinedStr(values=pieces):
                return f"`{''.join(map(self._piece, pieces))}`"
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                return _NAMES.get(f"{name}.{attribute}", f"{name}.{attribute}")
            case ast.Subscript(value=values, slice=index) if not isinstance(
                index, ast.Slice | ast.UnaryOp
            ):
                return f"{self.expression(values)}[{self.expression(index)}]"
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return f"[{', '.join(map(self.expression, items))}]"
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
                return self._joined([left, right], operator)
            case ast.BoolOp(op=operator, values=values):
                return self._joined(values, operator)
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
                type(operator) in _OPERATORS
            ):
                return self._joined([left, right], operator)
            case ast.UnaryOp(op=operator, operand=operand) if type(operator) in _OPERATORS:
                return f"({_OPERATORS[type(operator)]}{self.expression(operand)})"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                parts = map(self.expression, (test, body, orelse))
                return "({} ? {} : {})".format(*parts)
            case ast.Call(func=ast.Name(id="len"), args=[values], keywords=[]):
                return f"{self.expression(values)}.length"
            case ast.Call(func=ast.Name(id="sorted"), args=[values], keywords=[]):
                return f"[...{self.expression(values)}].sort((one, other) => one - other)"
            case ast.Call(func=function, args=arguments, keywords=[]):
                return f"{self._callee(function)}({', '.join(map(self.expression, arguments))})"
            case _:
                raise self._refusal(node)

    def _joined(self, values: list[ast.expr], operator: ast.AST) -> str:
        return f"({f' {_OPERATORS[type(operator)]} '.join(map(self.expression, values))})"

    def _piece(self, node: ast.expr) -> str:
        """글 안의 조각 하나입니다. 소수는 두 말이 다르게 적으므로, 글에는 정수와 글만 넣습니다."""
        match node:
            case ast.Constant(value=str() as text) if not set(text) & set("`$\\"):
                return text.replace("\n", "\\n")
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return f"${{{self.expression(value)}}}"
            case _:
                raise self._refusal(node)

    def _callee(self, node: ast.expr) -> str:
        match node:
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in _MATH:
                return f"Math.{name}"
            case ast.Name(id=name):
                return _CALLS.get(name, name)
            case _:
                raise self._refusal(node)

    def _refusal(self, node: ast.stmt | ast.expr) -> TranslationError:
        return TranslationError(
            f"{self._file}의 {node.lineno}번째 줄: 자바스크립트로 옮길 줄 모르는 것입니다"
            f"({type(node).__name__}). 계산, 비교, 조건, 고리, 목록만으로 적으십시오."
        )


def _assigned_in(function: ast.FunctionDef) -> list[str]:
    """함수 안에서 값을 적는 이름들입니다. 적힌 순서대로입니다."""
    names: list[str] = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                held = target.elts if isinstance(target, ast.Tuple) else [target]
                names += [one.id for one in held if isinstance(one, ast.Name)]
            case _:
                continue
    return list(dict.fromkeys(names))
