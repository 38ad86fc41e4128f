# 실행: python plot_forked_buffers_repeat_or_vanish.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
fork한 자식의 버퍼는 두 번 적히거나 사라집니다
==================================================================

부모가 연 파일에 한 줄을 적고 ``fork``했습니다. 줄은 아직 버퍼에 있습니다.
그 줄은 파일에 몇 번 적힐까요? 자식이 이어 적은 줄은 남을까요?

이 실험은 :doc:`물려받은 난수와 상태 </multiprocessing/inherited-state>`에 나옵니다.
"""

import multiprocessing
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 부모는 한 줄을 적고 버퍼를 비우지 않은 채 자식을 시작합니다. 자식마다 하는 일이 다릅니다.
# 모두 끝난 다음 파일에 부모의 줄과 자식의 줄이 몇 번 있는지 셉니다.


def leave_alone(log):
    """아무것도 적지 않고 끝납니다."""


def write(log):
    """한 줄을 적고 그냥 끝납니다."""
    log.write("자식\n")


def write_and_flush(log):
    """한 줄을 적고 버퍼를 비웁니다."""
    log.write("자식\n")
    log.flush()


def fork_with(task, *, flush_first=False):
    """부모가 한 줄을 적은 다음 자식을 포크합니다. 파일에 남은 줄을 셉니다."""
    if "fork" not in multiprocessing.get_all_start_methods():
        print("이 시스템에는 fork가 없어서 볼 수 없습니다.")
        return {"from_parent": None, "from_child": None}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.txt")
        with path.open("w", encoding="utf-8") as log:
            log.write("부모\n")
            if flush_first:
                log.flush()
            child = multiprocessing.get_context("fork").Process(target=task, args=(log,))
            child.start()
            child.join()
        return count(path)


def count(path):
    """파일에 남은 줄을 셉니다."""
    text = path.read_text(encoding="utf-8")
    return {"from_parent": text.count("부모"), "from_child": text.count("자식")}


def child_leaves_alone():
    """Process, 자식은 적지 않음"""
    return fork_with(leave_alone)


def child_writes():
    """Process, 자식이 적고 그냥 끝남"""
    return fork_with(write)


def child_writes_and_flushes():
    """Process, 자식이 적고 flush"""
    return fork_with(write_and_flush)


def flushed_before_fork():
    """고침: 포크하기 전에 flush, 자식도 flush"""
    return fork_with(write_and_flush, flush_first=True)


BARE_FORK = """
import os
import sys

with open(sys.argv[1], "w", encoding="utf-8") as log:
    log.write("부모\\n")
    child = os.fork()
    if child:
        os.waitpid(child, 0)
"""


def bare_fork():
    """os.fork(), 자식은 적지 않음"""
    if "fork" not in multiprocessing.get_all_start_methods():
        print("이 시스템에는 fork가 없어서 볼 수 없습니다.")
        return {"from_parent": None, "from_child": None}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.txt")
        subprocess.run([sys.executable, "-c", BARE_FORK, path], check=True)
        return count(path)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``os.fork()``의 자식은 보통의 프로그램처럼 끝나며 버퍼를 비웁니다. 부모의 줄이 두 번 적힙니다.
# ``Process``의 자식은 버퍼를 비우지 않고 ``os._exit()``로 끝납니다. 부모의 줄은 한 번뿐이고, 자식의 줄은 사라집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        bare_fork,
        child_leaves_alone,
        child_writes,
        child_writes_and_flushes,
        flushed_before_fork,
        facts={"from_parent": "부모의 줄(번)", "from_child": "자식의 줄(번)"},
        times=1,
    )
    print(result)
    draw(result, show="from_parent")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="from_child")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 버퍼는 메모리에 있으므로 ``fork``가 함께 복사합니다. 두 프로세스가 저마다 같은 줄을 잡고 있고, 비우는 쪽마다 한 번씩 적힙니다.
# ``multiprocessing``은 표준 출력과 표준 오류만 포크하기 전과 자식이 끝날 때 비웁니다. 다른 파일은 모릅니다.
# 그래서 자식이 스스로 비우지 않으면 제 줄을 잃고, 비우면 물려받은 부모의 줄까지 적습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``fork_with``의 ``path.open``에 ``buffering=1``을 더해 보십시오. 줄마다 비우므로 ``Process``에서는 잃는 것도 두 번 적히는 것도 없습니다.
