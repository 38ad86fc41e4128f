# 실행: python plot_checkpoint_counts_every_task_once.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
체크포인트는 한 파일에, 한 번에 바꾸어야 합니다
==================================================================

여섯 시간 걸리는 계산이 다섯 시간째에 죽었습니다. 체크포인트가 있어서 이어서 했는데, 답이 조금 다릅니다.
저장하는 자리마다 프로그램을 한 번씩 죽여 보고, 이어서 한 답이 끊기지 않은 답과 같은지 보았습니다.

이 실험은 :doc:`몬테카를로와 긴 계산 </practice/monte-carlo>`에 나옵니다.
"""

import json
import multiprocessing
import os
import signal
import tempfile
from pathlib import Path
from random import Random

SEED = 20_261_127
TASKS, TRIALS, EVERY = 6, 200, 2

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 태스크 여섯을 순서대로 하고, 둘마다 저장합니다. 저장하는 것은 여기까지의 합과 다음에 할 태스크입니다.


def hits_of(task):
    """사분원에 든 점을 셉니다. 씨앗은 태스크의 번호에서 만듭니다."""
    draw = Random(f"{SEED}:{task}").random  # noqa: S311 - 암호가 아니라 모의실험입니다.
    return sum(draw() ** 2 + draw() ** 2 < 1 for _ in range(TRIALS))


def run(folder, load, save, tasks, every):
    """저장해 둔 데부터 이어서 하고, 합을 돌려줍니다."""
    total, following = load(folder)
    for task in range(following, tasks):
        total += hits_of(task)
        if (task + 1) % every == 0:
            save(folder, total, task + 1)
    return total


# %%
# 파일 둘에 나누어 적습니다.


def save_two_files(folder, total, following):
    """합과 다음 태스크를 저마다의 파일에 적습니다."""
    for name, number in (("total.txt", total), ("next.txt", following)):
        with Path(folder, name).open("w", encoding="ascii") as file:
            file.write(str(number))


def load_two_files(folder):
    """적어 둔 합과 다음 태스크입니다. 없거나 비었으면 0입니다."""
    numbers = []
    for name in ("total.txt", "next.txt"):
        path = Path(folder, name)
        numbers.append(int((path.read_text(encoding="ascii") if path.exists() else "") or 0))
    return numbers


# %%
# 파일 하나에 적되, 그 자리에서 고쳐 씁니다. 읽지 못하면 처음부터 합니다.


def save_in_place(folder, total, following):
    """체크포인트를 그 자리에서 고쳐 씁니다."""
    with Path(folder, "checkpoint.json").open("w", encoding="ascii") as file:
        json.dump([total, following], file)


def load_or_start_over(folder):
    """체크포인트를 읽고, 읽지 못하면 처음부터입니다."""
    try:
        return json.loads(Path(folder, "checkpoint.json").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0, 0


# %%
# 옆에 다 적어 놓고 이름을 바꿉니다. ``os.replace``는 옛것이거나 새것이지, 그 사이가 없습니다.


def save_aside(folder, total, following):
    """체크포인트를 옆에 적고 한 번에 바꿉니다."""
    aside = Path(folder, "checkpoint.new")
    with aside.open("w", encoding="ascii") as file:
        json.dump([total, following], file)
        file.flush()
        os.fsync(file.fileno())  # 전원이 나가도 남습니다.
    aside.replace(Path(folder, "checkpoint.json"))


# %%
# 죽이는 코드
# ------------------------------------------------------------------
#
# 저장하며 파일을 여는 때와 닫은 때, 이름을 바꾸는 앞뒤에서 자식이 저를 죽입니다. 그런 자리를 처음부터 끝까지 하나씩 해 봅니다.


class Death:
    """몇 번째 자리에서 죽을지 세는 것"""

    def __init__(self, at):
        self.left = at

    def may_come(self):
        """그 자리가 되면 죽습니다. 정리할 틈은 없습니다."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def run_and_die(at, *order):
    """정해진 자리에서 죽습니다. 자리가 더 없으면 끝까지 합니다."""
    death, opened, replaced = Death(at), Path.open, Path.replace

    def opening(self, mode="r", *rest, **details):
        file = opened(self, mode, *rest, **details)
        if "w" in mode:
            death.may_come()  # 비운 다음, 적기 전
            closing, file.close = file.close, lambda: (closing(), death.may_come())
        return file

    def replacing(self, target):
        death.may_come()
        replaced(self, target)
        death.may_come()

    Path.open, Path.replace = opening, replacing
    run(*order)


def killed_everywhere(load, save):
    """죽을 수 있는 자리마다 죽였다가 이어서 하고, 틀린 답과 잃은 체크포인트를 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        right = run(folder, load, save, TASKS, EVERY)
    found, wrong, code = [], 0, None
    while code != 0:
        with tempfile.TemporaryDirectory() as folder:
            order = folder, load, save, TASKS, EVERY
            child = multiprocessing.Process(target=run_and_die, args=(len(found) + 1, *order))
            child.start()
            child.join()
            code = child.exitcode
            found.append(load(folder)[1])
            wrong += run(*order) != right
    places = len(found) - 1  # 마지막 것은 죽지 않고 끝났습니다.
    each = places // (TASKS // EVERY)
    # 죽기 전에 다 적어 둔 것보다 앞에서 이어야 하면, 체크포인트를 잃은 것입니다.
    lost = sum(after < place // each * EVERY for place, after in enumerate(found[:-1]))
    return {"places": places, "wrong": wrong, "lost": lost}


def two_files():
    """파일 둘에 적기"""
    return killed_everywhere(load_two_files, save_two_files)


def in_place():
    """파일 하나를 고쳐 쓰기"""
    return killed_everywhere(load_or_start_over, save_in_place)


def replaced_at_once():
    """고침: 옆에 적고 한 번에 바꾸기"""
    return killed_everywhere(load_or_start_over, save_aside)


# %%
# 예상
# ------------------------------------------------------------------
#
# 파일 둘 사이에서 죽으면 같은 태스크를 두 번 더하므로 답이 큽니다.
# 고쳐 쓰는 동안 죽으면 답은 맞지만 처음부터 다시 해야 하고, 한 번에 바꾸면 어디에서 죽어도 괜찮습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        two_files,
        in_place,
        replaced_at_once,
        facts={
            "places": "죽인 자리(곳)",
            "wrong": "이어서 한 답이 틀린 자리(곳)",
            "lost": "체크포인트를 잃은 자리(곳)",
        },
        times=1,
        deadline_seconds=60,
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
# 파일 둘은 저마다 온전해도 서로 맞지 않을 수 있습니다. 합은 새것이고 다음 태스크는 옛것이면, 그 사이의 태스크를 다시 더합니다.
# 예외도 경고도 없고, 답이 그럴듯하게 조금 다를 뿐입니다.
#
# 고쳐 쓰는 파일은 여는 순간 비워집니다. 그때 죽으면 다섯 시간의 결과가 사라집니다.
# 옆에 다 적고 이름을 바꾸면 언제 보아도 온전한 것 하나가 있습니다. 잃는 것은 마지막 저장 뒤의 태스크뿐이고, 씨앗이 태스크의 것이므로 다시 해도 같은 답이 나옵니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``save_two_files``에서 두 줄의 순서를 바꾸어 보십시오. 이번에는 두 번 더하는 대신 태스크를 빠뜨립니다.
