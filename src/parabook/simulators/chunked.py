"""풀과 청크의 모델: 작업을 `chunksize`씩 묶어 보내면 워커마다 언제 일하고 언제 노는지 계산합니다.

청크 하나를 보내고 받는 데에는 두 비용이 듭니다. 보내는 쪽은 청크를 하나씩 순서대로 보내고(`hand`),
받은 워커는 일을 시작하기 전에 그만큼 더 씁니다(`cost`). 먼저 빈 워커가 다음 청크를 가져갑니다.
코어는 워커만큼 있다고 봅니다.
"""

from parabook.simulators.dice import exponential, first_state, rolled
from parabook.simulators.strokes import (
    LEFT,
    ROW,
    box,
    decimal,
    legend,
    picture,
    place,
    time_axis,
    words,
)

EVEN = 0
RISING = 1
FALLING = 2
ANYHOW = 3


def lengths(tasks: int, mean: float, shape: int, seed: int) -> list[float]:
    """작업마다의 길이입니다. 어느 꼴이든 평균은 `mean`쯤입니다.

    Args:
        tasks: 작업의 수.
        mean: 작업 하나의 평균 길이. 단위는 돌려주는 값의 단위입니다.
        shape: 0은 고름, 1은 뒤로 갈수록 긺, 2는 앞이 긺, 3은 제멋대로(지수 분포).
        seed: 제멋대로일 때의 씨앗.
    """
    found: list[float] = []
    state = first_state(seed)
    for number in range(tasks):
        far = (number + 0.5) / tasks
        state = rolled(state)
        if shape == RISING:
            found.append(4 * mean * far * far * far)
        elif shape == FALLING:
            far = 1 - far
            found.append(4 * mean * far * far * far)
        else:
            found.append(mean if shape == EVEN else mean * exponential(state))
    return found


def earliest(free: list[float]) -> int:
    """가장 먼저 비는 워커의 번호입니다."""
    best = 0
    for worker in range(len(free)):
        if free[worker] < free[best]:
            best = worker
    return best


def schedule(
    workers: int, durations: list[float], chunk: int, cost: float, hand: float
) -> list[tuple[int, float, float, float]]:
    """청크마다 (워커의 번호, 받은 때, 일을 시작한 때, 끝낸 때)입니다. 시간의 단위는 받은 것과 같습니다.

    Args:
        workers: 워커의 수.
        durations: 작업마다의 길이.
        chunk: 한 번에 보내는 작업의 수.
        cost: 청크 하나를 받은 워커가 더 쓰는 시간.
        hand: 보내는 쪽이 청크 하나를 보내는 데 쓰는 시간. 이것은 겹치지 않습니다.
    """
    free: list[float] = []
    for _ in range(workers):
        free.append(0.0)
    chunks: list[tuple[int, float, float, float]] = []
    first = 0
    sent = 0.0
    while first < len(durations):
        last = min(first + chunk, len(durations))
        work = 0.0
        for number in range(first, last):
            work += durations[number]
        sent += hand
        worker = earliest(free)
        taken = max(free[worker], sent)
        free[worker] = taken + cost + work
        chunks.append((worker, taken, taken + cost, free[worker]))
        first = last
    return chunks


def finish(chunks: list[tuple[int, float, float, float]]) -> float:
    """마지막 청크가 끝나는 때입니다."""
    last = 0.0
    for _worker, _taken, _started, ended in chunks:
        last = max(last, ended)
    return last


def pool_scene(
    workers: int,
    tasks: int,
    length: float,
    shape: int,
    chunk: int,
    seed: int,
    cost: float,
    hand: float,
) -> tuple[str, str]:
    """워커마다의 시간표와, 그것을 말로 적은 문장들입니다. 시간은 ms입니다."""
    chunks = schedule(workers, lengths(tasks, length, shape, seed), chunk, cost, hand)
    end = finish(chunks)
    bottom = 240 + ROW * workers
    drawn = legend("work", LEFT, 0, 130, "작업")
    drawn += legend("cost", LEFT + 700, 0, 60, "보내고 받기")
    drawn += legend("idle", LEFT + 1700, 0, 130, "노는 시간")
    drawn += time_axis(end, 190, bottom)
    for worker in range(workers):
        top = 220 + ROW * worker
        drawn += words("end", LEFT - 60, top + 125, f"워커 {worker + 1}")
        drawn += box("idle", LEFT, place(end, end), top, 150)
    working = 0.0
    spent = 0.0
    for worker, taken, started, ended in chunks:
        top = 220 + ROW * worker
        drawn += box("cost", place(taken, end), place(started, end), top + 45, 60)
        drawn += box("work", place(started, end), place(ended, end), top, 150)
        working += ended - started
        spent += started - taken
    whole_time = end * workers
    said = (
        f"청크 {len(chunks)}개를 워커 {workers}개가 {decimal(end)} ms에 끝냅니다. "
        f"워커들의 시간에서 작업은 {decimal(100 * working / whole_time)} %, "
        f"보내고 받기는 {decimal(100 * spent / whole_time)} %, "
        f"노는 것은 {decimal(max(0, 100 * (whole_time - working - spent) / whole_time))} %입니다."
    )
    return picture("워커마다 언제 일하고 언제 노는지의 시간표", bottom + 340, drawn), said
