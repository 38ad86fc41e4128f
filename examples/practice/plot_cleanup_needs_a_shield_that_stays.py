# 실행: python plot_cleanup_needs_a_shield_that_stays.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["anyio>=4.4", "trio>=0.27"]
# ///
"""
뒷정리를 지키는 막은 그 안에서 끝까지 기다려야 합니다
==================================================================

취소되면 트랜잭션을 되돌리고 끝나야 합니다. 되돌리는 데에도 기다림이 있습니다. 그런데 어떤 때에는 되돌리다 만 채 끝납니다.
한 번 취소할 때와 두 번 취소할 때, 부른 쪽이 다음 줄로 가기 전에 뒷정리가 끝났는지 보았습니다.

이 실험은 :doc:`구조적 동시성 </practice/structured-concurrency>`에 나옵니다.
없는 것은 ``python -m pip install anyio trio``로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util

CLEANUP_STEPS = 6

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 뒷정리는 여섯 번 기다립니다. 막을 치는 법이 다섯입니다.


async def roll_back(pause, steps):
    """되돌립니다. 데이터베이스를 여섯 번 기다립니다."""
    for step in range(CLEANUP_STEPS):
        await pause()
        steps.append(step)


async def plain(pause, steps):
    """막 없이 ``finally``에서 되돌립니다."""
    try:
        while True:
            await pause()
    finally:
        await roll_back(pause, steps)


async def shielded(pause, steps):
    """``asyncio.shield``로 감쌉니다."""
    try:
        while True:
            await pause()
    finally:
        await asyncio.shield(roll_back(pause, steps))


async def shielded_and_awaited(pause, steps):
    """태스크로 만들어 감싸고, 취소되더라도 끝날 때까지 기다립니다."""
    try:
        while True:
            await pause()
    finally:
        cleanup = asyncio.create_task(roll_back(pause, steps))
        cancelled = None
        while not cleanup.done():
            try:
                await asyncio.shield(cleanup)
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled


async def in_shielded_scope(pause, steps):
    """AnyIO의 막힌 범위에서 되돌립니다."""
    import anyio

    try:
        while True:
            await pause()
    finally:
        with anyio.CancelScope(shield=True):
            await roll_back(pause, steps)


async def in_trio_scope(pause, steps):
    """Trio의 막힌 범위에서 되돌립니다."""
    import trio

    try:
        while True:
            await pause()
    finally:
        with trio.CancelScope(shield=True):
            await roll_back(pause, steps)


# %%
# 한 번, 또는 뒷정리하는 도중에 한 번 더 취소합니다. 두 번째 취소는 바깥의 타임아웃이나 끝내는 신호입니다.


async def done_before_going_on(worker, cancels):
    """부른 쪽이 다음 줄로 갈 때까지 한 뒷정리의 걸음을 셉니다."""
    steps = []

    async def pause():
        await asyncio.sleep(0)

    task = asyncio.create_task(worker(pause, steps))
    for _ in range(cancels):
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    done = len(steps)
    # 버려진 뒷정리가 루프와 함께 취소되기 전에, 걸음을 세고 마저 돌게 둡니다.
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    return done


async def done_in_anyio(worker):
    """취소된 범위에서 한 뒷정리의 걸음을 셉니다."""
    import anyio

    steps = []
    async with anyio.create_task_group() as group:
        group.start_soon(worker, anyio.lowlevel.checkpoint, steps)
        await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()
    return len(steps)


async def done_in_trio(worker):
    """취소된 범위에서 한 뒷정리의 걸음을 셉니다."""
    import trio

    steps = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, trio.lowlevel.checkpoint, steps)
        await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()
    return len(steps)


def in_asyncio(worker):
    """한 번과 두 번 취소합니다."""
    return {
        "once": asyncio.run(done_before_going_on(worker, 1)),
        "twice": asyncio.run(done_before_going_on(worker, 2)),
    }


def has(name):
    """설치되어 있는지 보고, 없으면 설치하는 법을 말합니다."""
    if importlib.util.find_spec(name) is None:
        print(f"{name}이(가) 없어 보지 않았습니다. python -m pip install {name}")
        return False
    return True


def asyncio_plain():
    """asyncio, 막 없이"""
    return in_asyncio(plain)


def asyncio_shield():
    """asyncio.shield"""
    return in_asyncio(shielded)


def asyncio_awaited():
    """고침: asyncio, 감싸고 끝까지 기다림"""
    return in_asyncio(shielded_and_awaited)


def anyio_plain():
    """AnyIO, 막 없이"""
    if not has("anyio"):
        return {"once": None, "twice": None}
    steps = asyncio.run(done_in_anyio(plain))
    return {"once": steps, "twice": steps}


def anyio_shield():
    """고침: AnyIO, 막힌 범위"""
    if not has("anyio"):
        return {"once": None, "twice": None}
    steps = asyncio.run(done_in_anyio(in_shielded_scope))
    return {"once": steps, "twice": steps}


def trio_shield():
    """고침: Trio, 막힌 범위"""
    if not has("trio"):
        return {"once": None, "twice": None}
    import trio

    steps = trio.run(done_in_trio, in_trio_scope)
    return {"once": steps, "twice": steps}


# %%
# 예상
# ------------------------------------------------------------------
#
# asyncio에서는 취소가 한 번 던지는 예외라, 한 번이면 막이 없어도 여섯 걸음을 다 할 것입니다. 두 번이면 도중에 멈출 것입니다.
# ``asyncio.shield``는 안의 것을 지키지만 바깥의 기다림은 지키지 않습니다. 두 번 취소하면 부른 쪽은 뒷정리를 버려 둔 채 다음 줄로 갈 것입니다.
# AnyIO와 Trio에서는 범위가 취소된 채이므로, 막이 없으면 한 번의 취소에도 첫걸음에서 쫓겨날 것입니다. 막힌 범위에서는 다 할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        asyncio_plain,
        asyncio_shield,
        asyncio_awaited,
        anyio_plain,
        anyio_shield,
        trio_shield,
        facts={
            "once": "한 번 취소했을 때 마친 뒷정리(걸음)",
            "twice": "두 번 취소했을 때 마친 뒷정리(걸음)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="twice")

# %%
# 읽기
# ------------------------------------------------------------------
#
# asyncio에서 막이 없는 뒷정리는 시험에서는 언제나 됩니다. 시험은 한 번만 취소하기 때문입니다. 배포하는 날에는 타임아웃과 SIGTERM이 함께 옵니다.
# ``asyncio.shield``도 한 번에는 맞고 두 번에는 틀립니다. 뒷정리는 뒤에서 계속되지만, 부른 쪽은 커넥션을 이미 돌려주었습니다.
#
# AnyIO와 Trio는 막이 없으면 언제나 틀립니다. 그래서 시험에서 바로 보이고, 막힌 범위를 쓰면 몇 번을 취소하든 맞습니다.
# 막에는 타임아웃을 함께 두십시오(``move_on_after(5, shield=True)``). 되돌리기가 멈추면 프로그램도 멈춥니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``done_before_going_on``의 ``range(3)``을 ``range(12)``로 바꾸어 보십시오. 두 번째 취소가 뒷정리보다 늦게 와서, 막이 없어도 다 한 것처럼 보입니다.
