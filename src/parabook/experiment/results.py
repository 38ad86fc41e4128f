"""계획을 재게 하고 기록을 받아 적습니다.

이 프로세스는 재지 않습니다. 측정을 맡을 프로세스를 시작하고, 알려 오는 것을 모읍니다.
한 사용자의 두 측정은 겹치지 않으며, 다시 잴 이유가 없는 기록은 다시 씁니다.
"""

import ast
import contextlib
import datetime as dt
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

from parabook import machine, streams
from parabook.experiment import client, queueing
from parabook.experiment.design import Contender, budget
from parabook.experiment.staleness import measurement_key, versions
from parabook.processes import limits
from parabook.record.schema import (
    Record,
    RecordError,
    condition_from_json,
    observation_from_json,
)
from parabook.wire.failure import Failure
from parabook.wire.plan import Plan
from parabook.wire.samples import ContenderLabel, Latencies, MemoryPeak, Sample

RECORDS_VARIABLE = "PARABOOK_RECORDS"
RESULTS_FOLDER = "parabook-results"
GRACE_SECONDS = 30.0

Progress = Callable[[int, int], None]
progress: ContextVar[Progress | None] = ContextVar("progress", default=None)
"""잰 회와 모든 회를 받는 함수. 책을 빌드하는 쪽이 제 진행 표시로 바꾸어 끼웁니다."""

held: ContextVar[bool] = ContextVar("held", default=False)
"""잠금을 잡은 프로세스가 시킨 측정인지. 나란히 세어도 되는 것만 세는 측정들입니다."""

measures: ContextVar[bool] = ContextVar("measures", default=True)
"""거짓이면 재지 않고, 남아 있는 기록을 낡았더라도 씁니다. 글만 볼 책을 빌드하는 쪽이 정합니다."""

UNMEASURED = "재지 않기로 하고 빌드하는데, 남아 있는 기록이 없습니다."

_RAW: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "sample": lambda data: Sample(**data),
    "latencies": lambda data: Latencies(**{**data, "seconds": tuple(data["seconds"])}),
    "observation": observation_from_json,
    "condition": condition_from_json,
    "memory": lambda data: MemoryPeak(**data),
}
"""알려 오는 날것의 갈래와, 그것을 읽는 법."""

_GIL_TURNED_ON = (
    "GIL 없는 빌드이지만, 불러온 확장 모듈이 GIL을 켰습니다. "
    "환경 변수 PYTHON_GIL=0을 주고 재면 꺼진 채로 잽니다."
)


class ExperimentError(Exception):
    """실험이 값을 내지 못한 경우. 문장에 예제, 경쟁 방법, 이유가 들어 있습니다."""

    def __init__(self, experiment: str, label: str, failure: Failure) -> None:
        self.experiment = experiment
        self.failure = failure
        if failure.kind == "limit" and sys.excepthook is sys.__excepthook__:
            sys.excepthook = _in_one_sentence
        detail = f"\n{failure.detail.rstrip()}" if failure.detail.strip() else ""
        # 방법 하나의 탓이 아닌 실패(측정을 맡은 프로세스의 죽음, 아무도 돌려주지 않은 사실)에는 이름이 없습니다.
        whose = "" if failure.contender == "-" else f"경쟁 방법 {failure.contender}({label}): "
        super().__init__(f"실험 {experiment} 실패. {whose}{failure.reason}{detail}")


def recorded(plan: Plan, entries: list[Contender], part: str) -> Record:
    """계획을 재고, 예제 옆이나 책의 기록 폴더에 남기고, 그 기록을 돌려줍니다.

    책을 빌드하는 동안에는 같은 것을 잰 기록이 남아 있으면 다시 재지 않습니다.

    Args:
        plan: 무엇을 어떻게 잴지.
        entries: 계획에 든 방법들. 사람이 읽는 이름이 여기에 있습니다.
        part: 한 예제에서 두 번 잴 때, 기록의 이름에 덧붙일 말.

    Raises:
        ExperimentError: 방법 하나라도 값을 내지 못했거나 틀린 값을 낸 경우.
    """
    experiment = _name_of(Path(plan.file)) + (f"-{part}" if part else "")
    key = measurement_key(plan)
    library = os.environ.get(RECORDS_VARIABLE)
    folder = Path(library or RESULTS_FOLDER)
    path = folder / f"{experiment}.json"
    if not measures.get():
        try:
            return Record.load(path)
        except RecordError:
            raise ExperimentError(experiment, "-", Failure("-", "exited", UNMEASURED)) from None
    if library and (kept := _kept(path, key, plan)):
        return kept
    record = measure(plan, entries, experiment, key)
    record.save(folder)
    return record


def _kept(path: Path, key: str, plan: Plan) -> Record | None:
    """다시 잴 이유가 없는 기록이 있으면 돌려줍니다. 읽을 수 없는 기록은 없는 셈 칩니다.

    제목은 열쇠에 들지 않으므로 예제의 것으로 고쳐 남깁니다. 장의 고리와 그림의 글이 기록에서 제목을 얻습니다.
    """
    try:
        record = Record.load(path)
    except RecordError:
        return None
    if record.key != key:
        return None
    if record.title != (title := _title(Path(plan.file))):
        record = replace(record, title=title)
        record.save(path.parent)
    return record


def measure(plan: Plan, entries: Sequence[Contender], experiment: str, key: str = "") -> Record:
    """계획을 재고 기록을 돌려줍니다. 파일로 남기지 않습니다.

    Args:
        plan: 무엇을 어떻게 잴지.
        entries: 계획에 든 방법들.
        experiment: 기록의 이름.
        key: 다시 잴지 가리는 열쇠.

    Raises:
        ExperimentError: 방법 하나라도 값을 내지 못했거나 틀린 값을 낸 경우.
    """
    streams.never_refuse()
    heard = _Heard(plan)
    labels = {entry.name: entry.label for entry in entries}
    loaded = machine.load()
    show = progress.get() or _line_on_terminal

    def record() -> Record:
        where, turned_on = _where(plan, entries, heard.with_gil)
        load = {"load_average": loaded.load_average, "cpu_pressure": loaded.cpu_pressure}
        raw = {kind: tuple(found) for kind, found in heard.raw.items()}
        return Record(
            experiment=experiment,
            title=_title(Path(plan.file)),
            created=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
            key=key,
            machine=where,
            versions=versions(Path(plan.file), plan.python),
            design=heard.design | load,
            contenders=tuple(
                ContenderLabel(entry.name, entry.label, entry.series, entry.at) for entry in entries
            ),
            purpose=plan.purpose,
            samples=raw["sample"],
            latencies=raw["latencies"],
            observations=raw["observation"],
            conditions=raw["condition"],
            memory=raw["memory"],
            notes=tuple(heard.notes | dict.fromkeys((*turned_on, *_sameness(plan)))),
        )

    try:
        for event in _events(plan, experiment):
            if "progress" in event:
                show(*event["progress"])
            elif "failure" in event:
                failure = Failure(**event["failure"])
                raise ExperimentError(experiment, labels.get(failure.contender, "?"), failure)
            else:
                heard.hear(event)
    except KeyboardInterrupt:
        show(1, 1)
        raise InterruptedMeasurement(record() if heard.keep_whole_rounds() else None) from None
    show(1, 1)
    return record()


class InterruptedMeasurement(KeyboardInterrupt):
    """재다가 사람이 멈춘 경우. `record`는 그때까지 다 잰 회의 기록이고, 하나도 없으면 없음입니다."""

    def __init__(self, record: Record | None) -> None:
        super().__init__()
        self.record = record


class _Heard:
    """측정을 맡은 프로세스가 알려 온 것들."""

    def __init__(self, plan: Plan) -> None:
        self.raw: dict[str, list[Any]] = {kind: [] for kind in _RAW}
        self.notes: dict[str, None] = {}
        self.with_gil: set[str] = set()
        self.design: dict[str, Any] = {"budget": budget().name, **plan.as_json()}
        # 파일의 경로는 이 기계의 것이므로 기록에 남기지 않습니다.
        for private in ("file", "python"):
            del self.design[private]
        for contender in self.design["contenders"]:
            del contender["python"]

    def hear(self, event: Mapping[str, Any]) -> None:
        """날것, 설계, 붙일 말 가운데 하나를 적습니다."""
        for kind, make in _RAW.items():
            if kind in event:
                self.raw[kind].append(make(event[kind]))
                self.with_gil |= {event[kind]["contender"]} if event.get("gil") else set()
        self.design |= event.get("design", {})
        if "note" in event:
            self.notes[event["note"]] = None

    def keep_whole_rounds(self) -> bool:
        """도중에 멈춘 회의 날것을 버리고, 남은 것이 있는지 돌려줍니다. 회는 모든 방법을 한 번씩 잰 것입니다."""
        kind, of = next(pair for pair in _ROUND.items() if self.raw[pair[0]] or pair[0] == "sample")
        whole = Counter(map(of, self.raw[kind]))
        wanted = len(self.design["contenders"]) + bool(self.design["ceiling"])
        if max(whole.values(), default=0) < wanted:
            return False
        self.raw[kind] = [item for item in self.raw[kind] if whole[of(item)] == wanted]
        self.design["generations"] = len({of(item)[0] for item in self.raw[kind]})
        return True


_ROUND: Mapping[str, Callable[[Any], tuple[int, ...]]] = {
    "latencies": lambda item: (item.generation,),
    "observation": lambda item: (item.turn,),
    "sample": lambda item: (item.generation, item.round),
}
"""날것의 갈래마다, 몇째 회의 것인지. 첫 수가 세대입니다."""


def _where(
    plan: Plan, entries: Sequence[Contender], with_gil: AbstractSet[str]
) -> tuple[machine.Machine, list[str]]:
    """잰 자리와, 거기에 붙일 말을 돌려줍니다. 재는 동안 GIL이 켜진 방법이 있으면 켜진 자리입니다."""
    asked = machine.of(plan.python)
    if asked.gil or not with_gil & {entry.name for entry in entries}:
        return asked, []
    return replace(asked, gil=True), [_GIL_TURNED_ON]


def _sameness(plan: Plan) -> list[str]:
    """값이 같은지 보는 법을 따로 정했으면 그렇다고 적습니다."""
    if plan.equal is None:
        return []
    if isinstance(plan.equal, str):
        return [f"돌려준 값이 같은지는 함수 {plan.equal}에 물었습니다."]
    return [f"돌려준 값은 상대 오차 {plan.equal:g}까지 같다고 보았습니다."]


def _events(plan: Plan, experiment: str) -> Iterator[dict[str, Any]]:
    """계획을 재게 하고 알려 오는 일을 하나씩 돌려줍니다. 한 사용자의 두 측정은 동시에 돌지 않습니다."""
    silence_seconds = plan.patience_seconds + GRACE_SECONDS
    with contextlib.nullcontext() if held.get() else alone():
        try:
            yield from client.events(plan, silence_seconds)
        except client.SilenceError:
            reason = f"측정을 맡은 프로세스가 {silence_seconds:g}초 동안 말이 없어 멈추었습니다."
            raise ExperimentError(experiment, "-", Failure("-", "deadline", reason)) from None
        except client.DeathError as error:
            if short := limits.explained(error.detail, error.detail):
                raise ExperimentError(experiment, "-", Failure("-", "limit", short)) from None
            reason = "측정을 맡은 프로세스가 뜻밖에 끝났습니다."
            failure = Failure("-", "exited", reason, error.detail)
            raise ExperimentError(experiment, "-", failure) from None
        except (OSError, RuntimeError) as error:
            # 측정을 맡을 프로세스를 시작하지도 못했습니다.
            short = limits.explained(f"{type(error).__name__}: {error}")
            if short is None:
                raise
            raise ExperimentError(experiment, "-", Failure("-", "limit", short)) from None


def _in_one_sentence(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """손으로 돌린 예제가 한도에 걸렸으면, 역추적 없이 그 문장만 적습니다."""
    if isinstance(error, ExperimentError) and error.failure.kind == "limit":
        print(error, file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """같은 사용자의 다른 측정이 끝나기를 기다렸다가 잡니다. 기다리게 되면 누구를 기다리는지 말합니다."""
    with queueing.alone(_tell):
        yield


def _tell(words: str) -> None:
    # 예제가 도는 동안 갤러리가 sys.stderr를 바꾸어 놓으므로, 책을 빌드할 때에는 처음의 것에 말합니다.
    stream = sys.__stderr__ if progress.get() is not None else sys.stderr
    print(words, file=stream or sys.stderr, flush=True)


def _line_on_terminal(done: int, total: int) -> None:
    if not sys.stderr.isatty():
        return
    text = "" if done == total else f"재는 중 {done}/{total}회"
    print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _name_of(file: Path) -> str:
    """예제의 이름입니다. 파일의 이름을 쓰되, uv가 붙인 글자는 뗍니다.

    uv는 주소로 받은 예제를 이름 뒤에 글자 여섯을 바로 붙인 임시 파일로 돌립니다. 본디 이름은 첫 줄에 있습니다.
    복사해서 고친 예제에도 첫 줄이 남아 있으므로, 그런 파일이 아니면 첫 줄을 믿지 않습니다.
    """
    with file.open(encoding="utf-8") as lines:
        found = re.match(r"# 실행: python (\w+)\.py", lines.readline())
    if found and re.fullmatch(rf"{found[1]}[A-Za-z0-9]{{6}}", file.stem):
        return found[1]
    return file.stem


def _title(file: Path) -> str:
    """예제의 문서 문자열에서 제목을 꺼냅니다."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    lines = (ast.get_docstring(tree) or file.stem).strip().splitlines()
    return lines[0]
