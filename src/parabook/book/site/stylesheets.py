"""테마의 스타일과 아이콘 글꼴에서 이 책이 쓰지 않는 것을 덜어 냅니다.

테마의 스타일은 책의 글과 글꼴을 모두 더한 것보다 큽니다. 그 대부분은 어느 쪽에도 없는 부품과 아이콘의 것입니다.
"""

import base64
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from sphinx.application import Sphinx

from parabook.book.site.elements import Elements, elements_of
from parabook.book.site.webfonts import shrink

_TOKEN = re.compile(
    r"""/\*.*?\*/ | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | url\([^)"']*\) | \\. | [{};] | .""",
    re.DOTALL | re.VERBOSE,
)
# 안의 규칙을 저마다 보는 것들. 나머지(@font-face, @keyframes)는 통째로 남깁니다.
_GROUPS = ("@media", "@supports", "@layer", "@container")
_WORDS = re.compile(r"[\w-]+")
_MARKED = re.compile(r"""\b(?:class|id|style)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_INLINE = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
_LOADED = re.compile(r"""<script\b[^>]*\bsrc="([^"?]+)""")
_VARIABLE = re.compile(r"(?<![\w-])--[\w-]+")
_DECLARED = re.compile(
    r"""(?<![\w-])(--[\w-]+)\s*:((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^;"'{}])*)(?:;|(?=\})|$)"""
)
_LITERAL = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""")
_SELECTOR = re.compile(r"\s*[.#][\w-]+")
_IMPORT = re.compile(r"""@import "([^"]+)";""")
_QUOTED = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)"']*\))""")
_FRAMES = re.compile(r"@(?:-webkit-)?keyframes ([\w-]+)$")
_EMPTY = re.compile(r"[^{};]*\{\s*\}")
# 검색 칸에 들어온 다음에 부르는 것은 쪽에 적혀 있지 않습니다.
SEARCH_SCRIPTS = ("searchtools.js", "language_data.js")
BEFORE_THEME = "styles/theme.css"
THEME = "styles/pydata-sphinx-theme.css"
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
# 아이콘 글꼴은 유니코드가 비워 둔 자리를 씁니다.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ICON = re.compile(r'"\\([0-9a-f]{2,5})"')


def setup(app: Sphinx) -> None:
    """다 지은 다음에 덜어 내게 합니다."""
    app.connect("build-finished", _prune_site, priority=600)


def prune(style: str, elements: Elements) -> str:
    """맞을 요소가 없는 선택자와, 뜻이 없는 빈칸을 뺀 스타일을 돌려줍니다.

    Args:
        style: 스타일의 글.
        elements: 쪽들에 있는 요소.
    """
    kept = []
    for prelude, body in _rules(style):
        if body is None:
            kept.append(prelude)
        elif prelude.startswith(_GROUPS):
            if inner := prune(body, elements):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{_tight(body)}}}")
        elif alive := [one for one in _selectors(prelude) if elements.may_match(one)]:
            kept.append(f"{','.join(map(_tight, alive))}{{{_tight(body).removesuffix(';')}}}")
    return "".join(kept)


def _tight(text: str) -> str:
    """뜻이 없는 빈칸을 뺀 글을 돌려줍니다. 따옴표 안의 것은 그대로 둡니다."""
    pieces = _QUOTED.split(text.strip())
    for at in range(0, len(pieces), 2):
        piece = " ".join(re.split(r"\s+", pieces[at]))
        piece = re.sub(r"(?<=[;,>]) | (?=>)", "", piece)
        # 값이 빈 변수(`--이름: ;`)의 칸은 값이므로 남깁니다.
        pieces[at] = re.sub(r"(?<=[\w-]:) (?!;)", "", piece)
    return "".join(pieces)


def prune_frames(styles: Mapping[str, str], words: Collection[str]) -> dict[str, str]:
    """아무도 부르지 않는 움직임(`@keyframes`)을 뺍니다.

    Args:
        styles: 함께 쓰이는 스타일들: 이름에서 글로 갑니다.
        words: 스타일 밖(쪽과 스크립트)에 나오는 낱말.
    """
    found = {name: list(_rules(style)) for name, style in styles.items()}
    called = set(words)
    for prelude, body in (rule for rules in found.values() for rule in rules):
        if not _FRAMES.match(prelude):
            called.update(_WORDS.findall(body or ""))

    def alive(prelude: str) -> bool:
        frames = _FRAMES.match(prelude)
        return frames is None or frames[1] in called

    return {
        name: "".join(
            prelude if body is None else f"{prelude}{{{body}}}"
            for prelude, body in rules
            if alive(prelude)
        )
        for name, rules in found.items()
    }


def prune_variables(styles: Mapping[str, str], words: Collection[str]) -> dict[str, str]:
    """아무도 읽지 않는 변수(`--이름`)를 정하는 자리를 뺍니다. 남은 변수가 읽는 변수는 남습니다.

    Args:
        styles: 함께 쓰이는 스타일들: 이름에서 글로 갑니다.
        words: 스타일 밖(쪽과 스크립트)에 나오는 낱말.
    """
    found = dict(styles)
    outside = {word for word in words if word.startswith("--")}
    while True:
        read = outside.union(*(_variables_read(style) for style in found.values()))
        thinner = {name: _keep_variables(style, read) for name, style in found.items()}
        if thinner == found:
            return {name: _EMPTY.sub("", style) for name, style in found.items()}
        found = thinner


def _variables_read(style: str) -> list[str]:
    return _VARIABLE.findall(_DECLARED.sub(r"\2;", style))


def _keep_variables(style: str, read: Collection[str]) -> str:
    return _DECLARED.sub(lambda one: one[0] if one[1] in read else "", style)


def _rules(style: str) -> Iterator[tuple[str, str | None]]:
    """맨 바깥의 규칙들: 앞머리와 중괄호 안. 중괄호가 없는 선언이면 안은 없음입니다."""
    depth, prelude, body = 0, "", ""
    for match in _TOKEN.finditer(style):
        piece = match[0]
        if piece.startswith("/*"):
            continue
        if piece == "{":
            depth += 1
            if depth == 1:
                continue
        elif piece == "}":
            depth -= 1
            if depth == 0:
                yield prelude.strip(), body
                prelude = body = ""
                continue
        elif piece == ";" and depth == 0:
            yield f"{prelude.strip()};", None
            prelude = ""
            continue
        if depth:
            body += piece
        else:
            prelude += piece


def _selectors(prelude: str) -> Iterator[str]:
    depth, selector = 0, ""
    for character in prelude:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            yield selector
            selector = ""
        else:
            selector += character
    yield selector


def icons_in(style: str) -> set[str]:
    """스타일이 그리는 아이콘의 글자들입니다. 번호로 적힌 것도, 글자 그대로 적힌 것도 있습니다."""
    return {chr(int(code, 16)) for code in _ICON.findall(style)} | set(_PRIVATE.findall(style))


def inline_imports(style: str, file: Path, styles: Mapping[str, str]) -> str:
    """다른 스타일을 부르는 줄(`@import`)을 그 내용으로 바꿉니다. 부르는 줄은 앞의 것을 다 받은 다음에야 보입니다.

    Args:
        style: 스타일의 글.
        file: 스타일의 파일. 부르는 경로는 여기에서 셉니다.
        styles: 부를 수 있는 스타일들: 파일에서 글로 갑니다. 그림이나 글꼴을 부르는 것은 자리가 바뀌면
            찾지 못하므로 그대로 둡니다.
    """

    def content(found: re.Match[str]) -> str:
        called = styles.get(os.path.normpath(file.parent / found[1]), "url(")
        return found[0] if "url(" in called else called

    return _IMPORT.sub(content, style)


def words_of(texts: Iterable[str], static: Path) -> tuple[set[str], set[str]]:
    """쪽에 적힌 클래스와 이름의 낱말, 그리고 쪽이 부르거나 품은 스크립트에 나오는 낱말을 돌려줍니다.

    Args:
        texts: 쪽들의 HTML.
        static: 스크립트가 있는 폴더.
    """
    marked: set[str] = set()
    written: set[str] = set()
    scripts = set(SEARCH_SCRIPTS)
    for text in texts:
        for found in _MARKED.findall(text):
            marked.update(_WORDS.findall(" ".join(found)))
        for code in _INLINE.findall(text):
            written.update(_WORDS.findall(code))
        scripts |= {path.rpartition("_static/")[2] for path in _LOADED.findall(text)}
    for name in scripts:
        if (static / name).is_file():
            written.update(words_written_by(static.joinpath(name).read_text(encoding="utf-8")))
    return marked, written


def words_written_by(script: str) -> set[str]:
    """스크립트가 쪽에 붙일 수 있는 이름들입니다. 이름은 따옴표 안에 있습니다.

    쪽에서 찾기만 하는 선택자(`.이름`, `#이름`)는 쪽에 적힌 것을 찾는 것이므로 세지 않습니다.
    """
    words: set[str] = set()
    for literal in _LITERAL.findall(script):
        if not _SELECTOR.match(literal[1:-1]):
            words.update(_WORDS.findall(literal))
    return words


def _prune_site(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name not in {"html", "dirhtml"}:
        return
    static = Path(app.outdir, "_static")
    pages = (page for page in Path(app.outdir).rglob("*.html") if static not in page.parents)
    texts = [page.read_text(encoding="utf-8") for page in pages]
    marked, written = words_of(texts, static)
    elements = elements_of(texts, written)
    files = [file for file in static.rglob("*.css") if "vendor" not in file.parts]
    styles = {str(file): prune(file.read_text(encoding="utf-8"), elements) for file in files}
    thinner = prune_variables(prune_frames(styles, written), marked | written)
    icons = icons_in("".join(styles.values()))
    font = static / ICONS
    if font.is_file() and icons:
        font.write_bytes(shrink(font, sorted(icons)))
    for name, style in thinner.items():
        whole = inline_imports(style, Path(name), thinner)
        if Path(name) == static / THEME:
            # 틀에서 먼저 부르던 것을 앞에 붙여, 따로 받지 않아도 되게 합니다(docs/_templates/layout.html).
            basic = str(static / BEFORE_THEME)
            before = inline_imports(thinner.get(basic, ""), Path(basic), thinner)
            whole = whole if before in whole else before + whole
            whole = whole.replace(f"url(../{ICONS})", f"url({embedded(font)})")
        Path(name).write_text(whole, encoding="utf-8", newline="\n")


def embedded(font: Path) -> str:
    """글꼴의 내용을 담은 주소를 돌려줍니다. 아이콘 몇 개의 글꼴은 한 번 더 다녀오는 것보다 가볍습니다."""
    return f"data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()}"
