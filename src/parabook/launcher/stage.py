"""측정을 맡은 프로세스의 무대: 서버를 켜고, 새 인터프리터를 세우고, 기계의 사정을 지켜봅니다.

무엇을 재든 이 위에서 잽니다.
"""

import contextlib
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parabook import machine
from parabook.launcher.session import Session
from parabook.processes import tree, usage
from parabook.server.running import RunningServer, start
from parabook.server.specification import Counters, Server, check_headroom
from parabook.wire.plan import Plan, PlannedContender
from parabook.wire.target import Target

Report = Callable[[dict[str, Any]], None]


class Stage:
    """계획 하나를 재는 동안 함께 쓰는 것들. 알리는 말은 `report`로 나갑니다."""

    def __init__(
        self, plan: Plan, report: Report, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.plan = plan
        self.report = report
        self.clock = clock
        self.random = random.Random(plan.seed)  # noqa: S311 - 암호가 아니라 순서를 섞는 데 씁니다.
        self._cpus = self.random.sample(cpus := machine.usable_cpus(), len(cpus))
        self._started: list[str] = []
        self.server: RunningServer | None = None
        self._counted: dict[str, list[Counters]] = {}

    @contextlib.contextmanager
    def serving(self) -> Iterator[tuple[Any, ...]]:
        """서버를 켜 두고, 함수에 줄 주소의 목록을 내놓습니다. 서버가 없으면 빈 것입니다."""
        if self.plan.server is None:
            yield ()
            return
        with start(Server.from_json(self.plan.server)) as self.server:
            yield (self.server.urls(self.plan.requests),)

    def count(self, name: str) -> Counters | None:
        """방법 하나를 재는 동안 서버가 센 것을 돌려주고 적어 둡니다. 서버가 없으면 없음입니다."""
        if self.server is None:
            return None
        counters = self.server.counters()
        self._counted.setdefault(name, []).append(counters)
        return counters

    def doubt_server(self) -> None:
        """서버가 병목이었을 수 있는 방법이 있으면 기록에 적게 합니다."""
        for name, counted in self._counted.items():
            counted.sort(key=lambda counters: counters.utilisation)
            if complaint := check_headroom(counted[len(counted) // 2]):
                self.report({"note": f"{name}: {complaint}"})

    def session(
        self,
        contender: PlannedContender,
        generation: int,
        arguments: tuple[Any, ...],
        cpu: int | None = None,
    ) -> Session:
        """새 인터프리터를 시작합니다. 코어 하나짜리끼리는 세대마다 돌아가며 같은 코어를 씁니다."""
        plan = self.plan
        if cpu is None and contender.one_core:
            cpu = self.core(generation)
        self._started.append(contender.name)
        return Session(
            Target(Path(plan.file), contender.function),
            name=contender.name,
            arguments=(*arguments, *contender.arguments),
            given=contender.given,
            python=contender.python or plan.python,
            start_method=None if contender.python or self._is_default() else plan.start_method,
            environment=self._trust(),
            cpus=() if cpu is None else [cpu],
            equal=plan.equal,
            deadline_seconds=plan.patience_seconds,
        )

    def core(self, generation: int) -> int:
        """이 세대에 코어 하나짜리들을 묶을 코어입니다. 어느 코어부터 돌지는 씨앗이 정합니다."""
        return self._cpus[generation % len(self._cpus)]

    def _is_default(self) -> bool:
        """시작 방식을 따로 정하지 않아도 되는지 봅니다.

        정하려면 `multiprocessing`을 불러와야 합니다. 쓰지 않는 방법까지 그 비용을 치르게 하지 않습니다.
        """
        default = multiprocessing.get_all_start_methods()[0]
        return self.plan.python == sys.executable and self.plan.start_method == default

    def _trust(self) -> dict[str, str]:
        """TLS 서버의 인증서를 믿게 하는 환경 변수. requests와, ssl의 기본 설정을 쓰는 aiohttp가 읽습니다."""
        if self.server is None or self.server.ca_file is None:
            return {}
        return dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), str(self.server.ca_file))

    @contextlib.contextmanager
    def watching(self, generation: int) -> Iterator[None]:
        """이 세대를 재는 동안 기계에서 다른 것들이 얼마나 일했는지, 어떤 순서로 시작했는지 알립니다."""
        before = self._conditions()
        yield
        started, self._started = self._started, []
        pinned = any(contender.one_core for contender in self.plan.contenders)
        elapsed, busy, own, pressure = (
            None if new is None or old is None else new - old
            for new, old in zip(self._conditions(), before, strict=True)
        )
        # 커널은 눈금(대개 10 ms)마다 세므로, 남이 한 일이 없으면 0을 조금 밑돌기도 합니다.
        foreign = None if busy is None or own is None else busy - own
        self.report(
            {
                "condition": {
                    "generation": generation,
                    "seconds": elapsed,
                    "foreign_cpu_seconds": foreign,
                    "pressure_seconds": pressure,
                    "started": started,
                    "core": self.core(generation) if pinned else None,
                }
            }
        )

    def _conditions(self) -> tuple[float, float | None, float, float | None]:
        myself = tree.process()
        own = usage.usage([myself, *tree.descendants(myself.pid)]).cpu
        return (
            self.clock(),
            usage.machine_busy_seconds(),
            own,
            usage.pressure_seconds(),
        )


class Way:
    """재는 법 하나가 갖추는 것: 계획, 알리는 길, 무대. 무엇을 어떻게 재는지는 물려받은 쪽이 정합니다."""

    def __init__(
        self, plan: Plan, report: Report, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.plan = plan
        self.report = report
        self._stage = Stage(plan, report, clock)
