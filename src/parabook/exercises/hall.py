"""시험장: 새 인터프리터에서 읽는 사람의 파일을 불러와 한 번 돌려 보고, 본 것을 파일에 적습니다.

워커 프로세스가 이 모듈을 다시 불러올 수 있으므로, 일은 메인 가드 아래에서만 합니다.
"""

from __future__ import annotations

import gc
import importlib
import json
import multiprocessing
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

BEGUN = ".begun"
"""돌기 시작했다고 알리는 파일의 꼬리."""
GRACE_SECONDS = 1.0
"""끝나는 중인 스레드와 프로세스를 기다려 주는 시간."""


def main(order: dict[str, Any]) -> None:
    """한 번 돌려 보고, 본 것이나 왜 볼 수 없었는지를 `order["answer"]`에 적습니다."""
    answer = Path(order["answer"])
    found = _tried(order)
    # 쓰다 만 것을 읽지 않게, 다 적은 다음에 이름을 줍니다.
    (draft := answer.with_suffix(".draft")).write_text(json.dumps(found), encoding="utf-8")
    draft.rename(answer)


def _tried(order: dict[str, Any]) -> dict[str, Any]:
    from parabook.exercises import criteria, shelf  # noqa: PLC0415 - 워커에는 필요 없습니다.

    if order["method"]:
        multiprocessing.set_start_method(order["method"])
    sys.path.insert(0, order["folder"])
    try:
        program = importlib.import_module(order["module"])
    except BaseException as error:  # noqa: BLE001 - sys.exit까지, 불러오지 못한 이유를 모두 적습니다.
        return _raised("import", error, order)
    asked = shelf.exercise(order["exercise"]).asked
    if missing := [name for name in asked if not hasattr(program, name)]:
        return {"outcome": "missing", "names": missing}
    (trial,) = (
        one for one in shelf.exercise(order["exercise"]).trials if one.name == order["trial"]
    )
    before = _alive()
    Path(order["answer"]).with_suffix(BEGUN).touch()
    try:
        seen = dict(trial.run(program))
    except criteria.CannotJudgeError as error:
        return {"outcome": "cannot", "text": error.text}
    except BaseException as error:  # noqa: BLE001 - 프로그램이 낸 예외는 모두 판정할 거리입니다.
        return _raised("raised", error, order)
    return {"outcome": "seen", "seen": seen, "left": _left_since(before)}


def _raised(outcome: str, error: BaseException, order: dict[str, Any]) -> dict[str, Any]:
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == Path(order["folder"])
    ]
    line = own[-1].lineno if own else getattr(error, "lineno", None)
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return {"outcome": outcome, "error": words[:200], "line": line}


def _alive() -> dict[str, set[Any]]:
    """지금 살아 있는 스레드, 자식 프로세스, 소켓입니다. 소켓은 셀 수 있는 시스템에서만 셉니다."""
    sockets: set[Any] = set()
    descriptors = Path("/proc/self/fd")
    if descriptors.is_dir():
        for link in descriptors.iterdir():
            try:
                target = str(link.readlink())
            except OSError:
                continue
            if target.startswith("socket:"):
                sockets.add(target)
    return {
        "threads": {thread for thread in threading.enumerate() if thread.is_alive()},
        "processes": {child.pid for child in multiprocessing.active_children()} | _others(),
        "sockets": sockets,
    }


def _others() -> set[int]:
    """`multiprocessing`이 모르는 자식들입니다. 인터프리터가 제 목숨과 함께 두는 것은 뺍니다."""
    import psutil  # noqa: PLC0415 - 워커에는 필요 없습니다.

    found = set()
    for child in psutil.Process(os.getpid()).children():
        try:
            if "multiprocessing." not in " ".join(child.cmdline()):
                found.add(child.pid)
        except psutil.Error:
            continue
    return found


def _left_since(before: dict[str, set[Any]]) -> dict[str, int]:
    """그 뒤로 생겨 아직 남은 것의 수입니다. 끝나는 중인 것은 조금 기다려 줍니다."""
    deadline = time.monotonic() + GRACE_SECONDS
    while True:
        gc.collect()
        now = _alive()
        left = {kind: len(now[kind] - before[kind]) for kind in now}
        if not any(left.values()) or time.monotonic() > deadline:
            return left
        time.sleep(0.02)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
