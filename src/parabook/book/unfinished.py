"""끊긴 빌드의 뒤처리: 페이지를 쓰다가 끊겼으면, 다음 빌드가 모든 페이지를 다시 씁니다.

Sphinx는 읽은 것을 먼저 남기고 나서 페이지를 쓰고, 그림은 맨 나중에 복사합니다.
그 사이에 끊기면 다음 빌드는 남은 페이지와 그림을 이미 쓴 것으로 압니다.
"""

import sys
from pathlib import Path

from sphinx.application import Sphinx

from parabook.record.writing import write_whole

MARK = ".parabook-unfinished"
"""페이지를 쓰기 시작한 때부터 다 쓸 때까지만 있는 파일."""


def setup(app: Sphinx) -> None:
    """쓰기 전에 표를 남기고, 다 쓰고 나서 지우게 합니다."""
    app.connect("builder-inited", _write_all_again)
    # 읽은 것을 남기기 직전입니다. 읽다가 끊긴 것은 다음에 다시 읽으므로 표가 없어도 됩니다.
    app.connect("env-updated", _begin, priority=999)
    app.connect("build-finished", _finish, priority=940)


def _mark(app: Sphinx) -> Path:
    return Path(app.outdir, MARK)


def _write_all_again(app: Sphinx) -> None:
    if not _mark(app).exists():
        return
    print(
        f"지난번에 다 쓰지 못한 책이 {app.outdir}에 있어서 모든 페이지를 다시 씁니다.",
        file=sys.__stderr__,
        flush=True,
    )
    # 글을 돌려주면 Sphinx는 모든 페이지를 씁니다. 글은 진행에 나옵니다.
    app.builder.get_outdated_docs = lambda: "모든 페이지"  # type: ignore[method-assign]  # 이 빌드만 그렇습니다.


def _begin(app: Sphinx, _env: object) -> list[str]:
    Path(app.outdir).mkdir(parents=True, exist_ok=True)
    write_whole(_mark(app), b"")
    return []


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is None:
        _mark(app).unlink(missing_ok=True)
