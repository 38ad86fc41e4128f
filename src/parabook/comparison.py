"""경쟁 방법들을 번갈아 재어 기록으로 돌려줍니다. 예제가 부르는 것은 이 모듈의 `compare`입니다.

이 프로세스는 재지 않습니다. 측정을 맡을 프로세스를 시작하고, 알려 오는 것을 받아 적습니다.
"""

import ast
import datetime as dt
import hashlib
import importlib.metadata
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parabook import machine, tree
from parabook.fresh import Failure, Target
from parabook.launcher import Plan, PlannedContender
from parabook.record import (
    CEILING,
    SCHEMA,
    Condition,
    ContenderLabel,
    MemoryPeak,
    Record,
    RecordError,
    Sample,
)
from parabook.server import Server

BUDGET_VARIABLE = "PARABOOK_BUDGET"
RECORDS_VARIABLE = "PARABOOK_RECORDS"
RESULTS_FOLDER = "parabook-results"
GRACE_SECONDS = 30.0

Progress = Callable[[int, int], None]
progress: ContextVar[Progress | None] = ContextVar("progress", default=None)
"""잰 회와 모든 회를 받는 함수. 책을 짓는 쪽이 제 진행 표시로 바꾸어 끼웁니다."""


class ExperimentError(Exception):
    """실험이 값을 내지 못한 경우. 문장에 예제, 경쟁 방법, 까닭이 들어 있습니다."""

    def __init__(self, experiment: str, label: str, failure: Failure) -> None:
        self.experiment = experiment
        self.failure = failure
        detail = f"\n{failure.detail.rstrip()}" if failure.detail.strip() else ""
        super().__init__(
            f"실험 {experiment} 실패. 경쟁 방법 {failure.contender}({label}): "
            f"{failure.reason}{detail}"
        )


class DesignError(ValueError):
    """견줌의 설계가 잘못된 경우."""


@dataclass(frozen=True, slots=True)
class Budget:
    """얼마나 공들여 잴지. 시간의 단위는 초입니다."""

    name: str
    generations: int
    most_generations: int
    fewest_rounds: int
    most_rounds: int
    seconds: float


BUDGETS = {
    "full": Budget(
        "full", generations=6, most_generations=9, fewest_rounds=2, most_rounds=12, seconds=4.0
    ),
    "quick": Budget(
        "quick", generations=2, most_generations=2, fewest_rounds=1, most_rounds=3, seconds=0.4
    ),
}

TARGET_WIDTH = 0.10
"""비의 구간이 비의 이만큼보다 넓으면 세대를 더 잽니다."""


@dataclass(frozen=True, slots=True)
class Contender:
    """견줄 방법 하나. 이름과 설명이 기본값과 달라야 할 때만 씁니다.

    Args:
        function: 모듈의 맨 바깥에 적은 함수. 문서 문자열의 첫 줄이 사람이 읽는 이름이 됩니다.
        arguments: 함수에 줄 인자. JSON으로 적을 수 있어야 합니다.
        given: 잴 것을 미리 차려 주는 함수. `with`로 쓸 수 있는 것을 돌려주어야 하고,
            그 값이 첫 인자가 됩니다. 차리는 시간은 재지 않습니다.
        one_core: 코어를 하나만 쓰는 방법이면 참. 그런 것끼리는 같은 코어에서 재어야 견줄 수 있습니다.
        name: 기록에서 쓸 이름. 함수 하나를 인자를 바꾸어 여러 번 견줄 때 줍니다.
        label: 사람이 읽는 이름.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    given: Callable[[], Any] | None = None
    one_core: bool = False
    name: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        """빈 이름을 함수에서 채웁니다."""
        if not self.name:
            object.__setattr__(self, "name", self.function.__name__)
        if not self.label:
            lines = (self.function.__doc__ or self.name).strip().splitlines()
            object.__setattr__(self, "label", lines[0].rstrip("."))


def budget() -> Budget:
    """`PARABOOK_BUDGET`이 고른 예산을 돌려줍니다. 없으면 `full`입니다.

    Raises:
        SettingError: 모르는 예산을 적은 경우.
    """
    chosen = os.environ.get(BUDGET_VARIABLE, "") or "full"
    if chosen not in BUDGETS:
        raise machine.SettingError(
            f"환경 변수 {BUDGET_VARIABLE}의 값 {chosen!r}을 모릅니다. "
            f"{', '.join(BUDGETS)} 가운데 하나를 적으십시오."
        )
    return BUDGETS[chosen]


def compare(
    *contenders: Callable[..., Any] | Contender,
    server: Server | None = None,
    requests: int = 0,
    one_core: bool = False,
    ceiling: bool = False,
    memory: bool = False,
    deadline_seconds: float = 60.0,
    python: str = sys.executable,
    part: str = "",
) -> Record:
    """경쟁 방법들을 번갈아 재어 기록을 돌려줍니다. 첫 방법이 기준입니다.

    한 방법을 몰아서 재지 않고 매 회 순서를 섞습니다.
    기계가 느려지는 동안 걸린 방법만 손해를 보지 않게 하려는 것입니다.
    세대마다 인터프리터를 새로 시작합니다. 프로세스마다 달라지는 것도 퍼짐에 들어가야 하기 때문입니다.

    Args:
        contenders: 함수 또는 `Contender`. 돌려준 값이 서로 같은지 검산합니다.
        server: 연습용 서버. 주면 함수의 첫 인자로 주소의 목록이 갑니다.
        requests: 주소의 개수.
        one_core: 모든 방법이 코어를 하나만 쓰면 참.
        ceiling: 참이면 기준의 일을 코어마다 하나씩 동시에 시켜, 얻을 수 있는 최선도 함께 잽니다.
            여러 코어를 쓰는 방법을 견줄 때 줍니다.
        memory: 참이면 시간을 다 잰 다음, 방법마다 메모리의 꼭대기를 따로 잽니다.
        deadline_seconds: 한 번 재는 데 기다릴 시간(초). 넘기면 그 방법은 실패한 것입니다.
        python: 경쟁 방법을 돌릴 인터프리터의 경로.
        part: 한 예제에서 두 번 견줄 때, 기록의 이름에 덧붙일 말.

    Raises:
        ExperimentError: 방법 하나라도 값을 내지 못했거나 틀린 값을 낸 경우.
        DesignError: 방법이 없거나, 이름이 겹치거나, 서버와 주소의 수가 맞지 않는 경우.
        SettingError: 환경 변수에 쓸 수 없는 값이 있는 경우.
    """
    entries = [item if isinstance(item, Contender) else Contender(item) for item in contenders]
    if one_core:
        entries = [replace(entry, one_core=True) for entry in entries]
    plan = _plan(
        entries,
        server,
        requests,
        ceiling=ceiling,
        memory=memory,
        deadline_seconds=deadline_seconds,
        python=python,
    )
    experiment = _name_of(Path(plan.file)) + (f"-{part}" if part else "")
    key = measurement_key(plan)
    library = os.environ.get(RECORDS_VARIABLE)
    folder = Path(library or RESULTS_FOLDER)
    if library and (kept := _kept(folder / f"{experiment}.json", key)):
        return kept
    record = _measure(plan, entries, experiment, key)
    record.save(folder)
    return record


def _plan(
    entries: list[Contender],
    server: Server | None,
    requests: int,
    *,
    ceiling: bool,
    memory: bool,
    deadline_seconds: float,
    python: str,
) -> Plan:
    if not entries:
        raise DesignError("견줄 방법이 없습니다. compare에 함수를 하나 이상 주십시오.")
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise DesignError(
            f"경쟁 방법의 이름이 겹칩니다: {', '.join(names)}. Contender의 name을 다르게 주십시오."
        )
    if CEILING in names:
        raise DesignError(f"{CEILING}은 천장의 이름입니다. 경쟁 방법에 다른 name을 주십시오.")
    if (server is None) != (requests == 0):
        raise DesignError("server와 requests는 함께 주어야 합니다. requests는 1 이상입니다.")
    targets = [Target.of(entry.function) for entry in entries]
    if len({target.file for target in targets}) != 1:
        raise DesignError("경쟁 방법은 모두 한 파일에 있어야 합니다.")
    chosen = budget()
    return Plan(
        file=str(targets[0].file),
        contenders=tuple(
            PlannedContender(
                name=entry.name,
                function=target.function,
                arguments=entry.arguments,
                given=Target.of(entry.given).function if entry.given else None,
                one_core=entry.one_core,
            )
            for entry, target in zip(entries, targets, strict=True)
        ),
        python=python,
        start_method=machine.start_method(),
        generations=chosen.generations,
        most_generations=chosen.most_generations,
        target_width=TARGET_WIDTH,
        fewest_rounds=chosen.fewest_rounds,
        most_rounds=chosen.most_rounds,
        budget_seconds=chosen.seconds,
        deadline_seconds=deadline_seconds,
        server=server.as_json() if server else None,
        requests=requests,
        ceiling=ceiling,
        memory=memory,
    )


def _kept(path: Path, key: str) -> Record | None:
    """다시 잴 까닭이 없는 기록이 있으면 돌려줍니다. 읽을 수 없는 기록은 없는 셈 칩니다."""
    try:
        record = Record.load(path)
    except RecordError:
        return None
    return record if record.key == key else None


def _measure(plan: Plan, entries: list[Contender], experiment: str, key: str) -> Record:
    samples: list[Sample] = []
    conditions: list[Condition] = []
    memory: list[MemoryPeak] = []
    notes: dict[str, None] = {}
    design: dict[str, Any] = {"budget": budget().name, **plan.as_json()}
    # 파일의 경로는 이 기계의 것이므로 기록에 남기지 않습니다.
    for private in ("file", "python"):
        del design[private]
    labels = {entry.name: entry.label for entry in entries}
    loaded = machine.load()
    show = progress.get() or _line_on_terminal
    for event in _events(plan, experiment):
        if "sample" in event:
            samples.append(Sample(**event["sample"]))
        elif "progress" in event:
            show(*event["progress"])
        elif "memory" in event:
            memory.append(MemoryPeak(**event["memory"]))
        elif "condition" in event:
            conditions.append(Condition(**event["condition"]))
        elif "design" in event:
            design |= event["design"]
        elif "note" in event:
            notes[event["note"]] = None
        elif "failure" in event:
            failure = Failure(**event["failure"])
            raise ExperimentError(experiment, labels.get(failure.contender, "?"), failure)
    show(1, 1)
    design["load_average"] = loaded.load_average
    design["cpu_pressure"] = loaded.cpu_pressure
    return Record(
        experiment=experiment,
        title=_title(Path(plan.file)),
        created=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        key=key,
        machine=machine.here(),
        versions=versions(),
        design=design,
        contenders=tuple(ContenderLabel(entry.name, entry.label) for entry in entries),
        samples=tuple(samples),
        conditions=tuple(conditions),
        memory=tuple(memory),
        notes=tuple(notes),
    )


def _events(plan: Plan, experiment: str) -> Iterator[dict[str, Any]]:
    """측정을 맡은 프로세스를 시작하고, 알려 오는 일을 하나씩 돌려줍니다.

    말이 없는 채로 마감을 넘기거나 이쪽이 먼저 끝나면, 그 프로세스와 자손을 모두 끝냅니다.
    """
    from filelock import FileLock  # noqa: PLC0415 - 재지 않는 쪽은 이 값을 치르지 않습니다.

    silence_seconds = plan.deadline_seconds + GRACE_SECONDS
    with FileLock(_lock_path()), tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "parabook.launcher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            env=_environment(),
        )
        assert process.stdin is not None  # noqa: S101 - PIPE로 열었습니다.
        assert process.stdout is not None  # noqa: S101 - PIPE로 열었습니다.
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        listener = threading.Thread(target=_listen, args=(process.stdout, lines.put), daemon=True)
        listener.start()
        try:
            process.stdin.write(json.dumps(plan.as_json()).encode() + b"\n")
            process.stdin.flush()
            while True:
                line = lines.get(timeout=silence_seconds)
                if not line:
                    errors.seek(0)
                    raise _died(experiment, errors.read().decode(errors="replace"))
                event = json.loads(line)
                if "done" in event:
                    return
                yield event
        except queue.Empty:
            reason = f"측정을 맡은 프로세스가 {silence_seconds:g}초 동안 말이 없어 멈추었습니다."
            raise ExperimentError(experiment, "-", Failure("-", "deadline", reason)) from None
        finally:
            tree.kill_tree(process.pid)
            process.wait()
            listener.join()
            process.stdin.close()
            process.stdout.close()


def _listen(stream: Any, put: Callable[[bytes], None]) -> None:
    for line in stream:
        put(line)
    put(b"")


def _died(experiment: str, errors: str) -> ExperimentError:
    reason = "측정을 맡은 프로세스가 뜻밖에 끝났습니다."
    return ExperimentError(experiment, "-", Failure("-", "exited", reason, errors[-2000:]))


def _lock_path() -> Path:
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"parabook-{owner}.lock"


def _environment() -> dict[str, str]:
    """이 프로세스가 찾은 parabook을 측정을 맡은 프로세스도 찾게 합니다."""
    package = str(Path(__file__).resolve().parent.parent)
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def _line_on_terminal(done: int, total: int) -> None:
    if not sys.stderr.isatty():
        return
    text = "" if done == total else f"재는 중 {done}/{total}회"
    print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _name_of(file: Path) -> str:
    """예제의 이름입니다. 첫 줄에 적혀 있으면 그것을, 아니면 파일의 이름을 씁니다.

    uv는 주소로 받은 예제를 이름 뒤에 아무 글자나 붙인 임시 파일로 돌립니다.
    """
    with file.open(encoding="utf-8") as lines:
        found = re.match(r"# 실행: python (\w+)\.py", lines.readline())
    return found.group(1) if found else file.stem


def _title(file: Path) -> str:
    """예제의 문서 문자열에서 제목을 꺼냅니다."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    lines = (ast.get_docstring(tree) or file.stem).strip().splitlines()
    return lines[0]


_MEASURING_MODULES = (
    "worker", "machine", "tree", "fresh", "ceiling", "server", "loopback", "launcher", "comparison",
)  # fmt: skip
_RELEVANT_PACKAGES = ("aiohttp", "numpy", "requests")


def versions() -> dict[str, str]:
    """측정에 관여하는 패키지의 판을 돌려줍니다. 설치되지 않은 것은 빠집니다."""
    found = {}
    for package in ("parabook", *_RELEVANT_PACKAGES):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def measurement_key(plan: Plan) -> str:
    """이 열쇠가 같으면 다시 잴 까닭이 없습니다.

    예제의 코드(주석과 머리글은 빼고), 계획, 측정 도구의 코드, 기계, 파이썬, 쓰는 패키지의 판이 들어갑니다.
    """
    parts = [
        str(SCHEMA),
        _code_of(Path(plan.file)),
        json.dumps(replace(plan, file="", python="").as_json(), sort_keys=True),
        json.dumps(machine.here().as_json(), sort_keys=True),
        sys.version,
        json.dumps(versions(), sort_keys=True),
        *(_code_of(Path(__file__).with_name(f"{name}.py")) for name in _MEASURING_MODULES),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _code_of(file: Path) -> str:
    """주석과 머리글을 뺀 코드입니다. 글만 고쳤을 때 다시 재지 않게 합니다."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return ast.dump(tree)
