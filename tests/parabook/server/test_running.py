"""연습용 서버를 켜고, 세고, 끄는 일을 시험합니다."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import aiohttp
import psutil
import pytest
import requests

from parabook.server.running import ServerError, start
from parabook.server.specification import Counters, Server, check_headroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from parabook.server.running import RunningServer
    from parabook.server.specification import Fault

GIVE_UP_SECONDS = 20
GET = b"GET /page/0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX의 시그널과 fork를 씁니다.")


@pytest.fixture(autouse=True)
def nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """시험이 끝나면 프로세스와 스레드와 소켓이 시험 전과 같아야 합니다."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # requests는 환경 변수의 프록시를 따릅니다.
    me = psutil.Process()
    threads = set(threading.enumerate())
    sockets = set(me.net_connections("all"))
    yield
    assert me.children(recursive=True) == []
    assert set(threading.enumerate()) == threads
    assert set(me.net_connections("all")) <= sockets


@contextlib.contextmanager
def serving(**specification: Any) -> Iterator[RunningServer]:
    """서버를 켜고, 끝날 때 서버가 아무 불평도 남기지 않았는지 봅니다."""
    with start(Server(**specification)) as running:
        yield running
        running._log.seek(0)
        assert running._log.read() == b""


def wait_until(condition: Callable[[], bool]) -> None:
    """조건이 참이 될 때까지 거듭 묻습니다."""
    end = time.monotonic() + GIVE_UP_SECONDS
    while not condition():
        assert time.monotonic() < end, "기다리던 일이 일어나지 않았습니다."


def connect(running: RunningServer) -> socket.socket:
    """서버에 맺은 연결을 돌려줍니다."""
    return socket.create_connection(("127.0.0.1", running.port), timeout=GIVE_UP_SECONDS)


def receive_until_closed(client: socket.socket) -> bytes:
    """연결이 끊길 때까지 받은 것을 돌려줍니다."""
    chunks = []
    with contextlib.suppress(ConnectionResetError):
        while chunk := client.recv(65_536):
            chunks.append(chunk)
    return b"".join(chunks)


# 명세


def test_specification_survives_json() -> None:
    """명세는 JSON을 거쳐도 같습니다."""
    server = Server(delay_seconds=0.05, fault="reset", fault_every=3, tls=True, keep_alive=False)
    assert Server.from_json(json.loads(json.dumps(server.as_json()))) == server


def test_unknown_field_is_refused() -> None:
    """모르는 필드가 있으면 그 이름을 대며 물리칩니다."""
    with pytest.raises(ValueError, match=r"^latency: .*없는 필드입니다"):
        Server.from_json({"latency": 0.1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("delay_seconds", -0.1),
        ("delay_seconds", "0.1"),
        ("jitter_seconds", float("nan")),
        ("handshake_delay_seconds", float("inf")),
        ("payload_bytes", -1),
        ("payload_bytes", 1.5),
        ("fault", "explode"),
        ("fault_every", True),
        ("fault_status", 200),
        ("stall_every_seconds", None),
        ("stall_seconds", -1),
        ("tls", 1),
        ("keep_alive", "yes"),
    ],
)
def test_bad_value_is_refused_by_name(field: str, value: object) -> None:
    """그른 값은 필드의 이름으로 시작하는 한 문장으로 물리칩니다."""
    with pytest.raises(ValueError, match=rf"^{field}: .*받은 값은 .*입니다\.$"):
        Server.from_json({field: value})


def test_stall_longer_than_its_period_is_refused() -> None:
    """멎는 시간이 주기보다 길면 서버가 영영 답하지 못하므로 물리칩니다."""
    with pytest.raises(ValueError, match=r"^stall_seconds: "):
        Server(stall_seconds=1.0, stall_every_seconds=1.0)


def test_truncating_an_empty_body_is_refused() -> None:
    """빈 본문은 잘라 보낼 수 없으므로 물리칩니다."""
    with pytest.raises(ValueError, match=r"^payload_bytes: "):
        Server(fault="truncate", payload_bytes=0)


def test_parent_side_is_light() -> None:
    """서버를 켜는 쪽과 서버의 몸은 표준 라이브러리만 불러옵니다."""
    script = (
        "import sys, parabook.server.specification\n"
        "assert 'asyncio' not in sys.modules\n"
        "import parabook.server.__main__\n"
        "print({'aiohttp', 'trustme', 'numpy', 'psutil', 'requests'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script]
    assert subprocess.run(command, capture_output=True, check=True).stdout.strip() == b"set()"


# 답


def test_body_depends_on_page_number_alone() -> None:
    """서로 다른 서버가 같은 페이지에는 같은 본문을, 다른 페이지에는 다른 본문을 줍니다."""
    with serving(payload_bytes=3000) as one, serving(payload_bytes=3000, tls=True) as other:
        first = [requests.get(url, timeout=GIVE_UP_SECONDS).content for url in one.urls(3)]
        second = [
            requests.get(url, timeout=GIVE_UP_SECONDS, verify=str(other.ca_file)).content
            for url in other.urls(3)
        ]
    assert first == second == [one.server.page(number) for number in range(3)]
    assert len(set(first)) == 3
    assert {len(body) for body in first} == {3000}


@pytest.mark.parametrize("size", [0, 3_000_000])
def test_body_has_exactly_the_given_size(size: int) -> None:
    """본문은 정한 바이트 수와 꼭 같은 UTF-8 글입니다."""
    with serving(payload_bytes=size) as running:
        response = requests.get(running.urls(1)[0], timeout=GIVE_UP_SECONDS)
    assert len(response.content) == size
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_delay_is_kept() -> None:
    """답은 정한 지연보다 빨리 오지 않습니다."""
    with serving(delay_seconds=0.1) as running:
        begin = time.perf_counter()
        requests.get(running.urls(1)[0], timeout=GIVE_UP_SECONDS)
        assert time.perf_counter() - begin >= 0.1


def test_handshake_delay_is_paid_once_per_connection() -> None:
    """연결의 지연은 첫 응답에만 더해집니다."""
    with serving(handshake_delay_seconds=0.3) as running, requests.Session() as session:
        first, second = (
            session.get(url, timeout=GIVE_UP_SECONDS).elapsed.total_seconds()
            for url in running.urls(2)
        )
    assert first >= 0.3
    assert second < first / 2  # 두 번째는 이 기계에서 몇 ms입니다.


def test_stall_holds_every_answer_but_not_the_counters() -> None:
    """멎은 동안에는 누구도 답을 받지 못하지만 계수기는 읽을 수 있습니다."""
    # 지연 때문에 답할 때는 늘 멎은 때이므로, 답은 주기가 끝나야 옵니다.
    with serving(delay_seconds=0.02, stall_every_seconds=0.4, stall_seconds=0.39) as running:
        begin = time.perf_counter()
        running.counters(reset=True)
        with ThreadPoolExecutor(3) as pool:
            answers = [pool.submit(requests.get, url, timeout=9) for url in running.urls(3)]
            wait_until(lambda: running.counters().requests == 3)
        assert time.perf_counter() - begin >= 0.4
        assert all(answer.result().ok for answer in answers)


def test_server_listens_on_loopback_only() -> None:
    """서버는 127.0.0.1의 포트 하나에서만 듣습니다."""
    with serving() as running:
        found = psutil.Process(running.pid).net_connections("inet")
        listening = [c.laddr for c in found if c.status == psutil.CONN_LISTEN]
        assert listening == [("127.0.0.1", running.port)]


# 계수기


def test_session_reuses_one_connection() -> None:
    """Session은 연결 하나로, 매번 부르는 get은 요청마다 연결을 새로 맺어 받습니다."""
    with serving() as running:
        with requests.Session() as session:
            for url in running.urls(5):
                session.get(url, timeout=GIVE_UP_SECONDS)
        reused = running.counters(reset=True)
        for url in running.urls(5):
            requests.get(url, timeout=GIVE_UP_SECONDS)
        renewed = running.counters()
    assert (reused.connections, reused.requests, reused.responses) == (1, 5, 5)
    assert (renewed.connections, renewed.requests, renewed.responses) == (5, 5, 5)


def test_without_keep_alive_every_request_connects() -> None:
    """연결을 유지하지 않는 서버에서는 Session도 요청마다 연결을 새로 맺습니다."""
    with serving(keep_alive=False) as running, requests.Session() as session:
        for url in running.urls(5):
            assert session.get(url, timeout=GIVE_UP_SECONDS).headers["Connection"] == "close"
        assert running.counters().connections == 5


def test_peak_in_flight_counts_waiting_threads() -> None:
    """하나씩 부르면 기다리는 요청이 하나이고, 스레드로 부르면 스레드의 수만큼입니다."""
    together = threading.Barrier(4)

    def fetch(url: str) -> None:
        together.wait(GIVE_UP_SECONDS)
        requests.get(url, timeout=GIVE_UP_SECONDS)

    with serving(delay_seconds=0.3) as running:
        requests.get(running.base_url, timeout=GIVE_UP_SECONDS)
        alone = running.counters(reset=True)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(fetch, running.urls(4)))
        threaded = running.counters()
    assert (alone.peak_in_flight, alone.in_flight) == (1, 0)
    assert (threaded.peak_in_flight, threaded.in_flight) == (4, 0)


def test_reset_keeps_what_is_still_going_on() -> None:
    """되돌리면 센 수는 0이 되고, 최댓값은 지금의 값이 됩니다."""
    with serving(fault="silence", fault_every=1) as running, contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connect(running)).sendall(GET)
        wait_until(lambda: running.counters().faults == 3)
        before, after = running.counters(reset=True), running.counters()
    assert (before.connections, before.requests, before.peak_connections) == (3, 3, 3)
    assert (after.connections, after.requests, after.faults) == (0, 0, 0)
    assert (after.in_flight, after.peak_in_flight, after.peak_connections) == (3, 3, 3)
    assert after.seconds < before.seconds
    assert after.cpu_seconds < before.cpu_seconds


def test_abandoned_request_leaves_flight() -> None:
    """기다리다 떠난 클라이언트의 요청은 더 세지 않습니다."""
    with serving(delay_seconds=60) as running:
        with connect(running) as client:
            client.sendall(GET)
            wait_until(lambda: running.counters().in_flight == 1)
        wait_until(lambda: running.counters().in_flight == 0)
        assert running.counters().responses == 0


def test_two_thousand_connections_at_once() -> None:
    """연결 2천 개가 한꺼번에 기다리고, 모두 답을 받습니다."""
    count = 2000
    with (
        serving(delay_seconds=0.01) as running,
        many_open_files(),
        contextlib.ExitStack() as stack,
    ):
        clients = [stack.enter_context(connect(running)) for _ in range(count)]
        wait_until(lambda: running.counters().peak_connections == count)
        for client in clients:
            client.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        bodies = {receive_until_closed(client).partition(b"\r\n\r\n")[2] for client in clients}
        assert bodies == {running.server.page(0)}
        assert running.counters().responses == count


def test_two_thousand_requests_in_flight() -> None:
    """요청 2천 개가 한꺼번에 답을 기다립니다."""
    count = 2000
    with serving(fault="silence", fault_every=1) as running, many_open_files():
        with contextlib.ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(connect(running)).sendall(GET)
            wait_until(lambda: running.counters().peak_in_flight == count)
        wait_until(lambda: running.counters().in_flight == 0)


@contextlib.contextmanager
def many_open_files() -> Iterator[None]:
    """이 프로세스가 열 수 있는 파일의 한도를 잠시 올립니다. 이미 켠 서버의 한도는 그대로입니다."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, 4096)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"파일을 {hard}개까지만 열 수 있는 기계입니다.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def counted(*, cpu_seconds: float, seconds: float = 1.0) -> Counters:
    """CPU를 그만큼 쓴 서버의 계수기를 돌려줍니다."""
    return Counters(
        connections=0,
        requests=0,
        responses=0,
        faults=0,
        in_flight=0,
        peak_in_flight=0,
        peak_connections=0,
        cpu_seconds=cpu_seconds,
        seconds=seconds,
    )


def test_busy_server_is_told_apart() -> None:
    """서버가 한도보다 바빴으면 그 비율을 적은 문장을 돌려줍니다."""
    assert check_headroom(counted(cpu_seconds=0.29)) is None
    assert check_headroom(counted(cpu_seconds=0.0, seconds=0.0)) is None
    complaint = check_headroom(counted(cpu_seconds=0.9, seconds=2.0))
    assert complaint is not None
    assert "45%" in complaint
    assert "30%" in complaint
    assert check_headroom(counted(cpu_seconds=0.9, seconds=2.0), limit=0.5) is None


# 고장

FAULTS_IN_REQUESTS: dict[Fault, type[Exception]] = {
    "reset": requests.ConnectionError,
    "truncate": requests.exceptions.ChunkedEncodingError,
    "silence": requests.ReadTimeout,
}
FAULTS_IN_AIOHTTP: dict[Fault, tuple[type[Exception], int]] = {
    "reset": (aiohttp.ClientConnectionError, 2),  # aiohttp는 끊긴 GET을 말없이 한 번 더 보냅니다.
    "truncate": (aiohttp.ClientPayloadError, 1),
    "silence": (asyncio.TimeoutError, 1),
}


def patience(fault: Fault) -> float:
    """클라이언트가 답을 기다릴 시간. 침묵만이 이 시간을 다 씁니다."""
    return 0.2 if fault == "silence" else GIVE_UP_SECONDS


@pytest.mark.parametrize(
    ("fault", "tls"),
    [("reset", False), ("reset", True), ("truncate", False), ("silence", False)],
)
def test_requests_sees_the_fault(fault: Fault, *, tls: bool) -> None:
    """requests는 고장마다 정해진 예외를 냅니다."""
    with serving(fault=fault, fault_every=1, tls=tls) as running:
        with pytest.raises(FAULTS_IN_REQUESTS[fault]):
            requests.get(running.urls(1)[0], timeout=patience(fault), verify=str(running.ca_file))
        counters = running.counters()
    assert (counters.requests, counters.faults, counters.responses) == (1, 1, 0)


@pytest.mark.parametrize(
    ("fault", "tls"),
    [("reset", False), ("reset", True), ("truncate", False), ("silence", False)],
)
def test_aiohttp_sees_the_fault(fault: Fault, *, tls: bool) -> None:
    """aiohttp는 고장마다 정해진 예외를 냅니다."""

    async def fetch(running: RunningServer) -> None:
        context = ssl.create_default_context(cafile=running.ca_file) if tls else True
        timeout = aiohttp.ClientTimeout(total=patience(fault))
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(running.urls(1)[0], ssl=context) as response,
        ):
            await response.read()

    error, attempts = FAULTS_IN_AIOHTTP[fault]
    with serving(fault=fault, fault_every=1, tls=tls) as running:
        with pytest.raises(error):
            asyncio.run(fetch(running))
        counters = running.counters()
    assert (counters.requests, counters.faults, counters.responses) == (attempts, attempts, 0)


def test_every_second_answer_has_the_error_status() -> None:
    """고장은 정한 순번마다 나고, 되돌리면 처음부터 다시 셉니다."""
    with serving(fault="status", fault_every=2, fault_status=429) as running:
        first = [requests.get(url, timeout=9).status_code for url in running.urls(5)]
        faults = running.counters(reset=True).faults
        again = [requests.get(url, timeout=9).status_code for url in running.urls(5)]
        with pytest.raises(requests.HTTPError, match="429 Client Error: Too Many Requests"):
            requests.get(running.base_url, timeout=9).raise_for_status()
    assert first == again == [200, 429, 200, 429, 200]
    assert faults == 2


def test_aiohttp_sees_the_error_status() -> None:
    """aiohttp도 오류 상태를 받고, 같은 연결로 다음 답을 받습니다."""

    async def fetch(urls: list[str]) -> list[int]:
        statuses = []
        async with aiohttp.ClientSession() as session:
            for url in urls:
                async with session.get(url) as response:
                    await response.read()
                    statuses.append(response.status)
        return statuses

    with serving(fault="status", fault_every=2) as running:
        assert asyncio.run(fetch(running.urls(4))) == [200, 503, 200, 503]
        assert running.counters().connections == 1


# TLS


def test_tls_is_verified_with_the_ca_file() -> None:
    """CA 파일로는 검증되고, 그것 없이는 검증되지 않습니다."""
    with serving(tls=True) as running:
        url = running.urls(1)[0]
        assert url.startswith("https://")
        assert requests.get(url, timeout=9, verify=str(running.ca_file)).ok
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(url, timeout=9)


def test_aiohttp_verifies_tls() -> None:
    """aiohttp도 CA 파일로 검증하고 연결 하나를 함께 씁니다."""

    async def fetch(running: RunningServer) -> list[bytes]:
        context = ssl.create_default_context(cafile=running.ca_file)
        connector = aiohttp.TCPConnector(ssl=context)
        async with aiohttp.ClientSession(connector=connector) as session:
            bodies = []
            for url in running.urls(3):
                async with session.get(url) as response:
                    bodies.append(await response.read())
        return bodies

    with serving(tls=True, payload_bytes=100_000) as running:
        assert asyncio.run(fetch(running)) == [running.server.page(n) for n in range(3)]
        assert running.counters().connections == 1


def test_ca_file_goes_away_with_the_server() -> None:
    """CA 파일과 그 폴더는 서버가 꺼지면 지워집니다."""
    with serving(tls=True) as running:
        assert running.ca_file is not None
        assert running.ca_file.exists()
    assert not running.ca_file.parent.exists()


def test_ca_file_goes_away_after_a_violent_end() -> None:
    """서버가 강제로 끝나도 CA 파일은 지워집니다."""
    with start(Server(tls=True)) as running:
        psutil.Process(running.pid).kill()
    assert running.ca_file is not None
    assert not running.ca_file.parent.exists()


# 켜고 끄기


def test_close_ends_the_process() -> None:
    """닫으면 기다리는 연결이 있어도 프로세스가 끝나고, 두 번 닫아도 됩니다."""
    silent = Server(fault="silence", fault_every=1)
    with start(silent) as running, connect(running) as client:
        client.sendall(GET)
        wait_until(lambda: running.counters().in_flight == 1)
        running.close()
        assert receive_until_closed(client) == b""
        running.close()
        assert not psutil.pid_exists(running.pid)
        with pytest.raises(ServerError, match="이미 꺼졌습니다"):
            running.counters()


def test_dead_server_is_reported() -> None:
    """서버가 도중에 죽으면 기다리지 않고 종료 코드를 알립니다."""
    with start(Server()) as running:
        psutil.Process(running.pid).kill()
        with pytest.raises(ServerError, match="종료 코드"):
            running.counters()


PARENT = """
import os, sys
from parabook.server.running import start
from parabook.server.specification import Server
running = start(Server(fault="silence", fault_every=1))
if sys.argv[1] == "fork" and os.fork() == 0:
    sys.stdin.read()  # 서버의 파이프를 물려받아 잡고 있는 자식입니다.
    os._exit(0)
print(running.port, running.pid, flush=True)
sys.stdin.read()
"""


@posix_only
@pytest.mark.parametrize("how", ["alone", "fork"])
def test_server_dies_with_a_killed_parent(how: str) -> None:
    """부모가 SIGKILL로 죽으면 서버도 끝납니다. 파이프를 물려받은 형제가 있어도 그렇습니다."""
    command = [sys.executable, "-c", PARENT, how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        port, pid = map(int, parent.stdout.readline().split())
        with socket.create_connection(("127.0.0.1", port), GIVE_UP_SECONDS) as client:
            client.sendall(GET)
            parent.kill()
            # 커널은 서버가 끝나야 이 연결을 닫습니다.
            assert receive_until_closed(client) == b""
        wait_until(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    """프로세스가 끝났는지 봅니다. 고아를 거두지 않는 init 아래에서는 좀비로 남습니다."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@posix_only
def test_interrupt_does_not_reach_the_server() -> None:
    """Ctrl-C는 같은 그룹의 모두에게 가지만, 서버는 부모가 닫을 때까지 삽니다."""
    with serving() as running:
        os.kill(running.pid, signal.SIGINT)
        assert requests.get(running.urls(1)[0], timeout=9).ok


@pytest.fixture
def fake_python(tmp_path: Path) -> Callable[[str], str]:
    """정한 셸 명령을 실행하는 가짜 인터프리터를 만듭니다."""

    def make(command: str) -> str:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{command}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


@posix_only
def test_server_that_dies_at_once_is_reported(fake_python: Callable[[str], str]) -> None:
    """켜지기 전에 끝나면 종료 코드와 표준 오류의 끝부분을 알립니다."""
    with pytest.raises(ServerError, match=r"(?s)종료 코드 3.*no such module") as caught:
        start(Server(), python=fake_python("echo no such module >&2; exit 3"))
    assert caught.value.log == "no such module"


@posix_only
def test_server_that_never_comes_up_is_ended(fake_python: Callable[[str], str]) -> None:
    """데드라인 안에 켜지지 않으면 끝내고 알립니다."""
    with pytest.raises(ServerError, match=r"0\.2초 안에 켜지지 않아"):
        start(Server(), python=fake_python("exec sleep 1000"), deadline_seconds=0.2)


def test_missing_interpreter_is_reported(tmp_path: Path) -> None:
    """없는 인터프리터는 같은 예외로 알립니다."""
    with pytest.raises(ServerError, match="인터프리터를 실행할 수 없습니다"):
        start(Server(), python=str(tmp_path / "none"))
