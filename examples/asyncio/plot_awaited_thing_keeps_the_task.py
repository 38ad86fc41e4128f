# 실행: python plot_awaited_thing_keeps_the_task.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
태스크를 살리는 것은 그 태스크가 기다리는 것입니다
==================================================================

이벤트 루프는 태스크를 약한 참조로만 붙듭니다. 그런데 변수에 담지 않은 태스크도 대개는 끝까지 돕니다.
누가 붙들어 주는 것일까요? 태스크를 기다리는 쪽일까요, 태스크가 기다리는 것일까요?

이 실험은 :doc:`잃어버린 태스크들 </asyncio/lost>`에 나옵니다.
"""

import asyncio
import gc
import logging

WAIT_SECONDS = 0.02
DONE = []

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 넷 모두 태스크를 변수에 담지 않습니다. 기다리는 것만 다릅니다.


async def wait_for(thing):
    """주어진 것을 기다리고, 끝까지 갔으면 이름을 남깁니다."""
    await thing
    DONE.append("끝까지 감")


def start_on_timer(_kept):
    """타이머를 기다립니다. 타이머는 루프가 붙듭니다."""
    asyncio.create_task(wait_for(asyncio.sleep(WAIT_SECONDS)))  # noqa: RUF006 - 담지 않는 것을 봅니다.


def start_on_kept_future(kept):
    """남이 붙들고 있는 퓨처를 기다립니다. 요청을 적어 둔 사전에 든 퓨처가 그렇습니다."""
    kept.append(asyncio.get_running_loop().create_future())
    asyncio.create_task(wait_for(kept[-1]))  # noqa: RUF006 - 담지 않는 것을 봅니다.


def start_on_own_future(_kept):
    """아무도 붙들지 않은 퓨처를 기다립니다."""
    future = asyncio.get_running_loop().create_future()
    asyncio.create_task(wait_for(future))  # noqa: RUF006 - 담지 않는 것을 봅니다.


def start_waited_for(_kept):
    """위의 태스크를 다른 태스크가 기다려 줍니다. 그 태스크도 담지 않습니다."""
    future = asyncio.get_running_loop().create_future()
    inner = asyncio.create_task(wait_for(future))
    asyncio.create_task(wait_for(inner))  # noqa: RUF006 - 담지 않는 것을 봅니다.


async def collect_and_count(start):
    """태스크를 시작하고, 가비지 컬렉션을 한 다음에 남은 태스크와 끝까지 간 일을 셉니다."""
    kept = []
    start(kept)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
    alive = len(asyncio.all_tasks()) - 1  # 하나는 이 태스크입니다.
    for future in kept:
        future.set_result(None)
    await asyncio.sleep(2 * WAIT_SECONDS)
    return {"alive": alive, "done": len(DONE)}


def follow(start):
    """한 가지를 돌려 봅니다. 사라진 태스크에 대한 말은 여기서 보지 않습니다."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    return asyncio.run(collect_and_count(start))


def on_timer():
    """타이머를 기다림"""
    return follow(start_on_timer)


def on_kept_future():
    """남이 붙든 퓨처를 기다림"""
    return follow(start_on_kept_future)


def on_own_future():
    """아무도 붙들지 않은 퓨처를 기다림"""
    return follow(start_on_own_future)


def waited_for():
    """위의 것을 다른 태스크가 기다림"""
    return follow(start_waited_for)


# %%
# 예상
# ------------------------------------------------------------------
#
# 타이머와 소켓은 루프가 붙들고, 그것이 퓨처를, 퓨처의 콜백이 태스크를 붙듭니다. 그래서 앞의 둘은 살아남습니다.
# 아무도 붙들지 않은 퓨처를 기다리면 사라집니다. 다른 태스크가 기다려 주어도 소용없습니다. 둘이 함께 사라집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        on_timer,
        on_kept_future,
        on_own_future,
        waited_for,
        facts={"alive": "거둔 뒤에 살아 있는 태스크(개)", "done": "끝까지 간 일(개)"},
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
# 붙드는 방향을 거꾸로 알기 쉽습니다. 기다리는 태스크가 붙드는 것은 자기가 기다리는 것이고, 거기까지 닿는 길이 있어야 살아남습니다.
# 마지막 줄에서는 바깥의 태스크가 안쪽의 태스크를 붙들지만, 바깥의 태스크에 닿는 길이 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``start_waited_for``에서 ``wait_for(future)``를 ``wait_for(asyncio.sleep(WAIT_SECONDS))``로 바꾸어 보십시오. 둘 다 끝까지 갑니다.
