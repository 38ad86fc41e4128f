# 실행: python plot_sampler_sees_what_it_is_asked.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
3.15의 표본 프로파일러는 묻지 않은 스레드를 보지 않습니다
==================================================================

3.15에는 코드를 고치지 않고 도는 프로그램을 보는 표본 프로파일러가 들어 있습니다. 스레드 프로그램에 쓰면 바쁜 함수가 보일까요?
계산하는 스레드와 기다리는 스레드가 하나씩인 프로그램을 네 가지로 봤습니다.

이 실험은 :doc:`새 파이썬이 바꾼 것 </beyond/new-pythons>`에 나옵니다.
"""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------

PROGRAM = """
import threading
import time


def busy():
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        sum(range(1000))


def waiting():
    time.sleep(0.3)


threads = [threading.Thread(target=busy), threading.Thread(target=waiting)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def sample(*options):
    """프로그램을 표본 프로파일러로 보고, 두 함수가 표본의 10분의 1 넘게 나왔는지 봅니다."""
    if importlib.util.find_spec("profiling") is None:
        print("이 파이썬에는 profiling.sampling이 없습니다. Python 3.15부터 있습니다.")
        return dict.fromkeys(("busy", "waiting"))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "program.py").write_text(PROGRAM, encoding="utf-8")
        command = [sys.executable, "-m", "profiling.sampling", "run", "--collapsed"]
        done = subprocess.run(
            [*command, "-o", "stacks.txt", *options, "program.py"],
            cwd=folder,
            capture_output=True,
            timeout=20,
            check=False,
        )
        stacks = Path(folder, "stacks.txt")
        if done.returncode or not stacks.exists():
            print("이 시스템에서는 다른 프로세스의 메모리를 읽을 권한이 없습니다.")
            return dict.fromkeys(("busy", "waiting"))
        lines = [line.rsplit(" ", 1) for line in stacks.read_text(encoding="utf-8").splitlines()]
    every = sum(int(count) for _, count in lines)
    found = {
        name: sum(int(count) for stack, count in lines if f":{name}:" in stack)
        for name in ("busy", "waiting")
    }
    return {name: int(count * 10 > every) for name, count in found.items()}


def main_thread():
    """아무것도 적지 않음"""
    return sample()


def every_thread():
    """-a"""
    return sample("-a")


def every_thread_on_cpu():
    """-a --mode=cpu"""
    return sample("-a", "--mode=cpu")


def every_thread_with_gil():
    """-a --mode=gil"""
    return sample("-a", "--mode=gil")


# %%
# 예상
# ------------------------------------------------------------------
#
# 바쁜 함수는 어느 때나 보이고, 기다리는 함수는 ``cpu``와 ``gil``에서 사라질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        main_thread,
        every_thread,
        every_thread_on_cpu,
        every_thread_with_gil,
        facts={
            "busy": "계산하는 함수가(보이면 1)",
            "waiting": "기다리는 함수가(보이면 1)",
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
# 아무것도 적지 않으면 주 스레드만 봅니다. 주 스레드는 ``join``에서 기다리고 있으므로, 바쁜 함수가 하나도 나오지 않습니다.
# ``-a``를 적으면 둘이 같은 만큼 나옵니다. 기다리는 시간도 시간이기 때문입니다.
# 코어를 누가 쓰는지는 ``--mode=cpu``로, 락을 누가 잡는지는 ``--mode=gil``로 물으십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``sum(range(1000))``을 ``hashlib.sha256(bytes(1_000_000))``으로 바꾸어 보십시오. ``cpu``와 ``gil``의 답이 갈라집니다.
