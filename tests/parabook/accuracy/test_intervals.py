"""비를 아는 일들을 읽는 사람의 길로 재고, 잰 것에서 눈금을 옳게 구하는지 시험합니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parabook.accuracy import intervals
from parabook.accuracy.intervals import KINDS, Kind, Trial
from parabook.claims.conditions import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from tests.parabook.conftest import MakeRecord

PAIR = Kind("비교할 것", "slow", "fast", 3.0)


@pytest.fixture(scope="module", name="trials")
def _trials(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    return list(intervals.tried(tmp_path_factory.mktemp("trials"), "quick", "calm", 1))


def test_every_kind_is_run_as_a_reader_runs_it(trials: list[Trial]) -> None:
    """갈래마다 예제처럼 손으로 돌고, 예산의 기본값을 쓰며, 답에서 터무니없이 멀지 않습니다."""
    assert [trial.kind for trial in trials] == list(KINDS.values())
    for trial in trials:
        assert trial.record.design["generations"] == 4
        # 눈금이 아닙니다. 두 방법을 바꾸어 적지 않았는지만 봅니다.
        assert trial.ratio.value / trial.kind.truth == pytest.approx(1, abs=0.5)


def test_seeds_are_drawn_anew(trials: list[Trial]) -> None:
    """돌릴 때마다 씨앗이 다릅니다."""
    assert len({trial.record.design["seed"] for trial in trials}) == len(trials)


def test_kept_trials_are_not_measured_again(
    tmp_path: Path, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """멈추었다 다시 시작하면, 남아 있는 기록은 다시 재지 않고 없는 것만 잽니다."""
    measured = []

    def run(name: str, _budget: str, folder: Path) -> None:
        measured.append(name)
        make_record(experiment="known_ratios").save(folder)

    monkeypatch.setattr(intervals, "_run_by_hand", run)
    assert len(list(intervals.tried(tmp_path, "full", "calm", 1))) == len(KINDS)
    first = measured.copy()
    list(intervals.tried(tmp_path, "full", "calm", 2))
    assert measured == first * 2


@pytest.mark.parametrize(("truth", "held"), [(3.0, True), (3.3, False)])
def test_interval_is_held_against_the_truth(
    make_record: MakeRecord, truth: float, *, held: bool
) -> None:
    """구간이 답을 품었는지는 답에 달렸습니다."""
    record = make_record({"slow": [[3.0], [3.03], [2.97]], "fast": [[1.0], [1.0], [1.0]]})
    trial = Trial(Kind("", "slow", "fast", truth), "full", "calm", record)
    assert trial.held is held
    assert trial.verdict(">", truth * 2) is Verdict.DIFFERS


def test_wrong_verdicts_are_counted(make_record: MakeRecord) -> None:
    """답을 잘못 알면, 참인 주장이 다름이 되고 거짓인 주장이 확인됨이 되는 것을 셉니다."""
    record = make_record()
    right = [Trial(PAIR, "full", "calm", record)] * 60
    wrong = [Trial(Kind("", "slow", "fast", 2.0), "full", "calm", record)] * 60
    counted = {bar.name: reached for bar, reached in intervals._claims(right, "", "right")}
    assert counted == {"false_right": 0, "true_right": 0}
    counted = {bar.name: reached for bar, reached in intervals._claims(wrong, "", "wrong")}
    assert counted == {"false_wrong": 30, "true_wrong": 30}


def test_trials_become_a_row_for_every_kind(make_record: MakeRecord) -> None:
    """갈래마다 한 줄인 기록이 됩니다."""
    trials = [
        Trial(
            kind,
            budget,
            load,
            make_record({kind.above: [[3.0, 3.0]] * 3, kind.below: [[1.0, 1.0]] * 3}),
        )
        for kind in KINDS.values()
        for budget in intervals.BUDGETS
        for load in intervals.LOADS
    ]
    record = intervals.as_record(trials)
    assert record.table()[0]["방법"] == "파이썬 반복문 (1.25배)"
    # 답은 1.25인데 3배로 잰 기록입니다.
    assert record.fact("loop_five", "bias_full_calm").value == pytest.approx(140)


@pytest.mark.parametrize("pinned", [False, True])
def test_busy_programs_leave_nothing_running(*, pinned: bool) -> None:
    """남의 부하를 흉내 내던 프로그램은 재고 나면 사라집니다. 남으면 이 시험이 실패합니다."""
    with intervals.busy(2, pinned=pinned):
        pass
