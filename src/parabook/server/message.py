"""HTTP/1.1의 글: 요청의 머리를 읽고, 응답의 머리를 적습니다."""

import re
from http import HTTPStatus
from typing import NamedTuple

HEAD_LIMIT_BYTES = 16_384


TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"


HEAD = re.compile(
    rb"(" + TOKEN + rb") ([!-~]+) HTTP/1\.([0-9])\r\n((?:" + TOKEN + rb":[^\r\n\0]*\r\n)*)"
)


FIELD = re.compile(
    rb"^(host|connection|content-length|transfer-encoding):[ \t]*([^\r\n]*?)[ \t]*\r$",
    re.IGNORECASE | re.MULTILINE,
)


PAGE = re.compile(rb"(?:http://[^/]*|https://[^/]*)?/page/([0-9]{1,9})(?:\?.*)?")


PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}


class Request(NamedTuple):
    """읽은 요청에서 답하는 데 필요한 것."""

    status: HTTPStatus
    page: int
    wants_body: bool
    keep_alive: bool


def read_request(head: bytes) -> Request | None:
    """빈 줄까지의 머리를 읽어 요청을 돌려줍니다. HTTP가 아니면 None입니다."""
    match = HEAD.fullmatch(head)
    if match is None:
        return None
    method, target, minor, lines = match.groups()
    headers = {name.lower(): value.lower() for name, value in FIELD.findall(lines)}
    carries_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
    if carries_body or (minor != b"0" and b"host" not in headers):
        return None  # 본문은 받지 않습니다. HTTP/1.1 요청에는 Host가 있어야 합니다.
    options = {option.strip() for option in headers.get(b"connection", b"").split(b",")}
    keep_alive = b"keep-alive" in options if minor == b"0" else b"close" not in options
    page = PAGE.fullmatch(target)
    if method not in {b"GET", b"HEAD"}:
        return Request(HTTPStatus.METHOD_NOT_ALLOWED, 0, wants_body=True, keep_alive=False)
    status = HTTPStatus.OK if page else HTTPStatus.NOT_FOUND
    return Request(status, int(page[1]) if page else 0, method == b"GET", keep_alive)


def response_head(status: int, length: int, *, keep_alive: bool) -> bytes:
    """응답의 머리를 돌려줍니다. 재는 때마다 같도록 날짜를 싣지 않습니다."""
    return (
        b"HTTP/1.1 %d %b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n"
        b"Cache-Control: no-store\r\nConnection: %b\r\n\r\n"
    ) % (status, PHRASES.get(status, b""), length, b"keep-alive" if keep_alive else b"close")
