# 실행: python plot_killed_parent_leaves_its_workers.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
부모가 죽어도 프로세스 풀의 워커는 남습니다
==================================================================

메모리가 모자라 부모가 SIGKILL로 죽었습니다. 다시 시작할 때마다 옛 워커가 남아 메모리를 차지합니다.
워커는 왜 부모를 따라 끝나지 않을까요?

이 실험은 :doc:`멈추고 끝내기 </diagnosis/stopping>`에 나옵니다.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

SETTLE_SECONDS = 1.0  # 남은 프로세스가 스스로 끝나기를 기다려 주는 시간

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 프로그램은 워커 둘에 일을 시켜 모두 시작하게 하고, 한 줄을 기다립니다. 그동안 프로그램만 끝냅니다.

EXECUTOR = """
import time
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        list(executor.map(time.sleep, [0.3, 0.3]))
        print("시작", flush=True)
        input()
"""

POOL = """
import time
from multiprocessing import Pool

if __name__ == "__main__":
    with Pool(2) as pool:
        pool.map(time.sleep, [0.3, 0.3])
        print("시작", flush=True)
        input()
"""

WATCHING_EXECUTOR = """
import multiprocessing
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor

def leave_with_parent():
    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

if __name__ == "__main__":
    with ProcessPoolExecutor(2, initializer=leave_with_parent) as executor:
        list(executor.map(time.sleep, [0.3, 0.3]))
        print("시작", flush=True)
        input()
"""


def end_parent(text, end):
    """프로그램을 `end`로 끝내고, 프로그램이 시작한 프로세스가 몇이나 남았는지 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program.py")
        file.write_text(text, encoding="utf-8")
        program = subprocess.Popen(
            [sys.executable, "-X", "utf8", file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
        )
        with program:
            program.stdout.readline()
            helpers = psutil.Process(program.pid).children(recursive=True)
            end(program)
    left = still_running(helpers)
    for process in left:  # 남은 것은 이 실험이 치웁니다.
        process.kill()
    return {"left": len(left)}


def still_running(processes):
    """기다려 주어도 끝나지 않은 프로세스들입니다."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while (running := list(filter(runs, processes))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return running


def runs(process):
    """끝났지만 아직 거두어지지 않은 것(좀비)은 돌지 않는 것입니다."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def executor_finished():
    """ProcessPoolExecutor, 끝까지 감"""
    return end_parent(EXECUTOR, lambda program: program.communicate("\n"))


def executor_terminated():
    """ProcessPoolExecutor, SIGTERM"""
    return end_parent(EXECUTOR, subprocess.Popen.terminate)


def executor_killed():
    """ProcessPoolExecutor, SIGKILL"""
    return end_parent(EXECUTOR, subprocess.Popen.kill)


def pool_killed():
    """Pool, SIGKILL"""
    return end_parent(POOL, subprocess.Popen.kill)


def watching_executor_killed():
    """고침: 부모를 지켜보는 ProcessPoolExecutor, SIGKILL"""
    return end_parent(WATCHING_EXECUTOR, subprocess.Popen.kill)


# %%
# 예상
# ------------------------------------------------------------------
#
# 워커는 일을 받을 큐를 기다립니다. 부모가 죽어도 큐는 닫히지 않으므로 영영 기다릴 것입니다.
# 부모를 지켜보는 스레드를 두면 부모와 함께 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        executor_finished,
        executor_terminated,
        executor_killed,
        pool_killed,
        watching_executor_killed,
        facts={"left": "남은 프로세스(개)"},
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
# ``ProcessPoolExecutor``의 워커들은 큐의 읽는 쪽과 쓰는 쪽을 모두 물려받습니다. 부모가 죽어도 쓰는 쪽을 저희가 잡고 있으므로 끝을 보지 못합니다.
# ``Pool``의 워커는 쓰는 쪽을 닫으므로, 부모가 죽으면 큐가 닫힌 것을 알고 끝납니다.
# SIGTERM도 받는 코드가 없으면 SIGKILL과 같습니다. ``with``의 끝을 실행하지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WATCHING_EXECUTOR``의 ``daemon=True``를 지워 보십시오. 프로그램이 끝까지 갈 때에도 워커가 끝나지 않습니다.
