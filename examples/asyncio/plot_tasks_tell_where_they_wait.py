# 실행: python plot_tasks_tell_where_they_wait.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
멎은 프로그램에서 누가 어디에서 기다리는지 봅니다
==================================================================

프로그램이 아무 일도 하지 않고 있습니다. 무엇을 기다리고 있을까요?
스레드를 보는 ``faulthandler``와 태스크를 보는 ``asyncio.all_tasks``에 같은 것을 물었습니다.

이 실험은 :doc:`안을 들여다보기 </asyncio/seeing-inside>`에 나옵니다.
"""

import asyncio
import faulthandler
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 둘이 서로를 기다립니다. 락을 잡는 순서가 엇갈린 흔한 잘못입니다.


async def transfer(first, second):
    """계좌 둘을 순서대로 잠급니다."""
    async with first:
        await asyncio.sleep(0)
        async with second:
            return "옮김"


async def start_deadlock(*, named):
    """서로를 기다리는 태스크 둘을 시작합니다."""
    one, two = asyncio.Lock(), asyncio.Lock()
    names = ("이체 가→나", "이체 나→가") if named else (None, None)
    tasks = [
        asyncio.create_task(transfer(one, two), name=names[0]),
        asyncio.create_task(transfer(two, one), name=names[1]),
    ]
    await asyncio.sleep(0.02)
    return tasks


def stacks_of(tasks):
    """태스크마다 이름과 멈춘 자리를 글로 적습니다."""
    lines = []
    for task in tasks:
        place = io.StringIO()
        task.print_stack(file=place)
        lines.append(f"[{task.get_name()}]\n{place.getvalue()}")
    return "".join(lines)


async def look_with_faulthandler():
    """스레드가 지금 어디에 있는지 적습니다."""
    tasks = await start_deadlock(named=True)
    with tempfile.TemporaryFile("w+") as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        return tasks, file.read()


async def look_at_tasks(*, named):
    """모든 태스크가 어디에서 기다리는지 적습니다."""
    tasks = await start_deadlock(named=named)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    return tasks, stacks_of(sorted(others, key=lambda task: task.get_name()))


async def look_at_call_graph():
    """3.14부터는 누가 누구를 기다리는지까지 적어 줍니다."""
    tasks = await start_deadlock(named=True)
    if not hasattr(asyncio, "print_call_graph"):
        return tasks, "이 파이썬에는 print_call_graph가 없습니다(3.14부터)."
    text = io.StringIO()
    for task in tasks:
        asyncio.print_call_graph(task, file=text)
    return tasks, text.getvalue()


def seen_in(text):
    """들여다본 글을 찍고, 무엇이 보이는지 셉니다."""
    print(text.strip())
    return {
        "places": len(re.findall(r"(?:in|in async|──) +transfer\b", text)),
        "names": text.count("이체"),
    }


async def follow(looking):
    """들여다보고 나서 태스크들을 끝냅니다."""
    tasks, text = await looking
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return seen_in(text)


async def stay_stuck():
    """서로를 기다리게 해 놓고 그대로 있는, 남의 프로그램입니다."""
    tasks = await start_deadlock(named=True)
    print("준비", flush=True)
    await asyncio.wait(tasks)


def threads_only():
    """스레드에 묻기(faulthandler)"""
    return asyncio.run(follow(look_with_faulthandler()))


def unnamed_tasks():
    """all_tasks, 이름 없음"""
    return asyncio.run(follow(look_at_tasks(named=False)))


def named_tasks():
    """all_tasks, 이름 있음"""
    return asyncio.run(follow(look_at_tasks(named=True)))


def call_graph():
    """print_call_graph(3.14부터)"""
    return asyncio.run(follow(look_at_call_graph()))


def from_outside():
    """밖에서 pstree로 묻기(3.14부터)"""
    if sys.version_info < (3, 14):
        return seen_in("이 파이썬에는 python -m asyncio pstree가 없습니다(3.14부터).")
    python = [sys.executable, "-X", "utf8"]
    script = f"import asyncio, {__name__} as example; asyncio.run(example.stay_stuck())"
    with subprocess.Popen(
        [*python, "-c", script], cwd=Path(__file__).parent, stdout=subprocess.PIPE
    ) as stuck:
        stuck.stdout.readline()
        asked = subprocess.run(
            [*python, "-m", "asyncio", "pstree", str(stuck.pid)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
        stuck.kill()
    # 3.14는 로마자가 아닌 이름의 자리에 널 문자를 찍습니다.
    return seen_in(asked.stdout.replace("\0", "?"))


# %%
# 예상
# ------------------------------------------------------------------
#
# ``faulthandler``는 이벤트 루프가 도는 자리만 보여 줍니다. 기다리는 태스크는 스레드의 스택에 없기 때문입니다.
# ``all_tasks``는 두 태스크가 모두 둘째 락에서 기다리는 것을 보여 줍니다. 이름을 붙였으면 누구인지도 압니다.
# Python 3.14부터는 프로그램을 고치지 않고 밖에서도 볼 수 있습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        threads_only,
        unnamed_tasks,
        named_tasks,
        call_graph,
        from_outside,
        facts={"places": "드러난 기다리는 자리(곳)", "names": "드러난 이름(번)"},
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
# 도는 것을 보는 도구와 기다리는 것을 보는 도구는 다릅니다. 루프가 막혔을 때는 ``faulthandler``가,
# 루프는 도는데 일이 나아가지 않을 때는 ``all_tasks``가 답을 줍니다.
#
# ``pstree``는 다른 프로세스의 메모리를 읽으므로 권한이 없으면 거절당합니다. 그때는 그렇다는 글이 출력에 나옵니다.
# Python 3.14의 ``pstree``는 한글 이름을 읽지 못합니다. 여기서는 그 자리에 물음표를 적었습니다. 3.15는 읽습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``transfer``가 언제나 같은 순서로 잠그게 고쳐 보십시오. 기다리는 태스크가 하나도 남지 않습니다.
