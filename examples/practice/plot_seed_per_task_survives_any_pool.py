# 실행: python plot_seed_per_task_survives_any_pool.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
씨앗을 태스크마다 두면 워커가 몇이든 답이 같습니다
==================================================================

같은 씨앗으로 다시 돌렸는데 답이 다릅니다. 워커의 수를 바꾸었을 뿐입니다.
네 배의 시도를 모았는데 오차가 줄지 않습니다. 워커들이 같은 난수를 뽑고 있었습니다.
씨앗을 프로그램에, 워커에, 태스크에 둘 때 답이 몇 가지로 갈리는지 세었습니다.

이 실험은 :doc:`몬테카를로와 긴 계산 </practice/monte-carlo>`에 나옵니다.
"""

import multiprocessing
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np

SEED = 20_261_127
TASKS, TRIALS = 12, 500
WORKER_COUNTS = (1, 2, 3)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 태스크 하나는 사분원에 든 점을 셉니다. 씨앗을 두는 자리만 다릅니다.


def hits_of(chance):
    """받은 생성기로 점을 찍어, 사분원에 든 것을 셉니다."""
    return sum(chance.random() ** 2 + chance.random() ** 2 < 1 for _ in range(TRIALS))


def seed_worker(counter):
    """워커가 시작할 때 제 번호로 씨앗을 심습니다."""
    with counter.get_lock():
        counter.value += 1
        random.seed(f"{SEED}:{counter.value}")


def hits_of_worker(_task):
    """워커의 생성기로 셉니다."""
    return hits_of(random)


def hits_of_task(task):
    """태스크의 번호로 만든 생성기로 셉니다."""
    return hits_of(random.Random(f"{SEED}:{task}"))  # noqa: S311 - 암호가 아니라 모의실험입니다.


def hits_of_sequence(task):
    """태스크의 번호로 만든 NumPy의 생성기로 셉니다."""
    return hits_of(np.random.default_rng(np.random.SeedSequence([SEED, task])))


# %%
# 워커의 수를 바꾸어 가며 세 번 돌리고, 태스크마다의 답이 몇 가지로 갈리는지 셉니다.


def answers_of(*ways):
    """돌린 답들이 몇 가지인지 셉니다."""
    answers = [tuple(way()) for way in ways]
    print("합:", *map(sum, answers))
    return {"answers": len(set(answers)), "runs": len(answers), "distinct": None}


def in_processes(task, workers, **details):
    """프로세스 풀에서 태스크를 모두 합니다."""

    def run():
        with ProcessPoolExecutor(workers, **details) as pool:
            return pool.map(task, range(TASKS))

    return run


def in_threads(task, workers):
    """스레드 풀에서 태스크를 모두 합니다."""

    def run():
        with ThreadPoolExecutor(workers) as pool:
            return pool.map(task, range(TASKS))

    return run


def seed_per_worker():
    """씨앗을 워커마다"""
    return answers_of(
        *(
            in_processes(
                hits_of_worker,
                workers,
                initializer=seed_worker,
                initargs=(multiprocessing.Value("i", 0),),
            )
            for workers in WORKER_COUNTS
        )
    )


def seed_per_task():
    """고침: 씨앗을 태스크마다, 프로세스와 스레드"""
    return answers_of(
        *(in_processes(hits_of_task, workers) for workers in WORKER_COUNTS),
        *(in_threads(hits_of_task, workers) for workers in WORKER_COUNTS),
    )


def sequence_per_task():
    """고침: SeedSequence를 태스크마다, 프로세스와 스레드"""
    return answers_of(
        *(in_processes(hits_of_sequence, workers) for workers in WORKER_COUNTS),
        *(in_threads(hits_of_sequence, workers) for workers in WORKER_COUNTS),
    )


# %%
# 포크한 워커들이 부모의 생성기를 물려받는 프로그램입니다. 시도를 워커의 수만큼 더 모은 줄 압니다.


def send_inherited(connection):
    """물려받은 NumPy의 전역 생성기로 셉니다."""
    connection.send(hits_of(np.random))


def inherited_by_fork():
    """씨앗을 프로그램에 하나, fork한 워커 넷"""
    if "fork" not in multiprocessing.get_all_start_methods():
        print("이 시스템에는 fork가 없어서 볼 수 없습니다.")
        return {"answers": None, "runs": None, "distinct": None}
    context = multiprocessing.get_context("fork")
    np.random.seed(SEED)  # noqa: NPY002 - 전역 생성기를 보는 실험입니다.
    counts = []
    for _ in range(4):
        ours, theirs = context.Pipe()
        worker = context.Process(target=send_inherited, args=(theirs,))
        worker.start()
        counts.append(ours.recv())
        worker.join()
    print("워커마다 센 것:", *counts)
    return {"answers": None, "runs": None, "distinct": len(set(counts))}


def spawned_twice():
    """SeedSequence.spawn을 두 번 부르기"""
    root = np.random.SeedSequence(SEED)
    first, again = root.spawn(TASKS), root.spawn(TASKS)
    return answers_of(
        *(
            lambda children=children: [hits_of(np.random.default_rng(child)) for child in children]
            for children in (first, again)
        )
    )


# %%
# 예상
# ------------------------------------------------------------------
#
# 씨앗을 워커마다 두면 어느 태스크를 누가 하는지에 따라 답이 갈리고, 태스크마다 두면 프로세스든 스레드든 한 가지입니다.
# 포크한 워커 넷은 똑같은 점을 찍으므로, 네 배를 모아도 하나와 같습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        seed_per_worker,
        inherited_by_fork,
        spawned_twice,
        seed_per_task,
        sequence_per_task,
        facts={
            "answers": "서로 다른 답(가지)",
            "runs": "돌린 횟수(번)",
            "distinct": "네 워커의 서로 다른 답(개)",
        },
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
# 풀은 태스크를 먼저 손이 빈 워커에 줍니다. 생성기가 워커에 있으면, 태스크가 뽑는 수는 그 워커가 앞서 무엇을 했는지에 달립니다.
# 워커의 수가 같아도 마찬가지입니다. 때마다 누가 먼저 비는지가 다르기 때문입니다.
#
# 생성기를 태스크의 번호에서 만들면 태스크는 함수가 됩니다. 같은 번호는 어디서 언제 하든 같은 답이므로, 나누는 법과 순서와 워커의 수를 마음대로 바꿀 수 있습니다.
# 실패한 태스크만 다시 해도, 중간에 멈추었다 이어도 같은 답이 나옵니다.
#
# ``SeedSequence.spawn``은 부를 때마다 다음 자식들을 줍니다. 이어서 할 때 다시 부르면 다른 씨앗이 나오므로, 번호로 만드는 ``SeedSequence([SEED, task])``가 안전합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WORKER_COUNTS``를 ``(2, 2, 2)``로 바꾸어 보십시오. 워커의 수가 같아도 ``씨앗을 워커마다``의 답은 갈리곤 합니다.
