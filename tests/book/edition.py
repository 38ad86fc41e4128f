"""책 한 권을 따로 둔 폴더에서 빌드하고, 빌드할 때마다 그 모습을 얼려 둡니다."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil
from bs4 import BeautifulSoup
from filelock import FileLock

from parabook.record.schema import Record

from .links import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
EXAMPLES = {path.stem: path for path in sorted((ROOT / "examples").rglob("plot_*.py"))}
MEASURED = re.compile(r"\{measured\}`(?P<experiment>\w+)\.")

# 소스까지 복사하는 이유: 빌드하는 동안 누가 소스를 고쳐도 앞뒤의 책이 같은 코드로 빌드되고,
# 빌드하는 일이 원래 폴더에 아무것도 남기지 않습니다.
COPIED = ("docs", "examples", "src", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
# 책을 빌드하는 인터프리터가 복사한 소스를 먼저 보는 곳. 설치되어 있는 것은 원래 폴더의 것입니다.
PACKAGES = ("src", "src/sphinx-korean")
NOT_COPIED = shutil.ignore_patterns("_build", "auto_examples", "__pycache__")

# 시험이 보는 것은 페이지이지 잰 값이 아니므로, 실험마다 한 번씩만 잽니다. 몇 분이 걸립니다.
BUDGET = "once"
DEADLINE_SECONDS = 1500
TERMINAL_COLUMNS = 80
FROZEN = "outcome.json"

BUILD = (
    *("-m", "sphinx", "-b", "html", "-d", "docs/_build/doctrees"),
    *("-n", "-W", "--keep-going", "-q", "docs", "docs/_build/html"),
)
WHEEL = ("-m", "hatchling", "build", "-t", "wheel", "-d", "docs/_build/wheels")


class Outcome(NamedTuple):
    """명령 하나의 끝난 코드와 내놓은 글. 단말에서 돌렸으면 모두 `output`에 섞여 있습니다."""

    code: int
    output: str
    log: str = ""


class Pages(Mapping[str, BeautifulSoup]):
    """페이지들을 읽은 나무. 모두 읽으면 CPU로 20초쯤 걸리므로, 찾은 페이지만 처음 찾을 때 읽습니다."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """페이지들의 HTML을 받습니다."""
        self._texts = texts
        self._trees: dict[str, BeautifulSoup] = {}

    def __getitem__(self, name: str) -> BeautifulSoup:
        """페이지 하나의 나무입니다."""
        if name not in self._trees:
            self._trees[name] = BeautifulSoup(self._texts[name], "html.parser")
        return self._trees[name]

    def __iter__(self) -> Iterator[str]:
        """페이지들의 경로입니다."""
        return iter(self._texts)

    def __len__(self) -> int:
        """페이지의 수입니다."""
        return len(self._texts)


@dataclass(frozen=True)
class Edition:
    """한 번 빌드한 책. 다음에 다시 빌드해도 바뀌지 않도록 따로 복사해 둔 것입니다."""

    folder: Path

    @property
    def html(self) -> Path:
        """사이트의 폴더입니다."""
        return self.folder / "html"

    @property
    def workshop(self) -> Path:
        """책을 빌드한 폴더입니다."""
        return self.folder.parent

    @cached_property
    def outcome(self) -> Outcome:
        """빌드한 명령의 끝난 코드와 내놓은 글입니다."""
        return Outcome(*json.loads((self.folder / FROZEN).read_text(encoding="utf-8")))

    @property
    def frozen(self) -> bool:
        """다 빌드하고 다 복사했는지 봅니다."""
        return (self.folder / FROZEN).exists()

    @cached_property
    def examples(self) -> dict[str, Path]:
        """빌드할 때의 예제들: 이름에서 파일로 갑니다."""
        found = sorted((self.folder / "examples").rglob("plot_*.py"))
        return {path.stem: path for path in found}

    @cached_property
    def chapters(self) -> dict[str, str]:
        """사람이 쓴 페이지들: 빌드한 페이지의 경로에서 MyST 원문으로 갑니다."""
        docs = self.folder / "docs"
        return {
            path.relative_to(docs).with_suffix(".html").as_posix(): path.read_text("utf-8")
            for path in sorted(docs.rglob("*.md"))
        }

    @cached_property
    def texts(self) -> dict[str, str]:
        """모든 페이지의 HTML: 사이트에서 본 경로에서 글로 갑니다."""
        files = {path.relative_to(self.html).as_posix(): path for path in self.html.rglob("*.html")}
        # `_static`의 HTML은 테마의 재료이지 페이지가 아닙니다.
        return {
            name: files[name].read_text("utf-8")
            for name in sorted(files)
            if not name.startswith("_static/")
        }

    @cached_property
    def pages(self) -> Mapping[str, BeautifulSoup]:
        """모든 페이지를 읽은 것: 사이트에서 본 경로에서 나무로 갑니다."""
        return Pages(self.texts)

    @cached_property
    def records(self) -> dict[str, bytes]:
        """빌드하고 난 다음 남아 있던 기록: 파일 이름에서 내용으로 갑니다."""
        return {path.name: path.read_bytes() for path in (self.folder / "records").iterdir()}

    def page_of(self, experiment: str) -> str:
        """실험 하나의 페이지의 경로를 돌려줍니다."""
        where = self.examples[experiment].relative_to(self.folder / "examples")
        return f"auto_examples/{where.with_suffix('.html').as_posix()}"

    def download(self, experiment: str, ending: str) -> Path:
        """실험의 페이지에 걸린 내려받기 가운데 `ending`으로 끝나는 것 하나의 파일을 돌려줍니다."""
        page = self.page_of(experiment)
        links = [link["href"] for link in self.pages[page].select("article a.download[href]")]
        [address] = [link for link in links if link.endswith(ending)]
        return resolve(self.html, page, address).path

    def published_record(self, experiment: str) -> Record:
        """실험의 페이지에서 내려받는 기록을 읽습니다."""
        return Record.load(self.download(experiment, f"/{experiment}.json"))


class Workshop:
    """책을 빌드하는 폴더. 처음 만들 때 소스를 복사하고 휠을 빌드합니다.

    나란히 도는 시험들이 한 폴더를 나누어 씁니다. 먼저 온 쪽이 빌드하고, 다른 쪽은 다 빌드할 때까지 기다립니다.
    """

    def __init__(self, folder: Path) -> None:
        """폴더가 비어 있으면 채우고, 채워져 있으면 그대로 씁니다."""
        self.folder = folder
        self._one_at_a_time = FileLock(f"{folder}.lock")
        with self._one_at_a_time:
            self._fill(folder)

    def _fill(self, folder: Path) -> None:
        if (folder / "docs/_build/wheels").exists():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=NOT_COPIED)
            else:
                shutil.copy2(source, folder)
        made = self._run(WHEEL)
        assert made.code == 0, made.log

    def edition(self, name: str, *, terminal: bool = False) -> Edition:
        """지금 모습의 책을 빌드하고 얼려 둡니다. 같은 이름으로 빌드한 것이 있으면 그것을 돌려줍니다."""
        # 이름에 한글과 빈칸을 두어, 어느 폴더에 옮겨도 되는지까지 봅니다.
        edition = Edition(self.folder / f"빌드한 책 {name}")
        # 얼려 둔 책은 바뀌지 않습니다. 다음 책을 빌드하는 동안에도 기다리지 않고 봅니다.
        if not edition.frozen:
            with self._one_at_a_time:
                if not edition.frozen:
                    self._freeze(edition, terminal=terminal)
        return edition

    def _freeze(self, edition: Edition, *, terminal: bool) -> None:
        outcome = self._run_on_terminal(BUILD) if terminal else self._run(BUILD)
        shutil.rmtree(edition.folder, ignore_errors=True)
        for part in ("examples", "docs"):
            shutil.copytree(self.folder / part, edition.folder / part, ignore=NOT_COPIED)
        for part in ("html", "records"):
            shutil.copytree(self.folder / "docs/_build" / part, edition.folder / part)
        text = json.dumps(outcome, ensure_ascii=False)
        written = edition.folder / "outcome.part"
        written.write_text(text, encoding="utf-8")
        # 이 파일이 있으면 다 얼린 것이므로, 맨 나중에 한 번에 나타나게 합니다.
        written.rename(edition.folder / FROZEN)

    def example(self, name: str) -> Path:
        """이 폴더에 있는 예제 하나의 파일입니다. 고치면 다음에 빌드하는 책이 달라집니다."""
        return next((self.folder / "examples").rglob(f"{name}.py"))

    def _environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(str(self.folder / part) for part in PACKAGES),
            "PARABOOK_BUDGET": BUDGET,
            "SOURCE_DATE_EPOCH": "1767225600",
        }

    def _run(self, arguments: Sequence[str]) -> Outcome:
        with (
            subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as process,
            _deadline(process),
        ):
            output, log = process.communicate(timeout=DEADLINE_SECONDS)
        # 줄바꿈을 고치지 않고 풉니다. 고쳐 쓰는 줄(\r)이 파일에 섞였는지 보아야 합니다.
        return Outcome(process.returncode, output.decode(), log.decode())

    def _run_on_terminal(self, arguments: Sequence[str]) -> Outcome:
        # Windows에는 없는 모듈입니다.
        import pty  # noqa: PLC0415
        import selectors  # noqa: PLC0415
        import termios  # noqa: PLC0415

        leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (24, TERMINAL_COLUMNS))
        shown = bytearray()
        give_up = time.monotonic() + DEADLINE_SECONDS
        with (
            subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.folder,
                env={**self._environment(), "TERM": "xterm"},
                stdin=subprocess.DEVNULL,
                stdout=follower,
                stderr=follower,
            ) as process,
            os.fdopen(leader, "rb", buffering=0) as terminal,
            _deadline(process),
            selectors.DefaultSelector() as selector,
            # 쓰는 쪽이 모두 닫으면 Linux는 EIO를 냅니다.
            contextlib.suppress(OSError),
        ):
            os.close(follower)
            selector.register(terminal, selectors.EVENT_READ)
            while selector.select(max(0.0, give_up - time.monotonic())):
                piece = terminal.read(65536)
                if not piece:
                    break
                shown += piece
            else:
                raise subprocess.TimeoutExpired(list(arguments), DEADLINE_SECONDS)
        return Outcome(process.returncode, shown.decode())


@contextlib.contextmanager
def _deadline(process: subprocess.Popen[bytes]):
    """타임아웃을 넘기면 자손까지 모두 거두고 알립니다."""
    try:
        yield
    except subprocess.TimeoutExpired:
        family = psutil.Process(process.pid)
        for member in [*family.children(recursive=True), family]:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        raise
