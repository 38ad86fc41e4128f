# 실행: python plot_proxy_carries_calls_not_changes.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Manager의 프록시는 꺼낸 것을 고친 것까지 나르지 않습니다
==================================================================

워커들이 ``Manager().dict()`` 하나에 결과를 모읍니다. 그 안의 리스트에 ``append``했는데 비어 있습니다.
센 수도 모자랍니다. 오류는 없습니다. 무엇이 사라졌을까요?

이 실험은 :doc:`Manager와 프록시 </multiprocessing/managers>`에 나옵니다.
"""

import multiprocessing
from multiprocessing import Manager

WORKERS = 4
UPDATES = 200  # 워커마다

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커 넷이 저마다 결과 하나를 목록에 더하거나, 함께 쓰는 수를 200번 올립니다.


def append_inside(results, _, worker):
    """틀린 코드: 꺼낸 사본에 더합니다."""
    results["done"].append(worker)


def append_and_store(results, lock, worker):
    """고친 코드: 고친 사본을 다시 넣습니다. 그동안 락을 잡습니다."""
    with lock:
        done = results["done"]
        done.append(worker)
        results["done"] = done


def append_to_proxy(results, _, worker):
    """고친 코드: 안의 목록도 프록시입니다."""
    results["done"].append(worker)


def add_bare(results, _, __):
    """틀린 코드: 읽기와 쓰기가 따로 갑니다."""
    for _ in range(UPDATES):
        results["count"] += 1


def add_locked(results, lock, _):
    """고친 코드: 읽고 쓰는 동안 락을 잡습니다."""
    for _ in range(UPDATES):
        with lock:
            results["count"] += 1


def add_once(results, lock, _):
    """더 나은 코드: 제 몫을 따로 세고 한 번만 더합니다."""
    mine = 0
    for _ in range(UPDATES):
        mine += 1
    with lock:
        results["count"] += mine


def everyone(work, results, lock):
    """워커들에게 일을 시키고 모두 끝나기를 기다립니다."""
    processes = [
        multiprocessing.Process(target=work, args=(results, lock, worker))
        for worker in range(WORKERS)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


# %%
# 세는 코드
# ------------------------------------------------------------------


def missing_results(work, *, nested=False):
    """목록에 없는 결과를 셉니다."""
    with Manager() as manager:
        results = manager.dict(done=manager.list() if nested else [])
        everyone(work, results, manager.Lock())
        return {"missing": WORKERS - len(results["done"])}


def missing_updates(work):
    """사라진 갱신을 셉니다."""
    with Manager() as manager:
        results = manager.dict(count=0)
        everyone(work, results, manager.Lock())
        return {"missing": WORKERS * UPDATES - results["count"]}


def appended_inside():
    """안의 리스트에 append"""
    return missing_results(append_inside)


def appended_and_stored():
    """고침: 고쳐서 다시 넣음"""
    return missing_results(append_and_store)


def appended_to_proxy():
    """고침: 안에도 manager.list()"""
    return missing_results(append_to_proxy, nested=True)


def added_bare():
    """d["count"] += 1"""
    return missing_updates(add_bare)


def added_locked():
    """고침: manager.Lock()을 잡고"""
    return missing_updates(add_locked)


def added_once():
    """더 나음: 따로 세고 한 번만"""
    return missing_updates(add_once)


# %%
# 예상
# ------------------------------------------------------------------
#
# 안의 리스트에 더한 것 넷은 모두 사라집니다. 락 없이 올린 수는 여러 번 사라집니다. 고친 것들은 하나도 잃지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        appended_inside,
        appended_and_stored,
        appended_to_proxy,
        added_bare,
        added_locked,
        added_once,
        facts={"missing": "사라진 것(개)"},
        times=3,
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
# 프록시는 메서드의 이름과 인자를 관리자 프로세스로 보내고 결과를 받습니다.
# ``results["done"]``의 결과는 리스트의 사본입니다. 거기에 ``append``해도 관리자의 리스트는 모릅니다.
# 안의 것이 프록시이면 ``append``도 관리자로 갑니다.
#
# ``+=``는 읽는 호출 하나와 쓰는 호출 하나입니다. 온전한 것은 호출 하나뿐입니다.
# 그 사이에 다른 워커가 쓴 값은 덮여 사라집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``add_bare``의 줄을 ``results.update(count=results["count"] + 1)``로 바꾸어 보십시오. 한 줄이어도 호출은 둘이라 마찬가지로 잃습니다.
