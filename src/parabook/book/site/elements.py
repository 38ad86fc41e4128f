"""페이지에 있는 요소들: 스타일의 선택자가 맞을 수 있는지를 봅니다.

클래스가 저마다 어느 쪽에 있어도, 한 요소에 함께 있지 않으면 `ul.navbar-nav` 같은 선택자는 맞지 않습니다.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_PIECES = re.compile(r"[\w-]+")
_COMBINATORS = {">", "+", "~"}


@dataclass
class Page:
    """페이지 하나에서 읽은 것.

    Attributes:
        elements: 요소마다, 이름과 거기에 붙은 클래스와 id.
        marked: 클래스, id, 스타일 속성의 글들.
        scripts: 페이지가 품은 스크립트의 글들.
        sources: 페이지가 부르는 스크립트의 주소들.
    """

    elements: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    scripts: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        names = f"{given.get('class', '')} {given.get('id', '')}"
        self.page.elements.add((tag, frozenset(names.split())))
        self.page.marked |= {names, given.get("style", "")}
        if tag == "script":
            self._in_script = True
            if source := given.get("src"):
                self.page.sources.add(source)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.page.scripts.append(data)


def read(text: str) -> Page:
    """HTML의 글을 읽습니다."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page


@dataclass(frozen=True)
class Elements:
    """페이지들에 있는 요소와, 스크립트가 더하거나 붙일 수 있는 낱말.

    Attributes:
        seen: 요소의 이름에서, 그런 요소들이 가진 클래스와 이름의 묶음들로 갑니다.
        written: 스크립트에 나오는 낱말. `-`로 끝나는 것은 뒤를 이어 붙이는 이름의 앞머리로 봅니다.
    """

    seen: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    written: Collection[str] = frozenset()

    def may_match(self, selector: Sequence[Any]) -> bool:
        """선택자가 맞을 요소가 있을 수 있는지 봅니다. 확실하지 않으면 있다고 봅니다.

        Args:
            selector: 쉼표가 없는 선택자 하나의 토큰들.
        """
        return all(map(self._exists, _compounds(selector)))

    def _exists(self, compound: Sequence[Any]) -> bool:
        """`이름.클래스#이름` 하나에 맞는 요소가 있을 수 있는지 봅니다."""
        kind, before = None, ""
        needed: set[str] = set()
        for piece in compound:
            if piece.type == "hash" or (piece.type == "ident" and before == "."):
                needed.add(piece.value)
            elif piece.type == "ident" and before != ":":
                kind = piece.lower_value
            elif piece == "|":  # 이름 공간까지 가리지는 않습니다.
                return True
            # 대괄호와 괄호 안의 것(:not, :is)은 맞을 수 있다고 봅니다.
            before = piece.value if piece.type == "literal" else ""
        needed = {name for name in needed if not self._may_be_added(name)}
        if not needed and (kind is None or kind in self.written):
            return True
        groups = self.seen.values() if kind is None else [self.seen.get(kind, set())]
        return any(needed <= names for group in groups for names in group)

    def _may_be_added(self, name: str) -> bool:
        # 스크립트의 낱말은 부호에서 끊기므로, 부호가 든 이름은 조각이 다 있으면 붙일 수 있다고 봅니다.
        return all(map(self._may_be_written, _PIECES.findall(name)))

    def _may_be_written(self, word: str) -> bool:
        return word in self.written or any(
            word[: at + 1] in self.written for at, letter in enumerate(word[:-1]) if letter == "-"
        )


def _compounds(selector: Sequence[Any]) -> Iterator[list[Any]]:
    compound: list[Any] = []
    for piece in selector:
        if piece.type == "whitespace" or (piece.type == "literal" and piece.value in _COMBINATORS):
            yield compound
            compound = []
        elif piece.type != "comment":
            compound.append(piece)
    yield compound


def elements_of(pages: Iterable[Page], written: Collection[str]) -> Elements:
    """페이지들에 있는 요소를 모두 모읍니다.

    Args:
        pages: 읽은 페이지들.
        written: 스크립트에 나오는 낱말.
    """
    seen: dict[str, set[frozenset[str]]] = {}
    for page in pages:
        for name, words in page.elements:
            seen.setdefault(name, set()).add(words)
    return Elements(seen, written)
