# 실행: python plot_poison_job_blocks_the_queue.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
워커를 죽이는 작업 하나가 큐를 막습니다
==================================================================

적어도 한 번 하는 큐에서는, 워커가 죽으면 그 작업을 다시 합니다.
그런데 워커를 죽인 것이 그 작업이면 어떻게 될까요? 할 때마다 죽는 작업 하나와 멀쩡한 작업 19개를 넣고, 죽은 워커를 열 번까지 다시 켰습니다.

이 실험은 :doc:`작업을 뒤로 넘기기 </practice/background-jobs>`에 나옵니다.
"""

import contextlib
import multiprocessing
import os
import sqlite3
import tempfile
from pathlib import Path

JOBS = 20
POISON = 3
RESTARTS = 10
MOST_TRIES = 3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 두 워커가 다른 것은, 하기 전에 몇 번째인지 적고 보는지뿐입니다.


def connect(path):
    """큐를 엽니다."""
    database = sqlite3.connect(path, isolation_level=None)
    # 프로세스가 죽는 것은 견딥니다. 전원이 나가는 것까지 견디려면 이 줄을 지웁니다.
    database.execute("PRAGMA synchronous = OFF")
    return database


def next_job(database):
    """맨 앞의 작업입니다. 없으면 None입니다."""
    return database.execute("SELECT id, tries FROM jobs ORDER BY id LIMIT 1").fetchone()


def try_for_ever(database, run):
    """될 때까지 합니다."""
    while job := next_job(database):
        run(job[0])
        database.execute("DELETE FROM jobs WHERE id = ?", job[:1])


def set_aside_after_three(database, run):
    """하기 전에 몇 번째인지 적고, 세 번을 넘으면 따로 빼 둡니다."""
    while job := next_job(database):
        number, tries = job
        if tries == MOST_TRIES:
            database.execute("INSERT INTO set_aside VALUES (?)", (number,))
        else:
            database.execute("UPDATE jobs SET tries = tries + 1 WHERE id = ?", (number,))
            run(number)
        database.execute("DELETE FROM jobs WHERE id = ?", (number,))


# %%
# 할 때마다 죽는 작업은, 너무 큰 사진을 여는 것처럼 프로세스를 끝냅니다. 죽은 워커는 운영체제나 도커가 다시 켜 줍니다.


def resize(database, job):
    """사진 하나를 줄입니다. 셋째 사진에서는 프로세스가 죽습니다."""
    if job == POISON:
        os._exit(1)
    database.execute("INSERT INTO done VALUES (?)", (job,))


def work(path, worker):
    """워커의 몸."""
    with contextlib.closing(connect(path)) as database:
        worker(database, lambda job: resize(database, job))


def outcome(worker):
    """죽은 워커를 열 번까지 다시 켜고, 한 작업과 워커가 죽은 횟수를 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "queue.db"))
        with contextlib.closing(connect(path)) as database:
            database.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, tries INTEGER DEFAULT 0)")
            database.execute("CREATE TABLE done (job INTEGER)")
            database.execute("CREATE TABLE set_aside (job INTEGER)")
            database.executemany(
                "INSERT INTO jobs (id) VALUES (?)", [(job,) for job in range(1, JOBS + 1)]
            )
        deaths = 0
        for _ in range(RESTARTS):
            process = multiprocessing.Process(target=work, args=(path, worker))
            process.start()
            process.join()
            deaths += process.exitcode != 0
            if process.exitcode == 0:
                break
        with contextlib.closing(connect(path)) as database:
            [[done]] = database.execute("SELECT count(*) FROM done")
            [[aside]] = database.execute("SELECT count(*) FROM set_aside")
    return {"done": done, "deaths": deaths, "aside": aside}


def for_ever():
    """될 때까지 다시 함"""
    return outcome(try_for_ever)


def with_limit():
    """고침: 세 번을 넘으면 따로 빼 둠"""
    return outcome(set_aside_after_three)


# %%
# 예상
# ------------------------------------------------------------------
#
# 다시 켠 워커는 맨 앞의 작업부터 합니다. 그것이 또 워커를 죽이므로, 뒤에 있는 멀쩡한 작업 17개는 시작도 하지 못할 것입니다.
# 몇 번째인지 적어 두면 네 번째에는 하지 않고 빼 둘 수 있습니다. 나머지 19개를 모두 할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        for_ever,
        with_limit,
        facts={
            "done": "한 작업(개)",
            "deaths": "워커가 죽은 횟수(번)",
            "aside": "따로 빼 둔 작업(개)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="done")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 예외라면 잡아서 적고 넘어갈 수 있습니다. 메모리 부족, C 라이브러리의 세그폴트, 데드라인을 넘긴 작업은 잡을 수 없습니다. 프로세스가 끝나기 때문입니다.
# 그래서 몇 번째인지는 하기 전에 적어야 합니다. 하고 나서 적으면, 죽는 작업은 언제나 0번째입니다.
#
# 빼 둔 작업은 버린 것이 아닙니다. RabbitMQ와 SQS가 따로 보내는 큐(dead-letter queue)가 이것이고, 거기에 하나라도 쌓이면 알림이 오게 해야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``set_aside_after_three``에서 ``UPDATE``를 ``run`` 다음 줄로 옮겨 보십시오. 한도가 있는데도 큐가 다시 막힙니다.
