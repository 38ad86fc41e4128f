"""책을 빌드하는 동안 어디까지 왔는지 한국어로 알립니다."""

import sys
import time
from collections.abc import Callable
from typing import TextIO


class Progress:
    """몇 번째 실험을 재고 있는지 보입니다. 단말에는 고쳐 쓰는 한 줄, 파일에는 보통 줄로 씁니다."""

    def __init__(
        self,
        total: int,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # 예제가 도는 동안 갤러리가 sys.stderr를 바꾸므로 처음의 것을 씁니다.
        self._stream = stream or sys.__stderr__ or sys.stderr
        self._clock = clock
        self._started = clock()
        self._total = total
        self._current = 0
        self._name = ""
        self._began = self._started
        self._live = self._stream.isatty()
        self.seconds: dict[str, float] = {}
        """실험마다 걸린 시간(초). 끝난 실험만 들어 있습니다."""

    def ahead(self, count: int) -> None:
        """시간의 크기를 보지 않는 실험들을 미리 나란히 돌린다고 알립니다."""
        self._show(f"실험 {count}개를 미리 나란히 돌리는 중")

    def begin(self, name: str) -> None:
        """다음 실험으로 넘어갑니다."""
        self._close()
        self._current += 1
        self._name = name
        self._write("")

    def step(self, done: int, total: int) -> None:
        """이 실험에서 몇 회까지 재었는지 알립니다. 파일에는 적지 않습니다."""
        if self._live and done < total:
            self._write(f" · {done}/{total}회")

    def end(self) -> None:
        """마지막 실험이 끝났습니다. 고쳐 쓰던 줄을 지웁니다."""
        self._close()
        if self._live:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def _close(self) -> None:
        now = self._clock()
        if self._name:
            self.seconds[self._name] = now - self._began
        self._began = now

    def _write(self, suffix: str) -> None:
        self._show(
            f"실험 {self._current}/{self._total} {self._name}{suffix} "
            f"(지난 시간 {clock_face(self._clock() - self._started)})"
        )

    def _show(self, line: str) -> None:
        self._stream.write(f"\r\033[K{line}" if self._live else f"{line}\n")
        self._stream.flush()


def clock_face(seconds: float) -> str:
    """지난 시간을 `분:초`로 적습니다."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
