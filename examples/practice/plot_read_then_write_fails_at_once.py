# 실행: python plot_read_then_write_fails_at_once.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
읽고 나서 쓰는 트랜잭션은 기다리지 않고 실패합니다
==================================================================

SQLite에 ``timeout``을 30초나 주었는데 ``database is locked``가 곧바로 납니다.
잔액을 읽고, 계산하고, 고쳐 쓰는 트랜잭션 여럿을 함께 돌려 보았습니다.

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import contextlib
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

THREADS = 4
DEPOSITS = 40
THINK_SECONDS = 0.002
TIMEOUT_SECONDS = 30

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``sqlite3``의 기본 설정은 쓰는 문장 앞에서야 ``BEGIN``을 보냅니다. 트랜잭션이 시작하고 끝나는 자리를 손으로 적으려고 ``isolation_level=None``을 줍니다.
# 비교하려고 기본 설정으로도 돌립니다.


def connect(path):
    """WAL 모드로 연 커넥션"""
    connection = sqlite3.connect(path, timeout=TIMEOUT_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


@contextlib.contextmanager
def transaction(connection, begin):
    """블록이 끝나면 COMMIT, 예외가 나면 ROLLBACK하는 트랜잭션"""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def deposit(path, begin):
    """잔액을 읽고 계산해서 고쳐 씁니다."""
    with contextlib.closing(connect(path)) as connection, transaction(connection, begin):
        (balance,) = connection.execute("SELECT balance FROM account").fetchone()
        time.sleep(THINK_SECONDS)  # 계산하는 동안입니다.
        connection.execute("UPDATE account SET balance = ?", (balance + 1,))


def deposit_by_default(path):
    """sqlite3의 기본 설정으로 읽고 계산해서 고쳐 씁니다."""
    with (
        contextlib.closing(sqlite3.connect(path, timeout=TIMEOUT_SECONDS)) as connection,
        connection,
    ):
        (balance,) = connection.execute("SELECT balance FROM account").fetchone()
        time.sleep(THINK_SECONDS)
        connection.execute("UPDATE account SET balance = ?", (balance + 1,))


def deposit_or_reason(path, begin):
    """고쳐 썼으면 (없음, 0), 아니면 (예외의 이름, 트랜잭션에 들인 시간)입니다."""
    started = time.perf_counter()
    try:
        deposit(path, begin) if begin else deposit_by_default(path)
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname, time.perf_counter() - started
    return None, 0.0


def deposits(begin):
    """스레드 넷이 40번을 나누어 고쳐 씁니다."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(THREADS) as pool:
        path = Path(folder) / "bank.db"
        with contextlib.closing(connect(path)) as connection:
            connection.execute("CREATE TABLE account (balance INTEGER)")
            connection.execute("INSERT INTO account VALUES (0)")
        ends = list(pool.map(deposit_or_reason, [path] * DEPOSITS, [begin] * DEPOSITS))
        with contextlib.closing(connect(path)) as connection:
            (balance,) = connection.execute("SELECT balance FROM account").fetchone()
    failed = [seconds for name, seconds in ends if name]
    print(f"실패 {len(failed)}번, 이유 {sorted({name for name, _ in ends if name})}")
    return {
        "saved": balance,
        "failed": len(failed),
        "lost": DEPOSITS - len(failed) - balance,
        "patience": 100 * max(failed) / TIMEOUT_SECONDS if failed else None,
    }


def by_default():
    """기본 설정, BEGIN을 적지 않음"""
    return deposits("")


def read_then_write():
    """BEGIN으로 시작"""
    return deposits("BEGIN")


def write_from_the_start():
    """고침: BEGIN IMMEDIATE로 시작"""
    return deposits("BEGIN IMMEDIATE")


# %%
# 예상
# ------------------------------------------------------------------
#
# 기본 설정에서는 읽는 문장이 트랜잭션 밖에 있습니다. 실패하지 않는 대신, 남이 고친 것을 덮어써 갱신을 잃을 것입니다.
# ``BEGIN``은 읽을 때의 모습(스냅숏)을 붙잡습니다. 그 뒤에 남이 고쳐 썼으면, 옛 모습을 보고 쓰려는 것이므로 기다려도 소용이 없습니다.
# 그래서 SQLite는 30초를 기다리지 않고 곧바로 실패할 것입니다.
# ``BEGIN IMMEDIATE``는 읽기 전에 쓸 권리부터 얻습니다. 얻을 때까지는 ``timeout``만큼 기다리므로 40번이 모두 될 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        by_default,
        read_then_write,
        write_from_the_start,
        facts={
            "saved": "잔액에 남은 것(번)",
            "failed": "실패한 것(번)",
            "lost": "성공했는데 잔액에 없는 것(번)",
        },
        measured={"patience": "실패할 때까지 가장 오래 걸린 것, timeout 대비(%)"},
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="saved")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 기본 설정이 가장 나쁩니다. 예외가 없으므로 아무도 모르고, 잔액만 맞지 않습니다. 실패는 이것을 막아 준 것입니다.
#
# 찍은 글의 ``SQLITE_BUSY_SNAPSHOT``은 내가 읽은 뒤에 남이 썼다는 뜻이고, ``SQLITE_BUSY``는 남이 지금 쓰고 있다는 뜻입니다.
# 어느 쪽이든 이미 읽은 트랜잭션은 기다리지 않습니다. 둘이 서로 기다리면 데드락이 되기 때문입니다. 그래서 ``timeout``을 늘려도 달라지지 않습니다.
#
# 실패한 것을 무턱대고 다시 하면 됩니다만, 트랜잭션의 처음부터, 읽는 것부터 다시 해야 합니다. 쓰는 문장만 다시 하면 같은 오류가 납니다.
# 쓸 트랜잭션이면 ``BEGIN IMMEDIATE``로 시작하는 것이 간단합니다. 읽기만 하는 트랜잭션은 ``BEGIN`` 그대로 두십시오. 쓰는 것을 막지 않고, 막히지도 않습니다.
# Django는 ``transaction_mode``, SQLAlchemy는 ``begin`` 이벤트로 이것을 켭니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``THREADS``를 ``1``로 줄여 보십시오. 혼자서는 어느 쪽도 실패하지 않으므로, 개발할 때에는 드러나지 않습니다.
