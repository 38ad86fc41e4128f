"""말을 주고받는 자식은 마지막 말까지 들리고, 저만 끝납니다."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from parabook.processes.child import Child

if TYPE_CHECKING:
    from collections.abc import Iterator

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"


def started(code: str = ECHO) -> Child:
    """파이썬 코드를 돌리는 자식입니다."""
    return Child([sys.executable, "-c", code], environment=os.environ)


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """우리가 시작하지 않은 셈인 프로세스입니다."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield process


def test_what_is_sent_comes_back_and_nothing_is_left() -> None:
    """보낸 줄이 돌아오고, 끝낸 다음에는 사라집니다. 여러 번 끝내도 됩니다."""
    child = started()
    child.send({"수": 1})
    assert child.line(30) == b'{"\\uc218": 1}\n'
    child.kill()
    child.kill()
    assert not child.identity.is_running()


@pytest.mark.parametrize("reaped", [True, False])
def test_only_its_own_process_is_killed(stranger: subprocess.Popen[bytes], *, reaped: bool) -> None:
    """거둔 번호를 남이 받았으면, 몇 번을 끝내도 남은 그대로입니다."""
    child = started("")
    if reaped:
        child.wait(30)
    else:
        child.kill()
    child._process.pid = stranger.pid
    assert child.descendants() == []
    child.kill()
    assert stranger.poll() is None
    assert psutil.Process(stranger.pid).status() != psutil.STATUS_ZOMBIE


class Broken:
    """Windows에서 죽은 프로세스로 가는 파이프."""

    def write(self, _data: bytes) -> None:
        """쓸 수 없습니다."""
        raise OSError(errno.EINVAL, "Invalid argument")

    def close(self) -> None:
        """남은 것을 쓰려다 실패합니다."""
        raise OSError(errno.EINVAL, "Invalid argument")


def test_writing_to_a_dead_child_is_no_error_of_its_own() -> None:
    """죽은 자식에게 쓰다가 난 오류는 시스템마다 다릅니다. 이유는 들을 때 알아냅니다."""
    child = started("")
    assert child._process.stdin is not None
    child._process.stdin.close()
    child._process.stdin = Broken()  # type: ignore[assignment]  # 파이프인 체하는 것입니다.
    child.send({})
    assert child.line(30) == b""
    child.kill()
