"""색인을 적고 읽는 꼴."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

from sphinx.search import js_index

if TYPE_CHECKING:
    from typing import IO, Any


class CompressedIndex:
    r"""searchindex.js를 눌러 담습니다. Sphinx는 한글 한 글자를 `\uXXXX` 여섯 자로 적습니다.

    압축해 보내지 않는 서버에서 받을 때에도 가볍게 하려는 것입니다.
    푸는 일은 브라우저의 `DecompressionStream`이 합니다.
    """

    prefix = (
        "(async (packed) => {\n"
        "  const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt());\n"
        '  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));\n'
        "  Search.setIndex(await new Response(stream).json());\n"
        '})("'
    )
    suffix = '");\n'

    def dump(self, data: Any, file: IO[str]) -> None:
        """색인을, 스스로 풀어서 `Search.setIndex`에 넘기는 스크립트로 적습니다."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
        file.write(f"{self.prefix}{packed}{self.suffix}")

    def load(self, file: IO[str]) -> Any:
        """적어 둔 색인을 돌려줍니다. 이 확장을 켜기 전에 Sphinx가 적어 둔 것도 읽습니다.

        Raises:
            ValueError: 색인이 아닌 경우. 그러면 Sphinx가 처음부터 다시 만듭니다.
        """
        text = file.read()
        if not text.startswith(self.prefix):
            return js_index.loads(text)
        packed = text.removeprefix(self.prefix).removesuffix(self.suffix)
        try:
            return json.loads(zlib.decompress(base64.b64decode(packed)))
        except zlib.error as error:
            raise ValueError("searchindex.js를 풀지 못했습니다.") from error
