"""읽는 사람의 함수와 입력을 불러옵니다."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass

from .calling import Caller
from .inputs import unfolded
from .unusable import UnusableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Loaded:
    """불러온 것. `made`는 입력이 함수가 만들어 준 것이면 참입니다."""

    caller: Caller
    items: list[Any]
    whole: bool
    made: bool


def load(order: dict[str, Any]) -> Loaded:
    """이름이 가리키는 함수와 입력을 찾아 돌려줍니다.

    Raises:
        UnusableError: 부를 수 없거나, 입력이 없거나, 하나씩 꺼낼 수 없는 경우.
    """
    # 읽는 사람의 이름을 찾는 모듈은 이 꾸러미 곁에 복사되어 있습니다.
    find = importlib.import_module("parabook_inside").find
    function = find(order["function"])
    if not callable(function):
        raise UnusableError("not_callable", text=order["function"]["text"])
    items, whole, made = unfolded(find(order["inputs"]), order["inputs"]["text"])
    coroutine = inspect.iscoroutinefunction(function)
    return Loaded(Caller(function, coroutine=coroutine), items, whole, made)
