# 실행: python plot_interpreters_take_copies_not_objects.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
서브인터프리터로는 사본이 건너가고, 함께 쓰는 것은 버퍼뿐입니다
==================================================================

서브인터프리터는 한 프로세스 안에 있으니, 객체를 그냥 넘겨도 될까요?
여러 가지를 넘겨 보고, 도착했는지, 저쪽에서 고친 것이 이쪽에서도 보이는지 셌습니다.

이 실험은 :doc:`서브인터프리터 </beyond/subinterpreters>`에 나옵니다.
"""

import contextlib
import pickle
import threading

import numpy as np

try:
    from concurrent import interpreters
except ImportError:
    interpreters = None

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 아래의 셋은 저쪽에서 돕니다. 저쪽은 이 파일의 다른 이름을 모르므로, 쓸 것은 함수 안에서 불러옵니다.


def look_at(thing):
    """받은 것이 무엇인지 말합니다."""
    return type(thing).__name__


def put_first(thing):
    """받은 것의 첫 원소를 고칩니다."""
    thing[0] = 7


def load(name):
    """모듈을 불러옵니다."""
    import importlib

    return importlib.import_module(name).__name__


def call_elsewhere(function, *arguments):
    """서브인터프리터를 하나 만들어 함수를 부르고, 닫습니다."""
    with contextlib.closing(interpreters.create()) as interpreter:
        return interpreter.call(function, *arguments)


# %%
# 넘겨 볼 것들입니다.


def factor_of(number):
    """밖의 변수를 붙들고 있는 함수를 만듭니다."""
    return lambda value: value * number


VALUES = {"int": 7, "float": 0.5, "str": "가", "bytes": b"a", "None": None, "tuple": (1, "나")}
CONTAINERS = {"list": [1, 2], "dict": {0: 1}, "bytearray": bytearray(2)}
BUFFERS = {"memoryview": memoryview(bytearray(2)), "배열의 memoryview": memoryview(np.zeros(2))}
FUNCTIONS = {"def": look_at, "lambda": lambda value: value + 1}
LIVE = {
    "락": threading.Lock(),
    "제너레이터": (number for number in range(3)),
    "모듈": contextlib,
    "밖의 변수를 붙든 함수": factor_of(3),
}
MODULES = ("sqlite3", "asyncio", "ssl", "ctypes", "decimal")


def unseen():
    """이 파이썬에는 서브인터프리터를 부르는 모듈이 없다고 말합니다."""
    print("이 파이썬에는 concurrent.interpreters가 없습니다. Python 3.14부터 있습니다.")
    return dict.fromkeys(("tried", "arrived", "changed", "pickled"))


def can_pickle(thing):
    """프로세스로는 보낼 수 있는지 봅니다."""
    try:
        pickle.dumps(thing)
    except (TypeError, AttributeError, pickle.PicklingError):
        return False
    return True


def first_of(thing):
    """첫 원소"""
    return thing[0]


def send(things, *, change=False):
    """하나씩 넘겨, 도착한 것과 저쪽에서 바꾼 것이 보이는 것과 피클되는 것을 셉니다."""
    if interpreters is None:
        return unseen()
    arrived = changed = 0
    for name, thing in things.items():
        try:
            call_elsewhere(look_at, thing)
            arrived += 1
            if change:
                before = first_of(thing)
                call_elsewhere(put_first, thing)
                changed += first_of(thing) != before
        except (interpreters.NotShareableError, interpreters.InterpreterError) as error:
            print(f"{name}: {type(error).__name__}")
    return {
        "tried": len(things),
        "arrived": arrived,
        "changed": changed if change else None,
        "pickled": sum(can_pickle(thing) for thing in things.values()),
    }


def values():
    """바뀌지 않는 값"""
    return send(VALUES)


def containers():
    """바뀌는 컨테이너"""
    return send(CONTAINERS, change=True)


def buffers():
    """버퍼의 memoryview"""
    return send(BUFFERS, change=True)


def functions():
    """함수"""
    return send(FUNCTIONS)


def live_things():
    """살아 있는 것"""
    return send(LIVE)


def import_each(names):
    """저쪽에서 모듈을 불러와, 불러온 것을 셉니다."""
    if interpreters is None:
        return unseen()
    arrived = 0
    for name in names:
        try:
            call_elsewhere(load, name)
            arrived += 1
        except interpreters.ExecutionFailed as error:
            print(f"{name}: {error.excinfo.type.__name__}")
    return {"tried": len(names), "arrived": arrived, "changed": None, "pickled": None}


def standard_modules():
    """표준 라이브러리의 C 모듈 불러오기"""
    return import_each(MODULES)


def numpy_module():
    """NumPy 불러오기"""
    return import_each(("numpy",))


# %%
# 예상
# ------------------------------------------------------------------
#
# 한 프로세스 안이라도 파이썬 객체는 함께 쓸 수 없습니다. 사본이 가거나, 가지 못합니다.
# 프로세스로 보낼 수 없는 것은 여기로도 보낼 수 없을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        values,
        containers,
        buffers,
        functions,
        live_things,
        standard_modules,
        numpy_module,
        facts={
            "tried": "해 본 것(가지)",
            "arrived": "된 것(가지)",
            "changed": "저쪽에서 고친 것이 보이는 것(가지)",
            "pickled": "피클되는 것(가지)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="arrived")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 리스트와 사전은 오류 없이 도착하지만 사본입니다. 저쪽에서 고친 것은 이쪽에 없습니다.
# ``memoryview``만 같은 메모리를 봅니다. 저쪽에서 고치면 이쪽에서 바로 보이고, 그것을 지키는 락은 없습니다.
#
# ``lambda``를 보십시오. 피클되지 않아서 프로세스로는 갈 수 없는데 여기로는 갑니다.
# 밖의 변수를 붙들지 않은 함수는 이름이 아니라 코드로 건너가기 때문입니다.
#
# NumPy는 불러오지 못합니다. 그래도 배열의 메모리는 ``memoryview``로 넘겨 쓸 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``MODULES``에 내 프로그램이 불러오는 C 확장의 이름을 더해 보십시오. 서브인터프리터에서 쓸 수 있는지 알 수 있습니다.
