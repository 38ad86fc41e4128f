"""말을 정하는 표를 읽는 법: 칸이 맞지 않으면 어느 말인지 적어 물리칩니다."""

from pathlib import Path

import pytest

from parabook.book.vocabulary import Rule, Term, VocabularyError, read

TABLE = """\
[[term]]
word = "워커"
english = "worker"
also = ["작업자", "`Worker`"]
avoid = ['일꾼']
says = "일합니다. 또 일합니다."
page = "index"

[[rule]]
use = "이유"
avoid = ['까닭']
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_terms_and_rules_are_read(tmp_path: Path) -> None:
    """용어와 한 가지로 적기로 한 말을 저마다 돌려줍니다."""
    table = read(written(tmp_path, TABLE))
    says = "일합니다. 또 일합니다."
    assert table.terms == (
        Term("워커", "worker", says, "index", ("작업자", "`Worker`"), ("일꾼",)),
    )
    assert table.rules == (Rule("이유", ("까닭",)),)


def test_synonyms_leave_code_out(tmp_path: Path) -> None:
    """검색의 무리는 말과 다른 이름이고, 코드인 이름은 빠집니다."""
    assert read(written(tmp_path, TABLE)).synonyms == [["워커", "작업자"]]


def test_avoided_words_tell_what_to_use(tmp_path: Path) -> None:
    """쓰지 않기로 한 말마다 대신 쓸 말이 붙어 있습니다."""
    assert read(written(tmp_path, TABLE)).avoided == [("일꾼", "워커"), ("까닭", "이유")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TABLE.replace('page = "index"\n', ""), "'워커'의 칸이 모자라거나 남습니다"),
        (TABLE.replace("page =", "pages ="), "'워커'의 칸이 모자라거나 남습니다"),
        (TABLE.replace("[[rule]]", "[[rule"), "TOML로 읽을 수 없습니다"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """빠진 칸, 모르는 칸, TOML이 아닌 글은 파일의 이름과 함께 물리칩니다."""
    with pytest.raises(VocabularyError, match=said) as refused:
        read(written(tmp_path, text))
    assert "glossary.toml" in str(refused.value)
