"""읽는 사람이 준 입력: 목록, 목록을 만드는 함수, 제너레이터를 목록으로 폅니다."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import time

from .unusable import UnusableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MOST, LONGEST_SECONDS, LOOKED = 5_000_000, 5.0, 10_000
"""끝을 모르는 입력에서 꺼내 볼 수와 시간(초). 그래도 끝나지 않으면 앞의 것만 봅니다."""


def unfolded(found: Any, text: str) -> tuple[list[Any], bool, bool]:
    """입력의 목록, 끝까지 보았는지, 함수가 만들어 준 것인지를 돌려줍니다.

    Raises:
        UnusableError: 하나씩 꺼낼 수 없는 것이거나, 하나도 없는 경우.
    """
    made = callable(found) and not hasattr(found, "__iter__")
    if made:
        found = found()
    if inspect.iscoroutine(found):
        found = asyncio.run(_awaited(found))
    if isinstance(found, str | bytes) or not hasattr(found, "__iter__"):
        raise UnusableError("inputs_not_list", text=text, type=type(found).__name__)
    if hasattr(found, "__len__"):
        items, whole = list(found), True
    else:
        items, whole = _drained(found)
    if not items:
        raise UnusableError("inputs_empty", text=text)
    return items, whole, made


async def _awaited(coroutine: Any) -> Any:
    return await coroutine


def _drained(found: Iterable[Any]) -> tuple[list[Any], bool]:
    started, items = time.monotonic(), []
    iterator = iter(found)
    while block := list(itertools.islice(iterator, 1000)):
        items += block
        if len(items) >= MOST or time.monotonic() - started > LONGEST_SECONDS:
            return items[:LOOKED], False
    return items, True


def spread(count: int, wanted: int) -> list[int]:
    """`count`개에서 고르게 고른 `wanted`개의 순서입니다."""
    wanted = min(count, wanted)
    return [number * count // wanted for number in range(wanted)]


def scattered(indices: list[int]) -> list[int]:
    """어디서 멈추어도 고르게 본 것이 되도록, 멀리 있는 것부터 보는 순서로 바꿉니다."""
    width = max(1, (len(indices) - 1).bit_length())
    order = sorted(range(len(indices)), key=lambda at: int(f"{at:0{width}b}"[::-1], 2))
    return [indices[at] for at in order]
