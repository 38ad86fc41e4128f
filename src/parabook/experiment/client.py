"""측정을 맡을 프로세스를 시작하고, 시키고, 거둡니다.

이쪽은 책을 빌드하는 뚱뚱한 프로세스일 수 있습니다. 그래서 여기서는 얇은 프로세스를 시작하고 말을 듣기만 합니다.
"""

import json
import os
import queue
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Self

from parabook import machine
from parabook.experiment import queueing
from parabook.processes.child import Child
from parabook.wire.plan import Plan

PATIENCE_SECONDS = 10.0
"""측정을 맡은 프로세스가 제 자손을 거두고 끝나기를 기다리는 시간의 한도."""

ERROR_BYTES = 2000
"""뜻밖에 끝난 프로세스가 남긴 글에서 보이는 끝부분의 크기."""


class SilenceError(Exception):
    """측정을 맡은 프로세스가 데드라인을 넘기도록 말이 없는 경우."""


class DeathError(Exception):
    """측정을 맡은 프로세스가 뜻밖에 끝난 경우. `detail`은 그것이 남긴 글의 끝부분입니다."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Launcher:
    """측정을 맡을 프로세스 하나. 계획 하나를 재고 나면 끝납니다. `with`를 나가면 자손까지 사라집니다.

    재어지는 것들은 제 임시 폴더를 받습니다. 죽은 것이 남긴 폴더까지 함께 없애려는 것입니다.
    이쪽이 먼저 죽으면 측정을 맡은 프로세스가 없앱니다.
    """

    def __init__(self) -> None:
        self._place = _place()
        # 소켓의 경로가 되기도 하므로 짧아야 합니다.
        self._folder = tempfile.mkdtemp(prefix="pb")
        self._child = Child(
            # -P: 독자의 폴더에 있는 같은 이름의 파일이 표준 라이브러리를 가리지 않게 합니다.
            [sys.executable, "-P", "-m", "parabook.launcher"],
            environment=_environment()
            | {"TMPDIR": self._folder, machine.OWN_FOLDER_VARIABLE: self._folder},
            new_session=True,
        )

    @property
    def pid(self) -> int:
        """프로세스의 번호입니다."""
        return self._child.pid

    def fits(self) -> bool:
        """지금 시작해도 똑같은 것이 되는지 봅니다. 그사이 끝났거나, 폴더나 환경 변수가 바뀌었으면 아닙니다."""
        return self._child.poll() is None and self._place == _place()

    def events(self, plan: Plan, silence_seconds: float) -> Iterator[dict[str, Any]]:
        """계획을 재게 하고, 알려 오는 일을 하나씩 돌려줍니다.

        Args:
            plan: 잴 것. 한 프로세스에는 하나만 시킬 수 있습니다.
            silence_seconds: 이 시간(초)을 넘기도록 말이 없으면 멈춘 것으로 칩니다.

        Raises:
            SilenceError: 말이 없는 채로 데드라인을 넘긴 경우.
            DeathError: 다 재기 전에 끝난 경우.
        """
        self._child.send(plan.as_json())
        while True:
            try:
                line = self._child.line(silence_seconds)
            except queue.Empty:
                raise SilenceError from None
            if not line:
                raise DeathError(self._child.errors(ERROR_BYTES))
            event = json.loads(line)
            if "done" in event:
                return
            yield event

    def close(self) -> None:
        """이 프로세스와 그 자손을 모두 끝내고, 그들이 쓰던 임시 폴더를 없앱니다."""
        self._child.hang_up(PATIENCE_SECONDS)
        self._child.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """자신을 돌려줍니다."""
        return self

    def __exit__(self, *_: object) -> None:
        """남김없이 끝냅니다."""
        self.close()


class Standby:
    """다음 계획을 맡을 프로세스를 미리 시작해 두는 자리.

    시작하는 데 0.1초가 듭니다. 실험을 잇달아 재는 쪽은, 앞의 것의 그림을 그리는 동안 다음 것을 시작해 둡니다.
    계획마다 새 프로세스인 것은 그대로입니다. 미리 시작한 것은 계획을 받을 때까지 잠들어 있습니다.
    """

    def __init__(self) -> None:
        self.waiting: Launcher | None = None

    def take(self) -> Launcher:
        """미리 시작해 둔 것을 내놓습니다. 없거나 쓸 수 없으면 새로 시작합니다."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None and waiting.fits():
            return waiting
        if waiting is not None:
            waiting.close()
        return Launcher()

    def refill(self) -> None:
        """다음 것을 시작해 둡니다. 재는 동안에는 부르지 않아야 합니다."""
        if self.waiting is None:
            self.waiting = Launcher()

    def close(self) -> None:
        """기다리던 것을 끝냅니다. 여러 번 불러도 됩니다."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            waiting.close()


standby: ContextVar[Standby | None] = ContextVar("standby", default=None)
"""실험을 잇달아 재는 쪽이 끼워 넣는 자리. 없으면 계획마다 그때 시작합니다."""


def events(plan: Plan, silence_seconds: float) -> Iterator[dict[str, Any]]:
    """새 프로세스에 계획 하나를 재게 하고, 알려 오는 일을 하나씩 돌려줍니다.

    다 재었든, 말이 없든, 이쪽이 먼저 그만두든, 그 프로세스와 자손을 모두 끝냅니다.

    Args:
        plan: 잴 것.
        silence_seconds: 이 시간(초)을 넘기도록 말이 없으면 멈춘 것으로 칩니다.

    Raises:
        SilenceError: 말이 없는 채로 데드라인을 넘긴 경우.
        DeathError: 다 재기 전에 끝난 경우.
    """
    waiting = standby.get()
    with waiting.take() if waiting else Launcher() as launcher:
        yield from launcher.events(plan, silence_seconds)
    if waiting:
        waiting.refill()


def _place() -> tuple[str, dict[str, str]]:
    """프로세스가 물려받는 것: 지금의 폴더와 환경 변수."""
    return str(Path.cwd()), dict(os.environ)


def _environment() -> dict[str, str]:
    """이 프로세스가 찾은 parabook을 측정을 맡은 프로세스도 찾게 합니다. 재어지는 것들에는 닿지 않습니다."""
    package = str(Path(__file__).resolve().parents[2])
    own = os.environ.get("PYTHONPATH", "")
    paths = os.pathsep.join(filter(None, [package, own]))
    return os.environ | {
        "PYTHONPATH": paths,
        machine.READERS_PATH_VARIABLE: own,
        queueing.INSIDE_VARIABLE: "1",
    }
