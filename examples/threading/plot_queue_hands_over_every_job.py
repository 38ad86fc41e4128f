# 실행: python plot_queue_hands_over_every_job.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
리스트를 큐로 쓰면 비었을 때 무엇을 할지 모릅니다
==================================================================

이미지 주소가 한꺼번에 100개씩, 띄엄띄엄 들어옵니다. 워커 둘이 썸네일을 만듭니다.
``list.append``와 ``list.pop``은 쪼개지지 않습니다. 그러면 리스트로 충분하지 않을까요?

이 실험은 :doc:`queue.Queue로 생산자와 소비자 잇기 </threading/queues>`에 나옵니다.
"""

import time
from queue import Queue
from threading import Thread

BURSTS = 3
JOBS_PER_BURST = 100
PAUSE_SECONDS = 0.04
WORK_SECONDS = 0.0002
WORKERS = 2
MAXSIZE = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 큐를 쓰는 두 방법은 ``maxsize``만 다릅니다.


def produce(put):
    """주소를 100개씩 세 번 넣고, 워커마다 None을 하나씩 넣어 끝을 알립니다."""
    for burst in range(BURSTS):
        for number in range(JOBS_PER_BURST):
            put(f"image-{burst}-{number}.png")
        time.sleep(PAUSE_SECONDS)
    for _ in range(WORKERS):
        put(None)


def list_until_empty(jobs, make_thumbnail):
    """리스트가 비면 다 한 것으로 봅니다."""
    while jobs:
        if (job := jobs.pop(0)) is not None:
            make_thumbnail(job)


def list_polling(jobs, make_thumbnail):
    """리스트가 비었으면 다시 봅니다."""
    while True:
        while not jobs:
            pass
        if (job := jobs.pop(0)) is None:
            return
        make_thumbnail(job)


def queue_get(jobs, make_thumbnail):
    """큐가 비었으면 get이 기다려 줍니다."""
    while (job := jobs.get()) is not None:
        make_thumbnail(job)


# %%
# 처리하지 못한 주소, 가장 많이 밀린 수, 모든 스레드가 쓴 CPU를 셉니다.


def thumbnails_by(worker, jobs, put, waiting):
    """생산자 하나와 워커 둘을 돌립니다."""
    done, backlog = [], []

    def make_thumbnail(job):
        backlog.append(waiting())
        time.sleep(WORK_SECONDS)
        done.append(job)

    threads = [Thread(target=produce, args=(put,))]
    threads += [Thread(target=worker, args=(jobs, make_thumbnail)) for _ in range(WORKERS)]
    started, used = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "missed": BURSTS * JOBS_PER_BURST - len(done),
        "backlog": max(backlog, default=0),
        "cpu": (time.process_time() - used) / (time.perf_counter() - started) * 100,
    }


def until_empty():
    """리스트, 비면 끝냄"""
    jobs = []
    return thumbnails_by(list_until_empty, jobs, jobs.append, lambda: len(jobs))


def polling():
    """리스트, 비면 다시 봄"""
    jobs = []
    return thumbnails_by(list_polling, jobs, jobs.append, lambda: len(jobs))


def queue_without_limit():
    """Queue()"""
    jobs = Queue()
    return thumbnails_by(queue_get, jobs, jobs.put, jobs.qsize)


def queue_with_limit():
    """Queue(maxsize=10)"""
    jobs = Queue(MAXSIZE)
    return thumbnails_by(queue_get, jobs, jobs.put, jobs.qsize)


# %%
# 예상
# ------------------------------------------------------------------
#
# 비면 끝내는 워커는 첫 100개만 처리하고 나머지 200개를 놓칩니다. 다시 보는 워커는 쉬는 동안에도 CPU를 다 씁니다.
# 큐는 하나도 놓치지 않고, ``maxsize``를 주면 열 개까지만 밀립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        until_empty,
        polling,
        queue_without_limit,
        queue_with_limit,
        facts={"missed": "처리하지 못한 주소(개)", "backlog": "가장 많이 밀린 주소(개)"},
        measured={"cpu": "쓴 CPU, 걸린 시간 대비(%)"},
        times=3,
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
# 빈 것과 끝난 것은 다릅니다. 리스트는 지금 비었는지만 알고, 더 올지는 모릅니다. 그래서 놓치거나, 쉬지 않고 다시 봅니다.
# ``Queue.get()``은 올 때까지 재워 줍니다. 속에 락 하나와 ``Condition`` 셋이 들어 있습니다.
#
# ``maxsize``를 주면 가득 찬 큐의 ``put()``이 생산자를 재웁니다. 밀린 것이 메모리를 채우지 않게 하는 백프레셔(backpressure)입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``list_until_empty``에 리스트 대신 큐를 주고 ``while not jobs.empty()``와 ``jobs.get()``으로 바꾸어 보십시오.
# 똑같이 놓칩니다. 고치는 것은 큐가 아니라 기다리는 ``get()``입니다.
