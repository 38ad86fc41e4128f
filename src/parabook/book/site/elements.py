"""쪽에 있는 요소들: 스타일의 선택자가 맞을 수 있는지를 봅니다.

클래스가 저마다 어느 쪽에 있어도, 한 요소에 함께 있지 않으면 `ul.navbar-nav` 같은 선택자는 맞지 않습니다.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

_TAG = re.compile(r"""<([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>""")
_NAMED = re.compile(r"""\s(?:class|id)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ALTERNATIVES = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
_COMBINATOR = re.compile(r"[\s>+~]+")
_TYPE = re.compile(r"[A-Za-z][\w-]*")
_NAMES = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")


@dataclass(frozen=True)
class Elements:
    """쪽들에 있는 요소와, 스크립트가 더하거나 붙일 수 있는 낱말.

    Attributes:
        seen: 요소의 이름에서, 그런 요소들이 가진 클래스와 이름의 묶음들로 갑니다.
        written: 스크립트에 나오는 낱말. `-`로 끝나는 것은 뒤를 이어 붙이는 이름의 앞머리로 봅니다.
    """

    seen: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    written: Collection[str] = frozenset()

    def may_match(self, selector: str) -> bool:
        """선택자가 맞을 요소가 있을 수 있는지 봅니다. 확실하지 않으면 있다고 봅니다."""
        if "\\" in selector:  # 이름에 부호가 든 것은 가리지 않고 남깁니다.
            return True
        parts = _COMBINATOR.split(_ALTERNATIVES.sub("", selector).strip())
        return all(map(self._exists, parts))

    def _exists(self, part: str) -> bool:
        """`이름.클래스#이름` 하나에 맞는 요소가 있을 수 있는지 봅니다."""
        kind = _TYPE.match(part)
        needed = {name for name in _NAMES.findall(part) if not self._may_be_added(name)}
        if not needed and (kind is None or kind[0] in self.written):
            return True
        groups = self.seen.values() if kind is None else [self.seen.get(kind[0], set())]
        return any(needed <= names for group in groups for names in group)

    def _may_be_added(self, name: str) -> bool:
        return name in self.written or any(
            name[: at + 1] in self.written for at, letter in enumerate(name[:-1]) if letter == "-"
        )


def elements_of(texts: Iterable[str], written: Collection[str]) -> Elements:
    """HTML의 글들에 있는 요소를 모두 모읍니다.

    Args:
        texts: 쪽의 글들.
        written: 스크립트에 나오는 낱말.
    """
    seen: dict[str, set[frozenset[str]]] = {}
    for text in texts:
        for name, attributes in _TAG.findall(text):
            words = " ".join("".join(found) for found in _NAMED.findall(attributes))
            seen.setdefault(name, set()).add(frozenset(words.split()))
    return Elements(seen, written)
