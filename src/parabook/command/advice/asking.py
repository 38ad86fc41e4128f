"""새 인터프리터에 표본을 불러 보게 하고, 알려 오는 것을 모읍니다. 이 프로세스는 읽는 사람의 파일을 불러오지 않습니다."""

from __future__ import annotations

import json
import queue
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook import machine
from parabook.command import inside
from parabook.command.advice.sentences import say
from parabook.command.wording import Misuse
from parabook.command.wrapping import INSIDE
from parabook.processes import usage
from parabook.processes.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

INNER = "parabook_inner"
START = "parabook_probing"
STARTING = f'''"""표본을 불러 보는 프로세스의 주 모듈."""

if __name__ == "__main__":
    import os
    import sys

    sys.path.insert(0, os.path.dirname(__file__))
    from {INNER}.probing import main

    main()
'''
ERROR_BYTES = 2000
SLOW_SECONDS = 3.0
"""한 번에 이보다 오래 걸리는 함수는 둘이 함께 돌려 보지 않습니다."""
PATIENCE_SECONDS = 20.0
"""우리가 재는 것(함께 도는 정도, 비용)에 말이 없으면 기다리는 시간(초)."""


@dataclass
class Found:
    """지금까지 알아낸 것. 멈추게 되면 여기까지입니다."""

    profile: dict[str, Any] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    inputs: int = 0
    whole: bool = True
    made: bool = False
    calling: int | None = None


def prepared(folder: Path) -> None:
    """재어지는 인터프리터가 불러올 것을 폴더에 복사해 둡니다."""
    shutil.copyfile(inside.__file__, folder / f"{INSIDE}.py")
    own = Path(__file__).parent / "inner"
    shutil.copytree(own, folder / INNER, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / f"{START}.py").write_text(STARTING, encoding="utf-8")


def ask(
    folder: Path,
    order: Mapping[str, Any],
    found: Found,
    *,
    deadline_seconds: float,
    python: str,
    show: Callable[[str], None],
) -> None:
    """표본을 불러 보게 하고 `found`를 채웁니다.

    Args:
        folder: `prepared`로 차린 폴더.
        order: 무엇을 볼지.
        found: 알아낸 것을 적을 자리.
        deadline_seconds: 한 번 부르거나 불러오는 데 기다릴 시간(초).
        python: 부를 인터프리터.
        show: 지금 하는 일을 적는 함수.

    Raises:
        Misuse: 함수나 입력을 쓸 수 없거나, 한 번 부르는 것이 끝나지 않는 경우.
    """
    child = Child(
        [python, "-P", str(folder / f"{START}.py")],
        environment=machine.readers_environment() | {"PYTHONIOENCODING": "utf-8"},
        new_session=True,
    )
    try:
        child.send({**order, "slow_seconds": SLOW_SECONDS})
        for event in _events(child, order, found, deadline_seconds):
            _hear(event, found, show)
    finally:
        child.kill(child.descendants())


def _events(
    child: Child, order: Mapping[str, Any], found: Found, deadline_seconds: float
) -> Iterator[dict[str, Any]]:
    ours = False
    while True:
        began, patience = time.monotonic(), PATIENCE_SECONDS if ours else deadline_seconds
        try:
            line = child.line(patience + (SLOW_SECONDS * 10 if ours else 0))
        except queue.Empty:
            if ours:
                return  # 함께 돌려 보다 멈추었습니다. 아는 것까지로 조언합니다.
            raise _never_ends(child, order, found, began) from None
        if not line:
            if found.profile:
                return
            child.hear_out()
            raise Misuse(
                "died",
                text=order["function"]["text"],
                index=found.calling if found.calling is not None else "-",
                detail=" ".join(child.errors(ERROR_BYTES).split()[-20:]),
            )
        event = json.loads(line)
        if "done" in event:
            return
        ours = event.get("step") in {"together", "pricing"} or "costs" in event
        yield event


def _never_ends(child: Child, order: Mapping[str, Any], found: Found, began: float) -> Misuse:
    """끝나지 않는 것을 멈추기 전에, 그동안 계산했는지 기다렸는지 봅니다."""
    seconds = time.monotonic() - began
    spent = usage.usage([child.identity, *child.descendants()])
    share = round(min(1.0, spent.cpu / seconds) * 100)
    if found.calling is None:
        return Misuse("loading_never_ends", text=order["function"]["text"], seconds=seconds)
    return Misuse(
        "input_never_ends",
        text=order["function"]["text"],
        index=found.calling,
        seconds=seconds,
        share=share,
    )


def _hear(event: Mapping[str, Any], found: Found, show: Callable[[str], None]) -> None:
    if "error" in event:
        details = dict(event["error"])
        raise Misuse(details.pop("kind"), **details)
    if "inputs" in event:
        found.inputs, found.whole, found.made = event["inputs"], event["whole"], event["made"]
    elif "calling" in event:
        found.calling = event["calling"]
        show(say("sampling", done=event["seen"], total=event["wanted"]))
    elif "profile" in event:
        found.profile |= event["profile"]
    elif "costs" in event:
        found.costs = event["costs"]
    elif "step" in event:
        show(say(f"step_{event['step']}"))
