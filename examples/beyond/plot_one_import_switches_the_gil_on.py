# 실행: python plot_one_import_switches_the_gil_on.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
확장 모듈 하나를 불러오면 GIL이 다시 켜집니다
==================================================================

GIL이 없는 파이썬에서 돌리는데도 스레드를 늘리면 그대로입니다. 예외도 없습니다.
아무 일도 하지 않는 C 확장을 만들어, GIL 없이 돌 수 있다는 표시가 있을 때와 없을 때에 불러왔습니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 표시는 ``Py_mod_gil`` 한 줄입니다.

EXTENSION = """
#include <Python.h>

static PyModuleDef_Slot slots[] = {
#ifdef MARKED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "fast", .m_size = 0, .m_slots = slots,
};

PyMODINIT_FUNC PyInit_fast(void) {
    return PyModuleDef_Init(&definition);
}
"""

PROGRAM = """
import sys


def gil_is_on():
    # 이 함수는 3.13부터 있습니다. 그 전의 파이썬에는 언제나 GIL이 있습니다.
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def insist_on_free_threads():
    if gil_is_on():
        raise SystemExit("GIL이 켜져 있습니다. 불러온 확장 모듈을 보십시오.")


print("처음", int(gil_is_on()), flush=True)
import fast

print("나중", int(gil_is_on()), flush=True)
insist_on_free_threads()
"""


def build_extension(folder, *options):
    """C 컴파일러로 확장을 만듭니다. 만들 수 없으면 거짓입니다."""
    compiler = shlex.split(sysconfig.get_config_var("CC") or "")
    include = sysconfig.get_paths()["include"]
    if not compiler or not shutil.which(compiler[0]) or not Path(include, "Python.h").exists():
        return False
    source = Path(folder, "fast.c")
    source.write_text(EXTENSION, encoding="utf-8")
    target = Path(folder, f"fast{sysconfig.get_config_var('EXT_SUFFIX')}")
    command = [*compiler, "-shared", "-fPIC", f"-I{include}", *options, source, "-o", target]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def import_extension(*options, gil=None):
    """확장을 불러온 프로그램에서 GIL이 켜졌는지, 경고가 났는지, 어떻게 끝났는지 봅니다."""
    unseen = dict.fromkeys(("before", "after", "warned", "code"))
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        print(
            "이 파이썬은 GIL을 끌 수 없는 빌드입니다. python3.14t처럼 t가 붙은 빌드에서 보입니다."
        )
        return unseen
    with tempfile.TemporaryDirectory() as folder:
        if not build_extension(folder, *options):
            print("C 확장을 만들 수 없습니다. C 컴파일러와 파이썬의 헤더 파일을 설치하십시오.")
            return unseen
        setting = {} if gil is None else {"PYTHON_GIL": gil}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": folder, "PYTHONIOENCODING": "utf-8", **setting},
            timeout=20,
            check=False,
        )
    print(done.stderr.replace(folder, "…").strip())
    return {
        "before": int("처음 1" in done.stdout),
        "after": int("나중 1" in done.stdout),
        "warned": int("has been enabled to load module" in done.stderr),
        "code": done.returncode,
    }


def unmarked():
    """표시가 없는 확장"""
    return import_extension()


def unmarked_kept_off():
    """표시가 없는 확장, PYTHON_GIL=0"""
    return import_extension(gil="0")


def marked():
    """표시가 있는 확장"""
    return import_extension("-DMARKED")


# %%
# 예상
# ------------------------------------------------------------------
#
# 표시가 없는 확장은 GIL을 켭니다. 환경 변수로 막을 수 있습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        unmarked,
        unmarked_kept_off,
        marked,
        facts={
            "before": "불러오기 전의 GIL(켜졌으면 1)",
            "after": "불러온 뒤의 GIL(켜졌으면 1)",
            "warned": "경고(났으면 1)",
            "code": "종료 코드",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="code")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 켜지는 것은 프로세스 전체에서, 끝날 때까지입니다. 한 번도 부르지 않을 확장이라도 그렇습니다.
# 경고는 한 번 나오고, 로그를 모으지 않는 서버에서는 사라집니다.
# ``insist_on_free_threads``를 불러오기가 끝난 자리에서 부르면, 느린 채로 도는 대신 끝납니다.
#
# ``PYTHON_GIL=0``은 막아 줄 뿐이고, 그 확장이 안전해지는 것은 아닙니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``PROGRAM``의 ``import fast``를 함수 안으로 옮겨 보십시오. 그 함수를 처음 부르는 때에 켜집니다.
