"""고치는 대로 보기(`nox -s live`): 빌드의 경고와 오류를 페이지의 맨 위에 자리와 함께 보입니다.

지켜보고 다시 빌드하고 브라우저를 새로 고치는 일은 sphinx-autobuild가 합니다. 여기서는 무엇이 잘못되었는지만 보입니다.
"""

import json
import logging
from pathlib import Path

from docutils import nodes
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.logging import get_node_location

from parabook.book.sources import write_changed

SCRIPT = "live.js"
_SHOW = """\
// nox -s live가 만듭니다. 나누어 줄 책에는 없습니다.
const told = %s;
const show = () => {
  if (!told.length) return;
  const box = document.createElement("div");
  box.className = "parabook-live";
  box.setAttribute("role", "alert");
  box.style.cssText = "padding:1rem;border:3px solid #b00020;background:#fff4f4;color:#5c0010;" +
    "white-space:pre-wrap;font:inherit";
  box.textContent = told.join("\\n");
  document.body.prepend(box);
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
else show();
"""
UNFINISHED = "이 빌드는 끝나지 못했습니다. 이유는 nox -s live를 돌린 단말에 있습니다."


class _Collector(logging.Handler):
    """Sphinx의 경고와 오류를 한 줄씩 모읍니다."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        # Sphinx는 모아 두었다가 한 번 더 알리기도 합니다.
        self.told: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """자리(파일과 줄)를 앞에 붙여 모읍니다."""
        self.told[f"{self._place(record)}: {record.getMessage()}"] = None

    def _place(self, record: logging.LogRecord) -> str:
        where = getattr(record, "location", None)
        if isinstance(where, nodes.Node):
            where = get_node_location(where)
        elif isinstance(where, tuple):
            docname, number = where
            where = f"{self.app.env.doc2path(docname)}:{number or ''}"
        if not where:
            return "책 전체"
        # Windows의 경로에도 쌍점이 있으므로 뒤에서부터 봅니다.
        file, _, line = str(where).rpartition(":")
        if not line.isdigit():
            return self._short(file or str(where))
        return f"{self._short(file)}의 {line}번째 줄"

    def _short(self, file: str) -> str:
        """소스 폴더에서 본 경로입니다."""
        try:
            return Path(file).relative_to(self.app.srcdir).as_posix()
        except ValueError:
            return file


def setup(app: Sphinx) -> None:
    """지켜보며 빌드할 때(`-D parabook_live=1`)에만 일합니다."""
    app.add_config_value("parabook_live", default=False, rebuild="html", types=bool)
    app.connect("config-inited", _start, priority=2)


def _start(app: Sphinx, config: Config) -> None:
    if not config.parabook_live:
        return
    # Sphinx의 경고도 단말의 말이 아니라 한국어로 적습니다.
    locale.init([Path(locale.__file__).parent], "ko", "sphinx", "console")
    collector = _Collector(app)
    logging.getLogger("sphinx").addHandler(collector)
    # 시작하다 멈추면 다 빌드한 다음의 일이 불리지 않으므로, 그때 보일 말부터 적어 둡니다.
    _write(app, [UNFINISHED])
    app.connect("builder-inited", lambda app: app.add_js_file(SCRIPT))
    app.connect("build-finished", lambda app, error: _finish(app, collector, error), priority=985)


def _finish(app: Sphinx, collector: _Collector, error: Exception | None) -> None:
    logging.getLogger("sphinx").removeHandler(collector)
    told = [*collector.told, *([f"{UNFINISHED} {error}"] if error else [])]
    _write(app, [f"이 빌드의 경고와 오류 {len(told)}개", *told] if told else [])


def _write(app: Sphinx, told: list[str]) -> None:
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    write_changed(folder / SCRIPT, _SHOW % json.dumps(told, ensure_ascii=False))
