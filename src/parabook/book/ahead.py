"""사실만 세는 실험을, 갤러리가 돌리기 전에 미리 나란히 돌립니다.

갤러리는 예제를 하나씩 돌립니다. 시간을 재는 실험은 그래야 하지만, 부하가 바꿀 수 없는 것을 세는 실험은 그럴 이유가
없습니다. 기록이 남으면 갤러리가 그 예제를 돌릴 때 다시 재지 않습니다. 실패한 것은 갤러리가 다시 돌려 이유를 알립니다.
"""

import ast
import os
import queue
import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from parabook import machine
from parabook.book.library import Experiment
from parabook.experiment import design, results
from parabook.processes.child import Child

DEADLINE_SECONDS = 180.0
FACTS_ONLY = "--facts-only"
"""명령에게 시간을 재지 말라고 하는 인자."""
FEWEST = 2
"""이보다 적으면 나란히 돌릴 것이 없습니다."""

_COUNTING = """
import contextlib, io, json, os, queue, runpy, sys, threading
import parabook
from parabook.experiment import results
from parabook.processes import tree

parabook.draw = lambda *_positional, **_named: None
results.held.set(True)
os.chdir(os.environ[results.RECORDS_VARIABLE])
answers, paths = sys.stdout, list(sys.path)
orders = queue.SimpleQueue()

def listen():
    for line in sys.stdin:
        orders.put(line)
    # 시킨 쪽이 사라졌습니다. 세던 것을 마저 세면, 다음에 빌드하는 책의 측정과 겹칩니다.
    tree.kill(tree.descendants(os.getpid()))
    os._exit(1)

threading.Thread(target=listen, daemon=True).start()
while True:
    line = orders.get()
    source = json.loads(line)["source"]
    folder = os.path.dirname(source)
    sys.path[:] = [folder, *paths]
    # 실패하면 기록이 남지 않을 뿐입니다. 갤러리가 다시 돌려 이유를 알립니다.
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(BaseException):
        runpy.run_path(source, run_name="__main__")
    # 다른 폴더에 이름이 같은 이웃 모듈이 있을 수 있습니다.
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(folder + os.sep):
            del sys.modules[name]
    print("{}", file=answers, flush=True)
"""
"""예제를 손으로 돌리듯이 하나씩 돌립니다. 그림은 갤러리가 그리므로 그리지 않고, 잠금은 이미 이 프로세스가 잡고 있습니다.

세는 함수는 예제마다 새 인터프리터에서 돌므로, 시키는 프로세스까지 예제마다 새로 시작할 이유는 없습니다.
그 프로세스가 parabook과 예제의 패키지를 불러오고 열쇠를 계산하는 데 예제 하나에 1초쯤이 듭니다.
"""


def counts_only(source: Path) -> bool:
    """시간도 메모리도 재지 않고 사실만 세는 예제인지 봅니다."""
    asked = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "parabook":
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.keyword) and node.arg == "measured":
            asked.add(node.arg)
        elif isinstance(node, ast.Constant) and node.value in {"parabook", FACTS_ONLY}:
            asked.add(node.value)
    if FACTS_ONLY not in asked and "parabook" in asked:
        # 명령을 부르는 예제입니다. 세는 것은 종료 코드여도, 명령은 시간을 잽니다.
        return False
    return "observe" in asked and not asked & {"compare", "latency", "measured"}


def may_run_beside_others(experiment: Experiment) -> bool:
    """다른 실험과 나란히 돌려도 되는지 봅니다.

    예산이 `once`이면 잰 값에 아무도 묻지 않으므로, 아직 기록이 없는 실험은 시간을 재더라도 나란히 돌립니다.
    """
    if counts_only(experiment.source):
        return True
    return design.budget().name == "once" and not experiment.record_file.exists()


def run_ahead(experiments: Sequence[Experiment], records: Path) -> None:
    """예제들을 코어의 수보다 하나 많게 나란히 돌려 기록을 남깁니다. 그동안 이 사용자의 다른 측정은 기다립니다."""
    waiting = deque(one.source.resolve() for one in experiments)
    # 사실을 세는 예제는 기다리는 동안이 길어서, 코어보다 하나 더 두어야 코어가 놀지 않습니다.
    width = min(len(machine.usable_cpus()) + 1, len(waiting))
    with results.alone(), ThreadPoolExecutor(max(1, width)) as pool:
        for worked in [pool.submit(_work_through, waiting, records) for _ in range(width)]:
            worked.result()


def _work_through(waiting: deque[Path], records: Path) -> None:
    """남은 예제를 프로세스 하나에 순서대로 시킵니다. 죽거나 늦으면 새 프로세스에 다음 것부터 시킵니다."""
    child: Child | None = None
    try:
        while waiting:
            child = child or Child(
                [sys.executable, "-c", _COUNTING],
                environment=os.environ | {results.RECORDS_VARIABLE: str(records.resolve())},
            )
            child.send({"source": str(waiting.popleft())})
            if not _answered(child):
                child.kill()
                child = None
    finally:
        if child is not None:
            child.kill()


def _answered(child: Child) -> bool:
    try:
        return child.line(DEADLINE_SECONDS) != b""
    except queue.Empty:
        return False
