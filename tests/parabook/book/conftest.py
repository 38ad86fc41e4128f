"""작은 책을 임시 폴더에 실제로 빌드하는 자리."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

TEMPLATES = str(Path(__file__).parents[3] / "docs" / "_templates")

CONF = f"""\
project = "작은 책"
language = "ko"
extensions = ["myst_parser", "sphinx_korean", "parabook.book"]
exclude_patterns = ["_build"]
html_theme = "pydata_sphinx_theme"
templates_path = [{TEMPLATES!r}]
parabook_slims = False
sphinx_gallery_conf = {{"examples_dirs": ["../examples"], "gallery_dirs": ["auto_examples"]}}
"""

EXAMPLE = '''\
"""
{title}
==================================================================

작은 실험입니다.
"""

import os
import signal
import time

FIRST, SECOND = 300, 600


def slow():
    """느린 방법"""
    return sum(range(SECOND)) * 0 + 7


{body}


if __name__ == "__main__":
    from parabook import compare, draw

    result = compare(slow, other, deadline_seconds=3)
    print(result)
    draw(result)
'''

GOOD = 'def other():\n    """다른 방법"""\n    return sum(range(FIRST)) * 0 + 7'

BUILD_DEADLINE_SECONDS = 300


@dataclass(frozen=True)
class Built:
    """빌드한 결과."""

    book: "MiniBook"
    code: int
    output: str

    @property
    def folder(self) -> Path:
        """책이 있는 폴더입니다."""
        return self.book.folder

    def page(self, name: str) -> str:
        """페이지 하나의 HTML입니다."""
        return (self.folder / "docs/_build/html" / f"{name}.html").read_text(encoding="utf-8")

    def record(self, name: str) -> Path:
        """기록 파일의 자리입니다."""
        return self.folder / "docs/_build/records" / f"{name}.json"


@dataclass(frozen=True)
class MiniBook:
    """고쳐 가며 다시 빌드할 수 있는 작은 책."""

    folder: Path
    budget: str = "once"
    """한 번만 재면 구간이 없습니다. 비나 판정을 보는 시험은 `quick`으로 합니다."""

    def write(self, name: str, text: str) -> None:
        """파일 하나를 씁니다. 폴더는 알아서 만듭니다."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def good(self) -> str:
        """탈이 없는 `other`의 코드입니다."""
        return GOOD

    def example(self, name: str, body: str | None = None, title: str = "") -> None:
        """`other`라는 방법을 `slow`와 비교하는 예제를 씁니다. 코드를 주지 않으면 탈이 없는 것입니다."""
        text = EXAMPLE.format(title=title or f"실험 {name}", body=body or GOOD)
        self.write(f"examples/topic/{name}.py", text)

    def build(self, *options: str, **environment: str) -> Built:
        """책을 새 프로세스에서 빌드합니다."""
        with self.started(*options, **environment) as process:
            output, log = process.communicate(timeout=BUILD_DEADLINE_SECONDS)
        return Built(self, process.returncode, output + log)

    def started(self, *options: str, **environment: str) -> "subprocess.Popen[str]":
        """책을 빌드하기 시작한 새 프로세스를 돌려줍니다."""
        return subprocess.Popen(
            [sys.executable, "-m", "sphinx", "-b", "html", "-q", *options, "docs",
             "docs/_build/html"],
            cwd=self.folder,
            env={**os.environ, "PARABOOK_BUDGET": self.budget, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip


def make_book(folder: Path, examples: Mapping[str, str | None], index: str = "") -> MiniBook:
    """예제의 이름과 `other`의 코드로 책 한 권을 차립니다."""
    book = MiniBook(folder)
    book.write("docs/conf.py", CONF)
    chapters = index or "본문입니다."
    toctree = "```{toctree}\nauto_examples/index\n```\n"
    book.write("docs/index.md", f"# 작은 책\n\n{chapters}\n\n{toctree}")
    rule = "=" * 66
    book.write("examples/GALLERY_HEADER.rst", f"실험실\n{rule}\n")
    book.write("examples/topic/GALLERY_HEADER.rst", f"주제\n{'-' * 66}\n")
    for name, body in examples.items():
        book.example(name, body)
    return book


@pytest.fixture(scope="session", name="mini_book_at")
def _mini_book_at() -> Callable[..., MiniBook]:
    """폴더와 예제들을 받아 작은 책을 차려 주는 함수입니다."""
    return make_book
