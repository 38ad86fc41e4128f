# 실행: python plot_forked_child_saves_what_the_parent_undoes.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
포크한 자식은 부모가 되돌릴 것을 저장합니다
==================================================================

열어 둔 SQLite 커넥션을 두고 ``fork``로 워커를 시작했습니다. 자식에게도 같은 커넥션이 있습니다.
부모의 트랜잭션이 끝나지 않은 때에 자식이 그 커넥션으로 ``commit``하면 어떻게 될까요?

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import contextlib
import multiprocessing
import sqlite3
import tempfile
from pathlib import Path

ORDERS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------


def save_inherited(connection, _path):
    """물려받은 커넥션으로 저장하는 자식"""
    connection.commit()


def save_own(_connection, path):
    """제 커넥션을 여는 자식"""
    with contextlib.closing(sqlite3.connect(path)) as own:
        own.commit()


def undo_after(child, mode):
    """부모가 주문 다섯을 적고, 자식을 시작하고, 되돌립니다."""
    if "fork" not in multiprocessing.get_all_start_methods():
        print("이 시스템에는 fork가 없어, 물려받은 커넥션을 볼 수 없습니다.")
        return {"kept": None, "code": None}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode={mode}")
            connection.execute("CREATE TABLE orders (number INTEGER)")
            connection.executemany(
                "INSERT INTO orders VALUES (?)", ((number,) for number in range(ORDERS))
            )
            worker = multiprocessing.get_context("fork").Process(
                target=child, args=(connection, path)
            )
            worker.start()
            worker.join()
            connection.rollback()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            (kept,) = connection.execute("SELECT count(*) FROM orders").fetchone()
    return {"kept": kept, "code": worker.exitcode}


def inherited():
    """물려받은 커넥션으로 저장"""
    return undo_after(save_inherited, "WAL")


def own():
    """고침: 제 커넥션을 열어 저장"""
    return undo_after(save_own, "WAL")


# %%
# 예상
# ------------------------------------------------------------------
#
# 자식의 커넥션에는 부모가 적은 주문이 아직 저장하지 않은 채로 들어 있습니다. 자식의 ``commit``은 그것을 저장합니다.
# 부모는 그 뒤에 되돌렸다고 믿습니다. 없어야 할 주문 다섯이 남을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        inherited,
        own,
        facts={"kept": "되돌렸는데 남은 주문(개)", "code": "자식의 종료 코드"},
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
# 부모의 ``rollback``도 자식의 ``commit``도 예외 없이 끝났습니다.
# SQLite가 파일에 거는 락은 프로세스의 것이라 자식에게 가지 않습니다. 그런데 자식이 물려받은 커넥션은 제가 쓸 권리를 잡고 있다고 믿습니다.
# 그 틈에 남이 쓰면 파일이 깨질 수도 있습니다. SQLite의 문서가 포크 너머로 커넥션을 가져가지 말라고 하는 이유입니다.
#
# 서버에 붙는 데이터베이스도 다르지 않습니다. 소켓 하나를 둘이 쓰게 되므로, 남의 답을 받거나 암호화가 깨집니다.
# gunicorn의 ``preload_app``처럼 포크하기 전에 앱을 불러오는 서버에서는, 불러오는 동안 커넥션을 열지 말고 포크한 뒤(``post_fork``)에 여십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``inherited``의 ``"WAL"``을 ``"DELETE"``로 바꾸어 보십시오. 이번에는 자식이 ``database is locked``로 죽습니다.
