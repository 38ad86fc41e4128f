"""낱말에 맞는 조사를 고릅니다.

갤러리의 「x를 쓰는 예제」처럼 이름이 문장에 끼워 넣어지는 곳에서 씁니다. 한글은 규칙대로 정해지고,
로마자는 개발자들이 그 낱말을 소리 내는 버릇을 어림한 것입니다.
"""

from __future__ import annotations

import re
import unicodedata

RIEUL = "ㄹ"
OTHER = "그 밖의 받침"
NONE = ""

HANGUL_FIRST, HANGUL_LAST = "가", "힣"
FINALS_PER_VOWEL = 28
RIEUL_FINAL = 8

# 마지막 숫자의 소리: 영 일 이 삼 사 오 육 칠 팔 구. 십, 백, 천, 만, 억도 모두 ㄹ 아닌 받침이라
# 0은 자리에 상관없이 같습니다.
DIGIT_FINALS = dict(
    zip(
        "0123456789",
        (OTHER, RIEUL, NONE, OTHER, NONE, NONE, OTHER, RIEUL, RIEUL, NONE),
        strict=True,
    )
)

# 글자 이름: 엘, 엠, 엔, 알. 나머지 스물두 글자의 이름은 모음으로 끝납니다.
LETTER_FINALS = {"l": RIEUL, "m": OTHER, "n": OTHER, "r": RIEUL}

# 1000개 낱말을 세는 자리는 아니므로, 아래 어림과 어긋나면서 이 분야에서 잦은 것만 적습니다.
IRREGULAR = {"bit": NONE, "byte": NONE, "github": NONE, "hub": NONE, "some": OTHER, "type": NONE}

SPOKEN_FINALS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(l|[^aeiou]le|[aeiou]le)$"), RIEUL),  # pool, module, file
    (re.compile(r"(m|n|ng|[aeiou](me|ne))$"), OTHER),  # item, join, string, time, coroutine
    (re.compile(r"(ck|ook)$"), OTHER),  # lock, hook
    (re.compile(r"(^|[^aeiou])[aeiou][ptcb]$"), OTHER),  # map, socket, atomic, job
)

PARENTHESISED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
NOT_SPOKEN_AT_END = re.compile(r"[^\w%]+$|_+$")


def particle(word: str, pair: str) -> str:
    """`word` 뒤에 붙을 조사를 `pair`에서 골라 돌려줍니다.

    Args:
        word: 조사가 붙을 말. 끝의 따옴표와 괄호 묶음은 소리 내지 않으므로 건너뜁니다.
            `락(GIL)`에는 `락`의 조사가 붙습니다.
        pair: 받침 있을 때와 없을 때를 빗금으로 나눈 것. `을/를`, `은/는`, `이/가`, `과/와`,
            `으로/로`처럼 적습니다. `으로/로`만 ㄹ 받침을 받침 없는 것으로 봅니다.

    Returns:
        고른 조사. 소리를 알 수 없는 말이면 `을(를)`, `(으)로`처럼 둘 다 적은 것.
    """
    closed, opened = pair.split("/")
    final = _final(word)
    if final is None:
        return f"(으){opened[-1]}" if closed == "으로" else f"{closed}({opened})"
    if final == RIEUL and closed == "으로":
        return opened
    return closed if final else opened


def _final(word: str) -> str | None:
    """말끝의 받침 갈래(`RIEUL`, `OTHER`, `NONE`). 알 수 없으면 None."""
    spoken = _spoken(unicodedata.normalize("NFC", word))
    if not spoken:
        return None
    last = spoken[-1]
    if HANGUL_FIRST <= last <= HANGUL_LAST:
        index = (ord(last) - ord(HANGUL_FIRST)) % FINALS_PER_VOWEL
        return NONE if index == 0 else RIEUL if index == RIEUL_FINAL else OTHER
    if last == "%":  # 퍼센트
        return NONE
    if last in DIGIT_FINALS:
        return DIGIT_FINALS[last]
    letters = re.search(r"[A-Za-z]+$", spoken)
    return _latin_final(letters.group()) if letters else None


def _spoken(word: str) -> str:
    """소리 내어 읽는 데까지만 남깁니다: 끝의 괄호 묶음, 따옴표, 문장 부호를 뗍니다."""
    while True:
        shorter = NOT_SPOKEN_AT_END.sub("", PARENTHESISED.sub("", word))
        if shorter == word or not shorter:
            return shorter
        word = shorter


def _latin_final(letters: str) -> str:
    """로마자 낱말의 받침 갈래: 머리글자말은 글자 이름으로, 낱말은 소리를 어림해서 정합니다."""
    lower = letters.lower()
    if lower in IRREGULAR:
        return IRREGULAR[lower]
    spelled_out = letters[-1].isupper() or not re.search(r"[aeiouy]", lower)
    if spelled_out:
        return LETTER_FINALS.get(lower[-1], NONE)
    return next((final for pattern, final in SPOKEN_FINALS if pattern.search(lower)), NONE)
