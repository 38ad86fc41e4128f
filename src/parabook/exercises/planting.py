"""프로그램을 고치지 않고 사실을 세고 고장을 심는 도구. 새 인터프리터 안에서, 판정 조건이 씁니다."""

from __future__ import annotations

import contextlib
import multiprocessing.connection
import threading
import time
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTION: Any = getattr(
    multiprocessing.connection, "PipeConnection", multiprocessing.connection.Connection
)
"""이 시스템에서 프로세스가 말을 주고받는 파이프."""


@contextlib.contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """블록 안에서만 이름이 다른 것을 가리키게 합니다."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextlib.contextmanager
def processes_started() -> Iterator[list[str]]:
    """블록 안에서 이 프로세스가 시작한 `multiprocessing`의 프로세스들입니다."""
    started: list[str] = []
    start = BaseProcess.start

    def counted(self: BaseProcess) -> None:
        started.append(self.name)
        start(self)

    with replaced(BaseProcess, "start", counted):
        yield started


@contextlib.contextmanager
def messages_sent(at_least: int) -> Iterator[list[int]]:
    """블록 안에서 이 프로세스가 파이프로 보낸 말들의 크기(바이트)입니다. `at_least`보다 작은 것은 뺍니다."""
    sizes: list[int] = []
    send = CONNECTION._send_bytes  # noqa: SLF001 - 풀과 큐가 모두 지나는 길이 여기뿐입니다.

    def counted(self: Any, data: Any) -> None:
        if len(data) >= at_least:
            sizes.append(len(data))
        send(self, data)

    with replaced(CONNECTION, "_send_bytes", counted):
        yield sizes


class Crowd:
    """한꺼번에 들어온 것을 셉니다. 들어온 것은 `wanted`만큼 모이거나 `seconds`가 지나야 나갑니다.

    느린 바깥의 일 대신 심습니다. 겹칠 수 있는 프로그램이면 겹치므로, 기계가 바빠도 사실이 달라지지 않습니다.
    """

    def __init__(self, wanted: int, seconds: float) -> None:
        self.wanted, self.seconds = wanted, seconds
        self.inside = self.peak = self.calls = 0
        self._given_up = False
        self._changed = threading.Condition()

    def meet(self) -> None:
        """들어와서 기다렸다가 나갑니다. 한 번 모였거나 한 번 허탕을 쳤으면 그 뒤로는 아무도 기다리지 않습니다."""
        with self._changed:
            self.calls += 1
            self.inside += 1
            self.peak = max(self.peak, self.inside)
            self._changed.notify_all()
            deadline = time.monotonic() + self.seconds
            while self.peak < self.wanted and not self._given_up:
                if (left := deadline - time.monotonic()) <= 0:
                    self._given_up = True
                else:
                    self._changed.wait(left)
        time.sleep(0.005)
        with self._changed:
            self.inside -= 1
