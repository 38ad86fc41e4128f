"""같은 말의 무리: 함께 실린 것(`synonyms.txt`)과 프로젝트가 더하는 것."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

BUILT_IN = Path(__file__).parent / "synonyms.txt"
OPTION = "synonyms"


def read(path: Path) -> list[list[str]]:
    """`path`에 적힌 무리를 돌려줍니다. 한 줄이 한 무리이고, 말은 쉼표로 나누며, `#`로 시작하는 줄은 버립니다.

    Raises:
        ConfigError: 파일을 읽지 못하거나, 말이 하나뿐인 줄이 있는 경우.
    """
    try:
        lines = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"sphinx_korean_synonyms의 파일을 읽지 못했습니다: {error}") from error
    groups = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            group = [word.strip() for word in line.split(",") if word.strip()]
            if len(group) == 1:
                raise ConfigError(f"{path}:{number}: 같은 말은 쉼표로 나누어 둘 이상 적습니다.")
            groups.append(group)
    return groups


def collect(app: Sphinx, config: Config) -> None:
    """무리를 검색의 선택 사항에 담습니다. 파일의 내용이 바뀌면 Sphinx가 쪽을 다시 씁니다."""
    groups = read(BUILT_IN)
    if config.sphinx_korean_synonyms:
        groups += read(Path(app.confdir, config.sphinx_korean_synonyms))
    config.html_search_options = {**config.html_search_options, OPTION: groups}
