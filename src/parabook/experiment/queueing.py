"""한 번에 하나만 해야 하는 일의 잠금. 기다리게 되면 누구를 기다리는지 말합니다."""

import contextlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LOCKS_VARIABLE = "PARABOOK_LOCKS"
"""측정의 잠금을 둘 폴더를 적는 환경 변수."""
INSIDE_VARIABLE = "PARABOOK_INSIDE"
"""재어지는 프로세스의 환경 변수. 그 안에서 시작한 측정의 잠금은 조상이 이미 잡고 있습니다."""
PATIENCE_SECONDS = 1.0
"""말없이 기다리는 시간."""
_SHOWN = 60
_ONLY_OWNER = 0o700


class Queue:
    """잠금 파일 하나 앞의 줄. 프로세스가 어떻게 죽든 잠금은 운영 체제가 풉니다.

    Args:
        file: 잠금 파일. 곁에 누가 잡고 있는지 적은 파일(`.holder`)을 둡니다.
        what: 무엇을 기다리는지 적은 말.
        tell: 기다린다고 말할 곳.
    """

    def __init__(self, file: Path, what: str, tell: Callable[[str], None]) -> None:
        from filelock import FileLock  # noqa: PLC0415 - 재지 않는 쪽은 이 비용을 치르지 않습니다.

        self._file = file
        self._what = what
        self._tell = tell
        self._lock = FileLock(file)

    def enter(self) -> None:
        """잠금이 풀릴 때까지 기다립니다. 1초를 넘기면 누구를 기다리는지 한 번 말합니다.

        Raises:
            OSError: 잠금 파일을 열 수 없는 경우.
        """
        from filelock import Timeout  # noqa: PLC0415 - 위와 같습니다.

        try:
            self._lock.acquire(timeout=PATIENCE_SECONDS)
        except Timeout:
            self._tell(
                f"{self._what} {_holder(self._noted)} 끝나기를 기다립니다(잠금 파일 {self._file}). "
                "기다리지 않으려면 그것을 끝내십시오."
            )
            self._lock.acquire()
        # 누구인지 적지 못해도 잠금은 잠금입니다.
        with contextlib.suppress(OSError):
            words = {"pid": os.getpid(), "program": _program(), "folder": str(Path.cwd())}
            self._noted.write_text(json.dumps(words), encoding="utf-8")

    def leave(self) -> None:
        """다음에게 넘깁니다. 여러 번 불러도 됩니다."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._noted.unlink()
            self._lock.release()

    @property
    def _noted(self) -> Path:
        return self._file.with_suffix(".holder")


def _holder(noted: Path) -> str:
    """잠금을 잡은 프로세스를 사람이 찾을 수 있게 적습니다. 그 파일은 남이 고쳤을 수도 있습니다."""
    try:
        words: dict[str, Any] = json.loads(noted.read_text(encoding="utf-8"))
        return f"프로세스 {int(words['pid'])}({words['program']}, 폴더 {words['folder']})이"
    except (OSError, ValueError, KeyError, TypeError):
        return "다른 프로세스가"


def _program() -> str:
    """이 프로세스를 시작한 명령의 앞부분입니다."""
    command = getattr(sys, "orig_argv", sys.argv) or ["python"]
    whole = " ".join(" ".join([Path(command[0]).name, *command[1:]]).split())
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}…"


@contextlib.contextmanager
def alone(tell: Callable[[str], None]) -> Iterator[None]:
    """같은 사용자의 다른 측정이 끝나기를 기다렸다가 잡니다.

    다른 사용자의 측정은 기다리지 않습니다. 그것이 쓴 코어는 기록에 남고, 많으면 불안정하다고 적힙니다.
    잠금을 둘 곳이 없으면 그렇다고 말하고 그대로 잽니다. 남이 만든 파일 때문에 재지 못하는 것보다 낫습니다.

    Args:
        tell: 기다린다거나 겹칠 수 있다고 말할 곳.
    """
    if os.environ.get(INSIDE_VARIABLE):
        # 재어지는 함수가 다시 재는 것입니다(명령을 부르는 예제). 기다리면 조상과 서로 기다리게 됩니다.
        yield
        return
    waiting = None
    for folder in _folders():
        if not _own(folder):
            continue
        waiting = Queue(folder / "measuring.lock", "다른 측정을 하는", tell)
        try:
            waiting.enter()
        except OSError:
            waiting = None
            continue
        break
    else:
        tell(
            f"측정의 잠금을 {tempfile.gettempdir()}에 둘 수 없어 다른 측정과 겹칠 수 있으니, "
            f"환경 변수 {LOCKS_VARIABLE}에 쓸 수 있는 폴더를 적으십시오."
        )
    try:
        yield
    finally:
        if waiting is not None:
            waiting.leave()


def _folders() -> Iterator[Path]:
    """잠금을 둘 만한 폴더들입니다. `TMPDIR`이 서로 달라도 같은 사용자이면 같은 곳이 먼저 나옵니다."""
    if chosen := os.environ.get(LOCKS_VARIABLE):
        yield Path(chosen)
    if not hasattr(os, "getuid"):
        # Windows의 임시 폴더는 사용자마다 따로입니다.
        yield Path(tempfile.gettempdir(), "parabook")
        return
    owner = f"parabook-{os.getuid()}"
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime, "parabook")
    yield Path("/tmp", owner)  # noqa: S108 - _own이 제 것인지 봅니다.
    yield Path(tempfile.gettempdir(), owner)
    # 이웃이 이름을 먼저 차지했습니다.
    yield Path(tempfile.gettempdir(), f"{owner}-own")


def _own(folder: Path) -> bool:
    """혼자만 쓸 수 있는 제 폴더인지 봅니다. 없으면 만듭니다. 남이 걸어 둔 링크는 따라가지 않습니다."""
    try:
        folder.mkdir(mode=_ONLY_OWNER, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(found.st_mode)
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return ours and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and os.access(folder, os.W_OK)
