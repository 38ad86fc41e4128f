"""방법마다 걸릴 시간과 메모리를 계산하는 식.

책의 지도와 고르는 도구가 같은 식을 씁니다. 식은 여기에만 있고, 사이트의 자바스크립트는 이 파일을 옮긴 것입니다.
그래서 여기에는 수의 계산, 조건, 정해진 값들을 도는 고리만 씁니다(`parabook.book.pages.javascript`).

`work`는 할 일, `costs`는 그 기계에서 잰 값들입니다. 칸의 뜻과 단위는 `parabook.choice.workload`의 `Work`와 `Costs`에 있습니다.
"""

import math
from collections.abc import Callable

from parabook.choice.workload import Costs, Work

Formula = Callable[[Work, Costs, int], float]

Limit = Callable[[Work], int]

MANY = (2, 4, 8, 16, 32, 64, 128, 256, 512)
"""비교해 볼 스레드의 수. 몇백까지만 봅니다. 그보다 많이 함께 기다릴 일은 비동기가 맡습니다."""

FEW = (2, 4, 8, 16, 32, 61)
"""비교해 볼 프로세스의 수. Windows의 풀은 61개까지입니다."""

ONE = (1,)
"""워커의 수를 고를 것이 없는 방법."""

PROCESSES_PER_CORE = 2
"""기다리는 일에 코어마다 두는 프로세스의 한도. 기다림을 더 겹치려면 프로세스가 아니라 스레드나 태스크를 둡니다."""

WORTH_DOUBLING = 0.97
"""워커를 더 둘 만하려면, 시간이 이 몫보다 짧아져야 합니다."""

CHUNKS_PER_WORKER = 4
"""프로세스마다 나누어 줄 청크의 수. 일이 고르지 않아도 끝이 비슷해지는 만큼입니다."""


def gain(workers: int, cores: int, each: float) -> float:
    """워커들이 함께 계산할 때, 하나의 몇 배를 하는지 계산합니다. `each`는 하나를 더할 때 느는 비율입니다."""
    together = min(workers, cores)
    return max(0.1, 1 + (together - 1) * each)


def thread_speed(work: Work, costs: Costs, workers: int) -> float:
    """스레드들이 함께 계산할 때, 하나의 몇 배를 하는지 계산합니다.

    GIL을 잡는 몫은 한 번에 한 스레드만 하므로, 그 몫이 반이면 두 배를 넘지 못합니다.
    놓는 몫은 프로세스처럼 코어에 나뉩니다.
    """
    alike = gain(workers, work.cores, costs.thread_gain)
    if work.held >= 1:
        return alike
    spread = gain(workers, work.cores, costs.process_gain)
    if work.held > 0:
        spread = min(spread, 1 / work.held)
    return max(alike, spread)


def waiting(work: Work, late: float) -> float:
    """작업 하나가 기다리는 시간(초)입니다. 기다리면 늘 조금씩 늦게 깨어납니다."""
    if work.wait <= 0:
        return 0
    return work.wait + late


WORTH_HANDING_OVER = 0.01
"""기다리는 일에서 따로 떼어 프로세스에 맡길 만한 계산(초).

이보다 짧은 계산은 대개 보내고 받는 라이브러리 자신의 것이라 떼어 낼 수 없고, 이벤트 루프를 오래 막지도 않습니다.
"""


def suits_any(_work: Work) -> int:
    """어느 일에나 쓸 수 있는 방법입니다."""
    return 1


def suits_both(work: Work) -> int:
    """기다림과 계산을 나누어 맡길 만한 일이면 1입니다."""
    return 1 if work.wait > 0 and work.compute >= WORTH_HANDING_OVER else 0


def most_of_any(work: Work) -> int:
    """워커의 한도입니다. 작업보다 많이 두어도 할 것이 없습니다."""
    return work.tasks


def most_processes(work: Work) -> int:
    """프로세스의 한도입니다. 계산은 코어의 수까지만 겹칩니다."""
    each = PROCESSES_PER_CORE if work.wait > 0 else 1
    return min(work.tasks, work.cores * each)


def most_computing(work: Work) -> int:
    """계산만 맡는 프로세스의 한도입니다. 기다림은 이벤트 루프가 맡습니다."""
    return min(work.tasks, work.cores)


def travelling(work: Work) -> float:
    """작업 하나에 오가는 데이터(바이트)입니다. 프로세스에 맡기면 보내고 돌려받습니다."""
    return work.data + work.result


def computing_together(work: Work, workers: int) -> int:
    """함께 계산할 수 있는 워커의 수입니다. 이보다 여럿으로 나눌 수 있는 계산은 없습니다."""
    return min(workers, work.cores)


def sequential_floor(work: Work, _costs: Costs, _workers: int) -> float:
    """하나씩 순서대로 하면 이보다 빠를 수 없는 시간(초)입니다."""
    return work.tasks * (work.compute + work.wait)


def thread_floor(work: Work, costs: Costs, workers: int) -> float:
    """스레드로는 이보다 빠를 수 없는 시간(초)입니다. GIL을 잡는 계산은 나뉘지 않습니다."""
    held = work.held if costs.thread_gain <= 0 else 0
    together = computing_together(work, workers)
    speed = min(together, 1 / held) if held > 0 else together
    rounds = math.ceil(work.tasks / workers)
    return max(rounds * (work.wait + work.compute), work.tasks * work.compute / speed)


def coroutine_floor(work: Work, _costs: Costs, _workers: int) -> float:
    """비동기로는 이보다 빠를 수 없는 시간(초)입니다. 기다림은 모두 겹치고 계산은 나뉘지 않습니다."""
    return max(work.wait + work.compute, work.tasks * work.compute)


def process_floor(work: Work, _costs: Costs, workers: int) -> float:
    """프로세스로는 이보다 빠를 수 없는 시간(초)입니다. 기다림은 워커의 수만큼, 계산은 코어의 수만큼 겹칩니다."""
    rounds = math.ceil(work.tasks / workers)
    speed = computing_together(work, workers)
    return max(rounds * (work.wait + work.compute), work.tasks * work.compute / speed)


def mixed_floor(work: Work, _costs: Costs, workers: int) -> float:
    """기다림은 모두 겹치고 계산은 프로세스로 나누어도 이보다 빠를 수 없는 시간(초)입니다."""
    speed = computing_together(work, workers)
    return max(work.wait + work.compute, work.tasks * work.compute / speed)


def sequential_seconds(work: Work, costs: Costs, _workers: int) -> float:
    """하나씩 순서대로 하는 시간(초)입니다."""
    return work.tasks * (work.compute + costs.call + waiting(work, costs.sleep_late))


def sequential_bytes(work: Work, costs: Costs, _workers: int) -> float:
    """하나씩 순서대로 할 때의 메모리(바이트)입니다. 데이터와 결과를 목록으로 잡고 있습니다."""
    return costs.base_bytes + work.tasks * travelling(work)


def thread_seconds(work: Work, costs: Costs, workers: int) -> float:
    """스레드 풀에 맡기는 시간(초)입니다.

    GIL을 잡는 계산의 합보다 빨라질 수 없고, 기다림은 워커의 수만큼만 겹칩니다.
    """
    each = costs.thread_task * (1 + costs.thread_crowd * math.log2(workers))
    speed = thread_speed(work, costs, workers)
    pause = waiting(work, costs.sleep_late)
    own = (work.compute + each) / speed
    rounds = math.ceil(work.tasks / workers)
    last = work.tasks - (rounds - 1) * workers
    return costs.thread_start * workers + max(
        work.tasks * own + pause,
        rounds * (work.compute + each + pause) + (last - 1) * own,
    )


def thread_bytes(work: Work, costs: Costs, workers: int) -> float:
    """스레드 풀의 메모리(바이트)입니다."""
    return costs.base_bytes + workers * costs.thread_bytes + work.tasks * travelling(work)


def coroutine_seconds(work: Work, costs: Costs, _workers: int) -> float:
    """코루틴으로 함께 기다리는 시간(초)입니다. 계산은 하나씩 합니다.

    모두 시작하는 데 드는 비용은 먼저 시작한 것의 기다림에 가려집니다.
    """
    half = costs.coroutine_task / 2
    ticks = math.ceil(work.wait / costs.timer_tick)
    pause = ticks * costs.timer_tick + costs.timer_late if ticks > 0 else 0
    return (
        costs.coroutine_start + max(work.tasks * half, pause) + work.tasks * (work.compute + half)
    )


def coroutine_bytes(work: Work, costs: Costs, _workers: int) -> float:
    """코루틴으로 함께 기다릴 때의 메모리(바이트)입니다."""
    return costs.base_bytes + work.tasks * (costs.coroutine_bytes + travelling(work))


def chunk_of(work: Work, workers: int) -> int:
    """프로세스에 한 번에 보낼 작업의 수입니다."""
    return math.ceil(work.tasks / (CHUNKS_PER_WORKER * workers))


def process_seconds(work: Work, costs: Costs, workers: int) -> float:
    """새로 만든 프로세스 풀에 청크로 맡기는 시간(초)입니다. 풀을 시작하고 끝내는 비용이 들어 있습니다."""
    chunk = chunk_of(work, workers)
    chunks = math.ceil(work.tasks / chunk)
    rounds = math.ceil(chunks / workers)
    pause = waiting(work, costs.sleep_late)
    ship = (
        work.tasks * (costs.process_task + travelling(work) * costs.process_byte)
        + chunks * costs.process_chunk
    )
    speed = gain(workers, work.cores, costs.process_gain)
    busy = work.tasks * work.compute + ship
    return (
        costs.process_start
        + workers * costs.process_each
        + ship / chunks
        + max(
            ship,
            busy / speed + pause,
            rounds * chunk * (work.compute + costs.call + pause),
        )
    )


def process_bytes(work: Work, costs: Costs, workers: int) -> float:
    """프로세스 풀의 메모리(바이트)입니다. 데이터는 보내는 쪽과 받는 쪽에 모두 있습니다."""
    return (
        costs.base_bytes
        + workers * (costs.process_bytes + chunk_of(work, workers) * travelling(work))
        + work.tasks * travelling(work)
    )


def mixed_seconds(work: Work, costs: Costs, workers: int) -> float:
    """기다림은 이벤트 루프에서 모두 겹치고, 계산은 하나씩 프로세스 풀에 맡기는 시간(초)입니다."""
    ticks = math.ceil(work.wait / costs.timer_tick)
    pause = ticks * costs.timer_tick + costs.timer_late if ticks > 0 else 0
    each = costs.process_task + costs.process_chunk + travelling(work) * costs.process_byte
    ship = work.tasks * (costs.coroutine_task + each)
    speed = gain(workers, work.cores, costs.process_gain)
    rounds = math.ceil(work.tasks / workers)
    return (
        costs.coroutine_start
        + costs.process_start
        + workers * costs.process_each
        + pause
        + max(
            ship,
            (work.tasks * work.compute + ship) / speed,
            rounds * (work.compute + costs.call),
        )
    )


def mixed_bytes(work: Work, costs: Costs, workers: int) -> float:
    """비동기와 프로세스 풀을 함께 쓸 때의 메모리(바이트)입니다."""
    return (
        costs.base_bytes
        + workers * (costs.process_bytes + travelling(work))
        + work.tasks * (costs.coroutine_bytes + travelling(work))
    )


def fastest(  # noqa: PLR0917 - 방법 하나를 이루는 식들이고, 자바스크립트에는 이름 있는 인자가 없습니다.
    work: Work,
    costs: Costs,
    choices: tuple[int, ...],
    most: Limit,
    seconds: Formula,
    size: Formula,
) -> int:
    """메모리 안에서 가장 빠른 워커의 수를 고릅니다. 들어가는 것이 없으면 0입니다.

    한도보다 많은 수는 한도로 봅니다. 조금 빨라지자고 워커를 두 배로 늘리지 않습니다.
    """
    best = 0
    least = math.inf
    for choice in choices:
        workers = min(choice, most(work))
        if size(work, costs, workers) <= work.memory:
            took = seconds(work, costs, workers)
            if took < least * WORTH_DOUBLING:
                best = workers
                least = took
    return best
