# 실행: python plot_threads_wake_the_loop_safely.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
call_soon은 다른 스레드의 루프를 깨우지 못합니다
==================================================================

이벤트 루프는 할 일이 없으면 잠을 잡니다. 다른 스레드가 ``call_soon``으로 일을 넣으면 언제 할까요?
틀린 길과 맞는 길을 비교하고, 루프를 여러 번 쓰는 ``Runner``와 사라진 ``get_event_loop``도 봅니다.

이 실험은 :doc:`이벤트 루프 다루기 </asyncio/event-loop>`에 나옵니다.
"""

import asyncio
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

NAP_SECONDS = 0.15
READY_SECONDS = 0.03

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 루프는 0.15초짜리 잠을 자고 있습니다. 그 사이에 다른 스레드가 일을 맡깁니다.


async def sleeping_loop(hand_over):
    """루프가 자는 동안 다른 스레드가 일을 맡기고, 얼마 만에 했는지를 루프가 더 잘 시간과 비교해 돌려줍니다."""
    loop = asyncio.get_running_loop()
    delays = []

    def from_other_thread():
        time.sleep(READY_SECONDS)
        hand_over(loop, time.perf_counter(), delays)

    thread = threading.Thread(target=from_other_thread)
    thread.start()
    await asyncio.sleep(NAP_SECONDS)
    await asyncio.sleep(READY_SECONDS)
    await asyncio.to_thread(thread.join)
    return {"delay": delays[0] / (NAP_SECONDS - READY_SECONDS), "loops": 1}


def note(given, delays):
    """맡긴 때부터 지금까지를 적습니다."""
    delays.append(time.perf_counter() - given)


async def note_later(given, delays):
    """코루틴으로 맡긴 것입니다."""
    note(given, delays)


def careless(loop, given, delays):
    """틀린 코드: call_soon은 루프를 깨우지 않습니다."""
    loop.call_soon(note, given, delays)


def careful(loop, given, delays):
    """고친 코드: 루프를 깨우고 맡깁니다."""
    loop.call_soon_threadsafe(note, given, delays)


def with_result(loop, given, delays):
    """고친 코드: 코루틴을 맡기고, 그 결과를 이 스레드에서 기다립니다."""
    asyncio.run_coroutine_threadsafe(note_later(given, delays), loop).result(timeout=5)


def call_soon():
    """call_soon"""
    return asyncio.run(sleeping_loop(careless))


def call_soon_threadsafe():
    """call_soon_threadsafe"""
    return asyncio.run(sleeping_loop(careful))


def run_coroutine_threadsafe():
    """run_coroutine_threadsafe"""
    return asyncio.run(sleeping_loop(with_result))


async def which_loop():
    """지금 도는 루프를 돌려줍니다."""
    return asyncio.get_running_loop()


def run_thrice():
    """asyncio.run 세 번"""
    loops = [asyncio.run(which_loop()) for _ in range(3)]
    return {"loops": len(set(map(id, loops)))}


def runner_thrice():
    """Runner로 세 번"""
    with asyncio.Runner() as runner:
        loops = [runner.run(which_loop()) for _ in range(3)]
    return {"loops": len(set(map(id, loops)))}


def ask_for_loop():
    """도는 루프 없이 get_event_loop를 부르고, 무슨 말을 하는지 봅니다."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            asyncio.get_event_loop().close()
            end = "루프를 몰래 만들어 주었습니다."
            loops = 1
        except RuntimeError as error:
            end = f"RuntimeError: {error}"
            loops = 0
    print(f"파이썬 {sys.version_info.major}.{sys.version_info.minor}: {end}")
    for warning in caught:
        print(f"{warning.category.__name__}: {warning.message}")
    return {"loops": loops}


def get_event_loop():
    """get_event_loop, 주 스레드에서"""
    return ask_for_loop()


def get_event_loop_after_run():
    """get_event_loop, asyncio.run 다음에"""
    asyncio.run(which_loop())
    return ask_for_loop()


def get_event_loop_in_thread():
    """get_event_loop, 다른 스레드에서"""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask_for_loop).result()


# %%
# 예상
# ------------------------------------------------------------------
#
# ``call_soon``으로 넣은 일은 루프가 제 잠에서 깨어날 때까지, 0.12초를 기다립니다. 나머지 둘은 곧바로 합니다.
# ``asyncio.run``은 부를 때마다 루프를 새로 만들고, ``Runner``는 하나를 씁니다.
# ``get_event_loop``가 하는 일은 파이썬의 버전과 부르는 자리에 따라 다릅니다.
# 루프를 만들어 주던 버전도, 주 스레드에서 처음 부를 때에만 그랬습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        call_soon,
        call_soon_threadsafe,
        run_coroutine_threadsafe,
        run_thrice,
        runner_thrice,
        get_event_loop,
        get_event_loop_after_run,
        get_event_loop_in_thread,
        facts={"loops": "쓴 루프(개)"},
        measured={"delay": "맡긴 일을 하기까지, 루프가 더 잘 시간 대비(배)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="delay")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``call_soon``은 예외를 내지 않습니다. 조금 늦을 뿐입니다. 바쁜 루프에서는 늦는 것도 보이지 않다가,
# 한가한 밤에 일이 몇 초씩 늦어집니다. 디버그 모드를 켜면 곧바로 ``RuntimeError``를 냅니다.
#
# 세션은 만들어진 루프에, 락과 큐는 처음 기다린 루프에 묶입니다. ``asyncio.run``을 여러 번 부르면서 그것들을
# 나누어 쓰지 말고, ``Runner``를 쓰거나 ``main`` 하나에서 다 하십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``NAP_SECONDS``를 ``1``로 늘려 보십시오. ``call_soon``만 그만큼 늦어집니다.
