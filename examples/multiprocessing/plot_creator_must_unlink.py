# 실행: python plot_creator_must_unlink.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
공유 메모리는 만든 쪽이 없애야 합니다
==================================================================

프로그램이 끝났는데 ``resource_tracker``가 샌 것이 있다고 합니다.
``close()``와 ``unlink()``는 무엇이 다를까요?
누가 없애야 하고, 둘 다 잊으면 무엇이 남을까요?
만들어 둔 풀의 워커가 열어 보기만 해도 괜찮을까요?

이 실험은 :doc:`메모리 나누어 쓰기 </multiprocessing/shared-memory>`에 나옵니다.
"""

import multiprocessing
import os
import subprocess
import sys
import time
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

SIZE_BYTES = 4096
PATIENCE_SECONDS = 0.4  # 워커의 리소스 트래커가 끝나며 치울 때까지

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작은 프로그램을 따로 돌려, 끝날 때 파이썬이 무엇이라 하는지와 무엇이 남는지 봅니다.
# 풀은 공유 메모리보다 **먼저** 시작하고, 워커에게 이름을 주어 열어 보게 한 다음 닫습니다.

FORGOTTEN = """
from multiprocessing.shared_memory import SharedMemory
memory = SharedMemory(create=True, size=4096)
print(memory.name)
memory.close()
"""

UNLINKED = (
    FORGOTTEN
    + """
memory.unlink()
"""
)

VISITOR = """
import sys
from multiprocessing.shared_memory import SharedMemory
memory = SharedMemory(sys.argv[1])
memory.close()
"""

UNTRACKED_VISITOR = """
import sys
from multiprocessing.shared_memory import SharedMemory
options = {"track": False} if sys.version_info >= (3, 13) else {}
memory = SharedMemory(sys.argv[1], **options)
if not options:
    from multiprocessing import resource_tracker
    resource_tracker.unregister(memory._name, "shared_memory")
memory.close()
"""


def run_program(text, *arguments):
    """프로그램을 돌리고, 표준 출력과 누수 경고가 있었는지를 돌려줍니다."""
    done = subprocess.run(
        [sys.executable, "-c", text, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONWARNINGS": "default"},
        timeout=20,
        check=True,
    )
    warned = [line for line in done.stderr.splitlines() if "leaked" in line]
    print(*(line.split("UserWarning: ")[-1] for line in warned), sep="\n")
    return done.stdout.strip(), int(bool(warned))


def exists(name):
    """그 이름의 공유 메모리가 남아 있으면 1을 돌려줍니다."""
    try:
        memory = SharedMemory(name)
    except FileNotFoundError:
        return 0
    memory.close()
    return 1


def forgotten():
    """close만 하고 끝냄"""
    name, warned = run_program(FORGOTTEN)
    return {"warned": warned, "left": exists(name)}


def unlinked():
    """고침: unlink까지 하고 끝냄"""
    name, warned = run_program(UNLINKED)
    return {"warned": warned, "left": exists(name)}


def visited_by(text):
    """이 프로세스가 만든 것을 다른 프로그램이 열어 보고 끝난 다음, 그대로 있는지 봅니다."""
    memory = SharedMemory(create=True, size=SIZE_BYTES)
    try:
        _, warned = run_program(text, memory.name)
        return {"warned": warned, "left": exists(memory.name)}
    finally:
        memory.close()
        try:
            memory.unlink()
        except FileNotFoundError:
            print("없애려고 보니 이미 없습니다.")


def visitor():
    """남의 것을 열어 보고 끝냄"""
    return visited_by(VISITOR)


def untracked_visitor():
    """고침: 지켜보지 않게 하고 열어 봄"""
    return visited_by(UNTRACKED_VISITOR)


def look(name):
    """워커가 하는 일: 부모가 만든 것을 열어 보고 닫습니다."""
    memory = SharedMemory(name)
    memory.close()


def made_after_pool(method):
    """풀을 먼저 시작하고 공유 메모리를 만듭니다. 워커가 열어 보고 끝난 다음, 그대로 있으면 1입니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return {"warned": None, "left": None}
    with multiprocessing.get_context(method).Pool(1) as pool:
        memory = SharedMemory(create=True, size=SIZE_BYTES)
        pool.apply(look, [memory.name])
        pool.close()
        pool.join()
    started = time.monotonic()
    while exists(memory.name) and time.monotonic() < started + PATIENCE_SECONDS:
        time.sleep(0.01)
    left = exists(memory.name)
    memory.close()
    try:
        memory.unlink()
    except FileNotFoundError:
        print("없애려고 보니 이미 없습니다.")
    return {"warned": None, "left": left}


def after_fork_pool():
    """먼저 만든 fork 풀이 열어 봄"""
    return made_after_pool("fork")


def tracker_before_fork_pool():
    """고침: 리소스 트래커부터 띄운 fork 풀이 열어 봄"""
    if sys.platform != "win32":
        resource_tracker.ensure_running()
    return made_after_pool("fork")


def after_forkserver_pool():
    """고침: 먼저 만든 forkserver 풀이 열어 봄"""
    return made_after_pool("forkserver")


# %%
# 예상
# ------------------------------------------------------------------
#
# ``close()``만 하면 리소스 트래커(resource tracker)가 경고하고 대신 없앱니다.
# 남의 것을 열어 보기만 한 프로그램의 리소스 트래커도, 그것이 샌 줄 알고 없애 버립니다.
# ``fork``한 워커는, 부모의 리소스 트래커가 아직 없으면 제 리소스 트래커를 따로 띄우므로 같은 일을 겪습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    if sys.platform == "win32":
        print("Windows는 마지막으로 닫은 쪽이 저절로 없애므로 여기서 볼 것이 없습니다.")
    else:
        result = observe(
            forgotten,
            unlinked,
            visitor,
            untracked_visitor,
            after_fork_pool,
            tracker_before_fork_pool,
            after_forkserver_pool,
            facts={"left": "쓰고 난 뒤 남은 것(개)", "warned": "누수 경고(있으면 1)"},
            times=1,
        )
        print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    if sys.platform != "win32":
        draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``close()``는 이 프로세스의 창을 닫고, ``unlink()``는 이름과 메모리를 없앱니다.
# 창은 저마다 닫고, 없애는 것은 만든 쪽이 한 번만 합니다.
#
# 따로 시작한 프로그램은 리소스 트래커가 따로 있습니다. Python 3.13부터 ``track=False``로 지켜보지 않게 할 수 있습니다.
#
# ``multiprocessing``으로 시작한 자식은 부모의 리소스 트래커를 나누어 씁니다. 다만 ``fork``한 자식은 시작할 때 이미 떠 있던 리소스 트래커만 나누어 씁니다.
# 리소스 트래커는 부모가 공유 메모리를 처음 만들 때 뜨므로, 풀을 먼저 만들면 워커가 제 것을 따로 띄웁니다.
# 그 워커가 끝나면 그 리소스 트래커가, 부모가 아직 쓰는 것을 없앱니다.
# ``forkserver``와 ``spawn``은 자식을 시작하기 전에 부모의 리소스 트래커를 띄우므로 이런 일이 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``FORGOTTEN``의 끝에 ``import os; os.kill(os.getpid(), 9)``를 더해 보십시오. 강제로 죽어도 리소스 트래커가 치웁니다.
