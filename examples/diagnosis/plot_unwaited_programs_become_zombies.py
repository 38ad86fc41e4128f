# 실행: python plot_unwaited_programs_become_zombies.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
기다려 주지 않은 자식은 좀비로 남습니다
==================================================================

일이 생길 때마다 프로그램을 시작하고 잊습니다. 며칠 뒤 ``ps``에 ``<defunct>``가 수천 개 있고, 새 프로세스를 만들 수 없습니다.
끝난 프로세스가 왜 남을까요?

이 실험은 :doc:`멈추고 끝내기 </diagnosis/stopping>`에 나옵니다.
"""

import subprocess
import sys
import time

import psutil

PROGRAMS = 10
SETTLE_SECONDS = 3.0

# %%
# 재는 코드
# ------------------------------------------------------------------

COMMAND = [sys.executable, "-I", "-S", "-c", "pass"]


def start_and_forget():
    """시작만 합니다."""
    return [subprocess.Popen(COMMAND) for _ in range(PROGRAMS)]


def start_and_wait():
    """시작하고 기다려 거둡니다."""
    running = start_and_forget()
    for process in running:
        process.wait()
    return running


def start_and_poll():
    """가끔 ``poll()``로 물어, 끝난 것을 거둡니다."""
    running = start_and_forget()
    while any(process.poll() is None for process in running):
        time.sleep(0.02)
    return running


def zombies_after(start):
    """시작한 것이 모두 끝날 때까지 기다리고, 거두지 않은 것을 셉니다."""
    if sys.platform == "win32":
        print("Windows에는 좀비 프로세스가 없습니다.")
        return {"zombies": None}
    running = start()
    deadline = time.monotonic() + SETTLE_SECONDS
    while (states := list(map(state, running))).count("running") and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in running:
        process.wait()  # 남은 것은 이 실험이 거둡니다.
    return {"zombies": states.count("zombie")}


def state(process):
    """도는 것, 좀비, 거둔 것 가운데 무엇인지 봅니다."""
    try:
        status = psutil.Process(process.pid).status()
    except psutil.NoSuchProcess:
        return "gone"
    return "zombie" if status == psutil.STATUS_ZOMBIE else "running"


def forgotten():
    """시작하고 잊기"""
    return zombies_after(start_and_forget)


def waited():
    """고침: wait()로 거두기"""
    return zombies_after(start_and_wait)


def polled():
    """고침: poll()로 거두기"""
    return zombies_after(start_and_poll)


# %%
# 예상
# ------------------------------------------------------------------
#
# 끝난 프로세스의 종료 코드는 부모가 읽을 때까지 운영 체제가 지킵니다. 읽지 않으면 모두 좀비로 남을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        forgotten,
        waited,
        polled,
        facts={"zombies": "좀비 프로세스(개)"},
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
# 좀비(zombie)는 끝났지만 부모가 종료 코드를 읽지 않은 프로세스입니다. 메모리는 돌려주었지만 프로세스 번호 하나를 차지합니다.
# 좀비는 죽일 수 없습니다. 부모가 거두거나, 부모가 끝나서 1번 프로세스가 거두어야 사라집니다.
# 컨테이너의 1번 프로세스가 파이썬 프로그램이면 아무도 거두지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``start_and_forget``이 목록을 돌려주지 않게 바꾸어 보십시오. 파이썬은 버린 ``Popen``을 다음 ``Popen``을 만들 때에야 거둡니다.
