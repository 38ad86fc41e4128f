from parabook.exercises.criteria import EVERY_METHOD, Ask, Exercise, Pace, Trial, same
from parabook.exercises.planting import processes_started

DAYS = [[day * 100 + at for at in range(40)] for day in range(4)]
PACE = [DAYS]
PAGE = "multiprocessing/when-it-pays"


def run(program):
    right = [[program.fee(order) for order in orders] for orders in DAYS]
    with processes_started() as one_day:
        first = program.run(DAYS[:1])
    with processes_started() as all_days:
        found = program.run(DAYS)
    return {
        "right": right,
        "found": [list(fees) for fees in found] if first else found,
        "one_day": len(one_day),
        "all_days": len(all_days),
    }


def no_process(seen):
    if seen["one_day"]:
        return None
    return ("프로세스를 하나도 시작하지 않았습니다", "no process was started")


def pool_per_day(seen):
    if seen["all_days"] < 2 * max(seen["one_day"], 1):
        return None
    return (
        f"하루치에는 프로세스를 {seen['one_day']}개, 나흘치에는 {seen['all_days']}개 시작했습니다. "
        "날마다 풀을 새로 만듭니다",
        f"{seen['one_day']} processes for one day, {seen['all_days']} for four: a pool per day",
    )


EXERCISE = Exercise(
    title=("하루마다 새로 만드는 풀", "a pool for every day"),
    asked=("fee", "run"),
    trials=(
        Trial(
            name="days",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(
                    ("계산을 다른 프로세스에 맡깁니다", "the work is done by other processes"),
                    no_process,
                    "multiprocessing/index",
                ),
                Ask(
                    (
                        "날이 늘어도 프로세스를 더 시작하지 않습니다",
                        "more days start no more processes",
                    ),
                    pool_per_day,
                    PAGE,
                ),
            ),
            hangs=("풀이 끝나기를 기다립니다", "it waits for a pool"),
            page="multiprocessing/dead-workers",
            methods=EVERY_METHOD,
        ),
    ),
    pace=Pace(function="run", arguments="PACE", faster_than_start=1.2, near_solution=3, page=PAGE),
)
