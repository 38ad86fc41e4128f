"""책의 Sphinx 쪽: 예제를 재게 하고, 기록을 페이지에 싣고, 내려받을 것을 사이트에 둡니다.

책을 빌드하는 Sphinx의 프로세스에서 돕니다. 페이지는 `pages`, 다 쓴 사이트는 `site`, 종이는 `paper`가 맡습니다.
`conf.py`에는 `extensions = ["parabook.book"]`만 적으면 됩니다. sphinx-gallery도 함께 켜집니다.
"""

import importlib
from typing import Any

from sphinx.application import Sphinx

from parabook import streams

_PARTS = (
    "one_at_a_time",
    "unfinished",
    "live",
    "gallery",
    "selecting",
    "pages.measured",
    "pages.marks",
    "pages.verdicts",
    "pages.claim_list",
    "pages.noise_table",
    "pages.chooser",
    "pages.simulating",
    "pages.directives",
    "pages.interpreters",
    "pages.workbook",
    "pages.provenance",
    "pages.illustrating",
    "pages.reading",
    "pages.folding",
    "site.thumbnails",
    "pages.glossary",
    "pages.terms",
    "site.sharing",
    "site.markdown",
    "site.feed",
    "site.loading",
    "paper.simplifying",
    "publishing",
    "site.stylesheets",
    "site.webfonts",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """확장의 조각을 순서대로 붙입니다."""
    streams.never_refuse()
    app.setup_extension("sphinx_gallery.gen_gallery")
    app.add_config_value("parabook_records", "_build/records", "env", str)
    app.add_config_value("parabook_kept", "records", "env", str)
    app.add_config_value("parabook_wheels", "_build/wheels", "env", str)
    # 끄면 글꼴과 스타일에서 쓰지 않는 것을 덜어 내지 않습니다. 작은 책을 빌드하는 시간의 절반이 넘습니다.
    app.add_config_value("parabook_slims", default=True, rebuild="", types=bool)
    for part in _PARTS:
        importlib.import_module(f"parabook.book.{part}").setup(app)
    return {"version": "1", "env_version": 3, "parallel_read_safe": False}
