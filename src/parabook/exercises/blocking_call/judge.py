import asyncio
import threading
import time

from parabook.exercises.criteria import Ask, Exercise, Trial, same
from parabook.exercises.planting import replaced

NAMES = ["월", "화", "수", "목"]
PATIENCE_SECONDS = 0.4
PAGE = "asyncio/blocking"


def run(program):
    state = {"beats": 0, "stopped": 0, "inside": 0, "peak": 0}
    lock = threading.Lock()

    def read_report(name):
        with lock:
            state["inside"] += 1
            state["peak"] = max(state["peak"], state["inside"])
        # 루프가 두 번 더 돌 때까지 기다립니다. 루프가 막혔으면 오지 않습니다.
        wanted, deadline = state["beats"] + 2, time.monotonic() + PATIENCE_SECONDS
        while state["beats"] < wanted and time.monotonic() < deadline:
            time.sleep(0.002)
        with lock:
            state["inside"] -= 1
            state["stopped"] += state["beats"] < wanted
        return f"{name}의 내용"

    async def beat():
        while True:
            state["beats"] += 1
            await asyncio.sleep(0.02)

    async def main():
        beating = asyncio.create_task(beat())
        await asyncio.sleep(0)
        try:
            return await program.run(NAMES)
        finally:
            beating.cancel()

    with replaced(program, "read_report", read_report):
        found = asyncio.run(main())
    return {
        "right": [f"{name}의 내용" for name in NAMES],
        "found": list(found),
        "stopped": state["stopped"],
        "together": state["peak"],
    }


def loop_stopped(seen):
    if not seen["stopped"]:
        return None
    return (
        f"보고서 {len(NAMES)}개 가운데 {seen['stopped']}개를 읽는 동안 이벤트 루프가 한 번도 돌지 못했습니다. "
        "루프의 스레드가 기다리고 있습니다",
        f"the event loop stood still while {seen['stopped']} of {len(NAMES)} reports were read",
    )


def one_by_one(seen):
    if seen["together"] >= 2:
        return None
    return ("보고서를 한 번에 하나씩만 읽었습니다", "reports were read one at a time")


EXERCISE = Exercise(
    title=("멈추는 비동기 서버", "an async server that stands still"),
    asked=("read_report", "run"),
    trials=(
        Trial(
            name="reports",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(
                    ("읽는 동안에도 이벤트 루프가 돕니다", "the event loop runs while reading"),
                    loop_stopped,
                    PAGE,
                ),
                Ask(("보고서를 함께 읽습니다", "reports are read together"), one_by_one, PAGE),
            ),
            hangs=("이벤트 루프가 제 스레드를 기다립니다", "the loop waits for its own thread"),
            page=PAGE,
        ),
    ),
)
