# 실행: python plot_locks_travel_by_inheritance.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
프로세스의 락은 인자로 보내지 않고 물려줍니다
==================================================================

``multiprocessing.Lock``을 풀의 작업에 인자로 넘겼더니 오류가 납니다. 같은 락을 ``Process``에 넘길 때는 되었습니다.
시작 방식이 다른 프로세스에 넘겨도 오류가 납니다. 무엇이 다를까요?

이 실험은 :doc:`무엇이 피클되지 않는가 </diagnosis/pickling-which>`에 나옵니다.
"""

import multiprocessing
import threading

# %%
# 재는 코드
# ------------------------------------------------------------------


def enter(lock):
    """락을 잡고 놓습니다."""
    with lock:
        return 1


def keep(given):
    """워커가 시작할 때 물려받은 락을 둡니다."""
    global lock  # noqa: PLW0603 - 워커마다 하나뿐인 것을 두는 자리입니다.
    lock = given


def enter_kept(_):
    """물려받은 락을 잡고 놓습니다."""
    return enter(lock)


def told(use):
    """써 보고, 되었는지와 오류가 났는지를 셉니다."""
    try:
        worked = use()
    except (RuntimeError, TypeError) as error:
        print(f"{type(error).__name__}: {error}")
        return {"worked": 0, "raised": 1}
    return {"worked": worked, "raised": 0}


def thread_lock_as_argument():
    """풀의 인자로, threading.Lock"""

    def use():
        with multiprocessing.Pool(1) as pool:
            return pool.apply(enter, (threading.Lock(),))

    return told(use)


def lock_as_argument():
    """풀의 인자로, multiprocessing.Lock"""

    def use():
        with multiprocessing.Pool(1) as pool:
            return pool.apply(enter, (multiprocessing.Lock(),))

    return told(use)


def lock_of_another_context():
    """다른 시작 방식의 프로세스에"""
    others = [name for name in multiprocessing.get_all_start_methods() if name != "spawn"]
    if not others:
        print("이 시스템에는 시작 방식이 하나뿐이라 섞을 수 없습니다.")
        return {"worked": None, "raised": None}

    def use():
        other = multiprocessing.get_context(others[0]).Lock()
        process = multiprocessing.get_context("spawn").Process(target=enter, args=(other,))
        process.start()
        process.join()
        return 1

    return told(use)


def lock_by_initializer():
    """고침: initializer로 물려주기"""

    def use():
        given = multiprocessing.Lock()
        with multiprocessing.Pool(1, initializer=keep, initargs=(given,)) as pool:
            return pool.apply(enter_kept, (None,))

    return told(use)


def lock_of_one_context():
    """고침: 컨텍스트 하나에서 모두 만들기"""

    def use():
        spawn = multiprocessing.get_context("spawn")
        with spawn.Pool(1, initializer=keep, initargs=(spawn.Lock(),)) as pool:
            return pool.apply(enter_kept, (None,))

    return told(use)


def lock_of_manager():
    """고침: Manager의 락을 인자로"""

    def use():
        with multiprocessing.Manager() as manager, multiprocessing.Pool(1) as pool:
            return pool.apply(enter, (manager.Lock(),))

    return told(use)


# %%
# 예상
# ------------------------------------------------------------------
#
# 스레드의 락은 그 프로세스의 메모리에만 있으므로 보낼 수 없습니다.
# 프로세스의 락은 운영 체제의 세마포어라서 시작할 때 물려줄 수 있지만, 도는 워커에 보낼 수는 없습니다.
# ``Manager``의 락은 이름표(프록시)라서 보낼 수 있습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        thread_lock_as_argument,
        lock_as_argument,
        lock_of_another_context,
        lock_by_initializer,
        lock_of_one_context,
        lock_of_manager,
        facts={"worked": "락을 씀(썼으면 1)", "raised": "오류가 남(나면 1)"},
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
# ``Process(args=…)``는 자식을 시작하는 동안 넘기므로 물려주는 것이고, ``Pool.apply``는 이미 도는 워커에 보내는 것입니다.
# ``Queue``, ``Event``, ``Value``, ``Semaphore``도 안에 락이 있어서 같습니다.
# 컨텍스트마다 락을 물려주는 법이 다르므로, 락과 프로세스를 같은 컨텍스트에서 만들어야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``lock_as_argument``의 ``Lock()``을 ``Queue()``로 바꾸어 보십시오. 락을 잡기도 전에 같은 오류가 납니다.
