# 실행: python plot_value_needs_its_lock.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Value의 += 는 락 없이 갱신을 잃습니다
==================================================================

``Value``에는 락이 들어 있다고 합니다.
그러면 여러 프로세스가 ``counter.value += 1``을 해도 될까요?

이 실험은 :doc:`메모리 나누어 쓰기 </multiprocessing/shared-memory>`에 나옵니다.
"""

import multiprocessing

WORKERS = 4
UPDATES = 20_000  # 프로세스마다

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 네 프로세스가 같은 수에 1씩 더합니다. 모두 출발선(barrier)에 모인 다음에 시작합니다.


def add_bare(counter, barrier):
    """틀린 코드: 읽기와 쓰기 사이에 다른 프로세스가 끼어듭니다."""
    barrier.wait()
    for _ in range(UPDATES):
        counter.value += 1


def add_locked(counter, barrier):
    """고친 코드: 읽고 쓰는 동안 락을 잡습니다."""
    barrier.wait()
    for _ in range(UPDATES):
        with counter.get_lock():
            counter.value += 1


def add_once(counter, barrier):
    """더 나은 코드: 제 몫을 따로 세고 한 번만 더합니다."""
    barrier.wait()
    mine = 0
    for _ in range(UPDATES):
        mine += 1
    with counter.get_lock():
        counter.value += mine


def count_lost(target):
    """네 프로세스로 세고, 잃은 갱신의 비율을 돌려줍니다."""
    counter = multiprocessing.Value("q", 0)
    barrier = multiprocessing.Barrier(WORKERS)
    processes = [
        multiprocessing.Process(target=target, args=(counter, barrier)) for _ in range(WORKERS)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    expected = WORKERS * UPDATES
    print(f"기대한 값 {expected:,}, 나온 값 {counter.value:,}")
    return {"lost": expected - counter.value}


def bare():
    """락 없이 +="""
    return count_lost(add_bare)


def locked():
    """고침: get_lock()을 잡고 +="""
    return count_lost(add_locked)


def once():
    """더 나음: 따로 세고 한 번만"""
    return count_lost(add_once)


# %%
# 예상
# ------------------------------------------------------------------
#
# 락 없이 더하면 갱신을 잃습니다. 나머지 둘은 하나도 잃지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(bare, locked, once, facts={"lost": "잃은 갱신(번)"}, times=3)
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
# ``Value``의 락은 읽기 한 번, 쓰기 한 번을 저마다 지킵니다. ``+=``는 읽고, 더하고, 쓰는 세 걸음입니다.
# 읽기와 쓰기 사이에 다른 프로세스가 쓴 값은 덮여 사라집니다.
#
# 코어가 하나여도 운영 체제가 그 사이에 프로세스를 바꾸면 잃습니다. 다만 드뭅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``UPDATES``를 ``100``으로 줄여 보십시오. 잃지 않을 때가 많아집니다. 작은 시험이 잘못을 놓치는 이유입니다.
