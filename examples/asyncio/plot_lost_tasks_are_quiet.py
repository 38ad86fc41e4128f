# 실행: python plot_lost_tasks_are_quiet.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
잃어버린 태스크는 대개 조용합니다
==================================================================

``await``를 빠뜨리거나, 태스크를 붙들어 두지 않거나, 결과를 읽지 않으면 일이 사라집니다.
그때 파이썬은 무슨 말을 할까요? 아무 말도 하지 않는 것은 어느 쪽일까요?

이 실험은 :doc:`잃어버린 태스크들 </asyncio/lost>`에 나옵니다.
"""

import asyncio
import gc
import logging
import warnings

DONE = []

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 저마다 일 하나를 시킵니다. 끝까지 간 일은 ``DONE``에 남습니다.


async def save(name):
    """일 하나. 잠깐 기다렸다가 끝납니다."""
    await asyncio.sleep(0.01)
    DONE.append(name)


async def save_or_fail():
    """일 하나. 저장하지 못하고 예외를 냅니다."""
    await asyncio.sleep(0.01)
    raise OSError("디스크가 꽉 찼습니다")


async def wait_on_nobody():
    """일 하나. 아무도 붙들고 있지 않은 퓨처(future)를 기다립니다."""
    await asyncio.get_running_loop().create_future()
    DONE.append("퓨처")


async def forget_await():
    """틀린 코드: await가 없어서 코루틴 객체만 만들어집니다."""
    save("await 없음")


async def forget_reference():
    """틀린 코드: 태스크를 변수에 담지 않습니다. 루프는 태스크를 약하게만 붙듭니다."""
    asyncio.create_task(wait_on_nobody())  # noqa: RUF006 - 이것이 보일 잘못입니다.
    await asyncio.sleep(0)
    gc.collect()
    await asyncio.sleep(0.03)


async def leave_early():
    """틀린 코드: 태스크를 기다리지 않고 나갑니다. asyncio.run이 남은 태스크를 취소합니다."""
    task = asyncio.create_task(save("일찍 나감"))
    await asyncio.sleep(0)
    return task.done()


async def ignore_result():
    """틀린 코드: 태스크가 낸 예외를 아무도 읽지 않습니다."""
    task = asyncio.create_task(save_or_fail())
    await asyncio.sleep(0.03)
    return task.done()


async def keep_in_group():
    """고친 코드: TaskGroup이 태스크를 붙들고, 기다리고, 예외를 올립니다."""
    async with asyncio.TaskGroup() as group:
        group.create_task(save("그룹"))


async def forget_await_in_group():
    """틀린 코드: TaskGroup 안이어도 await도 create_task도 없으면 시작하지 않습니다."""
    async with asyncio.TaskGroup():
        save("그룹 안, await 없음")


class Told(logging.Handler):
    """asyncio가 남긴 글을 찍고 셉니다."""

    def __init__(self):
        super().__init__()
        self.lines = 0

    def emit(self, record):
        """첫 줄만 찍습니다."""
        self.lines += 1
        print(f"asyncio {record.levelname}: {record.getMessage().splitlines()[0]}")


def follow(main):
    """돌리고, 끝낸 일과 파이썬이 한 말을 셉니다."""
    told = Told()
    logger = logging.getLogger("asyncio")
    logger.addHandler(told)
    logger.propagate = False
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main())
        gc.collect()
    for warning in caught:
        print(f"{warning.category.__name__}: {warning.message}")
    said = told.lines + len(caught)
    if not said:
        print("(아무 말도 없음)")
    return {"done": len(DONE), "said": said}


def never_awaited():
    """await를 빠뜨림"""
    return follow(forget_await)


def unreferenced():
    """태스크를 붙들지 않음"""
    return follow(forget_reference)


def cut_off():
    """기다리지 않고 나감"""
    return follow(leave_early)


def unread():
    """예외를 읽지 않음"""
    return follow(ignore_result)


def grouped():
    """TaskGroup"""
    return follow(keep_in_group)


def never_awaited_in_group():
    """TaskGroup 안에서 await를 빠뜨림"""
    return follow(forget_await_in_group)


# %%
# 예상
# ------------------------------------------------------------------
#
# 틀린 넷은 일을 하나도 끝내지 못합니다.
# 빠뜨린 ``await``와 붙들지 않은 태스크와 읽지 않은 예외에는 한마디씩 나오지만, 예외는 나지 않고 프로그램은 0으로 끝납니다.
# 기다리지 않고 나가면 아무 말도 없습니다.
# ``TaskGroup``은 뒤의 셋을 막습니다. 빠뜨린 ``await``는 그룹 안에서도 그대로입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        never_awaited,
        unreferenced,
        cut_off,
        unread,
        grouped,
        never_awaited_in_group,
        facts={"done": "끝낸 일(개)", "said": "파이썬이 한 말(번)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="said")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 말이 나오는 때를 보십시오. 잘못한 때가 아니라 쓰레기를 거두는 때입니다. 그때에는 어디에서 시작한 태스크인지 알기 어렵습니다.
# 디버그 모드(``asyncio.run(…, debug=True)``)를 켜면 만들어진 자리도 함께 나옵니다.
#
# 가장 흔한 것은 기다리지 않고 나가는 것이고, 그것만 아무 말이 없습니다. 취소는 오류가 아니기 때문입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``forget_reference``에서 태스크를 변수에 담아 보십시오. 쓰레기로 거두어지지 않는 대신, 나갈 때 조용히 취소됩니다.
