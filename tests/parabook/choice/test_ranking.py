"""예측하는 식과, 그것으로 방법을 고르는 일."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parabook.charts.drawing import ChartError, View, description_in, render
from parabook.choice import formulas
from parabook.choice.ranking import METHODS, advise, choose, rank
from parabook.choice.sheet import sheet
from parabook.choice.workload import EXAMPLES, FIELDS, ChoiceError, Costs, Work
from parabook.wire.samples import ContenderLabel, Observation

if TYPE_CHECKING:
    from conftest import MakeRecord
    from parabook.record.schema import Record

COSTS = Costs(
    call=3e-7,
    sleep_late=1e-4,
    timer_late=2e-4,
    timer_tick=1e-3,
    thread_start=5e-5,
    thread_task=2e-5,
    thread_crowd=0.2,
    coroutine_start=2e-4,
    coroutine_task=1.3e-5,
    process_start=3e-3,
    process_each=2e-3,
    process_task=3e-6,
    process_chunk=1e-4,
    process_byte=1e-9,
    thread_gain=0.0,
    process_gain=0.85,
    base_bytes=2e7,
    thread_bytes=2e4,
    coroutine_bytes=3e3,
    process_bytes=8e6,
)
WORK = Work(tasks=100, compute=0.001, wait=0.0, data=0, memory=4e9, cores=4)

works = some.builds(
    Work,
    tasks=some.integers(1, 10_000_000),
    compute=some.floats(0, 86_400),
    wait=some.floats(0, 86_400),
    data=some.floats(0, 1e11),
    memory=some.floats(1e7, 1e14),
    cores=some.integers(1, 1024),
    result=some.floats(0, 1e11),
    held=some.floats(0, 1),
)


def best(**changes: object) -> str:
    """이런 일에 가장 빠를 방법의 이름입니다."""
    return rank(replace(WORK, **changes), COSTS)[0].method.name


def test_long_computation_goes_to_processes() -> None:
    """긴 계산은 프로세스를 나누어야 겹칩니다."""
    assert best(compute=0.1) == "processes"


def test_short_computation_stays_in_order() -> None:
    """나누는 비용보다 짧은 계산은 나누지 않습니다."""
    assert best(compute=1e-6, tasks=10) == "sequential"


def test_many_waits_go_to_coroutines() -> None:
    """기다림이 많으면 하나에 드는 비용이 가장 작은 것이 이깁니다."""
    assert best(wait=0.1, compute=0, tasks=5000) == "coroutines"


def test_large_data_stays_home() -> None:
    """데이터를 보내는 비용이 계산보다 크면 프로세스에 맡기지 않습니다."""
    assert best(compute=0.005, tasks=40) == "processes"
    assert best(compute=0.005, tasks=40, data=10_000_000) != "processes"


def test_long_waits_with_long_computation_go_to_both() -> None:
    """기다림도 계산도 길면, 기다림은 이벤트 루프에 두고 계산만 프로세스에 나눕니다."""
    assert best(compute=0.03, wait=0.2, tasks=500) == "mixed"
    # 짧은 계산은 보내고 받는 라이브러리의 것이라 떼어 낼 수 없습니다.
    assert best(compute=0.001, wait=0.2, tasks=500) != "mixed"


def test_threads_win_without_the_gil() -> None:
    """GIL이 없으면 스레드의 계산도 겹치고, 스레드는 시작하는 비용이 작습니다."""
    free = replace(COSTS, thread_gain=0.85)
    assert rank(replace(WORK, tasks=8, compute=0.01), free)[0].method.name == "threads"


def test_released_computation_goes_to_threads() -> None:
    """GIL을 놓는 계산은 스레드로도 코어에 나뉘고, 반만 놓으면 두 배를 넘지 못합니다."""
    assert best(compute=0.02, tasks=40) == "processes"
    assert best(compute=0.02, tasks=40, held=0.0) == "threads"
    threads = next(method for method in METHODS if method.name == "threads")
    alone, half, free = (
        advise(threads, replace(WORK, compute=0.02, held=held), COSTS).seconds
        for held in (1.0, 0.5, 0.0)
    )
    assert 1.8 < alone / half < 2.05
    assert alone / free > 3


def test_large_results_stay_home() -> None:
    """돌려받는 비용이 계산보다 크면 프로세스에 맡기지 않습니다. 보내는 것과 같은 값입니다."""
    assert best(compute=0.005, tasks=40, result=10_000_000) != "processes"
    sent, returned = (
        advise(METHODS[3], replace(WORK, **{name: 1e6}), COSTS).seconds
        for name in ("data", "result")
    )
    assert sent == returned


@given(works)
def test_every_prediction_is_possible(work: Work) -> None:
    """어떤 일이든 시간과 메모리는 음수도 NaN도 아니고, 모자란 것만 무한대입니다."""
    for advice in rank(work, COSTS):
        assert advice.size_bytes >= 0
        assert advice.seconds >= 0
        assert advice.fits == (advice.seconds < math.inf)
        assert not advice.fits or advice.size_bytes <= work.memory or advice.method.choices == (1,)


@given(works)
def test_nothing_beats_the_waiting_and_the_cores(work: Work) -> None:
    """기다림 하나보다, 그리고 코어로 나눈 계산보다 빠르다고 하지 않습니다."""
    for advice in rank(work, COSTS):
        assert advice.seconds >= work.wait
        assert advice.seconds >= work.tasks * work.compute / work.cores * 0.99


@given(works)
def test_processes_stay_near_the_cores(work: Work) -> None:
    """프로세스는 코어의 두 배를 넘지 않고, 계산뿐인 일과 계산만 맡는 풀에서는 코어의 수를 넘지 않습니다."""
    for advice in rank(work, COSTS):
        if advice.method.name == "processes":
            assert advice.workers <= work.cores * (2 if work.wait else 1)
        if advice.method.name == "mixed":
            assert advice.workers <= work.cores


@given(works)
def test_workers_have_something_to_do(work: Work) -> None:
    """작업보다 워커가 많지 않고, 스레드는 몇백을 넘지 않습니다."""
    for advice in rank(work, COSTS):
        assert advice.workers <= min(work.tasks, 512)


@given(works, some.tuples(some.floats(0.01, 1), some.floats(1, 3)))
def test_interval_does_not_promise_the_impossible(work: Work, error: tuple[float, float]) -> None:
    """구간의 아래 끝은 기다림 하나보다, 그리고 코어로 나눈 계산보다 짧지 않습니다."""
    for advice in rank(work, COSTS):
        low, high = advice.interval(error)
        assert high >= low >= max(work.wait, work.tasks * work.compute / work.cores) * (1 - 1e-9)
        assert advice.seconds >= advice.floor * (1 - 1e-9)


def test_waiting_is_the_floor_of_eight_waits() -> None:
    """50 ms를 여덟이 함께 기다리는 일의 구간은, 예측이 아무리 빗나가도 50 ms에서 시작합니다."""
    work = replace(WORK, tasks=8, compute=0.0, wait=0.05)
    lows = {one.method.name: one.interval((0.8, 1.4))[0] for one in rank(work, COSTS)}
    assert lows["coroutines"] == lows["threads"] == 0.05
    assert lows["sequential"] == 0.4


@given(works)
def test_chosen_method_changes_the_least_code(work: Work) -> None:
    """고른 것은 가장 빠른 것의 15 % 안에 들고, 그런 것 가운데 코드를 가장 덜 바꿉니다."""
    ranked = rank(work, COSTS)
    good = [one.method for one in ranked if one.fits and one.seconds <= ranked[0].seconds * 1.15]
    assert choose(ranked).method == min(good, key=METHODS.index, default=ranked[0].method)


def test_waiting_work_stays_with_threads_when_nothing_is_much_faster() -> None:
    """주소 천 개를 받는 일은 비동기가 조금 더 빨라도, 있던 코드를 그대로 쓰는 스레드입니다."""
    ranked = rank(Work(**EXAMPLES[0].as_work(), memory=4e9, cores=2), COSTS)
    assert choose(ranked).method.name == "threads"
    assert choose(ranked).seconds < ranked[0].seconds * 1.15


def test_short_memory_means_fewer_workers() -> None:
    """메모리가 모자라면 워커를 줄이고, 그래도 모자라면 고르지 않습니다."""
    processes = next(method for method in METHODS if method.name == "processes")
    work = replace(WORK, compute=1.0, wait=10.0, tasks=1000)
    plenty = advise(processes, work, COSTS)
    tight = advise(processes, replace(work, memory=6e7), COSTS)
    none = advise(processes, replace(work, memory=2.5e7), COSTS)
    assert plenty.workers > tight.workers > 0
    assert tight.size_bytes <= 6e7
    assert (none.workers, none.seconds, none.fits) == (0, math.inf, False)


def test_sheet_prefers_less_change_when_close() -> None:
    """지도는 가장 빠른 것의 15 % 안에 드는 방법 가운데 코드를 가장 덜 바꾸는 것을 고릅니다."""
    found = sheet(COSTS, 1000, 0, 2)
    for row, column in ((0, 20), (20, 50), (50, 20), (5, 5), (30, 30)):
        work = Work(1000, found.compute[column], found.wait[row], 0, 64e9, 2)
        ranked = rank(work, COSTS)
        good = [one.method for one in ranked if one.seconds <= ranked[0].seconds * 1.15]
        assert METHODS[found.chosen[row][column]] == min(good, key=METHODS.index)
        assert found.close[row][column] == (len(good) > 1)


def test_sheet_starts_without_waiting() -> None:
    """지도의 첫 줄은 기다림이 없는 일이고, 거기서는 짧은 계산을 나누지 않습니다."""
    found = sheet(COSTS, 10, 0, 2)
    assert found.wait[0] == 0
    assert METHODS[found.chosen[0][0]].name == "sequential"
    assert METHODS[found.chosen[0][-1]].name == "processes"


@pytest.mark.parametrize(
    ("name", "value"),
    [("tasks", 0), ("tasks", 2.5), ("compute", -1), ("wait", math.nan), ("data", math.inf),
     ("memory", 0), ("cores", 0), ("cores", 100_000)],
)  # fmt: skip
def test_impossible_work_is_refused(name: str, value: float) -> None:
    """있을 수 없는 일은 칸의 이름과 적을 수 있는 수를 말하고 거릅니다."""
    label = next(field.label for field in FIELDS if field.name == name)
    with pytest.raises(ChoiceError, match=rf"{label}.*사이의 (정수|수)를 적으십시오"):
        replace(WORK, **{name: value})


def priced(make_record: MakeRecord, costs: Costs) -> Record:
    """값들을 사실로 돌려준 함수 하나의 기록입니다."""
    seen = Observation(contender="all", turn=0, outcome="finished", wall=1.0, facts=costs.as_json())
    return make_record(
        contenders=(ContenderLabel("all", "모두"),),
        purpose="observation",
        observations=(seen,),
        samples=(),
        design={"budget": "full", "facts": Costs.facts(), "measured": list(Costs.facts())},
    )


def test_map_names_every_region_and_tells_it_in_words(make_record: MakeRecord) -> None:
    """지도의 그림에는 칸마다 제목과 방법의 이름이 있고, 그 글에는 넓이가 있습니다."""
    chart = render(priced(make_record, COSTS), View("map"))
    assert "작업 10개, 데이터 없음, 기다림이 없을 때 고를 넓이: 순차 실행" in chart.description
    assert "작업 1,000개, 데이터 1.0 MiB, 기다림이 있을 때" in chart.description
    shares = [int(share) for share in re.findall(r"(\d+) %", chart.description)]
    many = len(METHODS)
    sums = [sum(shares[at : at + many]) for at in range(0, len(shares), many)]
    assert len(sums) == 8
    assert all(98 <= total <= 102 for total in sums)
    assert description_in(chart.light.decode()) == chart.description


def test_map_needs_costs(make_record: MakeRecord) -> None:
    """값을 재지 않은 기록으로는 지도를 그리지 않고, 무엇이 없는지 말합니다."""
    with pytest.raises(ChartError, match="고르는 데 쓸 값이 없습니다"):
        render(make_record(purpose="observation", samples=()), View("map"))


def test_costs_are_found_in_a_record(make_record: MakeRecord) -> None:
    """값은 어느 함수가 돌려주었든 찾고, 여러 번 잰 것의 가운데와 두 끝을 압니다."""
    names = list(Costs.facts())
    seen = [
        Observation(
            contender=one, turn=turn, outcome="finished", wall=1.0,
            facts={name: float(number + turn) for number, name in enumerate(names)
                   if (number % 2 == 0) == (one == "even")},
        )
        for one in ("even", "odd")
        for turn in range(3)
    ]  # fmt: skip
    record = make_record(
        contenders=tuple(ContenderLabel(one, one) for one in ("even", "odd")),
        purpose="observation",
        observations=tuple(seen),
        samples=(),
    )
    expected = {name: number + 1.0 for number, name in enumerate(names)} | {"thread_gain": 0.0}
    assert Costs.of(record).as_json() == expected
    assert Costs.of(record, "low").call == 0
    assert Costs.of(record, "high").call == 2


def test_threads_do_not_compute_together_under_the_gil(make_record: MakeRecord) -> None:
    """GIL이 켜져 있으면 잰 것이 얼마이든 스레드의 계산은 늘지 않고, 꺼져 있으면 잰 그대로입니다."""
    record = priced(make_record, replace(COSTS, thread_gain=0.15))
    for gil, expected in ((True, 0.0), (False, 0.15)):
        machine = replace(record.machine, gil=gil)
        assert Costs.of(replace(record, machine=machine)).thread_gain == expected


def test_missing_costs_are_named(make_record: MakeRecord) -> None:
    """기록에 없는 값이 있으면 그 이름을 말합니다."""
    with pytest.raises(ChoiceError, match="값이 없습니다: call, sleep_late"):
        Costs.of(make_record(purpose="observation", samples=(), observations=()))


def test_workers_are_not_doubled_for_nothing() -> None:
    """워커를 두 배로 늘려 얻는 것이 3 %도 되지 않으면 늘리지 않습니다."""
    work = replace(WORK, tasks=64, compute=0.5)
    threads = METHODS[1]
    chosen = formulas.fastest(work, COSTS, threads.choices, threads.most, threads.seconds, threads.size)  # fmt: skip
    assert chosen == 2
