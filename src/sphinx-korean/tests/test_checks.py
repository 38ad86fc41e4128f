"""지은 페이지를 살펴보는 함수들."""

from __future__ import annotations

import re

import pytest

from sphinx_korean.checks import leftover_english
from sphinx_korean.checks.english import ENGLISH_STRINGS


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Skip to main content</p>", ["Skip to main content"]),
        ("<p>여기 Total running time of the script: 1</p>", ["Total running time of the script"]),
        ('<a title="Previous document">이전</a>', ["Previous document"]),
        ('<button aria-label="Toggle menu">☰</button>', ["Toggle menu"]),
        ('<input placeholder="Search">', ["Search"]),
        ('<img alt="Some chart">', ["Some chart"]),
        ('<input type="submit" value="Go">', ["Go"]),
        ("<button>Copy</button>", ["Copy"]),
        (
            '<code class="download"><span>Download</span> <span>zipped:</span></code>',
            ["Download zipped"],
        ),
    ],
)
def test_checker_finds_english(html: str, expected: list[str]) -> None:
    """보이는 글과 소리 내어 읽히는 속성에서 영어를 찾습니다."""
    assert leftover_english(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<code>Skip to main content</code>",
        "<pre>Search <span>Back to top</span></pre>",
        "<kbd>Home</kbd>",
        "<samp>Warning</samp>",
        "<script>'Back to top'</script>",
        '<a title="GitHub">깃허브</a>',
        '<a title="threading.Lock">락</a>',
        '<a title="asyncio.run()">실행</a>',
        '<a title="plot_first.py">예제</a>',
        "<p>이 절에서는 Search 단추를 봅니다.</p>",
        '<a title="Python 문서">문서</a>',
        '<span class="sig-name sig">class Search</span>',
        "<br><p>글</p>",
    ],
)
def test_checker_ignores_code_and_names(html: str) -> None:
    """코드, 키 이름, 식별자, 허락한 이름, 한국어 글 속의 낱말은 남은 영어가 아닙니다."""
    assert leftover_english(html) == []


def test_checker_takes_more_names() -> None:
    """프로젝트가 자기 이름을 더할 수 있습니다."""
    html = '<a title="Free Threading Guide">안내서</a>'
    assert leftover_english(html) == ["Free Threading Guide"]
    assert leftover_english(html, names={"Free Threading Guide"}) == []


def test_every_listed_string_is_english() -> None:
    """목록에 한글이나 끼워 넣는 자리가 섞여 있지 않습니다."""
    assert not [text for text in ENGLISH_STRINGS if re.search(r"[가-힣%]", text)]
