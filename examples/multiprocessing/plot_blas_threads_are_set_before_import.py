# 실행: python plot_blas_threads_are_set_before_import.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
BLAS의 스레드 수는 NumPy를 가져오기 전에 정합니다
==================================================================

워커마다 행렬 곱을 하는데 ``top``에는 스레드가 워커 수의 몇 배나 보입니다.
``OPENBLAS_NUM_THREADS=1``을 코드에 적었는데도 그대로입니다. 어디에 적어야 할까요?

이 실험은 :doc:`워커의 수 정하기 </multiprocessing/worker-count>`에 나옵니다.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작은 프로그램을 따로 돌려, 행렬을 한 번 곱한 다음 프로세스의 스레드를 셉니다.

UNTOUCHED = """
import numpy as np
import psutil

np.ones((500, 500)) @ np.ones((500, 500))
print(psutil.Process().num_threads())
"""

BEFORE_IMPORT = """
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import psutil

np.ones((500, 500)) @ np.ones((500, 500))
print(psutil.Process().num_threads())
"""

AFTER_IMPORT = """
import os

import numpy as np
import psutil

os.environ["OPENBLAS_NUM_THREADS"] = "1"

np.ones((500, 500)) @ np.ones((500, 500))
print(psutil.Process().num_threads())
"""

IN_INITIALIZER = """
import os
from multiprocessing import Pool

import numpy as np
import psutil

def limit():
    os.environ["OPENBLAS_NUM_THREADS"] = "1"

def multiply(_):
    np.ones((500, 500)) @ np.ones((500, 500))
    return psutil.Process().num_threads()

if __name__ == "__main__":
    with Pool(1, initializer=limit) as pool:
        print(pool.map(multiply, [0])[0])
"""

IN_PARENT = """
import os
from multiprocessing import Pool

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import psutil

def multiply(_):
    np.ones((500, 500)) @ np.ones((500, 500))
    return psutil.Process().num_threads()

if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(multiply, [0])[0])
"""

BLAS_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def threads_of(text):
    """프로그램을 돌려, 프로그램이 센 스레드의 수를 돌려줍니다."""
    clean = {name: value for name, value in os.environ.items() if name not in BLAS_VARIABLES}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program.py")
        file.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, file],
            stdout=subprocess.PIPE,
            env=clean,
            encoding="utf-8",
            timeout=20,
            check=True,
        )
    return {"threads": int(done.stdout)}


def untouched():
    """그대로 둠"""
    return threads_of(UNTOUCHED)


def before_import():
    """가져오기 앞에서 정함"""
    return threads_of(BEFORE_IMPORT)


def after_import():
    """가져온 뒤에 정함"""
    return threads_of(AFTER_IMPORT)


def in_initializer():
    """풀의 initializer에서 정함"""
    return threads_of(IN_INITIALIZER)


def in_parent():
    """부모에서, 가져오기 앞에서 정함"""
    return threads_of(IN_PARENT)


# %%
# 예상
# ------------------------------------------------------------------
#
# BLAS는 불러올 때 변수를 한 번 읽습니다. 그 뒤에 적은 것은 보지 않습니다.
# 부모에 적은 변수는 워커가 물려받습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        untouched,
        before_import,
        after_import,
        in_initializer,
        in_parent,
        facts={"threads": "행렬을 곱한 프로세스의 스레드(개)"},
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
# 스레드의 수는 허락된 코어의 수와 같습니다. 코어가 둘이면 둘, 64개면 64개입니다.
# 워커의 ``initializer``는 늦습니다. 맨 위에 ``import numpy``가 있으면, 워커는 ``initializer``를 부르기 전에 NumPy를 이미 가져왔습니다.
#
# 가장 틀림없는 자리는 프로그램 바깥입니다: ``OPENBLAS_NUM_THREADS=1 python program.py``, 또는 컨테이너의 ``ENV``.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``BEFORE_IMPORT``의 변수 이름을 ``OMP_NUM_THREADS``로 바꾸어 보십시오. OpenBLAS는 제 이름이 없을 때 그것도 봅니다.
