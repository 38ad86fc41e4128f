"""다른 프로세스로 보낼 수 있는지: 크기, 보내는 데 드는 시간, 보낼 수 없으면 무엇 때문인지."""

from __future__ import annotations

import functools
import pickle
import time
from multiprocessing.reduction import ForkingPickler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

DEEPEST = 6
WIDEST = 1000
"""보낼 수 없는 것을 찾으러 들어가는 깊이와, 한 곳에서 들여다보는 수."""


def dumped(value: object) -> bytes:
    """프로세스 풀이 보낼 때와 같은 꼴의 바이트입니다."""
    return bytes(ForkingPickler.dumps(value))


def travelled(value: object) -> tuple[int, float]:
    """보낼 때의 크기(바이트)와, 싸고 푸는 데 든 시간(초)입니다."""
    started = time.perf_counter()
    packed = dumped(value)
    pickle.loads(packed)  # noqa: S301 - 방금 이 프로세스가 싼 것입니다.
    return len(packed), time.perf_counter() - started


def hindrance(value: object, name: str) -> dict[str, str] | None:
    """보낼 수 없으면, 그 이유가 되는 가장 안쪽의 객체입니다. 보낼 수 있으면 없음입니다."""
    return _innermost(value, name, DEEPEST, set())


def _innermost(value: object, path: str, depth: int, seen: set[int]) -> dict[str, str] | None:
    try:
        pickle.loads(dumped(value))  # noqa: S301 - 위와 같습니다.
    except Exception as error:  # noqa: BLE001 - 무엇이든 이유로 적습니다.
        reason = f"{type(error).__name__}: {error}"
    else:
        return None
    seen.add(id(value))
    if depth:
        for place, part in _parts(value):
            if id(part) in seen:
                continue
            if found := _innermost(part, path + place, depth - 1, seen):
                return found
    return {"path": path, "type": _type_of(value), "sort": sort_of(value), "reason": reason}


def _parts(value: Any) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in list(value.items())[:WIDEST]:
            yield f"[{key!r}]", item
    elif isinstance(value, (list, tuple)):
        yield from ((f"[{at}]", item) for at, item in enumerate(value[:WIDEST]))
    elif isinstance(value, (set, frozenset)):
        yield from (("의 원소", item) for item in list(value)[:WIDEST])
    elif isinstance(value, functools.partial):
        yield from ((".func", value.func), (".args", value.args), (".keywords", value.keywords))
    elif hasattr(value, "__self__") and not isinstance(value.__self__, type(pickle)):
        yield ".__self__", value.__self__
    elif not callable(value) or not hasattr(value, "__qualname__"):
        yield from ((f".{name}", item) for name, item in getattr(value, "__dict__", {}).items())
        for name in getattr(type(value), "__slots__", ()):
            if hasattr(value, name):
                yield f".{name}", getattr(value, name)


def _type_of(value: object) -> str:
    kind = type(value)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


_SORTS = (
    ("lock", ("_thread.", "threading.")),
    ("generator", ("generator", "async_generator", "coroutine", "map", "filter", "zip")),
    ("file", ("_io.", "tempfile.")),
    ("connection", ("sqlite3.", "socket.", "ssl.", "http.client.", "requests.", "aiohttp.")),
    ("module", ("module",)),
)


def sort_of(value: object) -> str:
    """보낼 수 없는 것의 갈래입니다. 갈래마다 할 일이 다릅니다."""
    kind = _type_of(value)
    if callable(value) and hasattr(value, "__qualname__"):
        return "local" if "<" in value.__qualname__ else "function"
    for sort, starts in _SORTS:
        if any(
            kind == start or (start.endswith(".") and kind.startswith(start)) for start in starts
        ):
            return sort
    return "object"
