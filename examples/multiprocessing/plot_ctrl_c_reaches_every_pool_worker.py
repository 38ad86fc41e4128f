# 실행: python plot_ctrl_c_reaches_every_pool_worker.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Ctrl-C는 프로세스 풀의 워커도 모두 받습니다
==================================================================

프로세스 풀이 도는 터미널에서 Ctrl-C를 누르면 워커마다 긴 오류를 찍습니다. 왜 그럴까요?
부모만 받게 하려면 어떻게 할까요?

이 실험은 :doc:`끝내기와 신호 </threading/shutdown>`에 나옵니다.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 프로그램을 터미널의 앞에 둔 것처럼 제 프로세스 그룹에서 돌리고, 워커 둘이 모두 일을 시작하면 그룹에 SIGINT를 보냅니다.
# 터미널이 Ctrl-C에 하는 일이 이것입니다.

POOL = """
import signal
import time
from multiprocessing import Pool


def work(number):
    try:
        print("시작", flush=True)
        time.sleep(0.5)
    except KeyboardInterrupt:
        print("워커가 Ctrl-C를 받음", flush=True)
        raise
    print("끝냄", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Pool(2) as pool:
        try:
            pool.map(work, range(4), chunksize=1)
        except KeyboardInterrupt:
            print("부모가 Ctrl-C를 받음", flush=True)
            time.sleep(0.5)  # with가 워커를 끝내기 전에, 워커가 찍을 틈을 줍니다.
"""

EXECUTOR = """
import signal
import time
from concurrent.futures import ProcessPoolExecutor


def work(number):
    try:
        print("시작", flush=True)
        time.sleep(0.5)
    except KeyboardInterrupt:
        print("워커가 Ctrl-C를 받음", flush=True)
        raise
    print("끝냄", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with ProcessPoolExecutor(2) as executor:
        try:
            list(executor.map(work, range(4)))
        except KeyboardInterrupt:
            print("부모가 Ctrl-C를 받음", flush=True)
"""

IGNORING_EXECUTOR = """
import signal
import time
from concurrent.futures import ProcessPoolExecutor


def ignore_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def work(number):
    print("시작", flush=True)
    time.sleep(0.5)
    print("끝냄", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with ProcessPoolExecutor(2, initializer=ignore_ctrl_c) as executor:
        try:
            list(executor.map(work, range(4)))
        except KeyboardInterrupt:
            print("부모가 Ctrl-C를 받음", flush=True)
            executor.shutdown(cancel_futures=True)
"""


def press_ctrl_c(text):
    """프로그램을 돌리다가 그룹에 SIGINT를 보내고, 누가 받고 얼마나 끝냈는지 셉니다."""
    if sys.platform == "win32":
        print("Windows에는 프로세스 그룹에 보낼 SIGINT가 없어 지켜보지 못했습니다.")
        return dict.fromkeys(("workers_got_it", "parent_got_it", "done", "tracebacks"))
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "program.py")
        program.write_text(text, encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, "-X", "utf8", program],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        ) as process:
            said = [process.stdout.readline() for _ in range(2)]  # 워커 둘이 시작했습니다.
            os.killpg(process.pid, signal.SIGINT)
            said += process.communicate(timeout=TIME_LIMIT_SECONDS)[0].splitlines(keepends=True)
    said = "".join(said)
    print(*[line for line in said.splitlines() if "Ctrl-C" in line or "끝냄" in line], sep="\n")
    return {
        "workers_got_it": said.count("워커가 Ctrl-C를 받음"),
        "parent_got_it": said.count("부모가 Ctrl-C를 받음"),
        "done": said.count("끝냄"),
        "tracebacks": said.count("Traceback"),
    }


def pool():
    """Pool"""
    return press_ctrl_c(POOL)


def executor():
    """ProcessPoolExecutor"""
    return press_ctrl_c(EXECUTOR)


def ignoring_executor():
    """고침: 워커는 Ctrl-C를 받지 않게 한 ProcessPoolExecutor"""
    return press_ctrl_c(IGNORING_EXECUTOR)


# %%
# 예상
# ------------------------------------------------------------------
#
# 신호는 그룹 전체에 가므로 워커 둘과 부모가 모두 받습니다. 하던 작업은 도중에 끊깁니다.
# 워커가 SIGINT를 받지 않게 하면 부모만 받고, 하던 작업 둘은 끝까지 합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        executor,
        ignoring_executor,
        facts={
            "workers_got_it": "Ctrl-C를 받은 워커(개)",
            "parent_got_it": "부모가 받음(번)",
            "done": "끝까지 한 작업(개)",
            "tracebacks": "찍힌 Traceback(개)",
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
# 터미널은 Ctrl-C를 누르면 앞에 있는 프로세스 그룹 전체에 SIGINT를 보냅니다. 자식은 부모의 그룹을 물려받습니다.
# 그래서 워커마다 ``KeyboardInterrupt``가 나고, 저마다 긴 오류를 찍습니다.
# 스레드 풀의 작업 스레드는 받지 않지만, 프로세스 풀의 워커에게는 제 주 스레드가 있습니다.
#
# ``initializer``로 워커가 SIGINT를 무시하게 하고, 끝내는 일은 부모가 혼자 정하게 하십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``os.killpg(process.pid, …)``를 ``process.send_signal(…)``로 바꾸어 보십시오. ``kill -INT 번호``처럼 부모만 받습니다.
