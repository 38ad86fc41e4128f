# 실행: python plot_ping_pong_prices_a_switch.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
컨텍스트 전환은 태스크가 가장 싸고, 스레드와 프로세스는 비슷합니다
==================================================================

스레드의 장점으로 흔히 '빠른 컨텍스트 전환(context switch)'을 듭니다. 전환 한 번은 얼마이고, 프로세스보다 정말 빠를까요?
둘이 공을 하나 주고받게 하면, 공이 오갈 때마다 전환이 한 번씩 일어납니다.

이 실험은 :doc:`방법마다 장점과 단점 </comparison/methods>`에 나옵니다.
"""

import asyncio
import os
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from queue import SimpleQueue
from threading import Thread

TURNS = 1000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 공을 1,000번 보내고 돌려받습니다. 상대는 미리 시작해 두고, 둘을 코어 하나에 고정해 전환하지 않고는 이어 갈 수 없게 합니다.
# 태스크와 스레드는 큐로, 스레드와 프로세스는 같은 파이프로 비교합니다. 공이 없이 제어권만 내놓는 태스크도 함께 봅니다.


@contextmanager
def on_one_core():
    """여기서 시작한 것까지 코어 하나에 고정합니다."""
    if not hasattr(os, "sched_setaffinity"):  # macOS와 Windows
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    yield
    os.sched_setaffinity(0, allowed)


async def yield_turns():
    """제어권을 내놓기만 합니다."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def take_turns():
    """태스크 둘이 번갈아 제어권을 내놓습니다."""
    await asyncio.gather(yield_turns(), yield_turns())
    return TURNS


def bare_tasks():
    """태스크 둘, 양보만"""
    return asyncio.run(take_turns())


async def return_balls(inbox, outbox):
    """받은 공을 돌려보냅니다. 빈 것을 받으면 끝납니다."""
    while ball := await inbox.get():
        outbox.put_nowait(ball)


async def play():
    """태스크 둘이 공을 주고받습니다."""
    there, back = asyncio.Queue(), asyncio.Queue()
    other = asyncio.create_task(return_balls(there, back))
    for _ in range(TURNS):
        there.put_nowait("공")
        await back.get()
    there.put_nowait("")
    await other
    return TURNS


def tasks():
    """태스크 둘, 큐"""
    return asyncio.run(play())


def return_by_queue(inbox, outbox):
    """받은 공을 돌려보냅니다. 빈 것을 받으면 끝납니다."""
    while ball := inbox.get():
        outbox.put(ball)


@contextmanager
def waiting_thread():
    """큐에서 공을 기다리는 스레드"""
    there, back = SimpleQueue(), SimpleQueue()
    other = Thread(target=return_by_queue, args=(there, back))
    with on_one_core():
        other.start()
        yield there, back
        there.put("")
        other.join()


def threads(queues):
    """스레드 둘, 큐"""
    there, back = queues
    for _ in range(TURNS):
        there.put("공")
        back.get()
    return TURNS


def return_by_pipe(pipe):
    """받은 공을 돌려보냅니다. 빈 것을 받으면 끝납니다."""
    while ball := pipe.recv_bytes():
        pipe.send_bytes(ball)


@contextmanager
def waiting(kind):
    """파이프에서 공을 기다리는 상대를 시작합니다."""
    ours, theirs = Pipe()
    other = kind(target=return_by_pipe, args=(theirs,))
    with on_one_core():
        other.start()
        yield ours
        ours.send_bytes(b"")
        other.join()
    ours.close()
    theirs.close()


def waiting_thread_with_pipe():
    """파이프에서 공을 기다리는 스레드"""
    return waiting(Thread)


def waiting_process():
    """파이프에서 공을 기다리는 프로세스"""
    return waiting(Process)


def threads_by_pipe(pipe):
    """스레드 둘, 파이프"""
    for _ in range(TURNS):
        pipe.send_bytes(b"1")
        pipe.recv_bytes()
    return TURNS


def processes_by_pipe(pipe):
    """프로세스 둘, 파이프"""
    return threads_by_pipe(pipe)


# %%
# 예상
# ------------------------------------------------------------------
#
# 태스크의 전환은 운영 체제를 거치지 않는 함수 호출이므로, 스레드의 몇 분의 1일 것입니다.
# 스레드와 프로세스는 둘 다 운영 체제가 재우고 깨웁니다. 흔히 스레드가 훨씬 빠르다고 하지만,
# 같은 파이프로 주고받으면 두 배까지 벌어지지 않을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    result = compare(
        bare_tasks,
        tasks,
        Contender(threads, given=waiting_thread),
        Contender(threads_by_pipe, given=waiting_thread_with_pipe),
        Contender(processes_by_pipe, given=waiting_process),
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
# 공이 한 번 다녀오는 데 전환이 두 번 듭니다. 1,000번 다녀온 시간이므로, 1 ms는 한 번 다녀오는 데 1 µs라는 뜻입니다.
# 맨 위는 제어권을 내놓기만 한 것이라 전환 그 자체에 가장 가깝고, 나머지에는 공을 넣고 꺼내는 비용도 들어 있습니다.
# ``asyncio.Queue``는 파이썬으로, ``SimpleQueue``는 C로 적혀 있습니다. 그래서 큐를 지나면 태스크가 앞서는 폭이 줄어듭니다.
#
# 코어가 여럿이면 둘이 서로 다른 코어에 있을 수 있습니다. 그때는 전환 대신 자던 코어를 깨우는 시간이 듭니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``on_one_core``에서 코어를 고정하는 줄을 지워 보십시오. 태스크는 그대로이고, 나머지는 운영 체제가 어느 코어를 주느냐에 따라 달라집니다.
