"""gettext 말 묶음: Sphinx와 테마의 번역에 빠졌거나 어색한 말을 채웁니다.

`.po`를 그때그때 읽어 메모리에 올립니다. `.mo`를 따로 만들지 않으므로, 읽기만 되는 폴더에 설치한
휠에서도 그대로 쓸 수 있습니다. 말 묶음 하나를 읽는 데 몇 밀리초면 됩니다.
"""

from __future__ import annotations

import gettext
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sphinx import locale as sphinx_locale
from sphinx.domains import changeset
from sphinx.util.i18n import CatalogRepository

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from sphinx.application import Sphinx
    from sphinx.config import Config

DOMAINS = ("sphinx", "booktheme")
MESSAGES = Path(__file__).parent / "locale" / "ko" / "LC_MESSAGES"


def read(domain: str) -> Catalog:
    """`domain` 말 묶음의 영어와 한국어 짝."""
    with (MESSAGES / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="ko", domain=domain, abort_invalid=True)


def install(app: Sphinx, config: Config) -> None:
    """말 묶음을 Sphinx의 것보다 앞에 세웁니다.

    찾는 차례는 사용자의 `locale_dirs`, 이 확장, 나머지(Sphinx와 테마)입니다.
    `add_message_catalog`는 나중에 온 것을 뒤에 붙이기 때문에, 그것만으로는 이미 있는 어색한
    번역을 바꿀 수 없습니다.
    """
    for domain in DOMAINS:
        head = _translations(domain)
        rest = sphinx_locale.translators.get(("general", domain))
        if rest is not None:
            head.add_fallback(rest)
        repository = CatalogRepository(
            app.srcdir, config.locale_dirs, config.language, config.source_encoding
        )
        for folder in reversed(list(repository.locale_dirs)):
            users = gettext.translation(domain, folder, [config.language], fallback=True)
            if isinstance(users, gettext.GNUTranslations):
                users.add_fallback(head)
                head = users
        sphinx_locale.translators["general", domain] = head
    merged = sphinx_locale.translators["general", "sphinx"]
    # 템플릿은 locale.translators가 아니라 이 속성을 봅니다.
    app.translator = merged
    # 버전 표시의 말은 이 모듈이 불려 올 때 문자열로 굳어서, 말 묶음을 바꾸어도 따라오지 않습니다.
    for kind, text in changeset.versionlabels.items():
        changeset.versionlabels[kind] = merged.gettext(text)


def script() -> str:
    """브라우저에서 도는 코드가 쓰는 말의 번역을 등록하는 JavaScript.

    Sphinx의 ko 번역은 찾은 개수를 알리는 말이 빈 문자열이라서, 검색 결과 위가 비어 보입니다.
    """
    messages: dict[str, str | list[str]] = {}
    for message in read("sphinx"):
        if any(path.endswith(".js") for path, _ in message.locations):
            # 단수와 복수가 있는 말은 번역이 묶음이고, 단수의 영어로 찾습니다.
            if isinstance(message.id, tuple) and isinstance(message.string, tuple):
                messages[message.id[0]] = list(message.string)
            else:
                messages[str(message.id)] = str(message.string)
    catalog = {"locale": "ko", "messages": messages, "plural_expr": "0"}
    return f"Documentation.addTranslations({json.dumps(catalog, ensure_ascii=False)});\n"


def _translations(domain: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, read(domain))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
