"""그림 파일의 글을 윤곽으로 바꿉니다. 그림 파일은 책의 글꼴을 부를 수 없어서, 한글이 네모로 보일 수 있습니다."""

import html
import re

from parabook.book.pictures.lettering import outline, width_of

_TEXT = re.compile(r'<text class="sim-(\w+)" x="(\d+)" y="(\d+)">([^<]*)</text>')
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""글을 맞출 자리의 왼쪽에 오는 몫."""


def outlined(picture: str, size: float) -> str:
    """시뮬레이터의 그림에서 글을 모두 윤곽으로 바꾼 것을 돌려줍니다.

    Args:
        picture: 그림의 SVG.
        size: 글자의 크기. 그림의 칸으로 적습니다.
    """
    return _TEXT.sub(lambda found: _path(found, size), picture)


def _path(found: re.Match[str], size: float) -> str:
    kind, left, base, quoted = found.groups()
    words = html.unescape(quoted)
    x = float(left) - _BEFORE[kind] * width_of(words, size)
    return f'<path class="sim-words" d="{outline(words, size, x, float(base))}"/>'
