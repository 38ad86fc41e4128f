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
NAMESPACE = "general"
MESSAGES = Path(__file__).parent / "locale" / "ko" / "LC_MESSAGES"


def read(domain: str) -> Catalog:
    """`domain` 말 묶음의 영어와 한국어 짝."""
    with (MESSAGES / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="ko", domain=domain, abort_invalid=True)


class Catalogs:
    """앱 하나의 말 묶음. 그 앱이 짓는 동안에만 Sphinx의 것보다 앞에 섭니다.

    번역을 찾는 표는 프로세스에 하나뿐이어서, 세워 둔 채로 두면 같은 프로세스에서 다음에 짓는 다른
    프로젝트의 말까지 바뀝니다.
    """

    def __init__(self) -> None:
        """아직 세우지 않은 상태로 시작합니다."""
        self.merged: dict[str, gettext.GNUTranslations] = {}
        self.replaced: dict[str, gettext.NullTranslations | None] = {}
        self.labels: dict[str, str] = {}

    def merge(self, app: Sphinx, config: Config) -> None:
        """말 묶음을 엮고 앞에 세웁니다.

        찾는 차례는 사용자의 `locale_dirs`, 이 확장, 나머지(Sphinx와 테마)입니다.
        `add_message_catalog`는 나중에 온 것을 뒤에 붙이기 때문에, 그것만으로는 이미 있는 어색한
        번역을 바꿀 수 없습니다.
        """
        repository = CatalogRepository(
            app.srcdir, config.locale_dirs, config.language, config.source_encoding
        )
        for domain in DOMAINS:
            head = _translations(domain)
            rest = sphinx_locale.translators.get((NAMESPACE, domain))
            if rest is not None:
                head.add_fallback(rest)
            for folder in reversed(list(repository.locale_dirs)):
                users = gettext.translation(domain, folder, [config.language], fallback=True)
                if isinstance(users, gettext.GNUTranslations):
                    users.add_fallback(head)
                    head = users
            self.merged[domain] = head
        # 템플릿은 locale.translators가 아니라 이 속성을 봅니다.
        app.translator = self.merged["sphinx"]
        self.install()

    def install(self, *_event: object) -> None:
        """엮은 말 묶음을 앞에 세웁니다. 이미 서 있으면 그대로입니다."""
        if self.replaced:
            return
        translators = sphinx_locale.translators
        self.replaced = {domain: translators.get((NAMESPACE, domain)) for domain in DOMAINS}
        for domain, head in self.merged.items():
            translators[NAMESPACE, domain] = head
        # 버전 표시의 말은 그 모듈이 불려 올 때 문자열로 굳어서, 말 묶음을 바꾸어도 따라오지 않습니다.
        self.labels = dict(changeset.versionlabels)
        for kind, text in self.labels.items():
            changeset.versionlabels[kind] = self.merged["sphinx"].gettext(text)

    def remove(self, *_event: object) -> None:
        """앞에 세웠던 것을 거두고, 있던 것을 제자리에 돌려놓습니다."""
        for domain, before in self.replaced.items():
            if before is None:
                sphinx_locale.translators.pop((NAMESPACE, domain), None)
            else:
                sphinx_locale.translators[NAMESPACE, domain] = before
        changeset.versionlabels.update(self.labels)
        self.replaced, self.labels = {}, {}


def setup(app: Sphinx) -> None:
    """설정을 읽은 뒤부터 다 지을 때까지 말 묶음을 앞에 세웁니다."""
    catalogs = Catalogs()
    app.connect("config-inited", catalogs.merge)
    # 한 앱이 두 번 지을 때, 두 번째에도 서 있게 합니다.
    app.connect("env-before-read-docs", catalogs.install)
    # 다른 확장이 짓고 나서 하는 일까지 마친 다음에 거둡니다.
    app.connect("build-finished", catalogs.remove, priority=1000)


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
