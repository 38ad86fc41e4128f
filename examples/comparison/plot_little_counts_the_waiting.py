# 실행: python plot_little_counts_the_waiting.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
들어온 것과 나간 것 사이에 기다리는 것이 있습니다
==================================================================

요청이 고르지 않게 오고, 한 번에 둘까지만 처리합니다.
요청마다 온 때와 나간 때를 적으면, 리틀의 법칙(Little's law)이 그림의 넓이가 됩니다.

이 실험은 :doc:`스레드로 받아 오기 </threading/fetching>`에 나옵니다.
"""

import asyncio
import time

ARRIVALS_MS = (0, 4, 9, 22, 26, 30, 35, 58, 84, 88, 93, 120)
SERVERS = 2
SERVICE_SECONDS = 0.02

# %%
# 재는 코드
# ------------------------------------------------------------------


async def visit(number, turn, notes):
    """제때 와서, 자리가 나기를 기다리고, 처리를 받고 나갑니다."""
    await asyncio.sleep(ARRIVALS_MS[number] / 1000)
    came = notes.enter()
    async with turn:
        served = notes.now()
        await asyncio.sleep(SERVICE_SECONDS)
    notes.leave(number, came, served)


async def open_for_all(notes):
    """둘까지만 함께 처리합니다."""
    turn = asyncio.Semaphore(SERVERS)
    async with asyncio.TaskGroup() as group:
        for number in range(len(ARRIVALS_MS)):
            group.create_task(visit(number, turn, notes))


# %%
# 아래는 적는 코드입니다.


class Notes:
    """요청마다 온 때와 나간 때, 그리고 안에 든 수를 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.inside = self.most = 0
        self.spans, self.trace = [], []

    def now(self):
        """시작한 뒤로 흐른 시간(초)입니다."""
        return time.perf_counter() - self.zero

    def enter(self):
        """하나 들어옵니다."""
        return self.count(+1)

    def count(self, change):
        """안에 든 수를 고치고, 그때를 돌려줍니다."""
        now = self.now()
        self.inside += change
        self.most = max(self.most, self.inside)
        self.trace.append((now, self.inside))
        return now

    def leave(self, number, came, served):
        """하나 나갑니다."""
        lane, left = f"요청 {number + 1}", self.count(-1)
        if served - came > 0.001:
            self.spans.append((lane, came, served, "줄에서 기다림"))
        self.spans.append((lane, max(came, served), left, "처리"))


def two_at_a_time():
    """한 번에 둘까지"""
    notes = Notes()
    asyncio.run(open_for_all(notes))
    return {"most": notes.most, "spans": sorted(notes.spans, key=when), "trace": notes.trace}


def when(span):
    """요청의 번호와 시작한 때입니다."""
    return int(span[0].split()[1]), span[1]


# %%
# 예상
# ------------------------------------------------------------------
#
# 몰려올 때에는 안에 넷이나 다섯이 들고, 뜸할 때에는 비기도 합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        two_at_a_time,
        facts={"most": "안에 든 가장 많은 수(개)"},
        trace="안에 든 요청(개)",
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="spans")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 한 줄의 길이가 그 요청이 머문 시간이고, 어느 때에 세로로 그은 금이 지나는 줄의 수가 그때 안에 든 수입니다.
# 줄의 길이를 모두 더한 것과, 안에 든 수를 시간에 따라 더한 것은 같은 넓이입니다.
# 그래서 평균해서 안에 든 수 ``L``은, 1초에 오는 수 ``λ``와 평균해서 머문 시간 ``W``의 곱입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SERVERS``를 ``1``로 줄여 보십시오. 오는 때는 그대로인데 머무는 시간이 길어지고, 안에 든 수도 꼭 그만큼 늘어납니다.
