"""책에 든 실험의 목록: 예제 파일, 갤러리의 페이지, 기록이 어디에 있는지."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from parabook.record.schema import Record, RecordError


@dataclass(frozen=True)
class Experiment:
    """실험 하나. `docname`은 갤러리가 만드는 페이지의 이름입니다."""

    name: str
    source: Path
    docname: str
    generated: Path
    record_file: Path

    @property
    def path(self) -> str:
        """예제 폴더에서 본 예제 파일의 경로입니다. 주제 폴더가 앞에 붙습니다."""
        return f"{self.source.parent.name}/{self.source.name}"

    def record(self) -> Record:
        """이 실험의 기록을 읽습니다.

        Raises:
            RecordError: 기록이 없거나 읽을 수 없는 경우.
        """
        return load(self.record_file)

    def pictures(self) -> list[Path]:
        """갤러리가 이 실험의 페이지에 만들어 둔 그림의 파일들입니다. 어두운 것과 작은 것도 들어 있습니다."""
        stem = f"sphx_glr_{self.name}"
        found = self.generated.parent.joinpath("images").glob(f"{stem}_*.svg")
        # 이름의 앞이 같은 다른 예제의 그림은 아닙니다.
        return sorted(path for path in found if _PICTURE.fullmatch(path.stem.removeprefix(stem)))

    def code_of(self, names: list[str]) -> str:
        """예제에 적힌 그대로의 코드에서, 이름으로 고른 것만 꺼냅니다.

        이름은 맨 바깥의 함수, 클래스, 변수입니다. 적은 순서가 아니라 예제의 순서로 나옵니다.
        검사 도구에게 하는 말(noqa)은 덜어 내고, 거기에 적은 이유만 남깁니다.

        Raises:
            KeyError: 예제에 그런 이름이 없는 경우.
        """
        text = self.source.read_text(encoding="utf-8")
        lines = text.splitlines()
        found: dict[str, ast.stmt] = {}
        for node in ast.parse(text).body:
            found |= dict.fromkeys(_names_defined_by(node), node)
        if missing := [name for name in names if name not in found]:
            raise KeyError(", ".join(missing))
        chosen = sorted((node for name, node in found.items() if name in names), key=_first_line)
        code = ""
        for node, previous in zip(chosen, [None, *chosen], strict=False):
            if previous is not None:
                constants = isinstance(node, _ASSIGNMENTS) and isinstance(previous, _ASSIGNMENTS)
                code += "\n" if constants else "\n\n\n"
            code += "\n".join(lines[_first_line(node) - 1 : node.end_lineno])
        return _FOR_TOOLS.sub(lambda found: f"  # {found[1]}" if found[1] else "", code)


_FOR_TOOLS = re.compile(r"  # noqa: [A-Z0-9, ]*[A-Z0-9](?: - (.+))?$", re.MULTILINE)
_PICTURE = re.compile(r"_\d{3}(?:_small)?(?:_dark)?")
_ASSIGNMENTS = ast.Assign | ast.AnnAssign | ast.Try | ast.If


def _first_line(node: ast.stmt) -> int:
    """꾸밈(decorator)까지 넣은 첫 줄의 번호입니다."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])


def _names_defined_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Try | ast.If):
        # 시스템에 따라 다르게 정하는 상수입니다.
        for inner in node.body:
            yield from _names_defined_by(inner)


def load(path: Path) -> Record:
    """기록을 읽습니다. 파일이 그대로이면 풀어 둔 것을 돌려줍니다.

    한 기록을 장의 숫자와 주장마다, 페이지의 출처마다 묻습니다.

    Raises:
        RecordError: 기록이 없거나 읽을 수 없는 경우.
    """
    try:
        now = path.stat()
    except OSError:
        return Record.load(path)  # 왜 읽을 수 없는지는 기록이 말합니다.
    return _parsed(path, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=512)
def _parsed(path: Path, _changed_ns: int, _size: int) -> Record:
    return Record.load(path)


class Library:
    """책 한 권의 모든 실험."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self.measured: list[str] = []
        self.seconds: dict[str, float] = {}
        """이번에 돌린 실험마다 걸린 시간(초). 재는 것과 그리는 것이 다 들어 있습니다."""
        self.failed: list[str] = []
        self.unmeasured: list[str] = []
        """재지 않기로 했고 남은 기록도 없는 실험. `failed`에도 들어 있습니다."""

    @cached_property
    def experiments(self) -> dict[str, Experiment]:
        """실험의 이름에서 실험으로 가는 사전입니다. 순서는 파일 이름의 순서입니다.

        Raises:
            ExtensionError: 두 예제의 파일 이름이 같거나, 주장과 링크에 적을 수 없는 이름인 경우.
        """
        found: dict[str, Experiment] = {}
        for source, generated in self._files():
            if not source.stem.isidentifier():
                raise ExtensionError(
                    f"예제 {source}의 파일 이름은 본문의 주장과 링크에 적을 수 없습니다. "
                    "글자와 숫자와 밑줄로 바꾸십시오."
                )
            if source.stem in found:
                raise ExtensionError(
                    f"예제의 파일 이름이 겹칩니다: {found[source.stem].source}와 {source}. "
                    "기록을 가릴 수 없으니 하나의 이름을 바꾸십시오."
                )
            docname = generated.with_suffix("").relative_to(self._app.srcdir).as_posix()
            record_file = self.records_folder / f"{source.stem}.json"
            found[source.stem] = Experiment(source.stem, source, docname, generated, record_file)
        return found

    @property
    def records_folder(self) -> Path:
        """이 기계에서 잰 기록이 쌓이는 폴더입니다."""
        return Path(self._app.srcdir, self._app.config.parabook_records).resolve()

    def record(self, name: str) -> Record:
        """이번 책에 실을 기록을 돌려줍니다.

        Raises:
            RecordError: 이번에 실험이 실패했거나 기록을 읽을 수 없는 경우.
                실패한 실험에 예전 기록이 있어도 쓰지 않습니다.
        """
        if name in self.failed:
            raise RecordError(f"실험이 이번에 실패했습니다: {name}")
        return self.experiments[name].record()

    def kept(self, name: str) -> dict[str, Path]:
        """다른 기계나 인터프리터에서 재어 소스에 남겨 둔 기록들입니다. 자리의 이름에서 파일로 갑니다."""
        folder = Path(self._app.srcdir, self._app.config.parabook_kept)
        return {path.parent.name: path for path in sorted(folder.glob(f"*/{name}.json"))}

    def by_docname(self, docname: str) -> Experiment | None:
        """갤러리의 페이지 이름으로 실험을 찾습니다."""
        return next((e for e in self.experiments.values() if e.docname == docname), None)

    @cached_property
    def gallery_indexes(self) -> set[str]:
        """갤러리가 만드는 목차 페이지들의 이름입니다."""
        folders = {experiment.docname.rsplit("/", 1)[0] for experiment in self.experiments.values()}
        folders |= {folder.rsplit("/", 1)[0] for folder in folders}
        return {f"{folder}/index" for folder in folders}

    def _files(self) -> Iterator[tuple[Path, Path]]:
        conf = self._app.config.sphinx_gallery_conf
        sources, targets = (
            [value] if isinstance(value, str) else list(value)
            for value in (conf["examples_dirs"], conf["gallery_dirs"])
        )
        for folder, gallery in zip(sources, targets, strict=True):
            root = Path(self._app.srcdir, folder).resolve()
            for source in sorted(root.rglob("plot_*.py")):
                yield source, Path(self._app.srcdir, gallery, source.relative_to(root))


def library_of(app: Sphinx) -> Library:
    """이 책의 실험 목록을 돌려줍니다. 처음 부를 때 만듭니다."""
    library: Library | None = getattr(app, "parabook_library", None)
    if library is None:
        library = Library(app)
        app.parabook_library = library  # type: ignore[attr-defined]  # 책 한 권에 하나뿐이라 앱에 둡니다.
    return library
