# 실행: python plot_lazy_imports_move_the_price.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
늦은 import는 spawn의 비용을 없애고 fork의 비용을 만듭니다
==================================================================

3.15의 ``lazy import``는 이름을 처음 쓸 때 모듈을 불러옵니다. 워커가 늦게 시작하는 병을 고칠까요?
무거운 모듈을 맨 위에 적은 프로그램이 프로세스 셋을 시작하는 동안, 그 모듈을 모두 몇 번 불러왔는지 셌습니다.

이 실험은 :doc:`새 파이썬이 바꾼 것 </beyond/new-pythons>`에 나옵니다.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WORKERS = 3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``heavy.py``는 무거운 모듈을 대신하고, 불러올 때마다 한 줄을 찍습니다.

HEAVY = """
print("heavy를 불러옴", flush=True)
ANSWER = 42
"""

PROGRAM = """
import multiprocessing
import sys

import heavy


def idle():
    pass


def use():
    return heavy.ANSWER


def main():
    method, task, workers, touch = sys.argv[1:]
    context = multiprocessing.get_context(method)
    if touch == "touch":
        heavy.ANSWER
    for _ in range(int(workers)):
        process = context.Process(target=globals()[task])
        process.start()
        process.join()


if __name__ == "__main__":
    main()
"""

LAZY_PROGRAM = PROGRAM.replace("import heavy", "lazy import heavy")
LATE_PROGRAM = PROGRAM.replace("import heavy\n", "").replace(
    "def use():\n", "def use():\n    import heavy\n\n"
)


def imports(program, method, task, touch="leave"):
    """프로그램을 돌려, 부모와 서버와 워커들이 무거운 모듈을 불러온 횟수를 셉니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return {"imports": None}
    if program is LAZY_PROGRAM and sys.version_info < (3, 15):
        print("이 파이썬에는 lazy import가 없습니다. Python 3.15부터 있습니다.")
        return {"imports": None}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "heavy.py").write_text(HEAVY, encoding="utf-8")
        Path(folder, "program.py").write_text(program, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "program.py", method, task, str(WORKERS), touch],
            cwd=folder,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            timeout=30,
            check=True,
        )
    return {"imports": done.stdout.count("heavy를 불러옴")}


def spawn_unused():
    """spawn, 쓰지 않는 워커"""
    return imports(PROGRAM, "spawn", "idle")


def spawn_unused_lazy():
    """spawn, 쓰지 않는 워커, lazy"""
    return imports(LAZY_PROGRAM, "spawn", "idle")


def spawn_used_late():
    """spawn, 쓰는 워커, 함수 안의 import"""
    return imports(LATE_PROGRAM, "spawn", "use")


def spawn_used_lazy():
    """spawn, 쓰는 워커, lazy"""
    return imports(LAZY_PROGRAM, "spawn", "use")


def fork_used():
    """fork, 쓰는 워커"""
    return imports(PROGRAM, "fork", "use")


def fork_used_lazy():
    """fork, 쓰는 워커, lazy"""
    return imports(LAZY_PROGRAM, "fork", "use")


def fork_used_lazy_touched():
    """fork, 쓰는 워커, lazy, 부모가 먼저 씀"""
    return imports(LAZY_PROGRAM, "fork", "use", "touch")


def forkserver_used():
    """forkserver, 쓰는 워커"""
    return imports(PROGRAM, "forkserver", "use")


def forkserver_used_lazy():
    """forkserver, 쓰는 워커, lazy"""
    return imports(LAZY_PROGRAM, "forkserver", "use")


# %%
# 예상
# ------------------------------------------------------------------
#
# 그냥 import하면 ``spawn``은 네 번(부모와 워커 셋), ``fork``는 한 번 불러옵니다.
# ``lazy``이면 쓰지 않는 워커는 한 번도 불러오지 않고, 쓰는 워커는 저마다 한 번씩 불러옵니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        spawn_unused,
        spawn_unused_lazy,
        spawn_used_late,
        spawn_used_lazy,
        fork_used,
        fork_used_lazy,
        fork_used_lazy_touched,
        forkserver_used,
        forkserver_used_lazy,
        facts={"imports": "무거운 모듈을 불러온 것(번)"},
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
# ``fork``는 부모가 불러온 것을 물려받습니다. ``lazy``이면 부모가 아직 불러오지 않았으므로 물려받을 것이 없습니다.
# 그래서 한 번이던 것이 워커의 수만큼이 됩니다. 포크하기 전에 부모가 한 번 쓰면 다시 한 번입니다.
#
# ``forkserver``도 같습니다. 서버가 주 모듈을 미리 읽어도, ``lazy``로 적은 것은 읽지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# 3.15라면 ``LAZY_PROGRAM`` 대신 ``PROGRAM``을 ``[sys.executable, "-X", "lazy_imports=all", …]``로 돌려 보십시오.
