"""이 기계의 크롬, 크로미엄, 에지를 찾습니다. PDF를 찍을 때와 책을 브라우저로 시험할 때 씁니다."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping

VARIABLE = "PARABOOK_CHROME"
NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
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


def browsers(
    environ: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
    exists: Callable[[str], bool] = os.path.isfile,
    system: str = sys.platform,
) -> Iterator[str]:
    """설치된 브라우저의 실행 파일을, 먼저 써 볼 것부터 돌려줍니다.

    Args:
        environ: 환경 변수. `PARABOOK_CHROME`이 있으면 그것 하나뿐입니다.
        which: 이름으로 실행 파일을 찾는 함수.
        exists: 파일이 있는지 답하는 함수.
        system: 운영 체제. `sys.platform`의 값입니다.
    """
    if named := environ.get(VARIABLE):
        # 콕 집어 준 것이 틀렸을 때 다른 것으로 넘어가면, 무엇을 썼는지 알 수 없습니다.
        yield named
        return
    yield from filter(None, map(which, NAMES))
    yield from filter(exists, USUAL_PLACES.get(system, ()))


def flags(*, root: bool | None = None) -> list[str]:
    """어디에서 띄우든 주는 선택 사항입니다. `root`를 주지 않으면 지금의 사용자를 봅니다."""
    if root is None:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
    chosen = [
        # 브라우저가 스스로 하는 통신이 없게 합니다.
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
