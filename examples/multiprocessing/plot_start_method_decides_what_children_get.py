# 실행: python plot_start_method_decides_what_children_get.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
자식이 무엇을 물려받는지는 시작 방식이 정합니다
==================================================================

부모가 전역 변수를 고치고, 모듈을 더 불러오고, 파일을 열고, 다른 스레드가 락을 잡았습니다.
그다음에 시작한 자식에게는 그 가운데 무엇이 있을까요?

이 실험은 :doc:`시작 방식 고르기 </multiprocessing/start-methods>`에 나옵니다.
"""

import multiprocessing
import os
import sys
import tempfile
import threading
import warnings

SETTINGS = {"changed": False}
LOCK = threading.Lock()
MODULE = "colorsys"  # 이 파일을 불러오기만 해서는 쓰이지 않는 모듈

# %%
# 재는 코드
# ------------------------------------------------------------------


def look_around(pipe, descriptor, file_number):
    """자식이 제 안을 둘러보고 부모에게 알립니다."""
    try:
        has_file = os.fstat(descriptor).st_ino == file_number
    except OSError:
        has_file = False
    pipe.send(
        {
            "value": int(SETTINGS["changed"]),
            "module": int(MODULE in sys.modules),
            "file": int(has_file),
            "lock": int(LOCK.locked()),
            "threads": threading.active_count(),
        }
    )


def prepare_and_start(method):
    """부모가 이것저것 해 둔 다음에 자식을 시작하고, 자식이 본 것을 돌려줍니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return dict.fromkeys(("value", "module", "file", "lock", "threads"))
    context = multiprocessing.get_context(method)
    SETTINGS["changed"] = True
    __import__(MODULE)
    locked, finish = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold_lock, args=(locked, finish))
    holder.start()
    locked.wait()
    with tempfile.TemporaryFile() as file:
        receiving, sending = context.Pipe(duplex=False)
        number = os.fstat(file.fileno()).st_ino
        child = context.Process(target=look_around, args=(sending, file.fileno(), number))
        with warnings.catch_warnings():
            # 3.12부터는 스레드가 있는 프로세스를 포크하면 경고합니다. 여기서는 그 위험을 보려는 것입니다.
            warnings.simplefilter("ignore", DeprecationWarning)
            child.start()
        seen = receiving.recv()
        child.join()
    finish.set()
    holder.join()
    return seen


def hold_lock(locked, finish):
    """부모의 다른 스레드가 락을 잡고 있습니다."""
    with LOCK:
        locked.set()
        finish.wait()


def fork():
    """시작 방식 fork"""
    return prepare_and_start("fork")


def forkserver():
    """시작 방식 forkserver"""
    return prepare_and_start("forkserver")


def spawn():
    """시작 방식 spawn"""
    return prepare_and_start("spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# ``fork``의 자식은 모두 물려받습니다. 잠긴 락까지 물려받지만, 그 락을 놓을 스레드는 물려받지 못합니다.
# ``forkserver``와 ``spawn``의 자식에게는 아무것도 없습니다. 모듈을 처음부터 다시 불러오기 때문입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        fork,
        forkserver,
        spawn,
        facts={
            "value": "고친 전역 변수(있으면 1)",
            "module": "나중에 불러온 모듈(있으면 1)",
            "file": "열어 둔 파일(있으면 1)",
            "lock": "남이 잡은 락(잠겨 있으면 1)",
            "threads": "스레드(개)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="value")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 스레드는 어느 방식에서나 하나입니다. ``fork``가 복사하는 것은 메모리이지 스레드가 아닙니다.
# 그래서 ``fork``의 자식에게 잠긴 락은 영원히 잠긴 락입니다.
# ``forkserver``와 ``spawn``의 자식에게 필요한 것은 인자로 넘기거나, 자식이 스스로 만들어야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SETTINGS["changed"] = True``를 파일의 맨 위로 옮겨 보십시오. 그러면 자식이 모듈을 다시 불러올 때 함께 정해져서, 어느 방식에서나 있습니다.
