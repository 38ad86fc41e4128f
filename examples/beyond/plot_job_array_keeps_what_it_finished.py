# 실행: python plot_job_array_keeps_what_it_finished.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
다 쓴 다음에 이름을 붙여야 다시 시작할 수 있습니다
==================================================================

파일 24개를 ``xargs -P``로 나누어 처리하다가 한가운데에서 죽었습니다. 다시 시작하면 남은 것만 하면 됩니다.
그런데 무엇이 남은 것인지는 어떻게 알까요? 결과 파일이 있으면 끝난 것일까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOBS = 24
SLOTS = 4
STOP_AT = 10
ROWS = 20
LIMIT_SECONDS = 60

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업 하나는 번호를 받아 결과를 적는 프로그램입니다. Slurm의 작업 배열이나 GNU parallel이 부르는 것과 같은 꼴입니다.

WORK = """\
import os, pathlib, sys, time

how, number, output = sys.argv[1], int(sys.argv[2]), pathlib.Path("결과")
with open("실행", "a") as runs:
    runs.write(f"{number}\\n")


def rows(file):
    for row in range(20):
        file.write(f"{number} {row}\\n")
        file.flush()
        time.sleep(0.002)


if how == "append":            # 모두가 파일 하나에 덧붙입니다.
    with open(output / "모두", "a") as file:
        rows(file)
elif how == "exists":          # 결과 파일이 있으면 끝난 것으로 칩니다.
    if not (output / f"{number}").exists():
        with open(output / f"{number}", "w") as file:
            rows(file)
elif not (output / f"{number}").exists():   # 다 쓴 다음에 이름을 붙입니다.
    writing = output / f".{number}-{os.getpid()}"
    with open(writing, "w") as file:
        rows(file)
        os.fsync(file.fileno())
    os.replace(writing, output / f"{number}")
"""


def run_array(folder, how):
    """번호 24개를 네 개씩 나란히 돌립니다: ``seq 0 23 | xargs -P 4 -n 1 python 작업.py``."""
    numbers = "\n".join(str(number) for number in range(JOBS))
    command = ["xargs", "-P", str(SLOTS), "-n", "1", sys.executable, "작업.py", how]
    running = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, start_new_session=True, text=True
    )
    running.stdin.write(numbers)
    running.stdin.close()
    return running


# %%
# 열 번째가 시작하면 모두 죽이고, 같은 명령을 다시 돌립니다.


def lines(path):
    """파일에 적힌 줄들. 없으면 빈 것입니다."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def kill_and_restart(how):
    """한가운데에서 죽이고 다시 시작한 다음, 모자란 줄과 두 번 적힌 줄을 셉니다."""
    if shutil.which("xargs") is None:
        print("이 시스템에는 xargs가 없어서 볼 수 없습니다. findutils를 설치합니다.")
        return dict.fromkeys(("missing", "twice", "kept"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "작업.py").write_text(WORK, encoding="utf-8")
        (folder / "결과").mkdir()
        first = run_array(folder, how)
        deadline = time.monotonic() + LIMIT_SECONDS
        while len(lines(folder / "실행")) < STOP_AT and time.monotonic() < deadline:
            time.sleep(0.001)
        while not writing(folder / "결과") and time.monotonic() < deadline:
            time.sleep(0.001)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        finished = complete(folder / "결과")
        (folder / "실행").unlink()
        again = run_array(folder, how)
        try:
            again.wait(LIMIT_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(again.pid, signal.SIGKILL)
        found = [line for path in results(folder / "결과") for line in lines(path)]
        wanted = [f"{number} {row}" for number in range(JOBS) for row in range(ROWS)]
        return {
            "missing": len(set(wanted) - set(found)),
            "twice": len(found) - len(set(found)),
            "kept": len(finished),
        }


def results(folder):
    """이름이 붙은 결과 파일들. 쓰다 만 임시 파일은 점으로 시작합니다."""
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def writing(folder):
    """쓰다 만 것이 있으면 참입니다."""
    paths = list(folder.iterdir())
    if [path.name for path in paths] == ["모두"]:
        return len(lines(paths[0])) % ROWS > 0
    return any(0 < len(lines(path)) < ROWS for path in paths if path.exists())


def complete(folder):
    """줄이 모두 적힌 결과의 번호들"""
    found = [line.split()[0] for path in results(folder) for line in lines(path) if " " in line]
    return {number for number in found if found.count(number) >= ROWS}


def append():
    """파일 하나에 덧붙이기"""
    return kill_and_restart("append")


def exists():
    """결과 파일이 있으면 지나치기"""
    return kill_and_restart("exists")


def rename():
    """다 쓴 다음에 이름 붙이기

    다시 시작할 수 있게 고친 것입니다.
    """
    return kill_and_restart("rename")


# %%
# 예상
# ------------------------------------------------------------------
#
# 덧붙인 것은 다시 시작하면 끝난 것까지 두 번 적힙니다. 있으면 지나치는 것은 쓰다 만 파일을 끝난 것으로 칩니다.
# 다 쓴 다음에 이름을 붙인 것만 모자라지도 겹치지도 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        append,
        exists,
        rename,
        facts={
            "missing": "모자란 줄(개)",
            "twice": "두 번 적힌 줄(개)",
            "kept": "죽기 전에 끝나 있던 작업(개)",
        },
        times=1,
        deadline_seconds=120,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="twice")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 모자란 줄은 예외도 경고도 없이 모자랍니다. 파일이 있으니 다음 단계도 그것을 읽고 지나갑니다.
# ``os.replace``는 같은 파일 시스템 안에서 한 번에 바뀌므로, 이름이 있다는 것이 곧 다 썼다는 것입니다.
#
# 임시 파일의 이름에는 프로세스 번호를 넣었습니다. 같은 작업이 두 곳에서 함께 돌아도 서로의 파일을 덮어쓰지 않습니다. 여러 대라면 호스트의 이름도 넣으십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``rename``의 임시 파일을 ``/tmp``에 두어 보십시오. 다른 파일 시스템이면 ``os.replace``가 ``OSError: Invalid cross-device link``를 냅니다.
