"""sphinx-gallery가 예제를 돌리는 동안: 무엇을 다시 돌릴지 고르고, 진행을 보이고, 그림을 거둡니다."""

import contextlib
import gc
import hashlib
import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx_gallery.gen_gallery import generate_gallery_rst

import parabook
from parabook import machine
from parabook.book import ahead, selecting
from parabook.book.library import Experiment, Library, library_of
from parabook.book.progress import Progress
from parabook.book.site import vectors
from parabook.book.sources import write_changed
from parabook.charts import drawing
from parabook.experiment import client, design, results
from parabook.experiment.imports import files_of
from parabook.experiment.staleness import versions
from parabook.record.schema import RecordError

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
    # 예제가 실패해도 다른 페이지는 빌드해야 하고, 다 빌드한 다음에 실패를 알립니다.
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
    app.add_config_value("parabook_remeasure", "", "", str)
    app.add_config_value("parabook_measures", default=True, rebuild="html", types=bool)
    # 갤러리가 제 기본값을 채우는 것보다 먼저여야 합니다.
    app.connect("config-inited", _configure, priority=5)
    _wrap_gallery(app)
    app.connect("env-get-outdated", _pages_of_failures)


def _wrap_gallery(app: Sphinx) -> None:
    """갤러리가 예제를 돌리는 일을 `run`으로 감쌉니다.

    갤러리가 멈추면 Sphinx는 그다음의 일도, 다 빌드한 다음의 일도 부르지 않습니다. 앞뒤에 따로 붙여서는
    치울 수 없습니다.
    """
    (gallery,) = (
        one for one in app.events.listeners["builder-inited"] if one.handler is generate_gallery_rst
    )
    app.disconnect(gallery.id)
    app.connect("builder-inited", run, priority=gallery.priority)


def _configure(_app: Sphinx, config: Config) -> None:
    config.sphinx_gallery_conf = {**_SETTINGS, **config.sphinx_gallery_conf}
    config.suppress_warnings = [
        *config.suppress_warnings,
        # 실패는 run이 한국어로, 한 번만 경고합니다. 갤러리는 같은 역추적을 두 번 싣습니다.
        "sphinx_gallery.example_error",
        # 갤러리는 예제가 든 폴더의 이름(바탕 화면)까지 봅니다. 예제의 이름은 library가 봅니다.
        "sphinx_gallery.space_in_filename",
    ]


_running: ContextVar[Progress | None] = ContextVar("running", default=None)
"""갤러리가 예제를 돌리는 동안의 진행. 갤러리는 예제를 이 프로세스에서 하나씩 돌립니다."""


def announce(_gallery_conf: dict[str, Any], file_name: str) -> None:
    """갤러리가 예제를 돌리기 직전에 부릅니다."""
    if (progress := _running.get()) is not None:
        progress.begin(Path(file_name).stem)


def run(app: Sphinx, generate: Callable[[Sphinx], None] = generate_gallery_rst) -> None:
    """다시 만들 페이지를 가려 갤러리를 돌리고, 무엇을 재고 무엇이 실패했는지 적어 둡니다.

    Args:
        app: 빌드하고 있는 책.
        generate: 예제를 돌리고 페이지를 만드는 일.
    """
    library = library_of(app)
    _check_folders(app, library)
    keys = _page_keys(app, library)
    order = _order_key(app, keys)
    selecting.forget(library, app.config.parabook_remeasure)
    stale = [item for item in library.experiments.values() if not _page_is_current(item, keys)]
    for experiment in stale:
        # 갤러리는 예제 파일만 보고 다시 돌릴지 정합니다. 이 파일이 없으면 다시 돌립니다.
        _mark(experiment, "md5").unlink(missing_ok=True)
        # 갤러리는 그림을 지우지 않습니다. 그림이 줄어든 예제의 옛 그림이 장에 남지 않게 합니다.
        for picture in experiment.pictures():
            picture.unlink()
    before = _creation_times(library)
    progress = Progress(len(stale))
    with _surroundings(library, progress, measures=app.config.parabook_measures):
        early = [one for one in stale if ahead.may_run_beside_others(one)]
        if results.measures.get() and len(early) >= ahead.FEWEST:
            progress.ahead(len(early))
            library.records_folder.mkdir(parents=True, exist_ok=True)
            ahead.run_ahead(early, library.records_folder)
        # 돌릴 것도 순서가 달라진 것도 없으면 부르지 않습니다. 갤러리는 그때에도 `docs`에 파일을 썼다 지웁니다.
        if stale or not _order_is_current(app, library, order):
            generate(app)
    progress.end()
    library.seconds = progress.seconds
    failures = {
        Path(path).stem: text
        for path, text in app.config.sphinx_gallery_conf["failing_examples"].items()
    }
    for name, experiment in library.experiments.items():
        if results.UNMEASURED in failures.get(name, ""):
            library.failed.append(name)
            library.unmeasured.append(name)
        elif name in failures:
            library.failed.append(name)
            logger.warning("%s", _last_words(failures[name]), type="parabook", subtype="experiment")
        elif app.config.parabook_measures or experiment not in stale:
            # 재지 않고 그린 페이지는 다음에 다시 봅니다.
            write_changed(_mark(experiment, "page"), keys[name])
    if not library.failed:
        write_changed(_order_mark(app), order)
    now = _creation_times(library)
    library.measured = [name for name in now if now[name] != before.get(name)]


def _check_folders(app: Sphinx, library: Library) -> None:
    """갤러리의 페이지와 기록을 쓸 수 있는지, 재기 전에 봅니다."""
    galleries = app.config.sphinx_gallery_conf["gallery_dirs"]
    names = [galleries] if isinstance(galleries, str) else galleries
    folders = [Path(app.srcdir, name) for name in names]
    for folder in [*folders, library.records_folder]:
        # 써 보지 않고 묻습니다. 썼다 지우면, 거기를 지켜보는 서버는 바뀐 줄 압니다.
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise ExtensionError(
                f"책을 빌드하며 만드는 것을 {folder}에 쓸 수 없으니, "
                "책을 쓸 수 있는 폴더에 복사해서 빌드하십시오."
            )


@contextlib.contextmanager
def _surroundings(library: Library, progress: Progress, *, measures: bool) -> Iterator[None]:
    """예제가 돌 자리를 차립니다. 갤러리가 어떻게 끝나든 처음대로 돌려놓습니다."""
    with contextlib.ExitStack() as undo:
        standby = client.Standby()
        undo.callback(standby.close)
        undo.callback(_running.reset, _running.set(progress))
        undo.callback(drawing.collected.reset, drawing.collected.set([]))
        undo.callback(results.progress.reset, results.progress.set(progress.step))
        undo.callback(results.measures.reset, results.measures.set(measures))
        undo.callback(client.standby.reset, client.standby.set(standby))
        undo.callback(_set_records_folder, os.environ.get(results.RECORDS_VARIABLE))
        _set_records_folder(str(library.records_folder))
        undo.callback(gc.enable if gc.isenabled() else gc.disable)
        # 갤러리는 예제마다 가비지 컬렉션을 하게 합니다. 책을 빌드하느라 이미 불러온 것은 버릴 것이 없으므로 뒤지지 않게 합니다.
        # 이미 얼려 둔 것이 있으면 그것까지 녹이게 되므로 손대지 않습니다.
        if not gc.get_freeze_count():
            gc.freeze()
            undo.callback(gc.unfreeze)
        yield


def _set_records_folder(folder: str | None) -> None:
    if folder is None:
        os.environ.pop(results.RECORDS_VARIABLE, None)
    else:
        os.environ[results.RECORDS_VARIABLE] = folder


def _pages_of_failures(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """이번이나 지난번에 실패한 실험을 실은 페이지를 다시 읽게 합니다.

    실패해도 예전 기록의 파일은 그대로이므로, 파일의 때만 보아서는 그 페이지가 바뀐 줄 모릅니다.
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


def _page_is_current(experiment: Experiment, keys: Mapping[str, str]) -> bool:
    """갤러리가 만들어 둔 페이지를 그대로 써도 되는지 봅니다."""
    try:
        experiment.record()
        kept = _mark(experiment, "page").read_text(encoding="utf-8")
    except (RecordError, OSError):
        return False
    # 지난번에 실패한 예제에는 갤러리가 md5를 남기지 않고, 다음에 다시 돌립니다.
    made = [experiment.generated.with_suffix(".rst"), _mark(experiment, "md5")]
    return all(path.exists() for path in made) and kept == keys[experiment.name]


def _page_keys(app: Sphinx, library: Library) -> dict[str, str]:
    """페이지를 다시 만들어야 하는지 가리는 열쇠들. 예제와 그것이 불러오는 것, parabook 전체, 기계, 예산이 들어갑니다.

    책을 빌드할 때마다 한 번만 만듭니다. 빌드하는 동안 소스를 고쳐도, 다음에 빌드할 때 달라진 것을 알아봅니다.
    """
    python = os.environ.get(design.PYTHON_VARIABLE) or sys.executable
    parts = [
        package_digest(),
        repr(machine.of(python)),
        repr(design.budget()),
        sys.version,
        importlib.metadata.version("matplotlib"),
        importlib.metadata.version("sphinx-gallery"),
        str(app.config.parabook_records),
    ]
    common = hashlib.sha256("\0".join(parts).encode())
    keys = {}
    for name, experiment in library.experiments.items():
        digest = common.copy()
        # 예제가 불러오는 것이 바뀌면, 기록을 다시 쓸지 예제를 돌려 물어보아야 합니다.
        for file in files_of(experiment.source):
            digest.update(file.read_bytes())
        digest.update(repr(versions(experiment.source, python)).encode())
        keys[name] = digest.hexdigest()
    return keys


def _order_key(app: Sphinx, keys: Mapping[str, str]) -> str:
    """갤러리의 목차 페이지가 달린 것: 예제 폴더에 있는 모든 파일과 책의 설정입니다."""
    digest = hashlib.sha256(repr(sorted(keys.items())).encode())
    conf = Path(app.confdir, "conf.py")
    folders = app.config.sphinx_gallery_conf["examples_dirs"]
    for folder in [folders] if isinstance(folders, str) else folders:
        root = Path(app.srcdir, folder)
        files = (path for path in root.rglob("*") if "__pycache__" not in path.parts)
        for file in sorted([*filter(Path.is_file, files), *filter(Path.is_file, [conf])]):
            digest.update(f"\0{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _order_mark(app: Sphinx) -> Path:
    folder = Path(app.doctreedir)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "gallery-order"


def _order_is_current(app: Sphinx, library: Library, order: str) -> bool:
    """갤러리가 만들어 둔 목차 페이지들을 그대로 써도 되는지 봅니다."""
    mark = _order_mark(app)
    made = (Path(app.srcdir, f"{index}.rst") for index in library.gallery_indexes)
    return mark.is_file() and mark.read_text("utf-8") == order and all(map(Path.is_file, made))


def package_digest() -> str:
    """parabook의 소스 모두를 간추린 값입니다."""
    digest = hashlib.sha256()
    for path in sorted(Path(parabook.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark(experiment: Experiment, kind: str) -> Path:
    return experiment.generated.with_name(f"{experiment.generated.name}.{kind}")


def collect(_block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """예제의 한 토막이 내놓은 그림을 파일로 두고, 그것을 싣는 reST를 돌려줍니다."""
    drawn = drawing.collected.get() or []
    pieces = []
    for number, chart in enumerate(drawn, 1):
        if chart.is_table:
            # 같은 것을 페이지의 표가 말합니다. 갤러리가 그림을 세지 않게, 목차의 작은 그림만 둡니다.
            path = Path(block_vars["image_path_iterator"].image_path.format(number))
            vectors.save_small(chart, path.parent, path.stem)
            continue
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
