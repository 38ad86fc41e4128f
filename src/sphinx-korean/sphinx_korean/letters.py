"""한국어 글에 쓰이는 글자. 표시, 앵커, 색인이 같은 범위를 씁니다."""

from __future__ import annotations

import re
import unicodedata

# 한글 글자마디와 자모, 그리고 한국어 글에 섞이는 한자와 가나. 정규식의 대괄호 안에 넣습니다.
LETTERS = (
    r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005"
    r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
)
LETTER = re.compile(f"[{LETTERS}]")

# 첫가끝 자모(U+1100)에서 홀로 쓰는 자모(U+3131)로. 유니코드에는 거꾸로 가는 길(NFKC)만 있습니다.
# U+3164는 보이지 않는 채움 글자여서 뺍니다.
LONE_JAMO = {
    unicodedata.normalize("NFKC", letter): letter
    for letter in map(chr, range(0x3131, 0x318F))
    if letter != "\u3164"
}
