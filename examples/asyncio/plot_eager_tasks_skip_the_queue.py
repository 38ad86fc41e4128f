# 실행: python plot_eager_tasks_skip_the_queue.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
eager_task_factory는 기다릴 것이 없는 태스크를 곧바로 끝냅니다
==================================================================

캐시에 있는 값을 돌려주는 코루틴은 기다리지 않습니다. 그런데도 태스크로 올리면 줄을 섭니다.
3.12에 생긴 즉시 실행 태스크(eager task)는 그 자리에서 돌려 봅니다. 태스크를 만들지 않고 ``await``하면 어떨까요?

이 실험은 :doc:`이벤트 루프 다루기 </asyncio/event-loop>`에 나옵니다.
"""

import asyncio
import time

LOOKUPS = 2000
TIMES = 5
CACHE = {number: number * number for number in range(LOOKUPS)}
EAGER = getattr(asyncio, "eager_task_factory", None)

# %%
# 재는 코드
# ------------------------------------------------------------------


async def look_up(number):
    """캐시에 있으면 기다리지 않고 돌려줍니다."""
    if number in CACHE:
        return CACHE[number]
    await asyncio.sleep(0.1)
    return number * number


async def look_up_in_tasks():
    """하나마다 태스크를 만듭니다."""
    return sum(await asyncio.gather(*(look_up(number) for number in range(LOOKUPS))))


async def look_up_in_eager_tasks():
    """루프의 태스크 공장을 바꿉니다."""
    asyncio.get_running_loop().set_task_factory(EAGER)
    return await look_up_in_tasks()


async def look_up_directly():
    """태스크를 만들지 않고 하나씩 await합니다."""
    return sum([await look_up(number) for number in range(LOOKUPS)])


def clocked(main):
    """루프를 새로 만들어 한 번 돌리고, 하나에 든 시간을 µs로 돌려줍니다."""

    async def once():
        started = time.perf_counter()
        await main()
        return 1e6 * (time.perf_counter() - started) / LOOKUPS

    return asyncio.run(once())


def against_lazy(main):
    """보통 태스크와 번갈아 재어, 저마다 가장 짧았던 때를 비교합니다."""
    pairs = [(clocked(main), clocked(look_up_in_tasks)) for _ in range(TIMES)]
    each, lazy = map(min, zip(*pairs, strict=True))
    return {"each": round(each, 3), "over": round(each / lazy, 3)}


def lazy_tasks():
    """보통 태스크"""
    return against_lazy(look_up_in_tasks)


def eager_tasks():
    """즉시 실행 태스크(3.12부터)"""
    if EAGER is None:
        print("이 파이썬에는 즉시 실행 태스크가 없어 재지 않았습니다. Python 3.12부터 있습니다.")
        return {"each": None, "over": None}
    return against_lazy(look_up_in_eager_tasks)


def plain_await():
    """태스크 없이 await"""
    return against_lazy(look_up_directly)


# %%
# 예상
# ------------------------------------------------------------------
#
# 태스크를 만들지 않는 ``await``는 함수를 부르는 것과 다를 바 없어서 가장 빠릅니다.
# 즉시 실행 태스크는 태스크 객체를 만드는 비용만 치르고 줄은 서지 않습니다. 3.11에는 없어서 재지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        lazy_tasks,
        eager_tasks,
        plain_await,
        measured={
            "each": "하나에 든 시간(µs)",
            "over": "보통 태스크 대비 시간(배)",
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
# ``await 코루틴()``은 태스크를 만들지 않습니다. 겹칠 것이 없으면 태스크로 올리지 마십시오.
#
# 즉시 실행 태스크는 도는 순서를 바꿉니다. ``create_task``를 부르는 동안 그 코루틴이 처음으로 멈추는 자리(중단점)까지 돌아 버립니다.
# "만든 다음 줄부터 순서대로"라고 믿던 코드가 깨질 수 있으므로, 기다리지 않는 태스크가 많다고 재어 본 다음에 쓰십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``plain_await``를 빼고 ``CACHE``를 ``{}``로 비워 보십시오. 모두 정말로 기다리게 되면 즉시 실행 태스크의 이득은 사라집니다.
# ``plain_await``를 빼지 않으면 기다림이 겹치지 않아서 끝나지 않습니다.
