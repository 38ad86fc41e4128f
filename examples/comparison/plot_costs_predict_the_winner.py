# 실행: python plot_costs_predict_the_winner.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
비용 몇 가지를 재면 어느 방법이 빠를지 미리 알 수 있습니다
==================================================================

재어 보지 않은 일에 어느 방법이 가장 빠를까요?
방법마다 시작하고 맡기고 기다리는 비용을 먼저 재어 두고, 그것만으로 처음 보는 일의 시간을 계산합니다.
그다음에 정말로 재어, 얼마나 맞혔는지 봅니다.

이 실험은 :doc:`어느 방법이 빠를지 예측하기 </comparison/map>`에 나옵니다.
"""

import asyncio
import math
import multiprocessing
import os
import random
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from threading import Event

QUICK = os.environ.get("PARABOOK_BUDGET") in {"quick", "once"}
WORKS = 6 if QUICK else 18
REPEATS = 1 if QUICK else 2
SEED = 1963
SHORTEST_SECONDS, LONGEST_SECONDS = 0.015, 0.06

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 같은 일을 하는 다섯 가지 방법입니다. 작업 하나는 데이터를 받고, 기다리고, 계산합니다. 계산은 GIL을 놓지 않는 파이썬 코드입니다.


def compute(steps):
    """파이썬으로 하는 계산입니다."""
    total = 0
    for _ in repeat(None, steps):
        total ^= 1
    return total


def task(data, steps, wait):
    """기다리고 나서 계산합니다."""
    if wait:
        time.sleep(wait)
    return compute(steps) + len(data)


async def task_async(data, steps, wait):
    """코루틴으로 적은 같은 작업입니다."""
    if wait:
        await asyncio.sleep(wait)
    return compute(steps) + len(data)


def sequential(items, steps, wait, _workers=1):
    """하나씩 순서대로 합니다."""
    return [task(item, steps, wait) for item in items]


def threads(items, steps, wait, workers):
    """새 스레드 풀에 맡깁니다."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(task, items, [steps] * len(items), [wait] * len(items)))


async def together(items, steps, wait):
    """모두 함께 기다립니다."""
    return await asyncio.gather(*(task_async(item, steps, wait) for item in items))


def coroutines(items, steps, wait, _workers=1):
    """코루틴으로 함께 기다립니다."""
    return asyncio.run(together(items, steps, wait))


def processes(items, steps, wait, workers, chunk=0):
    """새 프로세스 풀에 청크로 맡깁니다."""
    chunk = chunk or math.ceil(len(items) / (4 * workers))
    with ProcessPoolExecutor(workers) as pool:
        rest = [steps] * len(items), [wait] * len(items)
        return list(pool.map(task, items, *rest, chunksize=chunk))


async def wait_then_hand_over(pool, item, steps, wait):
    """이벤트 루프에서 기다리고, 계산만 프로세스에 맡깁니다."""
    if wait:
        await asyncio.sleep(wait)
    return await asyncio.get_running_loop().run_in_executor(pool, task, item, steps, 0)


async def together_and_spread(items, steps, wait, workers):
    """기다림은 모두 겹치고, 계산은 프로세스에 나눕니다."""
    with ProcessPoolExecutor(workers) as pool:
        return await asyncio.gather(
            *(wait_then_hand_over(pool, item, steps, wait) for item in items)
        )


def mixed(items, steps, wait, workers):
    """비동기로 기다리고, 새 프로세스 풀에서 계산합니다."""
    return asyncio.run(together_and_spread(items, steps, wait, workers))


METHODS = {
    "sequential": sequential,
    "threads": threads,
    "coroutines": coroutines,
    "processes": processes,
    "mixed": mixed,
}

# %%
# 방법마다 드는 비용
# ------------------------------------------------------------------
#
# 아무것도 하지 않는 작업을 크기를 바꾸어 가며 시키고, 그 차이에서 하나에 드는 비용을 구합니다.

MANY = 2000
WAIT_SECONDS = 0.005
NOTHING = (0, 0)


def typical(method, *arguments, times=3):
    """한 번 하는 데 드는 시간(초)의 중앙값입니다."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        method(*arguments)
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def empty(count):
    """데이터가 없는 작업 여럿입니다."""
    return [b""] * count


def cores():
    """이 프로세스가 쓸 수 있는 코어의 수입니다."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def step_seconds():
    """계산의 한 걸음에 드는 시간(초)입니다. 방해받지 않은 것, 곧 가장 짧은 것을 씁니다."""
    return min(typical(compute, 50_000, times=1) for _ in range(5)) / 50_000


def price_of_one():
    """순차 실행의 비용"""
    late = typical(sequential, empty(4), 0, WAIT_SECONDS) / 4 - WAIT_SECONDS
    call = typical(sequential, empty(MANY), *NOTHING) / MANY
    return {"call": call, "sleep_late": max(0, late)}


def price_of_coroutines():
    """코루틴의 비용"""
    start = typical(coroutines, empty(1), *NOTHING)
    each = (typical(coroutines, empty(MANY), 0, 1e-4) - start) / MANY
    late = typical(coroutines, empty(1), 0, WAIT_SECONDS) - start - WAIT_SECONDS
    # 이벤트 루프는 기다림을 운영 체제가 아는 눈금으로 올려서 기다립니다. Linux에서는 1 ms입니다.
    tick = round(typical(coroutines, empty(1), 0, 1e-4) - start, 3)
    return {
        "coroutine_start": start,
        "coroutine_task": each,
        "timer_late": max(0, late),
        "timer_tick": max(1e-4, tick),
    }


def price_of_threads():
    """스레드의 비용"""
    few, many = 2, 64
    one = typical(threads, empty(MANY), *NOTHING, few) / MANY
    crowded = typical(threads, empty(MANY), 0, 1e-4, many) / MANY
    start = max(1e-6, typical(threads, empty(many), *NOTHING, many) / many - one)
    grown = (crowded - start * many / MANY) / one - 1
    crowd = max(0, grown / (math.log2(many) - math.log2(few)))
    # 스레드 하나일 때의 비용으로 되돌립니다.
    base = one / (1 + crowd)
    return {"thread_start": start, "thread_task": base, "thread_crowd": crowd}


def price_of_processes():
    """프로세스의 비용"""
    few, many, size = 2, 8, 500_000
    pool = typical(processes, empty(few), *NOTHING, few)
    larger = typical(processes, empty(many), *NOTHING, many)
    each = max(1e-4, (larger - pool) / (many - few))
    singly = (typical(processes, empty(500), *NOTHING, few, 1) - pool) / 500
    packed = (typical(processes, empty(MANY), *NOTHING, few) - pool) / MANY
    full = [bytes(size) for _ in range(40)]
    sent = typical(processes, full, *NOTHING, few) - pool
    return {
        "process_start": max(1e-4, pool - few * each),
        "process_each": each,
        "process_task": max(1e-7, packed),
        "process_chunk": max(1e-6, singly - packed),
        "process_byte": max(0, sent / (len(full) * size)),
    }


def price_of_cores():
    """함께 계산할 때 느는 비율"""
    workers, tasks = cores(), 40
    nothing, full = (
        (empty(tasks), *NOTHING),
        # 시작하고 맡기는 비용은 계산에 가려지기도 합니다. 그 몫이 작아지도록 길게 계산합니다.
        (empty(tasks), round(0.15 / tasks / step_seconds()), 0),
    )
    ways = {
        "alone": (sequential, *full),
        "threads": (threads, *full, workers),
        "starting threads": (threads, *nothing, workers),
        "processes": (processes, *full, workers),
        "starting processes": (processes, *nothing, workers),
    }
    gains = {"threads": [], "processes": []}
    for _ in range(3):
        # 순서를 섞습니다. 언제나 같은 것 뒤에 재면, 앞의 것이 남긴 사정이 비에 들어갑니다.
        order = random.sample(list(ways), len(ways))
        took = {name: typical(*ways[name], times=1) for name in order}
        for name, found in gains.items():
            # 시작하고 맡기는 비용은 따로 재었으므로 뺍니다.
            computing = max(took[name] - took[f"starting {name}"], took["alone"] / workers)
            found.append(took["alone"] / computing)
    more = max(1, workers - 1)
    return {
        "thread_gain": (middle(gains["threads"]) - 1) / more,
        "process_gain": (middle(gains["processes"]) - 1) / more,
    }


def bytes_of(pid):
    """프로세스 하나의 메모리(바이트)입니다. 나누어 쓰는 페이지는 나누어 셉니다(PSS). Linux가 아니면 RSS입니다."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        import psutil

        return psutil.Process(pid).memory_info().rss
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def own_bytes(pids=()):
    """이 프로세스와 다른 프로세스들의 메모리의 합(바이트)입니다."""
    return sum(map(bytes_of, (os.getpid(), *pids)))


def memory_of_threads():
    """기다리는 스레드의 메모리"""
    own_bytes()
    base, leave, count = own_bytes(), Event(), 200
    with ThreadPoolExecutor(count) as pool:
        for _ in range(count):
            pool.submit(leave.wait)
        added = own_bytes() - base
        leave.set()
    return {"base_bytes": base, "thread_bytes": added / count}


async def hold(count):
    """태스크 여럿을 기다리게 하고 메모리를 봅니다."""
    base = own_bytes()
    tasks = [asyncio.create_task(task_async(b"", 0, 60)) for _ in range(count)]
    await asyncio.sleep(0)
    added = own_bytes() - base
    for waiting in tasks:
        waiting.cancel()
    await asyncio.wait(tasks)
    return {"coroutine_bytes": added / count}


def memory_of_coroutines():
    """기다리는 태스크의 메모리"""
    own_bytes()
    return asyncio.run(hold(2000))


def memory_of_processes():
    """풀의 프로세스의 메모리"""
    own_bytes()
    base, count = own_bytes(), 4
    with ProcessPoolExecutor(count) as pool:
        list(pool.map(task, empty(count * 4), [0] * count * 4, [0.002] * count * 4))
        added = own_bytes([child.pid for child in multiprocessing.active_children()]) - base
    return {"process_bytes": added / count}


# %%
# 처음 보는 일을 재는 법
# ------------------------------------------------------------------
#
# 일은 씨앗을 정해 아무렇게나 뽑습니다. 작업의 수, 계산, 기다림, 데이터가 몇 자릿수에 걸쳐 다릅니다.
# 일마다 방법을 모두 순서를 섞어 재고, 계산으로 고른 방법이 정말로 빨랐는지 봅니다.


def any_work(draw):
    """작업의 수, 계산(초), 기다림(초), 데이터(바이트)를 뽑습니다. 순차 실행으로 15 ms에서 60 ms인 일입니다."""
    while True:
        tasks = round(10 ** draw.uniform(0.6, 3.3))
        seconds = 10 ** draw.uniform(-6, -1.5)
        wait = draw.choice([0, 10 ** draw.uniform(-3.5, -1)])
        data = draw.choice([0, round(10 ** draw.uniform(3, 6))])
        alone = tasks * (seconds + wait)
        if SHORTEST_SECONDS < alone < LONGEST_SECONDS and tasks * data < 1e8:
            return {"tasks": tasks, "compute": seconds, "wait": wait, "data": data}


def rounds_of(work, names, repeats):
    """방법들을 순서를 섞어 여러 번 재고, 회마다 방법에서 시간(초)으로 가는 사전을 돌려줍니다."""
    items = [bytes(work["data"]) for _ in range(work["tasks"])]
    steps = round(work["compute"] / step_seconds())
    found = []
    for _ in range(repeats):
        took = {}
        for name in random.sample(names, len(names)):
            arguments = items, steps, work["wait"], work["workers"][name]
            took[name] = typical(METHODS[name], *arguments, times=1)
        found.append(took)
    return found


def middle(values):
    """값들의 중앙값입니다."""
    return statistics.median(list(values))


def unseen_works(works):
    """처음 보는 일"""
    losses, firsts, errors = [], [], []
    # 세 번 돌 때마다 3분의 1씩 봅니다. 셋을 더하면 모두 본 만큼입니다.
    for work in random.sample(works, len(works) // 3):
        predicted, chosen = work["seconds"], work["chosen"]
        rounds = rounds_of(work, list(predicted), REPEATS)
        # 회마다 짝지어 비교합니다. 기계가 느려졌다 빨라지는 것은 비에서 사라집니다.
        slower = {name: middle(took[chosen] / took[name] for took in rounds) for name in predicted}
        fastest = max(slower, key=slower.get)
        off = {name: middle(took[name] for took in rounds) / predicted[name] for name in predicted}
        losses.append(slower[fastest])
        firsts.append(off[chosen])
        errors += off.values()
        print(
            f"작업 {work['tasks']:5,}개 · 계산 {work['compute'] * 1e3:6.3f} ms · "
            f"기다림 {work['wait'] * 1e3:5.1f} ms · 데이터 {work['data'] / 1e3:5.0f} KB: "
            f"고른 것 {chosen}, 빠른 것 {fastest}, "
            f"그 {losses[-1]:.2f}배, 예측의 {firsts[-1]:.2f}배"
        )
    errors.sort()
    print(f"가장 잘못 골랐을 때 가장 빠른 것의 {max(losses):.2f}배")
    return {
        "works": len(losses),
        "chosen_well": sum(loss <= 1.15 for loss in losses),
        "timed_well": sum(1 / 1.5 <= first <= 1.5 for first in firsts),
        "error_low": errors[len(errors) // 20],
        "error_high": errors[-1 - len(errors) // 20],
    }


def usual_works(works):
    """흔한 일"""
    inside = 0
    for work in works:
        name, (low, high) = work["chosen"], work["interval"]
        took = rounds_of(work, [name], 1)[0][name]
        inside += low <= took <= high
        print(
            f"{work['label']}: {name} {took:.2f}초, "
            f"예측 {work['seconds'][name]:.2f}초(구간 {low:.2f}–{high:.2f}초)"
        )
    return {"works": len(works), "inside": inside}


# %%
# 예상
# ------------------------------------------------------------------
#
# 방법마다 드는 비용은 자릿수가 다르므로, 대강 계산해도 첫째는 거의 맞힙니다.
# 시간은 그보다 어렵습니다. 그래도 열에 여덟은 한 배 반 안에 듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe
    from parabook.choice.ranking import choose, rank
    from parabook.choice.workload import EXAMPLES, Costs, Work

    prices = observe(
        price_of_one,
        price_of_coroutines,
        price_of_threads,
        price_of_processes,
        price_of_cores,
        memory_of_threads,
        memory_of_coroutines,
        memory_of_processes,
        measured=Costs.facts(),
        times=3,
        deadline_seconds=60,
        part="costs",
    )
    costs = Costs.of(prices)

    def predicted(work):
        """일에, 방법마다 예측한 시간과 워커의 수, 고른 방법을 더해 돌려줍니다."""
        ranked = rank(Work(**work, memory=8e9, cores=prices.machine.usable_cores), costs)
        found = {
            "seconds": {advice.method.name: advice.seconds for advice in ranked},
            "workers": {advice.method.name: advice.workers for advice in ranked},
        }
        return choose(ranked), work | found | {"chosen": choose(ranked).method.name}

    chance = random.Random(SEED)  # noqa: S311 - 암호가 아니라 일을 뽑습니다.
    works = [predicted(any_work(chance))[1] for _ in range(WORKS)]
    result = observe(
        Contender(unseen_works, arguments=(works,)),
        facts={
            "chosen_well": "고른 방법이 가장 빠른 것의 15 % 안에 든 일(개)",
            "timed_well": "고른 방법의 시간이 예측의 한 배 반 안에 든 일(개)",
            "works": "처음 보는 일(개)",
        },
        measured={
            "error_low": "잰 시간 ÷ 예측, 아래에서 5 %(배)",
            "error_high": "잰 시간 ÷ 예측, 위에서 5 %(배)",
        },
        times=3,
        deadline_seconds=180,
    )
    print(result)

    error = [result.fact("unseen_works", f"error_{edge}").value for edge in ("low", "high")]
    usual = []
    for example in EXAMPLES[: 1 if QUICK else None]:
        advice, work = predicted(example.as_work())
        usual.append(work | {"label": example.label, "interval": advice.interval(error)})
    long = observe(
        Contender(usual_works, arguments=(usual,)),
        facts={"inside": "예측한 구간에 든 일(개)", "works": "흔한 일(개)"},
        times=1,
        deadline_seconds=180,
        part="usual",
    )
    print(long)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(prices, show="map")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 지도의 칸마다 작업의 수와 데이터가 다릅니다. 오른쪽으로 갈수록 계산이 길고, 위로 갈수록 기다림이 깁니다.
# 맨 아래의 띠는 기다림이 없는 일입니다. 거기서 계산이 짧으면 순차 실행, 길면 프로세스입니다.
# 조금이라도 기다리면 순차 실행은 물러납니다. 기다림은 나누는 비용이 적은 스레드나 비동기로 겹칩니다.
# 기다림도 계산도 길면, 비동기로 기다리고 계산만 프로세스에 맡깁니다.
# 작업이 적으면 프로세스를 시작하는 비용을 갚지 못해 프로세스의 자리가 오른쪽으로 물러나고,
# 데이터가 크면 보내는 비용 때문에 더 물러납니다.
#
# 흐린 곳에서는 둘 이상의 방법이 거의 같습니다. 그런 곳에서는 빠른 것이 아니라 코드를 덜 바꾸는 것을 골랐습니다.
# NumPy처럼 GIL을 놓는 계산, 풀을 미리 만들어 둔 프로그램, 코어가 더 많은 기계에서는 지도가 달라집니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SEED``를 바꾸어 보십시오. 일이 모두 달라져도 맞히는 비율은 크게 달라지지 않아야 합니다.
