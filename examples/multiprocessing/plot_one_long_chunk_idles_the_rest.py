# 실행: python plot_one_long_chunk_idles_the_rest.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
청크가 크면 긴 청크를 받은 워커를 모두가 기다립니다
==================================================================

뒤로 갈수록 긴 작업 열둘을 워커 셋에 맡깁니다.
``chunksize``가 1일 때와 4일 때, 어느 워커가 언제 일하고 언제 놀까요?

이 실험은 :doc:`chunksize 정하기 </multiprocessing/chunksize>`에 나옵니다.
"""

import multiprocessing
import os
import time

WORKERS = 3
TASKS = 12
UNIT_SECONDS = 0.007

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 작업은 기다리기만 합니다. 그래서 코어가 몇이든 시간표의 모양이 같습니다.


def task(number):
    """뒤의 작업일수록 오래 걸립니다. 누가 언제 했는지 돌려줍니다."""
    start = time.monotonic()
    time.sleep(number * UNIT_SECONDS)
    return os.getpid(), start, time.monotonic()


def in_chunks(chunksize):
    """워커 셋에 맡기고, 워커마다 일한 때를 적습니다."""
    with multiprocessing.Pool(WORKERS) as pool:
        # 셋이 모두 시작할 때까지 기다립니다.
        while len({pid for pid, *_ in pool.map(task, [2] * WORKERS, 1)}) < WORKERS:
            pass
        done = pool.map(task, range(1, TASKS + 1), chunksize)
    zero = min(start for _, start, _ in done)
    lanes = {pid: f"워커 {turn}" for turn, pid in enumerate(dict.fromkeys(p for p, *_ in done), 1)}
    return {
        "chunks": -(-TASKS // chunksize),
        "workers": len(lanes),
        "spans": [(lanes[pid], start - zero, end - zero, "작업") for pid, start, end in done],
    }


def one_by_one():
    """chunksize=1"""
    return in_chunks(1)


def four_by_four():
    """chunksize=4"""
    return in_chunks(4)


# %%
# 예상
# ------------------------------------------------------------------
#
# 넷씩 묶으면 마지막 청크에 긴 작업 넷이 모입니다. 그 청크를 받은 워커가 끝날 때까지 나머지 둘은 놉니다.
# 하나씩 주면 먼저 끝난 워커가 다음 것을 가져가므로, 셋이 비슷한 때에 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        four_by_four,
        one_by_one,
        facts={"chunks": "나눈 청크(개)", "workers": "일한 워커(개)"},
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="spans")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 일의 총량은 같습니다. 다른 것은 마지막 청크이 얼마나 긴가입니다.
# 청크가 작으면 놀던 워커가 남은 것을 가져가지만, 보내고 받는 비용을 작업마다 치릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# 작업을 긴 것부터 맡겨 보십시오(``range(TASKS, 0, -1)``). 넷씩 묶으면 그대로 길지만, 하나씩 주면 셋이 끝나는 때가 더 가까워집니다.
