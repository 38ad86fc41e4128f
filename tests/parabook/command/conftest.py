"""명령을 읽는 사람처럼 부르는 법."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Call(Protocol):
    """`call`의 꼴."""

    def __call__(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """명령 하나를 부릅니다."""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """읽는 사람의 폴더. 이름에 빈칸과 한글이 있습니다."""
    folder = tmp_path / "내 폴더"
    folder.mkdir()
    return folder


@pytest.fixture(name="call")
def _call(folder: Path) -> Call:
    """`parabook` 명령을 읽는 사람의 폴더에서 부릅니다."""

    def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8"}
        environment.pop("LC_ALL", None)
        return subprocess.run(
            [sys.executable, "-m", "parabook", *arguments],
            cwd=folder,
            env=environment | variables,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return call
