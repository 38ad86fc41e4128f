"""사실만 세는 실험을 가려내어, 갤러리보다 먼저 나란히 돌립니다."""

import dataclasses
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
        ("plot_command_judges_functions", False),
        ("plot_checks_refuse_the_starting_pools", True),
    ],
)
def test_only_counting_is_told_apart(name, expected):
    """시간을 재거나, 잰 사실이 하나라도 있거나, 재는 명령을 부르면 나란히 돌리지 않습니다."""
    assert ahead.counts_only(next(EXAMPLES.rglob(f"{name}.py"))) is expected


@pytest.mark.parametrize(
    ("budget", "recorded", "expected"),
    [("once", False, True), ("once", True, False), ("quick", False, False), ("full", False, False)],
)
def test_timed_experiments_run_beside_others_only_when_nobody_asks_the_numbers(
    budget, recorded, expected, tmp_path, monkeypatch
):
    """시간을 재는 실험은 예산이 `once`이고 기록이 없을 때에만 남과 나란히 돕니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", budget)
    one = _experiment(tmp_path, "plot_timed", "from parabook import compare\n")
    if recorded:
        one.record_file.write_text("{}", encoding="utf-8")
    assert ahead.may_run_beside_others(one) is expected


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


COUNTING = '''"""이웃에게 묻기"""
import neighbour

def {name}():
    """이웃이 아는 수"""
    return {{"known": neighbour.KNOWN}}

if __name__ == "__main__":
    from parabook import observe

    observe({name}, facts={{"known": f"아는 수 {{neighbour.KNOWN}}(개)"}})
'''


def test_neighbours_of_another_folder_are_not_taken(tmp_path, monkeypatch):
    """같은 프로세스가 잇달아 돌려도, 이름이 같은 이웃 모듈은 제 폴더의 것을 불러옵니다."""
    monkeypatch.setattr(ahead.machine, "usable_cpus", list)
    found = []
    for known, name in enumerate(("plot_first", "plot_second")):
        (folder := tmp_path / name).mkdir()
        (folder / "neighbour.py").write_text(f"KNOWN = {known}\n", encoding="utf-8")
        one = _experiment(folder, name, COUNTING.format(name=name))
        found.append(dataclasses.replace(one, record_file=tmp_path / f"{name}.json"))
    ahead.run_ahead(found, tmp_path)
    for known, one in enumerate(found):
        asked = Record.load(one.record_file).design["facts"]
        assert asked == {"known": f"아는 수 {known}(개)"}


def test_death_costs_one_experiment_only(tmp_path, monkeypatch):
    """돌리던 프로세스가 죽어도, 남은 예제는 새 프로세스에서 돌립니다."""
    monkeypatch.setattr(ahead.machine, "usable_cpus", list)
    (tmp_path / "neighbour.py").write_text("KNOWN = 7\n", encoding="utf-8")
    dead = _experiment(tmp_path, "plot_dead", "import os\nos._exit(3)\n")
    after = _experiment(tmp_path, "plot_after", COUNTING.format(name="plot_after"))
    ahead.run_ahead([dead, after], tmp_path)
    assert not dead.record_file.exists()
    assert Record.load(after.record_file).fact("plot_after", "known").value == 7


def test_another_measurement_waits_meanwhile(tmp_path, monkeypatch):
    """미리 돌리는 동안 잠금을 잡고 있으므로, 이 사용자의 다른 측정과 겹치지 않습니다."""
    entered = []

    def alone():
        entered.append(True)
        return results.contextlib.nullcontext()

    monkeypatch.setattr(results, "alone", alone)
    ahead.run_ahead([], tmp_path)
    assert entered == [True]
