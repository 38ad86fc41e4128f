# 실행: python plot_locks_belong_to_the_loop_that_waited.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
락과 큐는 만들어진 루프가 아니라, 처음 기다린 루프의 것입니다
==================================================================

``asyncio.run``을 두 번 부르면서 락이나 큐를 나누어 쓰면 어떻게 될까요?
어떤 때는 멀쩡하고, 어떤 때는 ``is bound to a different event loop``라는 오류가 납니다. 무엇이 다를까요?

이 실험은 :doc:`이벤트 루프 다루기 </asyncio/event-loop>`에 나옵니다.
"""

import asyncio

HOLD_SECONDS = 0.01

# %%
# 재는 코드
# ------------------------------------------------------------------


async def take_free(lock):
    """아무도 잡지 않은 락을 잡습니다. 기다리지 않습니다."""
    async with lock:
        pass


async def take_contended(lock):
    """둘이 함께 잡으려고 합니다. 하나는 기다립니다."""

    async def hold():
        async with lock:
            await asyncio.sleep(HOLD_SECONDS)

    await asyncio.gather(hold(), hold())


async def get_from_empty(queue):
    """빈 큐에서 꺼내려고 기다립니다."""

    async def put_late():
        await asyncio.sleep(HOLD_SECONDS)
        queue.put_nowait("늦게 넣은 것")

    await asyncio.gather(queue.get(), put_late())


async def make_future():
    """퓨처는 만들 때부터 이 루프의 것입니다."""
    return asyncio.get_running_loop().create_future()


async def wait_on(future):
    """퓨처를 기다립니다."""
    await future


def run_twice(use, shared):
    """asyncio.run을 두 번 부르고, 둘째가 낸 오류를 셉니다."""
    asyncio.run(use(shared))
    return run_again(use, shared)


def run_again(use, shared):
    """asyncio.run을 한 번 더 부르고, 루프가 다르다는 오류를 셉니다."""
    try:
        asyncio.run(use(shared))
    except RuntimeError as error:
        print(f"RuntimeError: … {str(error).rpartition('> ')[2]}")
        return {"failed": 1}
    print("오류 없음")
    return {"failed": 0}


def free_lock():
    """락: 두 번 다 기다리지 않음"""
    return run_twice(take_free, asyncio.Lock())


def contended_lock():
    """락: 두 번 다 기다림"""
    return run_twice(take_contended, asyncio.Lock())


def waited_queue():
    """큐: 두 번 다 기다림"""
    return run_twice(get_from_empty, asyncio.Queue())


def future():
    """퓨처: 첫째에서 만들고 둘째에서 기다림"""
    return run_again(wait_on, asyncio.run(make_future()))


# %%
# 예상
# ------------------------------------------------------------------
#
# 3.10부터 락과 큐는 만들 때 루프를 묻지 않습니다. 기다릴 일이 생겼을 때 처음으로 그때의 루프를 적어 둡니다.
# 그래서 기다리지 않으면 몇 번을 불러도 멀쩡하고, 첫째에서 기다린 적이 있으면 둘째에서 오류가 납니다.
# 퓨처는 만들 때 루프를 적으므로 바로 오류가 납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        free_lock,
        contended_lock,
        waited_queue,
        future,
        facts={"failed": "둘째 asyncio.run의 오류(번)"},
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
# 시험에서는 혼자라서 기다리지 않고, 운영에서는 붐벼서 기다립니다. 그래서 이 잘못은 붐빌 때에야 나타납니다.
# 한 ``main`` 안에서 만들어 쓰거나, ``Runner`` 하나로 돌리십시오. 스레드가 다르면 ``queue.Queue``나
# ``run_coroutine_threadsafe``입니다. pytest라면 픽스처와 시험이 같은 루프에서 돌게 맞추어야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``run_twice``를 ``asyncio.Runner`` 하나로 두 번 돌리게 고쳐 보십시오. 넷 모두 오류가 나지 않습니다.
