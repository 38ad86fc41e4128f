"""사실만 세는 실험을 가려내어, 갤러리보다 먼저 나란히 돌립니다."""

from pathlib import Path

import pytest

from parabook import machine
from parabook.book import ahead
from parabook.book.library import Experiment
from parabook.experiment import results
from parabook.record.schema import Record

EXAMPLES = Path(__file__).parents[3] / "examples"

MEETING = '''"""서로 만나기"""
import time
from pathlib import Path

def {name}():
    """저쪽이 도는 동안 저쪽을 봅니다"""
    here, there = Path(__file__).with_name("{name}"), Path(__file__).with_name("{other}")
    here.touch()
    deadline = time.monotonic() + 20
    while not there.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return {{"met": int(there.exists())}}

if __name__ == "__main__":
    from parabook import draw, observe

    draw(observe({name}, facts={{"met": "만남"}}, deadline_seconds=30))
'''


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plot_counter_loses_updates", True),
        ("plot_threads_overlap_waiting", False),
        ("plot_closed_loop_hides_stalls", False),
        ("plot_overhead_ladder", False),
    ],
)
def test_only_counting_is_told_apart(name, expected):
    """시간을 재거나, 잰 사실이 하나라도 있으면 나란히 돌리지 않습니다."""
    assert ahead.counts_only(next(EXAMPLES.rglob(f"{name}.py"))) is expected


def _experiment(folder, name, text):
    source = folder / f"{name}.py"
    source.write_text(text, encoding="utf-8")
    return Experiment(name, source, name, folder / f"{name}.rst", folder / f"{name}.json")


def test_experiments_run_side_by_side(tmp_path, monkeypatch):
    """둘이 함께 돌지 않으면 서로를 볼 수 없습니다. 그림은 그리지 않습니다."""
    monkeypatch.setattr(machine, "usable_cpus", lambda: [0, 1])
    pair = ("plot_here", "plot_there")
    found = [
        _experiment(tmp_path, name, MEETING.format(name=name, other=other))
        for name, other in (pair, pair[::-1])
    ]
    ahead.run_ahead(found, tmp_path)
    for one in found:
        assert Record.load(one.record_file).fact(one.name, "met").value == 1
    assert list(tmp_path.rglob("*.png")) == []


def test_failure_leaves_the_gallery_to_tell(tmp_path):
    """실패한 예제는 기록을 남기지 않고, 이유는 갤러리가 알립니다."""
    one = _experiment(tmp_path, "plot_broken", "raise RuntimeError('일부러')\n")
    ahead.run_ahead([one], tmp_path)
    assert not one.record_file.exists()


def test_another_measurement_waits_meanwhile(tmp_path, monkeypatch):
    """미리 돌리는 동안 잠금을 잡고 있으므로, 이 사용자의 다른 측정과 겹치지 않습니다."""
    entered = []

    def alone(_experiment):
        entered.append(True)
        return results.contextlib.nullcontext()

    monkeypatch.setattr(results, "alone", alone)
    ahead.run_ahead([], tmp_path)
    assert entered == [True]
