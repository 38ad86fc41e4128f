"""독자의 말로 찾기: 공개된 질문에서 모은 낱말과 증상과 오류가, 답이 든 절로 처음 세 결과 안에 이어져야 합니다."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

LISTED = Path(__file__).with_name("search_queries.tsv")
TOP = 3
ENOUGH = 0.95
# 독자가 보는 결과 그대로입니다. 글에서 찾은 것은 글이 온 다음의 절입니다.
ASK = """async queries => {
  const answers = [];
  for (const query of queries) {
    const found = KoreanSearch.search(query, Search._index);
    const {results} = await KoreanSearch.refine(found, KoreanSearchResults.read);
    answers.push(results.map(({docname, anchor}) => [docname, decodeURIComponent(anchor)]));
  }
  return answers;
}"""


class Asked(NamedTuple):
    """찾는 말 하나와 갈 곳들. 갈 곳은 `페이지`나 `페이지#앵커의 정규식`입니다."""

    kind: str
    places: tuple[str, ...]
    query: str

    def leads(self, page: str, anchor: str) -> bool:
        """결과 하나가 갈 곳인지."""
        for place in self.places:
            name, _, pattern = place.partition("#")
            if name == page and re.search(pattern, anchor):
                return True
        return False


def read_asked() -> list[Asked]:
    """표에 적힌 것."""
    lines = LISTED.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Asked(kind, tuple(to.split(",")), text.replace("\\n", "\n")) for kind, to, text in rows]


ASKED = read_asked()


@pytest.fixture(scope="module")
def answers(browser, book) -> list[list[list[str]]]:  # type: ignore[no-untyped-def]
    """찾는 말마다 나온 결과들. 한 창에서 모두 묻습니다."""
    page: Page = browser.new_page()
    try:
        page.goto((book.html / "search.html").as_uri())
        page.wait_for_function("Search.hasIndex()")
        return page.evaluate(ASK, [each.query for each in ASKED])  # type: ignore[no-any-return]
    finally:
        page.close()


@pytest.mark.parametrize(("kind", "least"), [("낱말", 60), ("증상", 40), ("오류", 40)])
def test_answers_are_among_the_first_three(answers: list[list[list[str]]], kind: str, least: int):
    """갈래마다 백에 아흔다섯 넘게, 답이 든 절이 처음 세 결과 안에 있습니다."""
    pairs = [(each, found) for each, found in zip(ASKED, answers, strict=True) if each.kind == kind]
    missed = [
        (each.query, found[:TOP])
        for each, found in pairs
        if not any(each.leads(page, anchor) for page, anchor in found[:TOP])
    ]
    print(*missed, sep="\n")
    assert len(pairs) >= least
    assert len(missed) <= len(pairs) * (1 - ENOUGH)


def test_places_in_the_list_exist(book):  # type: ignore[no-untyped-def]
    """표의 갈 곳은 모두 있는 페이지입니다. 옮긴 페이지를 모르고 지나치지 않게 합니다."""
    names = {path.removesuffix(".html") for path in book.pages}
    wanted = {place.partition("#")[0] for each in ASKED for place in each.places}
    assert wanted <= names
