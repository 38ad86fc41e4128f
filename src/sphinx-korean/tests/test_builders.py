"""HTML 사이트가 아닌 것을 짓는 빌더."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

FILES = {"index.rst": "첫 쪽\n=====\n\n``join()``을 기다립니다.\n"}
EXTENSIONS = ("sphinx_korean",)


@pytest.mark.parametrize(
    ("builder", "theme"),
    [("singlehtml", "alabaster"), ("singlehtml", "pydata_sphinx_theme"), ("json", "alabaster")],
)
def test_search_is_left_out_where_it_cannot_work(
    build_site: Callable[..., Site], builder: str, theme: str
) -> None:
    """브라우저가 읽을 색인이 없는 빌더에는 검색 칸의 코드도, 맥락의 글도 싣지 않습니다."""
    site = build_site(FILES, theme=theme, extensions=EXTENSIONS, builder=builder)
    made = {path.relative_to(site.outdir).as_posix() for path in site.outdir.rglob("*")}
    assert made
    assert not {name for name in made if "korean-search" in name or "searchtext" in name}
    pages = [path for path in site.outdir.rglob("index.*") if path.suffix in {".fjson", ".html"}]
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not [part for part in ("korean-search", "searchindex.js") if part in text]
