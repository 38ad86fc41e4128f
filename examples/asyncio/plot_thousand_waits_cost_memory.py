# 실행: python plot_thousand_waits_cost_memory.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
기다림 1,000개의 비용은 메모리와 CPU입니다
==================================================================

동시성이 같으면 속도도 같습니다. 그러면 왜 코루틴을 쓸까요?
기다림 1,000개를 스레드와 코루틴으로 함께 기다리며, 하나에 드는 메모리와 CPU 시간을 재었습니다.

이 실험은 :doc:`1,000개의 기다림의 비용 </asyncio/thousands>`에 나옵니다.
"""

import asyncio
import threading
import time

import psutil

WAITS = 1000
WAIT_SECONDS = 0.05

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 모두가 한꺼번에 기다리는 때에 메모리를 봅니다. CPU 시간은 만들고 깨우고 거둔 것까지입니다.


class Bill:
    """시작한 때와 비교해, 하나에 든 메모리와 CPU 시간을 계산합니다."""

    def __init__(self):
        self.process = psutil.Process()
        self.before = self.process.memory_info().rss
        self.cpu = time.process_time()
        self.waiting = 0

    def look(self):
        """모두가 기다리는 지금의 메모리를 적습니다."""
        self.waiting = self.process.memory_info().rss - self.before

    def facts(self):
        """하나의 비용을 돌려줍니다."""
        cpu = time.process_time() - self.cpu
        kibibytes = self.waiting / WAITS / 1024
        return {"memory": round(kibibytes, 2), "cpu": round(1e6 * cpu / WAITS, 1)}


def threads():
    """스레드 1,000개"""
    bill, gate = Bill(), threading.Event()
    waiting = [threading.Thread(target=gate.wait) for _ in range(WAITS)]
    for thread in waiting:
        thread.start()
    time.sleep(WAIT_SECONDS)
    bill.look()
    gate.set()
    for thread in waiting:
        thread.join()
    return bill.facts()


async def wait_for_gate():
    """문이 열리기를 태스크 1,000개가 함께 기다립니다."""
    bill, gate = Bill(), asyncio.Event()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(WAITS)]
    await asyncio.sleep(WAIT_SECONDS)
    bill.look()
    gate.set()
    await asyncio.gather(*waiting)
    return bill.facts()


def coroutines():
    """코루틴 1,000개"""
    return asyncio.run(wait_for_gate())


# %%
# 예상
# ------------------------------------------------------------------
#
# 스레드 하나는 프로세스의 메모리에서 16 KiB쯤, 태스크 하나는 1 KiB쯤 차지합니다.
# CPU 시간은 스레드가 100 µs쯤, 태스크가 그 10분의 1쯤입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        threads,
        coroutines,
        measured={
            "memory": "기다림 하나의 메모리(KiB)",
            "cpu": "기다림 하나의 CPU 시간(µs)",
        },
        times=2,
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
# 여기서 본 메모리(RSS)는 프로세스에 보이는 것만입니다. 커널은 스레드마다 스택과 페이지 테이블로 20 KiB쯤을 따로 씁니다.
# 그러므로 스레드의 비용은 실제로는 두 배가 넘습니다.
# 반대로 가상 주소는 스레드마다 8 MB씩 잡히지만, 쓰지 않은 것은 메모리가 아닙니다.
#
# 스레드의 CPU 시간은 100 µs보다 훨씬 크게 나오기도 합니다. 시작하고 거두는 비용에,
# 문이 열릴 때 1,000개가 한꺼번에 깨어나 GIL 하나를 다투는 비용이 더해지기 때문입니다.
#
# 코루틴의 비용에는 그 안에 잡은 것이 들어갑니다. 연결마다 버퍼를 64 KiB씩 잡으면, 1 KiB인 태스크의 비용은 뜻이 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WAITS``를 ``5_000``으로 늘려 보십시오. 하나의 메모리는 그대로인데, 스레드 쪽은 끝나기까지 훨씬 오래 걸립니다.
# 컨테이너의 한도(``pids``)가 낮으면 ``can't start new thread``라는 오류가 납니다.
