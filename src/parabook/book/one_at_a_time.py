"""한 폴더의 책은 한 번에 하나만 빌드합니다. 나중에 온 빌드는 누구를 기다리는지 말하고 기다립니다."""

import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from parabook.experiment.queueing import Queue

LOCK = "building.lock"

_held: dict[Path, Queue] = {}
"""이 프로세스가 잡은 잠금들. 한 프로세스가 같은 책을 잇달아 빌드할 때 저를 기다리지 않게 합니다."""


def setup(app: Sphinx) -> None:
    """읽어 둔 것을 불러오기 전에 잡고, 다 빌드하면 풉니다."""
    app.connect("config-inited", _enter, priority=1)
    app.connect("build-finished", _leave, priority=990)


def _file(app: Sphinx) -> Path:
    # 갤러리의 페이지도 기록도 이 폴더 곁에 있습니다. 웹과 전자책이 함께 씁니다.
    return Path(app.srcdir, app.config.parabook_records).resolve().with_name(LOCK)


def _enter(app: Sphinx, _config: Config) -> None:
    file = _file(app)
    if file in _held:
        return
    waiting = Queue(file, f"같은 책({app.srcdir})을 빌드하는", _tell)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        waiting.enter()
    except OSError:
        return  # 쓸 수 없는 폴더이면, 무엇을 쓸 수 없는지는 쓰는 쪽이 말합니다.
    _held[file] = waiting


def _leave(app: Sphinx, _exception: Exception | None) -> None:
    if waiting := _held.pop(_file(app), None):
        waiting.leave()


def _tell(words: str) -> None:
    print(words, file=sys.__stderr__ or sys.stderr, flush=True)
