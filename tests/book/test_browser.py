"""시험에 쓸 브라우저를 고르는 순서."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

from parabook.book.paper.chrome import USUAL_PLACES, VARIABLE, flags

from .browser import (
    APT_INSTALL,
    APT_UPDATE,
    INSTALL_FOR_PLAYWRIGHT,
    Host,
    MissingBrowserError,
    candidates,
    open_browser,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

SAFARI = "/usr/bin/safari"


class FakeHost:
    """무엇이 있고 무엇이 되는지 정해 둔 기계. 시킨 명령을 적어 둡니다."""

    def __init__(
        self,
        *,
        named: str | None = None,
        programs: Collection[str] = (),
        files: Collection[str] = (),
        working: Collection[Sequence[str]] = (),
        system: str = "linux",
        root: bool = False,
    ) -> None:
        """아무것도 없고 아무 명령도 되지 않는 Linux에서 시작합니다."""
        self.ran: list[Sequence[str]] = []
        self.programs = set(programs)
        self.working = working
        self.host = Host(
            environ={VARIABLE: named} if named else {},
            which=lambda name: f"/usr/bin/{name}" if name in self.programs else None,
            exists=lambda path: path in files,
            run=self.run,
            system=system,
            root=root,
        )

    def run(self, command: Sequence[str]) -> bool:
        """명령을 적어 두고, 되기로 한 명령인지 답합니다. 설치하면 프로그램이 생깁니다."""
        self.ran.append(command)
        if command == APT_INSTALL and command in self.working:
            self.programs.add("chromium")
        return command in self.working


def opens(*broken: str | None) -> Callable[[str | None], str | None]:
    """`broken`은 뜨지 않고 나머지는 뜨는 기계의 `start`."""

    def start(path: str | None) -> str | None:
        if path in broken:
            raise Error("뜨지 않습니다")
        return path

    return start


def test_the_named_browser_comes_first():
    """PARABOOK_CHROME에 적은 것이 있으면 다른 것은 찾지 않습니다."""
    fake = FakeHost(named=SAFARI, programs=["google-chrome", "chromium"])
    assert list(candidates(fake.host)) == [SAFARI]
    assert not fake.ran


def test_a_named_browser_that_does_not_start_is_an_error():
    """콕 집어 준 브라우저가 뜨지 않으면, 다른 것으로 넘어가지 않고 그 경로를 알립니다."""
    fake = FakeHost(named=SAFARI, programs=["chromium"])
    with pytest.raises(MissingBrowserError, match=SAFARI):
        open_browser(fake.host, opens(SAFARI))
    assert not fake.ran


def test_installed_browsers_are_tried_in_order():
    """PATH에서 크롬, 크로미엄, 엣지의 순서로 찾습니다."""
    fake = FakeHost(programs=["microsoft-edge", "chromium-browser", "chromium", "google-chrome"])
    found = candidates(fake.host)
    assert [next(found) for _ in range(4)] == [
        "/usr/bin/google-chrome",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/microsoft-edge",
    ]
    assert not fake.ran


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_usual_places_are_searched(system):
    """macOS와 Windows에서는 PATH에 없어도 늘 설치되는 자리에서 찾습니다."""
    place = USUAL_PLACES[system][-1]
    fake = FakeHost(files=[place], system=system)
    assert open_browser(fake.host, opens()) == place
    assert not fake.ran


def test_a_browser_that_does_not_start_is_passed_over():
    """설치되어 있어도 뜨지 않는 브라우저는 건너뜁니다."""
    fake = FakeHost(programs=["google-chrome", "chromium"])
    assert open_browser(fake.host, opens("/usr/bin/google-chrome")) == "/usr/bin/chromium"
    assert not fake.ran


def test_playwright_installs_one_when_none_is_found():
    """하나도 없으면 Playwright로 설치합니다. apt-get은 부르지 않습니다."""
    fake = FakeHost(programs=["apt-get"], working=[INSTALL_FOR_PLAYWRIGHT], root=True)
    assert open_browser(fake.host, opens()) is None
    assert fake.ran == [INSTALL_FOR_PLAYWRIGHT]


def test_apt_installs_one_when_playwright_cannot():
    """Playwright가 설치하지 못하면, 데비안의 root는 목록을 받고 나서 apt-get으로 설치합니다."""
    fake = FakeHost(programs=["apt-get"], working=[APT_INSTALL], root=True)
    assert open_browser(fake.host, opens()) == "/usr/bin/chromium"
    assert fake.ran == [INSTALL_FOR_PLAYWRIGHT, APT_UPDATE, APT_INSTALL]


def test_apt_installs_one_when_that_of_playwright_does_not_start():
    """내려받은 브라우저에 라이브러리가 모자라 뜨지 않을 때에도 apt-get으로 넘어갑니다."""
    fake = FakeHost(
        programs=["apt-get"],
        working=[INSTALL_FOR_PLAYWRIGHT, APT_UPDATE, APT_INSTALL],
        root=True,
    )
    assert open_browser(fake.host, opens(None)) == "/usr/bin/chromium"


@pytest.mark.parametrize(
    "fake",
    [
        FakeHost(programs=["apt-get"], root=False),
        FakeHost(programs=[], root=True),
        FakeHost(programs=["apt-get"], system="darwin", root=True),
    ],
    ids=["root가 아님", "apt-get이 없음", "Linux가 아님"],
)
def test_apt_is_left_alone_where_it_cannot_help(fake):
    """root가 아니거나 데비안이 아니면 apt-get을 부르지 않습니다."""
    with pytest.raises(MissingBrowserError):
        open_browser(fake.host, opens())
    assert fake.ran == [INSTALL_FOR_PLAYWRIGHT]


def test_finding_none_is_one_korean_sentence():
    """끝내 없으면, 할 일이 적힌 한국어 한 문장으로 실패합니다."""
    fake = FakeHost(programs=["apt-get"], root=True)
    with pytest.raises(MissingBrowserError) as caught:
        open_browser(fake.host, opens())
    sentence = str(caught.value)
    assert re.fullmatch(r"[가-힣][^.\n]*십시오\.", sentence)
    assert VARIABLE in sentence


def test_the_sandbox_is_dropped_only_for_root():
    """모래 상자는 root일 때에만 끕니다."""
    assert "--no-sandbox" in flags(root=True)
    assert "--no-sandbox" not in flags(root=False)
