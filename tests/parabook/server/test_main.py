"""서버의 몸이 HTTP/1.1을 지키는지, 요청의 번호로 대우가 정해지는지 시험합니다."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from subprocess import PIPE
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parabook.server.__main__ import Site
from parabook.server.message import HEAD_LIMIT_BYTES, Request, read_request
from parabook.server.running import start
from parabook.server.specification import Server

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from parabook.server.running import RunningServer


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    """이 파일의 시험이 함께 쓰는 서버입니다."""
    with start(Server(payload_bytes=20)) as running:
        yield running


def talk(running: RunningServer, *pieces: bytes) -> bytes:
    """조각을 순서대로 보내고, 서버가 연결을 끊을 때까지 받은 것을 돌려줍니다."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            client.sendall(piece)
        received = b""
        while data := client.recv(65_536):
            received += data
    return received


def status(response: bytes) -> int:
    """응답의 상태 번호를 돌려줍니다."""
    return int(response.split(b" ", 2)[1])


def test_request_may_come_one_byte_at_a_time(running: RunningServer) -> None:
    """한 바이트씩 오는 요청에도 한 번만 답합니다."""
    request = b"GET /page/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    response = talk(running, *(bytes([byte]) for byte in request))
    assert status(response) == 200
    assert response.endswith(b"\r\n\r\n" + running.server.page(7))


def test_requests_sent_together_are_answered_in_order(running: RunningServer) -> None:
    """이어서 보낸 요청에는 보낸 순서대로 답합니다."""
    request = b"GET /page/%d HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /page/999 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    response = talk(running, b"".join(request % number for number in range(500)) + last)
    answers = response.split(b"HTTP/1.1 ")[1:]
    pages = [answer.partition(b"\r\n\r\n")[2] for answer in answers]
    assert pages == [running.server.page(number) for number in (*range(500), 999)]


def test_requests_sent_together_wait_their_turn() -> None:
    """지연이 있어도 한 연결에서는 앞 요청에 답한 뒤에 다음 요청을 받습니다."""
    request = b"GET /page/%d HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /page/9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with start(Server(delay_seconds=0.01, payload_bytes=1)) as running:
        response = talk(running, request % 1 + request % 2 + last)
        counters = running.counters()
    bodies = [answer[-1:] for answer in response.split(b"HTTP/1.1 ")[1:]]
    assert bodies == [b"1", b"2", b"9"]
    assert (counters.connections, counters.requests, counters.peak_in_flight) == (1, 3, 1)


def test_head_has_the_length_but_no_body(running: RunningServer) -> None:
    """HEAD에는 본문 없이 길이만 답합니다."""
    response = talk(running, b"HEAD /page/0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"Content-Length: 20\r\n" in response
    assert response.endswith(b"\r\n\r\n")


def test_http_1_0_closes_after_the_answer(running: RunningServer) -> None:
    """HTTP/1.0 요청에는 답하고 끊습니다."""
    response = talk(running, b"GET /page/0 HTTP/1.0\r\n\r\n")
    assert status(response) == 200
    assert b"Connection: close\r\n" in response


def test_http_1_0_may_ask_to_stay(running: RunningServer) -> None:
    """HTTP/1.0 요청도 유지해 달라고 하면 다음 요청을 받습니다."""
    stay = b"GET /page/0 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
    response = talk(running, stay + b"GET /page/0 HTTP/1.0\r\n\r\n")
    assert response.count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        (b"GET /nowhere HTTP/1.1", 404),
        (b"GET /page/one HTTP/1.1", 404),
        (b"GET /page/3?cache=no HTTP/1.1", 200),
        (b"GET http://127.0.0.1:80/page/3 HTTP/1.1", 200),
        (b"POST /page/0 HTTP/1.1", 405),
    ],
)
def test_target_decides_the_status(
    running: RunningServer, request_line: bytes, expected: int
) -> None:
    """없는 페이지에는 404로, 읽지 않는 메서드에는 405로 답합니다."""
    response = talk(running, request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert status(response) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HELLO",
        b"GET /page/0",
        b"GET /page/0 HTTP/1.1",
        b"GET  /page/0 HTTP/1.1\r\nHost: x",
        b"GET /page/0 HTTP/2.0\r\nHost: x",
        b"GET /page/0 HTTP/1.1\r\nHost: x\r\nno colon",
        b"GET /page/0 HTTP/1.1\r\nHost: x\r\nSpace : no",
        b"GET /page/0 HTTP/1.1\r\nHost: x\r\n folded: no",
        b"GET /page/0 HTTP/1.1\r\nHost: x\r\nNull: \0",
        b"GET /page/0 HTTP/1.1\r\nHost: x\r\nContent-Length: 3",
        b"GET /page/0 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_malformed_request_is_refused_and_not_counted(running: RunningServer, head: bytes) -> None:
    """읽을 수 없는 요청은 400으로 물리치고 끊으며, 요청으로 세지 않습니다."""
    running.counters(reset=True)
    assert status(talk(running, head + b"\r\n\r\n")) == 400
    assert running.counters().requests == 0


def test_endless_head_is_refused(running: RunningServer) -> None:
    """끝나지 않는 머리는 한도에서 431로 물리칩니다."""
    start_line = b"GET /page/0 HTTP/1.1\r\nHost: x\r\nLong: "
    padding = b"x" * (HEAD_LIMIT_BYTES + 1 - len(start_line))
    assert status(talk(running, start_line + padding)) == 431


def test_connection_lost_midway_is_not_a_request(running: RunningServer) -> None:
    """요청을 다 보내지 않고 떠난 연결은 요청으로 세지 않고, 서버는 계속 답합니다."""
    running.counters(reset=True)
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as client:
        client.sendall(b"GET /page/0 HT")
    assert status(talk(running, b"GET /page/0 HTTP/1.0\r\n\r\n")) == 200
    counters = running.counters()
    assert (counters.connections, counters.requests, counters.in_flight) == (2, 1, 0)


@pytest.mark.parametrize("specified", [False, True])
def test_server_leaves_when_its_input_ends(*, specified: bool) -> None:
    """표준 입력이 끝나면, 명세를 받기 전이든 뒤든 스스로 끝납니다."""
    command = [sys.executable, "-P", "-m", "parabook.server"]
    specification = json.dumps(Server().as_json()).encode() + b"\n" if specified else b""
    # 타임아웃이 지나면 run이 프로세스를 끝냅니다.
    ended = subprocess.run(command, input=specification, stdout=PIPE, timeout=20, check=True)
    assert (b'"port"' in ended.stdout) == specified


@given(st.binary())
def test_reading_never_fails(head: bytes) -> None:
    """어떤 바이트열이 와도 읽거나 물리칠 뿐 예외를 내지 않습니다."""
    assert isinstance(read_request(head), Request | None)


class Clock:
    """시험이 시각을 정하는 이벤트 루프 대역입니다."""

    now = 100.0

    def time(self) -> float:
        """정해 둔 시각을 돌려줍니다."""
        return self.now


def site(clock: Clock, **specification: float) -> Site:
    """대역의 시각을 쓰는 계수기를 돌려줍니다."""
    server = Server.from_json(specification)
    return Site(server, cast("asyncio.AbstractEventLoop", clock))


def test_jitter_repeats_after_a_reset() -> None:
    """흔들림은 요청의 번호로만 정해지므로, 서버가 달라도 되돌려도 같습니다."""
    specification = {"delay_seconds": 0.1, "jitter_seconds": 0.2}
    one, other = (site(Clock(), **specification) for _ in range(2))
    first = [one.admit_request()[0] for _ in range(200)]
    one.reset()
    assert first == [one.admit_request()[0] for _ in range(200)]
    assert first == [other.admit_request()[0] for _ in range(200)]
    assert 0.1 <= min(first) < 0.12
    assert 0.28 < max(first) <= 0.3


def test_faults_come_in_turn() -> None:
    """고장은 정한 순번의 요청에만 납니다."""
    server = Server(fault="status", fault_every=3)
    faulty = Site(server, cast("asyncio.AbstractEventLoop", Clock()))
    assert [faulty.admit_request()[1] for _ in range(6)] == [False, False, True] * 2


def test_server_stalls_at_the_end_of_each_period() -> None:
    """주기의 앞부분에는 답하고, 끝부분에는 다음 주기까지 기다리게 합니다."""
    clock = Clock()
    stalling = site(clock, stall_every_seconds=2.0, stall_seconds=0.5)
    left = {}
    for moment in (0.0, 1.25, 1.5, 1.75, 2.0, 3.75):
        clock.now = 100.0 + moment
        left[moment] = stalling.stall_left()
    assert left == {0.0: 0.0, 1.25: 0.0, 1.5: 0.5, 1.75: 0.25, 2.0: 0.0, 3.75: 0.25}
