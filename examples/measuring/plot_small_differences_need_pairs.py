# 실행: python plot_small_differences_need_pairs.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
5 % 차이를 보려면 짝이 여럿 있어야 합니다
==================================================================

어떤 방법이 5 % 빠르다고 말하려면 몇 번을 재어야 할까요?
5 % 더 일하는 함수와 비교하며, 짝의 수를 늘릴 때 비가 얼마나 또렷해지는지 봅니다.

이 실험은 :doc:`이 책의 숫자를 믿는 법 </measuring>`에 나옵니다.
"""

import math
import statistics
import time

STEPS = 20_000
MORE_STEPS = 21_000
PAIRS = (2, 5, 10, 20, 50)
TRIALS = 15

# %%
# 재는 코드
# ------------------------------------------------------------------


def time_of(steps):
    """정해진 만큼 세고 걸린 시간(초)을 돌려줍니다."""
    started = time.perf_counter()
    total = 0
    for step in range(steps):
        total ^= step
    return time.perf_counter() - started


def ratio(pairs):
    """짝을 여러 개 번갈아 재어 구한 비입니다."""
    logs = [math.log(time_of(MORE_STEPS) / time_of(STEPS)) for _ in range(pairs)]
    return math.exp(statistics.median(logs))


def spread_of_ratio(pairs):
    """같은 수의 짝으로 거듭 어림했을 때, 어림들의 표준편차(%)를 돌려줍니다."""
    time_of(STEPS)
    found = [ratio(pairs) for _ in range(TRIALS)]
    return {"spread": statistics.stdev(found) * 100, "value": statistics.median(found)}


# %%
# 예상
# ------------------------------------------------------------------
#
# 짝이 네 배가 되면 흩어짐은 절반이 됩니다. 흩어짐이 2.5 %보다 작아지는 자리부터 5 %를 말할 수 있습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        *(
            Contender(spread_of_ratio, (pairs,), name=f"pairs_{pairs}", label=f"짝 {pairs}개")
            for pairs in PAIRS
        ),
        measured={"spread": "비의 흩어짐(%)", "value": "어림한 비(배)"},
        times=3,
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
# 흩어짐의 두 배가 차이보다 작아야 차이를 보았다고 할 수 있습니다.
# 기계가 시끄러울수록 짝이 더 있어야 합니다. 그래서 이 책은 짝의 수를 정해 두지 않고, 구간의 폭을 보고 더 잽니다.
# 구간이 1을 품으면 '차이를 확인하지 못함'이라고 적습니다. 차이가 없다는 뜻이 아니라 이 만큼 재어서는 보이지 않는다는 뜻입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``MORE_STEPS``를 ``20_200``으로 줄여 1 %를 찾아보십시오. 짝이 25배 있어야 합니다.
