"""제목의 글에서 만든 앵커."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_korean.slugs import LONGEST, anchor, free, unique

# XML 1.0 제5판 2.3절의 Name에서 쌍점을 뺀 것.
XML_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
XML_NAME = re.compile(f"[{XML_NAME_START}][{XML_NAME_START}.0-9\u00b7\u0300-\u036f\u203f-\u2040-]*")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("프로세스와 스레드", "프로세스와-스레드"),
        ("GIL이란 무엇인가?", "gil이란-무엇인가"),
        ("asyncio.run()과 락", "asyncio-run과-락"),
        ("스레드 — 기다림을 겹친다", "스레드-기다림을-겹친다"),
        ("읽기/쓰기", "읽기-쓰기"),
        ("10.4.1 프로세스", "프로세스"),
        ("1. 시작", "시작"),
        ("2026년의 파이썬", "_2026년의-파이썬"),
        ("10.4", "_10-4"),
        ("「락」과 “큐”", "락과-큐"),
        ("?!", ""),
        ("① 첫째", "_1-첫째"),
        ("½ 나누기", "_1-2-나누기"),
        ("넓이 m²", "넓이-m2"),
        ("ⓐ 항목", "a-항목"),
        ("ＧＩＬ과 락", "gil과-락"),
        ("ㄱ. 자음", "ㄱ-자음"),
        ("㉠과 ㈎", "ㄱ과-가"),
        ("읽기ㆍ쓰기", "읽기-쓰기"),
        ("C++ 언어", "cpp-언어"),
        ("C# 언어", "csharp-언어"),
        ("F#과 J#", "fsharp과-jsharp"),
        ("PR #3", "pr-3"),
    ],
)
def test_anchor_is_made_from_the_title(title: str, expected: str) -> None:
    """부호를 빼고 빈칸을 줄표로 이은 제목이 앵커입니다."""
    assert anchor(title) == expected


@given(st.text())
def test_anchor_is_a_valid_css_selector(title: str) -> None:
    """어떤 제목에서든 앵커에 빈칸과 부호가 없고, 숫자나 줄표로 시작하지 않습니다."""
    name = anchor(title)
    assert not re.search(r"[^\w-]", name)
    assert not re.match(r"[-\d]", name)


@given(st.text())
def test_anchor_is_a_valid_xml_name(title: str) -> None:
    """전자책의 검사를 지나도록 앵커는 XML의 이름이고, 80자를 넘지 않습니다."""
    name = anchor(title)
    assert len(name) <= LONGEST
    assert not name or XML_NAME.fullmatch(name)


def test_long_anchor_ends_with_a_word() -> None:
    """긴 제목은 낱말이 끝나는 곳에서 자르고, 한 낱말이 길면 낱말 안에서 자릅니다."""
    assert anchor("낱말 " * 40) == "-".join(["낱말"] * 27)
    assert anchor("가" * 200) == "가" * LONGEST


@given(st.text(alphabet="가나락스레드 "))
def test_anchor_does_not_depend_on_normal_form(title: str) -> None:
    """맥에서 첫가끝으로 풀어 적은 제목도 같은 앵커를 받습니다."""
    assert anchor(unicodedata.normalize("NFD", title)) == anchor(title)


def test_taken_anchor_gets_a_number() -> None:
    """이미 있는 앵커에는 2부터 번호가 붙습니다."""
    assert unique("개요", set()) == "개요"
    assert unique("개요", {"개요"}) == "개요-2"
    assert unique("개요", {"개요", "개요-2"}) == "개요-3"


def test_taken_anchor_gets_its_parent_first() -> None:
    """겹치면 윗절의 앵커를 앞세우고, 그것도 겹치면 번호를 붙입니다."""
    assert free("설명", set(), "테이블-생성") == "설명"
    assert free("설명", {"설명"}, "테이블-생성") == "테이블-생성-설명"
    assert free("설명", {"설명", "테이블-생성-설명"}, "테이블-생성") == "테이블-생성-설명-2"
    assert free("_3가지", {"_3가지"}, "방법") == "방법-3가지"
    assert free("설명", {"설명"}) == "설명-2"


def test_taken_anchor_stays_short() -> None:
    """앞세운 윗절과 번호까지 더해도 80자를 넘지 않습니다."""
    long = "-".join(["낱말"] * 27)
    assert free("설명", {"설명"}, long) == "-".join([*["낱말"] * 26, "설명"])
    assert len(free(long, {long}, "윗절")) <= LONGEST
