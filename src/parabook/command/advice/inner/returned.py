"""함수가 돌려준 것들을, 서로 다른 프로세스에서 같은지 비교할 수 있는 꼴로 봅니다."""

from __future__ import annotations

import hashlib
import marshal
from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

_SCALARS = frozenset({bool, int, float, complex, str, bytes, type(None)})


class Results(list):  # type: ignore[type-arg]  # 무엇이든 들어갑니다.
    """결과의 목록. 비교하려고 꺼낼 때에만 지문 하나로 바꿉니다. 그래서 재는 시간에는 들지 않습니다."""

    def __init__(self, values: Iterable[Any], *, shapes: bool) -> None:
        super().__init__(values)
        self._form = shape_of if shapes else plain

    def __iter__(self) -> Iterator[Any]:
        """모든 결과의 지문 하나를 돌려줍니다."""
        whole = self[:]
        form = whole if self._form is plain and _is_flat(whole) else list(map(self._form, whole))
        return iter([fingerprint(form)])

    def __repr__(self) -> str:
        """앞부분만 적습니다."""
        return f"{self[:3]!r} … ({len(self)})"


def fingerprint(form: Any) -> bytes:
    """`plain`이 푼 꼴의 지문입니다. 둘째 버전의 marshal은 같은 값이면 같은 바이트를 냅니다."""
    return hashlib.sha256(marshal.dumps(form, 2)).digest()


def plain(value: Any) -> Any:  # noqa: PLR0911 - 갈래마다 하나씩입니다.
    """값을 수, 글, 바이트, 목록으로 풉니다. 모르는 객체는 형과 속의 것으로 풉니다.

    수와 글만 든 것은 하나씩 보지 않습니다. 큰 결과에서는 비교하는 시간이 재는 시간보다 길어지기 때문입니다.
    """
    if type(value) in _SCALARS:
        return value
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if hasattr(value, "tobytes") and hasattr(value, "dtype"):
        if value.dtype.kind == "O":
            return [kind, plain(value.tolist())]
        return [kind, str(value.dtype), list(value.shape), value.tobytes()]
    if isinstance(value, (list, tuple)):
        return list(value) if _is_flat(value) else [plain(item) for item in value]
    if isinstance(value, (dict, set, frozenset)):
        return _unordered(value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    inside = dict(getattr(value, "__dict__", {}))
    for name in getattr(type(value), "__slots__", ()):
        inside[name] = getattr(value, name, None)
    try:
        return [kind, _unordered(inside) or _told(value)]
    except RecursionError:
        return [kind]


def _is_flat(values: Any) -> bool:
    """수와 글만 든 것인지 봅니다."""
    return set(map(type, values)) <= _SCALARS


def _unordered(values: Any) -> list[Any]:
    """순서가 뜻이 없는 것을, 같으면 같은 순서가 되도록 늘어놓습니다."""
    pairs = list(values.items()) if isinstance(values, dict) else [(one, None) for one in values]
    if not (_is_flat([key for key, _ in pairs]) and _is_flat([item for _, item in pairs])):
        pairs = [(plain(key), plain(item)) for key, item in pairs]
    try:
        return sorted(pairs, key=itemgetter(0))
    except TypeError:  # 형이 섞인 키는 서로 비교할 수 없습니다.
        return sorted(pairs, key=repr)


def _told(value: Any) -> str:
    """제 모습을 스스로 적는 객체(날짜, 십진수, 경로)의 글입니다. 주소가 든 글은 비교할 수 없어 뺍니다."""
    text = repr(value)
    return "" if " at 0x" in text else text


def shape_of(value: Any) -> Any:
    """값의 형만 적습니다. 부를 때마다 다른 값을 돌려주는 함수는 이것만 비교합니다."""
    return type(value).__name__
