"""두 말의 문장은 갈래와 끼울 것이 같습니다."""

from __future__ import annotations

import string

import pytest

from parabook.command.helping import HELP
from parabook.command.wording import SENTENCES, language, language_of, say


def fields(text: str) -> set[str]:
    """문장에 끼울 것의 이름들입니다."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", SENTENCES)
def test_both_languages_take_the_same(kind: str):
    """한국어와 영어는 같은 것을 끼웁니다. 영어에 한글이 섞이지 않습니다."""
    korean, english = SENTENCES[kind]
    assert fields(korean) >= fields(english)
    assert english.isascii() or not any("가" <= letter <= "힣" for letter in english)


def test_help_has_both_languages():
    """도움말도 두 말이 같은 갈래를 갖습니다."""
    assert HELP["ko"].keys() == HELP["en"].keys()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "C"}, "ko"),
        ({"LANG": "C.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LC_MESSAGES": "de_DE.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
    ],
)
def test_language_follows_the_locale(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
):
    """시킨 말이 없으면 로캘을 따르고, 모르면 한국어입니다."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of(None) == expected
    assert language_of("en") == "en"


def test_sentences_change_with_the_language():
    """말을 바꾸면 같은 갈래가 다른 말로 나옵니다."""
    token = language.set("en")
    try:
        assert say("baseline") == "baseline"
    finally:
        language.reset(token)
    assert say("baseline") == "기준"
