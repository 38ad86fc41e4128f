"""줄로 말을 주고받는 자식 프로세스: 시작하고, 시키고, 듣고, 제 것만 거둡니다."""

import contextlib
import json
import queue
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from parabook.processes import tree

LAST_WORDS_SECONDS = 0.5
"""끝난 프로세스가 남긴 마지막 줄을 듣는 데 두는 말미. 그것이 낳은 것이 파이프를 잡고 있으면 다 듣지 못합니다."""


class Child:
    """표준 입력으로 시키고 표준 출력으로 듣는 프로세스 하나. 한 줄이 말 하나입니다.

    번호는 거두고 나면 다른 프로세스의 것이 될 수 있습니다.
    그래서 시작한 때까지 아는 `psutil.Process`를 처음에 만들어 두고, 거둔 다음에는 번호로 찾지 않습니다.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        new_session: bool = False,
    ) -> None:
        self._born = time.time()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - kill이 닫습니다.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=new_session,
            env=environment,
        )
        self.identity = tree.process(self._process.pid)
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """시작할 때 받은 번호입니다."""
        return self._process.pid

    def poll(self) -> int | None:
        """끝났으면 종료 코드를, 돌고 있으면 없음을 돌려줍니다."""
        return self._process.poll()

    def wait(self, seconds: float) -> None:
        """끝나기를 기다립니다.

        Raises:
            TimeoutExpired: 타임아웃이 지난 경우.
        """
        tree.wait(self._process, seconds)

    def descendants(self) -> list[Any]:
        """자손들입니다. 거둔 다음에는 없습니다. 그 번호는 남의 것일 수 있습니다."""
        return [] if self._process.returncode is not None else tree.descendants(self.pid)

    def send(self, message: Mapping[str, Any]) -> None:
        """한 줄을 보냅니다. 이미 끝났으면 그 이유는 답을 기다릴 때 알아냅니다."""
        assert self._process.stdin is not None  # noqa: S101 - PIPE로 열었습니다.
        # 죽은 프로세스의 파이프에 쓰면 Windows에서는 BrokenPipeError가 아니라 EINVAL인 OSError가 납니다.
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def line(self, seconds: float) -> bytes:
        """다음 줄을 돌려줍니다. 더 할 말 없이 출력을 닫았으면 빈 것입니다.

        Raises:
            queue.Empty: 타임아웃이 지나도록 말이 없는 경우.
        """
        return self._lines.get(timeout=seconds)

    def has_spoken(self) -> bool:
        """아직 듣지 않은 줄이 있는지 봅니다."""
        return not self._lines.empty()

    def hear_out(self) -> None:
        """끝난 프로세스가 파이프에 남긴 것을 마저 듣습니다. 끝난 것과 다 들은 것은 같은 때가 아닙니다."""
        self._listener.join(LAST_WORDS_SECONDS)

    def errors(self, limit: int) -> str:
        """오류 출력에 적은 글의 끝부분입니다. `limit`은 바이트입니다."""
        self._errors.seek(0, 2)
        self._errors.seek(max(0, self._errors.tell() - limit))
        return self._errors.read().decode(errors="replace")

    def hang_up(self, seconds: float) -> None:
        """더 시킬 것이 없다고 표준 입력을 닫고, 스스로 끝나기를 기다립니다. 끝나지 않아도 그냥 돌아옵니다.

        자손을 거두는 프로세스는 밖에서 죽이는 것보다 스스로 끝나는 것이 낫습니다. 고아를 찾을 수 있는 것은 그쪽뿐입니다.
        """
        assert self._process.stdin is not None  # noqa: S101 - PIPE로 열었습니다.
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            tree.wait(self._process, seconds)

    def kill(self, kin: Iterable[Any] = ()) -> None:
        """이 프로세스와 그 자손을 모두 끝냅니다. 여러 번 불러도 됩니다.

        Args:
            kin: 부모가 먼저 끝나 자손으로는 찾을 수 없게 된 `psutil.Process`들.
        """
        if self._errors.closed:
            return
        own = [] if self._process.returncode is not None else [self.identity]
        tree.kill([*own, *kin])
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None  # noqa: S101 - PIPE로 열었습니다.
            with contextlib.suppress(OSError):  # 보내지 못한 줄이 남아 있습니다.
                stream.close()
        self._listener.join()
        self._errors.close()
        tree.sweep(self._born)

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - PIPE로 열었습니다.
        # 읽는 도중에 kill이 닫으면 ValueError가 납니다.
        with contextlib.suppress(ValueError):
            for line in self._process.stdout:
                self._lines.put(line)
        self._lines.put(b"")
