from parabook.exercises.criteria import EVERY_METHOD, Ask, Exercise, Pace, Trial, same
from parabook.exercises.planting import messages_sent, processes_started

CODES = list(range(10_000, 16_000))
PACE = [CODES]
FEWEST, MOST = 4, len(CODES) // 10
SENTINEL_BYTES = 40
PAGE = "multiprocessing/chunksize"


def run(program):
    with processes_started() as started, messages_sent(SENTINEL_BYTES) as sent:
        found = program.run(CODES)
    right = sum(sum(map(int, str(code))) % 7 == 0 for code in CODES)
    return {"right": right, "found": found, "started": len(started), "sent": len(sent)}


def no_process(seen):
    return None if seen["started"] else ("프로세스를 시작하지 않았습니다", "no process was started")


def too_many(seen):
    if seen["sent"] <= MOST:
        return None
    return (
        f"번호 {len(CODES)}개를 {seen['sent']}번에 나누어 보냈습니다. 번호마다 오가는 비용이 듭니다",
        f"{len(CODES)} codes travelled in {seen['sent']} messages",
    )


def too_few(seen):
    if seen["sent"] >= FEWEST:
        return None
    return (
        f"{seen['sent']}번에 다 보냈습니다. 워커 하나가 다 받으면 나머지는 놉니다",
        f"everything travelled in {seen['sent']} messages, so a worker is left idle",
    )


EXERCISE = Exercise(
    title=("번호 하나씩 보내는 풀", "a pool fed one code at a time"),
    asked=("run",),
    trials=(
        Trial(
            name="codes",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(
                    ("계산을 다른 프로세스에 맡깁니다", "the work is done by other processes"),
                    no_process,
                    "multiprocessing/index",
                ),
                Ask(("번호를 묶어서 보냅니다", "codes travel in chunks"), too_many, PAGE),
                Ask(
                    ("워커마다 받을 묶음이 있습니다", "every worker has chunks to take"),
                    too_few,
                    PAGE,
                ),
            ),
            hangs=("풀이 끝나기를 기다립니다", "it waits for the pool"),
            page="multiprocessing/dead-workers",
            methods=EVERY_METHOD,
        ),
    ),
    pace=Pace(function="run", arguments="PACE", faster_than_start=1.3, near_solution=3, page=PAGE),
)
