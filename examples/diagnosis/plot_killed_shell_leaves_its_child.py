# 실행: python plot_killed_shell_leaves_its_child.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
셸을 죽여도 셸이 부른 프로그램은 남습니다
==================================================================

``subprocess``에 타임아웃을 두었습니다. 시간이 되면 프로그램을 죽이는데, 나중에 보면 그 프로그램이 그대로 돌고 있습니다.
어떤 때는 타임아웃이 지나도 돌아오지 않습니다. 무엇을 죽인 것일까요?

이 실험은 :doc:`다른 프로그램을 부를 때 </diagnosis/subprocess>`에 나옵니다.
"""

import asyncio
import contextlib
import os
import signal
import subprocess

import psutil

LIMIT_SECONDS = 0.3
DEADLINE_SECONDS = 1.5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``&&``가 있는 명령은 셸이 프로그램을 자식으로 시작합니다. 우리에게는 손자입니다.

SECONDS = f"20.{os.getpid():07}"  # 이 실험이 시작한 것만 찾을 수 있게 합니다.
COMMAND = f"sleep {SECONDS} && echo done"


def run_shell():
    """run에 타임아웃을 줍니다."""
    subprocess.run(COMMAND, shell=True, timeout=LIMIT_SECONDS, check=True)  # noqa: S602 - 셸을 부르면 무엇이 남는지 봅니다.


def kill_then_communicate():
    """죽인 다음 남은 출력을 읽습니다."""
    process = subprocess.Popen(COMMAND, shell=True, stdout=subprocess.PIPE)  # noqa: S602 - 위와 같습니다.
    try:
        process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()  # 파이프가 닫힐 때까지 읽습니다.


def kill_group():
    """셸을 제 프로세스 그룹에 두고 그룹째 죽입니다."""
    process = subprocess.Popen(  # noqa: S602 - 위와 같습니다.
        COMMAND,
        shell=True,
        stdout=subprocess.PIPE,
        process_group=0,
    )
    try:
        process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def run_list():
    """셸 없이 프로그램을 곧바로 시작합니다."""
    subprocess.run(["sleep", SECONDS], timeout=LIMIT_SECONDS, check=True)  # noqa: S607 - 자리는 시스템마다 다릅니다.


async def wait_within():
    """기다리는 데에만 타임아웃을 둡니다."""
    process = await asyncio.create_subprocess_exec("sleep", SECONDS)
    async with asyncio.timeout(LIMIT_SECONDS):
        await process.wait()


async def wait_and_clean():
    """어떻게 나가든 죽이고 거둡니다."""
    process = await asyncio.create_subprocess_exec("sleep", SECONDS)
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# %%
# 한 번 부르고, 우리가 시작한 ``sleep``이 몇 개나 도는지 셉니다.


def watched(call):
    """타임아웃이 난 뒤에 남은 것을 세고 치웁니다."""
    if os.name == "nt":
        print("Windows에는 프로세스 그룹에 보낼 신호가 없어 지켜보지 못했습니다.")
        return {"left": None}
    with contextlib.suppress(subprocess.TimeoutExpired, TimeoutError):
        call()
    left = [one for one in psutil.process_iter() if runs_our_sleep(one)]
    for one in left:
        one.kill()
    return {"left": len(left)}


def runs_our_sleep(process):
    """죽은 것이 아니고, 우리가 시작한 ``sleep``인지 봅니다."""
    with contextlib.suppress(psutil.Error):
        return process.cmdline() == ["sleep", SECONDS]
    return False


def shell_timeout():
    """셸, run(timeout=…)"""
    return watched(run_shell)


def shell_communicate():
    """셸, kill 뒤에 communicate"""
    return watched(kill_then_communicate)


def shell_group():
    """고침: 셸, 그룹째 죽이기"""
    return watched(kill_group)


def list_timeout():
    """고침: 셸 없이 run(timeout=…)"""
    return watched(run_list)


def async_timeout():
    """asyncio.timeout"""
    return watched(lambda: asyncio.run(wait_within()))


def async_cleaned():
    """고침: asyncio.timeout, finally에서 죽이고 거두기"""
    return watched(lambda: asyncio.run(wait_and_clean()))


# %%
# 예상
# ------------------------------------------------------------------
#
# ``kill()``은 셸 하나만 죽입니다. 셸이 시작한 ``sleep``은 남을 것입니다.
# 남은 ``sleep``은 파이프를 물려받았으므로, 죽인 다음 ``communicate()``를 부르면 ``sleep``이 끝날 때까지 돌아오지 않습니다.
# ``asyncio.timeout``은 기다리기를 그만둘 뿐이므로 프로그램이 남습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        shell_timeout,
        Contender(shell_communicate, expect_failure=True),
        shell_group,
        list_timeout,
        async_timeout,
        async_cleaned,
        facts={"finished": "끝남(끝났으면 1)", "left": "남은 프로그램(개)"},
        times=1,
        deadline_seconds=DEADLINE_SECONDS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="left")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 죽인 것은 셸이고, 일하던 것은 셸의 자식입니다. 부모가 죽어도 자식은 죽지 않습니다.
# ``process_group=0``은 셸을 새 프로세스 그룹의 첫 프로세스로 시작합니다. 자식들은 그룹을 물려받으므로 ``os.killpg``가 모두에 닿습니다.
# 새 그룹은 터미널의 Ctrl-C를 받지 않습니다. 받게 하려면 부모가 ``KeyboardInterrupt``에서 그룹에 전하십시오.
#
# 셸이 필요하지 않으면 목록으로 부르는 것이 낫습니다. 죽일 것이 하나뿐입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``COMMAND``에서 ``&& echo done``을 지워 보십시오. 명령이 하나뿐이면 셸은 제 자리를 프로그램에 내주므로 남는 것이 없습니다.
