"""테마의 스타일과 아이콘 글꼴에서 이 책이 쓰지 않는 것을 덜어 냅니다.

테마의 스타일은 책의 글과 글꼴을 모두 더한 것보다 큽니다. 그 대부분은 어느 쪽에도 없는 부품과 아이콘의 것입니다.
"""

import base64
import itertools
import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tinycss2
from sphinx.application import Sphinx

from parabook.book.site.elements import Elements, Page, elements_of, read
from parabook.book.site.webfonts import shrink

# 안의 규칙을 저마다 보는 것들. 나머지(@font-face, @keyframes)는 통째로 남깁니다.
_GROUPS = {"media", "supports", "layer", "container", "starting-style"}
_FRAMES = {"keyframes", "-webkit-keyframes"}
_WORDS = re.compile(r"[\w-]+")
_LITERAL = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""")
_SELECTOR = re.compile(r"\s*[.#][\w-]+")
_IMPORT = re.compile(r"""@import "([^"]+)";""")
# 검색 칸에 들어온 다음에 부르는 것은 페이지에 적혀 있지 않습니다.
SEARCH_SCRIPTS = ("searchtools.js", "language_data.js")
BEFORE_THEME = "styles/theme.css"
THEME = "styles/pydata-sphinx-theme.css"
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
# 아이콘 글꼴은 유니코드가 비워 둔 자리를 씁니다.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ICON = re.compile(r'"\\([0-9a-f]{2,5})"')


def setup(app: Sphinx) -> None:
    """다 빌드한 다음에 덜어 내게 합니다."""
    app.connect("build-finished", _prune_site, priority=600)


def prune(style: str, elements: Elements) -> str:
    """맞을 요소가 없는 선택자와, 뜻이 없는 빈칸을 뺀 스타일을 돌려줍니다.

    Args:
        style: 스타일의 글.
        elements: 페이지들에 있는 요소.
    """

    def alive(rule: Any) -> list[list[Any]]:
        return [one for one in _selectors(rule.prelude) if elements.may_match(one)]

    return _written(_rules(style), selectors=alive)


def prune_frames(styles: Mapping[str, str], words: Collection[str]) -> dict[str, str]:
    """아무도 부르지 않는 움직임(`@keyframes`)을 뺍니다.

    Args:
        styles: 함께 쓰이는 스타일들: 이름에서 글로 갑니다.
        words: 스타일 밖(페이지와 스크립트)에 나오는 낱말.
    """
    found = {name: _rules(style) for name, style in styles.items()}
    called = set(words)
    for rule in itertools.chain.from_iterable(map(_all_rules, found.values())):
        if rule.type == "declaration" or (rule.type == "at-rule" and not _is_frames(rule)):
            tokens = rule.value if rule.type == "declaration" else rule.content or ()
            called.update(piece.value for piece in _tokens(tokens) if piece.type in _NAMES)

    def alive(rule: Any) -> bool:
        named = (piece.value for piece in rule.prelude if piece.type in _NAMES)
        return not _is_frames(rule) or not called.isdisjoint(named)

    return {name: _written(rules, at_rule=alive) for name, rules in found.items()}


def prune_variables(styles: Mapping[str, str], words: Collection[str]) -> dict[str, str]:
    """아무도 읽지 않는 변수(`--이름`)를 정하는 자리와 그 형(`@property`)을 뺍니다. 남은 변수가 읽는 변수는 남습니다.

    Args:
        styles: 함께 쓰이는 스타일들: 이름에서 글로 갑니다.
        words: 스타일 밖(페이지와 스크립트)에 나오는 낱말.
    """
    found = {name: _rules(style) for name, style in styles.items()}
    read = {word for word in words if word.startswith("--")}
    needs: defaultdict[str, set[str]] = defaultdict(set)
    for rule in itertools.chain.from_iterable(map(_all_rules, found.values())):
        if rule.type == "declaration" and rule.name.startswith("--"):
            needs[rule.name] |= _variables(rule.value)
        elif rule.type == "declaration":
            read |= _variables(rule.value)
        elif rule.type == "at-rule" and rule.lower_at_keyword != "property":
            inside = () if rule.lower_at_keyword in _GROUPS else rule.content or ()
            read |= _variables(rule.prelude) | _variables(inside)
    waiting = list(read)
    while waiting:
        more = needs.pop(waiting.pop(), set()) - read
        read |= more
        waiting += more

    def alive(node: Any) -> bool:
        if node.type == "declaration":
            return not node.name.startswith("--") or node.name in read
        return node.lower_at_keyword != "property" or not _variables(node.prelude).isdisjoint(read)

    return {
        name: _written(rules, at_rule=alive, declaration=alive) for name, rules in found.items()
    }


_NAMES = {"ident", "string"}


def _is_frames(rule: Any) -> bool:
    return rule.type == "at-rule" and rule.lower_at_keyword in _FRAMES


def _rules(style: str) -> list[Any]:
    found: list[Any] = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    return found


def _inside(rule: Any, *, nested: bool) -> list[Any]:
    """중괄호 안의 선언과 규칙들입니다. 맨 바깥의 묶음(`@media`)에는 규칙만 있습니다."""
    parse = tinycss2.parse_blocks_contents if nested else tinycss2.parse_rule_list
    found: list[Any] = parse(rule.content, skip_comments=True, skip_whitespace=True)
    return found


def _all_rules(rules: Iterable[Any], *, nested: bool = False) -> Iterator[Any]:
    """안에 든 것까지, 규칙과 선언을 모두 돌려줍니다."""
    for rule in rules:
        yield rule
        if rule.type == "qualified-rule":
            yield from _all_rules(_inside(rule, nested=True), nested=True)
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _GROUPS:
            yield from _all_rules(_inside(rule, nested=nested), nested=nested)


def _tokens(tokens: Iterable[Any]) -> Iterator[Any]:
    """괄호 안의 것까지, 토큰을 모두 돌려줍니다."""
    for piece in tokens:
        yield piece
        inside = getattr(piece, "content", None) or getattr(piece, "arguments", None)
        if isinstance(inside, list):
            yield from _tokens(inside)


def _variables(tokens: Iterable[Any]) -> set[str]:
    names = (piece.value for piece in _tokens(tokens) if piece.type == "ident")
    return {name for name in names if name.startswith("--")}


def _always(_node: Any) -> bool:
    return True


def _selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    """쉼표로 나눈 선택자들입니다. 괄호 안의 쉼표는 토큰 하나의 안에 있습니다."""
    found: list[list[Any]] = [[]]
    for piece in prelude:
        if piece == ",":
            found.append([])
        else:
            found[-1].append(piece)
    return [_trimmed(one) for one in found]


def _rule_selectors(rule: Any) -> list[list[Any]]:
    return _selectors(rule.prelude)


def _written(
    rules: Iterable[Any],
    *,
    nested: bool = False,
    selectors: Callable[[Any], list[list[Any]]] = _rule_selectors,
    at_rule: Callable[[Any], bool] = _always,
    declaration: Callable[[Any], bool] = _always,
) -> str:
    """남길 것만 글로 적습니다. 안이 빈 규칙은 적지 않고, 읽을 수 없는 것은 브라우저처럼 버립니다."""
    keep: dict[str, Any] = {
        "selectors": selectors,
        "at_rule": at_rule,
        "declaration": declaration,
    }
    pieces = []
    for rule in rules:
        if rule.type == "declaration" and declaration(rule):
            urgent = "!important" if rule.important else ""
            # 값이 빈 변수(`--이름: ;`)의 칸은 값이므로 남깁니다.
            pieces.append(f"{rule.name}:{_tight(_trimmed(rule.value)) or ' '}{urgent};")
        elif rule.type == "qualified-rule" and (alive := selectors(rule)):
            body = _written(_inside(rule, nested=True), nested=True, **keep)
            if body:
                pieces.append(f"{','.join(map(_tight, alive))}{{{body}}}")
        elif rule.type == "at-rule" and at_rule(rule):
            head = f"@{rule.at_keyword}{_tight(rule.prelude)}".rstrip()
            if rule.content is None:
                pieces.append(f"{head};")
            elif rule.lower_at_keyword not in _GROUPS:
                pieces.append(f"{head}{{{_tight(_trimmed(rule.content)).removesuffix(';')}}}")
            elif body := _written(_inside(rule, nested=nested), nested=nested, **keep):
                pieces.append(f"{head}{{{body}}}")
    text = "".join(pieces)
    return text.removesuffix(";") if nested else text


def _trimmed(tokens: Iterable[Any]) -> list[Any]:
    """앞뒤의 빈칸을 뺀 토큰들입니다."""
    found = [piece for piece in tokens if piece.type != "comment"]
    while found and found[0].type == "whitespace":
        del found[0]
    while found and found[-1].type == "whitespace":
        del found[-1]
    return found


def _tight(tokens: Iterable[Any]) -> str:
    """뜻이 없는 빈칸을 뺀 글을 돌려줍니다. 문자열과 주소 안의 것은 그대로 둡니다."""
    text: str = tinycss2.serialize(_squeezed(tokens))
    return text


def _squeezed(tokens: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for piece in tokens:
        for inside in ("content", "arguments"):
            if isinstance(getattr(piece, inside, None), list):
                setattr(piece, inside, _squeezed(getattr(piece, inside)))
        if piece.type == "comment":
            continue
        last = kept[-1] if kept else None
        if piece.type == "whitespace":
            named = len(kept) > 1 and kept[-2].type == "ident"
            if last in (",", ";", ">") or (last == ":" and named):
                continue
            piece.value = " "
        elif piece == ">" and last is not None and last.type == "whitespace":
            del kept[-1]
        kept.append(piece)
    return kept


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


def words_of(pages: Iterable[Page], static: Path) -> tuple[set[str], set[str]]:
    """페이지에 적힌 클래스와 이름의 낱말, 그리고 페이지가 부르거나 품은 스크립트에 나오는 낱말을 돌려줍니다.

    Args:
        pages: 읽은 페이지들.
        static: 스크립트가 있는 폴더.
    """
    marked: set[str] = set()
    written: set[str] = set()
    scripts = set(SEARCH_SCRIPTS)
    for page in pages:
        marked.update(_WORDS.findall(" ".join(page.marked)))
        written.update(_WORDS.findall(" ".join(page.scripts)))
        scripts |= {source.partition("?")[0].rpartition("_static/")[2] for source in page.sources}
    for name in scripts:
        if (static / name).is_file():
            written.update(words_written_by(static.joinpath(name).read_text(encoding="utf-8")))
    return marked, written


def words_written_by(script: str) -> set[str]:
    """스크립트가 페이지에 붙일 수 있는 이름들입니다. 이름은 따옴표 안에 있습니다.

    페이지에서 찾기만 하는 선택자(`.이름`, `#이름`)는 페이지에 적힌 것을 찾는 것이므로 세지 않습니다.
    """
    words: set[str] = set()
    for literal in _LITERAL.findall(script):
        if not _SELECTOR.match(literal[1:-1]):
            words.update(_WORDS.findall(literal))
    return words


def _prune_site(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name not in {"html", "dirhtml"}:
        return
    if not app.config.parabook_slims:
        return
    static = Path(app.outdir, "_static")
    pages = (page for page in Path(app.outdir).rglob("*.html") if static not in page.parents)
    found = [read(page.read_text(encoding="utf-8")) for page in pages]
    marked, written = words_of(found, static)
    elements = elements_of(found, written)
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
