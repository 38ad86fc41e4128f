"""같은 말의 무리: 함께 실린 것(`synonyms.txt`)과 프로젝트가 더하는 것."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from sphinx_korean.search import answers

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.config import Config

BUILT_IN = Path(__file__).parent / "synonyms.txt"
OPTION = "synonyms"
WEIGHTS = "weights"


def read(path: Path) -> list[list[str]]:
    """`path`에 적힌 무리를 돌려줍니다. `.toml`이면 표로, 아니면 줄로 읽습니다.

    Raises:
        ConfigError: 파일을 읽지 못하거나, 꼴이 어긋난 경우.
    """
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        if path.suffix == ".toml":
            return _read_table(tomllib.loads(text), path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"sphinx_korean_synonyms의 파일을 읽지 못했습니다: {error}") from error
    return _read_lines(text.splitlines(), path)


def _read_table(table: dict[str, Any], path: Path) -> list[list[str]]:
    """`표제어 = ["다른 말", …]`. 값이 표이면 그 안의 `names`가 다른 말들입니다."""
    groups = []
    for headword, value in table.items():
        names = value.get("names", []) if isinstance(value, dict) else value
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ConfigError(f'{path}: "{headword}"에는 다른 말을 글의 목록으로 적습니다.')
        if names:
            groups.append([headword, *names])
    return groups


def _read_lines(lines: list[str], path: Path) -> list[list[str]]:
    """한 줄이 한 무리이고, 말은 쉼표로 나누며, `#`로 시작하는 줄은 버립니다."""
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
    given = config.sphinx_korean_synonyms
    for name in filter(None, [given] if isinstance(given, str) else given):
        groups += read(Path(app.confdir, name))
    # 이름의 앞이 가장 길게 맞는 것을 먼저 봅니다.
    weights = sorted(config.sphinx_korean_search_weights.items(), key=lambda one: -len(one[0]))
    config.html_search_options = {
        **config.html_search_options,
        OPTION: groups,
        WEIGHTS: [list(each) for each in weights],
        # 묻는 말이 바뀌면 Sphinx가 색인을 다시 쓰게 합니다.
        answers.OPTION: answers.collect(app, config),
    }
