"""책이 든 폴더의 이름이 무엇이든, 어떤 길로 찾아가든 경고 없이 빌드됩니다."""

from __future__ import annotations

import dataclasses
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
