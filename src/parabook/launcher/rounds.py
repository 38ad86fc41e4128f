"""걸린 시간을 재는 법: 세대마다 인터프리터를 새로 시작하고, 회마다 순서를 섞어 번갈아 잽니다."""

import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from parabook import machine, paired
from parabook.launcher.ceiling import Ceiling
from parabook.launcher.session import FreshError, Session
from parabook.launcher.stage import Report, Way
from parabook.wire.failure import Failure
from parabook.wire.plan import Plan, PlannedContender
from parabook.wire.samples import CEILING

LONG_ENOUGH_TO_WEIGH_SECONDS = 0.3
LOOKS_TO_TRUST = 3
"""메모리 피크라고 믿으려면 잇달아 보아야 하는 횟수."""
MEMORY_TURNS = paired.FEWEST_GENERATIONS
"""메모리를 보려고 방법마다 새로 시작하는 횟수. 구간을 말할 수 있는 가장 적은 수입니다. 피크는 시간만큼 흔들리지 않습니다."""
LONG_WARMUP_SECONDS = 0.1
"""준비 실행에 이만큼 썼으면 더 하지 않습니다. 긴 작업은 한 번으로도 데워집니다."""
PATIENCE_FOR_MORE_SECONDS = 5.0
"""여기까지 이만큼 걸렸으면, 구간이 넓어도 세대를 더하지 않습니다. 한 실험이 책을 오래 붙들지 않게 합니다."""
FAR_RATIO = 2.0
SHORTEST_SAMPLE_SECONDS = 0.010
LONGEST_SAMPLE_SECONDS = 0.050


def loops_for(
    walls: Mapping[str, float], points: Mapping[str, float | None] | None = None
) -> dict[str, int]:
    """한 표본이 너무 짧지 않도록, 방법마다 몇 번 거듭 부를지 정합니다.

    가장 빠른 방법이 10 ms가 되는 횟수를 모두가 함께 씁니다.
    그러면 느린 방법이 50 ms를 넘을 때는, 느린 방법만 50 ms에 맞춥니다.
    값을 바꾸어 가며 재면 같은 값에서 재는 것끼리 함께 씁니다.

    Args:
        walls: 방법의 이름마다 한 번 부르는 데 든 시간(초).
        points: 방법의 이름마다 그때의 값.
    """
    at = points or {}
    loops = {}
    for point in dict.fromkeys(at.get(name) for name in walls):
        group = {name: wall for name, wall in walls.items() if at.get(name) == point}
        shared = max(1, math.ceil(SHORTEST_SAMPLE_SECONDS / min(group.values())))
        for name, wall in group.items():
            loops[name] = max(1, min(shared, int(LONGEST_SAMPLE_SECONDS / wall)))
    return loops


def rounds_for(plan: Plan, seconds_per_round: float) -> int:
    """예산 안에서 한 세대에 몇 회를 잴지 정합니다."""
    affordable = round(plan.budget_seconds / plan.generations / max(seconds_per_round, 1e-6))
    return min(plan.most_rounds, max(plan.fewest_rounds, affordable))


def is_known(ratio: paired.Ratio, target_width: float) -> bool:
    """더 재지 않아도 될 만큼 비를 아는지 봅니다.

    두 배가 넘게 벌어졌으면 구간이 두 배 넓어도 됩니다. 9배인지 10배인지는 결론을 바꾸지 않습니다.
    """
    far = max(ratio.value, 1 / ratio.value) > FAR_RATIO
    return ratio.relative_width <= target_width * (2 if far else 1)


class Referee:
    """모든 방법이 같은 값을 돌려주는지 보는 심판.

    지문이 같은지 봅니다. 같은지 보는 법을 따로 정했으면(`Plan.equal`) 값을 건네어 묻습니다.
    """

    def __init__(self) -> None:
        self._first: tuple[str, Mapping[str, Any]] | None = None

    def check(self, name: str, answer: Mapping[str, Any], entry: "Entry") -> None:
        """처음 본 값과 같은지 봅니다.

        Raises:
            FreshError: 다른 값을 돌려준 경우. 틀린 값을 내는 방법에는 시간이 없습니다.
        """
        if self._first is None:
            self._first = (name, answer)
            return
        first, expected = self._first
        if "value" in expected:
            same = entry.agrees(expected["value"])
        else:
            same = answer["fingerprint"] == expected["fingerprint"]
        if not same:
            reason = (
                "기준과 다른 값을 돌려주었습니다. "
                f"{first}의 값: {expected['preview']} / {name}의 값: {answer['preview']}"
            )
            raise FreshError(Failure(name, "mismatch", reason))


class Turn:
    """여럿이 함께 쓰는 인터프리터에서 한 방법이 쓰는 순서. 표본을 얻는 법은 `Session`과 같습니다.

    값을 바꾸어 가며 재는 방법들은 함수가 같으므로 인터프리터 하나를 나누어 씁니다.
    """

    def __init__(self, session: Session, arguments: Sequence[Any], name: str) -> None:
        self._session = session
        self._arguments = list(arguments)
        self._name = name

    def call(self, loops: int = 1) -> dict[str, Any]:
        """이 방법의 인자로 함수를 부릅니다. 돌려주는 것과 오류는 `Session.call`과 같습니다."""
        self._session.name = self._name
        return self._session.call(loops, self._arguments)

    def agrees(self, expected: str) -> bool:
        """방금 돌려준 값이 그 값과 같은지 묻습니다."""
        return self._session.agrees(expected)

    def dismiss(self) -> None:
        """함께 쓰는 인터프리터에 그만두라고 시키기만 합니다."""
        self._session.dismiss()


Entry = Session | Ceiling | Turn


def _is_swept(plan: Plan) -> bool:
    return any(contender.at is not None for contender in plan.contenders)


def _place_of(contender: PlannedContender) -> tuple[Any, ...]:
    """어느 인터프리터에서 돌지 가리는 열쇠. 값만 다른 방법들은 같은 자리를 씁니다."""
    if contender.at is None:
        return (contender.name,)
    return (contender.function, contender.given, contender.one_core)


class Rounds(Way):
    """시간을 재는 계획 하나를 처음부터 끝까지 잽니다."""

    def __init__(
        self, plan: Plan, report: Report, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(plan, report, clock)
        self._referees: dict[float | None, Referee] = {}
        self._points = {contender.name: contender.at for contender in plan.contenders}
        self._places = {contender.name: _place_of(contender) for contender in plan.contenders}
        self._walls: dict[tuple[int, int], dict[str, float]] = {}
        self._began = clock()

    def run(self) -> None:
        """모든 세대를 재고 표본을 하나씩 알립니다."""
        plan = self.plan
        loops: dict[str, int] = {}
        rounds = generation = 0
        self._began = self._stage.clock()
        with self._stage.serving() as arguments:
            while not self._settled(generation):
                with contextlib.ExitStack() as stack:
                    entries = self._open(stack, generation, arguments)
                    walls = self._warm_up(entries)
                    if not loops:
                        loops = loops_for(walls, self._points)
                        per_round = sum(walls[name] * loops[name] for name in walls)
                        rounds = rounds_for(plan, per_round)
                    planned = max(plan.generations, generation + 1) * rounds
                    with self._stage.watching(generation):
                        for turn in range(rounds):
                            self.report({"progress": [generation * rounds + turn, planned]})
                            self._round(entries, loops, generation, turn)
                    for entry in entries.values():
                        entry.dismiss()
                generation += 1
            self._stage.doubt_server()
            if plan.memory:
                self._weigh(arguments, generation)
        design = {"generations": generation, "rounds": rounds, "loops": loops}
        self.report({"design": design})

    def _settled(self, generations: int) -> bool:
        """더 재지 않아도 되는지 봅니다. 구간이 넉넉히 좁거나, 잴 만큼 재었으면 그렇습니다."""
        plan = self.plan
        spent = self._stage.clock() - self._began
        if 0 < plan.limit_seconds <= spent:
            return generations >= min(paired.FEWEST_GENERATIONS, plan.generations)
        if generations < plan.generations:
            return False
        if generations >= plan.most_generations or _is_swept(plan):
            return True
        # 시간을 따로 정해 준 것은 그 시간이 다할 때까지 세대를 더합니다.
        if not plan.limit_seconds and spent > PATIENCE_FOR_MORE_SECONDS:
            return True
        if generations < paired.FEWEST_GENERATIONS:
            return False  # 아직 구간을 말할 수 없습니다.
        baseline, *others = (contender.name for contender in plan.contenders)
        return all(
            is_known(paired.ratio(self._pairs(baseline, name)), plan.target_width)
            for name in others
        )

    def _pairs(self, first: str, second: str) -> list[list[tuple[float, float]]]:
        groups: dict[int, list[tuple[float, float]]] = {}
        for (generation, _turn), walls in self._walls.items():
            groups.setdefault(generation, []).append((walls[first], walls[second]))
        return list(groups.values())

    def _weigh(self, arguments: tuple[Any, ...], generation: int) -> None:
        """시간을 재는 것과 따로, 방법마다 새 인터프리터에서 메모리 피크를 바깥에서 봅니다.

        메모리를 읽는 데 프로세스마다 몇 ms가 들어서, 시간을 재면서는 볼 수 없습니다.
        """
        contenders = self.plan.contenders
        for turn in range(min(MEMORY_TURNS, self.plan.generations)):
            for contender in self._stage.random.sample(contenders, len(contenders)):
                with self._stage.session(contender, generation + turn, arguments) as session:
                    self.report({"memory": {"turn": turn, **_peak_of(session, contender.name)}})

    def _open(
        self, stack: contextlib.ExitStack, generation: int, arguments: tuple[Any, ...]
    ) -> dict[str, Entry]:
        plan = self.plan
        entries: dict[str, Entry] = {}
        sessions: dict[tuple[Any, ...], Session] = {}
        for contender in self._stage.random.sample(plan.contenders, len(plan.contenders)):
            place = _place_of(contender)
            if place not in sessions:
                sessions[place] = self._stage.session(contender, generation, arguments)
                stack.callback(sessions[place].kill)
                sessions[place].prepare()
            if contender.at is None:
                entries[contender.name] = sessions[place]
            else:
                given = (*arguments, *contender.arguments)
                entries[contender.name] = Turn(sessions[place], given, contender.name)
        if plan.ceiling:
            alone = [
                self._stage.session(plan.contenders[0], generation, arguments, cpu)
                for cpu in machine.usable_cpus()
            ]
            ceiling = Ceiling(alone)
            entries[CEILING] = ceiling
            stack.callback(ceiling.kill)
            stack.enter_context(ceiling)
        for session in sessions.values():
            stack.enter_context(session)
        return entries

    def _warm_up(self, entries: Mapping[str, Entry]) -> dict[str, float]:
        walls: dict[str, float] = {}
        warmed: set[tuple[Any, ...]] = set()
        for name in self._in_any_order(entries):
            spent = 0.0
            # 값만 다른 방법은 같은 인터프리터에서 이미 데워졌습니다. 그 값에서 처음 하는 일만 한 번 치릅니다.
            place = self._places.get(name, (name,))
            for _ in range(1 if place in warmed else self.plan.warmups):
                answer = entries[name].call()
                self._check(name, answer, entries[name])
                walls[name] = answer["wall"]
                spent += answer["wall"]
                if spent > LONG_WARMUP_SECONDS:
                    break
            warmed.add(place)
        return walls

    def _in_any_order(self, entries: Mapping[str, Entry]) -> list[str]:
        """방법들의 이름을 섞어 돌려줍니다. 늘 먼저 도는 방법이 없게 합니다.

        맨 처음에만 기준이 앞섭니다. 기준의 값이 나와야 심판이 무엇이 옳은지 압니다.
        """
        names = self._stage.random.sample(list(entries), len(entries))
        if not self._referees:
            baseline = self.plan.contenders[0].name
            names.sort(key=lambda name: name != baseline)
        return names

    def _round(
        self,
        entries: Mapping[str, Entry],
        loops: Mapping[str, int],
        generation: int,
        turn: int,
    ) -> None:
        for position, name in enumerate(self._stage.random.sample(list(entries), len(entries))):
            if self._stage.server is not None:
                self._stage.server.counters(reset=True)
            answer = entries[name].call(loops[name])
            self._check(name, answer, entries[name])
            self._walls.setdefault((generation, turn), {})[name] = answer["wall"]
            sample = {
                "contender": name,
                "generation": generation,
                "round": turn,
                "position": position,
                "loops": loops[name],
                **{key: answer[key] for key in _SAMPLE_FIELDS},
            }
            if (counters := self._stage.count(name)) is not None:
                sample |= {
                    "connections": round(counters.connections / loops[name]),
                    "peak_in_flight": counters.peak_in_flight,
                    "server_utilisation": counters.utilisation,
                }
            self.report({"sample": sample, "gil": answer["gil"]})

    def _check(self, name: str, answer: Mapping[str, Any], entry: Entry) -> None:
        """값을 바꾸어 가며 재는 것은 같은 값에서 잰 것끼리만 비교합니다."""
        point = self._points.get(name, self.plan.contenders[0].at)
        self._referees.setdefault(point, Referee()).check(name, answer, entry)


def _peak_of(session: Session, name: str) -> dict[str, Any]:
    """방법을 부르는 동안 나무의 메모리가 가장 컸던 때를 찾습니다.

    프로세스들을 하나씩 순서대로 읽으므로, 함께 쓰는 페이지가 막 늘어나는 때에는 같은 페이지가 두 번 세어집니다.
    그래서 프로세스가 여럿이면, 잇달아 본 세 번 가운데 가장 작은 것을 그때의 값으로 칩니다.
    """
    wall = session.call()["wall"]
    idle = peak = session.memory()
    own = idle.own
    looks = 0
    recent: deque[Any] = deque(maxlen=LOOKS_TO_TRUST)
    session.begin(max(1, math.ceil(LONG_ENOUGH_TO_WEIGH_SECONDS / wall)))
    while not session.answered():
        seen = session.memory()
        looks += 1
        own = max(own, seen.own)
        recent.append(seen)
        if seen.processes > 1 and len(recent) < LOOKS_TO_TRUST:
            continue
        trusted = recent if seen.processes > 1 else (seen,)
        steady = min(trusted, key=lambda memory: memory.shared_fairly)
        if steady.shared_fairly > peak.shared_fairly:
            peak = steady
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
