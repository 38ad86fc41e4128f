# 실행: python plot_jitter_breaks_up_the_crowd.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
흩뜨리지 않은 백오프는 무리를 그대로 옮깁니다
==================================================================

한꺼번에 거절당한 손님 200명이 저마다 1초, 2초, 4초를 기다려 다시 옵니다. 그러면 서버가 편해질까요?
같은 시간만큼 기다리는 것과, 그 안에서 아무 때나 오는 것(지터)을 시늉으로 비교했습니다.

이 실험은 :doc:`밖으로 나가는 호출 </practice/outgoing-calls>`에 나옵니다.
"""

import random
from collections import Counter

CLIENTS = 200
PER_SLOT = 5
SLOTS_PER_SECOND = 10
TRIES = 6
BASE_SLOTS = 10
SEED = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시계를 쓰지 않고 때를 0.1초의 칸으로 셉니다. 서버는 한 칸에 다섯까지 받고 나머지는 곧바로 거절합니다.


def at_once(_tried, _pick):
    """거절당하면 다음 칸에 다시 옵니다."""
    return 1


def exponential(tried, _pick):
    """1초, 2초, 4초, … 뒤에 다시 옵니다."""
    return BASE_SLOTS * 2**tried


def exponential_with_jitter(tried, pick):
    """그 시간 안에서 아무 때나 다시 옵니다."""
    return pick.randint(1, BASE_SLOTS * 2**tried)


def crowd(wait):
    """손님 200명이 0초에 오고, 거절당하면 여섯 번까지 다시 옵니다."""
    pick = random.Random(SEED)  # noqa: S311 - 되풀이할 수 있어야 합니다.
    coming = {0: [0] * CLIENTS}
    served, arrived = 0, Counter()
    while coming:
        now = min(coming)
        tries = coming.pop(now)
        arrived[now] += len(tries)
        served += min(PER_SLOT, len(tries))
        for tried in tries[PER_SLOT:]:
            if tried + 1 < TRIES:
                coming.setdefault(now + wait(tried, pick), []).append(tried + 1)
    sent = arrived.total()
    del arrived[0]  # 처음의 무리는 어느 방법에서나 같습니다.
    return {"served": served, "sent": sent, "crowd": max(arrived.values())}


def retry_at_once():
    """곧바로 다시"""
    return crowd(at_once)


def back_off():
    """백오프"""
    return crowd(exponential)


def back_off_with_jitter():
    """백오프와 지터"""
    return crowd(exponential_with_jitter)


# %%
# 예상
# ------------------------------------------------------------------
#
# 모두 같은 때에 거절당했고 같은 만큼 기다리므로, 백오프만 두면 195명이 1초 뒤의 같은 칸에 다시 모입니다.
# 여섯 번에 다섯씩, 30명만 받을 것입니다. 곧바로 다시 오는 것과 같습니다.
# 지터를 더하면 흩어지므로, 훨씬 많은 손님을 더 적은 요청으로 받을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        retry_at_once,
        back_off,
        back_off_with_jitter,
        facts={
            "served": "받은 손님(명)",
            "sent": "서버가 받은 요청(개)",
            "crowd": "다시 온 무리 가운데 가장 큰 것(명)",
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
# 백오프는 서버에 쉴 틈을 주지만, 무리를 흩뜨리지는 않습니다. 그 틈에 서버는 놀고, 무리가 오면 다시 대부분을 거절합니다.
# 지터는 같은 시간 안에 고르게 퍼뜨립니다. 가장 큰 무리가 작아진 것을 보십시오.
#
# 서버가 ``Retry-After``로 때를 알려 주면 그보다 먼저 오지 않되, 그때에도 흩뜨려야 합니다. 모두에게 같은 때를 알려 주기 때문입니다.
# 정해진 때에 도는 일(크론, 캐시의 만료)도 같은 무리를 만듭니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``PER_SLOT``을 ``200``으로 늘려 보십시오. 아무도 거절당하지 않으니 셋이 같습니다. 지터는 모자랄 때에만 값을 합니다.
