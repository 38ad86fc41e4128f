"""용어집: 표의 용어가 펼쳐지고, 다른 이름이 검색에 건네집니다."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

INDEX = """\
**워커**(worker)가 일합니다.

```{toctree}
glossary
```
"""

TABLE = """\
[[term]]
word = "워커"
english = "worker"
also = ["작업자", "일꾼"]
says = "일합니다. 또 일합니다."
page = "index"
anchors = ["term-작업자worker"]

[[term]]
word = "데드락"
english = "deadlock"
says = "멈춥니다. 모두 멈춥니다."
page = "index"
"""


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory, mini_book_at: Callable):
    """표와 용어집이 든 작은 책을 빌드합니다."""
    book = mini_book_at(tmp_path_factory.mktemp("glossary"), {"plot_x": None}, index=INDEX)
    book.write("docs/glossary.toml", TABLE)
    book.write("docs/glossary.md", "# 용어\n\n```{terms}\n```\n")
    return book.build("-n", "-W", "--keep-going")


def test_terms_are_laid_out_in_order(built):
    """용어는 가나다순이고, 두 문장과 다른 이름과 설명하는 페이지로 가는 링크가 있습니다."""
    assert built.code == 0, built.output
    page = BeautifulSoup(built.page("glossary"), "html.parser")
    terms = [term.get_text().removesuffix("#").strip() for term in page.select("dl.glossary dt")]
    assert terms == ["데드락(deadlock)", "워커(worker)"]
    worker = page.select("dl.glossary dd")[1]
    assert "일합니다. 또 일합니다." in worker.get_text()
    assert "다른 이름: 작업자, 일꾼." in worker.get_text()
    assert worker.select_one("a[href]")["href"].startswith("index.html")


def test_a_chapter_leads_to_the_term(built):
    """장에서 처음 나온 용어는 용어집의 그 자리로 갑니다."""
    page = BeautifulSoup(built.page("index"), "html.parser")
    assert page.select_one("a.parabook-term")["href"].startswith("glossary.html#")


def test_old_anchors_still_lead_to_the_term(built):
    """말이 바뀌기 전의 앵커로 온 링크는 바뀐 말의 설명에 닿습니다."""
    page = BeautifulSoup(built.page("glossary"), "html.parser")
    assert "또 일합니다." in page.find(id="term-작업자worker").find_parent("dd").get_text()


def test_other_names_are_given_to_the_search(built):
    """다른 이름은 검색에서 같은 말로 보는 무리가 됩니다."""
    listed = (built.folder / "docs/_build/html/.doctrees/synonyms.txt").read_text("utf-8")
    assert listed == "워커, 작업자, 일꾼\n"


def test_a_wrong_table_fails_the_build_in_korean(built):
    """칸이 모자란 표는 어느 말인지 적은 한국어 문장으로 빌드를 멈춥니다."""
    built.book.write("docs/glossary.toml", TABLE.replace('page = "index"\n', "", 1))
    failed = built.book.build()
    assert failed.code != 0
    assert "glossary.toml: '워커'의 칸이 모자라거나 남습니다." in failed.output
