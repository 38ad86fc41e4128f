"""이 확장을 켜기 전과 뒤에 지은 HTML에서, 사라진 앵커와 그 자리의 새 앵커를 짝지어 보입니다.

    python -m sphinx_korean.moved_anchors 전에_지은_폴더 새로_지은_폴더

로마자 앵커는 그대로 남으므로, 나오는 것은 대개 `id3`처럼 번호뿐이던 앵커입니다. 나가 있는 링크를 고칠 때 씁니다.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass
class Place:
    """제목 하나와 그리로 가는 앵커들. 맨 앞의 것이 제목의 링크(¶)에 쓰이는 앵커입니다."""

    ids: list[str] = field(default_factory=list)
    title: str = ""


class _Places(HTMLParser):
    """쪽에서 절의 앵커와 제목을 차례로 모읍니다."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self._before_heading = False
        self._in_heading = False
        self._in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        anchor = values.get("id")
        if tag == "section" and anchor:
            self.places.append(Place([anchor]))
            self._before_heading = True
        elif tag == "span" and anchor and self._before_heading:
            self.places[-1].ids.append(anchor)
        elif tag in HEADINGS and self._before_heading:
            self._in_heading, self._before_heading = True, False
        elif tag == "a" and "headerlink" in (values.get("class") or ""):
            self._in_link = True

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self._in_heading = False
        elif tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        if self._in_heading and not self._in_link:
            self.places[-1].title += data


def moved(old: str, new: str) -> list[tuple[str, str]]:
    """쪽 하나의 옛 HTML과 새 HTML에서 (사라진 앵커, 그 자리의 새 앵커)를 차례로 돌려줍니다.

    제목의 글과 그 제목이 몇 번째로 나오는지로 자리를 맞춥니다. 제목을 고쳤으면 짝이 없어 나오지 않습니다.
    """
    before, after = _read(old), _read(new)
    known = {(title, count): place for title, count, place in _counted(after.places)}
    pairs = []
    for title, count, place in _counted(before.places):
        if found := known.get((title, count)):
            pairs += [(each, found.ids[0]) for each in place.ids if each not in found.ids]
    return pairs


def _read(html: str) -> _Places:
    parser = _Places()
    parser.feed(html)
    return parser


def _counted(places: list[Place]) -> Iterator[tuple[str, int, Place]]:
    seen: dict[str, int] = {}
    for place in places:
        title = " ".join(place.title.split())
        seen[title] = seen.get(title, 0) + 1
        yield title, seen[title], place


def main(arguments: list[str] | None = None) -> None:
    """두 폴더의 쪽을 견주어 `쪽#옛앵커 → 쪽#새앵커`를 한 줄에 하나씩 적습니다."""
    parser = argparse.ArgumentParser(description="사라진 앵커와 그 자리의 새 앵커를 적습니다.")
    parser.add_argument("old", type=Path, help="이 확장을 켜기 전에 지은 HTML 폴더")
    parser.add_argument("new", type=Path, help="새로 지은 HTML 폴더")
    folders = parser.parse_args(arguments)
    for page in sorted(folders.old.rglob("*.html")):
        name = page.relative_to(folders.old).as_posix()
        other = folders.new / name
        if other.exists():
            for old, new in moved(page.read_text("utf-8"), other.read_text("utf-8")):
                print(f"{name}#{old} → {name}#{new}")


if __name__ == "__main__":
    main()
