"""사이트가 스스로 나누어 주는 글꼴. 책에 나온 글자만 담아, 어느 기계에서나 한글이 같은 모양으로 보이게 합니다.

한글은 함께 설치되는 Noto Sans KR에서, 코드의 로마자는 matplotlib에 든 DejaVu Sans Mono에서 옵니다.
코드에서는 한글 한 자가 로마자 두 자의 폭이어야 세로줄이 맞습니다. 글자를 그만큼 키우면 로마자보다 훨씬 커 보이므로,
코드의 한글은 크기를 줄이고 폭만 한 칸으로 넓힌 글꼴을 따로 둡니다.
"""

import hashlib
import html
import importlib.resources
import io
import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import matplotlib as mpl
from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from parabook.record.writing import write_whole

CODE_SCALE = 0.97
"""코드에 쓰는 한글의 크기. 로마자의 대문자와 나란히 보이는 크기입니다."""
_WIDE = re.compile("[\u1100-\u11ff\u3000-\u303f\u3130-\u318f\uac00-\ud7a3\uff00-\uffef]")
"""코드에서 로마자 두 자의 폭인 글자. 스타일의 `unicode-range`와 같습니다."""
_CODE = re.compile(r"<(pre|code|kbd|samp|script)\b.*?</\1>", re.DOTALL)
"""코드로 보이는 글과, 스크립트가 코드로 보일지 모르는 글."""
FOLDER = Path("_static", "fonts")


def setup(app: Sphinx) -> None:
    """다 빌드한 다음에 글꼴을 담게 합니다. 그때라야 페이지에 나온 글자를 모두 압니다."""
    # 글꼴의 표를 하나 덜어 낼 때마다 한 줄씩 말합니다.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    app.connect("build-finished", _serve, priority=600)


def korean_font() -> Path:
    """한글 글꼴의 파일을 돌려줍니다.

    Raises:
        ExtensionError: 글꼴 패키지가 설치되어 있지 않은 경우.
    """
    try:
        package = importlib.resources.files("pylopdf_fonts_ko")
    except ModuleNotFoundError as error:
        raise ExtensionError(
            "사이트에 실을 한글 글꼴이 없으니 `python -m pip install pylopdf-fonts-ko`로 설치하십시오."
        ) from error
    return Path(str(package), "NotoSansKR-Regular.otf")


def code_font() -> Path:
    """코드의 로마자에 쓰는 고정폭 글꼴의 파일을 돌려줍니다."""
    return Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSansMono.ttf")


def characters_in(files: Iterable[Path]) -> set[str]:
    """파일들에 나오는 글자를 모두 돌려줍니다. HTML의 참조(`&middot;`)는 풀어서 봅니다."""
    found: set[str] = set()
    for file in files:
        found |= set(html.unescape(file.read_text(encoding="utf-8", errors="ignore")))
    return found


def shrink(font: Path, characters: Iterable[str], flavor: str | None = "woff2") -> bytes:
    """`characters`만 남긴 글꼴 파일의 내용을 돌려줍니다. 같은 것을 주면 늘 같은 것이 나옵니다.

    Args:
        font: 원래의 글꼴 파일.
        characters: 남길 글자. 글꼴에 없는 것은 지나칩니다.
        flavor: 담는 꼴. 없음이면 압축하지 않은 OpenType입니다.
    """
    options = subset.Options()
    options.flavor = flavor
    options.hinting = False
    # 획을 되풀이해 부르는 표를 풀면 압축이 더 잘됩니다.
    options.desubroutinize = True
    options.layout_features = ["ccmp", "kern", "liga", "locl"]
    # 저작권과 사용 허가는 글꼴과 함께 다녀야 합니다.
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    # 세로로 쓸 때의 표는 쓰지 않습니다.
    options.drop_tables += ["FFTM", "VORG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    made = io.BytesIO()
    with subset.load_font(str(font), options) as opened:
        subsetter.subset(opened)
        subset.save_font(opened, made, options)
    return made.getvalue()


def _serve(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html" or app.builder.name == "epub":
        return
    if not app.config.parabook_slims:
        return
    outdir = Path(app.outdir)
    # 검색 결과처럼 스크립트가 그리는 글자도 있습니다.
    texts = [*outdir.rglob("*.html"), *outdir.joinpath("_static").glob("*.js")]
    serve(app, sorted(characters_in(texts)), code_characters_in(texts))


def code_characters_in(files: Iterable[Path]) -> set[str]:
    """파일들의 코드에 나오는 글자를 모두 돌려줍니다. 스크립트는 통째로 봅니다."""
    found: set[str] = set()
    for file in files:
        text = file.read_text(encoding="utf-8", errors="ignore")
        blocks = (text,) if file.suffix == ".js" else (one[0] for one in _CODE.finditer(text))
        found.update(*map(html.unescape, blocks))
    return found


def serve(app: Sphinx, characters: list[str], in_code: Iterable[str] = ()) -> None:
    """글자들을 담은 글꼴들을, 스타일이 찾는 자리에 둡니다.

    Args:
        app: 빌드하고 있는 책.
        characters: 책에 나오는 글자들.
        in_code: 그 가운데 코드에 나오는 글자들. 주면 코드의 한글 글꼴도 둡니다.
    """
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    fonts: list[tuple[str, Path, list[str], Callable[[Path, Iterable[str]], bytes]]] = [
        ("sans", korean_font(), characters, shrink),
        ("code", code_font(), characters, shrink),
    ]
    if wide := sorted(filter(_WIDE.match, in_code)):
        fonts.append(("hangul", korean_font(), wide, full_width))
    for name, font, chosen, make in fonts:
        made = _made_before(app, name, font, chosen, make)
        folder.joinpath(f"{name}.woff2").write_bytes(made)


def full_width(font: Path, characters: Iterable[str]) -> bytes:
    """글자를 조금 줄여 한 칸(1 em)의 한가운데에 둔, WOFF2 글꼴 파일의 내용을 돌려줍니다.

    Args:
        font: 원래의 글꼴 파일. CFF 윤곽의 OpenType입니다.
        characters: 남길 글자. 글꼴에 없는 것은 지나칩니다.
    """
    made = io.BytesIO()
    with TTFont(io.BytesIO(shrink(font, characters, None)), recalcTimestamp=False) as opened:
        em = opened["head"].unitsPerEm
        outlines = opened["CFF "].cff.topDictIndex[0].CharStrings
        drawn = opened.getGlyphSet()
        for name in opened.getGlyphOrder():
            aside = (em - opened["hmtx"][name][0] * CODE_SCALE) / 2
            pen = T2CharStringPen(None, drawn)
            drawn[name].draw(TransformPen(pen, (CODE_SCALE, 0, 0, CODE_SCALE, aside, 0)))
            old = outlines[name]
            outlines[name] = pen.getCharString(old.private, old.globalSubrs)
            opened["hmtx"][name] = (em, round(aside))
        opened.flavor = "woff2"
        opened.save(made)
    return made.getvalue()


def _made_before(
    app: Sphinx,
    name: str,
    font: Path,
    characters: list[str],
    make: Callable[[Path, Iterable[str]], bytes],
) -> bytes:
    """글자도 담는 방법(이 모듈)도 지난번과 같으면 지난번에 만든 것을 돌려줍니다."""
    made_from = f"{font.stat().st_size} {''.join(characters)} {Path(__file__).read_text('utf-8')}"
    key = hashlib.sha256(made_from.encode()).hexdigest()
    kept = Path(app.doctreedir, "fonts", f"{name}-{key[:16]}.woff2")
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, make(font, characters), durable=False)
    return kept.read_bytes()
