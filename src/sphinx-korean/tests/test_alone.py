"""이 확장 하나만 켠 새 프로젝트."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_korean.checks import leftover_english, stray_markup

from .search_evaluation import read_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

PAGE = """\
프로세스와 스레드
==================================================================

**전역 락**\\ 은 ``join()``을 기다리지 않습니다.
"""


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "classic"])
def test_one_line_of_settings_is_enough(build_site: Callable[..., Site], theme: str):
    """MyST 없이 `extensions = ["sphinx_korean"]`만 적어도, 세 테마에서 검색, 표시, 앵커, 글이 한국어가 됩니다."""
    page = PAGE.replace("\\ ", "")
    site = build_site({"process.rst": page}, theme=theme, extensions=("sphinx_korean",))
    html = site.read("process")
    assert not leftover_english(html)
    assert not stray_markup(html)
    assert "<strong>전역 락</strong>은" in html
    assert 'id="프로세스와-스레드"' in html
    assert "스레드" in read_index(site.outdir)["terms"]
    assert "KOREAN_ENDINGS" in (site.outdir / "_static/language_data.js").read_text("utf-8")
