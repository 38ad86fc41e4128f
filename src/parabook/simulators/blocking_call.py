"""이벤트 루프와 막는 호출의 모델: 호출 하나를 어디에서 부르느냐에 따라 하트비트가 얼마나 늦는지 계산합니다.

하트비트는 깨어난 때부터 `beat`만큼 자고 다시 깨어납니다. 막지 않아도 `late`만큼은 늦습니다.
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

HERE = 0
HOLDING = 1
COMPUTING = 2
WAITING = 3
PROCESS = 4

AFTER = 2
"""호출이 끝나고 더 지켜보는 하트비트의 수."""
BEFORE = 2.5
"""호출을 시작하기 전에 뛰는 하트비트의 수. 호출은 하트비트와 하트비트의 한가운데에서 시작합니다."""


def woken(ready: float, start: float, block: float, where: int, interval: float) -> float:
    """깨어날 때가 된 하트비트가 정말로 깨어나는 때입니다.

    Args:
        ready: 깨어날 때.
        start: 호출이 시작한 때.
        block: 호출의 길이.
        where: 0은 코루틴에서 그대로, 1은 스레드에서 GIL을 놓지 않는 C 코드, 2는 스레드에서 파이썬 계산,
            3은 스레드에서 기다림, 4는 프로세스. 많이 막는 순서입니다.
        interval: GIL의 전환 간격.
    """
    end = start + block
    if ready < start or ready >= end or where >= WAITING:
        return ready
    if where == COMPUTING:
        return min(ready + interval, end)
    return end


def beats(
    where: int, block: float, beat: float, start: float, late: float, interval: float
) -> list[tuple[float, float]]:
    """하트비트마다 (깨어나기로 한 때, 깨어난 때)입니다. 처음 하트비트는 0에서 뛰고, 호출이 끝나고 두 번 더 뜁니다."""
    found: list[tuple[float, float]] = []
    at = 0.0
    after = 0
    while after < AFTER:
        due = at + beat
        at = woken(due + late, start, block, where, interval)
        found.append((due, at))
        if at >= start + block:
            after += 1
    return found


def worst(found: list[tuple[float, float]]) -> float:
    """가장 늦은 하트비트가 늦은 만큼입니다."""
    most = 0.0
    for due, at in found:
        most = max(most, at - due)
    return most


def loop_scene(
    where: int, block: float, beat: float, late: float, interval: float
) -> tuple[str, str]:
    """루프와 하트비트의 시간표와, 그것을 말로 적은 문장들입니다. 시간은 ms입니다."""
    start = BEFORE * beat
    found = beats(where, block, beat, start, late, interval)
    end = start + block
    longest = max(end, found[len(found) - 1][1])
    bottom = 240 + ROW * 3
    drawn = legend("work", LEFT, 0, 130, "호출")
    drawn += legend("cost", LEFT + 700, 0, 60, "늦은 하트비트")
    drawn += legend("mark", LEFT + 1700, 0, 130, "뛴 하트비트")
    drawn += time_axis(longest, 190, bottom)
    drawn += words("end", LEFT - 60, 345, "루프")
    drawn += words("end", LEFT - 60, 345 + ROW, "하트비트")
    drawn += words("end", LEFT - 60, 345 + ROW * 2, "프로세스" if where == PROCESS else "스레드")
    for lane in range(3):
        drawn += line("grid", LEFT, 295 + ROW * lane, place(longest, longest), 295 + ROW * lane)
    lane = 0 if where == HERE else 2
    drawn += box("work", place(start, longest), place(end, longest), 220 + ROW * lane, 150)
    during = 0
    for due, at in found:
        left = place(at, longest)
        drawn += box("cost", place(due, longest), left, 265 + ROW, 60)
        drawn += box("mark", left - 14, left + 14, 220 + ROW, 150)
        if at >= start and at < end:
            during += 1
    free = 0
    unblocked = beats(PROCESS, block, beat, start, late, interval)
    for due, _at in unblocked:
        if due + late >= start and due + late < end:
            free += 1
    said = (
        f"하트비트가 가장 늦은 것은 {decimal(worst(found))} ms입니다. "
        f"호출이 도는 {decimal(block)} ms 동안 하트비트는 {during}번 뛰었습니다. "
        f"막지 않았으면 {free}번 뛰었을 것입니다."
    )
    return picture("이벤트 루프와 하트비트의 시간표", bottom + 340, drawn), said
