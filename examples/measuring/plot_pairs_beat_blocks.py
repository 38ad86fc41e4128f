# 실행: python plot_pairs_beat_blocks.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
몰아서 재지 않고 번갈아 재면 답에 가까워집니다
==================================================================

한 방법을 다 재고 나서 다른 방법을 재는 것이 보통입니다. 그사이 기계의 빠르기가 바뀌면 어떻게 될까요?
답이 1.25인 비를 두 가지 순서로 재어, 어느 쪽이 답에서 얼마나 벗어나는지 봅니다. 표본의 수는 같습니다.

이 실험은 :doc:`이 책의 숫자를 믿는 법 </measuring>`에 나옵니다.
"""

import math
import statistics
import time

UNIT = 20_000
SAMPLES = 10
ESTIMATES = 12
TRUTH = 1.25

# %%
# 재는 코드
# ------------------------------------------------------------------


def time_of(units):
    """정해진 몫의 일을 하고 걸린 시간(초)을 돌려줍니다."""
    started = time.perf_counter()
    total = 0
    for step in range(units * UNIT):
        total ^= step
    return time.perf_counter() - started


def ratio_by_blocks():
    """다섯 몫을 다 재고 나서 네 몫을 잽니다."""
    fives = [time_of(5) for _ in range(SAMPLES)]
    fours = [time_of(4) for _ in range(SAMPLES)]
    return statistics.median(fives) / statistics.median(fours)


def ratio_by_pairs():
    """번갈아 재고, 짝마다 구한 비의 중앙값을 봅니다."""
    logs = [math.log(time_of(5) / time_of(4)) for _ in range(SAMPLES)]
    return math.exp(statistics.median(logs))


def errors_of(estimate):
    """같은 방식으로 여러 번 어림해, 답에서 벗어난 정도(%)를 돌려줍니다."""
    time_of(5)
    found = [abs(estimate() / TRUTH - 1) * 100 for _ in range(ESTIMATES)]
    return {"worst": max(found), "usual": statistics.median(found)}


def blocks():
    """몰아서 재기"""
    return errors_of(ratio_by_blocks)


def pairs():
    """번갈아 재기"""
    return errors_of(ratio_by_pairs)


# %%
# 예상
# ------------------------------------------------------------------
#
# 조용한 기계에서는 둘이 비슷하고, 바쁜 기계에서는 몰아서 잰 쪽이 크게 벗어납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        blocks,
        pairs,
        measured={"worst": "가장 크게 벗어난 정도(%)", "usual": "벗어난 정도의 중앙값(%)"},
        times=4,
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
# 기계가 느려지는 때는 몇십 ms에서 몇 초씩 이어집니다. 몰아서 재면 그때 걸린 방법만 손해를 봅니다.
# 번갈아 재면 두 방법이 함께 느려지고, 비에서는 지워집니다.
#
# 이 책의 표와 그림에 나오는 비는 모두 이렇게 구한 것입니다. 순서까지 매 회 섞습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# 다른 창에서 무거운 프로그램을 돌리면서 다시 재어 보십시오. 위쪽 막대만 길어집니다.
