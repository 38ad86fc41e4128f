# 실행: python plot_file_lock_dies_with_its_holder.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
파일의 락은 잡은 프로세스와 함께 풀리고, 잠금 파일은 남습니다
==================================================================

따로 시작한 프로그램 여럿이 파일 하나를 고칩니다. 부모가 달라서 ``multiprocessing.Lock``을 물려줄 수 없습니다.
잠금 파일을 만들어 막았더니, 한 번 죽은 다음부터 아무도 들어가지 못합니다. 무엇으로 막아야 할까요?

이 실험은 :doc:`로그와 파일 </diagnosis/logging>`에 나옵니다.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows에는 없습니다.
    fcntl = None

WORKERS = 4
UPDATES = 200
TIME_LIMIT_SECONDS = 1.5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 프로그램은 파일의 수를 읽고, 하나 더해 다시 적습니다. 네 프로그램을 따로 시작합니다.


@contextlib.contextmanager
def no_lock(_folder):
    """막지 않습니다."""
    yield


@contextlib.contextmanager
def marker_file(folder):
    """파일을 만들면 잡은 것이고, 지우면 놓은 것입니다."""
    marker = Path(folder, "marker")
    while True:
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            time.sleep(0.001)
        else:
            break
    try:
        yield
    finally:
        marker.unlink()


@contextlib.contextmanager
def file_lock(folder):
    """열어 둔 파일에 운영 체제의 락을 겁니다."""
    with Path(folder, "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def add_many(guard, folder, times):
    """막고 나서 파일의 수에 하나씩 더합니다."""
    number = Path(folder, "number")
    for _ in range(times):
        with guard(folder):
            value = int(number.read_text() or 0)
            number.write_text(str(value + 1))


def hold(guard, folder):
    """막은 채로 오래 있습니다."""
    with guard(folder):
        print("잡음", flush=True)
        time.sleep(20)


# %%
# 네 프로그램이 모두 더한 다음 모자란 수와, 잡은 프로그램이 SIGKILL로 죽은 다음 다른 프로그램이 들어갈 수 있는지 봅니다.


def command(function, *arguments):
    """이 예제의 함수 하나를 부르는 프로그램의 명령입니다."""
    folder, name = Path(__file__).parent, Path(__file__).stem
    call = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import {name} as here; here.{function}"
    )
    return [sys.executable, "-X", "utf8", "-c", f"{call}({', '.join(arguments)})"]


def watched(guard):
    """잃은 수와, 잡은 것이 죽은 다음 들어갈 수 있는지 셉니다."""
    if fcntl is None:
        print("이 시스템에는 fcntl.flock이 없어 지켜보지 못했습니다.")
        return {"lost": None, "enters": None}
    with tempfile.TemporaryDirectory() as folder:
        number = Path(folder, "number")
        number.write_text("0")
        given = (f"here.{guard}", repr(folder))
        adding = [
            subprocess.Popen(command("add_many", *given, str(UPDATES)), stderr=subprocess.DEVNULL)
            for _ in range(WORKERS)
        ]
        for process in adding:
            process.wait()
        lost = WORKERS * UPDATES - int(number.read_text() or 0)
        with subprocess.Popen(command("hold", *given), stdout=subprocess.PIPE) as holder:
            holder.stdout.readline()
            holder.kill()
        try:
            subprocess.run(command("add_many", *given, "1"), timeout=TIME_LIMIT_SECONDS, check=True)
        except subprocess.TimeoutExpired:
            return {"lost": lost, "enters": 0}
    return {"lost": lost, "enters": 1}


def unguarded():
    """막지 않음"""
    return watched("no_lock")


def with_marker():
    """잠금 파일을 만들고 지우기"""
    return watched("marker_file")


def with_flock():
    """고침: fcntl.flock"""
    return watched("file_lock")


# %%
# 예상
# ------------------------------------------------------------------
#
# 막지 않으면 읽고 적는 사이에 다른 프로그램이 끼어들어 수를 잃습니다.
# 잠금 파일은 막기는 하지만, 잡은 프로그램이 죽으면 지울 사람이 없습니다. 운영 체제의 락은 파일이 닫힐 때 풀립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        unguarded,
        with_marker,
        with_flock,
        facts={
            "lost": "잃은 갱신(번)",
            "enters": "잡은 것이 죽은 뒤 들어감(들어갔으면 1)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="lost")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``flock``은 열린 파일에 걸리고, 프로세스가 어떻게 죽든 운영 체제가 파일을 닫으면서 풀어 줍니다.
# 잠금 파일에 PID를 적어 두고 살아 있는지 묻는 방법은, 그 PID를 다른 프로세스가 다시 쓰면 틀립니다.
#
# 막지 않은 프로그램은 반쯤 적힌 파일을 읽고 죽기도 합니다. 그 프로그램이 더하지 못한 것도 잃은 것에 들어갑니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``file_lock``의 ``LOCK_EX``를 ``LOCK_SH``로 바꾸어 보십시오. 함께 잡을 수 있는 락이라서 막지 않은 것과 같아집니다.
