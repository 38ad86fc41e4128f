"""sphinx-gallery가 예제를 돌리는 동안: 무엇을 다시 돌릴지 고르고, 진행을 보이고, 그림을 거둡니다."""

import contextlib
import gc
import hashlib
import importlib.metadata
import os
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

import parabook
from parabook import machine
from parabook.book.library import Experiment, Library, library_of
from parabook.book.progress import Progress
from parabook.book.site import vectors
from parabook.charts import drawing
from parabook.experiment import client, design, results
from parabook.experiment.staleness import versions
from parabook.record.schema import Record, RecordError

logger = logging.getLogger(__name__)

_SETTINGS: dict[str, Any] = {
    "filename_pattern": r"[\\/]plot_",
    # 도움 파일(밑줄로 시작하는 것)은 예제가 아닙니다.
    "ignore_pattern": r"(^|[\\/])_",
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("parabook.book.gallery.collect",),
    "reset_modules": ("parabook.book.gallery.announce",),
    # asyncio.run과 프로세스 풀은 주피터 노트북에서 깨집니다.
    "notebook_extensions": set(),
    # 내려받을 것은 publishing이 휠과 함께 묶습니다.
    "download_all_examples": False,
    # 예제가 실패해도 다른 쪽은 지어야 하고, 다 지은 다음에 실패를 알립니다.
    "only_warn_on_example_error": True,
    # 갤러리가 재는 시간은 예제의 시간이 아니라 갤러리의 시간입니다.
    "min_reported_time": sys.maxsize,
    "write_computation_times": False,
    "capture_repr": (),
    "show_signature": False,
    "show_memory": False,
    # 두 측정이 겹치면 둘 다 쓸 수 없습니다.
    "parallel": False,
}


def setup(app: Sphinx) -> None:
    """갤러리의 설정과, 그 앞뒤의 일을 붙입니다."""
    # 갤러리가 제 기본값을 채우는 것보다 먼저여야 합니다.
    app.connect("config-inited", _configure, priority=5)
    app.connect("builder-inited", _before_gallery, priority=5)
    app.connect("builder-inited", _after_gallery, priority=900)
    app.connect("env-get-outdated", _pages_of_failures)


def _configure(_app: Sphinx, config: Config) -> None:
    config.sphinx_gallery_conf = {**_SETTINGS, **config.sphinx_gallery_conf}
    # 실패는 _after_gallery가 한국어로, 한 번만 경고합니다. 갤러리는 같은 역추적을 두 번 싣습니다.
    config.suppress_warnings = [*config.suppress_warnings, "sphinx_gallery.example_error"]


class _Run:
    """이번에 갤러리를 돌리는 동안의 상태. 갤러리는 예제를 이 프로세스에서 하나씩 돌립니다."""

    progress: Progress | None = None
    standby = client.Standby()


def announce(_gallery_conf: dict[str, Any], file_name: str) -> None:
    """갤러리가 예제를 돌리기 직전에 부릅니다."""
    if _Run.progress is not None:
        _Run.progress.begin(Path(file_name).stem)


def _before_gallery(app: Sphinx) -> None:
    library = library_of(app)
    os.environ[results.RECORDS_VARIABLE] = str(library.records_folder)
    drawing.collected.set([])
    stale = [item for item in library.experiments.values() if not _page_is_current(app, item)]
    for experiment in stale:
        # 갤러리는 예제 파일만 보고 다시 돌릴지 정합니다. 이 파일이 없으면 다시 돌립니다.
        _mark(experiment, "md5").unlink(missing_ok=True)
    _Run.progress = Progress(len(stale))
    results.progress.set(_Run.progress.step)
    client.standby.set(_Run.standby)
    library.created_before = _creation_times(library)
    # 갤러리는 예제마다 쓰레기를 모으게 합니다. 책을 짓느라 이미 불러온 것은 버릴 것이 없으므로 뒤지지 않게 합니다.
    gc.freeze()


def _after_gallery(app: Sphinx) -> None:
    gc.unfreeze()
    library = library_of(app)
    if _Run.progress is not None:
        _Run.progress.end()
        library.seconds = _Run.progress.seconds
    drawing.collected.set(None)
    results.progress.set(None)
    client.standby.set(None)
    _Run.standby.close()
    os.environ.pop(results.RECORDS_VARIABLE, None)
    failures = {
        Path(path).stem: text
        for path, text in app.config.sphinx_gallery_conf["failing_examples"].items()
    }
    for name, experiment in library.experiments.items():
        if name in failures:
            library.failed.append(name)
            logger.warning("%s", _last_words(failures[name]), type="parabook", subtype="experiment")
        else:
            _mark(experiment, "page").write_text(_page_key(app, experiment), encoding="utf-8")
    now = _creation_times(library)
    library.measured = [name for name in now if now[name] != library.created_before.get(name)]


def _pages_of_failures(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """이번이나 지난번에 실패한 실험을 실은 쪽을 다시 읽게 합니다.

    실패해도 예전 기록의 파일은 그대로이므로, 파일의 때만 보아서는 그 쪽이 바뀐 줄 모릅니다.
    """
    library = library_of(app)
    failed = set(library.failed) | getattr(env, "parabook_failed", set())
    env.parabook_failed = set(library.failed)  # type: ignore[attr-defined]  # 다음 빌드가 읽습니다.
    files = {library.experiments[name].record_file for name in failed & set(library.experiments)}
    return [
        docname
        for docname, paths in env.dependencies.items()
        if any(Path(app.srcdir, path).resolve() in files for path in paths)
    ]


def _last_words(traceback_text: str) -> str:
    """실험의 오류이면 그 한국어 문장부터 남기고, 예제의 코드가 틀렸으면 역추적을 다 남깁니다."""
    _, found, words = traceback_text.partition(f"{results.ExperimentError.__name__}: ")
    return words.strip() if found else traceback_text.strip()


def _creation_times(library: Library) -> dict[str, str]:
    """기록이 만들어진 때. 다시 잰 실험을 가려내는 데 씁니다."""
    times = {}
    for name, experiment in library.experiments.items():
        with contextlib.suppress(RecordError):
            times[name] = experiment.record().created
    return times


def _page_is_current(app: Sphinx, experiment: Experiment) -> bool:
    """갤러리가 만들어 둔 쪽을 그대로 써도 되는지 봅니다."""
    try:
        Record.load(experiment.record_file)
        kept = _mark(experiment, "page").read_text(encoding="utf-8")
    except (RecordError, OSError):
        return False
    # 지난번에 실패한 예제에는 갤러리가 md5를 남기지 않고, 다음에 다시 돌립니다.
    made = [experiment.generated.with_suffix(".rst"), _mark(experiment, "md5")]
    return all(path.exists() for path in made) and kept == _page_key(app, experiment)


def _page_key(app: Sphinx, experiment: Experiment) -> str:
    """쪽을 다시 만들어야 하는지 가리는 열쇠. 예제, parabook 전체, 기계, 예산이 들어갑니다."""
    digest = hashlib.sha256()
    package = Path(parabook.__file__).parent
    for path in [experiment.source, *sorted(package.rglob("*.py"))]:
        digest.update(path.read_bytes())
    parts = [
        repr(machine.of(os.environ.get(design.PYTHON_VARIABLE) or sys.executable)),
        repr(design.budget()),
        sys.version,
        importlib.metadata.version("matplotlib"),
        importlib.metadata.version("sphinx-gallery"),
        repr(sorted(versions().items())),
        str(app.config.parabook_records),
    ]
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()


def _mark(experiment: Experiment, kind: str) -> Path:
    return experiment.generated.with_name(f"{experiment.generated.name}.{kind}")


def collect(_block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """예제의 한 토막이 내놓은 그림을 파일로 두고, 그것을 싣는 reST를 돌려줍니다."""
    drawn = drawing.collected.get() or []
    pieces = []
    for chart in drawn:
        path = Path(next(block_vars["image_path_iterator"]))
        vectors.save(chart, path.parent, path.stem)
        for stem, kind in ((path.stem, "only-light"), (f"{path.stem}_dark", "only-dark")):
            file = path.with_name(f"{stem}.svg")
            where = file.relative_to(gallery_conf["src_dir"]).as_posix()
            pieces.append(
                f".. image:: /{where}\n"
                f"   :alt: {chart.description}\n"
                f"   :class: {kind} parabook-chart\n"
            )
    drawn.clear()
    return "\n".join(pieces)
