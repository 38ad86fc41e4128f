# 실행: python plot_killed_program_leaves_its_manager.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
SharedMemoryManager는 프로그램이 강제로 죽으면 치우지 않습니다
==================================================================

``unlink()``를 잊지 않으려고 ``SharedMemoryManager``를 씁니다. ``with`` 블록을 나가면 모두 치워 줍니다.
프로그램이 배포 때문에 SIGTERM을 받거나, 메모리가 모자라 SIGKILL로 죽으면 누가 치울까요?
관리자 없이 맨손으로 만든 ``SharedMemory``는 어떨까요?

이 실험은 :doc:`메모리 나누어 쓰기 </multiprocessing/shared-memory>`에 나옵니다.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

SETTLE_SECONDS = 0.8  # 남은 프로세스가 스스로 끝나기를 기다려 주는 시간
SHARED = Path("/dev/shm")  # noqa: S108 - Linux가 공유 메모리를 두는 곳입니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 프로그램은 공유 메모리를 만들고 한 줄을 기다립니다. 그동안 프로그램을 끝냅니다.

BARE = """
from multiprocessing.shared_memory import SharedMemory

memory = SharedMemory(create=True, size=4096)
print(memory.name, flush=True)
input()
memory.close()
memory.unlink()
"""

MANAGED = """
from multiprocessing.managers import SharedMemoryManager

if __name__ == "__main__":
    with SharedMemoryManager() as manager:
        memory = manager.SharedMemory(size=4096)
        print(memory.name, flush=True)
        input()
"""

GRACEFUL = """
import signal
import sys
from multiprocessing.managers import SharedMemoryManager

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with SharedMemoryManager() as manager:
        memory = manager.SharedMemory(size=4096)
        print(memory.name, flush=True)
        input()
"""

WATCHED = """
import multiprocessing
import os
import threading
from multiprocessing.managers import SharedMemoryManager

def leave_with_parent():
    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

if __name__ == "__main__":
    manager = SharedMemoryManager()
    manager.start(initializer=leave_with_parent)
    with manager:
        memory = manager.SharedMemory(size=4096)
        print(memory.name, flush=True)
        input()
"""


def run_and_end(text, end):
    """프로그램을 시작해 공유 메모리를 만들게 하고, `end`로 끝낸 다음 무엇이 남았는지 봅니다."""
    if not SHARED.exists():
        print("이 시스템에는 /dev/shm이 없어서 무엇이 남는지 볼 수 없습니다.")
        return {"left": None, "orphans": None}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program.py")
        file.write_text(text, encoding="utf-8")
        program = subprocess.Popen(
            [sys.executable, file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
        )
        with program:
            memory = SHARED / program.stdout.readline().strip()
            helpers = psutil.Process(program.pid).children(recursive=True)
            end(program)
    orphans = still_running(helpers)
    facts = {"left": int(memory.exists()), "orphans": len(orphans)}
    for orphan in orphans:
        orphan.kill()
    memory.unlink(missing_ok=True)  # 남은 것은 이 실험이 치웁니다.
    return facts


def still_running(processes):
    """기다려 주어도 끝나지 않은 프로세스들입니다."""
    _, alive = psutil.wait_procs(processes, timeout=SETTLE_SECONDS)
    running = []
    for process in alive:
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                running.append(process)
        except psutil.NoSuchProcess:
            continue
    return running


def finish(program):
    """기다리던 한 줄을 주어 끝까지 가게 합니다."""
    program.communicate("\n")


def terminate(program):
    """SIGTERM"""
    program.terminate()


def kill(program):
    """SIGKILL"""
    program.kill()


def kill_everyone(program):
    """프로그램이 시작한 프로세스까지 모두 SIGKILL"""
    os.killpg(program.pid, signal.SIGKILL)


def managed_finished():
    """관리자, 끝까지 감"""
    return run_and_end(MANAGED, finish)


def managed_terminated():
    """관리자, SIGTERM"""
    return run_and_end(MANAGED, terminate)


def graceful_terminated():
    """고침: SIGTERM을 예외로 바꿈"""
    return run_and_end(GRACEFUL, terminate)


def managed_killed():
    """관리자, SIGKILL"""
    return run_and_end(MANAGED, kill)


def watched_killed():
    """고침: 부모를 지켜보는 관리자, SIGKILL"""
    return run_and_end(WATCHED, kill)


def bare_killed():
    """맨손, SIGKILL"""
    return run_and_end(BARE, kill)


def bare_killed_together():
    """맨손, 모두 함께 SIGKILL"""
    return run_and_end(BARE, kill_everyone)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``with``를 나갈 틈이 없는 SIGTERM과 SIGKILL에서는 관리자가 치우지 못할 것입니다.
# 맨손으로 만든 것은 리소스 트래커(resource tracker)가 치웁니다. 리소스 트래커까지 함께 죽으면 남습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        managed_finished,
        managed_terminated,
        graceful_terminated,
        managed_killed,
        watched_killed,
        bare_killed,
        bare_killed_together,
        facts={
            "left": "남은 공유 메모리(개)",
            "orphans": "남은 프로세스(개)",
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
# 관리자는 따로 도는 프로세스이고, 시작한 프로그램이 죽었는지 보지 않습니다. 그래서 프로그램이 사라져도 계속 돕니다.
# 리소스 트래커는 저에게 이어진 채널이 모두 닫히면 남은 것을 치웁니다. 관리자도 그 채널을 잡고 있으므로, 관리자가 살아 있는 동안에는 치우지 않습니다.
# 맨손으로 만든 것이 오히려 치워지는 이유입니다.
#
# 관리자를 시작할 때 부모를 지켜보는 스레드를 하나 두면, 부모가 죽을 때 관리자도 끝나고 리소스 트래커가 나머지를 치웁니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``managed_killed``의 ``kill``을 ``kill_everyone``으로 바꾸어 보십시오. 관리자도 리소스 트래커도 죽어서 공유 메모리만 남습니다.
