"""측정을 맡는 프로세스. `python -m parabook.launcher`로 시작됩니다.

책을 빌드하는 프로세스는 뚱뚱해서, 거기서 포크하거나 시간을 재면 값이 어느 쪽으로든 틀어집니다.
그래서 이 얇은 프로세스가 새 인터프리터를 시작하고, 순서를 섞어 번갈아 재고, 모두 거둡니다.

계획은 표준 입력의 첫 줄로 받고, 일어난 일은 표준 출력에 한 줄씩 알립니다. 계획이 올 때까지 잠들어 있습니다.
표준 입력이 닫히면 시킨 쪽이 사라진 것이므로, 자손과 함께 사라집니다.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from parabook import machine
from parabook.launcher.arrivals import Arrivals
from parabook.launcher.rounds import Rounds
from parabook.launcher.session import FreshError
from parabook.launcher.watch import Watch
from parabook.processes import tree
from parabook.wire.plan import Plan
from parabook.wire.samples import Purpose

_WAYS: dict[Purpose, type[Rounds | Arrivals | Watch]] = {
    "time": Rounds,
    "latency": Arrivals,
    "observation": Watch,
}


def main(arguments: Sequence[str] = ()) -> None:
    """표준 입력의 계획을 재고, 무슨 일이 있어도 자손을 남기지 않습니다."""
    del arguments
    tree.adopt_orphans()
    tree.process()  # 잴 때 쓸 psutil을, 재기 전에 불러옵니다.
    line = sys.stdin.readline()
    if not line:
        _remove_own_folder()
        return  # 시킬 쪽이 사라졌습니다.
    plan = Plan.from_json(json.loads(line))
    threading.Thread(target=_die_with_parent, daemon=True).start()

    def report(event: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()

    try:
        _WAYS[plan.purpose](plan, report).run()
    except FreshError as error:
        report({"failure": asdict(error.failure)})
    finally:
        tree.clear(os.getpid())
        _remove_own_folder()
    report({"done": True})


def _die_with_parent() -> None:
    sys.stdin.read()
    # 자손이 쓰던 공유 메모리를 치울 틈을 줍니다. 그사이 새로 시작한 것은 그다음에 함께 끝납니다.
    tree.clear(os.getpid())
    _remove_own_folder()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _remove_own_folder() -> None:
    """재어지는 것들에게만 준 임시 폴더를 없앱니다. 시킨 쪽이 먼저 사라졌을 수도 있습니다."""
    if folder := os.environ.get(machine.OWN_FOLDER_VARIABLE):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
