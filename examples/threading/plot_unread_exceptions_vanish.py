# 실행: python plot_unread_exceptions_vanish.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Future.result를 읽지 않은 예외는 종료 코드에 남지 않습니다
==================================================================

스레드에서 예외가 났습니다. 프로그램은 무엇을 찍고, 어떤 종료 코드로 끝날까요?
풀에 맡긴 일이 아직 남았는데 주 스레드가 예외로 끝나면, 프로그램은 언제 끝날까요?

이 실험은 :doc:`스레드 풀을 제대로 쓰기 </threading/pools>`에 나옵니다.
"""

import subprocess
import sys
import time

SLOW_SECONDS = 0.2
TIME_LIMIT_SECONDS = 10

COMMON = f"""
import sys, threading, time
from concurrent.futures import ThreadPoolExecutor

def save(path):
    raise OSError("디스크가 가득 찼습니다")

def slow():
    time.sleep({SLOW_SECONDS})
"""

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 종료 코드는 프로그램 하나의 것이라서, 짧은 스크립트를 새 프로세스에서 돌립니다.

SUBMIT_UNREAD = """
with ThreadPoolExecutor() as pool:
    pool.submit(save, "a.txt")
"""

THREAD_RAISES = """
thread = threading.Thread(target=save, args=("a.txt",))
thread.start()
thread.join()
"""

FUTURE_READ = """
with ThreadPoolExecutor() as pool:
    pool.submit(save, "a.txt").result()
"""

HOOKED_THREAD = """
failed = []
threading.excepthook = lambda args: failed.append(args.exc_value)
thread = threading.Thread(target=save, args=("a.txt",))
thread.start()
thread.join()
sys.exit(f"실패: {failed[0]}" if failed else 0)
"""

POOL_OUTLIVES_MAIN = """
pool = ThreadPoolExecutor()
pool.submit(slow)
sys.exit("설정이 틀렸습니다")
"""

DAEMON_DIES = """
threading.Thread(target=slow, daemon=True).start()
sys.exit("설정이 틀렸습니다")
"""


def run(script):
    """스크립트를 돌리고, 종료 코드와 마지막 줄과, 느린 일의 몇 배가 걸렸는지를 적습니다."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", COMMON + script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    print(lines[-1] if lines else "(아무것도 찍지 않음)")
    print(f"종료 코드 {done.returncode}")
    waited = (time.perf_counter() - started) / SLOW_SECONDS
    return {"code": done.returncode, "told": int(bool(lines)), "waited": waited}


def submit_unread():
    """풀에 맡기고 읽지 않음"""
    return run(SUBMIT_UNREAD)


def thread_raises():
    """스레드에서 예외"""
    return run(THREAD_RAISES)


def hooked_thread():
    """스레드의 예외를 excepthook으로 모음"""
    return run(HOOKED_THREAD)


def future_read():
    """풀에 맡기고 읽음"""
    return run(FUTURE_READ)


def pool_outlives_main():
    """주 스레드가 끝난 뒤에도 풀이 일함"""
    return run(POOL_OUTLIVES_MAIN)


def daemon_dies():
    """주 스레드가 끝날 때 데몬 스레드가 일함"""
    return run(DAEMON_DIES)


# %%
# 예상
# ------------------------------------------------------------------
#
# 읽지 않은 실패는 종료 코드 0입니다. 풀은 프로그램이 끝나는 것을 늦추고, 데몬은 늦추지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        submit_unread,
        thread_raises,
        hooked_thread,
        future_read,
        pool_outlives_main,
        daemon_dies,
        facts={"code": "종료 코드", "told": "오류를 찍음"},
        measured={"waited": "끝날 때까지, 느린 일 하나 대비(배)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="waited")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``Future``에 담긴 예외는 읽지 않으면 찍히지도 않습니다. ``Thread``의 예외는 찍히지만 종료 코드는 0입니다.
# 셸과 작업 관리자는 종료 코드를 봅니다. 둘 다 성공으로 압니다.
#
# ``ThreadPoolExecutor``의 스레드는 데몬이 아닙니다. 주 스레드가 예외로 끝나도 인터프리터는 남은 일을 모두 기다립니다.
# 데몬 스레드는 기다리지 않고, 하던 일을 그 자리에서 잃습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``POOL_OUTLIVES_MAIN``의 ``pool.submit(slow)``를 20번 거듭해 보십시오.
# 맡긴 일이 모두 끝날 때까지 프로그램이 끝나지 않습니다.
