# 실행: python plot_precision_stops_in_task_order.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
정밀도가 되면 멈추되, 태스크의 순서로 보고 멈춥니다
==================================================================

몇 번을 시도해야 할지 몰라서, 오차가 정해진 만큼 작아지면 멈추기로 했습니다.
그런데 돌릴 때마다 멈추는 자리와 답이 다르고, 드문 일의 확률은 0이라고 하고 멈추기도 합니다.
끝난 순서로 볼 때와 태스크의 순서로 볼 때를 비교하고, 너무 일찍 멈추는 번을 세었습니다.

이 실험은 :doc:`몬테카를로와 긴 계산 </practice/monte-carlo>`에 나옵니다.
"""

import heapq
import math
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from random import Random

SEED = 20_261_127
TRIALS = 200
CHANCE = 0.02
WANTED = 0.25
FEWEST_HITS = 20
WORKER_COUNTS = (1, 2, 3, 5, 8)
SEEDS = 200

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 50번에 한 번 일어나는 일의 확률을 구합니다. 95 % 구간의 반폭이 확률의 4분의 1보다 작아지면 멈춥니다.


@cache
def hits_of(task, seed=SEED):
    """태스크 하나에서 그 일이 일어난 번을 셉니다."""
    draw = Random(f"{seed}:{task}").random  # noqa: S311 - 암호가 아니라 모의실험입니다.
    return sum(draw() < CHANCE for _ in range(TRIALS))


def half_width(hits, trials):
    """95 % 구간의 반폭을 확률로 나눈 것입니다."""
    share = hits / trials
    return 1.96 * math.sqrt(share * (1 - share) / trials) / share if share else 0.0


def precise(hits, trials):
    """구간이 넉넉히 좁으면 참입니다."""
    return half_width(hits, trials) <= WANTED


def precise_and_seen(hits, trials):
    """그 일을 20번은 보았고, 구간이 넉넉히 좁으면 참입니다."""
    return hits >= FEWEST_HITS and precise(hits, trials)


def until(enough, counts):
    """넉넉할 때까지 더하고, 쓴 태스크의 수와 확률을 돌려줍니다. 결과는 주어진 순서대로 봅니다."""
    hits = 0
    for tasks, count in enumerate(counts, 1):
        hits += count
        if enough(hits, tasks * TRIALS):
            break
    return tasks, hits / (tasks * TRIALS)


def in_task_order(workers, most=200):
    """한 묶음씩 맡기고, 태스크의 순서로 봅니다. 넉넉하면 다음 묶음은 맡기지 않습니다."""

    def counts(pool):
        for start in range(0, most, 2 * workers):
            yield from pool.map(hits_of, range(start, min(most, start + 2 * workers)))

    with ProcessPoolExecutor(workers) as pool:
        return until(precise_and_seen, counts(pool))


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 끝난 순서는 부하에 달렸으므로 실제로 돌리지 않고 계산합니다. 태스크마다 걸리는 시간은 씨앗을 정해 뽑습니다.


def finish_order(workers, tasks=100):
    """워커들이 손이 비는 대로 다음 태스크를 가져갈 때, 태스크가 끝나는 순서입니다."""
    chance = Random(SEED)  # noqa: S311 - 위와 같습니다.
    free, ends = [0.0] * workers, []
    for task in range(tasks):
        end = heapq.heappop(free) + chance.expovariate(1)
        heapq.heappush(free, end)
        ends.append((end, task))
    return [task for _, task in sorted(ends)]


def answers_of(answers):
    """답이 몇 가지인지, 태스크를 몇 개 썼는지 셉니다."""
    print("쓴 태스크와 확률:", *(f"{tasks}개 {share:.4f}" for tasks, share in answers))
    return {"answers": len(set(answers)), "stopped": None, "zero": None, "seeds": None}


def as_finished():
    """끝난 순서로 보고 멈추기"""
    return answers_of(
        [until(precise_and_seen, map(hits_of, finish_order(workers))) for workers in WORKER_COUNTS]
    )


def by_task():
    """고침: 태스크의 순서로 보고 멈추기"""
    return answers_of([in_task_order(workers) for workers in WORKER_COUNTS])


def stopping(enough):
    """씨앗을 바꾸어 가며, 0이라고 하고 멈춘 번과 참값이 목표의 두 배 밖인 번을 셉니다."""
    stopped = zero = 0
    for seed in range(SEEDS):
        _, share = until(enough, (hits_of(task, seed) for task in range(1000)))
        zero += share == 0
        stopped += abs(share - CHANCE) > 2 * WANTED * CHANCE
    return {"answers": None, "stopped": stopped, "zero": zero, "seeds": SEEDS}


def width_only():
    """구간의 폭만 보고 멈추기"""
    return stopping(precise)


def width_and_hits():
    """고침: 20번은 보고, 폭을 보고 멈추기"""
    return stopping(precise_and_seen)


# %%
# 예상
# ------------------------------------------------------------------
#
# 끝난 순서로 보면 워커의 수마다 멈추는 자리가 다르고, 태스크의 순서로 보면 한 가지입니다.
# 한 번도 일어나지 않은 동안의 폭은 0이므로, 폭만 보면 0이라고 하고 멈추는 번이 있을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        as_finished,
        by_task,
        width_only,
        width_and_hits,
        facts={
            "answers": "서로 다른 답(가지)",
            "zero": "확률이 0이라고 한 번(번)",
            "stopped": "참값에서 목표의 두 배 넘게 빗나간 번(번)",
            "seeds": "씨앗을 바꾼 번(번)",
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
# 끝난 순서로 보면, 멈출 때 어느 태스크까지 들어 있는지가 워커의 수와 부하에 달립니다. 씨앗이 태스크마다 있어도 답이 갈립니다.
# 태스크의 순서로 보면 언제나 앞에서부터 몇 개이므로, 몇이 하든 같은 자리에서 멈춥니다. 대신 앞의 것이 늦으면 뒤의 것은 끝나고도 기다립니다.
#
# 폭은 모은 것에서 어림한 값이라, 우연히 작을 때 멈추게 됩니다. 한 번도 일어나지 않았으면 폭은 0입니다.
# 그래서 얼마나 보았는지도 함께 정해야 합니다. 그래도 멈추는 자리를 결과를 보고 골랐으므로, 구간은 조금 낙관적입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``FEWEST_HITS``를 ``1``로 줄여 보십시오. 한 번이라도 보았으면 폭이 0이 아니므로, 그것만으로도 0이라고 하는 번이 없어집니다.
