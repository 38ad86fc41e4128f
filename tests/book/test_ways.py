"""장의 머리와 끝, 책을 읽는 길: 먼저 알 것과 남길 것 셋이 페이지마다 있고, 길은 책을 두루 지납니다."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ROOMS = ("multiprocessing", "threading", "asyncio", "comparison", "practice", "diagnosis", "beyond")
CHAPTERS = {
    path.relative_to(DOCS).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
    for room in ROOMS
    for path in sorted((DOCS / room).glob("*.md"))
}
WAYS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((DOCS / "paths").glob("*.md"))
}

HEAD = re.compile(r"^# .+\n\n```\{before\} (?P<pages>[^\n]+)\n```\n", re.MULTILINE)
KEEP = re.compile(r"^## 실전 지침\n\n(?P<items>(?:- .+\n)+)(?P<after>(?:.*\n?)*)", re.MULTILINE)
STOPS = re.compile(r"```\{stops\}\n(.*?)```", re.DOTALL)

each_chapter = pytest.mark.parametrize("name", CHAPTERS)
each_way = pytest.mark.parametrize("name", ["first", "slow", "stuck"])


def before(name: str) -> list[str]:
    """장보다 먼저 읽을 페이지들입니다."""
    found = HEAD.search(CHAPTERS[name])
    return found["pages"].split() if found else []


def stops(name: str) -> list[str]:
    """길의 정거장들입니다."""
    (found,) = STOPS.findall(WAYS[name])
    return [line.partition(": ")[0] for line in found.splitlines()]


def test_there_are_chapters():
    """살필 장이 있습니다."""
    assert len(CHAPTERS) >= 45


@each_chapter
def test_chapter_says_what_to_know_before(name: str):
    """제목 바로 아래에, 먼저 읽을 페이지가 하나에서 셋까지 있습니다."""
    assert 1 <= len(before(name)) <= 3
    for page in before(name):
        assert (DOCS / f"{page}.md").is_file(), page


@each_chapter
def test_what_to_know_before_never_comes_back(name: str):
    """먼저 읽을 것을 거슬러 올라가면 첫 페이지에 닿고, 제자리로 돌아오지 않습니다."""
    waiting, seen = before(name), set()
    while waiting:
        page = waiting.pop()
        assert page != name
        if page not in seen:
            seen.add(page)
            waiting += before(page) if page in CHAPTERS else []
    assert "basics" in seen


@each_chapter
def test_chapter_ends_with_three_things_to_keep(name: str):
    """끝에는 남길 것이 꼭 셋 있고, 그다음에 다른 절이 오지 않습니다."""
    found = KEEP.findall(CHAPTERS[name])
    assert len(found) == 1
    items, after = found[0]
    assert len(items.splitlines()) == 3
    assert not re.search(r"^#", after, re.MULTILINE)


@each_way
def test_every_stop_is_a_page_read_once(name: str):
    """정거장은 모두 있는 페이지이고, 한 길에 두 번 나오지 않습니다."""
    found = stops(name)
    assert len(found) >= 8
    assert len(set(found)) == len(found)
    for page in found:
        assert (DOCS / f"{page}.md").is_file(), page


def test_way_of_the_beginner_asks_nothing_unread():
    """처음 배우는 길에서는, 먼저 알 것이 언제나 앞의 정거장에 있습니다."""
    read: set[str] = set()
    for page in stops("first"):
        assert set(before(page) if page in CHAPTERS else []) <= read, page
        read.add(page)
