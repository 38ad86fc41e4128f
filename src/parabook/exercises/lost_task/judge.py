import asyncio

from parabook.exercises.criteria import Ask, Exercise, Trial, same
from parabook.exercises.planting import replaced

ORDERS = list(range(12))
FAULTY = [3, 7]
PAGE = "asyncio/lost"


def run(program):
    written, state = [], {"inside": 0, "peak": 0}

    async def write_audit(order):
        state["inside"] += 1
        state["peak"] = max(state["peak"], state["inside"])
        await asyncio.sleep(0.01)
        state["inside"] -= 1
        if order in FAULTY:
            raise OSError(order)
        written.append(order)

    async def main():
        accepted, failed = await program.run(ORDERS)
        # run이 돌아온 바로 이때까지 쓴 것만 셉니다.
        return list(accepted), sorted(failed), len(written)

    with replaced(program, "write_audit", write_audit):
        accepted, failed, count = asyncio.run(main())
    return {
        "right": ORDERS,
        "accepted": accepted,
        "failed": failed,
        "written": count,
        "together": state["peak"],
    }


def unwritten(seen):
    wanted = len(ORDERS) - len(FAULTY)
    if seen["written"] == wanted:
        return None
    return (
        f"돌아왔을 때 감사 기록은 {wanted}개 가운데 {seen['written']}개뿐이었습니다. "
        "태스크를 만들고 기다리지 않았습니다",
        f"only {seen['written']} of {wanted} audits were written on return: tasks are not awaited",
    )


def unreported(seen):
    if seen["failed"] == FAULTY:
        return None
    return (
        f"쓰지 못한 주문은 {FAULTY}인데 돌려준 것은 {seen['failed']}입니다. 태스크의 예외를 읽지 않았습니다",
        f"the failed orders are {FAULTY}, but {seen['failed']} was returned",
    )


def one_by_one(seen):
    if seen["together"] >= 2:
        return None
    return (
        "기록을 한 번에 하나씩만 썼습니다. 만들자마자 기다리면 겹치지 않습니다",
        "audits were written one at a time",
    )


EXERCISE = Exercise(
    title=("비어 있는 감사 기록", "audits that are missing"),
    asked=("write_audit", "run"),
    trials=(
        Trial(
            name="orders",
            run=run,
            asks=(
                same("right", "accepted", PAGE),
                Ask(
                    ("돌아올 때에는 기록을 모두 썼습니다", "every audit is written on return"),
                    unwritten,
                    PAGE,
                ),
                Ask(
                    ("쓰지 못한 주문을 돌려줍니다", "orders whose audit failed are returned"),
                    unreported,
                    "asyncio/lost",
                ),
                Ask(("기록은 겹쳐 씁니다", "audits overlap"), one_by_one, "asyncio/event-loop"),
            ),
            hangs=("끝나지 않을 태스크를 기다립니다", "it waits for a task that never ends"),
            page=PAGE,
        ),
    ),
)
