"""함수가 있는 자리: 어느 파일의 어느 이름인지.

갤러리는 예제를 가짜 `__main__`으로 실행하므로, 함수 그 자체는 다른 프로세스에서 찾을 수 없습니다.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


class TargetError(ValueError):
    """다른 프로세스에서 이름으로 찾을 수 없는 함수를 받은 경우."""


@dataclass(frozen=True, slots=True)
class Target:
    """어느 파일의 어느 함수인지."""

    file: Path
    function: str

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Self:
        """함수에서 파일과 이름을 알아냅니다.

        장식을 몇 번 했든 맨 안쪽을 봅니다. 장식의 코드는 장식이 적힌 파일에 있기 때문입니다.

        Raises:
            TargetError: 람다나 함수 안의 함수처럼 모듈에서 이름으로 찾을 수 없거나,
                REPL이나 노트북에서 친 것처럼 파일이 없는 경우.
        """
        name = getattr(function, "__qualname__", repr(function))
        if inspect.ismethod(function):
            raise TargetError(
                f"{name}: 묶인 메서드는 새 인터프리터에서 그 객체를 찾을 수 없습니다. "
                "객체를 만들어 부르는 함수를 모듈의 맨 바깥에 def로 적어 주십시오."
            )
        code = getattr(inspect.unwrap(function), "__code__", None)
        # update_wrapper를 거친 partial은 중첩 함수의 이름을 가졌지만, 그 이름에는 인자가 없습니다.
        if code is None or "<" in name or isinstance(function, functools.partial):
            raise TargetError(
                f"{name}: 새 인터프리터에서 이름으로 찾을 수 없습니다. "
                "모듈의 맨 바깥에 def로 적은 함수를 주십시오."
            )
        file = Path(code.co_filename)
        if not file.is_file():
            raise TargetError(
                f"{name}: 파일({code.co_filename})이 없어 새 인터프리터에서 찾을 수 없습니다. "
                "REPL이나 노트북에서 친 함수라면 .py 파일에 적어 돌리십시오."
            )
        return cls(file.resolve(), name)
