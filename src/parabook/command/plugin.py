"""pytest의 플러그인: 픽스처 `parabook`과 그 설정.

pytest는 시작할 때마다 이 파일을 불러옵니다. 그래서 픽스처를 쓸 때까지 재는 코드를 불러오지 않습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from parabook.command.testing import Instrument

UNDECIDED = "parabook_undecided"
FOLDER = "parabook_folder"


def pytest_addoption(parser: pytest.Parser) -> None:
    """알 수 없는 것을 어떻게 다룰지와, 기록을 남길 폴더를 설정에 적을 수 있게 합니다."""
    parser.addini(
        UNDECIDED,
        "구간이 끝에 걸쳐 알 수 없을 때: fail(기본)이면 시험이 실패하고, xfail이면 xfail로 적습니다",
        default="fail",
    )
    parser.addini(FOLDER, "기록(JSON)을 남길 폴더. 없으면 남기지 않습니다", default="")


@pytest.fixture(scope="session")
def parabook(pytestconfig: pytest.Config) -> Instrument:
    """함수들을 번갈아, 짝지어, 새 인터프리터에서 재는 자. 단언은 95 % 구간이 판정합니다."""
    from parabook.command.testing import (  # noqa: PLC0415 - 픽스처를 쓰는 시험만 이 비용을 치릅니다.
        UNDECIDED_ENDS,
        Instrument,
    )

    undecided = pytestconfig.getini(UNDECIDED)
    if undecided not in UNDECIDED_ENDS:
        raise pytest.UsageError(
            f"설정 {UNDECIDED}의 값 {undecided!r}을 모릅니다. fail이나 xfail을 적으십시오."
        )
    folder = pytestconfig.getini(FOLDER)
    return Instrument(
        undecided=undecided, folder=pytestconfig.rootpath / folder if folder else None
    )
