"""재어지는 인터프리터에서, 복사해 쓸 프로그램의 `run`을 입력에 부릅니다. 보이는 프로그램이 곧 재는 것입니다."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import sys

from .finding import load
from .inputs import spread
from .returned import Results
from .unusable import UnusableError, failed_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Job:
    """할 일 하나: 읽는 사람의 함수를 입력들에."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self._items: list[Any] | None = None

    def items(self) -> list[Any]:
        """재기로 한 입력들입니다."""
        if self._items is None:
            self.loaded = load(self.order)
            items = self.loaded.items[: self.order["count"]]
            self._items = [items[at] for at in spread(len(items), self.order["measured"])]
        return self._items

    def run(self, module: str) -> Any:
        """프로그램 하나로 모두 하고, 비교할 수 있는 결과를 돌려줍니다.

        Raises:
            UnusableError: 입력 하나에서 예외가 난 경우. 어느 것인지 찾아 적습니다.
        """
        items = self.items()
        if self.order["folder"] not in sys.path:
            sys.path.insert(0, self.order["folder"])
        run = importlib.import_module(module).run
        try:
            values = asyncio.run(run(items)) if inspect.iscoroutinefunction(run) else run(items)
        except Exception as error:
            found = self._culprit(error)
            raise UnusableError(found.kind, **found.details) from error
        return Results(values, shapes=self.order["shapes"])

    def _culprit(self, error: BaseException) -> UnusableError:
        """하나씩 다시 불러, 어느 입력이 그랬는지 찾습니다. 다시 부르니 되는 것은 함께 돌아서 실패한 것입니다."""
        nothing: Any = lambda *_: True  # noqa: E731 - 알릴 것이 없습니다.
        try:
            numbered = spread(len(self.loaded.items[: self.order["count"]]), len(self.items()))
            self.loaded.caller.each(zip(numbered, self.items(), strict=True), nothing, nothing)
        except UnusableError as found:
            return found
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        alone = failed_on(-1, None, error)
        return UnusableError("fails_together", **alone.details)
