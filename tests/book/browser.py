"""시험에 쓸 브라우저를 찾습니다. 없으면 설치합니다."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import pytest
from playwright.sync_api import Error

from parabook.book.paper.chrome import VARIABLE, browsers, flags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, BrowserContext, Playwright

INSTALL_DEADLINE_SECONDS = 300
DEADLINE_MS = 15_000

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
SEARCH = "search.html?q=스레드"
"""찾은 것이 보이는 검색의 페이지."""

INSTALL_FOR_PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "chromium")
APT_UPDATE = ("apt-get", "-q", "update")
APT_INSTALL = ("apt-get", "-q", "-y", "install", "chromium")

# 밀어 볼 수 있는 것에 탭으로 갈 수 있게 하는 일은, 폭이 바뀌고 조금 뒤에 테마가 합니다.
UNREACHED = """[...document.querySelectorAll("pre, .pst-scrollable-table-container")].filter(
  (box) => (box.tabIndex === 0) !==
    (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight)
).map((box) => box.outerHTML.slice(0, 120))"""
SETTLED = f"() => !{UNREACHED}.length"

Opened = TypeVar("Opened")


class MissingBrowserError(RuntimeError):
    """브라우저를 찾지도 설치하지도 못한 경우. 문장에 할 일이 적혀 있습니다."""


@dataclass(frozen=True)
class Host:
    """브라우저를 찾으면서 이 기계에 묻는 것들. 시험에서는 가짜를 넣습니다.

    `which`는 이름으로 실행 파일을 찾고, `exists`는 파일이 있는지 보고,
    `run`은 명령을 돌려 타임아웃 안에 잘 끝났는지 답합니다.
    """

    environ: Mapping[str, str]
    which: Callable[[str], str | None]
    exists: Callable[[str], bool]
    run: Callable[[Sequence[str]], bool]
    system: str
    root: bool

    @classmethod
    def here(cls) -> Self:
        """이 기계입니다."""
        return cls(
            environ=os.environ,
            which=shutil.which,
            exists=lambda path: Path(path).is_file(),
            run=_run,
            system=sys.platform,
            root=hasattr(os, "geteuid") and os.geteuid() == 0,
        )


def candidates(host: Host) -> Iterator[str | None]:
    """띄워 볼 실행 파일을 순서대로 돌려줍니다. 없음은 Playwright가 설치한 것입니다.

    설치는 앞의 것이 모두 안 될 때에만 시작합니다.
    """
    yield from browsers(host.environ, host.which, host.exists, host.system)
    if host.environ.get(VARIABLE):
        return
    if host.run(INSTALL_FOR_PLAYWRIGHT):
        yield None
    if host.system == "linux" and host.root and host.which("apt-get"):
        # 목록을 다 받지 못해도 설치는 될 수 있습니다.
        host.run(APT_UPDATE)
        if host.run(APT_INSTALL):
            yield host.which("chromium")


def open_browser(host: Host, start: Callable[[str | None], Opened]) -> Opened:
    """`start`로 띄울 수 있는 첫 브라우저를 돌려줍니다.

    설치되어 있어도 뜨지 않는 것이 있습니다(라이브러리가 빠진 컨테이너, 껍데기뿐인 꾸러미).
    그때는 다음 것을 띄웁니다.

    Raises:
        MissingBrowserError: 하나도 뜨지 않은 경우.
    """
    for candidate in candidates(host):
        try:
            return start(candidate)
        except Error:
            continue
    if named := host.environ.get(VARIABLE):
        raise MissingBrowserError(f"{VARIABLE}에 적힌 브라우저를 띄우지 못했습니다: {named}")
    raise MissingBrowserError(
        "크롬이나 크로미엄을 찾지도 설치하지도 못했으니, "
        f"하나를 설치하거나 {VARIABLE}에 그 실행 파일의 경로를 적으십시오."
    )


def launch(playwright: Playwright) -> Browser:
    """이 기계에서 띄울 수 있는 첫 브라우저를, 창 없이 띄웁니다. 하나도 없으면 시험이 실패합니다."""
    return _first(lambda path: playwright.chromium.launch(executable_path=path, args=flags()))


def executable(playwright: Playwright) -> str:
    """이 기계에서 띄울 수 있는 첫 브라우저의 실행 파일입니다. 하나도 없으면 시험이 실패합니다."""

    def start(path: str | None) -> str:
        playwright.chromium.launch(executable_path=path, args=flags()).close()
        return path or playwright.chromium.executable_path

    return _first(start)


def _first(start: Callable[[str | None], Opened]) -> Opened:
    try:
        return open_browser(Host.here(), start)
    except MissingBrowserError as error:
        pytest.fail(str(error), pytrace=False)


def _run(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=INSTALL_DEADLINE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@contextlib.contextmanager
def new_context(browser: Browser, **options: object) -> Iterator[BrowserContext]:
    """기억하는 것이 없는 새 창을 엽니다."""
    context = browser.new_context(**{"viewport": DESK, "locale": "ko-KR", **options})
    context.set_default_timeout(DEADLINE_MS)
    try:
        yield context
    finally:
        context.close()
