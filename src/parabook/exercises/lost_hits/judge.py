from parabook.exercises.criteria import Ask, Exercise, Trial, same
from parabook.exercises.planting import Crowd, replaced

VISITS = [("docs", f"/page/{at}") for at in range(12)] + [
    ("blog", f"/post/{at}") for at in range(4)
]
PAGE = "threading/races"


def run(program):
    crowd = Crowd(wanted=4, seconds=1.0)

    def size_of(address):
        crowd.meet()
        return len(address)

    right = {}
    for site, address in VISITS:
        right[site] = right.get(site, 0) + len(address)
    with replaced(program, "size_of", size_of):
        found = dict(program.run(VISITS))
    return {"right": right, "found": found, "together": crowd.peak, "asked": crowd.calls}


def one_by_one(seen):
    if seen["together"] >= 2:
        return None
    return (
        "서버에 한 번에 하나씩만 물었습니다. 락을 잡은 채 기다리면 스레드를 쓰는 이유가 없어집니다",
        "the server was asked one at a time: the lock is held while waiting",
    )


def asked_again(seen):
    if seen["asked"] == len(VISITS):
        return None
    return (
        f"주소 {len(VISITS)}개를 서버에 {seen['asked']}번 물었습니다",
        f"{len(VISITS)} addresses were asked for {seen['asked']} times",
    )


EXERCISE = Exercise(
    title=("모자라는 합계", "totals that come up short"),
    asked=("size_of", "run"),
    trials=(
        Trial(
            name="visits",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(
                    ("서버에 묻는 일은 겹칩니다", "asking the server overlaps"),
                    one_by_one,
                    "threading/synchronization",
                ),
                Ask(
                    ("주소마다 한 번 묻습니다", "each address is asked for once"), asked_again, PAGE
                ),
            ),
            hangs=("락을 기다립니다", "it waits for a lock"),
            page="threading/synchronization",
        ),
    ),
)
