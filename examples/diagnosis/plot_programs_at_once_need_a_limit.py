# 실행: python plot_programs_at_once_need_a_limit.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
프로그램을 여럿 부를 때는 함께 도는 수를 정합니다
==================================================================

변환할 파일마다 프로그램을 하나씩 부릅니다. 파일이 수백 개이면 프로그램 수백 개가 한꺼번에 돌아 메모리와 코어를 다툽니다.
``gather``와 스레드 풀, 세마포어는 몇 개를 함께 돌릴까요?

이 실험은 :doc:`다른 프로그램을 부를 때 </diagnosis/subprocess>`에 나옵니다.
"""

import asyncio
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FILES = 16
TOGETHER = 4
WORK_SECONDS = 0.3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 부르는 프로그램은 시작할 때와 끝날 때 한 글자를 공책에 적습니다. 그래서 함께 돌던 수를 나중에 셀 수 있습니다.

CONVERT = """
import sys
import time

def note(mark):
    with open(sys.argv[1], "a") as notebook:
        notebook.write(mark)

note("+")
time.sleep(float(sys.argv[2]))
note("-")
"""


def command(notebook):
    """파일 하나를 바꾸는 명령입니다."""
    return [sys.executable, "-I", "-S", "-c", CONVERT, str(notebook), str(WORK_SECONDS)]


def start_every(notebook):
    """모두 시작한 다음, 하나씩 기다립니다."""
    running = [subprocess.Popen(command(notebook)) for _ in range(FILES)]
    return [process.wait() for process in running]


async def gather_every(notebook):
    """코루틴마다 프로그램을 하나씩 부릅니다."""

    async def convert():
        process = await asyncio.create_subprocess_exec(*command(notebook))
        return await process.wait()

    return await asyncio.gather(*(convert() for _ in range(FILES)))


async def gather_few(notebook):
    """세마포어를 얻은 코루틴만 프로그램을 부릅니다."""
    turn = asyncio.Semaphore(TOGETHER)

    async def convert():
        async with turn:
            process = await asyncio.create_subprocess_exec(*command(notebook))
            return await process.wait()

    return await asyncio.gather(*(convert() for _ in range(FILES)))


def run_in_pool(notebook):
    """스레드마다 프로그램을 하나씩 부르고 기다립니다."""
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(lambda _: subprocess.call(command(notebook)), range(FILES)))


def counted(convert_all):
    """모두 바꾸고, 끝난 수와 가장 많이 함께 돈 수를 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder, "notebook")
        codes = convert_all(notebook)
        together = most = 0
        for mark in notebook.read_text():
            together += 1 if mark == "+" else -1
            most = max(most, together)
    return {"done": codes.count(0), "most": most}


def popen_loop():
    """한도 없는 Popen"""
    return counted(start_every)


def plain_gather():
    """한도 없는 gather"""
    return counted(lambda notebook: asyncio.run(gather_every(notebook)))


def gather_with_semaphore():
    """고침: 세마포어를 둔 gather"""
    return counted(lambda notebook: asyncio.run(gather_few(notebook)))


def thread_pool():
    """고침: 스레드 풀"""
    return counted(run_in_pool)


# %%
# 예상
# ------------------------------------------------------------------
#
# 한도가 없으면 먼저 시작한 것이 끝나기 전에 나머지를 다 시작하므로, 많은 수가 함께 돌 것입니다.
# 세마포어와 스레드 풀은 넷을 넘지 않습니다. 스레드는 기다리기만 하므로 GIL은 문제가 되지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        popen_loop,
        plain_gather,
        gather_with_semaphore,
        thread_pool,
        facts={"done": "끝난 프로그램(개)", "most": "함께 돈 프로그램(개)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="most")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 계산하는 프로그램이면 함께 돌릴 수는 허락된 코어의 수이고, 메모리를 많이 쓰면 ``메모리의 한도 ÷ 하나가 쓰는 메모리``입니다.
# 출력을 파이프로 받으면 프로그램마다 파일 디스크립터도 둘씩 씁니다. 한도 없이 부르면 ``Too many open files``로 끝나기도 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TOGETHER``를 ``FILES``로 바꾸어 보십시오. 한도가 없는 것과 같아집니다.
