"""책이 든 폴더의 이름이 무엇이든, 어떤 길로 찾아가든 경고 없이 빌드됩니다."""

from __future__ import annotations

import dataclasses
import os
import time
import unicodedata

import pytest

INDEX = "```{experiment} plot_x\n:show: slow\n```\n"

NAMES = {
    "space": "바탕 화면",
    "composed": unicodedata.normalize("NFC", "문서"),
    "decomposed": unicodedata.normalize("NFD", "문서"),
    "apostrophe": "민수's 책",
    "pattern": "[책] %41#1",
}


def _check(book):
    made = book.build("-n", "-W", "--keep-going", PARABOOK_BUDGET="once")
    assert made.code == 0, made.output
    assert "새로 잰 것 1개" in made.output
    assert "느린 방법" in made.page("index")
    assert made.record("plot_x").is_file()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_folder_builds_without_a_warning(name, tmp_path, mini_book_at):
    """빈칸, 풀어쓴 한글, 작은따옴표, 찾는 무늬의 글자가 든 폴더에서도 빌드됩니다."""
    _check(mini_book_at(tmp_path / name, {"plot_x": None}, INDEX))


def test_symbolic_link_builds_without_a_warning(tmp_path, mini_book_at):
    """심볼릭 링크로 찾아간 폴더에서도 빌드됩니다."""
    book = mini_book_at(tmp_path / "진짜 자리", {"plot_x": None}, INDEX)
    link = tmp_path / "바로 가기"
    try:
        link.symlink_to(book.folder, target_is_directory=True)
    except OSError:
        pytest.skip("이 사용자는 심볼릭 링크를 만들 수 없습니다(Windows의 개발자 모드).")
    _check(dataclasses.replace(book, folder=link))


def test_space_in_the_name_of_an_example_is_named(tmp_path, mini_book_at):
    """폴더가 아니라 예제의 이름에 빈칸이 있으면, 어느 파일을 어떻게 할지 알립니다."""
    made = mini_book_at(tmp_path, {"plot_a b": None}).build(PARABOOK_BUDGET="once")
    assert made.code != 0
    assert "plot_a b.py의 파일 이름은" in made.output
    assert "밑줄로 바꾸십시오" in made.output


def test_ascii_stream_does_not_fail_the_build(tmp_path, mini_book_at):
    """한글을 적을 수 없는 출력이어도 책은 빌드되고, 모르는 글자는 번호로 적습니다."""
    book = mini_book_at(tmp_path / "책", {"plot_x": None}, INDEX)
    made = book.build("-W", PARABOOK_BUDGET="once", PYTHONIOENCODING="ascii")
    assert made.code == 0, made.output
    assert r"\ucc45: " in made.output
    assert "PYTHONIOENCODING=utf-8" in made.output


def test_second_build_in_one_folder_says_whom_it_waits_for(tmp_path, mini_book_at):
    """같은 폴더에서 둘이 함께 빌드하면, 나중 것은 누구를 기다리는지 말하고 기다렸다가 온전히 빌드합니다."""
    book = mini_book_at(tmp_path, {"plot_x": None}, INDEX)
    slow = book.good.replace("    return", "    import time; time.sleep(2)\n    return")
    book.example("plot_slow", slow)
    holder = tmp_path / "docs/_build/building.holder"
    with book.started("-W", PARABOOK_BUDGET="once") as first:
        while not holder.exists():
            assert first.poll() is None
            time.sleep(0.01)
        second = book.build("-W", PARABOOK_BUDGET="once")
        first.communicate()
    assert first.returncode == 0
    assert second.code == 0, second.output
    assert f"을 빌드하는 프로세스 {first.pid}(" in second.output
    assert "끝나기를 기다립니다" in second.output
    assert "새로 잰 것 0개" in second.output


def test_folder_that_cannot_be_written_is_named_before_measuring(tmp_path, mini_book_at):
    """만든 것을 둘 폴더에 쓸 수 없으면, 재기 전에 그 폴더와 할 일을 한 문장으로 말합니다."""
    book = mini_book_at(tmp_path, {"plot_x": None}, INDEX)
    # root는 권한이 없는 폴더에도 쓰므로, 폴더가 있어야 할 자리에 파일을 둡니다.
    book.write("docs/auto_examples", "폴더가 아닙니다.")
    made = book.build(PARABOOK_BUDGET="once")
    assert made.code != 0
    assert "auto_examples에 쓸 수 없으니, 책을 쓸 수 있는 폴더에 복사해서" in made.output
    assert not made.record("plot_x").exists()


def test_only_what_the_build_makes_is_written(tmp_path, mini_book_at):
    """빌드는 소스를 고치지 않습니다. 만든 것은 `_build`와 갤러리의 폴더에만 있습니다."""
    book = mini_book_at(tmp_path, {"plot_x": None}, INDEX)
    made = ("_build", "auto_examples", "__pycache__", "sg_execution_times.rst")

    def sources():
        return {
            path: path.stat().st_mtime_ns
            for path in tmp_path.rglob("*")
            if path.is_file() and not set(made) & set(path.parts)
        }

    before = sources()
    assert book.build("-W", PARABOOK_BUDGET="once").code == 0
    assert sources() == before


def test_home_that_cannot_be_written_and_a_closed_umask(tmp_path, mini_book_at):
    """집 폴더가 없거나 쓸 수 없어도, 새 파일을 저만 읽게 해 두었어도 빌드됩니다."""
    book = mini_book_at(tmp_path, {"plot_x": None}, INDEX)
    nowhere = str(tmp_path / "docs" / "conf.py" / "없는 집")
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "USERPROFILE"), nowhere)
    old = os.umask(0o077)
    try:
        made = book.build("-n", "-W", "--keep-going", PARABOOK_BUDGET="once", **homes)
    finally:
        os.umask(old)
    assert made.code == 0, made.output


def test_moved_book_builds_again_without_the_old_place(tmp_path, mini_book_at):
    """빌드한 책의 폴더를 옮겨도 다시 재지 않고 빌드되고, 옛 자리의 경로가 사이트에 남지 않습니다."""
    book = mini_book_at(tmp_path / "옛 자리", {"plot_x": None}, INDEX)
    assert book.build("-W", PARABOOK_BUDGET="once").code == 0
    moved = dataclasses.replace(book, folder=book.folder.rename(tmp_path / "새 자리"))
    made = moved.build("-n", "-W", "--keep-going", PARABOOK_BUDGET="once")
    assert made.code == 0, made.output
    assert "새로 잰 것 0개, 다시 쓴 것 1개" in made.output
    old = str(book.folder).encode()
    site = moved.folder / "docs/_build/html"
    assert [path for path in site.rglob("*") if path.is_file() and old in path.read_bytes()] == []
