"""색인의 머리글자."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_korean.genindex import regrouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Site

PAGE = """\
색인이 있는 쪽
==================

.. index:: 가방, 까치, ㄱ, 나비, ㄴ 받침, 힘, Apple, ㅎ, ㅏ, _private

글입니다.
"""


@pytest.mark.parametrize("split", [False, True])
def test_genindex_headings_are_lone_jamo(build_site: Callable[..., Site], *, split: bool) -> None:
    """`가방`과 `ㄱ`이 한 `ㄱ` 아래에 있고, 머리글자가 자모의 차례로 섭니다."""
    conf = f"html_split_index = {split}\n"
    site = build_site({"page.rst": PAGE}, conf=conf, theme="alabaster")
    html = site.read("genindex-all" if split else "genindex")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == ["_", "A", "ㄱ", "ㄲ", "ㄴ", "ㅎ", "ㅏ"]
    words = re.findall(r'<a href="page\.html#index-0">(.*?)</a>', html)
    assert words == ["_private", "Apple", "ㄱ", "가방", "까치", "ㄴ 받침", "나비", "ㅎ", "힘", "ㅏ"]
    assert not re.search(r"[\u1100-\u11ff]", html)
    if split:
        assert "가방" in site.read("genindex-ㄱ")


def test_index_without_hangul_is_left_alone() -> None:
    """한글이 없는 색인은 차례까지 그대로입니다."""
    groups = [("기호", [1]), ("_", [2]), ("A", [3]), ("Ω", [4])]
    assert regrouped(groups) == groups
