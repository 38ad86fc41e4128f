# 실행: python plot_one_run_lies.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
같은 일을 200번 재면 값이 흩어집니다
==================================================================

시작과 끝에서 시계를 한 번씩 읽어 빼는 것이 가장 흔한 재는 법입니다.
똑같은 일을 그렇게 200번 재면 값은 얼마나 같을까요?

이 실험은 :doc:`이 책의 숫자를 믿는 법 </measuring>`에 나옵니다.
"""

import time

RUNS = 200
STEPS = 20_000

# %%
# 재는 코드
# ------------------------------------------------------------------


def same_work():
    """한 글자도 바뀌지 않는 일입니다."""
    total = 0
    for step in range(STEPS):
        total += step
    return total


def times_of_one_work():
    """같은 일을 200번 재어, 걸린 시간(초)을 작은 것부터 돌려줍니다."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        same_work()
        times.append(time.perf_counter() - started)
    return sorted(times)


def measured_twice():
    """한 번씩 재어 비교하기"""
    times = times_of_one_work()
    return {"times": times[-1] / times[0]}


def middle_of_many():
    """200번의 중앙값으로 비교하기"""
    first, second = times_of_one_work(), times_of_one_work()
    middles = sorted((first[RUNS // 2], second[RUNS // 2]))
    return {"times": middles[1] / middles[0]}


# %%
# 예상
# ------------------------------------------------------------------
#
# 한 번씩만 재었다면, 운이 나쁠 때 같은 일이 몇 십 퍼센트나 다르게 보입니다.
# 여러 번의 중앙값끼리 비교하면 차이가 줄어듭니다. 그러나 없어지지는 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        measured_twice,
        middle_of_many,
        measured={"times": "느린 것을 빠른 것으로 나눈 값(배)"},
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
# 점 하나가 새 인터프리터 하나입니다. 위의 막대는 200번 가운데 가장 느린 것이 가장 빠른 것보다 얼마나 느렸는지입니다.
# 처음 몇 번은 인터프리터가 코드를 익히느라 느리고, 나머지는 운영 체제와 이웃이 끼어들어 느립니다.
#
# 어느 하나도 잘못 잰 값이 아닙니다. 모두 그때 걸린 시간입니다.
# 그래서 이 책은 시간 하나가 아니라 여러 시간의 가운데와 퍼짐을 적습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``STEPS``를 ``200``으로 줄여 보십시오. 짧은 일일수록 끼어드는 것 하나가 크게 보입니다.
