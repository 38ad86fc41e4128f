"""테마의 스타일과 아이콘 글꼴에서 이 책이 쓰지 않는 것을 덜어 냅니다.

테마의 스타일은 책의 글과 글꼴을 모두 더한 것보다 큽니다. 그 대부분은 어느 쪽에도 없는 부품과 아이콘의 것입니다.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from sphinx.application import Sphinx

from parabook.book.fonts import shrink

_TOKEN = re.compile(
    r"""/\*.*?\*/ | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | url\([^)"']*\) | \\. | [{};] | .""",
    re.DOTALL | re.VERBOSE,
)
# 안의 규칙을 저마다 보는 것들. 나머지(@font-face, @keyframes)는 통째로 남깁니다.
_GROUPS = ("@media", "@supports", "@layer", "@container")
_ALTERNATIVES = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
_NAMES = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_WORDS = re.compile(r"[\w-]+")
_MARKED = re.compile(r"""\b(?:class|id|style)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_INLINE = re.compile(r"<script\b[^>]*>(.+?)</script>", re.DOTALL)
_LOADED = re.compile(r"""<script\b[^>]*\bsrc="([^"?]+)""")
_VARIABLE = re.compile(r"(?<![\w-])--[\w-]+")
_DECLARED = re.compile(
    r"""(?<![\w-])(--[\w-]+)\s*:((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^;"'{}])*)(?:;|(?=\})|$)"""
)
_LITERAL = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""")
_SELECTOR = re.compile(r"\s*[.#][\w-]+")
_IMPORT = re.compile(r"""@import "([^"]+)";""")
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


def prune(style: str, words: Collection[str]) -> str:
    """`words`에 없는 클래스나 이름을 찾는 선택자를 뺀 스타일을 돌려줍니다.

    Args:
        style: 스타일의 글.
        words: 쪽에 적힌 클래스와 이름, 스크립트에 나오는 낱말 모두. `-`로 끝나는 것은 스크립트가
            뒤를 이어 붙이는 이름의 앞머리로 봅니다.
    """
    kept = []
    for prelude, body in _rules(style):
        if body is None:
            kept.append(prelude)
        elif prelude.startswith(_GROUPS):
            if inner := prune(body, words):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        elif alive := [one for one in _selectors(prelude) if _may_match(one, words)]:
            kept.append(f"{','.join(alive)}{{{body.strip()}}}")
    return "".join(kept)


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


def _may_match(selector: str, words: Collection[str]) -> bool:
    if "\\" in selector:  # 이름에 부호가 든 것은 가리지 않고 남깁니다.
        return True
    return all(_known(name, words) for name in _NAMES.findall(_ALTERNATIVES.sub("", selector)))


def _known(name: str, words: Collection[str]) -> bool:
    return name in words or any(
        name[: at + 1] in words for at, letter in enumerate(name[:-1]) if letter == "-"
    )


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


def words_of(pages: Iterable[Path], static: Path) -> set[str]:
    """쪽에 적힌 클래스와 이름, 쪽이 부르는 스크립트에 나오는 낱말을 모두 돌려줍니다."""
    words: set[str] = set()
    scripts = set(SEARCH_SCRIPTS)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for marked in _MARKED.findall(text):
            words.update(_WORDS.findall(" ".join(marked)))
        for code in _INLINE.findall(text):
            words.update(_WORDS.findall(code))
        scripts |= {path.rpartition("_static/")[2] for path in _LOADED.findall(text)}
    for name in scripts:
        if (static / name).is_file():
            words.update(words_written_by(static.joinpath(name).read_text(encoding="utf-8")))
    return words


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
    words = words_of(pages, static)
    files = [file for file in static.rglob("*.css") if "vendor" not in file.parts]
    styles = {str(file): prune(file.read_text(encoding="utf-8"), words) for file in files}
    thinner = prune_variables(styles, words)
    for name, style in thinner.items():
        whole = inline_imports(style, Path(name), thinner)
        if Path(name) == static / THEME:
            # 틀에서 먼저 부르던 것을 앞에 붙여, 따로 받지 않아도 되게 합니다(docs/_templates/layout.html).
            basic = str(static / BEFORE_THEME)
            before = inline_imports(thinner.get(basic, ""), Path(basic), thinner)
            whole = whole if before in whole else before + whole
        Path(name).write_text(whole, encoding="utf-8", newline="\n")
    icons = icons_in("".join(styles.values()))
    font = static / ICONS
    if font.is_file() and icons:
        font.write_bytes(shrink(font, sorted(icons)))
