"""시험에 쓸 브라우저를 찾습니다. 없으면 Playwright로 설치합니다."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = (sys.executable, "-m", "playwright", "install", "chromium")
INSTALL_DEADLINE_SECONDS = 300


def candidates() -> Iterator[dict[str, Any]]:
    """띄워 볼 것을 차례로 돌려줍니다. 설치는 앞의 것이 모두 안 될 때에만 시작합니다."""
    for path in filter(None, map(shutil.which, NAMES)):
        yield {"executable_path": path}
    yield {}  # Playwright가 받아 둔 것.
    yield {"channel": "chrome"}  # 맥과 Windows에서는 실행 파일이 PATH에 없습니다.
    subprocess.run(INSTALL, capture_output=True, timeout=INSTALL_DEADLINE_SECONDS, check=False)
    yield {}


def launch(playwright: Playwright) -> Browser:
    """뜨는 첫 브라우저를 창 없이 띄웁니다. 하나도 없으면 시험이 실패합니다."""
    # 컨테이너의 /dev/shm은 작고, 크로미엄은 root의 모래 상자(sandbox)를 거절합니다.
    flags = ["--disable-dev-shm-usage"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    for where in candidates():
        try:
            return playwright.chromium.launch(args=flags, **where)
        except Error:
            continue
    pytest.fail("크롬이나 크로미엄을 찾지도 설치하지도 못했습니다.", pytrace=False)
