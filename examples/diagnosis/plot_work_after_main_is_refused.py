# 실행: python plot_work_after_main_is_refused.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
main이 끝난 뒤에 맡긴 일은 하지 않고 0으로 끝납니다
==================================================================

끝날 때 남은 것을 저장하려고 ``atexit``에 등록하거나, 저장하는 스레드를 두었습니다.
프로그램은 0으로 끝나는데 저장한 것이 없습니다. 누가 거절했을까요?

이 실험은 :doc:`멈추고 끝내기 </diagnosis/stopping>`에 나옵니다.
"""

import subprocess
import sys

TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------

AT_EXIT = """
import atexit
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1)
atexit.register(lambda: pool.submit(print, "저장함"))
"""

LATE_THREAD = """
import threading
import time
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1)

def save_later():
    time.sleep(0.3)
    pool.submit(print, "저장함")

threading.Thread(target=save_later).start()
"""

IN_MAIN = """
from concurrent.futures import ThreadPoolExecutor

def main():
    with ThreadPoolExecutor(1) as pool:
        try:
            pass  # 할 일
        finally:
            pool.submit(print, "저장함")

main()
"""

JOINED_THREAD = """
import threading
import time
from concurrent.futures import ThreadPoolExecutor

def save_later(pool):
    time.sleep(0.3)
    pool.submit(print, "저장함")

def main():
    with ThreadPoolExecutor(1) as pool:
        saver = threading.Thread(target=save_later, args=(pool,))
        saver.start()
        saver.join()

main()
"""


def run(program):
    """프로그램을 끝까지 돌리고, 저장한 수와 거절한 수와 종료 코드를 봅니다."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        encoding="utf-8",
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    print(*[line for line in done.stderr.splitlines() if "Error" in line], sep="\n")
    return {
        "saved": done.stdout.count("저장함"),
        "refused": done.stderr.count("cannot schedule new futures after interpreter shutdown"),
        "code": done.returncode,
    }


def at_exit():
    """atexit에서 맡김"""
    return run(AT_EXIT)


def late_thread():
    """main보다 오래 사는 스레드에서 맡김"""
    return run(LATE_THREAD)


def in_main():
    """고침: main 안의 finally에서 맡김"""
    return run(IN_MAIN)


def joined_thread():
    """고침: main 안에서 스레드를 기다림"""
    return run(JOINED_THREAD)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``main``이 끝나면 파이썬은 풀을 모두 닫습니다. 그 뒤에 맡긴 일은 거절합니다.
# 예외는 ``atexit``의 함수나 스레드에서 나므로, 종료 코드는 0일 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        at_exit,
        late_thread,
        in_main,
        joined_thread,
        facts={
            "saved": "저장한 것(개)",
            "refused": "거절한 것(개)",
            "code": "종료 코드(번)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="saved")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 메인 스레드가 끝나면 파이썬은 먼저 풀을 닫고, 데몬이 아닌 스레드를 기다리고, ``atexit``의 함수를 부릅니다.
# 그래서 ``atexit``에서도, ``main``보다 오래 사는 스레드에서도 풀은 이미 닫혀 있습니다.
# 마지막에 할 일은 ``main`` 안에서 하고, 풀을 쓰는 스레드는 ``with``를 나가기 전에 기다립니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``AT_EXIT``의 ``pool.submit(print, …)``를 ``print(…)``로 바꾸어 보십시오. 풀을 거치지 않으면 저장합니다.
