"""한글을 적을 수 없는 출력이어도 다 잰 것을 잃지 않습니다."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parabook.record.schema import Record

EXAMPLE = '''\
"""재어 보기"""


def small():
    """작은 방법"""
    return 7


def other():
    """다른 방법"""
    return 7


if __name__ == "__main__":
    from parabook import compare

    result = compare(small, other)
    print(result)
    print("끝")
'''
ENVIRONMENTS = {
    "asked": {"PYTHONIOENCODING": "ascii"},
    "locale": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "latin": {"PYTHONIOENCODING": "latin-1:strict"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_finished_measurement_survives_an_ascii_stream(name, tmp_path):
    """손으로 돌린 예제는 끝까지 돌고, 기록이 남고, 어떻게 하면 읽을 수 있는지 한 번 말합니다."""
    example = tmp_path / "plot_small.py"
    example.write_text(EXAMPLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(example)],
        cwd=tmp_path,
        env={**os.environ, "PARABOOK_BUDGET": "once", **ENVIRONMENTS[name]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"\\ub05d" in done.stdout
    assert done.stderr.count(b"PYTHONIOENCODING=utf-8") == 1
    assert Record.load(Path(tmp_path, "parabook-results", "plot_small.json"))


def test_stream_that_knows_hangul_is_left_alone(tmp_path):
    """한글을 적을 수 있는 출력에는 손대지 않습니다."""
    example = tmp_path / "plot_small.py"
    example.write_text(EXAMPLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(example)],
        cwd=tmp_path,
        env={**os.environ, "PARABOOK_BUDGET": "once", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert "끝" in done.stdout.decode()
    assert b"PYTHONIOENCODING" not in done.stderr
