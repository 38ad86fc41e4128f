"""지은 HTML에서 사람이 읽는 글과 속성을 꺼냅니다.

검사하는 함수들(`leftover_english`, `stray_markup`)이 함께 씁니다. 코드, 수식, 스크립트는 읽는
글이 아니므로 건너뛰고, 글 사이에 끼인 코드는 자리 글자 하나로 남겨 앞뒤 글자가 맞붙어 보이지 않게
합니다.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"

UNREAD_ELEMENTS = frozenset(
    {"code", "kbd", "math", "pre", "samp", "script", "style", "svg", "template", "textarea"}
)
# 수식, 그리고 자동 문서의 시그니처(`*args`, `class`가 낱말로 나옵니다).
UNREAD_CLASSES = frozenset({"math", "MathJax", "notranslate", "sig"})
# Sphinx는 내려받기 링크의 글을 <code class="download">에 담습니다. 코드가 아니라 읽는 글입니다.
READ_CLASSES = frozenset({"download"})
READ_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "data-tooltip", "tooltip")
INLINE_ELEMENTS = frozenset(
    {"a", "abbr", "b", "cite", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong"}
    | {"sub", "sup", "u", "font", "wbr"}
)
VOID_ELEMENTS = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"}
    | {"wbr"}
)


@dataclass
class Visible:
    """한 페이지에서 읽는 것.

    `texts`는 태그 사이의 글 조각, `blocks`는 문단이나 칸 하나를 이어 붙인 글, `attributes`는
    화면에 뜨거나 소리 내어 읽히는 속성의 값입니다. 빈 것은 담지 않습니다.
    """

    texts: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)


def visible(html: str) -> Visible:
    """`html`에서 읽는 것을 모아 돌려줍니다."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Visible()
        self._block = ""
        self._open: list[tuple[str, bool]] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        skip = READ_CLASSES.isdisjoint(classes) and (
            tag in UNREAD_ELEMENTS
            or not UNREAD_CLASSES.isdisjoint(classes)
            or values.get("translate") == "no"
        )
        if skip and not self._unread:
            self._block += PLACEHOLDER
        if tag not in VOID_ELEMENTS:
            self._open.append((tag, skip))
            self._unread += skip
        if not self._unread:
            self.found.attributes += filter(
                str.strip, (values.get(name, "") for name in READ_ATTRIBUTES)
            )
            # <input type="submit" value="검색">처럼 단추에 보이는 말.
            if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
                self.found.attributes += filter(str.strip, [values.get("value", "")])
        if tag not in INLINE_ELEMENTS | UNREAD_ELEMENTS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        # 닫는 태그를 빠뜨린 HTML에서는 같은 이름을 만날 때까지 함께 닫습니다.
        if any(name == tag for name, _ in self._open):
            while self._open:
                name, skip = self._open.pop()
                self._unread -= skip
                if name == tag:
                    break
        if tag not in INLINE_ELEMENTS | UNREAD_ELEMENTS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        self._block += data
        if data.strip():
            self.found.texts.append(" ".join(data.split()))

    def end_block(self) -> None:
        text = " ".join(self._block.split())
        if text:
            self.found.blocks.append(text)
        self._block = ""
