"""서버 프로세스의 몸: 127.0.0.1에서 명세대로 답하는 HTTP/1.1 서버입니다.

`parabook.server.running.start`가 `python -m parabook.server`으로 띄웁니다. 직접 부를 일은 없습니다.
표준 입력의 첫 줄로 명세를 받고, 듣기 시작하면 표준 출력에 포트를 적습니다.
그다음부터는 표준 입력의 한 줄마다 계수기를 한 줄 적습니다.
기다림은 모두 `call_later`로 하므로 코어를 쓰지 않습니다.
aiohttp의 서버를 쓰지 않는 것은, 손으로 쓴 프로토콜이 요청마다 쓰는 CPU가 그 절반이기 때문입니다.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import socket
import struct
import sys
import threading
import time
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

from parabook.server.message import HEAD_LIMIT_BYTES, Request, read_request, response_head
from parabook.server.specification import Counters, Server

if TYPE_CHECKING:
    import ssl

HOST = "127.0.0.1"

BACKLOG = 16_384
"""accept를 기다리는 연결의 한도. 커널이 허락하는 만큼(somaxconn)으로 줄어듭니다."""


RECEIVE_BYTES = 65_536

COMMAND_BYTES = 4096

PARENT_CHECK_SECONDS = 0.5

# RST로 끊으려면 SO_LINGER를 0초로 둡니다. Windows의 구조체는 필드가 더 짧습니다.
LINGER_NOTHING = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Site:
    """모든 연결이 함께 쓰는 명세와 계수기입니다. 이벤트 루프의 스레드에서만 만집니다."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        """계수기를 0에서 시작합니다."""
        self.server = server
        self.loop = loop
        self.open_connections = 0
        self.in_flight = 0
        self.scratch = memoryview(bytearray(RECEIVE_BYTES))
        self._random = Random()  # noqa: S311 - 비밀이 아니라 흔들림을 뽑습니다.
        self.reset()

    def reset(self) -> None:
        """센 수는 0으로, 최댓값은 지금의 값으로, 멎는 주기는 처음으로 되돌립니다."""
        self.connections = self.requests = self.responses = self.faults = 0
        self.peak_in_flight = self.in_flight
        self.peak_connections = self.open_connections
        self._since = self.loop.time()
        self._cpu_since = time.process_time()

    def counters(self) -> Counters:
        """되돌린 때부터 센 것을 돌려줍니다."""
        return Counters(
            connections=self.connections,
            requests=self.requests,
            responses=self.responses,
            faults=self.faults,
            in_flight=self.in_flight,
            peak_in_flight=self.peak_in_flight,
            peak_connections=self.peak_connections,
            cpu_seconds=time.process_time() - self._cpu_since,
            seconds=self.loop.time() - self._since,
        )

    def admit_connection(self) -> None:
        """새 연결을 셉니다."""
        self.connections += 1
        self.open_connections += 1
        self.peak_connections = max(self.peak_connections, self.open_connections)

    def admit_request(self) -> tuple[float, bool]:
        """새 요청을 세고, 그 번호로 정해지는 지연과 고장 여부를 돌려줍니다."""
        self.requests += 1
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        delay, every = self.server.delay_seconds, self.server.fault_every
        if self.server.jitter_seconds:
            self._random.seed(self.requests)
            delay += self._random.uniform(0, self.server.jitter_seconds)
        return delay, self.server.fault != "none" and every > 0 and self.requests % every == 0

    def stall_left(self) -> float:
        """서버가 멎어 있으면 깨어날 때까지의 초를, 아니면 0을 돌려줍니다."""
        every, stall = self.server.stall_every_seconds, self.server.stall_seconds
        if not stall:
            return 0.0
        left = every - (self.loop.time() - self._since) % every
        return left if left <= stall else 0.0


class Connection(asyncio.BufferedProtocol):
    """연결 하나입니다. 앞 요청에 답하기 전에 온 요청은 쌓아 두었다가 순서대로 답합니다."""

    def __init__(self, site: Site) -> None:
        """아직 맺지 않은 연결을 만듭니다."""
        self._site = site
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._waiting = False
        self._timer: asyncio.TimerHandle | None = None
        self._handshake_seconds = site.server.handshake_delay_seconds

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """연결을 셉니다."""
        self._transport = cast("asyncio.Transport", transport)
        self._site.admit_connection()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio가 정한 꼴입니다.
        """답을 기다리던 요청을 거둡니다."""
        self._transport = None
        self._site.open_connections -= 1
        if self._timer is not None:
            self._timer.cancel()
        if self._waiting:
            self._waiting = False
            self._site.in_flight -= 1

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio가 정한 꼴입니다.
        """받을 자리를 내줍니다. 채우자마자 덜어 내므로 모든 연결이 한 자리를 함께 씁니다.

        `asyncio.Protocol`로 받으면 asyncio가 요청마다 256 KiB를 새로 잡습니다.
        파이썬 3.13에서는 답하는 데 쓴 CPU의 절반 가까이가 그 값이었습니다.
        """
        return self._site.scratch

    def buffer_updated(self, nbytes: int) -> None:
        """받은 것을 쌓고, 답할 수 있으면 답합니다."""
        self._buffer += self._site.scratch[:nbytes]
        if self._waiting and self._transport and len(self._buffer) > HEAD_LIMIT_BYTES:
            self._transport.pause_reading()
        self._advance()

    def _advance(self) -> None:
        """쌓인 요청을 답할 수 있는 데까지 순서대로 처리합니다."""
        while self._transport and not self._waiting and not self._transport.is_closing():
            head, blank, rest = self._buffer.partition(b"\r\n\r\n")
            if len(head) > HEAD_LIMIT_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            elif not blank:
                return
            elif request := read_request(head.lstrip(b"\r\n") + b"\r\n"):
                self._buffer = rest
                self._begin(request)
            else:
                self._refuse(HTTPStatus.BAD_REQUEST)

    def _begin(self, request: Request) -> None:
        """요청을 세고, 명세가 정한 때에 답하게 합니다."""
        delay, faulty = self._site.admit_request()
        delay += self._handshake_seconds
        self._handshake_seconds = 0.0
        self._waiting = True
        self._answer_after(delay or self._site.stall_left(), request, faulty)

    def _answer_after(self, delay: float, request: Request, faulty: bool) -> None:  # noqa: FBT001 - call_later는 이름 있는 인자를 넘기지 못합니다.
        """기다릴 것이 있으면 기다리고, 없으면 바로 답합니다."""
        if delay > 0:
            self._timer = self._site.loop.call_later(delay, self._wake, request, faulty)
        else:
            self._answer(request, faulty=faulty)

    def _wake(self, request: Request, faulty: bool) -> None:  # noqa: FBT001 - _answer_after와 같습니다.
        """기다림이 끝났습니다. 서버가 멎어 있으면 더 기다립니다."""
        self._answer_after(self._site.stall_left(), request, faulty)
        if self._transport and not self._waiting:
            self._transport.resume_reading()
            self._advance()

    def _answer(self, request: Request, *, faulty: bool) -> None:
        """요청에 답합니다."""
        site, transport = self._site, cast("asyncio.Transport", self._transport)
        fault = site.server.fault if faulty else "none"
        site.faults += faulty
        if fault == "silence":
            return  # 클라이언트가 연결을 닫을 때까지 기다리는 요청으로 남습니다.
        self._waiting = False
        site.in_flight -= 1
        if fault == "reset":
            raw = cast("socket.socket", transport.get_extra_info("socket"))
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOTHING)
            transport.abort()
            return
        status = site.server.fault_status if fault == "status" else request.status
        body = site.server.page(request.page) if status == HTTPStatus.OK else b"%d\n" % status
        keep_alive = request.keep_alive and site.server.keep_alive
        head = response_head(status, len(body), keep_alive=keep_alive)
        if fault == "truncate":
            body, keep_alive = body[: len(body) // 2], False
        else:
            site.responses += 1
        transport.write(head + body if request.wants_body else head)
        if not keep_alive:
            transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """읽을 수 없는 요청을 물리치고 연결을 끊습니다."""
        transport = cast("asyncio.Transport", self._transport)
        transport.write(response_head(status, 0, keep_alive=False))
        transport.close()


async def serve(server: Server) -> None:
    """듣기 시작하고, 끝내라는 말이 올 때까지 답합니다."""
    loop = asyncio.get_running_loop()
    site, stopped = Site(server, loop), asyncio.Event()
    with contextlib.ExitStack() as stack:
        context, ca_file = _certify(stack) if server.tls else (None, None)
        listener = await loop.create_server(
            lambda: Connection(site), HOST, 0, backlog=BACKLOG, ssl=context
        )
        # 연결 만 개를 훑는 수집이 응답을 늦추지 않게 합니다. 수집은 계수기를 되돌릴 때 합니다.
        gc.freeze()
        gc.disable()
        # 알리고 나면 부모가 언제든 사라질 수 있으므로, 누구인지 먼저 적어 둡니다.
        parent = os.getppid()
        _write_line({"port": listener.sockets[0].getsockname()[1], "ca_file": ca_file})
        _follow_parent(site, stopped)
        _watch_parent(parent, loop, stopped)
        await stopped.wait()


def _certify(stack: contextlib.ExitStack) -> tuple[ssl.SSLContext, str]:
    """127.0.0.1의 인증서와 그것을 검증할 CA의 파일을 만듭니다. 파일은 `stack`이 지웁니다."""
    # 아래 셋의 값은 TLS를 쓸 때만 치릅니다.
    import ssl  # noqa: PLC0415 - 위와 같습니다.
    import tempfile  # noqa: PLC0415 - 위와 같습니다.

    import trustme  # noqa: PLC0415 - 위와 같습니다.

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, "localhost").configure_cert(context)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="parabook-"))
    ca_file = Path(folder, "ca.pem")
    authority.cert_pem.write_to_path(ca_file)
    return context, str(ca_file)


def _follow_parent(site: Site, stopped: asyncio.Event) -> None:
    """표준 입력으로 오는 명령을 따르기 시작합니다."""
    source = sys.stdin.fileno()

    def follow() -> None:
        _obey(os.read(source, COMMAND_BYTES), site, stopped)

    def relay() -> None:
        data = b"-"
        while data:
            data = os.read(source, COMMAND_BYTES)
            site.loop.call_soon_threadsafe(_obey, data, site, stopped)

    try:
        site.loop.add_reader(source, follow)
    except NotImplementedError:  # Windows의 이벤트 루프는 파이프를 기다리지 못합니다.
        threading.Thread(target=relay, daemon=True).start()


def _obey(data: bytes, site: Site, stopped: asyncio.Event) -> None:
    """명령마다 계수기를 한 줄 적습니다. null이 오거나 표준 입력이 끝났으면 서버를 끝냅니다.

    부모가 한 줄을 한 번에 쓰므로 줄이 잘려서 오지는 않습니다.
    """
    for message in map(json.loads, data.splitlines() or [b"null"]):
        if message is None:
            stopped.set()
            return
        counters = site.counters()
        if message["reset"]:
            gc.collect()  # 곧 잴 것이므로, 꺼 둔 수집을 재기 전인 지금 합니다.
            site.reset()
        _write_line(asdict(counters))


def _watch_parent(parent: int, loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    """부모가 사라지면 서버를 끝냅니다.

    부모가 fork로 낳은 자식이 파이프를 잡고 있으면, 부모가 죽어도 표준 입력이 끝나지 않습니다.
    """
    if os.getppid() != parent:
        stopped.set()
    loop.call_later(PARENT_CHECK_SECONDS, _watch_parent, parent, loop, stopped)


def _write_line(message: dict[str, object]) -> None:
    """부모에게 JSON 한 줄을 보냅니다. 부모가 이미 사라졌으면 보내지 않습니다."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
        sys.stdout.buffer.flush()


def _raise_open_file_limit() -> None:
    """한꺼번에 열 수 있는 연결의 한도를, 허락된 데까지 올립니다."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows에는 없습니다.

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for soft in (hard, 10_240):  # macOS는 무제한을 거절할 때가 있습니다.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            return


def main() -> None:
    """명세를 읽고, 끝내라는 말이 올 때까지 답합니다."""
    # Ctrl-C는 부모가 받아 서버를 닫습니다. 서버가 먼저 죽으면 부모의 오류가 가려집니다.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    specification = sys.stdin.buffer.readline()
    if not specification:
        return
    _raise_open_file_limit()
    server = Server.from_json(json.loads(specification))

    async def serve_and_leave() -> None:
        await serve(server)
        # 연결 만 개를 하나씩 닫지 않고 커널에 맡깁니다.
        os._exit(0)

    asyncio.run(serve_and_leave())


if __name__ == "__main__":
    main()
