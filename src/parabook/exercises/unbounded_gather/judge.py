import asyncio

from parabook.exercises.criteria import Ask, Exercise, Trial, same
from parabook.exercises.planting import replaced

ADDRESSES = [f"/page/{at}" for at in range(300)]
FAULTY = {"/page/5", "/page/123"}
LIMIT = 20
PAGE = "asyncio/first-thousand"


def crawl(program, faulty):
    state = {"inside": 0, "peak": 0, "calls": 0}

    async def fetch(address):
        state["calls"] += 1
        state["inside"] += 1
        state["peak"] = max(state["peak"], state["inside"])
        await asyncio.sleep(0.002)
        state["inside"] -= 1
        if address in faulty:
            raise OSError(address)
        return len(address)

    async def main():
        found = list(await program.run(ADDRESSES))
        return found, state["inside"]

    with replaced(program, "fetch", fetch):
        found, alive = asyncio.run(main())
    return {
        "right": [None if one in faulty else len(one) for one in ADDRESSES],
        "found": found,
        "peak": state["peak"],
        "calls": state["calls"],
        "alive": alive,
    }


def run(program):
    return crawl(program, set())


def faults(program):
    return crawl(program, FAULTY)


def crowded(seen):
    if seen["peak"] <= LIMIT:
        return None
    return (
        f"한꺼번에 {seen['peak']}개를 요청했습니다. 서버가 받기로 한 것은 {LIMIT}개입니다",
        f"{seen['peak']} requests at once; the server takes {LIMIT}",
    )


def one_by_one(seen):
    if seen["peak"] >= LIMIT // 2:
        return None
    return (
        f"많을 때에도 {seen['peak']}개만 겹쳤습니다. {LIMIT}개까지 겹칠 수 있습니다",
        f"only {seen['peak']} requests overlapped; {LIMIT} may",
    )


EXERCISE = Exercise(
    title=("한꺼번에 몰려가는 요청", "requests that rush all at once"),
    asked=("fetch", "run"),
    trials=(
        Trial(
            name="crawl",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(("한꺼번에 요청하는 수를 지킵니다", "the limit is kept"), crowded, PAGE),
                Ask(("그 안에서는 겹칩니다", "requests overlap within it"), one_by_one, PAGE),
            ),
            hangs=("오지 않을 자리를 기다립니다", "it waits for a place that never comes"),
            page=PAGE,
        ),
        Trial(
            name="faults",
            run=faults,
            asks=(
                Ask(
                    ("실패한 주소만 None입니다", "only failed addresses are None"),
                    same("right", "found", PAGE).wrong,
                    "asyncio/fetching",
                ),
            ),
            hangs=("실패한 요청이 자리를 돌려주지 않았습니다", "a failed request kept its place"),
            page="asyncio/cancellation",
        ),
    ),
)
