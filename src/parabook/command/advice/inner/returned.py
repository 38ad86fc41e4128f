"""함수가 돌려준 것들을, 서로 다른 프로세스에서 같은지 견줄 수 있는 꼴로 봅니다."""

from __future__ import annotations

import hashlib
import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

_PLAIN = (int, float, complex, str, bytes, bytearray, type(None))
_SCALARS = frozenset({bool, int, float, complex, str, bytes, type(None)})
LONG = 32
"""이보다 긴 수와 글의 목록은 하나씩 풀지 않고 한꺼번에 지문을 뜹니다."""


class Results(list):  # type: ignore[type-arg]  # 무엇이든 들어갑니다.
    """결과의 목록. 견주려고 하나씩 꺼낼 때에만 견줄 수 있는 꼴로 바꿉니다. 그래서 재는 시간에는 들지 않습니다."""

    def __init__(self, values: Iterable[Any], *, shapes: bool) -> None:
        super().__init__(values)
        self._form = shape_of if shapes else plain

    def __iter__(self) -> Iterator[Any]:
        """견줄 수 있는 꼴을 하나씩 돌려줍니다."""
        if self._form is plain and _is_flat(self):
            return iter([_digest(self)])
        return map(self._form, super().__iter__())

    def __repr__(self) -> str:
        """앞부분만 적습니다."""
        return f"{self[:3]!r} … ({len(self)})"


def plain(value: Any) -> Any:  # noqa: PLR0911 - 갈래마다 하나씩입니다.
    """값을 수, 글, 바이트, 목록, 사전으로 풉니다. 모르는 객체는 형과 속의 것으로 풉니다."""
    if isinstance(value, _PLAIN) or (hasattr(value, "tobytes") and hasattr(value, "dtype")):
        return value
    if isinstance(value, (list, tuple)):
        if _is_flat(value):
            return _digest(value)
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return {str(plain(item)) for item in value}
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    inside = dict(getattr(value, "__dict__", {}))
    for name in getattr(type(value), "__slots__", ()):
        inside[name] = getattr(value, name, None)
    try:
        return [kind, {str(name): plain(item) for name, item in inside.items()} or _told(value)]
    except RecursionError:
        return [kind]


def _is_flat(values: Any) -> bool:
    """길고, 수와 글만 든 목록인지 봅니다."""
    return (
        len(values) > LONG
        and set(map(type, list.__iter__(values) if isinstance(values, list) else values))
        <= _SCALARS
    )


def _digest(values: Any) -> bytes:
    """수와 글의 목록의 지문입니다. 둘째 판의 marshal은 같은 값이면 같은 바이트를 냅니다."""
    return hashlib.sha256(marshal.dumps(list(values[:]), 2)).digest()


def _told(value: Any) -> str:
    """제 모습을 스스로 적는 객체(날짜, 십진수, 경로)의 글입니다. 주소가 든 글은 견줄 수 없어 뺍니다."""
    text = repr(value)
    return "" if " at 0x" in text else text


def _key(key: Any) -> Any:
    return key if isinstance(key, (int, float, str, bytes)) else str(plain(key))


def shape_of(value: Any) -> Any:
    """값의 형만 적습니다. 부를 때마다 다른 값을 돌려주는 함수는 이것만 견줍니다."""
    return type(value).__name__
