"""쓸 수 없는 것을 만났다고 알리는 예외."""

from __future__ import annotations

import json
import traceback


class UnusableError(Exception):
    """읽는 사람의 함수나 입력을 쓸 수 없는 경우. 무엇이 왜 안 되는지는 JSON으로 적습니다."""

    def __init__(self, kind: str, **details: object) -> None:
        self.kind = kind
        self.details = {key: str(value) for key, value in details.items()}
        super().__init__(json.dumps({"kind": kind, **self.details}))


def shortened(value: object, limit: int = 60) -> str:
    """값을 한 줄로 짧게 적습니다."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - 제 모습을 적지 못하는 객체도 있습니다.
        text = type(value).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"


def failed_on(index: int, item: object, error: BaseException) -> UnusableError:
    """입력 하나에서 실패했다는 예외입니다. 읽는 사람의 파일 어느 줄인지까지 적습니다."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "parabook_" not in frame.filename and "<frozen" not in frame.filename
    ]
    where = f"{frames[-1].filename}, {frames[-1].lineno}: {frames[-1].name}" if frames else ""
    message = "".join(traceback.format_exception_only(error)).strip()
    kind = "input_reads" if isinstance(error, EOFError) and "EOF" in message else "input_fails"
    return UnusableError(kind, index=index, item=shortened(item), error=message, where=where)
