from parabook.exercises.criteria import EVERY_METHOD, Ask, Exercise, Trial, same
from parabook.exercises.planting import processes_started

ROWS = [[at, at + 1, at + 2] for at in range(12)]
SCALES = (4, 8)
PAGE = "multiprocessing/start-errors"


def run(program):
    with processes_started() as started:
        found = [program.run(ROWS, scale) for scale in SCALES]
    right = [[[round(value / scale, 3) for value in row] for row in ROWS] for scale in SCALES]
    return {
        "right": right,
        "found": [list(map(list, one)) for one in found],
        "started": len(started),
    }


def no_process(seen):
    if seen["started"]:
        return None
    return (
        "프로세스를 하나도 시작하지 않았습니다. 옮길 함수가 없으면 옮기는 법도 배울 수 없습니다",
        "no process was started",
    )


EXERCISE = Exercise(
    title=("옮길 수 없는 람다", "a lambda that cannot travel"),
    asked=("run",),
    trials=(
        Trial(
            name="scales",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(
                    ("계산을 다른 프로세스에 맡깁니다", "the work is done by other processes"),
                    no_process,
                    "multiprocessing/index",
                ),
            ),
            hangs=("워커에게 함수를 옮기지 못했습니다", "the function did not reach the workers"),
            page=PAGE,
            methods=EVERY_METHOD,
        ),
    ),
)
