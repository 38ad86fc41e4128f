# 실행: python plot_right_structure_beats_every_core.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
자료 구조 하나가 코어 수십 개를 이깁니다
==================================================================

접근 로그에서 서로 다른 손님을 셉니다. 처음 보는 손님이면 목록에 더하는 프로그램이 느려서 프로세스 풀에 나누었습니다.
나누지 않고 목록을 집합으로 바꾸면 몇 배가 될까요? 그만큼 얻으려면 코어가 몇 개 있어야 할까요?

이 실험은 :doc:`병렬보다 먼저 </practice/before-parallel>`에 나옵니다.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from random import Random

SEED = 20_261_127
LINES = 10_000
VISITORS = 600

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 로그의 줄마다 손님이 하나입니다. 손님은 씨앗을 정해 뽑습니다.


def lines_of_log():
    """로그의 줄마다의 손님입니다."""
    chance = Random(SEED)  # noqa: S311 - 암호가 아니라 로그를 만듭니다.
    return [
        f"10.0.{number // 250}.{number % 250}"
        for number in chance.choices(range(VISITORS), k=LINES)
    ]


HOSTS = lines_of_log()


def visitors_of(hosts):
    """처음 보는 손님이면 목록에 더합니다."""
    seen = []
    for host in hosts:
        if host not in seen:
            seen.append(host)
    return seen


def in_list():
    """목록에서 찾기"""
    return len(visitors_of(HOSTS))


def in_list_in_pool():
    """목록에서 찾기, 프로세스 풀"""
    step = -(-LINES // WORKERS)
    pieces = [HOSTS[start : start + step] for start in range(0, LINES, step)]
    with ProcessPoolExecutor(WORKERS) as pool:
        found = pool.map(visitors_of, pieces)
        return len(visitors_of(host for hosts in found for host in hosts))


def in_set():
    """집합에서 찾기"""
    return len(set(HOSTS))


# %%
# 예상
# ------------------------------------------------------------------
#
# 풀은 코어의 수에 못 미치는 만큼 빨라집니다. 집합은 줄마다 손님을 하나씩 비교하지 않으므로 수십 배 빨라집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw

    result = compare(in_list, in_list_in_pool, in_set, ceiling=True)
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
# 목록에서 찾는 시간은 손님의 수에 비례하고, 집합에서 찾는 시간은 그대로입니다.
# 손님이 열 배가 되면 목록은 열 배 느려지므로, 코어를 열 배로 늘려야 제자리입니다. 집합과의 차이는 로그가 커질수록 벌어집니다.
#
# 병렬은 일을 나눌 뿐 줄이지 않습니다. 줄어들 일을 나누어 놓으면, 다음 사람은 나누는 코드까지 고쳐야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``VISITORS``를 ``6_000``으로 늘려 보십시오. 목록은 몇 배 더 느려지고 집합은 거의 그대로입니다.
