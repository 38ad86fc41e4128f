"""함수를 가리키는 글은 파일을 불러오지 않고 읽고, 없는 것에는 문장 하나로 답합니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parabook.command.naming import locate
from parabook.command.wording import Misuse

if TYPE_CHECKING:
    from pathlib import Path

WORK = """
import math
from functools import partial

raise_if_imported = 1 / LATER if False else 0


def f():
    return 1


async def waits():
    return 1


half = partial(pow, 2)

if True:
    def inside():
        return 1


class Made:
    def method(self):
        return 1

    @staticmethod
    def plain():
        return 1
"""


@pytest.fixture(name="work")
def _work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """이름에 빈칸과 한글이 있는 폴더와 파일."""
    folder = tmp_path / "바탕 화면"
    folder.mkdir()
    monkeypatch.chdir(folder)
    file = folder / "내 일.py"
    file.write_text(WORK, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["f", "inside", "half", "Made.plain", "math.sqrt", "waits"])
def test_names_of_a_file_are_found(work: Path, name: str):
    """함수, 조건 안의 함수, 대입한 것, 정적 메서드, 불러온 것을 모두 찾습니다."""
    found = locate(f"내 일.py:{name}")
    assert (found.file, found.folder, found.module) == (work, work.parent, "내 일")
    assert found.coroutine == (name == "waits")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("내 일.py", "'파일.py:함수'"),
        ("없음.py:f", "파일 없음.py이 없습니다"),
        ("내 일.py:g", "있는 함수: f, waits, inside"),
        ("내 일.py:Made.method", "객체가 있어야"),
        ("no_such_package.mod:f", "모듈 no_such_package.mod이 없습니다"),
        ("내 일.py:f g", "'파일.py:함수'"),
    ],
)
@pytest.mark.usefixtures("work")
def test_what_is_not_there_is_told_in_one_sentence(text: str, said: str):
    """없는 파일, 없는 이름, 객체가 있어야 하는 메서드에는 무엇이 왜 안 되는지 말합니다."""
    with pytest.raises(Misuse) as caught:
        locate(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_broken_file_is_told_with_its_line(work: Path):
    """파이썬이 읽지 못하는 파일은 몇째 줄인지까지 말합니다."""
    (work.parent / "broken.py").write_text("x = 1\ndef f(:\n    pass\n", encoding="utf-8")
    with pytest.raises(Misuse, match=r"broken\.py, 2째 줄"):
        locate("broken.py:f")


def test_dotted_file_is_refused(work: Path):
    """이름에 점이 있는 파일은 모듈이 될 수 없다고 말합니다."""
    (work.parent / "a.b.py").write_text("def f(): pass\n", encoding="utf-8")
    with pytest.raises(Misuse, match="점이 있는 파일"):
        locate("a.b.py:f")


def test_file_of_a_package_is_imported_with_its_package(work: Path):
    """꾸러미 안의 파일은 꾸러미째 불러옵니다. 그래야 상대 import가 됩니다."""
    package = work.parent / "pkg" / "sub"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    (package / "mod.py").write_text("def f(): pass\n", encoding="utf-8")
    assert locate("pkg/sub/mod.py:f").module == "pkg.sub.mod"
    assert locate("pkg/sub/mod.py:f").folder == work.parent
    assert locate("pkg.sub.mod:f").module == "pkg.sub.mod"


@pytest.mark.parametrize("text", ["json:dumps", "math:factorial", "sys:getsizeof", "os.path:join"])
def test_modules_of_python_are_found(text: str):
    """표준 라이브러리의 함수는 C로 적은 것까지 가리킬 수 있습니다."""
    assert locate(text).text == text
