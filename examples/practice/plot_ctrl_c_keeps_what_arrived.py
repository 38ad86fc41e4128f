# 실행: python plot_ctrl_c_keeps_what_arrived.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
Ctrl-C를 눌러도 그때까지 받은 것은 남길 수 있습니다
==================================================================

밤새 돌던 것을 Ctrl-C로 멈췄습니다. 끝난 작업의 결과는 남아 있을까요?
``map``으로 받을 때와, 하나씩 받을 때와, 멈춘 다음에 퓨처를 돌아볼 때를 비교합니다.

이 실험은 :doc:`진행률과 취소, 그리고 joblib </practice/pools-of-others>`에 나옵니다.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import Pool
from pathlib import Path

TASKS = 24
PRESSED_AT = 8  # 이 작업을 하는 동안 누릅니다.
WORKERS = 2
TASK_SECONDS = 0.03

# %%
# 재는 코드
# ------------------------------------------------------------------


def ignore_ctrl_c():
    """워커는 Ctrl-C를 받지 않게 합니다. 부모가 받아서 정합니다."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def with_map(items, kept):
    """Pool.map"""
    with Pool(WORKERS, initializer=ignore_ctrl_c) as pool:
        kept.extend(pool.map(work, items, chunksize=1))


def one_by_one(items, kept):
    """imap_unordered로 하나씩"""
    with Pool(WORKERS, initializer=ignore_ctrl_c) as pool:
        kept.extend(pool.imap_unordered(work, items))


def looked_back(items, kept):
    """취소하고, 끝난 퓨처를 돌아봄"""
    futures = []
    with ProcessPoolExecutor(WORKERS, initializer=ignore_ctrl_c) as executor:
        try:  # 맡기는 동안에도 누를 수 있습니다.
            futures.extend(executor.submit(work, item) for item in items)
            for _ in as_completed(futures):
                pass  # 진행률은 여기에서 그립니다.
        finally:
            executor.shutdown(cancel_futures=True)
            kept.extend(future.result() for future in futures if not future.cancelled())


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 여덟째 작업이 부모에게 SIGINT를 보냅니다. 사람이 Ctrl-C를 누른 것과 같습니다.
# 작업은 끝나면 제 이름의 파일을 남깁니다. 그것이 끝난 작업의 수입니다.


def work(item):
    """작업 하나."""
    number, folder = item
    if number == PRESSED_AT:
        os.kill(multiprocessing.parent_process().pid, signal.SIGINT)
    time.sleep(TASK_SECONDS)
    Path(folder, str(number)).touch()
    return number


def stopped(way):
    """도는 동안 Ctrl-C를 누르고, 끝난 작업과 남은 결과를 셉니다."""
    if sys.platform == "win32":
        print("Windows에서는 프로세스 하나에 Ctrl-C를 보낼 수 없어 지켜보지 못했습니다.")
        return dict.fromkeys(("kept", "lost"))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kept = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            way([(number, folder) for number in range(TASKS)], kept)
        except KeyboardInterrupt:
            print(f"Ctrl-C를 받음. 남은 결과 {len(kept)}개")
        done = len(list(Path(folder).iterdir()))
    return {"kept": len(kept), "lost": done - len(kept)}


def map_stopped():
    """Pool.map"""
    return stopped(with_map)


def loop_stopped():
    """imap_unordered로 하나씩"""
    return stopped(one_by_one)


def futures_stopped():
    """고침: 취소하고, 끝난 퓨처를 돌아봄"""
    return stopped(looked_back)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``map``은 하나도 돌려주지 않고 예외를 올립니다. 하나씩 받으면 누르기 전에 받은 것이 남습니다.
# 퓨처를 돌아보면, 누른 때에 돌던 것까지 남습니다. 끝난 작업을 하나도 잃지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        map_stopped,
        loop_stopped,
        futures_stopped,
        facts={"kept": "남은 결과(개)", "lost": "끝났는데 잃은 결과(개)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="kept")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``Pool``의 ``with``는 나갈 때 워커를 죽입니다. 돌던 작업은 도중에 끊깁니다.
# ``ProcessPoolExecutor``의 ``shutdown``은 돌던 작업을 기다립니다. 워커 앞의 큐에 미리 넣어 둔 몇 개도 취소되지 않고 돕니다.
# 그래서 누른 다음에도 작업 몇 개의 시간만큼 더 걸립니다.
#
# ``list.extend``는 하나씩 꺼내 붙입니다. 도중에 예외가 나도 붙인 것은 남습니다. ``kept = list(…)``로 적으면 남지 않습니다.
#
# 작업이 수천이면 맡기는 동안에 누르게 됩니다. 맡기는 줄이 ``try``의 밖에 있으면, ``with``가 맡긴 것을 모두 기다린 다음 결과를 하나도 남기지 않습니다.
#
# 결과가 비싸면 받는 대로 파일에 적으십시오. 메모리에 남긴 것은 Ctrl-C는 견디지만 강제 종료는 견디지 못합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``looked_back``에서 ``cancel_futures=True``를 빼 보십시오. 멈추라고 했는데도 남은 작업을 끝까지 합니다.
