# 실행: python plot_shared_connection_shares_the_transaction.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
커넥션을 함께 쓰면 트랜잭션도 함께 씁니다
==================================================================

``check_same_thread=False``를 주면 커넥션 하나를 여러 스레드가 쓸 수 있습니다. 그래서 써도 될까요?
한 스레드가 주문을 적고 저장하는 사이에, 다른 스레드가 거절된 결제를 되돌립니다.

이 실험은 :doc:`데이터베이스와 커넥션 풀 </practice/database>`에 나옵니다.
"""

import contextlib
import sqlite3
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ORDERS = 20
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 끼어드는 순서는 손으로 정했습니다. 붐비는 서비스에서는 저절로 이 순서가 됩니다.


def connect(path):
    """다른 스레드가 써도 되는 커넥션"""
    return sqlite3.connect(path, check_same_thread=False)


def save_order(connection, number, written, refused):
    """주문을 적고 저장합니다."""
    connection.execute("INSERT INTO orders VALUES (?)", (number,))
    written.set()
    refused.wait(TIME_LIMIT_SECONDS)  # 여기에서 다른 스레드가 돕니다.
    connection.commit()
    return 1


def refuse_payment(connection, written, refused):
    """결제가 거절되어 제 트랜잭션을 되돌립니다."""
    written.wait(TIME_LIMIT_SECONDS)
    with contextlib.suppress(ValueError), connection:
        raise ValueError("카드가 거절되었습니다.")
    refused.set()


def serve_both(pool, for_orders, for_payments, number):
    """두 요청을 두 스레드가 처리합니다. 주문을 저장했다고 답했으면 1입니다."""
    written, refused = threading.Event(), threading.Event()
    order = pool.submit(save_order, for_orders, number, written, refused)
    pool.submit(refuse_payment, for_payments, written, refused).result()
    return order.result()


def orders(path):
    """새 커넥션으로 본 주문의 수"""
    with contextlib.closing(connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM orders").fetchone()[0]


def serve(shared):
    """주문 20개와 거절 20개를 처리하고, 저장했다고 답한 것과 남은 것을 셉니다."""
    with contextlib.ExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "shop.db"
        first = stack.enter_context(contextlib.closing(connect(path)))
        first.execute("PRAGMA journal_mode=WAL")
        first.execute("CREATE TABLE orders (number INTEGER)")
        second = first if shared else stack.enter_context(contextlib.closing(connect(path)))
        pool = stack.enter_context(ThreadPoolExecutor(2))
        told = sum(serve_both(pool, first, second, number) for number in range(ORDERS))
        return {"told": told, "kept": orders(path)}


def one_connection():
    """스레드 둘이 커넥션 하나"""
    return serve(shared=True)


def one_each():
    """고침: 스레드마다 커넥션 하나"""
    return serve(shared=False)


# %%
# 예상
# ------------------------------------------------------------------
#
# 트랜잭션은 스레드가 아니라 커넥션에 딸려 있습니다. 거절된 결제를 되돌리면 아직 저장하지 않은 주문도 함께 되돌아갑니다.
# 그다음의 ``commit``에는 저장할 것이 없지만 예외도 없습니다. 20개를 저장했다고 답하고 하나도 남지 않을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        one_connection,
        one_each,
        facts={"told": "저장했다고 답한 주문(개)", "kept": "데이터베이스에 남은 주문(개)"},
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="kept")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 오류는 한 번도 없었습니다. 주문을 저장한 스레드는 ``commit``이 성공했으므로 저장했다고 답했습니다.
# SQLite 자체는 스레드에 안전합니다(``sqlite3.threadsafety``가 3). 그래서 파일은 깨지지 않고, 데이터만 사라집니다.
# 락으로 감싸려면 문장 하나가 아니라 트랜잭션 전체를 감싸야 하고, 그러면 커넥션이 하나인 것과 같은 순서로 돕니다.
#
# ``check_same_thread``의 기본값이 ``True``인 것은 이것을 막으려는 것입니다. 끄지 말고 ``threading.local``이나 풀로 스레드마다 커넥션을 두십시오.
# 비동기도 마찬가지입니다. 태스크 둘이 커넥션 하나를 쓰면 ``await`` 사이에서 같은 일이 일어납니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``connect``의 ``check_same_thread=False``를 지워 보십시오. 잃는 대신 ``ProgrammingError``로 알려 줍니다.
