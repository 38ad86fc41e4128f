"""시험에 쓸 브라우저를 찾습니다. 없으면 설치합니다."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from playwright.sync_api import Error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

VARIABLE = "PARABOOK_CHROME"
INSTALL_DEADLINE_SECONDS = 300

NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
)
USUAL_PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ),
}
INSTALL_FOR_PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "chromium")
APT_UPDATE = ("apt-get", "-q", "update")
APT_INSTALL = ("apt-get", "-q", "-y", "install", "chromium")

Opened = TypeVar("Opened")


class MissingBrowserError(RuntimeError):
    """브라우저를 찾지도 설치하지도 못한 경우. 문장에 할 일이 적혀 있습니다."""


@dataclass(frozen=True)
class Host:
    """브라우저를 찾으면서 이 기계에 묻는 것들. 시험에서는 가짜를 넣습니다.

    `which`는 이름으로 실행 파일을 찾고, `exists`는 파일이 있는지 보고,
    `run`은 명령을 돌려 시한 안에 잘 끝났는지 답합니다.
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
    """띄워 볼 실행 파일을 차례로 돌려줍니다. 없음은 Playwright가 설치한 것입니다.

    설치는 앞의 것이 모두 안 될 때에만 시작합니다.
    """
    if named := host.environ.get(VARIABLE):
        # 콕 집어 준 것이 틀렸을 때 다른 것으로 넘어가면, 무엇으로 시험했는지 알 수 없습니다.
        yield named
        return
    yield from filter(None, map(host.which, NAMES))
    yield from filter(host.exists, USUAL_PLACES.get(host.system, ()))
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


def flags(*, root: bool) -> list[str]:
    """브라우저에 줄 선택 사항입니다."""
    chosen = [
        # 브라우저가 스스로 하는 통신이 '밖으로 나가는 요청'에 섞이지 않게 합니다.
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-default-browser-check",
        "--no-first-run",
        # 컨테이너의 /dev/shm은 64 MB뿐인 때가 많습니다.
        "--disable-dev-shm-usage",
    ]
    # 크로미엄은 root의 모래 상자(sandbox)를 거절합니다.
    return [*chosen, "--no-sandbox"] if root else chosen


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
