"""조사 고르기."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_korean.particles import particle

HANGUL = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("락", "락을 락은 락이 락과 락으로"),
        ("큐", "큐를 큐는 큐가 큐와 큐로"),
        ("파일", "파일을 파일은 파일이 파일과 파일로"),
        ("잠금", "잠금을 잠금은 잠금이 잠금과 잠금으로"),
    ],
)
def test_hangul_final_decides(word: str, expected: str) -> None:
    """한글은 받침이 조사를 정하고, ㄹ 받침에는 `로`가 붙습니다."""
    pairs = ("을/를", "은/는", "이/가", "과/와", "으로/로")
    assert " ".join(word + particle(word, pair) for pair in pairs) == expected


@pytest.mark.parametrize(
    ("word", "object_marker", "direction"),
    [
        ("10", "을", "으로"),
        ("1", "을", "로"),
        ("3.14", "를", "로"),
        ("100%", "를", "로"),
    ],
)
def test_numbers_are_read_aloud(word: str, object_marker: str, direction: str) -> None:
    """숫자는 마지막 숫자를 한국어로 읽은 소리를 따릅니다."""
    assert (particle(word, "을/를"), particle(word, "으로/로")) == (object_marker, direction)


@pytest.mark.parametrize(
    ("word", "object_marker"),
    [
        ("GIL", "을"),
        ("HTTP", "를"),
        ("HTML", "을"),
        ("html", "을"),
        ("PR", "을"),
        ("API", "를"),
        ("CPU", "를"),
    ],
)
def test_acronyms_are_spelled_out(word: str, object_marker: str) -> None:
    """머리글자말은 마지막 글자의 이름을 따릅니다."""
    assert particle(word, "을/를") == object_marker


@pytest.mark.parametrize(
    ("word", "object_marker"),
    [
        ("Python", "을"),
        ("Sphinx", "를"),
        ("asyncio", "를"),
        ("Pool", "을"),
        ("module", "을"),
        ("thread", "를"),
        ("task", "를"),
        ("lock", "을"),
        ("socket", "을"),
        ("coroutine", "을"),
        ("queue", "를"),
        ("NumPy", "를"),
        ("concurrent.futures", "를"),
        ("ThreadPoolExecutor", "를"),
    ],
)
def test_latin_words_follow_their_sound(word: str, object_marker: str) -> None:
    """로마자 낱말은 개발자들이 소리 내는 대로 받침을 어림합니다."""
    assert particle(word, "을/를") == object_marker


@pytest.mark.parametrize(
    ("word", "object_marker"),
    [("락(GIL)", "을"), ("join()", "을"), ("run(x, y)", "을"), ("`Lock`", "을"), ('"큐"', "를")],
)
def test_silent_endings_are_skipped(word: str, object_marker: str) -> None:
    """괄호 묶음과 따옴표는 소리 내지 않으므로 그 앞말을 따릅니다."""
    assert particle(word, "을/를") == object_marker


@pytest.mark.parametrize(
    ("pair", "expected"), [("을/를", "을(를)"), ("이/가", "이(가)"), ("으로/로", "(으)로")]
)
def test_unpronounceable_word_gets_both(pair: str, expected: str) -> None:
    """소리를 알 수 없으면 둘 다 적습니다."""
    assert particle("?", pair) == expected


@given(HANGUL)
def test_normal_form_does_not_matter(char: str) -> None:
    """첫가끝으로 풀어 쓴 글도 같은 조사를 받습니다."""
    decomposed = unicodedata.normalize("NFD", char)
    assert particle(decomposed, "으로/로") == particle(char, "으로/로")


@given(st.text())
def test_any_text_gets_a_particle(text: str) -> None:
    """무엇이 끼워 넣어지든 빌드가 멈추지 않습니다."""
    assert particle(text, "을/를") in {"을", "를", "을(를)"}
