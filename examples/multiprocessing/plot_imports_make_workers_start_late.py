# 실행: python plot_imports_make_workers_start_late.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
맨 위의 import는 작업자를 시작할 때마다 다시 값을 치릅니다
==================================================================

프로세스 하나를 시작하고 거두는 값은 시작 방식(start method)에 따라 얼마나 다를까요?
모듈의 맨 위에서 무거운 것을 불러오면 그 값은 얼마나 커질까요?
그리고 무엇으로 줄일 수 있을까요?

이 실험은 :doc:`시작 방식 고르기 </multiprocessing/start-methods>`에 나옵니다.
"""

import importlib
import multiprocessing
from contextlib import contextmanager

HEAVY_MODULE = "asyncio"  # 표준 라이브러리 가운데 무거운 것

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``heavy_task``는 맨 위에 ``import asyncio``가 있는 모듈의 함수를 대신합니다.
# 부모는 미리 불러와 두었습니다. 부모의 모듈을 물려받지 못한 자식만 다시 불러옵니다.
# ``light_task``는 그 import를 ``main()`` 안으로 옮긴 모듈의 함수를 대신합니다. 자식은 불러올 것이 없습니다.


def heavy_task():
    """무거운 모듈이 있어야 시작하는 일"""
    importlib.import_module(HEAVY_MODULE)


def light_task():
    """불러올 것이 없는 일"""


@contextmanager
def imported():
    """부모가 무거운 모듈을 불러온 상태"""
    importlib.import_module(HEAVY_MODULE)
    yield


@contextmanager
def preloaded():
    """포크 서버가 무거운 모듈을 불러온 상태"""
    importlib.import_module(HEAVY_MODULE)
    multiprocessing.get_context("forkserver").set_forkserver_preload([HEAVY_MODULE])
    yield


def run_once(method, task):
    """프로세스 하나를 시작하고 거둡니다."""
    process = multiprocessing.get_context(method).Process(target=task)
    process.start()
    process.join()
    return process.exitcode


def fork_heavy(_):
    """fork, 무거운 import"""
    return run_once("fork", heavy_task)


def forkserver_heavy(_):
    """forkserver, 무거운 import"""
    return run_once("forkserver", heavy_task)


def forkserver_preloaded(_):
    """forkserver, 미리 불러오게 함"""
    return run_once("forkserver", heavy_task)


def forkserver_light(_):
    """forkserver, import를 main 안으로"""
    return run_once("forkserver", light_task)


def spawn_heavy(_):
    """spawn, 무거운 import"""
    return run_once("spawn", heavy_task)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``fork``는 부모의 메모리를 그대로 물려받으므로 import와 상관없이 쌉니다.
# ``forkserver``와 ``spawn``은 import하는 시간만큼 늦고, 두 가지 처방은 그 시간을 되찾습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    methods = multiprocessing.get_all_start_methods()
    every = {
        spawn_heavy: imported,
        forkserver_heavy: imported,
        forkserver_preloaded: preloaded,
        forkserver_light: imported,
        fork_heavy: imported,
    }
    possible = [
        Contender(function, given=given)
        for function, given in every.items()
        if function.__name__.split("_")[0] in methods
    ]
    if len(possible) < len(every):
        print(f"이 시스템에는 {', '.join(methods)}만 있어서 나머지 시작 방식은 잴 수 없습니다.")
    result = compare(*possible)
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
# ``spawn``은 인터프리터를 처음부터 시작하고, 함수가 있는 모듈을 불러옵니다.
# ``forkserver``는 가벼운 서버 프로세스를 한 번 띄워 두고 그것을 포크합니다. 인터프리터를 시작하는 값은 없지만 모듈은 자식마다 불러옵니다.
# 서버에게 모듈을 미리 불러오게 하면, 자식은 불러온 것을 물려받습니다.
#
# 여기서 잰 것은 프로세스 하나의 값입니다. 작업자가 여덟인 풀은 이 값을 여덟 번 치릅니다.
# 작업자를 한 번 만들어 오래 쓰면 처음에 한 번만 치릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``HEAVY_MODULE``을 ``"matplotlib.pyplot"``으로 바꿔 보십시오. 두 처방이 없을 때의 값이 몇 배로 커집니다.
