# 실행: python plot_group_cancel_keeps_the_first_answer.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
태스크 그룹은 3.15부터 예외 없이 끝낼 수 있습니다
==================================================================

같은 것을 세 서버에 묻고 먼저 온 답만 쓰려고 합니다. 답을 받았으니 나머지를 멈추어야 하는데, ``TaskGroup``에는 그런 함수가 없었습니다.
예외를 내는 방법, 그룹을 둔 태스크를 취소하는 방법, 3.15의 ``TaskGroup.cancel``을 비교했습니다.

이 실험은 :doc:`새 파이썬이 바꾼 것 </beyond/new-pythons>`에 나옵니다.
"""

import asyncio

FIRST_SECONDS = 0.01
DELAYS_SECONDS = (FIRST_SECONDS, 5, 5)

# %%
# 재는 코드
# ------------------------------------------------------------------


class AnsweredError(Exception):
    """먼저 온 답이 있어 그룹을 끝냅니다."""


async def ask(delay, answers, cancelled):
    """서버 하나에 묻습니다. 취소되면 적어 둡니다."""
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        cancelled.append(delay)
        raise
    answers.append(delay)


async def raise_to_leave(answers, cancelled):
    """답이 오면 예외를 내어 그룹을 끝냅니다."""

    async def ask_and_leave(delay):
        await ask(delay, answers, cancelled)
        raise AnsweredError

    try:
        async with asyncio.TaskGroup() as group:
            for delay in DELAYS_SECONDS:
                group.create_task(ask_and_leave(delay))
    except* AnsweredError:
        pass


async def cancel_the_owner(answers, cancelled):
    """답이 오면 그룹을 둔 태스크를 취소합니다."""
    owner = asyncio.current_task()

    async def ask_and_leave(delay):
        await ask(delay, answers, cancelled)
        owner.cancel()

    async with asyncio.TaskGroup() as group:
        for delay in DELAYS_SECONDS:
            group.create_task(ask_and_leave(delay))


async def cancel_the_group(answers, cancelled):
    """답이 오면 그룹을 취소합니다. 3.15부터 있습니다."""
    async with asyncio.TaskGroup() as group:

        async def ask_and_leave(delay):
            await ask(delay, answers, cancelled)
            group.cancel()

        for delay in DELAYS_SECONDS:
            group.create_task(ask_and_leave(delay))


def first_answer(strategy):
    """먼저 온 답과, 취소된 물음과, 그다음 줄까지 갔는지 셉니다."""
    answers, cancelled, after = [], [], []

    async def main():
        await strategy(answers, cancelled)
        after.append("다음 줄")

    try:
        asyncio.run(main())
    except asyncio.CancelledError:
        print("CancelledError가 밖으로 나왔습니다.")
    return {"answers": len(answers), "cancelled": len(cancelled), "went_on": len(after)}


def by_exception():
    """예외를 냄"""
    return first_answer(raise_to_leave)


def by_owner():
    """그룹을 둔 태스크를 취소"""
    return first_answer(cancel_the_owner)


def by_group():
    """TaskGroup.cancel"""
    if not hasattr(asyncio.TaskGroup, "cancel"):
        print("이 파이썬에는 TaskGroup.cancel이 없습니다. Python 3.15부터 있습니다.")
        return dict.fromkeys(("answers", "cancelled", "went_on"))
    return first_answer(cancel_the_group)


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋 모두 답 하나를 받고 둘을 취소합니다. 그룹을 둔 태스크를 취소하면 다음 줄까지 가지 못합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        by_exception,
        by_owner,
        by_group,
        facts={
            "answers": "받은 답(개)",
            "cancelled": "취소한 물음(개)",
            "went_on": "다음 줄까지(갔으면 1)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="cancelled")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 그룹을 둔 태스크를 취소하면, 그룹만이 아니라 그 태스크가 하던 것이 모두 끝납니다. 답을 받아 놓고 쓰지 못합니다.
# 3.14까지는 예외를 하나 정해 두고 ``except*``로 받으십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DELAYS_SECONDS``의 셋을 모두 ``0.01``로 바꾸어 보십시오. 답이 둘 넘게 올 수 있습니다. 먼저 온 하나만 쓰십시오.
