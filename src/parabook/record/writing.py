"""파일을 통째로 남깁니다: 언제 끊겨도 파일은 옛것이거나 새것이고, 반쯤 쓴 것은 남지 않습니다."""

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes, *, durable: bool = True) -> None:
    """다 쓴 다음에 이름을 바꿉니다. 폴더는 있어야 합니다.

    Args:
        path: 쓸 파일. 쓰는 도중에 프로세스가 죽어도 여기에는 온전한 것만 있습니다.
        content: 내용.
        durable: 전원이 나가도 그래야 하면 참. 디스크에 닿기를 기다리므로, 다시 만들 수 있는 것에는 쓰지 않습니다.
    """
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    unfinished.replace(path)
    if durable:
        _settle(path.parent)


def _settle(folder: Path) -> None:
    """바꾼 이름까지 디스크에 닿게 합니다. Windows에서는 폴더를 열 수 없고, 이름은 곧바로 남습니다."""
    if os.name == "nt":
        return
    # 네트워크의 파일 시스템에는 폴더를 이렇게 다루지 못하는 것이 있습니다.
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
