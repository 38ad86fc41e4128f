"""한글을 적을 수 없는 출력에서도 멈추지 않습니다."""

import contextlib
import io
import sys
from typing import TextIO

HANGUL = "가"


def never_refuse() -> None:
    r"""표준 출력이 한글을 모르면(ASCII), 모르는 글자를 `\uac00`처럼 적게 합니다. 여러 번 불러도 됩니다.

    다 재고 나서 결과를 적다가 UnicodeEncodeError로 멈추면 잰 것을 잃습니다.
    읽는 사람이 고른 인코딩은 바꾸지 않습니다. 그 글을 받는 쪽이 모를 수 있습니다.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is None or _knows_hangul(stream) or not isinstance(stream, io.TextIOWrapper):
            continue
        with contextlib.suppress(ValueError, OSError):  # 이미 닫혔습니다.
            told = stream.errors == "backslashreplace"
            stream.reconfigure(errors="backslashreplace")
            if stream is sys.stdout and not told and sys.stderr is not None:
                # 한글을 모르는 출력에는 한글로 알릴 수 없습니다.
                print(
                    f"parabook: standard output is {stream.encoding}, which cannot show Korean. "
                    "Set PYTHONIOENCODING=utf-8 to read it.",
                    file=sys.stderr,
                )


def _knows_hangul(stream: TextIO) -> bool:
    try:
        HANGUL.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
