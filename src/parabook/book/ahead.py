"""사실만 세는 실험을, 갤러리가 돌리기 전에 미리 나란히 돌립니다.

갤러리는 예제를 하나씩 돌립니다. 시간을 재는 실험은 그래야 하지만, 부하가 바꿀 수 없는 것을 세는 실험은 그럴 이유가
없습니다. 기록이 남으면 갤러리가 그 예제를 돌릴 때 다시 재지 않습니다. 실패한 것은 갤러리가 다시 돌려 이유를 알립니다.
"""

import ast
import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from parabook import machine
from parabook.book.library import Experiment
from parabook.experiment import results

DEADLINE_SECONDS = 180.0
FEWEST = 2
"""이보다 적으면 나란히 돌릴 것이 없습니다."""

_COUNTING = """
import runpy, sys
import parabook
from parabook.experiment import results

parabook.draw = lambda *_positional, **_named: None
results.held.set(True)
sys.path.insert(0, sys.argv[1])
runpy.run_path(sys.argv[2], run_name="__main__")
"""
"""예제를 손으로 돌리듯이 돌립니다. 그림은 갤러리가 그리므로 그리지 않고, 잠금은 이미 이 프로세스가 잡고 있습니다."""


def counts_only(source: Path) -> bool:
    """시간도 메모리도 재지 않고 사실만 세는 예제인지 봅니다."""
    asked = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "parabook":
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.keyword) and node.arg == "measured":
            asked.add(node.arg)
    return "observe" in asked and not asked & {"compare", "latency", "measured"}


def run_ahead(experiments: Sequence[Experiment], records: Path) -> None:
    """예제들을 코어의 수만큼 나란히 돌려 기록을 남깁니다. 그동안 이 사용자의 다른 측정은 기다립니다."""
    with results.alone("미리 돌리기"), ThreadPoolExecutor(len(machine.usable_cpus())) as pool:
        list(pool.map(lambda one: _run(one.source, records), experiments))


def _run(source: Path, records: Path) -> None:
    # 실패하거나 늦으면 기록이 남지 않을 뿐입니다. 갤러리가 다시 돌립니다.
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-c", _COUNTING, str(source.parent), str(source)],
            cwd=records,
            env=os.environ | {results.RECORDS_VARIABLE: str(records)},
            capture_output=True,
            timeout=DEADLINE_SECONDS,
            check=False,
        )
