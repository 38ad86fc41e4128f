# 실행: python plot_guard_stops_children_from_starting_over.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
메인 가드가 없으면 자식이 프로그램을 처음부터 다시 합니다
==================================================================

``if __name__ == "__main__":``을 빼고 풀을 만들면 무슨 일이 일어날까요?
여러 해 동안 Linux에서 잘 돌던 코드가 왜 다른 시작 방식(start method)에서는 끝나지 않을까요?

이 실험은 :doc:`시작할 때 나는 오류 </multiprocessing/start-errors>`에 나옵니다.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ENOUGH = 6  # 주 모듈을 이만큼 읽으면 되풀이하는 것으로 봅니다.
TIME_LIMIT_SECONDS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 두 프로그램을 파일로 적어 진짜 주 모듈로 돌립니다. 다른 것은 메인 가드 한 줄뿐입니다.
# 주 모듈은 읽힐 때마다 제 이름을 찍습니다.

UNGUARDED = """
import multiprocessing, sys

print(f"읽는 중: {__name__}", flush=True)

def square(n):
    return n * n

with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
    print("답:", pool.map(square, range(4)), flush=True)
"""

GUARDED = """
import multiprocessing, sys

print(f"읽는 중: {__name__}", flush=True)

def square(n):
    return n * n

if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print("답:", pool.map(square, range(4)), flush=True)
        pool.close()
        pool.join()
"""


def run_program(text, method):
    """프로그램을 돌려 보고, 찍은 글에서 사실을 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.py"
        program.write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, program, method],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )
        alarm = threading.Timer(TIME_LIMIT_SECONDS, stop, [process])
        alarm.start()
        printed = ""
        for line in process.stdout:
            printed += line
            if printed.count("읽는 중:") >= ENOUGH:
                print("주 모듈을 거듭 읽으며 끝나지 않아 멈추었습니다. 처음에 찍은 글입니다.")
                stop(process)
                break
        printed += process.communicate()[0]
        alarm.cancel()
    show(printed)
    return {
        "answers": printed.count("답:"),
        "read": min(printed.count("읽는 중:"), ENOUGH),
        "errors": min(printed.count("RuntimeError"), 1),
    }


def stop(process):
    """프로그램과 그 자식들을 모두 끝냅니다. 세마포어를 치우는 프로세스는 SIGTERM에 죽지 않고 남아 치웁니다."""
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGTERM)
        else:
            process.kill()


def show(printed):
    """주 모듈이 찍은 글과, 파이썬이 처음 낸 오류만 보입니다."""
    lines = printed.splitlines()
    print(*[line for line in lines if line.startswith(("읽는 중:", "답:"))][:ENOUGH], sep="\n")
    if any("RuntimeError" in line for line in lines):
        first = next(number for number, line in enumerate(lines) if "RuntimeError" in line)
        print(*[line for line in lines[first : first + 5] if line.strip()], sep="\n")


def unguarded_fork():
    """메인 가드 없음, fork"""
    return run_program(UNGUARDED, "fork")


def unguarded_spawn():
    """메인 가드 없음, spawn"""
    return run_program(UNGUARDED, "spawn")


def unguarded_forkserver():
    """메인 가드 없음, forkserver"""
    return run_program(UNGUARDED, "forkserver")


def guarded_forkserver():
    """메인 가드 있음, forkserver"""
    return run_program(GUARDED, "forkserver")


def guarded_spawn():
    """메인 가드 있음, spawn"""
    return run_program(GUARDED, "spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# ``fork``의 자식은 주 모듈을 다시 읽지 않으므로 메인 가드가 없어도 답이 나옵니다.
# ``spawn``의 자식은 주 모듈을 다시 읽다가 또 풀을 만나 죽고, 풀은 새 자식을 시작하기를 되풀이합니다. ``forkserver``도 그럴 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    contenders = [unguarded_spawn, guarded_spawn]
    if hasattr(os, "fork"):
        contenders = [unguarded_fork, *contenders, unguarded_forkserver, guarded_forkserver]
    else:
        print("이 시스템에는 fork와 forkserver가 없어서 볼 수 없습니다.")
    result = observe(
        *contenders,
        facts={
            "answers": "나온 답(번)",
            "read": "주 모듈을 읽은 횟수(번, 6에서 멈춤)",
            "errors": "RuntimeError(있으면 1)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="answers")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 메인 가드가 있으면 주 모듈은 세 번 읽힙니다. 부모가 ``__main__``으로 한 번, 워커 둘이 ``__mp_main__``으로 한 번씩입니다.
# 워커에게는 이름이 ``__main__``이 아니므로 풀을 또 만들지 않습니다.
#
# 메인 가드가 없으면 워커가 풀을 만들려다 ``RuntimeError``를 냅니다. 워커는 죽지만 ``Pool``은 죽은 자리를 새 워커로 채우고,
# 그 워커도 같은 이유로 죽습니다. 답도 오류로 끝나는 일도 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``Pool`` 대신 ``concurrent.futures.ProcessPoolExecutor``를 쓰도록 ``UNGUARDED``를 고쳐 보십시오. ``spawn``에서는 되풀이하지 않고 ``BrokenProcessPool``로 끝납니다.
