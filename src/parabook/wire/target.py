"""함수가 있는 자리: 어느 파일의 어느 이름인지.

갤러리는 예제를 가짜 `__main__`으로 실행하므로, 함수 그 자체는 다른 프로세스에서 찾을 수 없습니다.
"""

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

        Raises:
            TargetError: 람다나 함수 안의 함수처럼 모듈에서 이름으로 찾을 수 없는 경우.
        """
        name = getattr(function, "__qualname__", repr(function))
        code = getattr(function, "__code__", None)
        if code is None and hasattr(function, "__wrapped__"):
            code = function.__wrapped__.__code__
        if code is None or "<" in name:
            raise TargetError(
                f"{name}: 새 인터프리터에서 이름으로 찾을 수 없습니다. "
                "모듈의 맨 바깥에 def로 적은 함수를 주십시오."
            )
        # contextmanager로 감싼 함수의 코드는 contextlib에 있으므로 안쪽을 봅니다.
        code = getattr(getattr(function, "__wrapped__", None), "__code__", code)
        return cls(Path(code.co_filename).resolve(), name)
