"""연습의 판정 조건을 적는 말. 연습마다 `judge.py`가 이것으로 조건을 적습니다.

프로그램을 돌리는 일(`Trial.run`)은 새 인터프리터에서, 본 것을 판정하는 일(`Ask.wrong`)은 읽는 사람의
프로세스에서 합니다. 둘 사이를 오가는 것은 JSON으로 적은 사실뿐입니다.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Text = tuple[str, str]
"""한국어와 영어로 적은 글."""

EVERY_METHOD = ("fork", "spawn", "forkserver")
"""프로세스를 시작하는 연습이 모두 지나야 하는 시작 방식. 이 기계에 없는 것은 '판정하지 못함'입니다."""


class CannotJudgeError(Exception):
    """이 기계에서는 볼 수 없는 조건."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text[0])


@dataclass(frozen=True, slots=True)
class Ask:
    """본 것에 묻는 조건 하나.

    `wrong`은 본 사실을 받아, 조건이 어긋났으면 왜 그런지를 돌려줍니다. 맞으면 없음입니다.
    """

    says: Text
    wrong: Callable[[Mapping[str, Any]], Text | None]
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """프로그램을 한 번 돌려 보는 일과, 그때 본 것에 묻는 조건들.

    `run`은 읽는 사람의 모듈을 받아 본 사실을 돌려줍니다. `hangs`는 제한(초) 안에 끝나지 않았을 때의 이유입니다.
    """

    name: str
    run: Callable[[Any], Mapping[str, Any]]
    asks: tuple[Ask, ...]
    hangs: Text
    page: str
    methods: tuple[str, ...] = ()
    limit_seconds: float = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """시간의 조건. `function`에 판정 파일의 `arguments`를 주고, 시작 파일과 책의 풀이 곁에서 번갈아 잽니다.

    Attributes:
        faster_than_start: 시작 파일보다 적어도 이만큼(배) 빨라야 합니다.
        near_solution: 책의 풀이보다 많아야 이만큼(배) 걸려야 합니다.
    """

    function: str
    arguments: str
    faster_than_start: float
    near_solution: float
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """연습 하나의 판정 조건. `asked`는 시작 파일에 있어야 하는 이름들입니다."""

    title: Text
    asked: tuple[str, ...]
    trials: tuple[Trial, ...]
    pace: Pace | None = None


def same(expected: str, found: str, page: str) -> Ask:
    """사실 `found`가 사실 `expected`와 같은지 묻습니다. 가장 흔한 조건입니다."""

    def wrong(seen: Mapping[str, Any]) -> Text | None:
        if seen[found] == seen[expected]:
            return None
        wanted, got = (_short(seen[name]) for name in (expected, found))
        return (f"바른 답은 {wanted}인데 낸 답은 {got}입니다", f"expected {wanted}, got {got}")

    return Ask(("답이 바릅니다", "the answers are right"), wrong, page)


def _short(value: Any, limit: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}…"
