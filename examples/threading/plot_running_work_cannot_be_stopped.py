# 실행: python plot_running_work_cannot_be_stopped.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Future.cancel은 도는 작업을 멈추지 못합니다
==================================================================

풀에 맡긴 작업을 취소하려 합니다. ``cancel()``과 ``result(timeout=)``과 ``shutdown(cancel_futures=True)``는
무엇을 멈추고 무엇을 멈추지 못할까요?

이 실험은 :doc:`스레드 풀을 제대로 쓰기 </threading/pools>`에 나옵니다.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

WORKERS = 2
TASKS = 8
WORK_SECONDS = 0.06
PATIENCE_SECONDS = 0.02

# %%
# 재는 코드
# ------------------------------------------------------------------

FINISHED = []


def work(number):
    """멈추라는 말을 듣지 않는 작업입니다."""
    time.sleep(WORK_SECONDS)
    FINISHED.append(number)


def cancel_each():
    """모두 cancel()"""
    with ThreadPoolExecutor(WORKERS) as pool:
        futures = [pool.submit(work, number) for number in range(TASKS)]
        cancelled = sum(future.cancel() for future in futures)
    return {"cancelled": cancelled, "ran": len(FINISHED)}


def give_up_waiting():
    """모두 result(timeout=)"""
    given_up = 0
    with ThreadPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(work, number) for number in range(TASKS)]:
            try:
                future.result(timeout=PATIENCE_SECONDS)
            except TimeoutError:
                given_up += 1
    print(f"{given_up}번 기다리기를 그만두었습니다.")
    return {"cancelled": 0, "ran": len(FINISHED)}


def shut_down():
    """풀 닫기: shutdown(cancel_futures=True)"""
    pool = ThreadPoolExecutor(WORKERS)
    futures = [pool.submit(work, number) for number in range(TASKS)]
    pool.shutdown(cancel_futures=True)
    return {"cancelled": sum(future.cancelled() for future in futures), "ran": len(FINISHED)}


def work_and_look(number, stopping):
    """멈추라는 말이 왔는지 사이사이에 보는 작업입니다."""
    if not stopping.wait(WORK_SECONDS):
        FINISHED.append(number)


def ask_to_stop():
    """Event로 부탁하고 shutdown"""
    stopping = Event()
    pool = ThreadPoolExecutor(WORKERS)
    futures = [pool.submit(work_and_look, number, stopping) for number in range(TASKS)]
    stopping.set()
    pool.shutdown(cancel_futures=True)
    return {"cancelled": sum(future.cancelled() for future in futures), "ran": len(FINISHED)}


# %%
# 예상
# ------------------------------------------------------------------
#
# 이미 시작한 둘은 어느 방법으로도 멈추지 못합니다. 부탁을 들어주게 짠 작업만 멈춥니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        cancel_each,
        give_up_waiting,
        shut_down,
        ask_to_stop,
        facts={
            "ran": "끝까지 한 작업(개)",
            "cancelled": "취소된 작업(개)",
            "seconds": "걸린 시간(초)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="ran")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``cancel()``은 줄에서 기다리는 작업만 뺍니다. 도는 작업에는 ``False``를 돌려줄 뿐입니다.
# ``result(timeout=)``은 기다리기를 그만둡니다. 작업은 계속 돌고, 풀을 닫을 때 결국 모두 기다립니다.
# 스레드를 밖에서 죽이는 방법은 없습니다. 락을 잡은 채로 죽으면 모두가 멈추기 때문입니다.
#
# 멈추지 않는 C 함수를 멈춰야 한다면, 그 일은 프로세스에 맡겨야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WORKERS``를 ``8``로 바꾸어 보십시오. 모두 시작했으므로 하나도 취소되지 않습니다.
