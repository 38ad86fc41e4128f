# 실행: python plot_stuck_programs_tell_where.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
멈춘 프로그램은 물으면 어디에 있는지 말합니다
==================================================================

멈춘 이유를 아는 프로그램 셋이 있습니다. 락을 서로 기다리는 스레드, 찬 파이프 앞의 자식, 오지 않을 것을 기다리는 태스크입니다.
네 가지 방법으로 물었습니다. 어느 방법이 어느 자리를 말할까요?

이 실험은 :doc:`멈춘 프로그램 안을 보기 </diagnosis/inside>`에 나옵니다.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LATER_SECONDS = 0.3
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 멈추는 프로그램 셋입니다. 준비가 되면 한 줄을 찍고 멈춥니다.

LOCKS = """
import threading

def take_both(mine, other, together):
    with mine:
        together.wait()
        with other:
            pass

one, two, together = threading.Lock(), threading.Lock(), threading.Barrier(3)
for locks in [(one, two), (two, one)]:
    threading.Thread(target=take_both, args=(*locks, together), daemon=True).start()
together.wait()
print("준비", flush=True)
threading.Event().wait()
"""

PIPE = """
import subprocess
import sys

def wait_for_child(child):
    print("준비", flush=True)
    child.wait()

wait_for_child(subprocess.Popen([sys.executable, "-c", "print('x' * 200_000)"], stdout=subprocess.PIPE))
"""

TASK = """
import asyncio
import signal
import sys

def print_tasks():
    for task in asyncio.all_tasks():
        task.print_stack(file=sys.stderr)

async def wait_for_item(queue):
    print("준비", flush=True)
    await queue.get()

async def main():
    if hasattr(signal, "SIGUSR2"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR2, print_tasks)
    await asyncio.create_task(wait_for_item(asyncio.Queue()))

asyncio.run(main())
"""

# %%
# 미리 넣어 두는 두 줄입니다. 첫째는 시그널을 받으면, 둘째는 시간이 지나면 모든 스레드의 스택을 적습니다.

ON_SIGNAL = "import faulthandler, signal; faulthandler.register(signal.SIGUSR1)\n"
LATER = f"import faulthandler; faulthandler.dump_traceback_later({LATER_SECONDS}, repeat=True)\n"


def by_signal(program):
    """SIGUSR1을 보냅니다."""
    program.send_signal(signal.SIGUSR1)


def by_task_signal(program):
    """SIGUSR2를 보냅니다. 루프가 도는 프로그램만 답합니다."""
    program.send_signal(signal.SIGUSR2)


def wait_longer(_program):
    """정해 둔 시간이 지나기를 기다립니다."""
    time.sleep(LATER_SECONDS)


def asked(text, ask):
    """멈춘 프로그램에 묻고, 들은 것을 돌려줍니다."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "stuck.py")
        file.write_text(text, encoding="utf-8")
        heard = Path(folder, "heard")
        with (
            heard.open("wb") as errors,
            subprocess.Popen(
                [sys.executable, "-X", "utf8", file.name],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            ) as program,
        ):
            program.stdout.readline()
            time.sleep(0.1)  # 준비했다고 찍은 다음, 정말로 멈출 때까지
            told = ask(program)
            deadline = time.monotonic() + (0 if told else TIME_LIMIT_SECONDS)
            while not heard.stat().st_size and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(0.1)  # 끝까지 적을 틈을 줍니다.
            os.killpg(program.pid, signal.SIGKILL)
        return (told or heard.read_text("utf-8", "replace")).replace(f"{folder}/", "")


PLACES = {"locks": "take_both", "pipe": "wait_for_child", "task": "wait_for_item"}


def places_in(texts):
    """이유가 된 함수의 이름이 나왔는지 셉니다."""
    for name, text in texts.items():
        said = re.findall(rf"File .*\b{PLACES[name]}\b|{PLACES[name]} \(.*\)", text)
        print(f"[{name}]", *(said or ["이유가 된 함수가 보이지 않습니다."]), sep="\n")
    return {name: int(PLACES[name] in text) for name, text in texts.items()}


def ask_all(prepared, ask):
    """세 프로그램에 모두 묻습니다."""
    if os.name == "nt":
        print("Windows에는 SIGUSR1이 없어 지켜보지 못했습니다.")
        return dict.fromkeys(PLACES)
    texts = {"locks": LOCKS, "pipe": PIPE, "task": TASK}
    return places_in({name: asked(prepared + text, ask) for name, text in texts.items()})


def registered():
    """faulthandler.register, 시그널"""
    return ask_all(ON_SIGNAL, by_signal)


def dumped_later():
    """faulthandler.dump_traceback_later"""
    return ask_all(LATER, wait_longer)


def tasks_by_signal():
    """all_tasks를 찍는 시그널 처리기"""
    if os.name == "nt":
        print("Windows의 루프는 시그널 처리기를 받지 않아 지켜보지 못했습니다.")
        return dict.fromkeys(PLACES)
    nothing = dict.fromkeys(PLACES)
    return nothing | places_in({"task": asked(TASK, by_task_signal)})


def spied():
    """py-spy dump, 고치지 않은 프로그램"""
    spy = shutil.which("py-spy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}")
    if spy is None or os.name == "nt":
        print("이 파이썬에는 py-spy가 없어 지켜보지 못했습니다. pip install py-spy")
        return dict.fromkeys(PLACES)

    def look(program):
        dumped = subprocess.run(
            [spy, "dump", "--subprocesses", "--pid", str(program.pid)],
            capture_output=True,
            encoding="utf-8",
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
        if dumped.returncode:
            raise PermissionError(dumped.stderr.strip())
        return dumped.stdout

    try:
        return ask_all("", look)
    except PermissionError as error:
        print(f"py-spy가 이 프로그램을 읽지 못했습니다: {error}")
        return dict.fromkeys(PLACES)


# %%
# 예상
# ------------------------------------------------------------------
#
# 스레드의 스택을 적는 세 방법은 락과 파이프의 자리를 말하고, 태스크의 자리는 말하지 못할 것입니다.
# 기다리는 태스크는 어느 스레드의 스택에도 없기 때문입니다. 태스크는 루프에 물어야 합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        registered,
        dumped_later,
        spied,
        tasks_by_signal,
        facts={
            "locks": "서로 기다리는 스레드의 자리(말했으면 1)",
            "pipe": "자식을 기다리는 자리(말했으면 1)",
            "task": "기다리는 태스크의 자리(말했으면 1)",
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
# ``faulthandler``는 파이썬이 스스로 적으므로 권한이 필요 없습니다. 대신 미리 한 줄을 넣어 두어야 합니다.
# ``py-spy``는 밖에서 메모리를 읽으므로 고치지 않은 프로그램에도 물을 수 있습니다. 대신 권한이 필요합니다.
# 둘 다 스레드가 지금 있는 자리를 봅니다. 비동기 프로그램에서는 언제나 루프의 ``select``가 보입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``PIPE``의 ``child.wait()``를 ``child.communicate()``로 바꾸어 보십시오. 멈추지 않고 끝나므로 물을 것이 없습니다.
