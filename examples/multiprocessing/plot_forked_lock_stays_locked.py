# 실행: python plot_forked_lock_stays_locked.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
fork는 남이 잡은 락까지 복사합니다
==================================================================

스레드가 락을 잡고 있는 동안 ``fork``하면, 자식의 락은 어떤 상태일까요?
부모가 곧 락을 놓으면 자식도 얻을 수 있을까요?
로그를 남기는 락도 그럴까요?

이 실험은 :doc:`물려받은 난수와 상태 </multiprocessing/inherited-state>`에 나옵니다.
"""

import io
import logging
import multiprocessing
import warnings
from threading import Event, Lock, Thread

PATIENCE_SECONDS = 0.3
LOCK = Lock()
HANDLER = logging.StreamHandler(io.StringIO())

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``LOCK``은 내가 만든 락이고, ``HANDLER``는 로그를 한 줄 적을 때마다 제 락을 잡습니다.
# 자식은 락을 얻으려 해 보고 얻었는지 알립니다. 부모는 자식을 시작하자마자 락을 놓습니다.


def try_lock(connection, started):
    """자식이 락을 얻으려 해 봅니다. 0.3초를 기다려도 얻지 못하면 그만둡니다."""
    connection.send("준비됨")
    started.wait(PATIENCE_SECONDS * 10)
    connection.send(LOCK.acquire(timeout=PATIENCE_SECONDS))


def try_log(connection, started):
    """자식이 로그를 한 줄 남겨 봅니다. 0.3초를 기다려도 남기지 못하면 그만둡니다."""
    connection.send("준비됨")
    started.wait(PATIENCE_SECONDS * 10)
    line = logging.makeLogRecord({"msg": "자식이 남긴 한 줄"})
    logging_thread = Thread(target=HANDLER.handle, args=(line,), daemon=True)
    logging_thread.start()
    logging_thread.join(PATIENCE_SECONDS)
    connection.send(not logging_thread.is_alive())


def hold(lock, holding, leave):
    """락을 잡고, 놓으라고 할 때까지 기다립니다."""
    with lock:
        holding.set()
        leave.wait()


def child_gets_lock(method, *, start_first=False, lock=LOCK, attempt=try_lock):
    """스레드가 락을 잡은 동안, 또는 그보다 먼저 자식을 시작합니다. 자식이 락을 얻었으면 1을 돌려줍니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return {}
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    started, holding, leave = context.Event(), Event(), Event()
    child = context.Process(target=attempt, args=(theirs, started))
    holder = Thread(target=hold, args=(lock, holding, leave))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        if start_first:
            child.start()
        holder.start()
        holding.wait()
        if not start_first:
            child.start()
    ours.recv()
    leave.set()
    holder.join()
    started.set()
    acquired = ours.recv()
    child.join()
    for warning in heard:
        print(f"{warning.category.__name__}: {warning.message}")
    return {"acquired": int(acquired), "warned": len(heard)}


def fork_while_locked():
    """락을 잡은 동안 fork"""
    return child_gets_lock("fork")


def fork_while_logging():
    """로그의 락을 잡은 동안 fork"""
    return child_gets_lock("fork", lock=HANDLER.lock, attempt=try_log)


def fork_before_threads():
    """고침: 스레드보다 먼저 fork"""
    return child_gets_lock("fork", start_first=True)


def forkserver_while_locked():
    """고침: 락을 잡은 동안 forkserver"""
    return child_gets_lock("forkserver")


def spawn_while_locked():
    """고침: 락을 잡은 동안 spawn"""
    return child_gets_lock("spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# 락은 메모리에 있고, ``fork``는 메모리를 복사합니다. 자식의 락은 잠긴 채로 태어나는데, 풀어 줄 스레드는 복사되지 않습니다.
# 부모가 제 락을 놓아도 자식의 사본과는 상관이 없습니다. 자식은 끝내 얻지 못합니다.
# 로그의 락은 파이썬이 자식에서 새로 만들어 주므로, 자식도 로그를 남깁니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        fork_while_locked,
        fork_while_logging,
        fork_before_threads,
        forkserver_while_locked,
        spawn_while_locked,
        facts={"acquired": "락을 얻음(1이면 예)", "warned": "파이썬이 낸 경고(개)"},
        times=1,
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
# ``fork``한 자식에는 그것을 부른 스레드 하나만 있습니다. 락을 잡고 있던 스레드는 없습니다.
# 타임아웃 없이 ``acquire``했다면 자식은 영원히 멎었을 것입니다.
# 파이썬은 로그와 import의 락처럼 제가 아는 락만 자식에서 새로 만듭니다.
# 내가 만든 락, ``queue.Queue``나 연결 풀처럼 라이브러리가 속에서 쓰는 락, C 라이브러리의 락은 모릅니다.
# Python 3.12부터는 스레드가 있는 프로세스가 ``fork``하면 경고가 나옵니다. 3.14부터 Linux의 기본 시작 방식이 ``forkserver``인 이유도 이것입니다.
#
# 스레드를 만들기 전에 ``fork``하거나, ``forkserver``나 ``spawn``을 쓰면 자식은 제 락을 새로 만듭니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LOCK``을 ``RLock()``으로 바꾸어 보십시오. 그래도 얻지 못합니다. 잡은 스레드가 자식에는 없기 때문입니다.
