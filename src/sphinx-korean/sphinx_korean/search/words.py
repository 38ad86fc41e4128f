"""한국어 글에서 색인에 담을 말을 뽑는 규칙: 어미, 불용어, 이름과 수, 띄어 쓴 겹낱말의 이음새.

어미의 표는 브라우저에서 도는 코드(`engine/words.js`)도 씁니다. 표가 둘이면 언젠가 어긋나기 때문에,
`search`가 여기의 정규식을 그대로 실어 보냅니다.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def _any(words: str) -> str:
    return "|".join(words.split())


# 색인에서 떼는 것. 떼어도 낱말이 다치지 않아야 합니다. `을`은 있고 `과`는 없습니다.
# `측정결과`에서 `과`를 떼면 `결과`로 찾지 못합니다.
_PARTICLES = _any(
    "에서는 에서도 에서의 에서만 에게는 에게 에서 에는 에도 에만 으로는 으로도 으로의 으로써 으로서 "
    "으로 까지 부터 처럼 마다 을 를 은 는 에"
)
_VERBS = _any("하 되 시키")
_TAILS = _any(
    "는 고 며 면 기 지 게 던 거나 도록 려면 려고 므로 면서 지만 는데 는지 세요 십시오 기도 지는 지도 다면"
)
_POLITE = _any("합 됩 시킵 입 했습 됐습 하였습 되었습 시켰습 하겠습")
_FORMS = _any("하여 하였 되어 되었 해야 해서 했다 됐다 한다 된다 된 될")
SAFE = f"{_PARTICLES}|(?:{_VERBS})(?:{_TAILS})|(?:{_POLITE})니다|{_FORMS}"

# 질의에서는 더 뗍니다. 질의를 줄이면 찾는 범위가 넓어질 뿐, 놓치는 것이 없습니다.
LOOSE = SAFE + "|" + _any(
    "이 가 의 로 와 과 도 만 나 란 들 인 한 할 함 해 하 로는 로도 로의 로서 로써 이나 이란 이라 이라는 "
    "이라고 라는 라고 이며 이고 이다 보다 조차 마저 밖에 만큼 한테 께서 에게서 하다 되다 하고 이랑"
)  # fmt: skip

# 어느 쪽에나 있어 찾는 말이 되지 못하는 말. 질의에 섞여 있어도 없는 셈 칩니다.
STOPWORDS = frozenset(
    _any(
        "가장 것 것은 것이 것을 것입니다 경우 같은 같이 그 그것 그런 그리고 그러나 그래서 다음과 대한 "
        "대해 더 두 등 따라 따라서 때문 또 또는 또한 및 매우 모든 물론 아주 위한 위해 의해 이 이것 이는 "
        "이를 이런 이러한 이렇게 이때 있는 있고 있다 있습니다 있으며 저 즉 통해 하지만 하고 하는 하면 "
        "하여 한 합니다 되고 되는 된다 됩니다 함께 혹은"
    ).split("|")
)
# 겹낱말의 앞이나 뒤가 되지 못하는 말.
FUNCTION_WORDS = STOPWORDS | frozenset(
    _any(
        "가진 각 각각 간 갖고 거의 계속 곧 날 내 네 다소 다시 다음 당 대신 들어 때 마지막 마치 만약 많이 매 "
        "먼저 모두 몇 몇몇 못 무슨 미리 바로 반드시 번 보통 새 서로 세 수 시 아닌 아니라 아래 아직 안 앞 앞서 "
        "어떤 여기서 여러 역시 예를 오직 왜 위 이들 이미 이번 이전 이제 이후 일부 잘 전 전체 정도 조금 종종 "
        "주어진 중 중에 직접 최대한 특정 항상 해당 현재 후"
    ).split("|")
)

_HANGUL = "가-힣"
_NAME = rf"[^\W\d{_HANGUL}][^\W{_HANGUL}]*"
_TOKEN = re.compile(
    rf"[{_HANGUL}]+|\d+(?:\.\d+)+[a-z]?|{_NAME}(?:\.{_NAME})+|[^\W{_HANGUL}]+"
)  # fmt: skip
_ENDING = re.compile(rf"(?<=[{_HANGUL}]{{2}})(?:{SAFE})$")
_ATTACHED = re.compile(rf"(?=.{{1,8}}$)(?:{LOOSE})+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
# 사람이 찾을 만한 수: 다섯 자리까지(`429`, `65536`), `3d`, 판이나 절의 번호(`3.14t`, `10.4.2`).
# 재어 나온 수(`0.0512`, `230ms`)와 주소(`0x7f1929a3`)는 찾는 말이 아닙니다.
_SHORT_NUMBER = re.compile(r"\d{1,5}|\d[a-z]\w?|1?\d(?:\.\d{1,2}){1,2}[a-z]?")

# 두 어절이 겹낱말이 아니라 문장으로 이어지는 자리. 이음새를 담아 보아야 색인만 커집니다.
_SENTENCE_LEFT = re.compile(
    rf"[에은는을를던든른런된될운]$|[대위통의]해서?$|[대위또]한$|[히야]$"
    rf"|[{_HANGUL}]{{2}}(?:게|고|며|면|[라면어아해여]서|도록)$|^(?:{LOOSE})$|[{_HANGUL}]{{2}}(?:{LOOSE})$"
)
_SENTENCE_RIGHT = re.compile(
    rf"^(?:[있없않같]|(?:합|됩)니다|[하되](?:{_TAILS})$|(?:한|된)다|[할될못]$|[위대][한해]|때문)"
    rf"|[{_HANGUL}]{{2}}(?:(?:{_VERBS})(?:{_TAILS})|{_FORMS}|한|할|며|고|게|면|던)$"
    r"|(?:니다|른|런|많은|작은|높은|낮은|좋은)$"
)


def is_hangul(word: str) -> bool:
    """한글로 시작하는 말인지 알려 줍니다. 한 낱말에는 한글과 다른 글자가 섞이지 않습니다."""
    return "가" <= word[:1] <= "힣"


def strip_ending(word: str) -> str:
    """한글 낱말에서 안전한 어미를 뗀 것. 두 글자는 남깁니다."""
    return _ENDING.sub("", word)


def words(text: str) -> Iterator[str]:
    """모아 쓴(NFC) 글에서 색인에 담을 말을 나온 차례대로 냅니다.

    글자의 갈래가 바뀌는 곳에서 나눕니다. 띄어 쓴 겹낱말에서는 이음새도 냅니다: `공유 메모리` → `유 메`.
    """
    left, end, attachable = "", 0, False
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not is_hangul(word):
            yield from _name(word)
            left, attachable = "", True
        elif attachable and match.start() == end and _ATTACHED.fullmatch(word):
            left, attachable = "", False  # `asyncio의`에서 떨어져 나온 조사입니다.
        else:
            yield word
            if left and text[end : match.start()].isspace() and _may_end_compound(word):
                yield f"{left[-1]} {word[0]}"
            left, attachable = word if _may_start_compound(word) else "", False
        end = match.end()


def _may_start_compound(word: str) -> bool:
    return word not in FUNCTION_WORDS and not _SENTENCE_LEFT.search(word)


def _may_end_compound(word: str) -> bool:
    return word not in FUNCTION_WORDS and not _SENTENCE_RIGHT.search(word)


def _name(word: str) -> Iterator[str]:
    """이름 전체와, 대소문자로 나뉘는 조각. 점과 밑줄에서 나뉘는 조각은 찾을 때 갈라 봅니다."""
    if word[0].isdigit():
        if _SHORT_NUMBER.fullmatch(word):
            yield word
        return
    yield word
    for piece in re.split(r"[._]", word):
        if _CAMEL.search(piece):
            yield from (part for part in _PART.findall(piece) if len(part) > 1)
