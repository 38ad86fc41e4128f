"""무엇을 잴지 고르기: 고른 것만 다시 재거나, 아무것도 재지 않습니다."""

import contextlib
import fnmatch
from dataclasses import replace
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from parabook.book.library import Library
from parabook.record.schema import Record, RecordError

UNMEASURED = "재지 않고 빌드한 책입니다. 숫자와 판정이 지금의 코드와 다를 수 있습니다."


def setup(app: Sphinx) -> None:
    """재지 않고 빌드하면 모든 페이지의 맨 위에 그렇다고 적습니다."""
    app.connect("config-inited", _announce)


def _announce(_app: Sphinx, config: Config) -> None:
    if not config.parabook_measures:
        # 테마가 모든 페이지의 맨 위에 띄웁니다. 설정이 바뀌었으므로 Sphinx가 모든 페이지를 다시 씁니다.
        config.html_theme_options = {**config.html_theme_options, "announcement": UNMEASURED}


def forget(library: Library, patterns: str) -> None:
    """무늬(`plot_pool_*`, 쉼표로 여럿)에 맞는 실험의 기록을 낡은 것으로 만듭니다.

    지우지 않습니다. 재다가 끊겨도 예전에 잰 것은 남고, 다음 빌드가 이어서 잽니다.

    Raises:
        ExtensionError: 맞는 실험이 없는 무늬가 있는 경우.
    """
    for pattern in filter(None, (one.strip() for one in patterns.split(","))):
        chosen = fnmatch.filter(library.experiments, pattern)
        if not chosen:
            raise ExtensionError(
                f"다시 잴 실험의 무늬 {pattern!r}에 맞는 실험이 없으니, "
                "examples 폴더의 파일 이름에서 .py를 떼고 적으십시오(예: plot_pool_*)."
            )
        for name in chosen:
            for path in _records_of(library, name):
                with contextlib.suppress(RecordError):
                    replace(Record.load(path), key="").save(path.parent)
            generated = library.experiments[name].generated
            generated.with_name(f"{generated.name}.page").unlink(missing_ok=True)


def _records_of(library: Library, name: str) -> list[Path]:
    """실험 하나의 기록들입니다. 한 예제에서 두 번 잰 것은 이름 뒤에 말이 붙습니다."""
    folder = library.records_folder
    return [folder / f"{name}.json", *folder.glob(f"{name}-*.json")]
