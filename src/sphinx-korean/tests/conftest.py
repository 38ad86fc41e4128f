"""한 번 쓰고 버리는 Sphinx 프로젝트를 짓는 도구."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import hypothesis
import pytest
from playwright.sync_api import sync_playwright

from .browser import launch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

# 바쁜 기계에서 느려졌다고 실패하지 않고, 폴더에 아무것도 남기지 않게 합니다.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")

BUILD_DEADLINE_SECONDS = 120

CONF = """\
project = "시험 문서"
author = "시험하는 사람"
copyright = "2026, 시험하는 사람"
language = "ko"
extensions = {extensions!r}
html_theme = {theme!r}
exclude_patterns = ["_build"]
"""


@dataclass(frozen=True)
class Site:
    """지은 사이트 하나."""

    srcdir: Path
    outdir: Path
    builder: str = "html"
    args: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)

    def read(self, page: str) -> str:
        """`page`(확장자는 없어도 됩니다)의 HTML을 돌려줍니다."""
        name = page if "." in page.rsplit("/", 1)[-1] else f"{page}.html"
        return (self.outdir / name).read_text(encoding="utf-8")

    def build(self) -> None:
        """갓 시작한 인터프리터에서 짓고, 경고를 한 줄에 하나씩 `warnings`에 담습니다.

        프로세스를 나누는 까닭: 번역 목록, docutils의 역할과 지시문, 덧씌운 파서는
        한 프로세스 안의 다음 빌드로 새어 나갑니다.
        """
        log = self.outdir.with_name("warnings.txt")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", self.builder]
        command += ["-d", str(self.outdir.with_name("doctrees")), "-w", str(log), *self.args]
        done = subprocess.run(
            [*command, str(self.srcdir), str(self.outdir)],
            # CI=true이면 Sphinx는 파일에 적는 경고에도 색을 칠합니다.
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=BUILD_DEADLINE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        self.warnings[:] = [line for line in lines if line.strip()]


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """작은 프로젝트를 지어 `Site`를 돌려주는 함수. 경고가 하나라도 나면 실패합니다.

    `files`는 원본 경로와 내용이고, `index`가 없으면 나머지를 모두 엮은 목차를 만들어 넣습니다.
    `conf`는 conf.py 끝에 덧붙입니다. 경고를 살펴보는 시험은 `allow_warnings=True`를 줍니다.
    """

    def build(
        files: Mapping[str, str],
        *,
        conf: str = "",
        extensions: Sequence[str] = ("myst_parser", "sphinx_korean"),
        theme: str = "pydata_sphinx_theme",
        builder: str = "html",
        args: Sequence[str] = (),
        allow_warnings: bool = False,
    ) -> Site:
        root = tmp_path_factory.mktemp("site")
        sources = dict(files)
        if not {"index.md", "index.rst"} & sources.keys():
            sources["index.rst"] = "첫 쪽\n=========\n\n.. toctree::\n   :glob:\n\n   *\n"
        sources["conf.py"] = CONF.format(extensions=list(extensions), theme=theme) + conf
        for name, text in sources.items():
            path = root / "source" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        site = Site(root / "source", root / "out", builder, tuple(args))
        site.build()
        assert allow_warnings or not site.warnings, "\n".join(site.warnings)
        return site

    return build


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """창 없이 띄운 브라우저.

    모듈이 끝나면 닫습니다. 열려 있는 동안에는 이 스레드에 이벤트 루프가 돌고 있습니다.
    """
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()
