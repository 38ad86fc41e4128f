"""`parabook advise`가 고른 방법이, 조언을 만드는 동안 쓰지 않은 열두 함수에서도 가장 빠른 것의 20 % 안에 듭니다."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from parabook.choice.programs import Place, program
from parabook.command.advice.options import Option

HERE = Path(__file__).parent / "unseen"
LEISURE = os.environ.get("PARABOOK_UNSEEN", "")
"""값이 있으면 사람이 쓸 때의 설정으로, 여러 번 잽니다: nox -s advice."""
SECONDS, REPEATS = ("45", 7) if LEISURE else ("4", 3)
CLOSE = 1.20
ENOUGH, OF = (10 if LEISURE else 8), 12
"""짧게 재면 방법들의 차이가 잰 것의 오차에 묻힙니다. 열을 묻는 것은 여유 있게 잴 때입니다."""
DEADLINE_SECONDS = 60
WORKERS = {"threads": (2, 8), "processes": (2,)}
"""조언한 수 말고도 비교해 볼 워커의 수."""


@dataclass(frozen=True)
class Outcome:
    """함수 하나의 조언과, 방법마다 따로 잰 시간."""

    function: str
    chosen: str
    best: str
    loss: float
    seconds: float
    failure: str = ""

    def __str__(self) -> str:
        """표의 한 줄입니다."""
        return (
            f"{self.function:20} 고른 것 {self.chosen:14} 빠른 것 {self.best:14} "
            f"{self.loss:5.2f}배  조언 {self.seconds:4.1f}초 {self.failure}"
        )


def listed() -> dict[str, str]:
    """함수의 이름에서 입력의 이름으로."""
    spec = importlib.util.spec_from_file_location("functions", HERE / "functions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, str] = module.FUNCTIONS
    return found


def run(folder: Path, *command: str) -> str:
    """폴더에서 파이썬을 돌리고 찍은 것을 돌려줍니다."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=2 * DEADLINE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def contenders(found: dict[str, Any]) -> list[Option]:
    """따로 재어 볼 방법들: 조언이 쓸 수 있다고 한 것과, 워커의 수를 바꾼 것."""
    asynchronous = found["profile"]["coroutine"]
    names = ("sequential", "coroutines", "processes") if asynchronous else (
        "sequential", "threads", "processes"
    )  # fmt: skip
    skeletons = {"sequential": "awaited", "processes": "loops"} if asynchronous else {}
    chosen = found["chosen"]
    counts = {(name, count) for name in names for count in WORKERS.get(name, (1,))}
    counts.add((chosen["method"], 1 if chosen["method"] == "coroutines" else chosen["workers"]))
    return [
        Option(name=name, workers=count, seconds=None, skeleton=skeletons.get(name, name))
        for name, count in sorted(counts)
    ]


def judged(folder: Path, function: str, given: str) -> Outcome:
    """조언을 받고, 그 조언이 옳은지 따로 잽니다."""
    began = time.monotonic()
    said = run(
        folder, "-m", "parabook", "advise", f"functions.py:{function}",
        "--inputs", f"functions.py:{given}", "--json", "--seconds", SECONDS,
    )  # fmt: skip
    took = time.monotonic() - began
    found = json.loads(said)
    tasks = found["profile"]["inputs"]
    programs = {}
    for option in contenders(found):
        name = f"{option.name}_{option.workers}"
        text = program(
            option.skeleton,
            Place(module="functions", attribute=function),
            Place(module="functions", attribute=given),
            option.numbers(tasks),
        )
        (folder / f"{function}_{name}.py").write_text(text, encoding="utf-8")
        programs[f"{function}_{name}"] = name
    rounds = json.loads(run(folder, "rounds.py", given, str(REPEATS), *programs))
    chosen = found["chosen"]
    count = 1 if chosen["method"] == "coroutines" else chosen["workers"]
    mine = f"{function}_{chosen['method']}_{count}"
    slower = {name: median(one[mine] / one[name] for one in rounds) for name in programs}
    best = max(slower, key=slower.__getitem__)
    return Outcome(function, programs[mine], programs[best], slower[best], took)


def test_chosen_method_is_fast_for_functions_never_seen(tmp_path: Path) -> None:
    """열두 함수의 대부분에서, 고른 방법이 따로 잰 가장 빠른 것의 20 % 안에 듭니다. 조언은 저마다 1분 안에 끝납니다.

    회마다 짝지어 비교하므로 기계가 느려졌다 빨라지는 것은 지워집니다.
    """
    folder = tmp_path / "unseen"
    shutil.copytree(HERE, folder)
    outcomes = []
    for name, given in listed().items():
        try:
            outcomes.append(judged(folder, name, given))
        except (AssertionError, subprocess.TimeoutExpired) as error:
            outcomes.append(Outcome(name, "-", "-", math.inf, 0.0, str(error)))
        print(outcomes[-1], flush=True)
    report = "\n".join(map(str, outcomes))
    assert len(outcomes) == OF
    busy = os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1)
    well = sum(one.loss <= CLOSE for one in outcomes)
    assert well >= ENOUGH, report
    assert all(one.seconds <= DEADLINE_SECONDS for one in outcomes) or busy, report
