#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.2.9"]
# ///
"""책을 빌드하고 시험하는 모든 일. `python3 -m nox -l`이 목록을 보여 줍니다."""

import os
import re
import shutil
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["docs"]
nox.options.error_on_missing_interpreters = True
# 두 번째부터는 환경을 새로 만들지 않습니다. 못 박은 버전이 바뀌었으면 설치할 때 맞춥니다.
nox.options.reuse_venv = "yes"
nox.options.default_venv_backend = "uv|virtualenv"

ROOT = Path(__file__).parent
DOCS = Path("docs")
HTML = DOCS / "_build" / "html"
WHEELS = DOCS / "_build" / "wheels"
# dependency-groups의 이름과, 그것을 못 박아 둔 파일.
LOCKED = {"dev": "requirements-dev.txt", "docs": "requirements-docs.txt"}
# 책의 확장이지만 책을 모르는 배포판. 남의 것을 쓰듯이 설치해서 씁니다.
KOREAN = Path("src") / "sphinx-korean"
# 한국어 확장을 시험할 파이썬. 이 기계에 있는 것만 씁니다.
PYTHONS = [found for minor in range(11, 16) if shutil.which(found := f"python3.{minor}")]

# 새것에서만 물을 수 있는 것: 표가 지금의 원본과 맞는지, 지금의 Sphinx보다 나은지,
# 그리고 낡은 docutils와 MyST가 앵커를 다르게 늘어놓는 곳.
ONLY_NEWEST = (
    "installed_packages",
    "without_the_extension",
    "test_headings_get_readable_anchors",
    "attribute-id",
)

# 엔진의 묶음(dependency-groups)이자, 엔진이 없는 빌드가 대신 싣는 기록의 이름.
ENGINES = "engines"


def uses_engine(example: Path) -> bool:
    """예제의 첫머리(PEP 723)에 엔진이 적혀 있는지 봅니다."""
    head = example.read_text(encoding="utf-8").partition('"""')[0]
    return re.search(r'"(distributed|joblib|ray)>=', head) is not None


def install(session: nox.Session, lock: str) -> None:
    """못 박아 둔 버전을 해시까지 확인하며 설치하고, 이 프로젝트를 소스에 이어 설치합니다."""
    # uv는 바이트코드를 만들어 두지 않습니다. 쓰지 못하게 해 둔 곳에서는 인터프리터마다 새로 번역하게 됩니다.
    session.install("--require-hashes", "-r", LOCKED[lock], env={"UV_COMPILE_BYTECODE": "1"})
    # 빌드 도구(hatchling)도 위에서 못 박은 것을 씁니다.
    session.install("--no-build-isolation", "--no-deps", "-e", str(KOREAN), "-e", ".")


def build_wheel(session: nox.Session) -> None:
    """사이트가 나누어 줄 휠을 빌드합니다."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    # 파일의 때를 못 박아서, 코드가 같으면 휠도 같게 합니다.
    session.run(
        "python", "-m", "hatchling", "build", "-t", "wheel", "-d", str(WHEELS),
        env={"SOURCE_DATE_EPOCH": "1767225600"}, silent=True,
    )  # fmt: skip


@nox.session
def docs(session: nox.Session) -> None:
    """책을 빌드합니다. 고르기: -- [--remeasure [무늬]] [--quick] [--no-measure]."""
    options, env = chosen(session)
    install(session, "docs")
    build_wheel(session)
    session.run(
        "python", "-m", "sphinx",
        "-b", "html",
        "-d", str(DOCS / "_build" / "doctrees"),
        "-n",  # 끊긴 링크를 찾습니다.
        "-W", "--keep-going",  # 경고가 하나라도 있으면, 끝까지 빌드하고 나서 실패합니다.
        "-q",  # 진행은 parabook.book이 한국어로 보입니다.
        *options,
        str(DOCS), str(HTML),
        env=env,
    )  # fmt: skip


def chosen(session: nox.Session) -> tuple[list[str], dict[str, str]]:
    """무엇을 잴지 고른 것을 Sphinx의 설정과 환경 변수로 바꿉니다. 나머지는 Sphinx에 그대로 갑니다."""
    rest = list(session.posargs)
    options: list[str] = []
    env: dict[str, str] = {}
    if "--quick" in rest:
        rest.remove("--quick")
        env["PARABOOK_BUDGET"] = "quick"
    if "--no-measure" in rest:
        rest.remove("--no-measure")
        options += ["-D", "parabook_measures=0"]
    if "--remeasure" in rest:
        if options:
            session.error("--remeasure와 --no-measure는 함께 쓸 수 없으니, 하나만 적으십시오.")
        place = rest.index("--remeasure")
        given = rest[place + 1 : place + 2]
        pattern = given[0] if given and not given[0].startswith("-") else "*"
        del rest[place : place + (2 if pattern in given else 1)]
        options += ["-D", f"parabook_remeasure={pattern}"]
    return [*options, *rest], env


@nox.session(default=False)
def live(session: nox.Session) -> None:
    """고치는 대로 브라우저에 보입니다. 재지 않습니다. 오류는 페이지의 맨 위에 나옵니다."""
    install(session, "dev")
    session.run(
        "python", "-m", "sphinx_autobuild",
        "--watch", "examples",
        # 빌드가 스스로 쓰는 것을 보고 다시 빌드하지 않습니다.
        "--re-ignore", r"/(_build|auto_examples|__pycache__)/", "--re-ignore", r"\.unfinished$",
        "--port", "0", "--open-browser", "--delay", "0",
        "-b", "html",
        # 읽어 둔 것은 책과 나누어 쓰고, 쓴 것은 섞지 않습니다.
        "-d", str(DOCS / "_build" / "doctrees"),
        "-n", "-q",
        "-D", "parabook_live=1", "-D", "parabook_measures=0",
        *session.posargs,
        str(DOCS), str(DOCS / "_build" / "live"),
    )  # fmt: skip


@nox.session(default=False)
def stale(session: nox.Session) -> None:
    """다음 빌드가 무엇을 왜 다시 잴지 말합니다. 재지 않습니다."""
    install(session, "docs")
    records = str(DOCS / "_build" / "records")
    session.run("python", "-m", "parabook.book.stale", "examples", records, *session.posargs)


@nox.session(default=False)
def epub(session: nox.Session) -> None:
    """전자책을 빌드합니다: docs/_build/epub/parabook.epub."""
    install(session, "docs")
    build_paper(session, "epub")


@nox.session(default=False)
def pdf(session: nox.Session) -> None:
    """PDF를 빌드합니다: docs/_build/parabook.pdf. 크롬이나 크로미엄이 있어야 합니다."""
    install(session, "docs")
    build_paper(session, "singlehtml")
    page = DOCS / "_build" / "singlehtml" / "index.html"
    session.run(
        "python",
        "-m",
        "parabook.book.paper.printing",
        str(page),
        str(DOCS / "_build" / "parabook.pdf"),
    )


def build_paper(session: nox.Session, builder: str) -> None:
    """종이에 맞춘 책을 빌드합니다. 재어 둔 기록이 있으면 다시 재지 않습니다."""
    session.run(
        "python", "-m", "sphinx",
        "-b", builder,
        "-t", "paper",
        # 사이트와 설정이 다르므로, 읽어 둔 것을 나누어 쓰면 서로 처음부터 다시 읽게 됩니다.
        "-d", str(DOCS / "_build" / "doctrees-paper"),
        "-W", "--keep-going",
        "-q",
        *session.posargs,
        str(DOCS), str(DOCS / "_build" / builder),
    )  # fmt: skip


@nox.session(default=False)
def record(session: nox.Session) -> None:
    """이 기계의 기록을 남깁니다: nox -s record -- 이름 [실험 …] → docs/records/이름/.

    이름이 engines이면 엔진(Dask, Ray, joblib)도 설치하고, 그것을 쓰는 실험만 잽니다.
    """
    name, *wanted = session.posargs or [""]
    if not name.replace("-", "").isalnum():
        session.error("기록의 이름을 적으십시오. 예: nox -s record -- sixteen-core-server")
    every = {path.stem: path for path in sorted((ROOT / "examples").rglob("plot_*.py"))}
    if unknown := [item for item in wanted if item not in every]:
        session.error(
            f"그런 실험이 없습니다: {', '.join(unknown)}. 파일 이름에서 .py를 떼고 적으십시오."
        )
    install(session, "docs")
    folder = (DOCS / "records" / name).resolve()
    usual = list(every.values())
    if name == ENGINES:
        groups = nox.project.load_toml("pyproject.toml")
        session.install(*nox.project.dependency_groups(groups, ENGINES))
        usual = [path for path in usual if uses_engine(path)]
    examples = [every[item] for item in wanted] or usual
    with session.chdir(session.create_tmp()):
        for count, example in enumerate(examples, start=1):
            session.log(f"{count}/{len(examples)} {example.stem}")
            session.run("python", str(example), env={"PARABOOK_RECORDS": str(folder)})


@nox.session(default=False)
def pythons(session: nox.Session) -> None:
    """이 기계의 CPython 3.11부터를 모두 찾아, 저마다 기록을 남길 명령을 적습니다."""
    install(session, "docs")
    session.run("python", "-m", "parabook.book.pythons", *session.posargs)


@nox.session(default=False)
def accuracy(session: nox.Session) -> None:
    """이 책의 측정 도구를 재어 봅니다(한 시간쯤). 이름을 주면 docs/records/이름/에 남깁니다."""
    install(session, "docs")
    name, *others = session.posargs or [""]
    saved = ("--save", str(DOCS / "records" / name)) if name else ()
    # 잰 것을 하나씩 남겨 두므로, 멈추었다 다시 시작하면 이어서 잽니다.
    trials = ("--trials", str(DOCS / "_build" / "accuracy"))
    session.run(
        "python", "-m", "parabook.accuracy.__main__", "examples", str(DOCS),
        *trials, *saved, *others,
    )  # fmt: skip


@nox.session(default=False)
def advice(session: nox.Session) -> None:
    """처음 보는 열두 함수에 조언을 받고, 그 조언을 따로 재어 봅니다(십 분쯤)."""
    install(session, "dev")
    session.run(
        "python", "-m", "pytest", "-s", "tests/test_unseen_functions.py", *session.posargs,
        env={"PARABOOK_UNSEEN": "leisure"},
    )  # fmt: skip


@nox.session(default=False)
def bars(session: nox.Session) -> None:
    """같은 짝을 parabook, pyperf, hyperfine에 묻습니다(한 시간쯤). 이름을 주면 docs/records/이름/에 남깁니다."""
    install(session, "docs")
    name, *others = session.posargs or [""]
    saved = ("--save", str(DOCS / "records" / name)) if name else ()
    # 물은 것을 하나씩 남겨 두므로, 멈추었다 다시 시작하면 이어서 묻습니다.
    trials = str(DOCS / "_build" / "bars")
    session.run("python", "-m", "parabook.accuracy.tools", trials, *saved, *others)


@nox.session
def tests(session: nox.Session) -> None:
    """모든 시험을 돌립니다. 바뀐 것이 건드리는 것만: nox -s tests -- --since main"""
    install(session, "dev")
    build_wheel(session)
    if session.posargs:
        session.run("python", "-m", "pytest", *session.posargs)
        return
    # 워커가 코어보다 하나 많습니다. 브라우저와 기다리는 실험은 코어를 쓰지 않는 때가 많습니다.
    workers = ("-n", str(cores() + 1))
    parts = (
        # 순서는 tests/conftest.py가 정합니다. 책을 빌드하는 것이 맨 먼저입니다.
        (
            *(*workers, "--dist", "loadscope", "--no-loadscope-reorder"),
            *("-m", "not alone and not by_hand"),
        ),
        # 예제에는 제 데드라인으로 남을 끝내 보이는 것이 있어서, 다른 시험과는 함께 돌지 않습니다.
        (*workers, "--dist", "worksteal", "-m", "by_hand"),
        ("-m", "alone"),
    )
    # 앞의 것이 실패해도 뒤의 것까지 돌려, 한 번에 모두 알립니다.
    failed = False
    for part in parts:
        try:
            session.run("python", "-m", "pytest", *part)
        except CommandFailed:
            failed = True
    if failed:
        session.error("실패한 시험이 있습니다.")


@nox.session(default=False)
def hostile(session: nox.Session) -> None:
    """험한 자리에서 시험합니다(십 분쯤): 빌드를 서른 번 죽이고, 이름과 한도와 권한을 괴롭힙니다."""
    install(session, "dev")
    session.run(
        "python", "-m", "pytest",
        "tests/parabook/book/test_killed.py",
        "tests/parabook/book/test_places.py",
        "tests/parabook/experiment/test_queueing.py",
        "tests/parabook/test_streams.py",
        "tests/parabook/test_limits.py",
        "tests/parabook/test_without_linux.py",
        *session.posargs,
        env={"PARABOOK_HOSTILE": "30"},
    )  # fmt: skip


def cores() -> int:
    """이 프로세스에 허락된 코어의 수."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@nox.session(default=False, python=PYTHONS)
@nox.parametrize("oldest", [nox.param(True, id="oldest"), nox.param(False, id="newest")])
def korean(session: nox.Session, *, oldest: bool) -> None:
    """한국어 확장을 홀로, 가장 오래된 Sphinx와 가장 새 Sphinx에서 시험합니다."""
    group = f"{KOREAN / 'pyproject.toml'}:every-theme"
    pins = ["sphinx==7.2.*"] if oldest else []
    chosen = ["-k", f"not ({' or '.join(ONLY_NEWEST)})"] if oldest else []
    # 못 박은 버전을 쓰지 않습니다. 오늘 설치하는 사람이 받을 것으로 시험합니다.
    session.install(str(KOREAN), "--group", group, *pins)
    # 설치한 것을 시험합니다. 새 폴더에서 돌려 소스가 먼저 보이지 않게 합니다.
    session.run("python", "-m", "pytest", str(KOREAN / "tests"), *chosen, *session.posargs)


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """모양과 형을 검사합니다."""
    install(session, "dev")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy", *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """requirements-*.txt를 pyproject.toml에서 새로 만듭니다."""
    session.install("uv")
    korean = str(KOREAN / "pyproject.toml")
    wanted = {
        "dev": ("--group", "dev", "--group", f"{korean}:tests"),
        # 책은 시험한 버전으로 빌드합니다. 시험에만 쓰는 테마가 버전을 묶으면 책도 그 버전을 따릅니다.
        "docs": ("--group", "docs", "--constraint", LOCKED["dev"]),
    }
    for group, target in LOCKED.items():
        session.run(
            "uv", "pip", "compile", "pyproject.toml", korean,
            *wanted[group],
            "--universal",  # 운영 체제와 파이썬의 버전을 가리지 않는 파일 하나로 만듭니다.
            "--python-version", "3.11",
            "--generate-hashes",
            "--upgrade",
            # 저장소의 주소와 이 기계의 경로가 파일에 남지 않게 합니다.
            "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate",
            "--output-file", target,
            *session.posargs,
            silent=True,
        )  # fmt: skip


if __name__ == "__main__":
    os.chdir(ROOT)
    nox.main()
