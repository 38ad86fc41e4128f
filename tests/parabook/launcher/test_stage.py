"""무대는 코어를 씨앗대로 돌려 쓰고, 한 세대 동안 기계에서 일어난 일을 알립니다."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from parabook import machine
from parabook.launcher import stage
from parabook.launcher.stage import Stage
from parabook.server.specification import Counters, Server
from parabook.wire.plan import Plan, PlannedContender

ONE_CORE = PlannedContender(name="one", function="one", one_core=True)
PLAN = Plan(
    file="plot_x.py",
    contenders=(ONE_CORE, PlannedContender(name="many", function="many")),
    start_method="fork",
    generations=4,
    most_generations=4,
    target_width=0.1,
    fewest_rounds=2,
    most_rounds=12,
    budget_seconds=6.0,
    deadline_seconds=60.0,
)


class Quiet:
    """시작하는 대신, 무엇으로 시작하려 했는지 적어 두는 세션."""

    def __init__(self, target: object, **settings: Any) -> None:
        self.target, self.settings = target, settings


@pytest.fixture(name="cpus")
def _cpus(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """코어가 넷인 기계인 체합니다."""
    cpus = [2, 3, 5, 7]
    monkeypatch.setattr(machine, "usable_cpus", lambda: cpus)
    monkeypatch.setattr(stage, "Session", Quiet)
    return cpus


def stage_of(plan: Plan = PLAN, **changes: Any) -> tuple[Stage, list[dict[str, Any]]]:
    """무대와, 무대가 알린 말들."""
    said: list[dict[str, Any]] = []
    return Stage(dataclasses.replace(plan, **changes), said.append), said


def test_generations_take_turns_on_every_core(cpus: list[int]):
    """코어의 수만큼 세대를 돌면 모든 코어를 한 번씩 씁니다."""
    here, _ = stage_of()
    assert sorted(here.core(generation) for generation in range(4)) == cpus
    assert here.core(0) == here.core(4)


def test_seed_decides_the_first_core(cpus: list[int]):
    """같은 씨앗이면 같은 코어부터, 다른 씨앗이면 다른 코어부터 돕니다."""
    orders = {tuple(stage_of(seed=seed)[0].core(at) for at in range(4)) for seed in range(40)}
    assert {order[0] for order in orders} == set(cpus)
    assert stage_of(seed=5)[0].core(0) == stage_of(seed=5)[0].core(0)


@pytest.mark.usefixtures("cpus")
def test_only_what_uses_one_core_is_pinned():
    """코어 하나짜리만 그 세대의 코어에 묶고, 나머지는 묶지 않습니다."""
    here, _ = stage_of()
    one, many = (here.session(contender, 1, ()).settings for contender in PLAN.contenders)
    assert one["cpus"] == [here.core(1)]
    assert many["cpus"] == ()


@pytest.mark.usefixtures("cpus")
def test_condition_names_who_started_and_where():
    """세대마다 시작한 순서와 묶은 코어를 알리고, 다음 세대는 새로 적습니다."""
    here, said = stage_of()
    for generation in range(2):
        with here.watching(generation):
            for contender in PLAN.contenders[generation:]:
                here.session(contender, generation, ())
    first, second = (told["condition"] for told in said)
    assert (first["started"], second["started"]) == (["one", "many"], ["many"])
    assert (first["core"], second["core"]) == (here.core(0), here.core(1))


def test_nothing_pinned_means_no_core():
    """아무것도 묶지 않으면 코어도 적지 않습니다."""
    here, said = stage_of(contenders=PLAN.contenders[1:])
    with here.watching(0):
        pass
    assert said[0]["condition"]["core"] is None


def test_without_a_server_there_is_nothing_to_count():
    """서버가 없으면 주소도 없고 셀 것도 없습니다."""
    here, said = stage_of()
    with here.serving() as arguments:
        assert arguments == ()
        assert here.count("one") is None
    here.doubt_server()
    assert said == []


def test_server_gives_its_addresses_and_counts():
    """서버가 있으면 시킨 수만큼의 주소를 주고, 받은 요청을 셉니다."""
    here, _ = stage_of(server=Server(delay_seconds=0.0).as_json(), requests=3)
    with here.serving() as (urls,):
        assert len(urls) == 3
        counters = here.count("one")
    assert isinstance(counters, Counters)
    assert counters.requests == 0
