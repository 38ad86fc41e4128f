"""검색 결과의 맥락으로 보일 글."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest
from docutils.core import publish_doctree

from sphinx_korean.search.contexts import FOLDER, pieces, read

from .search_reader import RESULTS, Reader, corpus, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

__all__ = ["reader"]  # 픽스처는 이름으로 찾으므로, 불러오기만 하면 됩니다.
PAGE = """\
쪽 제목
=======

앞글의 **전역 락**\\ 입니다.

.. raw:: html

   <b>숨긴 글</b>

절
--

- 하나
- 둘

.. 주석

아래 절
~~~~~~~

::

    pool.map(일하기)
"""


TREE = "\n```{toctree}\nthreading/gil\n```\n"


def test_text_is_split_by_section_and_read_as_shown():
    """글은 절마다 나뉘고, 표시와 숨긴 것 없이 읽는 그대로입니다. 쪽의 제목은 뺍니다."""
    found = pieces(publish_doctree(PAGE, settings_overrides={"doctitle_xform": False}))
    assert [(depth, text) for _, depth, text in found] == [
        (1, "앞글의 전역 락입니다."),
        (2, "절 하나 둘"),
        (3, "아래 절 pool.map(일하기)"),
    ]
    assert all(ids for ids, _, _ in found)


def test_every_page_has_its_text(build_site: Callable[..., Site]):
    """쪽마다 글을 담은 파일이 있고, 풀어 쓴 한글도 모아서 담습니다."""
    page = unicodedata.normalize("NFD", "# 제목\n\n스레드를 기다립니다.\n")
    site = build_site({"index.md": page + TREE, "threading/gil.md": "# 락\n\n락입니다.\n"})
    for name, text in (("index", "스레드를 기다립니다."), ("threading/gil", "락입니다.")):
        assert read(site.read(f"{FOLDER}/{name}.js"))[0][2] == text


def test_summaries_may_be_turned_off(build_site: Callable[..., Site]):
    """맥락을 보이지 않기로 한 사이트에는 글을 따로 두지 않습니다."""
    site = build_site({"index.md": "# 제목\n"}, conf="html_show_search_summary = False\n")
    assert not (site.outdir / FOLDER).exists()


@pytest.mark.parametrize("http", [False, True], ids=["file", "http"])
def test_context_is_shown_wherever_the_site_is_opened(
    build_site: Callable[..., Site], reader: Callable[..., Reader], *, http: bool
):
    """폴더에서 바로 연 사이트에서도 맥락이 보입니다. 주소에 쓰지 못하는 글자가 쪽의 이름에 있어도 같습니다."""
    pages = {"c# 100%/락 둘.md": "# 락\n\n락을 잡습니다.\n", "index.md": "# 첫 쪽\n"}
    pages["index.md"] += "\n```{toctree}\n:hidden:\n:glob:\n*/*\n```\n"
    visit = reader(build_site(pages, theme="alabaster"), http=http)
    visit.go("search.html?q=락을")
    context = visit.page.locator(f"{RESULTS} p.context").first
    context.wait_for()
    assert context.inner_text() == "락을 잡습니다."
    assert not visit.complaints


def test_texts_are_lighter_than_what_readers_see(build_site: Callable[..., Site]):
    """맥락의 파일은 눌러 담아, 담긴 글보다 훨씬 가볍습니다."""
    long = "\n\n".join(text.split("\n", 2)[2] for text in corpus().values())
    site = build_site({"index.md": f"# 긴 쪽\n\n{long}"}, theme="alabaster", allow_warnings=True)
    packed = site.read(f"{FOLDER}/index.js")
    plain = json.dumps(read(packed), ensure_ascii=False, separators=(",", ":"))
    assert len(packed) < len(plain.encode()) * 0.6
