"""페이지에 적힌 주소를 사이트의 파일로 바꿉니다."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bs4 import BeautifulSoup

LOADED = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src"}
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


class Target(NamedTuple):
    """주소가 가리키는 파일과, 그 안의 자리."""

    path: Path
    fragment: str


def is_outside(address: str) -> bool:
    """다른 호스트의 주소인지 봅니다. `//호스트/…`도 다른 호스트입니다."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in {"http", "https"}


def is_inside(address: str) -> bool:
    """사이트 안의 파일이나 자리를 가리키는 주소인지 봅니다."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def resolve(site: Path, page: str, address: str) -> Target:
    """`page`에 적힌 `address`가 가리키는 것을 돌려줍니다. 파일이 있는지는 보지 않습니다."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    here = site / page
    target = (here.parent / path).resolve() if path else here.resolve()
    return Target(target, unquote(parts.fragment))


def loaded(page: BeautifulSoup) -> Iterator[str]:
    """페이지를 열 때 브라우저가 스스로 받는 것들의 주소를 돌려줍니다. 누르는 링크는 들지 않습니다."""
    for tag, attribute in LOADED.items():
        for element in page.select(f"{tag}[{attribute}]"):
            yield element[attribute]
    for element in page.select("[srcset]"):
        yield from (item.split()[0] for item in element["srcset"].split(","))
    for element in page.select("[style]"):
        yield from addresses_in_css(element["style"])
    for element in page.select("style"):
        yield from addresses_in_css(element.get_text())


def addresses_in_css(text: str) -> Iterator[str]:
    """스타일에 적힌 주소를 돌려줍니다. `data:`로 담은 것은 주소가 아닙니다."""
    for match in CSS_ADDRESS.finditer(text):
        address = (match[1] or match[2]).strip()
        if not address.startswith("data:"):
            yield address
