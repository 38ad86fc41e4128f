# 실행: python plot_full_house_grows_a_queue.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
평균 점유만큼만 두면 줄이 끝없이 자랍니다
==================================================================

1초에 100개가 도착하고 하나에 50 ms가 걸리면, 리틀의 법칙으로 평균 다섯이 함께 있습니다.
그러면 동시성을 다섯으로 두면 될까요? 도착이 고르지 않은 2만 개를 시늉으로 흘려 보냈습니다.

이 실험은 :doc:`몇 개까지 함께 기다릴 수 있는가 </comparison/concurrency>`에 나옵니다.
"""

import heapq
import random
import statistics

PER_SECOND = 100
SERVICE_SECONDS = 0.05
ARRIVALS = 20_000
SEED = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시계를 쓰지 않고 시각을 계산합니다. 그래서 어느 기계에서나 같은 값이 나옵니다.


def arrivals():
    """고르지 않게 도착하는 시각들. 사이는 평균이 정해진 지수 분포입니다."""
    pick = random.Random(SEED)  # noqa: S311 - 되풀이할 수 있어야 합니다.
    now = 0.0
    for _ in range(ARRIVALS):
        now += pick.expovariate(PER_SECOND)
        yield now


def waits(concurrency):
    """도착한 것마다, 자리가 날 때까지 줄에서 기다린 시간입니다."""
    free_at = [0.0] * concurrency
    for arrived in arrivals():
        started = max(arrived, heapq.heappop(free_at))
        heapq.heappush(free_at, started + SERVICE_SECONDS)
        yield started - arrived


def facts_of(concurrency):
    """줄에서 기다린 시간을 처리 시간 하나와 비교합니다."""
    waited = [wait / SERVICE_SECONDS for wait in waits(concurrency)]
    half = ARRIVALS // 2
    return {
        "first": statistics.fmean(waited[:half]),
        "second": statistics.fmean(waited[half:]),
        "p99": statistics.quantiles(waited, n=100)[98],
    }


def five():
    """동시성 5: 평균 점유와 같게"""
    return facts_of(5)


def six():
    """동시성 6: 이용률 83 %"""
    return facts_of(6)


def eight():
    """동시성 8: 이용률 63 %"""
    return facts_of(8)


# %%
# 예상
# ------------------------------------------------------------------
#
# 다섯이면 자리가 한 번도 비지 않아야 도착을 따라갑니다. 어쩌다 빈 틈은 되찾을 수 없으므로, 줄은 갈수록 길어집니다.
# 이용률이 6할쯤인 여덟이면 p99도 처리 시간 하나보다 짧을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        five,
        six,
        eight,
        facts={
            "first": "앞의 절반이 줄에서 기다린 시간, 처리 시간 대비(배)",
            "second": "뒤의 절반이 줄에서 기다린 시간, 처리 시간 대비(배)",
            "p99": "줄에서 기다린 시간의 p99, 처리 시간 대비(배)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="p99")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 다섯의 뒤의 절반이 앞의 절반보다 오래 기다린 것을 보십시오. 오래 돌릴수록 더 나빠진다는 뜻입니다.
# 리틀의 법칙이 말하는 다섯은 함께 있는 **평균**이지, 두어야 할 자리의 수가 아닙니다.
# 처음부터 모두 쌓여 있는 일(주소의 목록)이면 다릅니다. 자리가 비는 일이 없으므로 다섯이 정말로 1초에 100개를 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SEED``를 바꾸어 보십시오. 다섯의 값은 크게 달라지고 여덟의 값은 거의 그대로입니다.
