"""사이트가 나누어 주는 것: 기록, 스크립트, 휠, 모두 묶은 것."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .edition import EXAMPLES

if TYPE_CHECKING:
    from .edition import Edition

each_experiment = pytest.mark.parametrize("name", sorted(EXAMPLES))

DEADLINE_SECONDS = 120
READ_ME = "읽어 보기.txt"


def run(*command: str | Path, **environ: str) -> str:
    """명령 하나를 돌려, 내놓은 글을 돌려줍니다."""
    done = subprocess.run(
        command,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bundle(book: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """모두 묶은 것을 내려받아 푼 폴더."""
    folder = tmp_path_factory.mktemp("bundle")
    with zipfile.ZipFile(book.download(min(EXAMPLES), ".zip")) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def reader_python(bundle: Path) -> Path:
    """책에 적힌 대로 가상 환경을 만들어 휠을 설치한, 독자의 파이썬."""
    venv = bundle / "venv"
    run(sys.executable, "-m", "venv", venv)
    python = venv / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = (python, "-m", "pip", "install", "--no-index", "--no-deps", "--find-links", bundle)
    run(*install, "parabook", PIP_DISABLE_PIP_VERSION_CHECK="1")
    return python


@each_experiment
def test_record_is_the_one_that_was_measured(book: Edition, name: str):
    """내려받는 기록은 재어 남긴 바로 그 기록이고, 다시 읽을 수 있습니다."""
    record = book.published_record(name)
    assert record.experiment == name
    raw = (*record.samples, *record.latencies, *record.observations)
    measured = {item.contender for item in raw}
    assert measured >= {contender.name for contender in record.contenders}
    assert book.download(name, f"/{name}.json").read_bytes() == book.records[f"{name}.json"]


def test_pyperf_reads_what_is_published(book: Edition):
    """시간을 잰 실험의 pyperf 파일은 `python -m pyperf stats`가 읽고, 방법이 모두 들어 있습니다."""
    timed = [name for name in EXAMPLES if book.published_record(name).purpose == "time"]
    assert timed
    files = [book.download(name, f"/{name}.pyperf.json") for name in timed]
    printed = run(sys.executable, "-m", "pyperf", "stats", *files)
    for name in timed:
        for contender in book.published_record(name).contenders:
            assert contender.name in printed


@each_experiment
def test_script_is_the_example_itself(book: Edition, name: str):
    """내려받는 스크립트는 예제 파일과 한 바이트도 다르지 않습니다."""
    assert book.download(name, f"/{name}.py").read_bytes() == book.examples[name].read_bytes()


@each_experiment
def test_wheel_is_offered_and_whole(book: Edition, name: str):
    """실험의 페이지마다 휠이 있고, 휠에는 `parabook`의 파일이 모두, 그것만 들어 있습니다."""
    with zipfile.ZipFile(book.download(name, ".whl")) as archive:
        packed = set(archive.namelist())
    source = book.workshop / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in source.glob("parabook/**/*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted
    assert {name for name in packed if ".dist-info/" not in name} == wanted


def test_bundle_holds_everything(book: Edition):
    """모두 묶은 것에는 모든 예제, 휠, 한국어 설명이 들어 있고 그 밖의 것은 없습니다."""
    wheel = book.download(min(EXAMPLES), ".whl")
    examples = {path.relative_to(book.folder / "examples"): path for path in book.examples.values()}
    with zipfile.ZipFile(book.download(min(EXAMPLES), ".zip")) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed.keys() == {READ_ME, wheel.name, *(path.as_posix() for path in examples)}
    assert packed[wheel.name] == wheel.read_bytes()
    for name, path in examples.items():
        assert packed[name.as_posix()] == path.read_bytes()


def test_read_me_names_files_that_are_there(bundle: Path):
    """설명에 적힌 휠과 예제는 함께 묶인 바로 그 파일입니다."""
    words = (bundle / READ_ME).read_text("utf-8").split()
    named = [word.removeprefix("./") for word in words if word.endswith((".whl", ".py"))]
    assert {Path(name).suffix for name in named} == {".whl", ".py"}
    assert [name for name in named if not (bundle / name).is_file()] == []


def test_wheel_installs_without_a_network(bundle: Path, reader_python: Path):
    """묶음에 든 휠은 네트워크 없이 설치되고, 설치한 것에서 도구를 불러옵니다."""
    printed = run(
        *(reader_python, "-I", "-c"),
        "import parabook; print(parabook.__file__)",
    )
    assert Path(printed.strip()).is_relative_to(bundle / "venv")


def test_reader_is_not_handed_what_only_the_book_needs(reader_python: Path):
    """책을 빌드하는 데에만 쓰는 한국어 확장은 독자의 파이썬에 없습니다."""
    look = "from importlib.util import find_spec; print(find_spec('sphinx_korean'))"
    assert run(reader_python, "-I", "-c", look).strip() == "None"


def test_bundled_example_runs_for_a_reader(bundle: Path, reader_python: Path, tmp_path: Path):
    """묶음의 예제를 설치한 휠로 돌리면, 돌린 자리에 기록과 그림이 남습니다."""
    # 휠이 쓰는 패키지는 네트워크에서 받는 대신 시험의 환경에서 빌립니다. 휠이 그보다 앞에 있습니다.
    site = Path(
        run(reader_python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    script = next(bundle.rglob("plot_threads_overlap_waiting.py"))
    printed = subprocess.run(
        [reader_python, script],
        cwd=tmp_path,
        env={**os.environ, "PARABOOK_BUDGET": "quick"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert printed.returncode == 0, printed.stderr
    assert "순차 요청" in printed.stdout
    left = {path.suffix for path in (tmp_path / "parabook-results").iterdir()}
    assert {".json", ".png"} <= left
