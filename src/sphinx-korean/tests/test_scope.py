"""파서의 규칙이 미치는 범위."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

BUILD_TWICE = """\
import sys
from sphinx.application import Sphinx

source, out, *builds = sys.argv[1:]
for number, extensions in enumerate(builds):
    place = f"{out}/{number}"
    settings = {"extensions": extensions.split(","), "html_theme": "alabaster"}
    Sphinx(source, None, place, place + "/doctrees", "html", settings, status=None).build()
"""
FILES = {
    "index.rst": "제목\n====\n\n**굵게**는 굵습니다.\n\n.. toctree::\n\n   page\n",
    "page.md": "# 쪽\n\n**전역 락(GIL)**은 하나입니다.\n",
}
OURS, PLAIN = "myst_parser,sphinx_korean", "myst_parser"


@pytest.mark.parametrize("builds", [(OURS, PLAIN), (PLAIN, OURS), (OURS, PLAIN, OURS)])
def test_rules_reach_only_projects_that_ask(tmp_path: Path, builds: tuple[str, ...]) -> None:
    """한 프로세스에서 이어 지어도, 이 확장을 켜지 않은 프로젝트의 글은 그대로입니다."""
    source = tmp_path / "source"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", BUILD_TWICE, str(source), str(tmp_path), *builds]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    for number, extensions in enumerate(builds):
        rest = (tmp_path / str(number) / "index.html").read_text(encoding="utf-8")
        myst = (tmp_path / str(number) / "page.html").read_text(encoding="utf-8")
        assert ("<strong>굵게</strong>는" in rest) == (extensions == OURS)
        assert ("<strong>전역 락(GIL)</strong>은" in myst) == (extensions == OURS)
        assert ('id="제목"' in rest) == (extensions == OURS)
