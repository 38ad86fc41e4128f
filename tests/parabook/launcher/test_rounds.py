"""번갈아 재는 차례와 횟수를 정하고, 값이 다르면 물리칩니다."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parabook.launcher.rounds import Referee, Rounds, is_known, loops_for, rounds_for
from parabook.launcher.session import FreshError
from parabook.paired import Ratio
from parabook.wire.plan import Plan, PlannedContender

PLAN = Plan(
    file="plot_x.py",
    contenders=(PlannedContender(name="first", function="first", arguments=(1, "둘")),),
    start_method="fork",
    generations=6,
    most_generations=6,
    target_width=0.1,
    fewest_rounds=2,
    most_rounds=12,
    budget_seconds=6.0,
    deadline_seconds=60.0,
)

walls = st.floats(min_value=1e-7, max_value=100)


def test_plan_survives_json():
    """계획은 파이프를 지나도 그대로입니다."""
    assert Plan.from_json(json.loads(json.dumps(PLAN.as_json()))) == PLAN


@given(st.dictionaries(st.text(min_size=1), walls, min_size=1, max_size=6))
def test_loops_make_no_sample_needlessly_long(times):
    """거듭 부르기 때문에 0.1초를 넘기는 표본은 없습니다."""
    loops = loops_for(times)
    assert all(count >= 1 for count in loops.values())
    assert all(loops[n] == 1 or loops[n] * times[n] <= 0.1 for n in times)


def test_loops_are_shared_when_contenders_are_alike():
    """비슷한 방법끼리는 같은 횟수를 부릅니다."""
    assert loops_for({"a": 0.001, "b": 0.002}) == {"a": 10, "b": 10}


def test_slow_contender_is_called_once():
    """한 번이 충분히 길면 한 번만 부릅니다."""
    assert loops_for({"a": 0.5, "b": 0.3}) == {"a": 1, "b": 1}


def test_loops_are_shared_only_at_equal_values():
    """값을 바꾸어 가며 재면, 짧은 값 때문에 긴 값까지 여러 번 부르지 않습니다."""
    walls = {"a_1": 0.0001, "b_1": 0.0002, "a_9": 0.01, "b_9": 0.02}
    points = {"a_1": 1.0, "b_1": 1.0, "a_9": 9.0, "b_9": 9.0}
    assert loops_for(walls, points) == {"a_1": 100, "b_1": 100, "a_9": 1, "b_9": 1}


@pytest.mark.parametrize(
    ("value", "width", "known"),
    [
        (1.0, 0.09, True),
        (1.0, 0.12, False),
        (9.0, 0.19, True),
        (1 / 9, 0.19, True),
        (9.0, 0.21, False),
    ],
)
def test_far_ratio_may_be_known_less_narrowly(value, width, known):
    """두 배가 넘게 벌어진 비는 구간이 두 배 넓어도 됩니다. 가까운 비는 그렇지 않습니다."""
    ratio = Ratio(value, value * (1 - width / 2), value * (1 + width / 2), pairs=12)
    assert is_known(ratio, 0.10) is known


@pytest.mark.parametrize(("seconds", "rounds"), [(0.01, 12), (0.2, 5), (0.5, 2), (100.0, 2)])
def test_rounds_follow_the_budget_within_limits(seconds, rounds):
    """예산이 넉넉해도 최대를 넘지 않고, 모자라도 최소보다 적지 않습니다."""
    assert rounds_for(PLAN, seconds) == rounds


def test_referee_accepts_equal_values():
    """값이 같으면 지나갑니다."""
    referee = Referee()
    referee.check("first", {"fingerprint": "aa", "preview": "1"})
    referee.check("second", {"fingerprint": "aa", "preview": "1"})


def test_referee_refuses_a_different_value():
    """값이 다르면 두 값을 나란히 보이며 물리칩니다."""
    referee = Referee()
    referee.check("first", {"fingerprint": "aa", "preview": "1"})
    with pytest.raises(FreshError) as caught:
        referee.check("second", {"fingerprint": "bb", "preview": "2"})
    assert caught.value.failure.kind == "mismatch"
    assert "first의 값: 1 / second의 값: 2" in caught.value.failure.reason


EXAMPLE = """\
def first():
    return sum(range(1000))


def second():
    return sum(range(1000))


def third():
    return sum(range(1000))
"""


@pytest.fixture(name="events")
def _events(tmp_path):
    """세 방법을 세 세대에 걸쳐 재며 알린 일입니다."""
    file = tmp_path / "plot_three.py"
    file.write_text(EXAMPLE)
    names = ("first", "second", "third")
    plan = dataclasses.replace(
        PLAN,
        file=str(file),
        contenders=tuple(PlannedContender(name=n, function=n, one_core=True) for n in names),
        generations=3,
        most_generations=3,
        most_rounds=4,
    )
    events = []
    Rounds(plan, events.append).run()
    return events


def test_every_contender_is_measured_once_each_round(events):
    """회마다 모든 방법을 한 번씩 잽니다."""
    samples = [event["sample"] for event in events if "sample" in event]
    seen = [(s["generation"], s["round"], s["contender"]) for s in samples]
    assert len(seen) == len(set(seen)) == 3 * 4 * 3


def test_order_changes_between_rounds(events):
    """순서를 섞으므로, 늘 먼저 재는 방법이 없습니다."""
    orders: dict[tuple[int, int], list[str]] = {}
    for event in events:
        if "sample" in event:
            sample = event["sample"]
            orders.setdefault((sample["generation"], sample["round"]), []).append(
                sample["contender"]
            )
    assert len({tuple(order) for order in orders.values()}) > 1
    assert {order[0] for order in orders.values()} == {"first", "second", "third"}


def test_progress_counts_up(events):
    """진행은 처음부터 끝까지 하나씩 늘어납니다."""
    steps = [event["progress"] for event in events if "progress" in event]
    assert steps == [[done, 12] for done in range(12)]
