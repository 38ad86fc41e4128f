"""사이트에 내려받을 것을 둡니다: 예제, 기록, 휠, 모두 묶은 것. 그리고 돌려 보는 한 줄을 적습니다."""

import shutil
import stat
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from parabook.book import readers
from parabook.book.library import Experiment, library_of
from parabook.book.pages import verdicts
from parabook.book.progress import clock_face
from parabook.record.pyperf_export import save_pyperf
from parabook.record.schema import RecordError

logger = logging.getLogger(__name__)

DOWNLOADS = "downloads"
BUNDLE = "parabook-examples.zip"
# 묶음에 든 파일의 때와 권한은 소스를 받은 때와 자리에 달린 것이므로 하나로 적습니다. ZIP은 1980년 앞을 적지 못합니다.
_BUNDLED = (2026, 1, 1, 0, 0, 0)
_UNIX = 3  # 이래야 권한을 읽습니다.
_READABLE = stat.S_IFREG | 0o644
STATIC = Path(__file__).parent / "static"

_READ_ME = """\
파이썬 병렬 처리 최적화: 예제 모두

돌리는 법 (Python 3.11 이상):

    python3 -m venv venv
    venv/bin/python -m pip install ./{wheel}
    venv/bin/python multiprocessing/plot_pool_uses_every_core.py

Windows에서는 venv/bin 대신 venv\\Scripts 를 쓰십시오.
uv가 있으면 한 줄이면 됩니다:

    uv run --with ./{wheel} multiprocessing/plot_pool_uses_every_core.py
"""


def setup(app: Sphinx) -> None:
    """모양과 동작을 더하고, 다 빌드한 다음에 할 일을 붙입니다."""
    app.connect("builder-inited", _start_clock, priority=1)
    app.connect("builder-inited", _add_static)
    app.connect("build-finished", _publish)
    app.connect("build-finished", _summarise, priority=950)


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(STATIC))
    if app.builder.name not in {"epub", "singlehtml"}:  # 이 둘에는 `paper.css`가 있습니다.
        app.add_css_file("parabook.css")
        app.add_js_file("parabook.js", loading_method="defer")
        app.add_js_file("beside.js")


def _start_clock(app: Sphinx) -> None:
    app.parabook_started = time.monotonic()  # type: ignore[attr-defined]  # 이 모듈만 씁니다.


def wheel_of(app: Sphinx) -> Path | None:
    """사이트가 나누어 줄 휠입니다. 빌드하지 않았으면 없음입니다."""
    folder = Path(app.srcdir, app.config.parabook_wheels)
    return max(folder.glob("parabook-*.whl"), default=None, key=lambda path: path.stat().st_mtime)


def advice_lines(env: BuildEnvironment) -> list[Node]:
    """제 함수에 알맞은 방법을 재어서 고르게 하는 한 줄들입니다."""
    if (wheel := wheel_of(env.app)) is None:
        return []
    href = "../" * env.docname.count("/") + f"{DOWNLOADS}/{wheel.name}"
    return [
        *readers.command_lines(wheel.name, readers.ADVISE),
        readers.place_of(wheel.name, href),
    ]


def exercise_lines(env: BuildEnvironment, name: str) -> list[Node]:
    """연습의 시작 파일을 빈 폴더에 두는 한 줄들입니다."""
    if (wheel := wheel_of(env.app)) is None:
        return []
    href = "../" * env.docname.count("/") + f"{DOWNLOADS}/{wheel.name}"
    command = f"check --start {name}"
    return [
        *readers.command_lines(wheel.name, command, readers.EXERCISE_HEADING),
        readers.place_of(wheel.name, href),
    ]


def run_lines(env: BuildEnvironment, experiment: Experiment) -> list[Node]:
    """돌려 보는 한 줄들과 내려받을 것의 목록을 돌려줍니다.

    줄 안의 파일 이름은 페이지가 열릴 때 그 사이트의 주소로 바뀝니다(`parabook.js`).
    어디에서 열어도, 폴더에서 바로 열어도 그대로 붙여 넣을 수 있게 하려는 것입니다.
    """
    script = f"{DOWNLOADS}/examples/{experiment.path}"
    root = "../" * env.docname.count("/")
    downloads = [
        (f"예제 {experiment.source.name}", script),
        ("기록 (JSON)", f"records/{experiment.name}.json"),
        *_pyperf_download(env, experiment),
        ("모든 예제와 휠 (ZIP)", f"{DOWNLOADS}/{BUNDLE}"),
    ]
    shown: list[Node] = []
    if (wheel := wheel_of(env.app)) is not None:
        downloads.append((f"휠 {wheel.name}", f"{DOWNLOADS}/{wheel.name}"))
        shown.append(nodes.rubric("", "내 기계에서 돌려 보기"))
        file = experiment.source.name
        with_uv = f"uv run --no-project --with {wheel.name} {file}"
        with_pip = " && ".join(
            (
                "python3 -m venv parabook-venv",
                f"parabook-venv/bin/pip install {wheel.name}",
                f"curl -O {file}",
                f"parabook-venv/bin/python {file}",
            )
        )
        for label, line in (("uv가 있으면:", with_uv), ("uv가 없으면:", with_pip)):
            shown.append(nodes.paragraph("", label))
            shown.append(readers.run_line(line))
        purpose = library_of(env.app).record(experiment.name).purpose
        shown += readers.command_lines(wheel.name, readers.COMMANDS[purpose])
        shown.append(readers.place_of(wheel.name, f"{root}{DOWNLOADS}/{wheel.name}"))
        shown.append(readers.place_of(file, root + script))
    items = [
        nodes.list_item(
            "",
            nodes.paragraph(
                "", "", nodes.reference("", label, refuri=root + where, classes=["download"])
            ),
        )
        for label, where in downloads
    ]
    return [*shown, nodes.bullet_list("", *items, classes=["parabook-downloads"])]


def _pyperf_download(env: BuildEnvironment, experiment: Experiment) -> list[tuple[str, str]]:
    """시간을 잰 기록만 pyperf의 파일이 됩니다."""
    record = library_of(env.app).record(experiment.name)
    if record.purpose != "time":
        return []
    return [("기록 (pyperf의 JSON)", f"records/{experiment.name}.pyperf.json")]


def _publish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name not in {"html", "dirhtml"}:
        return
    library = library_of(app)
    downloads = Path(app.outdir, DOWNLOADS)
    records = Path(app.outdir, "records")
    for folder in (downloads, records):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    wheel = wheel_of(app)
    if wheel is not None:
        shutil.copy2(wheel, downloads)
    for experiment in library.experiments.values():
        target = downloads / "examples" / experiment.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(experiment.source, target)
        try:
            record = library.record(experiment.name)
        except RecordError:
            continue
        record.save(records)
        if record.purpose == "time":
            save_pyperf(record, records / f"{experiment.name}.pyperf.json")
    _bundle(downloads, wheel)


def _bundle(downloads: Path, wheel: Path | None) -> None:
    """예제와 휠을 묶습니다. 내용이 같으면 어디에서 언제 빌드했든 묶음의 바이트도 같습니다."""
    examples = downloads / "examples"
    files = {path.relative_to(examples).as_posix(): path for path in examples.rglob("*.py")}
    contents = {name: path.read_bytes() for name, path in sorted(files.items())}
    if wheel is not None:
        contents[wheel.name] = wheel.read_bytes()
        contents["읽어 보기.txt"] = _READ_ME.format(wheel=wheel.name).encode()
    with zipfile.ZipFile(downloads / BUNDLE, "w") as bundle:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, date_time=_BUNDLED)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE << 16
            bundle.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _summarise(app: Sphinx, exception: Exception | None) -> None:
    library = library_of(app)
    failed = [name for name in library.failed if name not in library.unmeasured]
    if exception is None:
        elapsed = clock_face(time.monotonic() - app.parabook_started)  # type: ignore[attr-defined]  # 위에서 적었습니다.
        measured = len(library.measured)
        reused = len(library.experiments) - measured - len(library.failed)
        print(
            f"책: {Path(app.outdir, 'index.html')}\n"
            f"걸린 시간 {elapsed} · 실험 {len(library.experiments)}개: "
            f"새로 잰 것 {measured}개, 다시 쓴 것 {reused}개, 실패한 것 {len(failed)}개"
        )
        if library.seconds:
            print(f"실험에 걸린 시간: {', '.join(_seconds_by_section(app))}")
        # 주장이 이 기계에서 다르다고 빌드가 실패하지는 않습니다.
        for line in verdicts.summary(app.env):
            print(line)
    if not app.config.parabook_measures:
        print("재지 않고 빌드한 책입니다. 숫자가 낡았을 수 있습니다.")
    if library.unmeasured:
        print(f"기록이 없는 실험: {', '.join(library.unmeasured)}")
    if failed:
        print(f"실패한 실험: {', '.join(failed)}")
        # 경고를 오류로 보지 않고 빌드해도, 실패한 실험이 있으면 성공이 아닙니다.
        app.statuscode = 1


def _seconds_by_section(app: Sphinx) -> Iterator[str]:
    """주제마다, 그 실험들을 돌리는 데 걸린 시간을 더해 적습니다."""
    library = library_of(app)
    total: defaultdict[str, float] = defaultdict(float)
    for name, seconds in library.seconds.items():
        index = library.experiments[name].docname.rpartition("/")[0] + "/index"
        total[index] += seconds
    for index, seconds in total.items():
        yield f"{app.env.titles[index].astext()} {clock_face(seconds)}"
