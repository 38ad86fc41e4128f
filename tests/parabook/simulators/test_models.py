"""시뮬레이터의 모델: 일은 사라지지도 늘지도 않고, 아는 공식이 있으면 그 값이 나옵니다."""

import itertools
import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parabook.simulators import blocking_call, chunked, convoys, crowds, dice

MILLISECONDS = st.floats(0.01, 50)


def test_same_seed_gives_the_same_chance() -> None:
    """씨앗이 같으면 같은 수가, 다르면 다른 수가 나옵니다."""
    one, again, other = (crowds.gaps(50, crowds.RANDOM, seed) for seed in (3, 3, 4))
    assert one == again
    assert one != other


def test_generator_is_the_known_one() -> None:
    """1에서 시작해 만 번 굴린 수는 널리 알려진 값(399268537)입니다. C++ 표준이 이 값으로 시험합니다."""
    state = 1
    for _ in range(10_000):
        state = dice.rolled(state)
    assert state == 399268537


@given(
    st.integers(1, 16),
    st.lists(MILLISECONDS, min_size=1, max_size=200),
    st.integers(1, 120),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_no_work_is_lost_between_workers(
    workers: int, durations: list[float], chunk: int, cost: float, hand: float
) -> None:
    """청크마다의 일을 더하면 모든 작업의 길이이고, 한 워커의 청크는 겹치지 않으며, 하한보다 빠르지 않습니다."""
    chunks = chunked.schedule(workers, durations, chunk, cost, hand)
    assert len(chunks) == math.ceil(len(durations) / chunk)
    worked = [ended - started for _, _, started, ended in chunks]
    assert sum(worked) == pytest.approx(sum(durations))
    for worker in range(workers):
        mine = [one for one in chunks if one[0] == worker]
        for before, after in itertools.pairwise(mine):
            assert before[3] <= after[1]
    end = chunked.finish(chunks)
    assert end >= sum(durations) / workers * (1 - 1e-9)
    assert end >= max(durations)
    assert end >= len(chunks) * hand * (1 - 1e-9)


@pytest.mark.parametrize("shape", [0, 1, 2, 3])
def test_every_shape_has_the_same_total(shape: int) -> None:
    """작업의 길이가 어떤 꼴이든 일의 총량은 비슷합니다. 그래야 꼴만 바꾸어 비교할 수 있습니다."""
    assert sum(chunked.lengths(2000, 1.0, shape, 1)) == pytest.approx(2000, rel=0.06)


def test_uneven_tasks_leave_workers_idle() -> None:
    """작업마다 하나씩 주면 고르게 끝나고, 뒤로 갈수록 긴 작업을 워커마다 한 청크씩 주면 놉니다."""
    durations = chunked.lengths(96, 1.0, chunked.RISING, 1)
    balanced = chunked.finish(chunked.schedule(4, durations, 1, 0, 0))
    lopsided = chunked.finish(chunked.schedule(4, durations, 24, 0, 0))
    assert lopsided > 2 * balanced


@given(
    st.integers(0, 4),
    st.floats(5, 300),
    st.floats(5, 100),
    st.floats(0, 5),
    st.floats(0.1, 20),
)
def test_no_beat_waits_past_the_call(
    where: int, block: float, beat: float, late: float, interval: float
) -> None:
    """하트비트는 호출이 끝난 다음까지 늦지 않고, 많이 막는 자리일수록 더 늦습니다."""
    start = 2.5 * beat
    found = blocking_call.beats(where, block, beat, start, late, interval)
    assert all(at >= due for due, at in found)
    assert blocking_call.worst(found) <= max(late, block + late)
    worst = [
        blocking_call.worst(blocking_call.beats(one, block, beat, start, late, interval))
        for one in (blocking_call.HOLDING, blocking_call.COMPUTING, blocking_call.PROCESS)
    ]
    assert worst == sorted(worst, reverse=True)
    assert worst[-1] == pytest.approx(late)


@given(st.integers(0, 6), st.floats(0.5, 20), st.integers(1, 12), MILLISECONDS)
def test_only_one_thread_holds_the_lock(busy: int, interval: float, calls: int, io: float) -> None:
    """GIL을 잡은 때는 겹치지 않고, 요청은 입출력의 합보다 빠를 수 없습니다."""
    held = convoys.request(busy, interval, calls, io)
    for before, after in itertools.pairwise(held):
        assert before[3] <= after[2]
    assert all(began <= taken <= ended for _, began, taken, ended in held)
    assert sum(thread == 0 for thread, *_ in held) == calls
    assert convoys.latency(held) >= calls * io * (1 - 1e-9)


@given(st.floats(0.5, 20), st.integers(1, 12), MILLISECONDS)
def test_one_busy_thread_costs_one_interval_a_call(interval: float, calls: int, io: float) -> None:
    """계산하는 스레드가 없으면 입출력의 합이고, 하나이면 입출력마다 간격만큼 더 걸립니다."""
    alone, beside = (convoys.latency(convoys.request(busy, interval, calls, io)) for busy in (0, 1))
    assert alone == pytest.approx(calls * io)
    assert beside == pytest.approx(calls * (io + interval))


MANY = 60_000


def mean_wait(load: float, servers: int, uneven: int, pattern: int = crowds.RANDOM) -> float:
    """처리하는 시간이 1일 때 줄에서 기다리는 평균 시간입니다."""
    arrivals = crowds.gaps(MANY, pattern, 11)
    durations = crowds.services(MANY, uneven, 11)
    return crowds.average(crowds.waits(arrivals, durations, 1 / (servers * load), 1.0, servers))


@pytest.mark.parametrize("load", [0.3, 0.5, 0.8])
def test_waiting_follows_pollaczek_and_khinchine(load: float) -> None:
    """워커가 하나이고 처리하는 시간이 늘 같으면 ρ/2(1−ρ), 지수 분포이면 ρ/(1−ρ)입니다."""
    fixed = load / (2 * (1 - load))
    assert mean_wait(load, 1, 0) == pytest.approx(fixed, rel=0.08)
    assert mean_wait(load, 1, 1) == pytest.approx(2 * fixed, rel=0.1)


@pytest.mark.parametrize(("load", "servers"), [(0.5, 2), (0.8, 4)])
def test_waiting_follows_erlang(load: float, servers: int) -> None:
    """워커가 여럿이고 처리하는 시간이 지수 분포이면 얼랑의 C 공식이 나옵니다."""
    offered = load * servers
    last = offered**servers / math.factorial(servers) / (1 - load)
    before = sum(offered**number / math.factorial(number) for number in range(servers))
    expected = last / (before + last) / (servers * (1 - load))
    assert mean_wait(load, servers, 1) == pytest.approx(expected, rel=0.1)


def test_even_arrivals_below_full_never_wait() -> None:
    """고르게 도착하고 처리하는 시간이 늘 같으면, 이용률이 1에 못 미치는 한 아무도 기다리지 않습니다."""
    assert mean_wait(0.95, 3, 0, crowds.STEADY) == pytest.approx(0, abs=1e-6)
    assert mean_wait(0.8, 3, 0, crowds.BURSTS) > mean_wait(0.8, 3, 0)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_percentile_covers_its_share(values: list[float], percent: int) -> None:
    """그만큼의 몫이 백분위수보다 크지 않고, 백분위수는 값 가운데 하나입니다."""
    found = crowds.percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100 - 1e-9
    assert crowds.average(values) == pytest.approx(statistics.fmean(values))
