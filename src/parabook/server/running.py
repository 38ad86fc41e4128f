"""서버를 켜고, 세고, 끄는 손잡이.

서버를 재는 프로세스 안의 스레드로 두면 GIL을 나누어 쓰게 되어 스레드 방법이 느리게 재어집니다.
그래서 언제나 프로세스를 따로 둡니다. 서버의 몸은 `parabook.server.__main__`에 있습니다.

    with start(Server(delay_seconds=0.05)) as running:
        fetch_all(running.urls(20))
        print(running.counters().connections)
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, cast

from parabook.server.specification import Counters, Server

if TYPE_CHECKING:
    from collections.abc import Mapping


EXIT_SECONDS = 5.0
"""닫으라는 말을 들은 서버가 스스로 끝나야 하는 데드라인. 지나면 강제로 끝냅니다."""


LOG_TAIL_BYTES = 2000


class ServerError(RuntimeError):
    """서버가 켜지지 않거나, 도중에 끝나거나, 제때 답하지 않은 경우입니다.

    Attributes:
        reason: 이유를 적은 한 문장.
        log: 서버 프로세스가 표준 오류에 남긴 글의 끝부분.
    """

    def __init__(self, reason: str, log: str = "") -> None:
        """이유와 서버가 남긴 글을 담습니다."""
        super().__init__(reason, log)
        self.reason = reason
        self.log = log

    def __str__(self) -> str:
        """이유를, 남은 글이 있으면 그 글과 함께 돌려줍니다."""
        return f"{self.reason}\n{self.log}" if self.log else self.reason


class RunningServer:
    """켜진 서버입니다. `with`를 벗어나면 꺼집니다.

    계수기는 제어 파이프로 읽습니다. HTTP로 읽으면 세려는 수가 달라지기 때문입니다.

    Attributes:
        server: 명세.
        pid: 서버 프로세스의 번호.
        port: 127.0.0.1에서 듣는 포트.
        ca_file: TLS 인증서를 검증할 CA의 PEM 파일. TLS가 아니면 None이며, 서버가 꺼지면 지워집니다.
    """

    def __init__(
        self,
        server: Server,
        process: subprocess.Popen[bytes],
        log: IO[bytes],
        deadline_seconds: float,
    ) -> None:
        """갓 띄운 프로세스에 명세를 보내고 켜지기를 기다립니다. `start`가 부릅니다."""
        self.server = server
        self.pid = process.pid
        self._process = process
        self._input = cast("IO[bytes]", process.stdin)
        self._output = cast("IO[bytes]", process.stdout)
        self._log = log
        self._lock = threading.Lock()
        self.ca_file: Path | None = None
        try:
            ready = self._wait_until_ready(deadline_seconds)
        except BaseException:
            self.close()
            raise
        self.port: int = ready["port"]
        self.ca_file = Path(ready["ca_file"]) if ready["ca_file"] else None

    @property
    def base_url(self) -> str:
        """경로를 붙이지 않은 주소."""
        return f"{'https' if self.server.tls else 'http'}://127.0.0.1:{self.port}"

    def urls(self, count: int) -> list[str]:
        """서로 다른 쪽의 주소를 `count`개 돌려줍니다."""
        return [f"{self.base_url}/page/{number}" for number in range(count)]

    def counters(self, *, reset: bool = False) -> Counters:
        """지금까지 센 것을 돌려줍니다.

        Args:
            reset: 참이면 읽는 것과 한순간에 되돌립니다. 센 수와 요청의 번호는 0이, 최댓값은
                지금의 값이 되고, 멎는 주기도 처음부터 다시 시작합니다.

        Raises:
            ServerError: 서버가 끝났거나 답하지 않는 경우.
        """
        return Counters(**self._ask({"reset": reset}))

    def close(self) -> None:
        """서버를 끄고 프로세스가 끝날 때까지 기다립니다. 두 번 불러도 됩니다."""
        with self._lock:
            # 이 프로세스가 fork로 낳은 자식이 파이프를 함께 잡고 있으면 닫아도 EOF가 가지 않습니다.
            with contextlib.suppress(OSError, ValueError):
                self._input.write(b"null\n")
            with contextlib.suppress(OSError):
                self._input.close()
            try:
                self._process.wait(EXIT_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._output.close()
            self._log.close()
        if self.ca_file is not None:
            shutil.rmtree(self.ca_file.parent, ignore_errors=True)

    def __enter__(self) -> Self:
        """자신을 돌려줍니다."""
        return self

    def __exit__(self, *_: object) -> None:
        """서버를 끕니다."""
        self.close()

    def _wait_until_ready(self, deadline_seconds: float) -> dict[str, Any]:
        """명세를 보내고, 서버가 듣기 시작했다는 답을 돌려줍니다."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        # 파이프에서 읽는 데는 타임아웃을 둘 수 없으므로, 서버를 끝내어 읽기가 풀리게 합니다.
        alarm = threading.Timer(deadline_seconds, expire)
        alarm.start()
        try:
            return self._ask(self.server.as_json())
        except ServerError as error:
            if not expired.is_set():
                raise
            reason = f"서버가 {deadline_seconds:g}초 안에 켜지지 않아 끝냈습니다."
            raise ServerError(reason, error.log) from None
        finally:
            alarm.cancel()
            alarm.join()

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """서버에 한 줄을 보내고 답 한 줄을 돌려줍니다."""
        with self._lock:
            if self._output.closed:
                raise ServerError("서버가 이미 꺼졌습니다.")
            with contextlib.suppress(OSError):  # 서버가 끝났으면 아래에서 빈 줄을 읽습니다.
                self._input.write(json.dumps(message).encode() + b"\n")
                self._input.flush()
            line = self._output.readline()
            if line.endswith(b"\n"):
                return cast("dict[str, Any]", json.loads(line))
            self._process.kill()
            status = self._process.wait()
            reason = f"서버 프로세스가 끝났습니다(종료 코드 {status})."
            raise ServerError(reason, _tail(self._log))


def start(
    server: Server, *, python: str = sys.executable, deadline_seconds: float = 20.0
) -> RunningServer:
    """명세대로 답하는 서버를 새 프로세스에서 켜고, 듣기 시작하면 돌려줍니다.

    127.0.0.1에만 묶이며 포트는 운영체제가 고릅니다.
    서버는 표준 입력이 닫히거나 부모가 사라지면 스스로 끝납니다. 이 프로세스가 강제로 죽어도
    서버는 남지 않습니다.

    Args:
        server: 명세.
        python: 서버를 돌릴 인터프리터. `parabook`을 불러올 수 있어야 합니다.
        deadline_seconds: 듣기 시작해야 하는 데드라인.

    Raises:
        ServerError: 데드라인 안에 켜지지 않았거나, 켜지기 전에 끝난 경우.
    """
    log = tempfile.TemporaryFile()  # noqa: SIM115 - 서버를 끌 때 RunningServer가 닫습니다.
    try:
        process = subprocess.Popen(
            # -P: 독자의 폴더에 있는 같은 이름의 파일이 표준 라이브러리를 가리지 않게 합니다.
            [python, "-P", "-m", "parabook.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    except OSError as error:
        log.close()
        raise ServerError(f"인터프리터를 실행할 수 없습니다: {error}") from error
    return RunningServer(server, process, log, deadline_seconds)


def _tail(log: IO[bytes]) -> str:
    """기록 파일의 끝부분을 돌려줍니다."""
    log.seek(0)
    return log.read()[-LOG_TAIL_BYTES:].decode(errors="replace").strip()
