# 실행: python plot_queue_closes_every_consumer.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
소비자마다 끝을 알려야 모두 끝납니다
==================================================================

생산자가 일을 다 넣었습니다. 큐에서 기다리는 소비자 셋은 더 오지 않는다는 것을 어떻게 알까요?
소비자가 먼저 죽으면, 가득 찬 큐에 넣으려던 생산자는 어떻게 될까요?

이 실험은 :doc:`queue.Queue로 생산자와 소비자 잇기 </threading/queues>`에 나옵니다.
"""

import faulthandler
import queue
import sys
from queue import Queue
from threading import Thread

JOBS = 30
CONSUMERS = 3
MAXSIZE = 4
PATIENCE_SECONDS = 0.1
WATCHDOG_SECONDS = 0.1

# %%
# 재는 코드
# ------------------------------------------------------------------


def produce(jobs):
    """일 30개를 넣습니다."""
    for number in range(JOBS):
        jobs.put(number)


def consume_until_none(jobs, done):
    """None이 올 때까지 처리합니다."""
    while (job := jobs.get()) is not None:
        done.append(job)


def consume_until_shutdown(jobs, done):
    """큐가 닫히고 빌 때까지 처리합니다(3.13부터)."""
    try:
        while True:
            done.append(jobs.get())
    except queue.ShutDown:
        return


def consume_and_forget(jobs, done):
    """예외가 나면 task_done을 부르지 못합니다."""
    while True:
        job = jobs.get()
        try:
            done.append(100 // job)
        except ZeroDivisionError:
            continue
        jobs.task_done()


def consume_and_tell(jobs, done):
    """예외가 나도 task_done을 부릅니다."""
    while True:
        job = jobs.get()
        try:
            done.append(100 // job)
        except ZeroDivisionError:
            continue
        finally:
            jobs.task_done()


def consume_one(jobs, done):
    """하나를 처리하고 죽습니다."""
    done.append(jobs.get())


def consume_one_and_shut(jobs, done):
    """죽으면서 큐를 닫습니다(3.13부터)."""
    try:
        consume_one(jobs, done)
    finally:
        jobs.shutdown(immediate=True)


# %%
# 소비자는 데몬 스레드입니다. 끝나지 않는 소비자가 있어도 세고 나서 프로그램이 끝나게 하려는 것입니다.


def start(consumer, jobs, done, count=CONSUMERS):
    """소비자들을 시작합니다."""
    threads = [Thread(target=consumer, args=(jobs, done), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def still_waiting(consumers):
    """잠시 기다려 보고, 끝나지 않은 소비자를 셉니다."""
    for consumer in consumers:
        consumer.join(PATIENCE_SECONDS)
    return sum(consumer.is_alive() for consumer in consumers)


def closed_by(consumer, close):
    """일을 다 넣고 끝을 알립니다."""
    jobs, done = Queue(), []
    consumers = start(consumer, jobs, done)
    produce(jobs)
    close(jobs)
    return {"stuck": still_waiting(consumers), "done": len(done)}


def one_none():
    """None 하나"""
    return closed_by(consume_until_none, lambda jobs: jobs.put(None))


def none_for_each():
    """소비자마다 None 하나"""
    return closed_by(consume_until_none, lambda jobs: [jobs.put(None) for _ in range(CONSUMERS)])


def has_shutdown():
    """이 파이썬의 큐를 닫을 수 있는지 봅니다."""
    if sys.version_info < (3, 13):
        print("이 파이썬의 큐에는 shutdown이 없습니다. 3.13부터 있습니다.")
        return False
    return True


def shut_down():
    """shutdown(), 3.13부터"""
    if not has_shutdown():
        return {"stuck": None, "done": None}
    return closed_by(consume_until_shutdown, lambda jobs: jobs.shutdown())


def joined(consumer):
    """모두 처리될 때까지 join()으로 기다립니다. 소비자는 다음 일을 기다리며 남습니다."""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    jobs, done = Queue(), []
    start(consumer, jobs, done)
    produce(jobs)
    jobs.join()
    faulthandler.cancel_dump_traceback_later()
    return {"stuck": None, "done": len(done)}


def task_done_forgotten():
    """join(), task_done을 빠뜨림"""
    return joined(consume_and_forget)


def task_done_in_finally():
    """join(), finally에서 task_done"""
    return joined(consume_and_tell)


def consumer_dies():
    """소비자가 죽음"""
    faulthandler.dump_traceback_later(WATCHDOG_SECONDS)
    jobs, done = Queue(MAXSIZE), []
    start(consume_one, jobs, done, count=1)
    produce(jobs)
    return {"stuck": None, "done": len(done)}


def consumer_dies_and_shuts():
    """소비자가 죽으며 큐를 닫음, 3.13부터"""
    if not has_shutdown():
        return {"stuck": None, "done": None}
    jobs, done = Queue(MAXSIZE), []
    consumers = start(consume_one_and_shut, jobs, done, count=1)
    try:
        produce(jobs)
    except queue.ShutDown:
        print("생산자: 큐가 닫혔습니다. 그만 넣습니다.")
    return {"stuck": still_waiting(consumers), "done": len(done)}


# %%
# 예상
# ------------------------------------------------------------------
#
# ``None`` 하나로는 하나만 끝나고 둘은 남습니다. ``task_done``을 한 번이라도 빠뜨리면 ``join``이 끝나지 않고,
# 소비자가 죽으면 생산자가 ``put``에서 끝나지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        one_none,
        none_for_each,
        shut_down,
        Contender(task_done_forgotten, expect_failure=True),
        task_done_in_finally,
        Contender(consumer_dies, expect_failure=True),
        consumer_dies_and_shuts,
        facts={
            "stuck": "끝나지 않은 소비자(개)",
            "done": "처리한 일(개)",
            "finished": "끝까지 감",
        },
        times=1,
        deadline_seconds=0.3,
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
# ``get()``이 꺼낸 ``None``은 큐에서 사라집니다. 하나가 꺼내 가면 나머지는 보지 못합니다.
# ``shutdown()``은 큐에 적히는 상태라서 모두가 봅니다. 남은 일을 다 꺼낸 다음의 ``get()``이 저마다 ``ShutDown``을 냅니다.
#
# ``join()``은 ``put``의 수와 ``task_done``의 수가 같아지기를 기다립니다. 그래서 ``task_done``은 ``finally``에 둡니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``one_none``의 소비자가 ``None``을 꺼내면 도로 넣고(``jobs.put(None)``) 끝나게 고쳐 보십시오. 하나로도 모두 끝납니다.
