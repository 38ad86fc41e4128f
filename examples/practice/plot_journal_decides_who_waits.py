# 실행: python plot_journal_decides_who_waits.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
WAL은 읽는 것과 쓰는 것을 가르지만, 쓰는 것은 여전히 하나입니다
==================================================================

오래 읽는 보고서가 있으면 쓰기가 실패하고, 쓰기가 있으면 다른 쓰기가 실패합니다.
저널을 WAL로 바꾸면 어느 쪽이 없어질까요? 커넥션 셋으로 순서를 정해 놓고 보았습니다.

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import contextlib
import sqlite3
import tempfile
from pathlib import Path

ROWS = 1000
TIMEOUT_SECONDS = 0.1

# %%
# 재는 코드
# ------------------------------------------------------------------


def connect(path):
    """트랜잭션을 손으로 적는 커넥션"""
    return sqlite3.connect(path, timeout=TIMEOUT_SECONDS, isolation_level=None)


def succeeds(connection, statement):
    """문장이 되면 1, database is locked이면 0입니다."""
    try:
        connection.execute(statement)
    except sqlite3.OperationalError as error:
        print(f"{statement}: {error}")
        return 0
    return 1


def count(connection):
    """보이는 행의 수"""
    return connection.execute("SELECT count(*) FROM job").fetchone()[0]


def read_while_writing(journal):
    """하나가 읽는 동안 다른 하나가 쓰고, 그동안 또 하나가 쓰려고 합니다."""
    with contextlib.ExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "jobs.db"
        reader, writer, another = (
            stack.enter_context(contextlib.closing(connect(path))) for _ in range(3)
        )
        writer.execute(f"PRAGMA journal_mode={journal}")
        writer.execute("CREATE TABLE job (number INTEGER)")
        writer.executemany("INSERT INTO job VALUES (?)", ((number,) for number in range(ROWS)))

        reader.execute("BEGIN")
        before = count(reader)  # 오래 읽는 보고서가 시작했습니다.
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO job VALUES (-1)")
        second = succeeds(another, "BEGIN IMMEDIATE")
        committed = succeeds(writer, "COMMIT")
        steady = int(count(reader) == before)
        reader.execute("COMMIT")
        if not committed:
            writer.execute("ROLLBACK")
        return {"committed": committed, "steady": steady, "second": second}


def delete_journal():
    """기본 저널(DELETE)"""
    return read_while_writing("DELETE")


def wal():
    """고침: WAL"""
    return read_while_writing("WAL")


# %%
# 예상
# ------------------------------------------------------------------
#
# 기본 저널에서 COMMIT은 파일을 고치므로, 읽는 것이 끝날 때까지 기다리다 실패할 것입니다.
# WAL에서 COMMIT은 다른 파일에 덧붙이므로 성공하고, 읽던 것은 시작할 때의 모습을 그대로 볼 것입니다.
# 쓰는 것은 어느 쪽이든 하나뿐이므로, 둘째 쓰기는 둘 다 실패할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        delete_journal,
        wal,
        facts={
            "committed": "읽는 동안 COMMIT됨(됐으면 1)",
            "steady": "읽던 것이 같은 모습을 봄(봤으면 1)",
            "second": "둘째 쓰기가 시작됨(됐으면 1)",
        },
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
# WAL이 없애는 것은 읽는 것과 쓰는 것 사이의 기다림이지, 쓰는 것끼리의 기다림이 아닙니다.
# 그래서 WAL에서도 쓰는 트랜잭션은 짧아야 하고, 스레드를 늘려도 쓰는 것은 빨라지지 않습니다.
#
# ``timeout``을 0.1초로 둔 것은 실험을 짧게 하려는 것입니다. 기본값은 5초이고, 앞의 것이 그 안에 끝나면 둘째 쓰기도 됩니다.
# WAL은 파일에 남으므로 한 번만 켜면 됩니다. 네트워크 파일 시스템에서는 쓸 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``another``가 쓰려는 줄을 ``writer``의 ``COMMIT`` 뒤로 옮겨 보십시오. 기다릴 것이 없으니 됩니다.
