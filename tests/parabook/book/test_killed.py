"""책을 빌드하다 -9로 죽어도, 다음에 빌드한 책은 끊기지 않고 빌드한 책과 파일 하나까지 같습니다."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time

import psutil
import pytest

from parabook.record.schema import Record

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows에는 신호 SIGKILL이 없습니다."
)

SEED, MOMENTS = 20261127, int(os.environ.get("PARABOOK_HOSTILE", "0")) or 3
"""빌드마다 죽여 볼 때의 수. `nox -s hostile`은 더 많이 죽입니다."""
FIXED = {"SOURCE_DATE_EPOCH": "1767225600", "PARABOOK_BUDGET": "once"}
STARTED_AGAIN = "모든 페이지를 다시 씁니다"

# 책의 폴더에 파일을 쓰려고 여는 것을 세다가, 정한 번째에 그 파일을 비워 놓고 죽습니다.
DIE = """

import os, signal, sys
from pathlib import Path

_book, _left = str(Path(__file__).resolve().parents[1]), [int(os.environ.get("DIE_AT_WRITE", "-1"))]
_log = os.environ.get("LOG_WRITES")


def _count(event, arguments):
    if event != "open" or not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    path, mode = os.fspath(arguments[0]), arguments[1]
    if not isinstance(path, str) or not isinstance(mode, str) or not set(mode) & set("wxa"):
        return
    if not os.path.abspath(path).startswith(_book):
        return
    if _log:
        descriptor = os.open(_log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.write(descriptor, f"{path}\\n".encode())
        os.close(descriptor)
    _left[0] -= 1
    if _left[0] == 0:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC))
        os.kill(os.getpid(), signal.SIGKILL)


def setup(app):
    sys.addaudithook(_count)
"""
INDEX = "{measured}`plot_x.time(other)`\n\n```{experiment} plot_x\n:show: slow\n```\n"
COUNTING = '''\
"""
세는 실험
==================================================================

셉니다.
"""

import time


def counted():
    """세는 방법"""
    time.sleep(%g)
    return {"seen": 3}


if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(counted, facts={"seen": "본 것(개)"})
    print(result)
    draw(result)
'''


def _reworded(book):
    """글을 고쳐, 다음 빌드가 모든 것을 다시 재지는 않으면서 페이지를 다시 쓰게 합니다."""
    book.example("plot_x", f"# 설명을 고쳤습니다.\n{book.good}")
    book.write("docs/index.md", (book.folder / "docs/index.md").read_text("utf-8") + "\n고친 글.\n")


def _site(book):
    """사이트의 파일들: 경로에서 내용으로 갑니다."""
    html = book.folder / "docs/_build/html"
    return {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in html.rglob("*")
        # 읽어 둔 것(.doctrees)은 다음 빌드의 것이지 사이트의 것이 아닙니다.
        if path.is_file() and ".doctrees" not in path.parts
    }


def _left_running(book):
    """이 책의 폴더에서 도는 프로세스들입니다."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(str(book.folder)):
                found.append(process.cmdline())
        except psutil.Error:
            continue
    return found


def _wait_for_none(book):
    give_up = time.monotonic() + 20
    while (left := _left_running(book)) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not left


@pytest.fixture(scope="module", name="undisturbed")
def _undisturbed(tmp_path_factory, mini_book_at):
    """끊기지 않고 빌드한 책과, 글을 고쳐 다시 빌드할 때 쓴 파일들입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("killed") / "book", {"plot_x": None}, INDEX)
    book.write("examples/topic/plot_seen.py", COUNTING % 0)
    book.write("docs/conf.py", (book.folder / "docs/conf.py").read_text("utf-8") + DIE)
    first = book.build("-W", "--keep-going", **FIXED)
    assert first.code == 0, first.output
    kept = book.folder.with_name("kept")
    shutil.copytree(book.folder, kept, symlinks=True)
    _reworded(book)
    written = book.folder.with_name("written")
    again = book.build("-W", "--keep-going", **FIXED, LOG_WRITES=str(written))
    assert again.code == 0, again.output
    expected = {False: _site(book)}
    # 처음부터 빌드한 책입니다. 기록은 같습니다.
    for part in ("html", "doctrees"):
        shutil.rmtree(book.folder / "docs/_build" / part, ignore_errors=True)
    whole = book.build("-W", "--keep-going", **FIXED)
    assert whole.code == 0, whole.output
    expected[True] = _site(book)
    assert expected[True].keys() == expected[False].keys()
    return book, kept, written.read_text("utf-8").splitlines(), expected


def _moments(written):
    """죽일 때들: 그림을 그릴 때, 페이지를 쓸 때, 파일을 복사할 때에서 고루 뽑습니다."""
    kinds = {"drawing": [], "writing": [], "copying": []}
    for number, path in enumerate(written, start=1):
        if "/_build/" not in path:
            kinds["drawing"].append(number)
        elif path.endswith(".html"):
            kinds["writing"].append(number)
        elif "/_build/html/" in path:
            kinds["copying"].append(number)
    chosen = random.Random(SEED)  # noqa: S311 - 암호가 아니라 때를 고르는 데 씁니다.
    for kind, numbers in kinds.items():
        assert numbers, kind
        yield from chosen.sample(numbers, min(len(numbers), MOMENTS // 3))


def test_next_build_is_complete(undisturbed):
    """그리거나, 쓰거나, 복사하다가 죽어도 다음 책은 온전하고, 다시 쓴다고 말합니다."""
    book, kept, written, expected = undisturbed
    told = []
    for number in _moments(written):
        shutil.rmtree(book.folder)
        shutil.copytree(kept, book.folder, symlinks=True)
        _reworded(book)
        killed = book.build("-W", "--keep-going", **FIXED, DIE_AT_WRITE=str(number))
        assert killed.code == -signal.SIGKILL, killed.output
        _wait_for_none(book)
        again = book.build("-W", "--keep-going", **FIXED)
        assert again.code == 0, again.output
        told.append(STARTED_AGAIN in again.output)
        where = f"{number}째 쓰기({written[number - 1]})에서 죽었습니다."
        # 바뀐 것만 쓴 책과 모두 쓴 책은, 찾기의 색인에서 페이지를 늘어놓은 순서가 다릅니다.
        found, same = _site(book), expected[told[-1]]
        assert found.keys() == same.keys(), where
        assert [name for name in same if found[name] != same[name]] == [], where
        assert "새로 잰 것 0개" in again.output, where
    assert any(told)


def test_killed_while_measuring(tmp_path, mini_book_at):
    """재다가 죽어도 남는 프로세스가 없고, 이미 잰 기록은 그대로이고, 다음 책은 온전합니다."""
    book = mini_book_at(tmp_path / "book", {"plot_w": None, "plot_x": None}, INDEX)
    slow = book.good.replace("    return", "    import time; time.sleep(0.3)\n    return")
    book.example("plot_y", slow)
    book.write("examples/topic/plot_seen.py", COUNTING % 30)
    book.write("examples/topic/plot_seen_too.py", COUNTING % 30)
    folder = book.folder / "docs/_build/records"
    # 오래 세는 것을 나란히 돌리는 도중에 한 번, 그다음은 재는 도중에 한 번.
    with book.started(**FIXED) as process:
        _wait_until(lambda: len(_left_running(book)) > 3)
        process.kill()
    _wait_for_none(book)
    for name in ("plot_seen", "plot_seen_too"):
        book.write(f"examples/topic/{name}.py", COUNTING % 0)
    with book.started(**FIXED) as process:
        _wait_until((folder / "plot_x.json").exists)
        process.kill()
    _wait_for_none(book)
    before = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    again = book.build("-W", "--keep-going", **FIXED)
    assert again.code == 0, again.output
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name: after[name] for name in before} == before
    names = {f"plot_{name}.json" for name in ("seen", "seen_too", "w", "x", "y")}
    assert after.keys() == names
    for name in names:
        Record.load(folder / name)
        assert (book.folder / "docs/_build/html/records" / name).read_bytes() == after[name]


def _wait_until(true):
    give_up = time.monotonic() + 60
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.01)
