"""테마의 스타일과 아이콘 글꼴에서 이 책이 쓰지 않는 것을 덜어 냅니다.

테마의 스타일은 책의 글과 글꼴을 모두 더한 것보다 큽니다. 그 대부분은 어느 쪽에도 없는 부품과 아이콘의 것입니다.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from sphinx.application import Sphinx

from parabook.book.fonts import shrink

LARGE = ("styles/pydata-sphinx-theme.css", "sphinx-design.min.css")

_TOKEN = re.compile(
    r"""/\*.*?\*/ | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | url\([^)"']*\) | \\. | [{};] | .""",
    re.DOTALL | re.VERBOSE,
)
# 안의 규칙을 저마다 보는 것들. 나머지(@font-face, @keyframes)는 통째로 남깁니다.
_GROUPS = ("@media", "@supports", "@layer", "@container")
_ALTERNATIVES = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
_NAMES = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_WORDS = re.compile(r"[\w-]+")
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
        words: 사이트의 쪽과 스크립트에 나오는 낱말 모두. 스크립트가 붙이는 클래스도 여기 있어야 합니다.
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
            kept.append(f"{','.join(alive)}{{{body}}}")
    return "".join(kept)


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
    return all(name in words for name in _NAMES.findall(_ALTERNATIVES.sub("", selector)))


def icons_in(style: str) -> set[str]:
    """스타일이 그리는 아이콘의 글자들입니다. 번호로 적힌 것도, 글자 그대로 적힌 것도 있습니다."""
    return {chr(int(code, 16)) for code in _ICON.findall(style)} | set(_PRIVATE.findall(style))


def _prune_site(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html" or app.builder.name == "epub":
        return
    outdir = Path(app.outdir)
    words: set[str] = set()
    for file in [*outdir.rglob("*.html"), *outdir.joinpath("_static").rglob("*.js")]:
        words.update(_WORDS.findall(file.read_text(encoding="utf-8")))
    icons: set[str] = set()
    for name in LARGE:
        file = outdir / "_static" / name
        if file.is_file():
            pruned = prune(file.read_text(encoding="utf-8"), words)
            file.write_text(pruned, encoding="utf-8", newline="\n")
            icons |= icons_in(pruned)
    font = outdir / "_static" / ICONS
    if font.is_file() and icons:
        font.write_bytes(shrink(font, sorted(icons)))
