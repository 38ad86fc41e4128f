# 실행: python plot_loop_sleeps_between_awaits.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
이벤트 루프는 await 사이에 남을 돌리고, 할 일이 없으면 잠듭니다
==================================================================

태스크 하나가 ``await``하는 동안 이벤트 루프는 무엇을 할까요?
그리고 태스크 하나가 ``await`` 없이 기다리면 나머지는 어떻게 될까요?
루프가 셀렉터(selector)에서 잠든 때와, 태스크마다 돈 때를 적어 시간표로 그렸습니다.

이 실험은 :doc:`첫 코루틴에서 1,000개까지 </asyncio/first-thousand>`와
:doc:`이벤트 루프를 막지 않으려면 </asyncio/blocking>`에 나옵니다.
"""

import asyncio
import contextlib
import itertools
import selectors
import time

BEAT_SECONDS = 0.01
BEATS = 7
WORK_SECONDS = 0.004
WAIT_SECONDS = 0.018
BLOCK_SECONDS = 0.036
TRIES = 4

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 요청 둘과, 때마다 깨어나는 하트비트 하나를 함께 돌립니다.


async def request(notes, name, delay):
    """계산하고, 답을 기다리고, 다시 계산합니다."""
    await asyncio.sleep(delay)
    compute(notes, name)
    await asyncio.sleep(WAIT_SECONDS)
    compute(notes, name)


async def blocking_request(notes, name, delay):
    """같은 일이지만, 답을 ``time.sleep``으로 기다립니다."""
    await asyncio.sleep(delay)
    compute(notes, name)
    with notes.span(name, "블로킹 호출"):
        time.sleep(BLOCK_SECONDS)  # noqa: ASYNC251 - 루프를 막는 것을 보이려는 것입니다.
    compute(notes, name)


async def heartbeat(notes):
    """정해진 때마다 깨어나 한 번 뜁니다."""
    for _ in range(BEATS):
        await asyncio.sleep(BEAT_SECONDS)
        compute(notes, "하트비트", WORK_SECONDS / 8)


def compute(notes, name, seconds=WORK_SECONDS):
    """제어권을 넘기지 않고 계산합니다."""
    with notes.span(name, "실행"):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass


# %%
# 아래는 적는 코드입니다. 루프가 잠드는 자리는 셀렉터의 ``select`` 하나뿐이므로, 그것만 감싸면 됩니다.


class Notes:
    """누가 언제 무엇을 했는지 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.spans = []

    @contextlib.contextmanager
    def span(self, lane, label):
        """`with` 블록 하나를 한 토막으로 적습니다."""
        start = time.perf_counter() - self.zero
        yield
        self.spans.append((lane, start, time.perf_counter() - self.zero, label))


def least_disturbed(second):
    """여러 번 돌려, 다른 프로그램의 방해를 가장 적게 받은 것을 고릅니다. 가장 일찍 끝난 것입니다."""
    return min((run(second) for _ in range(TRIES)), key=lambda found: found["spans"][-1][2])


def run(second):
    """루프 하나에서 셋을 함께 돌리고, 지켜본 것을 돌려줍니다."""
    notes = Notes()
    sleeps = 0

    class WatchedSelector(selectors.DefaultSelector):
        """잠든 때를 적는 셀렉터입니다."""

        def select(self, timeout=None):
            nonlocal sleeps
            sleeps += timeout is None or timeout > 0
            with notes.span("루프", "셀렉터에서 잠듦"):
                return super().select(timeout)

    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(heartbeat(notes))
            group.create_task(request(notes, "요청 1", 0.002))
            group.create_task(second(notes, "요청 2", 0.012))

    with asyncio.Runner(
        loop_factory=lambda: asyncio.SelectorEventLoop(WatchedSelector())
    ) as runner:
        notes.zero = time.perf_counter()
        runner.run(main())
        spans = [span for span in notes.spans if span[1] >= 0]
    return {
        "sleeps": sleeps,
        "beats": sum(lane == "하트비트" for lane, *_ in spans),
        "late": late_beats(spans),
        "spans": spans,
    }


def late_beats(spans):
    """앞의 하트비트에서 두 번 뛸 시간이 지나서야 뛴 하트비트의 수입니다."""
    beats = [0.0] + [start for lane, start, *_ in spans if lane == "하트비트"]
    return sum(after - before > 2 * BEAT_SECONDS for before, after in itertools.pairwise(beats))


def awaiting():
    """모두 await로 기다림"""
    return least_disturbed(request)


def blocking():
    """요청 2가 time.sleep으로 기다림"""
    return least_disturbed(blocking_request)


# %%
# 예상
# ------------------------------------------------------------------
#
# 모두 ``await``로 기다리면 루프는 돌릴 것을 다 돌리고 잠들기를 되풀이하고, 하트비트는 제때 뜁니다.
# 하나가 ``time.sleep``을 부르면 루프는 그동안 잠들지도, 남을 돌리지도 못합니다. 하트비트 하나가 늦습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        awaiting,
        blocking,
        facts={
            "late": "늦은 하트비트(번)",
            "beats": "모든 하트비트(번)",
            "sleeps": "루프가 잠든 것(번)",
        },
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
# 어느 순간을 골라도 토막은 한 줄에만 있습니다. 스레드가 하나이므로 루프가 잠들었거나, 태스크 하나가 돌거나, 둘 가운데 하나입니다.
# 잠든 루프를 깨우는 것은 셋입니다: 정해 둔 때가 됨, 소켓에 올 것이 옴, 다른 스레드가 부름.
#
# ``time.sleep``도 기다림이지만 루프가 모르는 기다림입니다. 루프에게는 끝나지 않는 계산과 같습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``blocking_request``의 ``time.sleep``을 ``await asyncio.to_thread(time.sleep, BLOCK_SECONDS)``로 바꾸어 보십시오. 늦은 하트비트가 사라집니다.
