# 실행: python plot_imports_make_workers_start_late.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
맨 위의 import를 몇 번 치르는지는 시작 방식과 버전이 정합니다
==================================================================

프로세스 하나를 시작하고 거두는 비용은 시작 방식(start method)에 따라 얼마나 다를까요?
주 모듈의 맨 위에서 무거운 것을 불러오면, 그것을 몇 번이나 불러올까요?
그리고 무엇으로 줄일 수 있을까요?

이 실험은 :doc:`시작 방식 고르기 </multiprocessing/start-methods>`에 나옵니다.
"""

import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 진짜 주 모듈이라야 보이는 일이라서, 프로그램을 파일로 적어 따로 돌립니다.
# ``heavy.py``는 무거운 모듈을 대신합니다. 불러올 때마다 한 줄을 찍습니다.
# ``TOP_IMPORT``는 그것을 주 모듈의 맨 위에서, ``LATE_IMPORT``는 ``main()`` 안에서 불러옵니다.

HEAVY = """
print("heavy를 불러옴", flush=True)
import asyncio  # 표준 라이브러리 가운데 무거운 것
"""

TOP_IMPORT = """
import multiprocessing
import sys
import time

import heavy

print("주 모듈을 읽음", flush=True)


def task():
    pass


def start_and_join(context, count):
    for _ in range(count):
        process = context.Process(target=task)
        process.start()
        process.join()


def main():
    method, *preload = sys.argv[1:]
    context = multiprocessing.get_context(method)
    if preload:
        context.set_forkserver_preload(preload)
    start_and_join(context, 1)  # 서버를 띄우는 비용은 재지 않습니다.
    started = time.perf_counter()
    start_and_join(context, 4)
    print(f"하나에 {(time.perf_counter() - started) / 4 * 1000} ms")


if __name__ == "__main__":
    main()
"""

LATE_IMPORT = TOP_IMPORT.replace("import heavy\n", "").replace(
    "def main():\n", "def main():\n    import heavy\n\n"
)


def preloads_main():
    """이 버전의 포크 서버가 주 모듈을 미리 불러오면 1입니다. 3.13.8과 3.14.1에서 고쳐졌습니다."""
    version = sys.version_info[:3]
    return int(version >= (3, 14, 1) or (3, 13, 8) <= version < (3, 14))


def run_program(text, method, *preload):
    """프로그램을 돌려, 무거운 모듈과 주 모듈을 읽은 횟수와 프로세스 하나에 든 시간을 셉니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return dict.fromkeys(("imports", "reads", "preloads", "each"))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "heavy.py").write_text(HEAVY, encoding="utf-8")
        Path(folder, "program.py").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "program.py", method, *preload],
            cwd=folder,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            timeout=20,
            check=True,
        )
    return {
        "imports": done.stdout.count("heavy를 불러옴"),
        "reads": done.stdout.count("주 모듈을 읽음"),
        "preloads": preloads_main(),
        "each": float(re.search("하나에 (.*)ms", done.stdout)[1]),
    }


def fork_top():
    """fork, 맨 위의 import"""
    return run_program(TOP_IMPORT, "fork")


def forkserver_top():
    """forkserver, 맨 위의 import"""
    return run_program(TOP_IMPORT, "forkserver")


def forkserver_late():
    """forkserver, import를 main 안으로"""
    return run_program(LATE_IMPORT, "forkserver")


def forkserver_listed():
    """forkserver, set_forkserver_preload(["heavy"])"""
    return run_program(TOP_IMPORT, "forkserver", "heavy")


def forkserver_listed_with_main():
    """forkserver, set_forkserver_preload(["__main__", "heavy"])"""
    return run_program(TOP_IMPORT, "forkserver", "__main__", "heavy")


def spawn_top():
    """spawn, 맨 위의 import"""
    return run_program(TOP_IMPORT, "spawn")


def spawn_late():
    """spawn, import를 main 안으로"""
    return run_program(LATE_IMPORT, "spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# 프로세스 다섯을 시작합니다. ``fork``는 부모가 한 번만 불러오고, ``spawn``은 부모와 자식이 저마다 불러오므로 여섯 번입니다.
# ``forkserver``는 버전에 달렸습니다. 자식마다 불러오면 여섯 번, 서버가 미리 불러오면 부모와 서버가 한 번씩 두 번입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        fork_top,
        forkserver_top,
        forkserver_late,
        forkserver_listed,
        forkserver_listed_with_main,
        spawn_top,
        spawn_late,
        facts={
            "imports": "무거운 모듈을 불러온 것(번)",
            "reads": "주 모듈을 읽은 것(번)",
            "preloads": "서버가 주 모듈을 미리 불러오는 버전(맞으면 1)",
        },
        measured={"each": "프로세스 하나를 시작하고 거둔 시간(ms)"},
        times=3,
    )
    print(result)
    draw(result, show="imports")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="each")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``spawn``의 자식은 인터프리터를 처음부터 시작하고, 함수가 있는 모듈을 다시 불러옵니다. 여기서는 그것이 주 모듈입니다.
# ``forkserver``는 가벼운 서버 프로세스를 한 번 띄워 두고 그것을 포크합니다.
# Python 3.13.7과 3.14.0까지는 서버가 주 모듈을 미리 불러오지 못해서, 모듈을 자식마다 불러옵니다.
# 3.13.8과 3.14.1부터는 서버가 한 번 불러오고 자식이 물려받습니다.
#
# ``set_forkserver_preload``는 미리 불러올 것의 목록에 더하지 않고, 목록을 **바꿉니다**. 처음 목록은 ``["__main__"]``입니다.
# 그래서 ``["heavy"]``만 적으면 주 모듈은 다시 자식마다 읽습니다. 둘 다 적으면 둘 다 서버가 읽습니다.
#
# 여기서 잰 것은 프로세스 하나의 비용입니다. 워커가 여덟인 풀은 이 비용을 여덟 번 치릅니다.
# 워커를 한 번 만들어 오래 쓰면 처음에 한 번만 치릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``HEAVY``의 ``asyncio``를 ``matplotlib.pyplot``으로 바꿔 보십시오. 불러오는 횟수는 같고, 자식마다 불러오는 것의 시간만 몇 배로 커집니다.
