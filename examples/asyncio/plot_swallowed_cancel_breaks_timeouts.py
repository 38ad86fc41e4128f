# 실행: python plot_swallowed_cancel_breaks_timeouts.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
CancelledError를 삼키면 asyncio.timeout이 듣지 않습니다
==================================================================

타임아웃은 취소(cancellation)로 이루어집니다. 제한이 지나면 태스크 안에서 ``CancelledError``가 납니다.
그 예외를 삼키는 코드가 있으면 제한은 어떻게 될까요? ``shield``로 감싼 것은 언제 끝날까요?

이 실험은 :doc:`취소와 타임아웃 </asyncio/cancellation>`에 나옵니다.
"""

import asyncio
import contextlib
import time

LIMIT_SECONDS = 0.04
STEP_SECONDS = 0.03
STEPS = 4

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 일은 0.03초짜리 걸음 네 번, 모두 0.12초입니다. 제한은 0.04초입니다.


class Trace:
    """일과 그 일을 기다리는 쪽의 시각을 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.spans = []

    def now(self):
        """시작한 뒤로 흐른 시간(초)입니다."""
        return time.perf_counter() - self.zero

    def note(self, lane, start, label):
        """한 토막을 적습니다."""
        self.spans.append((lane, start, self.now(), label))


async def obedient(trace):
    """취소되면 뒷정리를 하고 그대로 내보냅니다."""
    for step in range(1, STEPS + 1):
        start = trace.now()
        try:
            await asyncio.sleep(STEP_SECONDS)
        finally:
            trace.note("일", start, f"걸음 {step}")


async def stubborn(trace):
    """틀린 코드: 걸음마다 모든 예외를 삼킵니다. CancelledError까지 삼킵니다."""
    for step in range(1, STEPS + 1):
        start = trace.now()
        with contextlib.suppress(BaseException):
            await asyncio.sleep(STEP_SECONDS)
        trace.note("일", start, f"걸음 {step}")


async def follow(waiting):
    """제한을 걸고 기다린 쪽이 언제 풀려났는지 봅니다."""
    trace = Trace()
    told = 0
    try:
        await waiting(trace)
    except TimeoutError:
        told = 1
    released = trace.now()
    trace.note("기다린 쪽", 0.0, "제한을 걸고 기다림")
    alive = len(asyncio.all_tasks()) - 1
    await asyncio.sleep(STEPS * STEP_SECONDS - released + 0.01)
    waited = round(released / LIMIT_SECONDS, 2)
    return {"waited": waited, "told": told, "alive": alive, "spans": trace.spans}


async def with_timeout(trace):
    """asyncio.timeout은 블록 전체에 제한을 겁니다."""
    async with asyncio.timeout(LIMIT_SECONDS):
        await obedient(trace)


async def with_wait_for(trace):
    """wait_for는 하나에 제한을 겁니다."""
    await asyncio.wait_for(obedient(trace), LIMIT_SECONDS)


async def with_stubborn(trace):
    """제한을 걸었지만 안에서 취소를 삼킵니다."""
    async with asyncio.timeout(LIMIT_SECONDS):
        await stubborn(trace)


async def with_shield(trace):
    """shield는 기다리는 쪽만 풀어 줍니다. 안의 태스크는 계속 돕니다."""
    work = asyncio.create_task(obedient(trace))
    async with asyncio.timeout(LIMIT_SECONDS):
        await asyncio.shield(work)


def timeout():
    """asyncio.timeout"""
    return asyncio.run(follow(with_timeout))


def wait_for():
    """wait_for"""
    return asyncio.run(follow(with_wait_for))


def swallowed():
    """timeout, 취소를 삼키는 일"""
    return asyncio.run(follow(with_stubborn))


def shielded():
    """timeout, shield"""
    return asyncio.run(follow(with_shield))


# %%
# 예상
# ------------------------------------------------------------------
#
# 앞의 둘은 0.04초에 풀려나고 ``TimeoutError``를 받습니다.
# 취소를 삼키면 둘째 걸음만 짧아지고 일은 끝까지 갑니다. 기다린 쪽은 제한이 지난 줄도 모릅니다.
# ``shield``로 감싸면 기다린 쪽은 제때 풀려나지만 태스크 하나가 남습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        timeout,
        wait_for,
        swallowed,
        shielded,
        facts={
            "told": "TimeoutError(번)",
            "alive": "남은 태스크(개)",
        },
        measured={"waited": "기다린 시간, 제한 대비(배)"},
        times=1,
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
# 취소를 삼킨 쪽의 시간표에서 둘째 걸음이 0.04초에서 잘렸습니다. 취소가 오기는 왔습니다. 그런데 삼켰습니다.
# 그 뒤의 걸음은 취소되지 않은 것처럼 갑니다. 제한은 한 번만 취소하기 때문입니다.
#
# ``except Exception``은 괜찮습니다. ``CancelledError``는 3.8부터 ``BaseException``의 자식입니다.
# 위험한 것은 ``except:``와 ``except BaseException``, 그리고 ``except CancelledError`` 뒤에 ``raise``를 빼먹는 것입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``stubborn``의 ``BaseException``을 ``Exception``으로 바꾸어 보십시오. 제한이 다시 지켜집니다.
