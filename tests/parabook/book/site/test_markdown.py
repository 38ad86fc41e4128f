"""페이지의 Markdown과 그 목차: 값이 채워져 있고, 링크가 이어지고, 페이지와 함께 생기고 사라집니다."""

import re

import pytest
from bs4 import BeautifulSoup

from parabook.book.site import markdown

BASE = "https://book.example/ko/"

CHAPTER = """\
이 책은 `slow`와 다른 방법을 비교합니다. 둘째 문장입니다.

```{toctree}
:hidden:
topic/index
alone
```

이 값은 {measured}`plot_x.time(other)`입니다.

```{claim} plot_x.cores() >= 1
코어가 하나는 있습니다.
```

| 방법 | 뜻 |
| --- | --- |
| [외톨이](alone.md) | `_밑줄_`과 * 별 |

```python
first = 1


second = 2
```
"""
PAGES = {
    "docs/topic/index.md": "# 묶음\n\n묶음의 소개입니다.\n\n```{toctree}\ninside\n```\n",
    "docs/topic/inside.md": "# 속쪽\n\n[첫 쪽](../index.md)과 [바깥](https://example.org/a).\n",
    "docs/alone.md": "# 외톨이\n\n외톨이의 소개입니다.\n",
}


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at):
    """페이지가 다섯인, 아직 빌드하지 않은 책입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("plain"), {"plot_x": None}, CHAPTER)
    for name, text in PAGES.items():
        book.write(name, text)
    return book


@pytest.fixture(scope="module", name="site")
def _site(book):
    """빌드한 책의 폴더와 페이지들의 Markdown입니다."""
    built = book.build()
    assert built.code == 0, built.output
    html = book.folder / "docs/_build/html"
    return html, {
        path.relative_to(html).as_posix(): path.read_text("utf-8")
        for path in html.rglob("*.html.md")
    }


def test_every_page_has_its_markdown_beside_it_and_says_so(site):
    """페이지마다 곁에 Markdown이 있고, 페이지의 머리가 그것을 가리킵니다."""
    html, written = site
    assert {"index.html.md", "topic/inside.html.md", "auto_examples/topic/plot_x.html.md"} <= {
        *written
    }
    for name in written:
        page = BeautifulSoup((html / name.removesuffix(".md")).read_text("utf-8"), "html.parser")
        [link] = page.select('link[rel="alternate"][type="text/markdown"]')
        assert (html / name).parent / link["href"] == html / name


def test_numbers_and_verdicts_are_filled_in(site):
    """잰 값과 판정과 근거가 글로 들어 있고, 역할과 지시자와 단추가 남지 않습니다."""
    words = site[1]["index.html.md"]
    assert re.search(
        r"이 값은 \[\d[^\]]*(?:초|s)\]\(auto_examples/topic/plot_x\.html\.md\)(?: \(불안정\))?입니다",
        words,
    )
    assert re.search(
        r"코어가 하나는 있습니다\. \(확인됨 ✓: [^)]*코어 \d+개 · 주장: 1개 이상\)", words
    )
    for left in ("{measured}", "{claim}", "근거 보기", "<", "이 문장의 주소"):
        assert left not in words


def test_code_and_tables_keep_their_shape(site):
    """코드는 언어와 빈 줄까지, 표는 칸까지 그대로입니다."""
    words = site[1]["index.html.md"]
    assert "```python\nfirst = 1\n\n\nsecond = 2\n```" in words
    assert "| 방법 | 뜻 |\n| --- | --- |\n" in words
    assert "| `_밑줄_`과 * 별 |" in words


def test_links_lead_to_files_that_exist(site):
    """Markdown에서 Markdown으로 이어지고, 바깥의 주소는 그대로입니다."""
    html, written = site
    assert "[외톨이](alone.html.md)" in written["index.html.md"]
    assert "[첫 쪽](../index.html.md)" in written["topic/inside.html.md"]
    assert "[바깥](https://example.org/a)" in written["topic/inside.html.md"]
    checked = 0
    for name, words in written.items():
        for address in re.findall(r"\]\(([^)\s]+)\)", words):
            if not address.startswith("http"):
                target = (html / name).parent / address.partition("#")[0]
                assert target.is_file(), f"{name}: {address}"
                checked += 1
    assert checked


def test_index_lists_pages_with_their_first_sentences(site):
    """`llms.txt`에는 책의 이름과 소개, 묶음마다 페이지의 제목과 Markdown의 주소와 소개가 있습니다."""
    lines = (site[0] / "llms.txt").read_text("utf-8").splitlines()
    assert lines[0] == "# 작은 책"
    assert lines[2] == "> 이 책은 slow와 다른 방법을 비교합니다. 둘째 문장입니다."
    assert lines.index("## 묶음") < lines.index("- [묶음](topic/index.html.md): 묶음의 소개입니다.")
    assert any(line.startswith("- [속쪽](topic/inside.html.md)") for line in lines)
    assert "- [외톨이](alone.html.md): 외톨이의 소개입니다." in lines
    assert any("](auto_examples/index.html.md)" in line for line in lines)


def test_whole_text_is_in_reading_order_with_links_from_the_top(site):
    """`llms-full.txt`는 장들을 읽는 순서로 잇고, 링크는 사이트의 맨 위에서 본 주소입니다."""
    words = (site[0] / "llms-full.txt").read_text("utf-8")
    assert words.index("# 작은 책") < words.index("# 묶음") < words.index("# 속쪽")
    assert "[첫 쪽](index.html.md)" in words
    assert "# 실험 plot_x" not in words


def test_too_long_a_whole_is_not_written(monkeypatch):
    """모두 이은 글이 한 번에 읽을 수 없을 만큼 길면 두지 않습니다. 길이는 바이트로 셉니다."""
    monkeypatch.setattr(markdown, "LARGEST_FULL", 8)
    assert markdown.joined(["가나", "다"]) is None
    assert markdown.joined(["가", "나"]) == "가\n\n나"


def test_markdown_goes_away_with_its_page(book, site):
    """페이지를 지우고 다시 빌드하면 그 Markdown도 없고, 주소를 정하면 목차의 주소가 온전합니다."""
    html, _ = site
    chapter = CHAPTER.replace("\nalone", "").replace("[외톨이](alone.md)", "없음")
    book.write("docs/index.md", f"# 작은 책\n\n{chapter}")
    (book.folder / "docs/alone.md").unlink()
    again = book.build("-D", f"html_baseurl={BASE}")
    assert again.code == 0, again.output
    assert not (html / "alone.html.md").exists()
    assert (html / "index.html.md").is_file()
    assert f"- [속쪽]({BASE}topic/inside.html.md)" in (html / "llms.txt").read_text("utf-8")
