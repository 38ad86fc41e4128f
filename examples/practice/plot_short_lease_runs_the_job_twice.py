# 실행: python plot_short_lease_runs_the_job_twice.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
빌린 시간보다 긴 작업은 아무도 죽지 않아도 두 번 합니다
==================================================================

워커가 여럿인 큐는, 꺼낸 작업을 한동안 남에게 보이지 않게 합니다. 그 시간이 지나면 워커가 죽은 것으로 보고 남에게 줍니다.
작업이 그 시간보다 오래 걸리면 어떻게 될까요? 워커 셋이 오래 걸리는 작업 하나를 기다리게 했습니다.

이 실험은 :doc:`작업을 뒤로 넘기기 </practice/background-jobs>`에 나옵니다.
"""

import contextlib
import multiprocessing
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

WORKERS = 3
JOB_SECONDS = 1.2
SHORT_LEASE_SECONDS = 0.3
LONG_LEASE_SECONDS = 60.0
RENEW_SECONDS = 0.05

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업에는 언제까지 빌렸는지(``until``)가 적혀 있습니다. 그때가 지난 작업은 누구나 다시 빌립니다.

BORROW = """UPDATE jobs SET until = :now + :lease, owner = :owner
    WHERE id = (SELECT id FROM jobs WHERE until < :now ORDER BY id LIMIT 1) RETURNING id"""


def borrow(database, owner, lease):
    """빌릴 수 있는 작업 하나를 빌립니다. 없으면 None입니다."""
    asked = {"now": time.time(), "lease": lease, "owner": owner}
    return database.execute(BORROW, asked).fetchone()


@contextlib.contextmanager
def renewing(path, job, owner, lease):
    """하는 동안 스레드 하나가 빌린 시간을 늘려 갑니다. 워커가 죽으면 늘어나지도 않습니다."""
    finished = threading.Event()

    def renew():
        with contextlib.closing(connect(path)) as database:
            while not finished.wait(RENEW_SECONDS):
                database.execute(
                    "UPDATE jobs SET until = ? WHERE id = ? AND owner = ?",
                    (time.time() + lease, job, owner),
                )

    thread = threading.Thread(target=renew)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


# %%
# 워커는 큐가 빌 때까지 빌리고, 하고, 지웁니다.


def connect(path):
    """큐를 엽니다."""
    database = sqlite3.connect(path, timeout=30, isolation_level=None)
    # 프로세스가 죽는 것은 견딥니다. 전원이 나가는 것까지 견디려면 이 줄을 지웁니다.
    database.execute("PRAGMA synchronous = OFF")
    return database


def make_report(database, job):
    """오래 걸리는 보고서를 만들고, 만들었다고 적습니다."""
    time.sleep(JOB_SECONDS)
    database.execute("INSERT INTO made VALUES (?)", (job,))


def work(path, owner, lease, renews):
    """워커의 몸."""
    with contextlib.closing(connect(path)) as database:
        while database.execute("SELECT count(*) FROM jobs").fetchone()[0]:
            if borrowed := borrow(database, owner, lease):
                [job] = borrowed
                keeping = renewing(path, job, owner, lease) if renews else contextlib.nullcontext()
                with keeping:
                    make_report(database, job)
                database.execute("DELETE FROM jobs WHERE id = ?", (job,))
            time.sleep(0.01)


def outcome(lease, *, renews=False):
    """워커 셋을 켜고, 보고서 하나를 몇 번 만들었는지 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "queue.db"))
        with contextlib.closing(connect(path)) as database:
            database.execute(
                "CREATE TABLE jobs (id INTEGER PRIMARY KEY, until REAL, owner INTEGER)"
            )
            database.execute("CREATE TABLE made (job INTEGER)")
            database.execute("INSERT INTO jobs VALUES (1, 0, 0)")
        workers = [
            multiprocessing.Process(target=work, args=(path, owner, lease, renews))
            for owner in range(1, WORKERS + 1)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        with contextlib.closing(connect(path)) as database:
            [[made]] = database.execute("SELECT count(*) FROM made")
    return {"made": made}


def short_lease():
    """작업의 4분의 1만 빌림"""
    return outcome(SHORT_LEASE_SECONDS)


def long_lease():
    """넉넉히 빌림"""
    return outcome(LONG_LEASE_SECONDS)


def renewed_lease():
    """고침: 짧게 빌리고, 하는 동안 늘려 감"""
    return outcome(2 * SHORT_LEASE_SECONDS, renews=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# 빌린 시간이 지나면 다른 워커가 같은 작업을 빌립니다. 작업이 빌린 시간의 네 배이니, 워커 셋이 모두 같은 보고서를 만들 것입니다.
# 넉넉히 빌리면 한 번만 만듭니다. 대신 워커가 정말로 죽으면 60초 동안 아무도 모릅니다.
# 늘려 가면 짧게 빌려도 한 번만 만들 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        short_lease,
        long_lease,
        renewed_lease,
        facts={"made": "보고서 하나를 만든 횟수(번)"},
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 아무도 죽지 않았고 오류도 없습니다. 오래 걸리는 작업만 여러 번 합니다. 밤마다 도는 무거운 보고서가 그렇습니다.
# 이 시간을 SQS와 Celery는 visibility timeout이라고 합니다. Celery에서 Redis를 쓰면 처음 설정은 한 시간이고, 한 시간 뒤로 미룬 작업(``eta``)에도 같은 일이 일어납니다.
#
# 늘려 가는 스레드는 워커와 함께 죽습니다. 그래서 살아 있는지 알리는 신호(heartbeat)의 구실도 합니다.
# GIL을 오래 잡는 C 코드나 잠든 노트북처럼, 워커가 살아 있는데도 신호가 늦을 수는 있습니다. 그러니 두 번 하는 것을 견디는 일은 여전히 필요합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``JOB_SECONDS``를 0.1로 줄여 보십시오. 빌린 시간 안에 끝나므로 셋 다 한 번만 만듭니다. 시험에서 보이지 않는 이유입니다.
