"""지연을 잴 때에는 세대마다 방법을 섞고, 준비 도착은 버리고, 서버의 주기를 맞춥니다."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from parabook.launcher.arrivals import WARMUPS, Arrivals
from parabook.wire.plan import Plan, PlannedContender

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN = Plan(
    file="plot_x.py",
    contenders=tuple(
        PlannedContender(name=name, function=name, closed_loop=name == "closed")
        for name in ("open", "closed")
    ),
    purpose="latency",
    start_method="fork",
    generations=20,
    most_generations=20,
    target_width=0.1,
    fewest_rounds=1,
    most_rounds=1,
    budget_seconds=6.0,
    deadline_seconds=60.0,
    interval_seconds=0.01,
    arrivals=50,
    threads=4,
)


class Practice:
    """세션과 서버를 대신하는 무대. 시킨 일을 순서대로 적습니다."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.random = arrivals._stage.random
        self.server = self
        self.log: list[Any] = []

    def serving(self) -> Any:
        """주소 하나를 줍니다."""
        return nullcontext((["주소"],))

    def watching(self, generation: int) -> Any:
        """세대를 적습니다."""
        self.log.append(("세대", generation))
        return nullcontext()

    @contextmanager
    def session(self, contender: PlannedContender, *_: object) -> Iterator[Practice]:
        """스스로 세션이 됩니다."""
        self.log.append(("시작", contender.name))
        yield self

    def arrive(self, order: dict[str, Any]) -> dict[str, Any]:
        """모두 1 ms 늦었다고 답합니다."""
        self.log.append(("도착", order["count"], order["closed"], order["each"]))
        return {"latencies": [0.001] * order["count"], "gil": True}

    def counters(self, *, reset: bool) -> None:
        """주기를 맞춘 것을 적습니다."""
        self.log.append(("맞춤", reset))

    def count(self, name: str) -> None:
        """센 것을 적습니다."""
        self.log.append(("계산", name))

    def doubt_server(self) -> None:
        """의심한 것을 적습니다."""
        self.log.append("의심")


def measured(**changes: Any) -> tuple[list[Any], list[dict[str, Any]]]:
    """무대를 바꾸어 한 번 재고, 한 일과 알린 말을 돌려줍니다."""
    said: list[dict[str, Any]] = []
    way = Arrivals(dataclasses.replace(PLAN, **changes), said.append)
    way._stage = practice = Practice(way)  # type: ignore[assignment]
    way.run()
    return practice.log, said


def test_every_contender_arrives_in_every_generation():
    """세대마다 모든 방법을 한 번씩 재고, 잰 것만 알립니다. 준비 도착은 버립니다."""
    _, said = measured()
    told = [line["latencies"] for line in said if "latencies" in line]
    assert len(told) == PLAN.generations * len(PLAN.contenders)
    assert {len(one["seconds"]) for one in told} == {PLAN.arrivals}
    assert {(one["generation"], one["contender"]) for one in told} == {
        (generation, contender.name)
        for generation in range(PLAN.generations)
        for contender in PLAN.contenders
    }
    assert said[-1]["design"] == {"generations": 20, "rounds": 1, "warmups": WARMUPS}


def test_nobody_is_always_first():
    """어느 방법도 세대마다 먼저 시작하지 않습니다."""
    log, _ = measured()
    starts = [item[1] for item in log if item[0] == "시작"]
    assert set(starts[::2]) == {"open", "closed"}


def test_server_begins_anew_after_the_warmup():
    """준비 도착이 끝난 다음 서버의 주기를 처음으로 돌리고, 그러고 나서 잽니다."""
    log, _ = measured(generations=1, contenders=PLAN.contenders[:1])
    assert log == [
        ("세대", 0),
        ("시작", "open"),
        ("도착", WARMUPS, False, True),
        ("맞춤", True),
        ("도착", PLAN.arrivals, False, True),
        ("계산", "open"),
        "의심",
    ]


def test_closed_loop_is_told_apart():
    """닫힌 고리는 닫힌 고리라고 시키고 기록합니다."""
    _, said = measured(generations=1)
    told = {
        line["latencies"]["contender"]: line["latencies"]["closed"]
        for line in said
        if "latencies" in line
    }
    assert told == {"open": False, "closed": True}
