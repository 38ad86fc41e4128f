"""검색의 품질을 잽니다. 지은 사이트를 브라우저로 열어, 독자가 쓰는 바로 그 코드로 찾습니다.

어느 사이트에나 쓸 수 있습니다. 찾는 말과 쪽의 짝을 적은 표(`search_queries.tsv`)만 있으면 됩니다.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_korean.search import CompressedIndex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

TOP = 3

# Sphinx의 찾기와 우리의 찾기가 모두 지나는 두 함수입니다. 좋은 것이 맨 뒤에 놓입니다.
ASK = """queries => queries.map(query => {
  const start = performance.now();
  const found = Search._performSearch(...Search._parseQuery(query));
  const milliseconds = performance.now() - start;
  return [[...new Set(found.map(result => result[0]).reverse())], milliseconds];
})"""
READ = """html => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("[role=main] article") ?? page.querySelector("[role=main]");
  main.querySelectorAll(".headerlink, script, style, nav").forEach(one => one.remove());
  return main.textContent;
}"""


@dataclass(frozen=True)
class Pair:
    """찾는 말 하나와, 처음 셋 안에 나와야 할 쪽, 맞는 쪽이라면 본문에 있어야 할 것."""

    kind: str
    query: str
    intended: frozenset[str]
    mentions: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Answer:
    """찾은 쪽(좋은 것부터)과, 본문을 보고 정한 맞는 쪽."""

    pair: Pair
    found: tuple[str, ...]
    relevant: frozenset[str]
    milliseconds: float

    @property
    def recall(self) -> float:
        """맞는 쪽 가운데 찾은 쪽의 비율."""
        return len(self.relevant & set(self.found)) / len(self.relevant) if self.relevant else 1.0

    @property
    def precision(self) -> float:
        """찾은 쪽 가운데 맞는 쪽의 비율. 아무것도 찾지 못했으면 0입니다."""
        return len(self.relevant & set(self.found)) / len(self.found) if self.found else 0.0

    @property
    def in_top(self) -> bool:
        """바라는 쪽이 처음 셋 안에 있는지."""
        return not self.pair.intended.isdisjoint(self.found[:TOP])


@dataclass(frozen=True)
class Quality:
    """답 모음과 그 평균."""

    answers: tuple[Answer, ...]

    @property
    def recall(self) -> float:
        """재현율의 평균."""
        return statistics.fmean(answer.recall for answer in self.answers)

    @property
    def precision(self) -> float:
        """정밀도의 평균."""
        return statistics.fmean(answer.precision for answer in self.answers)

    @property
    def top(self) -> float:
        """바라는 쪽이 처음 셋 안에 든 질의의 비율."""
        return statistics.fmean(answer.in_top for answer in self.answers)

    def __str__(self) -> str:
        """평균과, 어긋난 답을 한 줄에 하나씩 적은 것."""
        lines = [f"재현율 {self.recall:.3f} 정밀도 {self.precision:.3f} 처음 셋 {self.top:.3f}"]
        for answer in self.answers:
            if min(answer.recall, answer.precision, answer.in_top) < 1:
                missed = sorted(answer.relevant - set(answer.found))
                extra = sorted(set(answer.found) - answer.relevant)
                first = answer.found[:TOP]
                lines.append(f"{answer.pair.query}: 놓침 {missed}, 군더더기 {extra}, 처음 {first}")
        return "\n".join(lines)


def read_pairs(path: Path) -> list[Pair]:
    """탭으로 나눈 표를 읽습니다: 갈래, 찾는 말, 바라는 쪽(쉼표는 또는), 본문(정규식, ' & '는 모두)."""
    rows = path.read_text(encoding="utf-8").splitlines()
    pairs = []
    for row in rows:
        if row.startswith("#"):
            continue
        kind, query, intended, mentions = row.split("\t")
        patterns = tuple(re.compile(each, re.IGNORECASE) for each in mentions.split(" & "))
        pairs.append(Pair(kind, query, frozenset(intended.split(",")), patterns))
    return pairs


def evaluate(browser: Browser, outdir: Path, pairs: Sequence[Pair]) -> Quality:
    """`outdir`에 지은 사이트에서 `pairs`를 찾아, 얼마나 잘 찾았는지 돌려줍니다."""
    page = browser.new_page()
    try:
        open_search(page, outdir)
        texts = page_texts(page, outdir)
        asked = page.evaluate(ASK, [pair.query for pair in pairs])
    finally:
        page.close()
    return Quality(
        tuple(
            Answer(pair, tuple(found), _relevant(pair, texts), milliseconds)
            for pair, (found, milliseconds) in zip(pairs, asked, strict=True)
        )
    )


def open_search(page: Page, outdir: Path) -> None:
    """검색 쪽을 폴더에서 바로 열고 색인을 기다립니다."""
    page.goto((outdir / "search.html").as_uri())
    page.wait_for_function("Search.hasIndex()")


def read_index(outdir: Path) -> dict[str, Any]:
    """searchindex.js의 내용."""
    with (outdir / "searchindex.js").open(encoding="utf-8") as file:
        index: dict[str, Any] = CompressedIndex().load(file)
    return index


def page_texts(page: Page, outdir: Path) -> dict[str, str]:
    """쪽마다 독자가 읽는 글. 빈칸은 하나로 모읍니다."""
    texts = {}
    for name in read_index(outdir)["docnames"]:
        text = page.evaluate(READ, (outdir / f"{name}.html").read_text(encoding="utf-8"))
        texts[name] = unicodedata.normalize("NFC", " ".join(text.split()))
    return texts


def _relevant(pair: Pair, texts: dict[str, str]) -> frozenset[str]:
    return frozenset(
        name
        for name, text in texts.items()
        if all(pattern.search(text) for pattern in pair.mentions)
    )
