# 실행: python plot_queue_model_predicts_the_wait.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
줄의 모델은 지연이 얼마나 늘어날지 미리 말합니다
==================================================================

시뮬레이터는 시계를 보지 않고 도착과 처리의 시각을 계산할 뿐입니다. 그 계산이 정말로 도는 서버와 맞을까요?
같은 때에 도착하는 요청을 워커 둘에게 맡기고, 줄에서 기다린 시간을 모델의 계산과 비교합니다.

이 실험은 :doc:`몇 개까지 함께 기다릴 수 있는가 </comparison/concurrency>`의 시뮬레이터 곁에 나옵니다.
"""

import statistics
import time
from queue import Queue
from threading import Thread

WORKERS = 2
SERVICE_SECONDS = 0.005
REQUESTS = 60
SEED = 5
TIMES = 2

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 요청은 정해진 때에 줄에 들어오고, 워커는 하나를 꺼내 처리합니다. 처리는 잠자는 것이라 코어를 다투지 않습니다.


def serve(line, waited, served):
    """줄에서 하나씩 꺼내, 들어오기로 한 때부터 기다린 시간과 처리한 시간을 적습니다."""
    while (due := line.get()) is not None:
        started = time.perf_counter()
        waited.append(started - due)
        time.sleep(SERVICE_SECONDS)
        served.append(time.perf_counter() - started)


def run(gaps):
    """요청을 제때 넣고, 모두 처리하면 기다린 시간들과 처리한 시간들을 돌려줍니다."""
    line, waited, served = Queue(), [], []
    workers = [Thread(target=serve, args=(line, waited, served)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    due = time.perf_counter()
    for gap in gaps:
        due += gap
        time.sleep(max(0.0, due - time.perf_counter()))
        line.put(due)
    for _ in workers:
        line.put(None)
    for worker in workers:
        worker.join()
    return waited, served


def compared(load):
    """이용률을 정해 재고, 처리한 시간의 중앙값을 넣은 모델과 비교합니다."""
    from parabook.simulators import crowds

    spacing = SERVICE_SECONDS / (WORKERS * load)
    gaps = crowds.gaps(REQUESTS, crowds.RANDOM, SEED)
    # 방해는 기다림을 늘리기만 하므로, 덜 방해받은 것을 씁니다.
    runs = (run([gap * spacing for gap in gaps]) for _ in range(TIMES))
    waited, served = min(runs, key=lambda found: sum(found[0]))
    service = statistics.median(served)
    told = crowds.waits(gaps, [1.0] * REQUESTS, spacing, service, WORKERS)
    took, predicted = (statistics.fmean(found) + service for found in (waited, told))
    return {
        "took": 1000 * took,
        "predicted": 1000 * predicted,
        "error": took / predicted,
        "service": 1000 * service,
    }


def half_full():
    """이용률 50 %"""
    return compared(0.5)


def nearly_full():
    """이용률 85 %"""
    return compared(0.85)


def over_full():
    """이용률 110 %"""
    return compared(1.1)


# %%
# 예상
# ------------------------------------------------------------------
#
# 도착한 때와 처리하는 시간을 알면 줄은 계산으로 정해집니다. 그러니 잰 지연은 계산한 것과 비슷하고,
# 깨어나는 것이 늦은 만큼만 더 깁니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        half_full,
        nearly_full,
        over_full,
        measured={
            "took": "잰 지연의 평균(ms)",
            "predicted": "모델이 계산한 지연의 평균(ms)",
            "error": "잰 것을 계산한 것으로 나눈 값(배)",
            "service": "하나를 처리한 시간의 중앙값(ms)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="error")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 비가 1에 가까우면 시뮬레이터의 말을 믿어도 됩니다. 1보다 크면 모델에 없는 것이 있습니다:
# 워커가 늦게 깨어나고, 넣는 스레드도 제때보다 조금 늦습니다.
#
# 처리하는 시간이 들쭉날쭉하면 같은 이용률에서도 줄이 더 깁니다. 여기서는 늘 같은 시간 동안 잡니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SERVICE_SECONDS``를 ``0.0005``로 줄여 보십시오. 늦게 깨어나는 시간이 처리하는 시간과 비교할 만해져서 모델이 더 빗나갑니다.
