"""책의 말: 장, 예제, 코드가 말을 정하는 표(`docs/glossary.toml`)를 따르고, 한 뜻에 한 말만 씁니다."""

import re
from collections import Counter
from pathlib import Path

import pytest

from parabook.book import vocabulary

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / vocabulary.TABLE
VOCABULARY = vocabulary.read(TABLE)
AVOIDED = [(re.compile(pattern), use) for pattern, use in VOCABULARY.avoided]

WRITTEN = ("*.md", "*.rst", "*.py", "*.js", "*.css", "*.html")
PLACES = ("docs", "examples", "src/parabook")
# 지은 것은 원문이 아니고, 명령은 단말의 말을 따로 정합니다.
ELSEWHERE = ("docs/_build", "docs/auto_examples")

# 바뀐 제목의 옛 앵커(`(옛-앵커)=`)와 링크의 주소는 나가 있는 링크라서 그대로 두어야 합니다.
ANCHORS = re.compile(r"^\([^)\n]+\)=$|\]\([^)\n]*\)", re.MULTILINE)


def texts() -> dict[str, str]:
    """말을 살필 글들입니다. 저장소에서의 경로에서 글로 갑니다."""
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    for place in PLACES:
        files += [file for kind in WRITTEN for file in sorted((ROOT / place).rglob(kind))]
    names = {file: file.relative_to(ROOT).as_posix() for file in files}
    return {
        name: file.read_text(encoding="utf-8")
        for file, name in names.items()
        if not name.startswith(ELSEWHERE)
    }


def strays(name: str, text: str) -> list[str]:
    """글에 나온, 쓰지 않기로 한 말들입니다. 어디에 무엇 대신 나왔는지 적습니다."""
    text = ANCHORS.sub(lambda found: "\n" * found[0].count("\n"), text)
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: '{found[0]}' 대신 '{use}'"
        for pattern, use in AVOIDED
        for found in pattern.finditer(text)
    ]


def test_book_says_only_the_words_of_the_table():
    """장, 예제, 그림의 글, 오류 문구, 주석에 쓰지 않기로 한 말이 없습니다."""
    read = texts()
    assert len(read) > 200
    assert not [stray for name, text in read.items() for stray in strays(name, text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "작업자 넷이 일합니다.",
        "이것을 되밀림이라고 합니다.",
        "문지기가 없으면 실패합니다.",
        "3.12의 열심 작업을 씁니다.",
        "경합이 생깁니다.",
        "시작하는 값이 큽니다.",
        "그 까닭은 이렇습니다.",
        "결과가 오는 차례입니다.",
        "파이썬의 판마다 다릅니다.",
        "늦음의 90 %를 봅니다.",
        "두 방법을 견줍니다.",
        "책을 다시 짓습니다.",
        "50밀리초가 걸립니다.",
        "스무 개를 받습니다.",
        "천 개를 기다립니다.",
    ],
)
def test_a_stray_is_found(sentence: str):
    """표가 쓰지 않기로 한 말은 정말로 찾아냅니다."""
    assert strays("글", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "락 경합이 심하면 느려집니다.",
        "데드락(교착 상태)에 빠집니다.",
        "값을 돌려줍니다.",
        "판단하고 판정합니다.",
        "(취소와-시간-제한)=",
        "[취소](../asyncio/cancellation.md#시간-제한은-취소다)를 보십시오.",
    ],
)
def test_a_right_word_is_left_alone(sentence: str):
    """같은 글자라도 뜻이 다른 말과, 나가 있는 주소는 잡지 않습니다."""
    assert not strays("글", sentence)


def test_one_idea_has_one_word():
    """두 용어가 같은 말, 같은 영어, 같은 다른 이름을 갖지 않습니다."""
    words = [term.word for term in VOCABULARY.terms]
    english = [name.strip() for term in VOCABULARY.terms for name in term.english.split(",")]
    names = [name for term in VOCABULARY.terms for name in term.also]
    for kind in (words, english, names, words + names):
        assert [name for name, times in Counter(kind).items() if times > 1] == []


@pytest.mark.parametrize("term", VOCABULARY.terms, ids=lambda term: term.english)
def test_a_term_is_explained_in_two_sentences(term: vocabulary.Term):
    """용어마다 두 문장의 설명과, 그 말이 나오는 페이지가 있습니다."""
    assert len(re.findall(r"니다\.(?: |$)", term.says)) == 2
    page = ROOT / "docs" / f"{term.page}.md"
    assert page.exists()
    assert not strays(term.word, f"{term.word} {term.says}")


def test_every_avoided_word_can_be_found():
    """쓰지 않기로 한 말의 정규식은 빈 글을 잡지 않고, 그 말을 이름으로 삼은 용어가 없습니다."""
    for pattern, use in AVOIDED:
        assert not pattern.search(""), use
        assert not any(pattern.search(term.word) for term in VOCABULARY.terms), use
