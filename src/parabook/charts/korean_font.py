"""한글을 그릴 글꼴을 운이 아니라 파일로 찾습니다."""

import importlib.resources
import io
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from matplotlib import font_manager

FONT_VARIABLE = "PARABOOK_FONT"


_SYSTEM_FONTS = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
)


class FontError(RuntimeError):
    """한글을 그릴 글꼴을 찾지 못했거나, 찾은 글꼴에 없는 글자가 있는 경우."""


@cache
def font_family() -> str:
    """한글 글꼴을 파일로 찾아 등록하고 그 이름을 돌려줍니다.

    환경 변수 `PARABOOK_FONT`의 파일, 함께 설치되는 글꼴 패키지, 운영 체제의 글꼴 순서대로 봅니다.

    Raises:
        FontError: 어디에도 없거나, 환경 변수에 적힌 파일이 없는 경우.
    """
    for path in _font_files():
        if path.is_file():
            font_manager.fontManager.addfont(path)
            return str(font_manager.FontProperties(fname=path).get_name())
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    for family in _SYSTEM_FONTS:
        if family in known:
            return family
    raise FontError(
        "한글을 그릴 글꼴이 없습니다. `python -m pip install pylopdf-fonts-ko`로 설치하거나, "
        f"환경 변수 {FONT_VARIABLE}에 글꼴 파일의 경로를 적으십시오."
    )


def _font_files() -> Iterator[Path]:
    if chosen := os.environ.get(FONT_VARIABLE):
        if not Path(chosen).is_file():
            raise FontError(f"환경 변수 {FONT_VARIABLE}에 적힌 글꼴 파일이 없습니다: {chosen}")
        yield Path(chosen)
    try:
        package = importlib.resources.files("pylopdf_fonts_ko")
    except ModuleNotFoundError:
        return
    yield from sorted(Path(str(package)).rglob("NotoSansKR-Regular.otf"))


def font_holding(text: str) -> bytes:
    """글에 나온 글자만 담은 글꼴(WOFF)입니다. 찾은 것이 운영 체제의 글꼴이면 비어 있습니다.

    페이지 하나에 담아, 한글 글꼴이 없는 기계에서도 읽을 수 있게 하려는 것입니다.
    """
    from fontTools import subset  # noqa: PLC0415 - 페이지를 만들 때에만 씁니다. matplotlib이 데려옵니다.

    file = next((path for path in _font_files() if path.is_file()), None)
    if file is None:
        return b""
    options = subset.Options(flavor="woff", hinting=False, name_IDs=[0, 1, 2, 13, 14])
    options.drop_tables += ["FFTM", "VORG", "vhea", "vmtx"]
    chosen = subset.Subsetter(options)
    chosen.populate(text=text)
    made = io.BytesIO()
    with subset.load_font(str(file), options) as opened:
        chosen.subset(opened)
        subset.save_font(opened, made, options)
    return made.getvalue()
