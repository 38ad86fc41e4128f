# 실행: python plot_search_names_what_cannot_travel.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
피클되지 않는 것은 안을 뒤져야 이름이 나옵니다
==================================================================

작업을 프로세스 풀에 맡겼더니 ``cannot pickle '_thread.lock' object``라고 합니다. 우리는 락을 만든 적이 없습니다.
큰 객체의 어디에 무엇이 들어 있는 것일까요? 하나를 고치면 끝날까요?

이 실험은 :doc:`무엇이 피클되지 않는가 </diagnosis/pickling-which>`에 나옵니다.
"""

import functools
import pickle
import threading
import types

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 프로그램에 붙여 넣을 함수입니다. 피클되지 않는 것까지 가는 길을 모두 돌려줍니다.


def find_unpicklable(value, name="value", seen=None):
    """피클되지 않는 것마다 그 자리와 종류를 돌려줍니다. 없으면 빈 목록입니다."""
    seen = {} if seen is None else seen
    if id(value) in seen or pickles(value):
        return []
    seen[id(value)] = value
    found = []
    for place, part in parts(value):
        found += find_unpicklable(part, name + place, seen)
    return found or [f"{name}: {type(value).__name__}"]


def pickles(value):
    """피클이 되는지 해 봅니다."""
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001 - 피클하다 나는 예외는 종류가 많습니다.
        return False
    return True


def parts(value):
    """피클이 따라 들어가는 자리와 값들입니다."""
    if isinstance(value, dict):
        return [(f"[{key!r}]", part) for key, part in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [(f"[{number}]", part) for number, part in enumerate(value)]
    if isinstance(value, types.MethodType):
        return [(".__self__", value.__self__)]
    if isinstance(value, functools.partial):
        return [(".func", value.func), (".args", value.args), (".keywords", value.keywords)]
    try:
        state = value.__getstate__()
    except Exception:  # noqa: BLE001 - 스스로 막아 둔 클래스도 있습니다.
        return []
    layers = state if isinstance(state, tuple) else (state,)
    return [
        (f".{name}", part)
        for layer in layers
        if isinstance(layer, dict)
        for name, part in layer.items()
    ]


# %%
# 흔히 보는 작업 객체입니다. 피클되지 않는 것이 넷 들어 있습니다.


class Cache:
    """락으로 지키는 사전"""

    def __init__(self):
        """아무것도 담지 않은 채 시작합니다."""
        self.items = {}
        self.guard = threading.Lock()


class Job:
    """맡길 작업"""

    def __init__(self):
        """설정과 캐시와 처리기를 갖춥니다."""
        self.settings = {"retries": 3, "on_error": lambda error: print("실패", error)}
        self.caches = [Cache(), Cache()]
        self.numbers = (number for number in range(10))
        self.parent = self  # 저를 가리키는 객체도 있습니다.

    def run(self, number):
        """작업 하나를 합니다."""
        return number * self.settings["retries"]


HIDDEN = ("on_error", "caches[0].guard", "caches[1].guard", "numbers")


class LightCache(Cache):
    """피클할 때 락을 두고 가는 사전"""

    def __getstate__(self):
        """락을 뺀 상태입니다."""
        return {"items": self.items}

    def __setstate__(self, state):
        """받은 쪽에서 락을 새로 만듭니다."""
        self.__dict__.update(state)
        self.guard = threading.Lock()


def message_alone():
    """오류 문구만 읽기"""
    try:
        pickle.dumps(Job().run)
    except Exception as error:  # noqa: BLE001 - 버전마다 다릅니다.
        told = " ".join([str(error), *getattr(error, "__notes__", [])])
    print(told)
    return {"named": sum(place in told for place in HIDDEN), "wrong": 0}


def searched_object():
    """find_unpicklable, 객체"""
    return counted(find_unpicklable(Job()))


def searched_method():
    """find_unpicklable, 메서드"""
    return counted(find_unpicklable(Job().run))


def searched_partial():
    """find_unpicklable, partial에 든 객체"""
    return counted(find_unpicklable(functools.partial(print, job=Job())))


def counted(found):
    """숨겨 둔 넷 가운데 이름이 나온 것과, 엉뚱하게 나온 것을 셉니다."""
    print(*found, sep="\n")
    named = sum(any(place in line for line in found) for place in HIDDEN)
    return {"named": named, "wrong": max(0, len(found) - named)}


def light_caches():
    """고침: __getstate__로 락을 두고 가기"""
    found = find_unpicklable([LightCache(), LightCache()])
    copy = pickle.loads(pickle.dumps(LightCache()))  # noqa: S301 - 방금 우리가 피클한 것입니다.
    return {"named": 0, "wrong": len(found) + int(copy.guard.locked())}


# %%
# 예상
# ------------------------------------------------------------------
#
# 피클은 처음 만난 것에서 멈추므로, 오류 문구는 많아야 하나를 말합니다.
# 안을 뒤지면 메서드로 맡겼든 ``partial``로 맡겼든 넷을 모두 말할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        message_alone,
        searched_object,
        searched_method,
        searched_partial,
        light_caches,
        facts={"named": "이름이 나온 것(개)", "wrong": "엉뚱한 것(개)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="named")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 메서드를 맡기면 그 객체를 통째로 보냅니다. 쓰지 않는 속성도 따라갑니다.
# 처음 만난 것만 고치면 다음 것에서 또 멈춥니다. 넷이면 네 번 고치고 네 번 돌려야 합니다.
#
# 이 함수는 자리마다 피클을 새로 해 봅니다. 큰 데이터가 들어 있으면 느리므로 고장을 찾을 때에만 부르십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``Job``의 ``self.caches``를 ``[LightCache(), LightCache()]``로 바꾸어 보십시오. 락 둘이 목록에서 사라집니다.
