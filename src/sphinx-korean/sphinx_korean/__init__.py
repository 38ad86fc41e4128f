"""한국어 Sphinx 사이트를 위한 확장.

할 일마다 모듈이 하나씩 있고, 이 파일은 차례일 뿐입니다.
"""

from __future__ import annotations

import zlib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__version__ = "0.2.0"

OLDEST_SPHINX = (7, 2)
MODULES = ("interface", "markup", "anchors", "search", "genindex")


def setup(app: Sphinx) -> dict[str, Any]:
    """`MODULES`를 차례로 불러 등록합니다.

    Raises:
        VersionRequirementError: Sphinx가 `OLDEST_SPHINX`보다 오래된 경우.
    """
    # 모듈을 부르기 전에 묻습니다. 나중에 물으면 없는 이름 때문에 먼저 멈춥니다.
    app.require_sphinx(OLDEST_SPHINX)
    for name in MODULES:
        import_module(f"sphinx_korean.{name}").setup(app)
    return {
        "version": __version__,
        "env_version": fingerprint(Path(__file__).parent),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def fingerprint(folder: Path) -> int:
    """`folder`의 파일이 하나라도 바뀌면 달라지는 수.

    앵커나 표시의 규칙이 바뀌면 Sphinx가 읽어 둔 문서를 버리고 다시 읽어야 합니다. 사람이 올리는
    번호는 잊기 쉬우므로 내용에서 셈합니다. 셀 파일을 고르지도 않습니다. 쪽에 적히는 것은 코드와 말
    묶음만이 아니고(검색 코드, 같은 말), 고른 목록은 새 파일이 생길 때 낡습니다.
    """
    # 바이트코드는 파이썬이 아무 때나 적고 지웁니다.
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__"
    )
    return zlib.crc32(b"".join(path.read_bytes() for path in files))
