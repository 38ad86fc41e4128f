"""소스 폴더에 두는 것: 갤러리의 페이지와 그림은 `docs`에 만들어집니다.

거기를 지켜보다가 바뀌면 다시 빌드하는 서버(sphinx-autobuild)는, 빌드하는 일이 거기를 건드리면 끝없이 다시 빌드합니다.
"""

from pathlib import Path

from parabook.record.writing import write_whole


def write_changed(path: Path, text: str) -> None:
    """내용이 다를 때에만 씁니다. 다시 쓰기만 해도 지켜보는 쪽은 바뀐 줄 압니다."""
    try:
        same = path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        same = False
    if not same:
        write_whole(path, text.encode(), durable=False)
