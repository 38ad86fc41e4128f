# 실행: python plot_pid_one_ignores_sigterm.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
컨테이너의 첫 프로세스는 SIGTERM을 듣지 않습니다
==================================================================

보통의 프로그램은 SIGTERM을 받으면 그 자리에서 끝납니다. 컨테이너의 ``CMD ["python", …]``도 그럴까요?
컨테이너에서는 그 프로그램이 1번 프로세스(PID 1)입니다. 같은 프로그램을 1번으로도 돌려 신호를 보냈습니다.

이 실험은 :doc:`이벤트 루프 다루기 </asyncio/event-loop>`와 :doc:`끝내기와 신호 </threading/shutdown>`에 나옵니다.
1번 프로세스를 만드는 데에는 Linux의 ``unshare``를 씁니다. 허락되지 않는 기계에서는 보지 않습니다.
"""

import shlex
import shutil
import signal
import subprocess
import sys

import psutil

GRACE_SECONDS = 1.0

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 프로그램 둘은 신호를 받는 줄 하나만 다릅니다.

PLAIN = """
import time
print("ready", flush=True)
time.sleep(60)
"""

HANDLED = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    print("cleaned", flush=True)
"""

PID_ONE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"]


def in_shell(program):
    """셸이 먼저 뜨고, 프로그램은 그 자식이 됩니다."""
    # 뒤에 할 일(exit)이 남아 있어서, 셸은 프로그램에 자리를 내주지 않습니다.
    python = shlex.join([sys.executable, "-c", program])
    return ["sh", "-c", f"{python}; exit $?"]


def stop(command, *, as_pid_one):
    """도커가 하듯이 SIGTERM을, 유예 시간이 지나면 SIGKILL을 보냅니다."""
    if as_pid_one and not can_be_pid_one():
        print("1번 프로세스를 만들 수 없어 보지 않았습니다.")
        return {"ended": None, "cleaned": None}
    whole = [*PID_ONE, *command] if as_pid_one else command
    with subprocess.Popen(whole, stdout=subprocess.PIPE, text=True) as started:
        started.stdout.readline()
        process = psutil.Process(started.pid)
        target = process.children()[0] if as_pid_one else process
        target.send_signal(signal.SIGTERM)
        try:
            started.wait(GRACE_SECONDS)
            ended = 1
        except subprocess.TimeoutExpired:
            target.kill()
            ended = 0
        code, rest = started.wait(), started.stdout.read()
    how = "SIGTERM에 끝남" if ended else "SIGKILL에 죽음"
    print(f"종료 코드 {code}: {how}")
    return {"ended": ended, "cleaned": int("cleaned" in rest)}


def can_be_pid_one():
    """사용자 네임스페이스로 1번 프로세스를 만들 수 있는지 봅니다."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*PID_ONE, "true"], capture_output=True, check=False).returncode == 0


def ordinary():
    """보통의 프로세스"""
    return stop([sys.executable, "-c", PLAIN], as_pid_one=False)


def pid_one():
    """1번 프로세스"""
    return stop([sys.executable, "-c", PLAIN], as_pid_one=True)


def pid_one_with_handler():
    """1번 프로세스, 신호를 받는 코드"""
    return stop([sys.executable, "-c", HANDLED], as_pid_one=True)


def behind_shell():
    """1번은 셸, 신호를 받는 코드는 그 자식"""
    return stop(in_shell(HANDLED), as_pid_one=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# 커널은 1번 프로세스에 기본 처리를 하지 않습니다. 받겠다고 하지 않은 신호는 없던 일이 됩니다.
# 그래서 보통의 프로세스는 곧바로 끝나고, 1번은 유예 시간을 다 쓴 뒤에 SIGKILL로 죽습니다.
# 신호를 받는 코드가 있으면 1번도 끝나지만, 셸이 1번이면 신호가 그 코드에 닿지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        ordinary,
        pid_one,
        pid_one_with_handler,
        behind_shell,
        facts={"ended": "SIGTERM에 끝남(끝났으면 1)", "cleaned": "뒷정리를 함(했으면 1)"},
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
# 배포할 때마다 유예 시간(도커 10초, 쿠버네티스 30초)을 꼬박 기다린다면 이것부터 의심하십시오.
# 고치는 방법은 둘입니다. 신호를 스스로 받거나, 1번 자리를 ``tini``(``docker run --init``)처럼 신호를 넘겨 주는 것에 맡깁니다.
# 셸을 거쳐야 하면 ``exec python …``으로 자리를 내주게 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``in_shell``의 글을 ``f"exec {python}"``으로 바꾸어 보십시오. 셸이 자리를 내주므로 뒷정리를 합니다.
