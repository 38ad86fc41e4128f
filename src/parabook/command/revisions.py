"""git의 버전 하나를 임시 폴더에 꺼내 놓습니다. 일하던 폴더와 git의 상태는 건드리지 않습니다."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from parabook.command.wording import Misuse

if TYPE_CHECKING:
    from parabook.command.naming import Named


def repository_of(named: Named) -> Path:
    """함수가 든 저장소의 맨 위 폴더입니다.

    Raises:
        Misuse: 저장소 안의 파일이 아닌 경우.
    """
    if named.file is None:
        raise Misuse("no_repository", text=named.text)
    found = _git(named.file.parent, "rev-parse", "--show-toplevel")
    if found.returncode != 0:
        raise Misuse("no_repository", text=named.text)
    return Path(found.stdout.decode().strip()).resolve()


def checked_out(root: Path, revision: str, folder: Path) -> Path:
    """그 버전의 파일들을 `folder` 아래에 꺼내고 그 자리를 돌려줍니다.

    Raises:
        Misuse: 그런 버전이 없는 경우.
    """
    made = _git(root, "archive", "--format=tar", revision)
    if made.returncode != 0:
        reason = made.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Misuse("no_revision", revision=revision, reason="".join(reason))
    target = folder / f"revision-{len(list(folder.iterdir()))}"
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as files:
        files.extractall(target, filter="data")
    return target


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return subprocess.CompletedProcess(arguments, 127, b"", b"git: not found")
