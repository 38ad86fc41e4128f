"""한국어 Sphinx 사이트를 위한 확장.

할 일마다 모듈이 하나씩 있고, 이 파일은 차례일 뿐입니다.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

MODULES = ("strings", "markup", "anchors", "search", "genindex")


def setup(app: Sphinx) -> dict[str, Any]:
    """`MODULES`를 차례로 불러 등록합니다."""
    for name in MODULES:
        import_module(f"sphinx_korean.{name}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
