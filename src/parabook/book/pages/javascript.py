"""식만 있는 파이썬 모듈을 자바스크립트로 옮깁니다. 같은 식을 두 번 적지 않으려는 것입니다.

옮길 줄 아는 것은 수의 계산, 비교, `if`, 정해진 값들을 도는 `for`, 맨 바깥의 함수와 상수뿐입니다.
그 밖의 것이 있으면 짐작하지 않고 어디의 무엇인지 말합니다.
파이썬을 통째로 옮기는 Transcrypt는 쓰지 않습니다. 실행에 쓰는 스크립트가 딸려 오고, 모르는 것을 물리치지 않습니다.
"""

import ast
from collections.abc import Iterator

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
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
_MATH = {"ceil", "floor", "log2", "sqrt"}


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
    translator = _Translator(file)
    body = ast.parse(source, file).body
    lines = [line for node in body for line in translator.statement(node, _OUTERMOST)]
    names = ", ".join(translator.names)
    return "\n".join(["(() => {", *lines, f"  return {{ {names} }};", "})()"])


class _Translator:
    """모듈 하나를 옮기는 동안, 맨 바깥의 이름들을 기억합니다."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.names: list[str] = []

    def statement(self, node: ast.stmt, indent: str) -> Iterator[str]:
        """문장 하나를 자바스크립트의 줄들로 옮깁니다."""
        match node:
            case (
                ast.Import()
                | ast.ImportFrom()
                | ast.Expr(value=ast.Constant(value=str()))
                | ast.Assign(value=ast.Subscript())
            ):
                return  # 불러오기, 설명, 형의 이름은 옮길 것이 없습니다.
            case ast.FunctionDef(name=name, args=arguments, body=body):
                self.names.append(name)
                yield f"{indent}function {name}({', '.join(item.arg for item in arguments.args)}) {{"
                # 자바스크립트의 변수는 중괄호 안에서만 삽니다. 파이썬처럼 함수 전체에서 살게 합니다.
                if local := _assigned_in(node):
                    yield f"{indent}  let {', '.join(local)};"
                yield from self._block(body, indent)
                yield f"{indent}}}"
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                word = "const " if indent == _OUTERMOST else ""
                if word:
                    self.names.append(name)
                yield f"{indent}{word}{name} = {self.expression(value)};"
            case ast.Return(value=ast.expr() as value):
                yield f"{indent}return {self.expression(value)};"
            case ast.If(test=test, body=body, orelse=[]):
                yield f"{indent}if ({self.expression(test)}) {{"
                yield from self._block(body, indent)
                yield f"{indent}}}"
            case ast.For(target=ast.Name(id=name), iter=ast.Name() as values, orelse=[]):
                yield f"{indent}for (const {name} of {self.expression(values)}) {{"
                yield from self._block(node.body, indent)
                yield f"{indent}}}"
            case _:
                raise self._refusal(node)

    def _block(self, body: list[ast.stmt], indent: str) -> Iterator[str]:
        for node in body:
            yield from self.statement(node, indent + "  ")

    def expression(self, node: ast.expr) -> str:  # noqa: C901, PLR0911 - 식의 꼴마다 한 갈래입니다.
        """식 하나를 옮깁니다. 앞뒤를 따지지 않아도 되도록 언제나 괄호로 묶습니다."""
        match node:
            case ast.Constant(value=bool()):
                raise self._refusal(node)
            case ast.Constant(value=int() | float()):
                return repr(node.value)
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                return _NAMES.get(f"{name}.{attribute}", f"{name}.{attribute}")
            case ast.Tuple(elts=items):
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
            case ast.Call(func=function, args=arguments, keywords=[]):
                return f"{self._callee(function)}({', '.join(map(self.expression, arguments))})"
            case _:
                raise self._refusal(node)

    def _joined(self, values: list[ast.expr], operator: ast.AST) -> str:
        return f"({f' {_OPERATORS[type(operator)]} '.join(map(self.expression, values))})"

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
            f"({type(node).__name__}). 식을 계산, 비교, if, for만으로 적으십시오."
        )


def _assigned_in(function: ast.FunctionDef) -> list[str]:
    """함수 안에서 값을 적는 이름들입니다. 적힌 순서대로입니다."""
    found = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
    names = [node.targets[0].id for node in found if isinstance(node.targets[0], ast.Name)]
    return list(dict.fromkeys(names))
