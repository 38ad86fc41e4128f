"""이 책의 말을 정하는 표(`docs/glossary.toml`)를 읽습니다.

용어집, 검색의 같은 말, 어긋난 말을 찾는 시험이 모두 이 표 하나를 봅니다. 표의 칸은 그 파일의 머리에 적혀 있습니다.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

TABLE = "glossary.toml"


_Entry = TypeVar("_Entry", "Term", "Rule")


class VocabularyError(ValueError):
    """표를 읽지 못한 경우. 문장에 파일과 어느 말인지가 들어 있습니다."""


@dataclass(frozen=True, slots=True)
class Term:
    """용어 하나. `also`는 다른 사람들이 부르는 이름, `avoid`는 이 책에 나오면 안 되는 말의 정규식, `anchors`는 옛 앵커입니다."""

    word: str
    english: str
    says: str
    page: str
    also: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """용어는 아니지만 한 가지로 적기로 한 말. `use`를 쓰고 `avoid`를 쓰지 않습니다."""

    use: str
    avoid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """표에 적힌 모든 것."""

    terms: tuple[Term, ...]
    rules: tuple[Rule, ...]

    @property
    def synonyms(self) -> list[list[str]]:
        """검색에서 같은 말로 볼 무리들입니다. 코드인 이름은 넣지 않습니다. 넣으면 그 코드가 있는 페이지가 모두 딸려 나옵니다."""
        groups = (
            [term.word, *(name for name in term.also if "`" not in name)] for term in self.terms
        )
        return [group for group in groups if len(group) > 1]

    @property
    def answers(self) -> dict[str, list[str]]:
        """페이지마다, 거기에서 설명하는 용어와 그 영어와 다른 이름입니다."""
        pages: dict[str, list[str]] = {}
        for term in self.terms:
            names = [term.word, *term.english.split(", "), *term.also]
            pages.setdefault(term.page, []).extend(name for name in names if "`" not in name)
        return pages

    @property
    def avoided(self) -> list[tuple[str, str]]:
        """(나오면 안 되는 말의 정규식, 대신 쓸 말)들입니다."""
        terms = [(pattern, term.word) for term in self.terms for pattern in term.avoid]
        return terms + [(pattern, rule.use) for rule in self.rules for pattern in rule.avoid]


def read(path: Path) -> Vocabulary:
    """표를 읽어 돌려줍니다.

    Raises:
        VocabularyError: TOML이 아니거나, 빠진 칸이나 모르는 칸이 있는 경우.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{path}: TOML로 읽을 수 없습니다. {error}") from error
    return Vocabulary(
        tuple(_made(Term, path, entry) for entry in table.get("term", [])),
        tuple(_made(Rule, path, entry) for entry in table.get("rule", [])),
    )


def _made(kind: type[_Entry], path: Path, entry: dict[str, Any]) -> _Entry:
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    try:
        return kind(**given)
    except TypeError as error:
        name = entry.get("word") or entry.get("use") or "이름 없는 말"
        raise VocabularyError(f"{path}: '{name}'의 칸이 모자라거나 남습니다. {error}") from error
