"""절마다 적어 둔, 사람들이 묻는 말. 책의 말과 묻는 말이 다를 때 그 절로 데려갑니다.

`sphinx_korean_answers`에 적은 TOML 파일에서 읽습니다. 이름은 `쪽#앵커에 든 말`이고, 값은 묻는 말의 목록입니다.
"""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.nodes import clean_astext

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

OPTION = "sphinx_korean_answers"
logger = logging.getLogger(__name__)


def read(path: Path) -> dict[str, list[str]]:
    """`path`에 적힌 것: 자리마다 묻는 말들.

    Raises:
        ConfigError: 파일을 읽지 못하거나, 값이 글의 목록이 아닌 경우.
    """
    try:
        found = tomllib.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{OPTION}의 파일 {path}을(를) 읽지 못했습니다: {error}") from error
    for place, phrases in found.items():
        if not isinstance(phrases, list) or not all(isinstance(one, str) for one in phrases):
            raise ConfigError(f'{path}: "{place}"에는 묻는 말을 글의 목록으로 적습니다.')
    return found


def collect(app: Sphinx, config: Config) -> list[list[Any]]:
    """설정에 적힌 파일들의 내용: 자리와 묻는 말들."""
    given = config.sphinx_korean_answers
    files = [given] if isinstance(given, str) else list(given)
    return [
        [place, phrases]
        for name in filter(None, files)
        for place, phrases in read(Path(app.confdir, name)).items()
    ]


def in_pages(app: Sphinx, names: list[str]) -> list[list[Any]]:
    """색인에 담을 것: 쪽의 번호, 앵커, 절의 제목, 묻는 말들. 없는 쪽과 앵커는 경고로 알립니다."""
    numbers = {name: file for file, name in enumerate(names)}
    entries = []
    for place, phrases in collect(app, app.config):
        page, _, fragment = place.partition("#")
        section = _section(app.env, page, fragment) if page in numbers else None
        if section is None:
            logger.warning(
                "%s: 묻는 말의 자리 '%s'이(가) 없습니다. 쪽의 이름이나 앵커를 고치십시오.",
                OPTION,
                place,
                type="sphinx_korean",
                subtype="answers",
            )
            continue
        entries.append([numbers[page], *section, *phrases])
    return entries


def _section(env: BuildEnvironment, page: str, fragment: str) -> tuple[str, str] | None:
    """앵커에 `fragment`가 든 첫 절의 앵커와 제목. `fragment`가 비면 쪽이고, 쪽에는 앵커와 제목이 없습니다."""
    if not fragment:
        return "", ""
    wanted = fragment.casefold()
    for section in env.get_doctree(page).findall(nodes.section):
        if any(wanted in each.casefold() for each in section["ids"]):
            title = section.next_node(nodes.title)
            return section["ids"][0], clean_astext(title) if title is not None else ""
    return None
