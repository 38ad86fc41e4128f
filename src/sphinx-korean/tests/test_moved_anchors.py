"""사라진 앵커의 목록."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_korean.moved_anchors import main

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from conftest import Site

PAGE = """\
# 책의 첫 장

## GIL이란

## 설명

## 가운데

### 설명

## `join()`과 락
"""


def test_numbered_anchors_are_paired_with_their_new_names(
    build_site: Callable[..., Site], capsys: pytest.CaptureFixture[str]
) -> None:
    """번호뿐이던 앵커마다 그 제목의 새 앵커가 나오고, 남은 로마자 앵커는 나오지 않습니다."""
    old, new = (
        build_site({"index.md": PAGE}, theme="alabaster", extensions=extensions)
        for extensions in (("myst_parser",), ("myst_parser", "sphinx_korean"))
    )
    main([str(old.outdir), str(new.outdir)])
    assert capsys.readouterr().out.splitlines() == [
        "index.html#id1 → index.html#책의-첫-장",
        "index.html#id2 → index.html#설명",
        "index.html#id3 → index.html#가운데",
        "index.html#id4 → index.html#가운데-설명",
    ]
