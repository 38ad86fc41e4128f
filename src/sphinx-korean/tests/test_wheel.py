"""휠 하나만 설치한 파이썬으로 사이트를 짓고, 그 사이트에서 찾아 봅니다."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

import sphinx_korean

from .search_evaluation import open_search

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parents[1]
DEADLINE_SECONDS = 120
CONF = 'project = "시험"\nlanguage = "ko"\nextensions = ["sphinx_korean"]\n'
PAGE = "첫 쪽\n=====\n\n**전역 락**은 ``join()``을 기다리지 않습니다.\n"


def run(*command: str | Path) -> str:
    """명령 하나를 돌려, 내놓은 글을 돌려줍니다."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def needed_by(found: Distribution) -> dict[str, Distribution]:
    """배포판이 데려오는 것들. 저 자신은 빠집니다."""
    needed: dict[str, Distribution] = {}
    waiting = [found]
    while waiting:
        for text in waiting.pop().requires or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                brought = distribution(wanted.name)
                if brought.name not in needed:
                    needed[brought.name] = brought
                    waiting.append(brought)
    return needed


def entries(found: Distribution) -> set[Path]:
    """배포판이 site-packages에 놓은 파일과 폴더. 여럿이 나누어 쓰는 이름 공간은 한 겹 들어갑니다."""
    files = (Path(file).parts for file in found.files or ())
    return {
        Path(*parts[: 2 if parts[0] == "sphinxcontrib" else 1])
        for parts in files
        if parts[0] not in {"..", "__pycache__"}
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """지은 휠."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """휠과, 휠이 기대는 것만 있는 파이썬.

    기대는 것은 네트워크에서 받는 대신 시험의 환경에서 빌립니다. 모자라면 pip이 설치하지 않습니다.
    """
    folder = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", folder)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    for borrowed in needed_by(distribution("sphinx-korean")).values():
        for name in entries(borrowed):
            whole = Path(str(borrowed.locate_file(name)))
            copy = shutil.copytree if whole.is_dir() else shutil.copy2
            (site / name).parent.mkdir(exist_ok=True)
            copy(whole, site / name)
    run(python, "-m", "pip", "install", "--no-index", wheel)
    return python


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    """휠에는 `sphinx_korean`의 파일이 모두, 그것만 들어 있습니다."""
    package = Path(sphinx_korean.__file__).parent
    wanted = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == wanted


def test_wheel_brings_sphinx_and_nothing_of_the_book(python: Path) -> None:
    """휠 하나를 설치하면 Sphinx가 따라오고, 책도 책의 무거운 도구도 따라오지 않습니다."""
    listed = json.loads(run(python, "-m", "pip", "list", "--format", "json"))
    names = {entry["name"].lower() for entry in listed}
    assert {"sphinx", "sphinx-korean"} <= names
    assert not names & {"matplotlib", "myst-parser", "numpy", "parabook", "pydata-sphinx-theme"}


def test_three_lines_of_settings_make_a_searchable_site(
    python: Path, browser: Browser, tmp_path: Path
) -> None:
    """휠만 설치한 파이썬으로, 설정 세 줄과 쪽 하나를 지어 조사가 붙은 말을 찾습니다."""
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.rst").write_text(PAGE, encoding="utf-8")
    out = tmp_path / "out"
    run(python, "-m", "sphinx", "-q", "-W", tmp_path, out)
    page = browser.new_page()
    open_search(page, out)
    page.locator("input[name=q]").first.fill("락을")
    page.locator("ul.search li a").first.get_by_text("첫 쪽").wait_for()
    page.close()
