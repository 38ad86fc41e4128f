"""글을 눌러 담아, 폴더에서 바로 연 사이트에서도 브라우저가 불러올 수 있는 스크립트에 싣는 법.

`fetch`는 `file://`에서 막혀 있으므로 자료도 스크립트로 불러옵니다. 푸는 일은 브라우저의 `DecompressionStream`이 합니다.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

UNPACK = (
    "  const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt());\n"
    '  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));\n'
    "  const data = await new Response(stream).json();\n"
)
"""`packed`를 풀어 `data`에 담는 JavaScript. 비동기 함수 안에 놓습니다."""


def pack(data: Any) -> str:
    """`data`를 눌러 담은 글. 따옴표 안에 그대로 놓을 수 있습니다."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(packed: str) -> Any:
    """`pack`이 담은 것을 돌려줍니다.

    Raises:
        ValueError: 담은 것이 아닌 경우.
    """
    try:
        return json.loads(zlib.decompress(base64.b64decode(packed)))
    except zlib.error as error:
        raise ValueError("눌러 담은 글을 풀지 못했습니다.") from error
