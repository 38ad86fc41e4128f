# 실행: python plot_claimed_key_charges_once.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
멱등 키는 하기 전에 적어야 한 번만 합니다
==================================================================

결제 요청의 답이 늦어 손님이 한 번 더 보냈습니다. 첫 요청은 아직 처리하는 중입니다.
요청마다 멱등 키(idempotency key)가 있으면 두 번 결제되지 않을까요? 주문 20개를 두 번씩 보냈습니다.

이 실험은 :doc:`밖으로 나가는 호출 </practice/outgoing-calls>`에 나옵니다.
"""

import asyncio
import contextlib
import sqlite3
import uuid

ORDERS = 20
CHARGE_SECONDS = 0.02

# %%
# 재는 코드
# ------------------------------------------------------------------


class Bank:
    """결제를 20 ms 걸려 처리하고 장부에 적는 은행"""

    def __init__(self):
        self.charges = 0

    async def charge(self):
        """한 번 결제합니다."""
        await asyncio.sleep(CHARGE_SECONDS)
        self.charges += 1


async def charge_always(bank, _keys, _key):
    """키를 보지 않습니다."""
    await bank.charge()


async def look_then_charge(bank, keys, key):
    """처리한 키인지 보고, 아니면 결제한 다음에 적습니다."""
    if keys.execute("SELECT 1 FROM keys WHERE key = ?", (key,)).fetchone():
        return
    await bank.charge()
    keys.execute("INSERT OR IGNORE INTO keys VALUES (?)", (key,))


async def claim_then_charge(bank, keys, key):
    """키를 먼저 적고, 적은 쪽만 결제합니다."""
    claimed = keys.execute("INSERT OR IGNORE INTO keys VALUES (?)", (key,)).rowcount
    if claimed:
        await bank.charge()


async def order_twice(handle, bank, keys, *, same_key=True):
    """주문 하나를 보내고, 답이 오기 전에 한 번 더 보냅니다."""
    first = uuid.uuid4().hex
    second = first if same_key else uuid.uuid4().hex
    await asyncio.gather(handle(bank, keys, first), handle(bank, keys, second))


async def order_all(handle, **how):
    """주문 20개를 함께 처리하고, 결제된 수를 셉니다."""
    bank = Bank()
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as keys:
        keys.execute("CREATE TABLE keys (key TEXT PRIMARY KEY)")
        async with asyncio.TaskGroup() as orders:
            for _ in range(ORDERS):
                orders.create_task(order_twice(handle, bank, keys, **how))
    return {"charges": bank.charges, "duplicates": bank.charges - ORDERS}


def without_key():
    """키 없이"""
    return asyncio.run(order_all(charge_always))


def key_per_try():
    """보낼 때마다 새 키"""
    return asyncio.run(order_all(claim_then_charge, same_key=False))


def looked_up():
    """같은 키, 결제한 다음에 적음"""
    return asyncio.run(order_all(look_then_charge))


def claimed():
    """고침: 같은 키, 결제하기 전에 적음"""
    return asyncio.run(order_all(claim_then_charge))


# %%
# 예상
# ------------------------------------------------------------------
#
# 키를 보아도, 첫 요청이 끝나기 전에 온 둘째 요청은 아직 적힌 것을 찾지 못합니다. 20개가 모두 두 번 결제될 것입니다.
# 먼저 적으면 기본 키(PRIMARY KEY)가 둘 가운데 하나만 적게 하므로, 꼭 20번 결제될 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        without_key,
        key_per_try,
        looked_up,
        claimed,
        facts={"charges": "결제된 것(번)", "duplicates": "두 번 결제된 주문(개)"},
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="duplicates")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 보고 나서 하는 것은 :doc:`경쟁 상태 </threading/races>`입니다. 보는 것과 적는 것 사이에 결제가 끼어 있어, 그 틈이 결제하는 시간만큼 깁니다.
# 손님이 다시 보내는 때는 바로 첫 요청이 늦을 때이므로, 이 틈에 오는 것이 보통입니다.
#
# 키는 손님이 주문 하나에 하나를 만들어, 다시 보낼 때 같은 것을 보내야 합니다. 다시 보내는 고리 안에서 만들면 없는 것과 같습니다.
# 먼저 적은 다음 결제가 실패하면, 그 키는 아무도 다시 하지 못합니다. 그래서 실제로는 키 옆에 '처리하는 중, 끝남, 실패'와 답을 함께 적습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``order_twice``의 ``gather``를 ``await`` 두 줄로 바꾸어 보십시오. 첫 요청이 끝난 다음에 보내면 ``look_then_charge``도 한 번만 결제합니다. 시험이 이것을 놓치는 이유입니다.
