"""측정을 맡는 프로세스. `python -m parabook.launcher`로 시작됩니다.

책을 짓는 프로세스는 뚱뚱해서, 거기서 포크하거나 시간을 재면 값이 어느 쪽으로든 틀어집니다.
그래서 이 얇은 프로세스가 세대마다 새 인터프리터를 시작하고, 순서를 섞어 번갈아 재고, 모두 거둡니다.

계획은 표준 입력의 첫 줄로 받고, 일어난 일은 표준 출력에 한 줄씩 알립니다.
표준 입력이 닫히면 시킨 쪽이 사라진 것이므로, 자손과 함께 사라집니다.
"""

import contextlib
import json
import math
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from parabook import machine, paired, tree
from parabook.ceiling import Ceiling
from parabook.fresh import Failure, FreshError, Session, Target
from parabook.record import CEILING
from parabook.server import Counters, RunningServer, Server, check_headroom, start

WARMUPS = 2
LONG_ENOUGH_TO_WEIGH_SECONDS = 0.3
LONG_WARMUP_SECONDS = 0.1
"""준비 실행에 이만큼 썼으면 더 하지 않습니다. 긴 작업은 한 번으로도 데워집니다."""
SHORTEST_SAMPLE_SECONDS = 0.010
LONGEST_SAMPLE_SECONDS = 0.100

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedContender:
    """재기로 한 경쟁 방법 하나."""

    name: str
    function: str
    arguments: tuple[Any, ...] = ()
    given: str | None = None
    one_core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """무엇을 어떻게 잴지. 시간의 단위는 초입니다.

    한 세대의 회 수는 `budget_seconds`에 맞추되 `fewest_rounds`와 `most_rounds` 사이에서 정합니다.
    `generations`만큼 재고도 비의 구간이 `target_width`(비에 견준 폭)보다 넓으면,
    `most_generations`까지 더 잽니다.
    """

    file: str
    contenders: tuple[PlannedContender, ...]
    python: str = sys.executable
    start_method: str
    generations: int
    most_generations: int
    target_width: float
    fewest_rounds: int
    most_rounds: int
    budget_seconds: float
    deadline_seconds: float
    server: Mapping[str, Any] | None = None
    requests: int = 0
    ceiling: bool = False
    memory: bool = False
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        """JSON으로 적을 수 있는 사전을 돌려줍니다. 튜플은 목록이 됩니다."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """`as_json`이 적은 것을 다시 읽습니다."""
        contenders = tuple(
            PlannedContender(**{**item, "arguments": tuple(item["arguments"])})
            for item in data["contenders"]
        )
        return cls(**{**data, "contenders": contenders})


def loops_for(walls: Mapping[str, float]) -> dict[str, int]:
    """한 표본이 너무 짧지 않도록, 방법마다 몇 번 거듭 부를지 정합니다.

    가장 빠른 방법이 10밀리초가 되는 횟수를 모두가 함께 씁니다.
    그러면 느린 방법이 100밀리초를 넘을 때는, 느린 방법만 100밀리초에 맞춥니다.

    Args:
        walls: 방법의 이름마다 한 번 부르는 데 든 시간(초).
    """
    shared = max(1, math.ceil(SHORTEST_SAMPLE_SECONDS / min(walls.values())))
    return {
        name: max(1, min(shared, int(LONGEST_SAMPLE_SECONDS / wall)))
        for name, wall in walls.items()
    }


def rounds_for(plan: Plan, seconds_per_round: float) -> int:
    """예산 안에서 한 세대에 몇 회를 잴지 정합니다."""
    affordable = int(plan.budget_seconds / plan.generations / max(seconds_per_round, 1e-6))
    return min(plan.most_rounds, max(plan.fewest_rounds, affordable))


class Referee:
    """모든 방법이 같은 값을 돌려주는지 보는 심판."""

    def __init__(self) -> None:
        self._first: tuple[str, str, str] | None = None

    def check(self, name: str, answer: Mapping[str, Any]) -> None:
        """처음 본 값과 같은지 봅니다.

        Raises:
            FreshError: 다른 값을 돌려준 경우. 틀린 값을 내는 방법에는 시간이 없습니다.
        """
        if self._first is None:
            self._first = (name, answer["fingerprint"], answer["preview"])
            return
        first, expected, preview = self._first
        if answer["fingerprint"] != expected:
            reason = (
                "기준과 다른 값을 돌려주었습니다. "
                f"{first}의 값: {preview} / {name}의 값: {answer['preview']}"
            )
            raise FreshError(Failure(name, "mismatch", reason))


class Launcher:
    """계획 하나를 처음부터 끝까지 잽니다."""

    def __init__(
        self, plan: Plan, report: Report, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._plan = plan
        self._report = report
        self._clock = clock
        self._random = random.Random(plan.seed)  # noqa: S311 - 암호가 아니라 순서를 섞는 데 씁니다.
        self._referee = Referee()
        self._server: RunningServer | None = None
        self._counters: dict[str, list[Counters]] = {}
        self._walls: dict[tuple[int, int], dict[str, float]] = {}

    def run(self) -> None:
        """모든 세대를 재고 표본을 하나씩 알립니다."""
        plan = self._plan
        loops: dict[str, int] = {}
        rounds = generation = 0
        with self._serving() as arguments:
            while generation < plan.generations or not self._settled(generation):
                with contextlib.ExitStack() as stack:
                    entries = self._open(stack, generation, arguments)
                    walls = self._warm_up(entries)
                    if not loops:
                        loops = loops_for(walls)
                        per_round = sum(walls[name] * loops[name] for name in walls)
                        rounds = rounds_for(plan, per_round)
                    planned = max(plan.generations, generation + 1) * rounds
                    with self._watching(generation):
                        for turn in range(rounds):
                            self._report({"progress": [generation * rounds + turn, planned]})
                            self._round(entries, loops, generation, turn)
                generation += 1
            self._doubt_server()
            if plan.memory:
                self._weigh(arguments, generation)
        design = {"generations": generation, "rounds": rounds, "loops": loops, "warmups": WARMUPS}
        self._report({"design": design})

    def _settled(self, generations: int) -> bool:
        """더 재지 않아도 되는지 봅니다. 구간이 넉넉히 좁거나, 잴 만큼 재었으면 그렇습니다."""
        plan = self._plan
        if generations >= plan.most_generations:
            return True
        baseline, *others = (contender.name for contender in plan.contenders)
        return all(
            paired.ratio(self._pairs(baseline, name)).relative_width <= plan.target_width
            for name in others
        )

    def _pairs(self, first: str, second: str) -> list[list[tuple[float, float]]]:
        groups: dict[int, list[tuple[float, float]]] = {}
        for (generation, _turn), walls in self._walls.items():
            groups.setdefault(generation, []).append((walls[first], walls[second]))
        return list(groups.values())

    @contextlib.contextmanager
    def _watching(self, generation: int) -> Iterator[None]:
        """이 세대를 재는 동안 기계에서 다른 것들이 얼마나 일했는지 알립니다."""
        before = (
            self._clock(),
            tree.machine_busy_seconds(),
            self._own_cpu(),
            tree.pressure_seconds(),
        )
        yield
        after = self._clock(), tree.machine_busy_seconds(), self._own_cpu(), tree.pressure_seconds()
        elapsed, busy, own, pressure = (
            None if new is None or old is None else new - old
            for new, old in zip(after, before, strict=True)
        )
        foreign = None if busy is None or own is None else max(0.0, busy - own)
        self._report(
            {
                "condition": {
                    "generation": generation,
                    "seconds": elapsed,
                    "foreign_cpu_seconds": foreign,
                    "pressure_seconds": pressure,
                }
            }
        )

    def _weigh(self, arguments: tuple[Any, ...], generation: int) -> None:
        """시간을 재는 것과 따로, 방법마다 새 인터프리터에서 메모리의 꼭대기를 바깥에서 봅니다.

        메모리를 읽는 데 프로세스마다 몇 밀리초가 들어서, 시간을 재면서는 볼 수 없습니다.
        """
        for contender in self._plan.contenders:
            with self._session(contender, generation, arguments) as session:
                self._report({"memory": _peak_of(session, contender.name)})

    def _own_cpu(self) -> float:
        myself = tree.process()
        return tree.usage([myself, *tree.descendants(myself.pid)]).cpu

    @contextlib.contextmanager
    def _serving(self) -> Iterator[tuple[Any, ...]]:
        if self._plan.server is None:
            yield ()
            return
        with start(Server.from_json(self._plan.server)) as self._server:
            yield (self._server.urls(self._plan.requests),)

    def _open(
        self, stack: contextlib.ExitStack, generation: int, arguments: tuple[Any, ...]
    ) -> dict[str, Session | Ceiling]:
        plan = self._plan
        entries: dict[str, Session | Ceiling] = {}
        for contender in self._random.sample(plan.contenders, len(plan.contenders)):
            session = self._session(contender, generation, arguments)
            stack.callback(session.kill)
            entries[contender.name] = session
        if plan.ceiling:
            alone = [
                self._session(plan.contenders[0], generation, arguments, cpu)
                for cpu in machine.usable_cpus()
            ]
            entries[CEILING] = Ceiling(alone)
            stack.callback(entries[CEILING].kill)
        for entry in entries.values():
            stack.enter_context(entry)
        return entries

    def _session(
        self,
        contender: PlannedContender,
        generation: int,
        arguments: tuple[Any, ...],
        cpu: int | None = None,
    ) -> Session:
        """새 인터프리터를 시작합니다. 코어 하나짜리끼리는 세대마다 돌아가며 같은 코어를 씁니다."""
        plan, cpus = self._plan, machine.usable_cpus()
        if cpu is None and contender.one_core:
            cpu = cpus[generation % len(cpus)]
        return Session(
            Target(Path(plan.file), contender.function),
            name=contender.name,
            arguments=(*arguments, *contender.arguments),
            given=contender.given,
            python=plan.python,
            start_method=plan.start_method,
            cpus=() if cpu is None else [cpu],
            deadline_seconds=plan.deadline_seconds,
        )

    def _warm_up(self, entries: Mapping[str, Session | Ceiling]) -> dict[str, float]:
        walls: dict[str, float] = {}
        # 기준의 값이 먼저 나와야 심판이 무엇이 옳은지 압니다.
        baseline = self._plan.contenders[0].name
        for name in (baseline, *(other for other in entries if other != baseline)):
            spent = 0.0
            for _ in range(WARMUPS):
                answer = entries[name].call()
                self._referee.check(name, answer)
                walls[name] = answer["wall"]
                spent += answer["wall"]
                if spent > LONG_WARMUP_SECONDS:
                    break
        return walls

    def _round(
        self,
        entries: Mapping[str, Session | Ceiling],
        loops: Mapping[str, int],
        generation: int,
        turn: int,
    ) -> None:
        for position, name in enumerate(self._random.sample(list(entries), len(entries))):
            if self._server is not None:
                self._server.counters(reset=True)
            answer = entries[name].call(loops[name])
            self._referee.check(name, answer)
            self._walls.setdefault((generation, turn), {})[name] = answer["wall"]
            sample = {
                "contender": name,
                "generation": generation,
                "round": turn,
                "position": position,
                "loops": loops[name],
                **{key: answer[key] for key in _SAMPLE_FIELDS},
            }
            if self._server is not None:
                sample |= self._count(self._server, name, loops[name])
            self._report({"sample": sample})

    def _count(self, server: RunningServer, name: str, loops: int) -> dict[str, float]:
        counters = server.counters()
        self._counters.setdefault(name, []).append(counters)
        return {
            "connections": round(counters.connections / loops),
            "peak_in_flight": counters.peak_in_flight,
            "server_utilisation": counters.utilisation,
        }

    def _doubt_server(self) -> None:
        """서버가 병목이었을 수 있는 방법이 있으면 기록에 적게 합니다."""
        for name, counted in self._counters.items():
            counted.sort(key=lambda counters: counters.utilisation)
            if complaint := check_headroom(counted[len(counted) // 2]):
                self._report({"note": f"{name}: {complaint}"})


def _peak_of(session: Session, name: str) -> dict[str, Any]:
    """방법을 부르는 동안 나무의 메모리가 가장 컸던 때를 찾습니다."""
    wall = session.call()["wall"]
    idle = peak = session.memory()
    own = idle.own
    looks = 0
    session.begin(max(1, math.ceil(LONG_ENOUGH_TO_WEIGH_SECONDS / wall)))
    while not session.answered():
        seen = session.memory()
        looks += 1
        own = max(own, seen.own)
        if seen.shared_fairly > peak.shared_fairly:
            peak = seen
    session.finish()
    return {
        "contender": name,
        "idle_bytes": idle.shared_fairly,
        "peak_bytes": peak.shared_fairly,
        "peak_own_bytes": own,
        "processes": peak.processes,
        "method": peak.method,
        "looks": looks,
    }


_SAMPLE_FIELDS = ("wall", "cpu", "run_delay", "voluntary_switches", "involuntary_switches")


def main(arguments: Sequence[str] = ()) -> None:
    """표준 입력의 계획을 재고, 무슨 일이 있어도 자손을 남기지 않습니다."""
    del arguments
    plan = Plan.from_json(json.loads(sys.stdin.readline()))
    tree.adopt_orphans()
    threading.Thread(target=_die_with_parent, daemon=True).start()

    def report(event: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()

    try:
        Launcher(plan, report).run()
    except FreshError as error:
        report({"failure": asdict(error.failure)})
    finally:
        for orphan in tree.descendants(os.getpid()):
            tree.kill_tree(orphan.pid)
    report({"done": True})


def _die_with_parent() -> None:
    sys.stdin.read()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
