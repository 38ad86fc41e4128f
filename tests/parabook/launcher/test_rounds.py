"""번갈아 재는 순서와 횟수를 정하고, 값이 다르면 물리칩니다."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parabook import machine
from parabook.launcher.rounds import (
    MEMORY_TURNS,
    PATIENCE_FOR_MORE_SECONDS,
    Referee,
    Rounds,
    _peak_of,
    is_known,
    loops_for,
    rounds_for,
)
from parabook.launcher.session import FreshError, Session
from parabook.launcher.stage import Stage
from parabook.paired import FEWEST_GENERATIONS, Ratio
from parabook.processes.usage import Memory
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
    plan = dataclasses.replace(PLAN, measured=("peak",), equal=1e-9, seed=7)
    assert Plan.from_json(json.loads(json.dumps(plan.as_json()))) == plan


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
    ratio = Ratio(value, value * (1 - width / 2), value * (1 + width / 2), 6, 12)
    assert is_known(ratio, 0.10) is known


@pytest.mark.parametrize(("seconds", "rounds"), [(0.01, 12), (0.2, 5), (0.5, 2), (100.0, 2)])
def test_rounds_follow_the_budget_within_limits(seconds, rounds):
    """예산이 넉넉해도 최대를 넘지 않고, 모자라도 최소보다 적지 않습니다."""
    assert rounds_for(PLAN, seconds) == rounds


@pytest.mark.parametrize(
    ("ratios", "generations", "settled"),
    [
        ((1.5, 1.5, 1.5), 3, True),
        ((1.2, 1.5, 1.8), 3, False),
        # 한 세대 안에서 아무리 고르게 재었어도, 세대끼리 다르면 더 잽니다.
        ((1.5, 1.5, 1.9, 1.5), 4, False),
        ((1.2, 1.5, 1.8, 1.2, 1.5, 1.8), 6, True),
    ],
)
def test_generations_are_added_until_the_interval_is_narrow(ratios, generations, settled):
    """세대들의 구간이 넉넉히 좁거나, 정해 둔 만큼 재었을 때에만 그만 잽니다."""
    contenders = tuple(PlannedContender(name=n, function=n) for n in ("first", "second"))
    plan = dataclasses.replace(PLAN, contenders=contenders, generations=3)
    rounds = Rounds(plan, print)
    rounds._walls = {
        (generation, turn): {"first": ratio, "second": 1.0}
        for generation, ratio in enumerate(ratios)
        for turn in range(12)
    }
    assert rounds._settled(generations) is settled


def test_one_generation_is_never_enough_when_more_may_follow():
    """적은 예산(once)에서도, 세대를 더 잴 수 있으면 구간을 말할 수 있을 때까지 잽니다."""
    contenders = tuple(PlannedContender(name=n, function=n) for n in ("first", "second"))
    plan = dataclasses.replace(PLAN, contenders=contenders, generations=1)
    rounds = Rounds(plan, print)
    rounds._walls = {(0, 0): {"first": 1.5, "second": 1.0}}
    assert rounds._settled(1) is False


@pytest.mark.parametrize(("limit", "settled"), [(0.0, True), (60.0, False)])
def test_long_experiments_get_no_more_generations(limit, settled):
    """구간이 넓어도 이미 오래 쟀으면 그만 잽니다. 읽는 사람이 시간을 정했으면 그 시간까지 잽니다."""
    contenders = tuple(PlannedContender(name=n, function=n) for n in ("first", "second"))
    plan = dataclasses.replace(PLAN, contenders=contenders, generations=3, limit_seconds=limit)
    times = iter([0.0, PATIENCE_FOR_MORE_SECONDS + 1])
    rounds = Rounds(plan, print, clock=lambda: next(times))
    rounds._walls = {
        (generation, 0): {"first": ratio, "second": 1.0}
        for generation, ratio in enumerate((1.2, 1.5, 1.8))
    }
    assert rounds._settled(3) is settled


class Asked:
    """값을 건네받아 같은지 답하는 자리."""

    def __init__(self, *, same=True):
        self.same = same
        self.expected = []

    def agrees(self, expected):
        """물은 값을 적고, 정해 둔 대로 답합니다."""
        self.expected.append(expected)
        return self.same


def test_referee_accepts_equal_values():
    """값이 같으면 지나갑니다. 지문이 있으면 묻지 않습니다."""
    referee, entry = Referee(), Asked(same=False)
    referee.check("first", {"fingerprint": "aa", "preview": "1"}, entry)
    referee.check("second", {"fingerprint": "aa", "preview": "1"}, entry)
    assert entry.expected == []


def test_referee_refuses_a_different_value():
    """값이 다르면 두 값을 나란히 보이며 물리칩니다."""
    referee, entry = Referee(), Asked()
    referee.check("first", {"fingerprint": "aa", "preview": "1"}, entry)
    with pytest.raises(FreshError) as caught:
        referee.check("second", {"fingerprint": "bb", "preview": "2"}, entry)
    assert caught.value.failure.kind == "mismatch"
    assert "first의 값: 1 / second의 값: 2" in caught.value.failure.reason


def test_referee_asks_where_a_way_to_compare_is_given():
    """같은지 보는 법이 따로 있으면, 처음 본 값을 건네어 그 방법의 자리에 묻습니다."""
    referee, first, other = Referee(), Asked(), Asked()
    referee.check("first", {"value": "aa", "preview": "1"}, first)
    referee.check("second", {"value": "bb", "preview": "2"}, other)
    assert (first.expected, other.expected) == ([], ["aa"])
    with pytest.raises(FreshError, match="다른 값"):
        referee.check("third", {"value": "cc", "preview": "3"}, Asked(same=False))


class Weighed:
    """정해 둔 메모리를 순서대로 보이는 인터프리터."""

    def __init__(self, *seen, idle=10):
        self.waiting = [idle, *seen]
        self.finished = False

    def call(self):
        """금방 끝납니다."""
        return {"wall": 1.0}

    def begin(self, _loops):
        """시키기만 합니다."""

    def answered(self):
        """보일 것이 없으면 끝난 것입니다."""
        return not self.waiting

    def memory(self):
        """다음 것을 보입니다. 수이면 프로세스가 둘이고, 튜플이면 (크기, 프로세스의 수)입니다."""
        seen = self.waiting.pop(0)
        size, processes = seen if isinstance(seen, tuple) else (seen, 2)
        return Memory(shared_fairly=size, own=size // 2, processes=processes, method="pss")

    def finish(self):
        """값을 받습니다."""
        self.finished = True


@pytest.mark.parametrize(
    ("seen", "peak"),
    [
        # 함께 쓰는 페이지가 늘어나는 때에 한 번 두 배로 세어진 것은 피크가 아닙니다.
        ((50, 50, 100, 50, 50), 50),
        ((100, 50, 50, 50), 50),
        ((50, 50, 50, 100), 50),
        ((50, 100, 100, 50, 50), 50),
        # 세 번 잇달아 보았으면 믿습니다.
        ((50, 100, 100, 100, 50), 100),
        ((100, 110, 105), 100),
        # 두 번밖에 보지 못했으면 아무것도 믿지 않고, 쉬는 때의 것으로 둡니다.
        ((100, 100), 10),
        ((100,), 10),
        ((), 10),
        # 프로세스가 하나이면 두 번 세어질 것이 없어, 한 번만 보고도 믿습니다.
        (((20, 1), (90, 1), (20, 1)), 90),
    ],
)
def test_memory_of_several_processes_is_trusted_after_three_looks(seen, peak):
    """프로세스가 여럿이면 잇달아 본 세 번 가운데 가장 작은 것만 믿고, 세 번이 되기 전에는 믿지 않습니다."""
    session = Weighed(*seen)
    found = _peak_of(session, "first")
    assert found["peak_bytes"] == peak
    assert found["idle_bytes"] == 10
    assert found["looks"] == len(seen)
    assert session.finished


CPUS = tuple(range(8))


@pytest.mark.parametrize("seed", range(4))
def test_core_goes_round_every_usable_one(monkeypatch, seed):
    """세대마다 다른 코어에 묶고, 허락된 코어를 다 돈 다음에야 되풀이합니다."""
    monkeypatch.setattr(machine, "usable_cpus", lambda: CPUS)
    stage = Stage(dataclasses.replace(PLAN, seed=seed), print)
    cores = [stage.core(generation) for generation in range(16)]
    assert sorted(cores[:8]) == list(CPUS)
    assert cores[8:] == cores[:8]


def test_first_core_is_drawn(monkeypatch):
    """어느 코어부터 돌지는 씨앗이 정합니다. 늘 0번 코어에서 시작하지 않습니다."""
    monkeypatch.setattr(machine, "usable_cpus", lambda: CPUS)
    first = {Stage(dataclasses.replace(PLAN, seed=seed), print).core(0) for seed in range(40)}
    assert len(first) > 4


EXAMPLE = """\
def first():
    return sum(range(1000))


def second():
    return sum(range(1000))


def third():
    return sum(range(1000))
"""


NAMES = ("first", "second", "third")


def planned(folder, **changes):
    """코어 하나짜리 세 방법을 재는 계획입니다."""
    file = folder / "plot_three.py"
    file.write_text(EXAMPLE)
    settings = {
        "file": str(file),
        "contenders": tuple(PlannedContender(name=n, function=n, one_core=True) for n in NAMES),
        "generations": 3,
        "most_generations": 3,
        "most_rounds": 4,
    }
    return dataclasses.replace(PLAN, **(settings | changes))


@pytest.fixture(name="events")
def _events(tmp_path):
    """세 방법을 세 세대에 걸쳐 재며 알린 일입니다."""
    events = []
    Rounds(planned(tmp_path), events.append).run()
    return events


def test_start_order_and_core_are_told(events):
    """세대마다 시작한 순서와, 묶은 코어를 알립니다."""
    conditions = [event["condition"] for event in events if "condition" in event]
    assert [condition["generation"] for condition in conditions] == [0, 1, 2]
    assert all(sorted(condition["started"]) == sorted(NAMES) for condition in conditions)
    usable = machine.usable_cpus()
    assert {condition["core"] for condition in conditions} <= set(usable)
    assert len({condition["core"] for condition in conditions}) == min(3, len(usable))


def test_no_contender_is_always_started_or_warmed_first(tmp_path, monkeypatch):
    """기준이 늘 먼저 시작하거나 먼저 데워지지 않습니다. 맨 처음에만 기준의 값이 먼저 나옵니다."""
    warmed: list[list[str]] = []
    warm_up, call = Rounds._warm_up, Session.call

    def marking(rounds, entries):
        warmed.append([])
        return warm_up(rounds, entries)

    def noting(session, *arguments):
        warmed[-1].append(session.name)
        return call(session, *arguments)

    monkeypatch.setattr(Rounds, "_warm_up", marking)
    monkeypatch.setattr(Session, "call", noting)
    events: list[dict] = []
    plan = planned(
        tmp_path, generations=12, most_generations=12, fewest_rounds=1, most_rounds=1, seed=3
    )
    Rounds(plan, events.append).run()
    orders = [event["condition"]["started"] for event in events if "condition" in event]
    started = [order[0] for order in orders]
    # 순서는 씨앗과 코어의 수가 정합니다. 열한 번 모두 같은 것이 앞설 확률은 2만분의 1도 되지 않습니다.
    assert len(set(started)) > 1
    assert warmed[0][0] == "first"
    assert len({order[0] for order in warmed[1:]}) > 1
    # 데우는 순서도 따로 섞습니다. 먼저 시작한 것이 늘 먼저 데워지지 않습니다.
    assert [list(dict.fromkeys(order)) for order in warmed[1:]] != orders[1:]


def test_unpinned_contenders_have_no_core(tmp_path):
    """코어에 묶지 않았으면 코어를 적지 않습니다."""
    contenders = (PlannedContender(name="first", function="first"),)
    events: list[dict] = []
    Rounds(
        planned(tmp_path, contenders=contenders, generations=1, most_generations=1), events.append
    ).run()
    [condition] = [event["condition"] for event in events if "condition" in event]
    assert condition["core"] is None
    assert condition["started"] == ["first"]


@pytest.mark.parametrize(("generations", "turns"), [(1, 1), (5, MEMORY_TURNS)])
def test_memory_is_weighed_in_as_many_turns_as_an_interval_needs(tmp_path, generations, turns):
    """메모리는 구간을 말할 수 있을 만큼 방법마다 새로 시작해 봅니다. 한 번씩만 돌리는 예산에서는 한 번입니다."""
    events: list[dict] = []
    plan = planned(
        tmp_path,
        generations=generations,
        most_generations=generations,
        fewest_rounds=1,
        most_rounds=1,
        memory=True,
    )
    Rounds(plan, events.append).run()
    seen = sorted(
        (event["memory"]["turn"], event["memory"]["contender"])
        for event in events
        if "memory" in event
    )
    assert seen == [(turn, name) for turn in range(turns) for name in NAMES]
    assert MEMORY_TURNS >= FEWEST_GENERATIONS


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
    assert len({order[0] for order in orders.values()}) > 1


def test_progress_counts_up(events):
    """진행은 처음부터 끝까지 하나씩 늘어납니다."""
    steps = [event["progress"] for event in events if "progress" in event]
    assert steps == [[done, 12] for done in range(12)]
