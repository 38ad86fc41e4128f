"""gettext 말 묶음: 번역의 꼴과, 말 묶음이 앞에 서 있는 동안."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sphinx_korean import catalog

if TYPE_CHECKING:
    from pathlib import Path

DEADLINE_SECONDS = 120

PAGE = """\
첫 쪽
=====

.. versionadded:: 1.0

.. seealso:: 다른 쪽.
"""

# 한 프로세스에서 확장 없이, 확장을 켜고 두 번, 다시 확장 없이 짓습니다.
BUILDS = """\
import json, sys
from pathlib import Path
from sphinx.application import Sphinx

def app(name, extensions):
    out = Path(sys.argv[1], name)
    settings = {"language": "ko", "extensions": extensions}
    return Sphinx(sys.argv[1], None, out, out, "html", settings, status=None, freshenv=True)

seen = []
for name, extensions in (("a", []), ("b", ["sphinx_korean"]), ("c", [])):
    site = app(name, extensions)
    for _ in range(2 if extensions else 1):
        site.build(force_all=True)
        seen.append(Path(site.outdir, "index.html").read_text("utf-8"))
print(json.dumps(seen))
"""


@pytest.mark.parametrize("domain", catalog.DOMAINS)
def test_catalog_keeps_placeholders(domain: str) -> None:
    """번역마다 원문의 끼워 넣는 자리가 빠짐없이 있습니다."""
    placeholder = re.compile(r"%\(\w+\)s|%[sd]|\$\{\w+\}|<[^>]+>")
    for message in catalog.read(domain):
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else str(message.id)
        target = message.string[0] if isinstance(message.string, tuple) else str(message.string)
        assert target
        assert sorted(placeholder.findall(source)) == sorted(placeholder.findall(target))


def test_other_projects_in_the_process_are_left_alone(tmp_path: Path) -> None:
    """한 프로세스에서 이어 짓는, 이 확장을 켜지 않은 프로젝트의 말은 그대로입니다."""
    (tmp_path / "index.rst").write_text(PAGE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BUILDS, str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    before, korean, again, after = json.loads(done.stdout)
    for page in (korean, again):
        assert "함께 보기" in page
        assert "버전 1.0에 추가" in page
    assert after == before
