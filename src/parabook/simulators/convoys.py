"""스레드와 GIL의 모델: 계산하는 스레드들 곁에서, 입출력을 여러 번 하는 요청 하나가 언제 끝나는지 계산합니다.

입출력을 하는 스레드는 GIL을 놓고, 끝나면 다시 얻어야 합니다. 기다리는 스레드는 전환 간격만큼 참았다가 내놓으라고 합니다.
GIL은 오래 기다린 순서대로 얻고, 입출력 사이의 계산은 아주 짧다고 봅니다.
"""

from parabook.simulators.strokes import (
    LEFT,
    ROW,
    box,
    decimal,
    legend,
    line,
    picture,
    place,
    time_axis,
    words,
)

AWAY = -1.0
"""GIL을 기다리지 않는 스레드가 기다리기 시작한 때의 자리에 적는 값."""


def longest_waiting(since: list[float]) -> int:
    """GIL을 가장 오래 기다린 스레드의 번호입니다. 아무도 기다리지 않으면 -1입니다."""
    best = -1
    for thread in range(len(since)):
        if since[thread] != AWAY and (best == -1 or since[thread] < since[best]):
            best = thread
    return best


def waiting(since: list[float]) -> int:
    """GIL을 기다리는 스레드의 수입니다."""
    count = 0
    for began in since:
        if began != AWAY:
            count += 1
    return count


def request(
    busy: int, interval: float, calls: int, io: float
) -> list[tuple[int, float, float, float]]:
    """(스레드의 번호, 기다리기 시작한 때, GIL을 얻은 때, 놓은 때)의 목록입니다. 0번이 요청의 스레드입니다.

    Args:
        busy: 계산하는 스레드의 수.
        interval: 전환 간격. 단위는 `io`와 같습니다.
        calls: 요청 하나가 하는 입출력의 수.
        io: 입출력 하나의 시간.
    """
    since: list[float] = [AWAY]
    for _ in range(busy):
        since.append(0.0)
    held: list[tuple[int, float, float, float]] = []
    now = 0.0
    back = io
    done = 0
    while done < calls:
        thread = longest_waiting(since)
        if thread == -1:
            now = back
            since[0] = back
        else:
            began = since[thread]
            since[thread] = AWAY
            taken = now
            if thread == 0:
                done += 1
                back = now + io
            else:
                # 기다리는 것이 없으면, 요청이 돌아와 간격만큼 참을 때까지 잡고 있습니다.
                now = now + interval if waiting(since) > 0 else back + interval
                if since[0] == AWAY and back <= now:
                    since[0] = back
                since[thread] = now
            held.append((thread, began, taken, now))
    return held


def latency(held: list[tuple[int, float, float, float]]) -> float:
    """요청이 끝나는 때입니다. 요청의 스레드가 마지막으로 GIL을 얻은 때입니다."""
    return held[len(held) - 1][2]


def gil_scene(busy: int, interval: float, calls: int, io: float) -> tuple[str, str]:
    """스레드마다의 시간표와, 그것을 말로 적은 문장들입니다. 시간은 ms입니다."""
    held = request(busy, interval, calls, io)
    end = latency(held)
    bottom = 240 + ROW * (busy + 1)
    drawn = legend("work", LEFT, 0, 130, "GIL을 잡음")
    drawn += legend("mark", LEFT + 950, 0, 130, "입출력")
    drawn += legend("cost", LEFT + 1750, 0, 60, "GIL을 기다림")
    drawn += time_axis(end, 190, bottom)
    drawn += words("end", LEFT - 60, 345, "요청")
    for thread in range(busy):
        drawn += words("end", LEFT - 60, 345 + ROW * (thread + 1), f"계산 {thread + 1}")
    waited = 0.0
    turns = 0
    left = 0.0
    for thread, began, taken, ended in held:
        top = 220 + ROW * thread
        if thread == 0:
            drawn += box("mark", place(left, end), place(began, end), top, 150)
            waited += taken - began
            left = taken
        else:
            turns += 1
        if taken > began:
            drawn += box("cost", place(began, end), place(taken, end), top + 45, 60)
        drawn += box("work", place(taken, end), place(min(ended, end), end), top, 150)
    drawn += line("grid", LEFT, bottom, place(end, end), bottom)
    said = (
        f"요청 하나에 {decimal(end)} ms가 걸리고, 그 가운데 {decimal(waited)} ms는 GIL을 기다립니다. "
        f"곁에서 아무도 계산하지 않으면 {decimal(calls * io)} ms입니다. "
        f"그동안 계산하는 스레드가 GIL을 얻은 것은 {turns}번입니다."
    )
    return picture("스레드마다 언제 GIL을 잡고 기다리는지의 시간표", bottom + 340, drawn), said
