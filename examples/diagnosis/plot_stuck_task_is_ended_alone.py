# 실행: python plot_stuck_task_is_ended_alone.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
멈춘 작업 하나만 끝내려면 작업마다 프로세스를 둡니다
==================================================================

작업 여덟 가운데 둘이 끝나지 않습니다. 기다리는 데에 타임아웃을 두었는데도 나머지 여섯의 결과가 오지 않습니다.
프로그램도 끝나지 않습니다. 멈춘 둘만 끝내고 나머지를 받으려면 어떻게 할까요?

이 실험은 :doc:`멈추고 끝내기 </diagnosis/stopping>`에 나옵니다.
"""

import multiprocessing
import os
import sys
import time
from concurrent.futures import CancelledError, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

TASKS = 8
STUCK = (1, 2)
WORKERS = 2
LIMIT_SECONDS = 0.3
DEADLINE_SECONDS = 3.0

# %%
# 재는 코드
# ------------------------------------------------------------------


def work(number):
    """둘은 끝나지 않는 작업입니다."""
    if number in STUCK:
        time.sleep(60)
    return number * number


def take(results, failures=(TimeoutError, multiprocessing.TimeoutError)):
    """하나씩 받아 보고, 받은 수와 받지 못한 수를 셉니다."""
    received = 0
    for result in results:
        try:
            result()
        except failures:
            continue
        received += 1
    return {"received": received, "missing": TASKS - received}


def executor_with_limit():
    """ProcessPoolExecutor, result(timeout=…)"""
    with ProcessPoolExecutor(WORKERS) as executor:
        futures = [executor.submit(work, number) for number in range(TASKS)]
        return take([lambda each=each: each.result(LIMIT_SECONDS) for each in futures])


def pool_with_limit():
    """Pool, get(timeout=…)"""
    with multiprocessing.Pool(WORKERS) as pool:
        waiting = [pool.apply_async(work, (number,)) for number in range(TASKS)]
        return take([lambda each=each: each.get(LIMIT_SECONDS) for each in waiting])


def executor_killed():
    """ProcessPoolExecutor, kill_workers"""
    if sys.version_info < (3, 14):
        print("kill_workers는 Python 3.14부터 있어서 지켜보지 못했습니다.")
        return {"received": None, "missing": None}
    executor = ProcessPoolExecutor(WORKERS)
    futures = [executor.submit(work, number) for number in range(TASKS)]
    time.sleep(LIMIT_SECONDS)
    executor.kill_workers()
    return take([each.result for each in futures], failures=(BrokenProcessPool, CancelledError))


# %%
# 작업마다 프로세스를 하나씩 두고, 함께 도는 수는 스레드 풀이 정합니다. 제한은 작업을 시작한 때부터 셉니다.

CLEAN = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")


def answer(writer, function, argument):
    """시작했다고 알리고, 결과나 예외를 보냅니다."""
    writer.send(None)
    try:
        result = (True, function(argument))
    except Exception as error:  # noqa: BLE001 - 어떤 예외든 부른 쪽에 보냅니다.
        result = (False, error)
    writer.send(result)


def call_within(seconds, function, argument):
    """프로세스 하나에서 부르고, 시간을 넘기면 그 프로세스만 끝냅니다."""
    reader, writer = CLEAN.Pipe(duplex=False)
    process = CLEAN.Process(target=answer, args=(writer, function, argument))
    process.start()
    writer.close()  # 자식만 잡고 있어야, 자식이 죽은 것을 EOFError로 압니다.
    try:
        reader.recv()
        if not reader.poll(seconds):
            process.kill()
            raise TimeoutError(f"{argument!r}: {seconds}초를 넘겼습니다.")
        good, value = reader.recv()
    finally:
        reader.close()
        process.join()
    if good:
        return value
    raise value


def process_for_each():
    """고침: 작업마다 프로세스, 저마다 제한"""
    with ThreadPoolExecutor(WORKERS) as threads:
        futures = [
            threads.submit(call_within, LIMIT_SECONDS, work, number) for number in range(TASKS)
        ]
        return take([each.result for each in futures])


# %%
# 예상
# ------------------------------------------------------------------
#
# 타임아웃은 기다리기를 그만둘 뿐입니다. 멈춘 작업 둘이 워커 둘을 차지하므로, 뒤의 작업은 시작하지도 못할 것입니다.
# ``ProcessPoolExecutor``의 ``with``는 멈춘 작업도 기다리므로 끝나지 않습니다.
# ``kill_workers``는 워커를 모두 죽입니다. 기다리던 작업도 함께 잃습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        Contender(executor_with_limit, expect_failure=True),
        pool_with_limit,
        executor_killed,
        process_for_each,
        facts={
            "finished": "끝남(끝났으면 1)",
            "received": "받은 결과(개)",
            "missing": "받지 못한 결과(개)",
        },
        times=1,
        deadline_seconds=DEADLINE_SECONDS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="received")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 풀의 워커는 작업을 이어서 받으므로, 멈춘 작업 하나가 워커 하나를 영영 차지합니다.
# 멈춘 것이 워커의 수만큼 되면 풀 전체가 멈춥니다. 그 뒤의 타임아웃은 작업이 아니라 줄에서 난 것입니다.
#
# 작업마다 프로세스를 두면 하나를 죽여도 나머지는 모릅니다. 대신 작업마다 프로세스를 시작하는 비용이 듭니다.
# 작업이 짧고 많으면 묶어서 맡기십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``STUCK``을 ``(1,)``로 줄여 보십시오. ``Pool``도 일곱을 받습니다. 남은 워커 하나가 나머지를 다 하기 때문입니다.
