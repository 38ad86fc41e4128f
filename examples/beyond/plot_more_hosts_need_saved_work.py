# 실행: python plot_more_hosts_need_saved_work.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
호스트가 많은 작업은 하던 것을 남겨야 끝납니다
==================================================================

호스트 하나는 3년에 한 번 죽습니다. 열 시간짜리 작업을 호스트 만 대에서 돌리면 한 시간에 몇 번 죽을까요?
죽을 때마다 처음부터 다시 하는 것과, 가끔 남긴 자리에서 이어 하는 것과, 죽은 작업만 다시 하는 것은 언제 끝날까요?

이 실험은 :doc:`클라우드 크기로 생각하기 </beyond/cloud>`에 나옵니다.
"""

import itertools
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HOURS = 10.0
LIFE_HOURS = 3 * 365 * 24.0
SAVING_HOURS = 1 / 60
TASK_HOURS = 1 / 60
NEVER = 1_000  # 이만큼 늘어지면 끝나지 않은 것으로 칩니다.
SEED = 16
STEPS, SAVE_EVERY = 24, 4

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시각이 아니라 걸음으로도 쓸 수 있게, 다음에 죽을 때까지를 돌려주는 함수를 받습니다.


def from_the_start(work, until_death):
    """죽으면 처음부터 다시 합니다. 모두 든 시간을 돌려줍니다."""
    spent = 0.0
    while (alive := until_death()) < work:
        spent += alive
        if spent > NEVER * work:
            return math.inf
    return spent + work


def from_the_save(work, until_death, every, saving):
    """``every``마다 남기고, 죽으면 마지막에 남긴 자리에서 이어 합니다."""
    spent, done, alive = 0.0, 0.0, until_death()
    while done < work:
        piece = min(every, work - done) + saving
        if alive < piece:
            spent, alive = spent + alive, until_death()
        else:
            spent, done, alive = spent + piece, done + piece - saving, alive - piece
        if spent > NEVER * work:
            return math.inf
    return spent


def only_the_task(work, hosts, life, task):
    """죽은 호스트의 작업만 다시 합니다. 한 번에 평균 절반을 잃습니다."""
    return work * (1 + task / 2 / life) if hosts else work


def best_interval(saving, life):
    """남기는 간격: ``√(2 × 남기는 시간 × 죽기까지의 평균)``(J. W. Young, 1974)."""
    return math.sqrt(2 * saving * life)


# %%
# 작은 쪽은 실제로 돌립니다. 프로그램 하나가 한 걸음마다 한 줄을 적다가, 정해 둔 걸음에서 정말로 죽습니다.

PROGRAM = """\
import os, pathlib, signal, sys

steps, every, alive = map(int, sys.argv[1:])
saved = pathlib.Path("남긴 것")
done = int(saved.read_text()) if saved.exists() else 0
for step in range(done, steps):
    if alive == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    alive -= 1
    with open("걸음", "a") as log:
        log.write(f"{step}\\n")
    if every and (step + 1) % every == 0:
        pathlib.Path("새것").write_text(str(step + 1))
        os.replace("새것", saved)
"""


def deaths():
    """실제와 시뮬레이션이 함께 쓰는, 죽을 때까지의 걸음들"""
    chance = np.random.default_rng(SEED)
    return (int(chance.integers(2, 40)) for _ in itertools.count())


def walked(every):
    """프로그램이 끝날 때까지 다시 시작하고, 걸은 걸음을 셉니다."""
    alive = deaths()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", PROGRAM, str(STEPS), str(every)]
        while subprocess.run([*command, str(next(alive))], cwd=folder, check=False).returncode:
            pass
        return len(Path(folder, "걸음").read_text(encoding="utf-8").split())


def predicted(every):
    """같은 것을 시뮬레이션합니다."""
    alive = deaths()
    if every:
        return from_the_save(STEPS, lambda: next(alive), every, 0)
    return from_the_start(STEPS, lambda: next(alive))


def stretched(hosts, how):
    """늘어진 정도(배)를 20번 시뮬레이션해 평균합니다. 끝나지 않으면 한도입니다."""
    chance = np.random.default_rng(SEED)
    life = LIFE_HOURS / hosts

    def until_death():
        return chance.exponential(life)

    spent = 0.0
    for _ in range(20):
        if how == "start":
            spent += from_the_start(HOURS, until_death)
        elif how == "save":
            every = best_interval(SAVING_HOURS, life)
            spent += from_the_save(HOURS, until_death, every, SAVING_HOURS)
        else:
            spent += only_the_task(HOURS, hosts, life, TASK_HOURS)
    return min(NEVER, spent / 20 / HOURS)


def look(how, every):
    """크기마다 늘어진 정도와, 작은 쪽에서 실제와 시뮬레이션이 걸은 걸음"""
    facts = {f"at_{power}": stretched(10**power, how) for power in range(3, 6)}
    real = None if every is None or os.name == "nt" else walked(every)
    return facts | {"real": real, "simulated": None if real is None else predicted(every)}


def start_over():
    """처음부터 다시"""
    return look("start", 0)


def keep_going():
    """남긴 자리에서 이어"""
    return look("save", SAVE_EVERY)


def retry_tasks():
    """죽은 작업만 다시"""
    return look("task", None)


# %%
# 예상
# ------------------------------------------------------------------
#
# 만 대이면 한 시간에 ``10,000 ÷ 26,280``번, 두세 시간에 한 번 죽습니다. 열 시간을 한 번도 죽지 않고 지나기는 어렵습니다.
# 처음부터 다시 하면 열 배쯤 늘어지고, 십만 대이면 끝나지 않을 것입니다. 남기면 몇 할만 늘어집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        start_over,
        keep_going,
        retry_tasks,
        facts={
            "at_3": "호스트 1,000대에서 늘어진 정도(배)",
            "at_4": "호스트 1만 대에서 늘어진 정도(배)",
            "at_5": "호스트 10만 대에서 늘어진 정도(배)",
            "real": "작은 쪽이 실제로 걸은 것(걸음)",
            "simulated": "작은 쪽을 시뮬레이션한 것(걸음)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="at_4")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 늘어진 만큼 돈도 더 냅니다. 처음부터 다시 하는 작업은 호스트를 늘릴수록 일찍 끝나는 것이 아니라 늦게 끝납니다.
# 1,000배는 끝나지 않은 것을 적은 한도입니다.
#
# 작은 쪽의 걸음은 정말로 죽인 프로그램이 적은 것입니다. 시뮬레이션은 같은 때에 죽여 보았을 때 같은 수를 내야 믿을 수 있습니다.
#
# 싼 대신 언제든 빼앗기는 인스턴스(스팟)는 죽기까지의 평균이 3년이 아니라 몇 시간입니다. 같은 식에 그 수를 넣으십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LIFE_HOURS``를 ``24``로 바꾸면 하루에 한 번 빼앗기는 스팟 인스턴스입니다. 1,000대도 처음부터 다시 하면 끝나지 않습니다.
