# 실행: python plot_ctrl_c_reaches_the_main_thread.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Ctrl-C는 주 스레드만 받습니다
==================================================================

스레드가 파일에 줄을 적는 동안 Ctrl-C를 눌렀습니다. 누가 받고, 프로그램은 언제 끝나고, 적던 것은 얼마나 남을까요?

이 실험은 :doc:`끝내기와 신호 </threading/shutdown>`에 나옵니다.
"""

import signal
import subprocess
import sys
import time

LINES = 8
LINE_SECONDS = 0.03
TIME_LIMIT_SECONDS = 10

COMMON = f"""
import signal, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
signal.signal(signal.SIGINT, signal.default_int_handler)

stopping = threading.Event()
finished = threading.Event()

def say(text):
    print(text, flush=True)

def write_lines():
    try:
        for number in range({LINES}):
            if stopping.wait({LINE_SECONDS}):
                break
            say("줄")
        say("닫음")
    except KeyboardInterrupt:
        say("작업 스레드가 Ctrl-C를 받음")
    finally:
        finished.set()
"""

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 스크립트가 준비되었다고 하면 조금 뒤에 SIGINT를 한 번 보냅니다. Ctrl-C가 보내는 것과 같은 신호입니다.

JOINED_THREAD = """
thread = threading.Thread(target=write_lines)
thread.start()
say("준비")
try:
    thread.join()
except KeyboardInterrupt:
    say("주 스레드가 Ctrl-C를 받음")
    raise
"""

WAITED_THREAD = JOINED_THREAD.replace("thread.join()", "finished.wait()")

DAEMON_THREAD = WAITED_THREAD.replace("target=write_lines", "target=write_lines, daemon=True")

POOL = """
with ThreadPoolExecutor(1) as pool:
    future = pool.submit(write_lines)
    say("준비")
    try:
        future.result()
    except KeyboardInterrupt:
        say("주 스레드가 Ctrl-C를 받음")
        raise
"""

ASKED_TO_STOP = """
thread = threading.Thread(target=write_lines)
thread.start()
say("준비")
try:
    finished.wait()
except KeyboardInterrupt:
    say("주 스레드가 Ctrl-C를 받음")
    stopping.set()
    finished.wait()
    raise
"""


def interrupt(script):
    """스크립트를 돌리다가 SIGINT를 보내고, 그 뒤에 일어난 일을 적습니다."""
    if sys.platform == "win32":
        print("Windows에서는 프로세스 하나에만 Ctrl-C를 보낼 수 없어 지켜보지 못했습니다.")
        return dict.fromkeys(("lines", "closed", "worker_got_it", "main_got_it", "after"))
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", COMMON + script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        process.stdout.readline()
        time.sleep(1.5 * LINE_SECONDS)
        process.send_signal(signal.SIGINT)
        started = time.perf_counter()
        said = process.communicate(timeout=TIME_LIMIT_SECONDS)[0].splitlines()
        seconds = time.perf_counter() - started
    print(*said, sep="\n")
    print(f"종료 코드 {process.returncode}")
    return {
        "lines": said.count("줄"),
        "closed": said.count("닫음"),
        "worker_got_it": said.count("작업 스레드가 Ctrl-C를 받음"),
        "main_got_it": said.count("주 스레드가 Ctrl-C를 받음"),
        "after": seconds,
    }


def waited_thread():
    """보통 스레드, Event로 기다림"""
    return interrupt(WAITED_THREAD)


def joined_thread():
    """보통 스레드, join으로 기다림"""
    return interrupt(JOINED_THREAD)


def daemon_thread():
    """데몬 스레드"""
    return interrupt(DAEMON_THREAD)


def pool():
    """스레드 풀"""
    return interrupt(POOL)


def asked_to_stop():
    """멈추라고 부탁하고 기다림"""
    return interrupt(ASKED_TO_STOP)


# %%
# 예상
# ------------------------------------------------------------------
#
# 어느 것에서나 주 스레드만 받습니다. 데몬은 곧바로 끝나지만 닫지 못하고, 부탁하면 곧 닫고 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        waited_thread,
        joined_thread,
        daemon_thread,
        pool,
        asked_to_stop,
        facts={
            "lines": "적은 줄(개)",
            "closed": "파일을 닫음",
            "main_got_it": "주 스레드가 받음",
            "worker_got_it": "작업 스레드가 받음",
        },
        measured={"after": "Ctrl-C 뒤에 끝날 때까지(초)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="after")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 파이썬은 신호를 주 스레드에서만 다룹니다. 작업 스레드에는 ``KeyboardInterrupt``가 나지 않습니다.
# 보통 스레드와 풀은 주 스레드가 Ctrl-C를 받은 뒤에도 하던 일을 끝까지 합니다.
# 3.12까지는 ``join``하다가 Ctrl-C를 받으면 스레드가 끝난 줄로 잘못 압니다. 그래서 보통 스레드인데도 기다려 주지 않습니다.
# 데몬은 그 자리에서 사라져서, 닫지 못한 파일과 놓지 못한 락이 남습니다.
#
# Windows의 Ctrl-C는 신호가 아니라 콘솔의 일이어서, 이 실험처럼 프로세스에 보낼 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``write_lines``의 ``stopping.wait``을 ``time.sleep``으로 바꾸어 보십시오. 부탁을 듣지 못해, 보통 스레드처럼 끝까지 합니다.
