# 실행: python plot_terminate_skips_the_cleanup.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
terminate는 finally를 지나치고 락을 잠근 채로 둡니다
==================================================================

오래 걸리는 자식을 ``Process.terminate()``로 끝냈습니다. 임시 파일이 남고, 다른 프로세스들이 락을 기다리며 멈췄습니다.
자식의 ``with``와 ``finally``는 왜 실행되지 않았을까요?

이 실험은 :doc:`멈추고 끝내기 </diagnosis/stopping>`에 나옵니다.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
from pathlib import Path

PATIENCE_SECONDS = 0.3

# %%
# 재는 코드
# ------------------------------------------------------------------


def work(lock, started, stop, scratch):
    """락을 잡고 임시 파일을 만든 다음, 멈추라고 할 때까지 일합니다."""
    with lock:
        scratch.touch()
        try:
            started.set()
            stop.wait(20)
        finally:
            scratch.unlink()


def work_until_sigterm(lock, started, stop, scratch):
    """SIGTERM을 예외로 바꾸고 일합니다."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work(lock, started, stop, scratch)


def terminate(process, _stop):
    """SIGTERM을 보냅니다."""
    process.terminate()


def kill(process, _stop):
    """SIGKILL을 보냅니다."""
    process.kill()


def ask(_process, stop):
    """멈추라고 부탁합니다."""
    stop.set()


def watched(target, end):
    """자식이 일하는 도중에 끝내고, 무엇이 남았는지 봅니다."""
    if os.name == "nt":
        print("Windows의 terminate는 시그널이 아니어서 지켜보지 못했습니다.")
        return {"cleaned": None, "free": None, "code": None}
    lock, started, stop = multiprocessing.Lock(), multiprocessing.Event(), multiprocessing.Event()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder, "scratch")
        process = multiprocessing.Process(target=target, args=(lock, started, stop, scratch))
        process.start()
        started.wait()
        end(process, stop)
        process.join()
        return {
            "cleaned": int(not scratch.exists()),
            "free": int(lock.acquire(timeout=PATIENCE_SECONDS)),
            "code": process.exitcode,
        }


def terminated():
    """terminate()"""
    return watched(work, terminate)


def killed():
    """kill()"""
    return watched(work, kill)


def handled():
    """고침: SIGTERM을 예외로 바꾼 자식, terminate()"""
    return watched(work_until_sigterm, terminate)


def asked():
    """고침: Event로 부탁하기"""
    return watched(work, ask)


# %%
# 예상
# ------------------------------------------------------------------
#
# SIGTERM의 기본 처리는 예외를 내지 않고 프로세스를 없앱니다. ``finally``도 ``with``의 끝도 실행되지 않을 것입니다.
# 없어진 프로세스가 잡고 있던 락은 아무도 놓지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        terminated,
        killed,
        handled,
        asked,
        facts={
            "cleaned": "임시 파일을 치움(치웠으면 1)",
            "free": "락이 풀림(풀렸으면 1)",
            "code": "종료 코드(번)",
        },
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
# 음수 종료 코드는 시그널의 번호입니다. -15는 SIGTERM, -9는 SIGKILL입니다.
# ``multiprocessing.Lock``은 운영 체제의 세마포어입니다. 잡은 프로세스가 죽어도 스스로 풀리지 않습니다.
# 큐도 안에 락과 파이프가 있습니다. 큐에 적던 프로세스를 ``terminate()``하면 큐가 깨지거나 멈춥니다.
#
# SIGTERM을 예외로 바꾸면 ``finally``가 실행됩니다. SIGKILL은 바꿀 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``work_until_sigterm``의 ``sys.exit(143)``을 ``os._exit(143)``으로 바꾸어 보십시오. 예외가 나지 않으므로 치우지 못합니다.
