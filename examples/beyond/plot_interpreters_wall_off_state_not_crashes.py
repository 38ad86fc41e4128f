# 실행: python plot_interpreters_wall_off_state_not_crashes.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
서브인터프리터는 파이썬의 상태를 가르고, 프로세스의 것은 가르지 못합니다
========================================================================

남이 적은 플러그인을 한 프로세스에서 돌립니다. 서브인터프리터에 넣으면 스레드보다 안전하고 프로세스만큼 튼튼할까요?
모듈을 고치고, 폴더를 옮기고, ``sys.exit``을 부르고, 죽는 플러그인을 세 곳에서 돌렸습니다.

이 실험은 :doc:`서브인터프리터 </beyond/subinterpreters>`에 나옵니다.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 죽는 것까지 보아야 하므로, 프로그램을 따로 돌립니다.

PLUGINS = """
def change_a_module():
    import string

    string.digits = "고침"


def change_the_folder():
    import os
    import tempfile

    os.chdir(tempfile.gettempdir())


def leave():
    import sys

    sys.exit("플러그인이 끝냅니다")


def die():
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
"""

PROGRAM = """
import json
import os
import string
import sys
from concurrent import futures

import plugins


def main():
    kind = getattr(futures, sys.argv[1])
    folder = os.getcwd()
    for plugin in sys.argv[2:]:
        with kind(1) as pool:
            error = pool.submit(getattr(plugins, plugin)).exception()
        seen = {
            "module": int(string.digits != "0123456789"),
            "folder": int(os.getcwd() != folder),
        }
        print(json.dumps(seen | {"error": type(error).__name__}), flush=True)


if __name__ == "__main__":
    main()
"""


def run_plugins(kind, *plugins):
    """플러그인들을 그런 실행기에서 돌리고, 끝난 것마다 본 것을 돌려줍니다."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "plugins.py").write_text(PLUGINS, encoding="utf-8")
        Path(folder, "program.py").write_text(PROGRAM, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "program.py", kind, *plugins],
            cwd=folder,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            timeout=30,
            check=False,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def behind(kind):
    """플러그인 넷을 돌리고, 무엇이 밖에서 보이고 무엇이 살아남았는지 셉니다."""
    module, folder, left = run_plugins(kind, "change_a_module", "change_the_folder", "leave")
    print(f"sys.exit을 부르면 {left['error']}")
    return {
        "module": module["module"],
        "folder": folder["folder"],
        "left": 1,
        "survived": len(run_plugins(kind, "die")),
    }


def in_thread():
    """스레드"""
    return behind("ThreadPoolExecutor")


def in_interpreter():
    """서브인터프리터"""
    if sys.version_info < (3, 14):
        print("이 파이썬에는 InterpreterPoolExecutor가 없습니다. Python 3.14부터 있습니다.")
        return dict.fromkeys(("module", "folder", "left", "survived"))
    return behind("InterpreterPoolExecutor")


def in_process():
    """프로세스"""
    return behind("ProcessPoolExecutor")


# %%
# 예상
# ------------------------------------------------------------------
#
# 스레드는 아무것도 막지 못하고, 프로세스는 모두 막습니다. 서브인터프리터는 그 사이입니다.
# ``sys.exit``은 셋 모두에서 예외일 뿐이고, 정말로 죽는 것은 프로세스만 견딥니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        in_thread,
        in_interpreter,
        in_process,
        facts={
            "module": "고친 모듈이 밖에서(보이면 1)",
            "folder": "옮긴 폴더가 밖에서(보이면 1)",
            "left": "sys.exit을 부른 뒤에(살아 있으면 1)",
            "survived": "죽은 뒤에(살아 있으면 1)",
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
# 모듈은 인터프리터마다 따로 불러오므로, 고친 것이 밖으로 나오지 않습니다.
# 지금 폴더와 시그널, 열린 파일의 번호, 메모리의 한도는 운영 체제가 프로세스에 하나씩 줍니다. 인터프리터가 가를 수 없습니다.
# 죽이는 시그널과 C 코드의 세그폴트도 프로세스를 통째로 끝냅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``change_the_folder``에서 ``os.environ["TZ"] = "Asia/Seoul"``을 적고 ``os.environ``을 밖에서 읽어 보십시오.
# 사전은 인터프리터마다 따로이지만, C 라이브러리가 보는 환경은 하나입니다.
