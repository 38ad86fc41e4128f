"""배포판: 무엇에 기대고, 무엇을 담고, 홀로 설치해도 되는지."""

from __future__ import annotations

import ast
import gettext
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sphinx
from sphinx.application import Sphinx
from sphinx.errors import VersionRequirementError

import sphinx_korean
from sphinx_korean import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Site

PACKAGE = Path(sphinx_korean.__file__).parent
# Sphinx가 데려오는 것들. 나머지는 없어도 되는 것이어서 쓰는 자리에서 불러옵니다.
ALWAYS = {"babel", "docutils", "jinja2", "sphinx", "sphinx_korean"}
IF_THERE = {"markdown_it", "myst_parser", "sphinx_gallery"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """고쳐 볼 수 있게 베껴 둔 확장."""
    ignore = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=ignore))


def imports(nodes: Iterator[ast.AST]) -> set[str]:
    """불러오는 모듈의 맨 앞 이름들. 형만 보려고 불러오는 것은 빼지 않습니다."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, ast.unparse(node)
            names.add((node.module or "").partition(".")[0])
    return names - sys.stdlib_module_names


def test_package_knows_only_what_it_depends_on() -> None:
    """어느 Sphinx 사이트에서나 쓸 수 있도록, Sphinx와 있으면 쓰는 것 말고는 모릅니다."""
    files = sorted(PACKAGE.rglob("*.py"))
    assert files
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert imports(iter(tree.body)) <= ALWAYS, file
        assert imports(ast.walk(tree)) <= ALWAYS | IF_THERE, file


def test_sphinx_is_told_the_version(build_site: Callable[..., Site]) -> None:
    """conf.py의 `needs_extensions`로 이 확장의 판을 못 박을 수 있습니다."""
    conf = f'needs_extensions = {{"sphinx_korean": "{sphinx_korean.__version__}"}}\n'
    build_site({"index.md": "# 하나\n"}, conf=conf)


def test_every_changed_file_makes_documents_be_read_again(package: Path) -> None:
    """코드, 말 묶음, 검색 코드, 같은 말의 어느 하나가 바뀌어도 `env_version`이 달라집니다."""
    seen = {sphinx_korean.fingerprint(package)}
    files = sorted(path for path in package.rglob("*") if path.is_file())
    assert {".css", ".js", ".po", ".py", ".txt"} <= {path.suffix for path in files}
    for count, file in enumerate(files, start=1):
        file.write_bytes(file.read_bytes() + b"\n")
        seen.add(sphinx_korean.fingerprint(package))
        assert len(seen) == count + 1, file


def test_compiled_files_do_not_make_documents_be_read_again(package: Path) -> None:
    """파이썬이 스스로 적어 두는 바이트코드는 규칙이 아니어서, 생기거나 바뀌어도 다시 읽지 않습니다."""
    before = sphinx_korean.fingerprint(package)
    for cache in (package / "__pycache__", package / "search" / "__pycache__"):
        cache.mkdir()
        (cache / "a.cpython-311.pyc").write_bytes(b"1")
    assert sphinx_korean.fingerprint(package) == before


def test_changed_search_code_is_asked_for_by_every_page(
    package: Path, build_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """검색 칸의 코드가 바뀌면 고치지 않은 쪽도 새 코드를 부릅니다. 아니면 브라우저가 간직한 옛 코드가 돕니다."""
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    site = build_site({"index.md": "# 하나\n"})
    version = re.compile(r'data-version="(\w+)"')
    before = version.findall(site.read("index"))
    with (package / "search/static/korean-search-field.js").open("a", encoding="utf-8") as code:
        code.write("// 바뀐 줄\n")
    site.build()
    after = version.findall(site.read("index"))
    assert before
    assert after
    assert not set(before) & set(after)


def test_old_sphinx_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """너무 오래된 Sphinx에서는 없는 이름으로 멈추지 않고, 있어야 할 판을 알립니다."""
    monkeypatch.setattr("sphinx.version_info", (6, 2, 1, "final", 0))
    # 판을 묻는 데에는 애플리케이션이 아무것도 갖지 않아도 됩니다.
    app: Any = object.__new__(Sphinx)
    with pytest.raises(VersionRequirementError, match=r"^7\.2$"):
        sphinx_korean.setup(app)


def test_readme_tells_which_translations_change() -> None:
    """설명의 표에 적힌 말은 지금 Sphinx의 번역과 이 확장의 번역 그대로입니다."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| 영어 |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (\w.+?) \| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    assert len(rows) >= 5
    locale = Path(sphinx.__file__).with_name("locale")
    theirs = gettext.translation("sphinx", locale, ["ko"])
    ours = catalog.read("sphinx")
    for english, before, after in rows:
        message = ours.get(english)
        assert message is not None, english
        assert (theirs.gettext(english), message.string) == (before, after)
