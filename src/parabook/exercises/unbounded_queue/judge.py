import threading
import time

from parabook.exercises.criteria import Ask, Exercise, Trial
from parabook.exercises.planting import Crowd

LINES, MOST_WAITING = 400, 100
BROKEN_LINES = [f"줄 {at}" for at in range(10, 16)]
PAGE = "threading/queues"


def flood(program):
    crowd, lock, saved = Crowd(wanted=2, seconds=0.5), threading.Lock(), []
    read = most = 0

    def lines():
        nonlocal read, most
        for at in range(LINES):
            read += 1
            with lock:
                most = max(most, read - len(saved))
            yield f"줄 {at}"

    def save(line):
        crowd.meet()
        with lock:
            saved.append(line)

    failed = program.run(lines(), save)
    return {
        "saved": len(set(saved)),
        "twice": len(saved) - len(set(saved)),
        "failed": len(failed),
        "most": most,
        "together": crowd.peak,
    }


def faults(program):
    lock, saved = threading.Lock(), []

    def save(line):
        time.sleep(0.001)
        if line in BROKEN_LINES:
            raise OSError(line)
        with lock:
            saved.append(line)

    failed = program.run((f"줄 {at}" for at in range(200)), save)
    return {"saved": len(saved), "failed": sorted(failed)}


def lost(seen):
    if seen["saved"] == LINES and not seen["twice"] and not seen["failed"]:
        return None
    return (
        f"줄 {LINES}개 가운데 {seen['saved']}개를 저장했습니다. 두 번 저장한 것은 {seen['twice']}개입니다",
        f"{seen['saved']} of {LINES} lines were saved, {seen['twice']} of them twice",
    )


def piled_up(seen):
    if seen["most"] <= MOST_WAITING:
        return None
    return (
        f"읽어 놓고 저장하지 않은 줄이 {seen['most']}개까지 쌓였습니다. 파일이 길면 끝없이 늘어납니다",
        f"up to {seen['most']} lines were read but not saved; a longer file means more",
    )


def one_by_one(seen):
    if seen["together"] >= 2:
        return None
    return ("한 번에 한 줄씩만 저장했습니다", "lines were saved one at a time")


def unreported(seen):
    if seen["failed"] == sorted(BROKEN_LINES) and seen["saved"] == 200 - len(BROKEN_LINES):
        return None
    return (
        f"저장하지 못한 줄은 {len(BROKEN_LINES)}개인데 {len(seen['failed'])}개를 돌려주었고, "
        f"나머지 {200 - len(BROKEN_LINES)}개 가운데 {seen['saved']}개를 저장했습니다",
        f"{len(BROKEN_LINES)} lines could not be saved, {len(seen['failed'])} were returned; "
        f"{seen['saved']} of the other {200 - len(BROKEN_LINES)} were saved",
    )


HANGS = (
    "줄을 넣는 쪽이나 꺼내는 쪽이 오지 않을 상대를 기다립니다. 꺼낼 워커가 모두 죽었을 수 있습니다",
    "one side of the queue waits for the other; the workers may all be dead",
)
EXERCISE = Exercise(
    title=("끝없이 쌓이는 줄", "lines that pile up"),
    asked=("run",),
    trials=(
        Trial(
            name="flood",
            run=flood,
            asks=(
                Ask(("줄을 모두 한 번씩 저장합니다", "every line is saved once"), lost, PAGE),
                Ask(
                    ("읽어 놓은 줄이 쌓이지 않습니다", "lines do not pile up"),
                    piled_up,
                    PAGE,
                ),
                Ask(("저장은 겹칩니다", "saving overlaps"), one_by_one, PAGE),
            ),
            hangs=HANGS,
            page=PAGE,
            limit_seconds=8.0,
        ),
        Trial(
            name="faults",
            run=faults,
            asks=(
                Ask(
                    ("저장하지 못한 줄을 빠짐없이 돌려줍니다", "every line not saved is returned"),
                    unreported,
                    "threading/silent-failures",
                ),
            ),
            hangs=HANGS,
            page="threading/silent-failures",
        ),
    ),
)
