"""서버의 한도: 연습용 서버가 이 기계에서 초당 몇 번 답할 수 있는지 잽니다."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parabook.server import Server, start

if TYPE_CHECKING:
    from parabook.server import RunningServer

REQUEST = b"GET /page/0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

READ_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """서버가 받아 내는 양을 잰 것입니다.

    Attributes:
        requests_per_second: 실제로 받아 낸 초당 응답 수.
        utilisation: 그동안 서버가 코어 하나를 쓴 비율. 1보다 많이 낮으면 클라이언트가 먼저 한도에
            이른 것이므로, 서버의 실제 한도는 `requests_per_second`보다 높습니다.
    """

    requests_per_second: float
    utilisation: float

    @property
    def cpu_seconds_per_request(self) -> float:
        """요청 하나에 서버가 쓴 CPU 시간."""
        return self.utilisation / self.requests_per_second


def measure_capacity(
    server: Server,
    *,
    connections: int = 16,
    seconds: float = 0.3,
    python: str = sys.executable,
) -> Capacity:
    """지연과 고장을 뺀 같은 명세의 서버를 따로 켜서, 초당 몇 번 답하는지 잽니다.

    미리 맺은 모든 연결에 요청을 보내고 모든 응답을 거두기를, 부른 스레드에서 되풀이합니다.
    서버를 따로 켜므로 이미 켜 둔 서버의 계수기는 건드리지 않습니다.
    요청마다 연결을 새로 맺는 방법의 한도는 이보다 낮습니다. 그쪽은 `check_headroom`이 봅니다.

    Args:
        server: 명세. 본문의 크기와 TLS 여부만 씁니다.
        connections: 함께 쓰는 연결의 수.
        seconds: 재는 시간. 서버를 켜고 끄는 시간은 따로 듭니다.
        python: 서버를 돌릴 인터프리터.
    """
    plain = Server(payload_bytes=server.payload_bytes, tls=server.tls)
    with start(plain, python=python) as running, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(_connect(running)) for _ in range(connections)]
        clients[0].sendall(REQUEST)
        head = _receive(clients[0], 1)  # 서버는 머리와 본문의 첫머리를 한 번에 보냅니다.
        size = head.index(b"\r\n\r\n") + 4 + plain.payload_bytes
        _receive(clients[0], size - len(head))
        running.counters(reset=True)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for client in clients:
                client.sendall(REQUEST)
            for client in clients:
                _receive(client, size)
        counters = running.counters()
    return Capacity(
        requests_per_second=counters.responses / counters.seconds,
        utilisation=counters.utilisation,
    )


def _connect(running: RunningServer) -> socket.socket:
    """서버에 맺은 연결을 돌려줍니다."""
    client = socket.create_connection(("127.0.0.1", running.port))
    if running.ca_file is None:
        return client
    context = ssl.create_default_context(cafile=str(running.ca_file))
    return context.wrap_socket(client, server_hostname="127.0.0.1")


def _receive(client: socket.socket, size: int) -> bytes:
    """적어도 `size` 바이트를 받아 돌려줍니다."""
    received = b""
    while len(received) < size:
        data = client.recv(READ_BYTES)
        if not data:
            raise ConnectionError("서버가 응답을 마치기 전에 연결을 끊었습니다.")
        received += data
    return received
