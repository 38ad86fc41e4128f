# 실행: python plot_taking_first_loses_taking_last_repeats.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["huey>=3"]
# ///
"""
먼저 지우는 큐는 잃고, 나중에 지우는 큐는 두 번 합니다
==================================================================

큐의 워커가 일곱째 작업을 하다가 죽었습니다(메모리 부족, 배포, 정전). 다시 켜면 나머지를 마저 합니다.
그 일곱째 작업은 어떻게 될까요? 지우는 때가 다른 큐 넷에서, 하기 직전에 죽을 때와 하고 난 직후에 죽을 때를 세었습니다.

이 실험은 :doc:`작업을 뒤로 넘기기 </practice/background-jobs>`에 나옵니다.
huey가 없으면 ``python -m pip install huey``로 설치합니다.
"""

import contextlib
import importlib.util
import multiprocessing
import os
import sqlite3
import tempfile
from pathlib import Path

JOBS = 20
FATAL = 7
WAIT_SECONDS = 30

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 큐는 SQLite의 표 하나이고, 영수증을 보낸 것은 다른 표에 한 줄을 더하는 것입니다. 워커는 셋 가운데 하나입니다.


def connect(path):
    """큐를 엽니다."""
    database = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    # 프로세스가 죽는 것은 견딥니다. 전원이 나가는 것까지 견디려면 이 줄을 지웁니다.
    database.execute("PRAGMA synchronous = OFF")
    return database


def delete_first(database, run):
    """지우고 나서 합니다."""
    take = "DELETE FROM jobs WHERE id = (SELECT min(id) FROM jobs) RETURNING id"
    while row := database.execute(take).fetchone():
        run(row[0])


def delete_last(database, run):
    """하고 나서 지웁니다."""
    while row := database.execute("SELECT id FROM jobs ORDER BY id LIMIT 1").fetchone():
        run(row[0])
        database.execute("DELETE FROM jobs WHERE id = ?", row)


def in_one_transaction(database, run):
    """지우는 것과 하는 것을 한 트랜잭션에 둡니다."""
    left = True
    while left:
        database.execute("BEGIN IMMEDIATE")
        left = database.execute("SELECT id FROM jobs ORDER BY id LIMIT 1").fetchone()
        if left:
            run(left[0])
            database.execute("DELETE FROM jobs WHERE id = ?", left)
        database.execute("COMMIT")


# %%
# 처음 켠 워커는 일곱째 작업의 앞이나 뒤에서 죽고, 다시 켠 워커는 죽지 않습니다.


def send_receipt(database, job, dies):
    """영수증 하나를 보냅니다. 시킨 자리에서는 프로세스가 죽습니다."""
    if job == FATAL and dies == "before":
        os._exit(1)
    database.execute("INSERT INTO sent VALUES (?)", (job,))
    if job == FATAL and dies == "after":
        os._exit(1)


def work(path, worker, dies):
    """워커의 몸."""
    with contextlib.closing(connect(path)) as database:
        worker(database, lambda job: send_receipt(database, job, dies))


def consume(path, dies):
    """huey의 워커의 몸. 큐가 빌 때까지 하나씩 꺼내 합니다."""
    huey, receipt = receipt_queue(path, dies)
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
    return receipt


def receipt_queue(path, dies=""):
    """huey의 큐와 거기에 넣을 작업"""
    from huey import SqliteHuey

    huey = SqliteHuey(filename=f"{path}.huey")

    @huey.task(name="receipt")
    def receipt(job):
        with contextlib.closing(connect(path)) as database:
            send_receipt(database, job, dies)

    return huey, receipt


def outcome(target, *arguments):
    """작업을 넣고, 죽는 워커와 죽지 않는 워커를 이어서 켜고, 잃은 것과 두 번 한 것을 셉니다."""
    counted = {}
    for dies, fact in (("before", "lost"), ("after", "twice")):
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder, "queue.db"))
            with contextlib.closing(connect(path)) as database:
                database.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY)")
                database.execute("CREATE TABLE sent (job INTEGER)")
                database.executemany(
                    "INSERT INTO jobs VALUES (?)", [(job,) for job in range(1, JOBS + 1)]
                )
            if target is consume:
                _huey, receipt = receipt_queue(path)
                for job in range(1, JOBS + 1):
                    receipt(job)
            for when in (dies, ""):
                process = multiprocessing.Process(target=target, args=(path, *arguments, when))
                process.start()
                process.join()
            with contextlib.closing(connect(path)) as database:
                sent = [job for (job,) in database.execute("SELECT job FROM sent")]
            counted[fact] = JOBS - len(set(sent)) if fact == "lost" else len(sent) - len(set(sent))
    return counted


def deleted_first():
    """지우고 나서 함"""
    return outcome(work, delete_first)


def with_huey():
    """huey(SQLite)"""
    if importlib.util.find_spec("huey") is None:
        print("huey가 없어 보지 않았습니다. python -m pip install huey")
        return {"lost": None, "twice": None}
    return outcome(consume)


def deleted_last():
    """하고 나서 지움"""
    return outcome(work, delete_last)


def deleted_together():
    """한 트랜잭션에서 하고 지움"""
    return outcome(work, in_one_transaction)


# %%
# 예상
# ------------------------------------------------------------------
#
# 먼저 지우면, 하기 직전에 죽은 작업은 어디에도 남지 않습니다. 하나를 잃을 것입니다.
# 나중에 지우면 잃지는 않지만, 하고 나서 지우기 직전에 죽은 작업을 다시 할 것입니다.
# 한 일도 지운 것도 같은 데이터베이스에 있으면 둘을 한 트랜잭션에 둘 수 있습니다. 잃지도 두 번 하지도 않을 것입니다.
#
# huey는 파일에 남는 큐이니, 죽은 워커가 하던 작업도 남아 있을 것 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        deleted_first,
        with_huey,
        deleted_last,
        deleted_together,
        facts={
            "lost": "하기 직전에 죽으면 잃는 작업(개)",
            "twice": "하고 난 직후에 죽으면 두 번 하는 작업(개)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="lost")

# %%
# 읽기
# ------------------------------------------------------------------
#
# huey는 먼저 지우는 큐입니다. 기다리는 작업은 정전에도 남지만, 하던 작업은 워커와 함께 사라집니다.
# Celery도 처음 설정은 이와 같습니다(``acks_late=False``). '많아야 한 번(at most once)'이라고 합니다.
# 나중에 지우는 것은 '적어도 한 번(at least once)'입니다. Celery의 ``acks_late=True``, SQS와 RabbitMQ의 확인(ack)이 그것입니다.
#
# '꼭 한 번'은 큐가 주지 않습니다. 한 일의 결과가 지우는 것과 같은 트랜잭션에 있을 때에만 그렇게 됩니다.
# 메일이나 결제처럼 데이터베이스의 바깥에서 하는 일은 그 트랜잭션에 들어오지 못합니다. 적어도 한 번 하게 두고, :doc:`멱등 키 </practice/outgoing-calls>`로 받는 쪽이 두 번째를 알아보게 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``in_one_transaction``에서 ``run`` 다음 줄에 ``COMMIT``과 ``BEGIN IMMEDIATE``를 이 순서로 넣어 보십시오. 같은 데이터베이스를 쓰는데도 다시 두 번 하게 됩니다.
