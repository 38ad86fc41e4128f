"""이용률과 줄의 모델: 도착이 늘수록 줄에서 얼마나 기다리는지 계산합니다.

도착한 순서로 처리하고, 하나를 처리하는 시간은 늘 같거나 지수 분포입니다.
"""

import math

from parabook.simulators.chunked import earliest
from parabook.simulators.dice import exponential, first_state, rolled
from parabook.simulators.strokes import (
    LEFT,
    RIGHT,
    WIDTH,
    decimal,
    line,
    picture,
    place,
    tick,
    whole,
    words,
)

MANY = 4000
"""시뮬레이터가 흘려 보내는 요청의 수."""

STEADY = 0
RANDOM = 1
BURSTS = 2
BURST = 5
"""몰려서 올 때 한꺼번에 오는 수."""

TOP = 200
BOTTOM = 2100
"""곡선을 그리는 자리의 위와 아래."""
FIRST_LOAD = 10
LAST_LOAD = 98
STEP_LOAD = 4
FULL = 100
"""곡선에서 보는 이용률(%)."""


def gaps(count: int, pattern: int, seed: int) -> list[float]:
    """앞의 것이 도착하고 다음 것이 도착할 때까지의 시간들입니다. 평균은 1입니다.

    Args:
        count: 도착의 수.
        pattern: 0은 고르게, 1은 제멋대로(푸아송), 2는 다섯씩 몰려서.
        seed: 씨앗.
    """
    found: list[float] = []
    state = first_state(seed)
    for number in range(count):
        state = rolled(state)
        if pattern == STEADY:
            found.append(1.0)
        elif pattern == RANDOM:
            found.append(exponential(state))
        else:
            found.append(BURST * exponential(state) if number % BURST == 0 else 0.0)
    return found


def services(count: int, uneven: int, seed: int) -> list[float]:
    """하나를 처리하는 시간들입니다. 평균은 1이고, `uneven`이 1이면 지수 분포입니다."""
    found: list[float] = []
    state = first_state(seed + 7919)
    for _ in range(count):
        state = rolled(state)
        found.append(exponential(state) if uneven == 1 else 1.0)
    return found


def waits(
    arrivals: list[float], durations: list[float], spacing: float, service: float, servers: int
) -> list[float]:
    """하나하나가 줄에서 기다린 시간입니다. 단위는 `spacing`과 `service`의 것입니다.

    Args:
        arrivals: 도착 사이의 시간들. `spacing`의 몇 배인지 적습니다.
        durations: 처리하는 시간들. `service`의 몇 배인지 적습니다.
        spacing: 도착 사이의 평균 시간.
        service: 하나를 처리하는 평균 시간.
        servers: 함께 처리하는 수.
    """
    free: list[float] = []
    for _ in range(servers):
        free.append(0.0)
    found: list[float] = []
    now = 0.0
    for number in range(len(arrivals)):
        now += arrivals[number] * spacing
        server = earliest(free)
        started = max(now, free[server])
        free[server] = started + durations[number] * service
        found.append(started - now)
    return found


def average(values: list[float]) -> float:
    """평균입니다."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


def percentile(values: list[float], percent: float) -> float:
    """백분위수입니다. 사이를 메우지 않고, 그만큼이 그보다 크지 않은 가장 작은 값을 고릅니다."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def height_of(latency: float, most: float) -> int:
    """지연의 세로 자리입니다. 넘치는 것은 맨 위에 둡니다."""
    return BOTTOM - whole(min(latency, most) / most * (BOTTOM - TOP))


def curve(kind: str, points: list[tuple[int, float]], most: float) -> str:
    """이용률과 지연의 점들을 잇습니다. 그림을 넘친 다음은 잇지 않습니다."""
    drawn = ""
    before_left = 0
    before = most
    for load, latency in points:
        left = place(load, 100)
        if before < most:
            drawn += line(
                kind, before_left, height_of(before, most), left, height_of(latency, most)
            )
        before_left = left
        before = latency
    return drawn


def queue_scene(
    rate: float, service: float, servers: int, pattern: int, uneven: int, seed: int
) -> tuple[str, str]:
    """이용률에 따른 지연의 곡선과, 지금의 자리를 말로 적은 문장들입니다. `service`는 ms, `rate`는 1초에 오는 수입니다."""
    arrivals = gaps(MANY, pattern, seed)
    durations = services(MANY, uneven, seed)
    means: list[tuple[int, float]] = []
    tails: list[tuple[int, float]] = []
    for number in range(whole((LAST_LOAD - FIRST_LOAD) / STEP_LOAD) + 1):
        load = FIRST_LOAD + number * STEP_LOAD
        spacing = service / (servers * load / 100)
        waited = waits(arrivals, durations, spacing, service, servers)
        means.append((load, service + average(waited)))
        tails.append((load, service + percentile(waited, 95)))
    load_now = rate * service / 1000 / servers * 100
    waited_now = waits(arrivals, durations, 1000 / rate, service, servers)
    mean_now = service + average(waited_now)
    tail_now = service + percentile(waited_now, 95)
    # 지금의 자리가 그림 안에 있게 합니다. 줄이 끝없이 길어지면 그림도 그만 늘입니다.
    most = max(service * 8, min(tail_now * 1.1, service * 100))
    drawn = queue_axes(most)
    drawn += curve("tail", tails, most)
    drawn += curve("mean", means, most)
    at = place(min(load_now, 100), 100)
    drawn += line("now", at, TOP - 60, at, BOTTOM)
    drawn += dot(at, height_of(tail_now, most))
    drawn += dot(at, height_of(mean_now, most))
    drawn += words("start", LEFT + 1200, 110, "95 %가 이보다 빠름")
    drawn += line("tail", LEFT + 980, 65, LEFT + 1150, 65)
    drawn += words("start", LEFT + 230, 110, "평균")
    drawn += line("mean", LEFT, 65, LEFT + 180, 65)
    said = (
        f"이용률은 {decimal(load_now)} %입니다. 지연의 평균은 {decimal(mean_now)} ms, "
        f"95 %가 그보다 빠른 지연은 {decimal(tail_now)} ms입니다. "
        f"처리하는 데에는 {decimal(service)} ms만 걸리고, 나머지는 줄에서 기다린 시간입니다."
    )
    if load_now >= FULL:
        said = (
            f"이용률이 {decimal(load_now)} %라서 줄이 끝없이 길어집니다. "
            f"요청 {MANY}개만 흘려 보냈는데도 지연의 평균이 {decimal(mean_now)} ms입니다. "
            "오래 돌릴수록 더 커집니다."
        )
    return picture("이용률이 오를 때 지연이 늘어나는 곡선", BOTTOM + 340, drawn), said


def dot(left: int, top: int) -> str:
    """지금의 자리를 나타내는 점입니다."""
    return f'<circle class="sim-mark" cx="{left}" cy="{top}" r="55"/>'


def queue_axes(most: float) -> str:
    """이용률(%)의 가로 눈금과 지연(ms)의 세로 눈금입니다."""
    drawn = words("start", 0, 290, "지연")
    drawn += words("start", 0, 440, "(ms)")
    drawn += words("end", WIDTH, BOTTOM + 300, "이용률(%)")
    for number in range(6):
        left = place(number * 20, 100)
        drawn += line("grid", left, TOP, left, BOTTOM)
        drawn += words("middle", left, BOTTOM + 150, f"{number * 20}")
    step = tick(most)
    at = 0.0
    while at <= most * 0.9:
        height = height_of(at, most)
        drawn += line("grid", LEFT, height, RIGHT, height)
        drawn += words("end", LEFT - 60, height + 45, decimal(at))
        at += step
    return drawn
