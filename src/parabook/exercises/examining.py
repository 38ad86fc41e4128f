"""연습을 봅니다: 새 인터프리터에서 돌려 보게 하고, 본 것에 조건을 물어 판정을 모읍니다."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook.exercises import hall, shelf
from parabook.processes import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parabook.exercises.criteria import Text, Trial

HELD, BROKEN, UNKNOWN = "held", "broken", "unknown"
STARTING_SECONDS = 20.0
"""새 인터프리터가 시작해 파일을 불러오는 데 더 두는 시간."""
BUSY_SECONDS, BUSY_SHARE, PATIENCE = 1.0, 0.1, 6
"""이만큼마다 보아서 코어 하나의 이 몫보다 많이 썼으면 바쁜 것이고, 제한의 몇 배까지 기다립니다."""
LEAVES: Text = (
    "프로세스, 스레드, 소켓을 남기지 않습니다",
    "no process, thread or socket is left behind",
)
LEFT: Mapping[str, Text] = {
    "processes": ("프로세스 {count}개", "{count} processes"),
    "threads": ("스레드 {count}개", "{count} threads"),
    "sockets": ("소켓 {count}개", "{count} sockets"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """조건 하나의 판정. `method`는 어긋난 시작 방식이고, 방식을 가리지 않으면 빈 글입니다."""

    says: Text
    verdict: str
    why: Text = ("", "")
    page: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Unloadable(Exception):  # noqa: N818 - 읽는 사람의 파일이 틀린 것이지 도구의 고장이 아닙니다.
    """조건을 묻기도 전에 멈춘 경우. `kind`는 `import`나 `missing`입니다."""

    kind: str
    what: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """한 번 돌려 본 것."""

    trial: Trial
    method: str
    answer: Mapping[str, Any]


def examined(name: str, file: Path) -> list[Finding]:
    """시간을 뺀 조건을 모두 봅니다.

    Raises:
        Unloadable: 파일을 불러올 수 없거나, 시작 파일에 있던 이름이 없는 경우.
    """
    here = multiprocessing.get_all_start_methods()
    wanted = [
        (trial, method)
        for trial in shelf.exercise(name).trials
        for method in trial.methods or ("",)
    ]
    stopping = threading.Event()
    workers = max(1, min(len(wanted), (os.cpu_count() or 1), 4))
    with (
        tempfile.TemporaryDirectory(prefix="parabook-") as folder,
        concurrent.futures.ThreadPoolExecutor(workers) as pool,
    ):

        def tried(one: tuple[Trial, str]) -> Run:
            trial, method = one
            if method and method not in here:
                return Run(trial, method, {"outcome": "absent"})
            return _run(name, file, one, Path(folder), stopping)

        try:
            runs = list(pool.map(tried, wanted))
        except BaseException:
            stopping.set()  # 사람이 멈추었으면 돌고 있는 것도 기다리지 않고 끝냅니다.
            raise
    return [*_judged(runs), *_leftovers(runs)]


def _run(
    name: str, file: Path, wanted: tuple[Trial, str], folder: Path, stopping: threading.Event
) -> Run:
    trial, method = wanted
    place = Path(tempfile.mkdtemp(dir=folder))
    order = {
        "exercise": name,
        "trial": trial.name,
        "method": method,
        "folder": str(file.parent),
        "module": file.stem,
        "answer": str(place / "answer.json"),
    }
    born = time.time()
    with (place / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "parabook.exercises.hall", json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd=place,
            # 경고를 오류로 바꾸어 둔 자리에서도 판정은 같아야 합니다.
            env={key: value for key, value in os.environ.items() if key != "PYTHONWARNINGS"},
            start_new_session=True,
        )
    kin: list[Any] = [tree.process(process.pid)]
    try:
        patient = _waited(process, Path(order["answer"]), trial.limit_seconds, kin, stopping)
    finally:
        tree.kill(kin)
        code = process.wait()
        tree.sweep(born)
    answer = Path(order["answer"])
    if answer.exists():
        found = json.loads(answer.read_text(encoding="utf-8"))
        if not patient and found["outcome"] == "seen":
            found = {"outcome": "stays"}
        return Run(trial, method, found)
    return Run(trial, method, {"outcome": "died" if patient else "hung", "code": code})


def _waited(
    process: subprocess.Popen[bytes],
    answer: Path,
    limit: float,
    kin: list[Any],
    stopping: threading.Event,
) -> bool:
    """스스로 끝났으면 참입니다. 돌기 시작한 때부터와 답을 적은 때부터를 따로 셉니다.

    바쁜 기계에서 느린 것과 멈춘 것을 가립니다: CPU를 쓰고 있으면 `PATIENCE`배까지 더 기다립니다.
    부모를 잃은 워커도 찾아서 끝낼 수 있게, 살아 있는 동안 자손을 `kin`에 적어 둡니다.
    """
    marks = [answer.with_suffix(hall.BEGUN), answer]
    began, deadline = time.monotonic(), time.monotonic() + STARTING_SECONDS
    used, looked = _cpu_seconds(kin), began
    while process.poll() is None:
        kin += [one for one in tree.descendants(process.pid) if one not in kin]
        now = time.monotonic()
        if marks and marks[0].exists():
            del marks[0]
            began, deadline = now, now + limit
        if now - looked > BUSY_SECONDS:
            spent = _cpu_seconds(kin)
            if sum(spent[pid] - used.get(pid, 0.0) for pid in spent) > BUSY_SHARE * BUSY_SECONDS:
                deadline = max(deadline, min(now + 2 * BUSY_SECONDS, began + PATIENCE * limit))
            used, looked = spent, now
        if now > deadline or stopping.is_set():
            return False
        time.sleep(0.02)
    return True


def _cpu_seconds(kin: list[Any]) -> dict[int, float]:
    """살아 있는 것마다 지금까지 쓴 CPU 시간(초)입니다."""
    import psutil  # noqa: PLC0415 - 판정하지 않는 명령은 이 비용을 치르지 않습니다.

    spent = {}
    for one in kin:
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            spent[one.pid] = times.user + times.system
    return spent


def _judged(runs: list[Run]) -> Iterator[Finding]:
    for trial in dict.fromkeys(run.trial for run in runs):
        own = [run for run in runs if run.trial is trial]
        stopped = [one for run in own if (one := _stopped(run)) is not None]
        if stopped:
            yield from _once(stopped, len(own))
        for ask in trial.asks:
            yield _asked(ask, own)


def _once(findings: list[Finding], runs: int) -> Iterator[Finding]:
    """시작 방식만 다르고 이유가 같은 것은 하나로 적습니다. 모든 방식에서 그랬으면 방식을 적지 않습니다."""
    groups: dict[tuple[Any, ...], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.says, one.verdict, one.why, one.page), []).append(one)
    for (says, verdict, why, page), same in groups.items():
        methods = "" if len(same) == runs else ", ".join(one.method for one in same)
        yield Finding(says, verdict, why, page, methods)


def _stopped(run: Run) -> Finding | None:
    """조건을 물을 수 없게 끝난 것이면 그 판정입니다."""
    ends: Text = ("끝까지 돕니다", "it runs to the end")
    answer, trial = run.answer, run.trial
    match answer["outcome"]:
        case "seen" | "absent" | "cannot":
            return None
        case "import":
            raise Unloadable("import", answer["error"], answer["line"])
        case "missing":
            raise Unloadable("missing", ", ".join(answer["names"]))
        case "raised":
            line = answer["line"]
            at = (f"{line}번 줄에서 ", f"line {line}: ") if line else ("", "")
            why = (f"{at[0]}{answer['error']}", f"{at[1]}{answer['error']}")
        case "hung":
            seconds = f"{trial.limit_seconds:g}"
            why = (
                f"{seconds}초가 지나도 끝나지 않습니다. {trial.hangs[0]}",
                f"it did not end within {seconds} s: {trial.hangs[1]}",
            )
        case "stays":
            why = (
                "답은 냈지만 프로그램이 끝나지 않습니다. 남은 스레드나 프로세스를 기다립니다",
                "it answered but never ended: a thread or a process is still waited for",
            )
        case _:
            code = answer["code"]
            why = (f"값 없이 종료 코드 {code}로 끝났습니다", f"it exited with code {code}")
    return Finding(ends, BROKEN, why, trial.page, run.method)


def _asked(ask: Any, runs: list[Run]) -> Finding:
    """시작 방식 하나라도 어긋나면 어긋난 것이고, 하나라도 보지 못했으면 모르는 것입니다."""
    broken, unseen = {}, []
    for run in runs:
        match run.answer["outcome"]:
            case "seen":
                if why := ask.wrong(run.answer["seen"]):
                    broken[run.method] = why
            case "absent":
                unseen.append(
                    (
                        f"이 시스템에 없는 시작 방식입니다: {run.method}",
                        f"this system has no start method {run.method}",
                    )
                )
            case "cannot":
                unseen.append(tuple(run.answer["text"]))
            case _:
                unseen.append(
                    (
                        "프로그램이 끝까지 돌지 않아 볼 수 없었습니다",
                        "the program did not run to the end",
                    )
                )
    if broken:
        methods = "" if len(broken) == len(runs) else ", ".join(broken)
        return Finding(ask.says, BROKEN, next(iter(broken.values())), ask.page, methods)
    if unseen:
        return Finding(ask.says, UNKNOWN, unseen[0], ask.page)
    return Finding(ask.says, HELD, page=ask.page)


def _leftovers(runs: list[Run]) -> Iterator[Finding]:
    seen = [run for run in runs if run.answer["outcome"] == "seen"]
    if not seen:
        return
    page = "threading/shutdown"
    for run in seen:
        if left := {kind: count for kind, count in run.answer["left"].items() if count}:
            found = [
                ", ".join(LEFT[kind][at].format(count=count) for kind, count in left.items())
                for at in (0, 1)
            ]
            why = (f"{found[0]}가 남았습니다", f"left behind: {found[1]}")
            yield Finding(LEAVES, BROKEN, why, page, run.method)
            return
    yield Finding(LEAVES, HELD, page=page)
