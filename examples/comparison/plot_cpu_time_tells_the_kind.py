# 실행: python plot_cpu_time_tells_the_kind.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
CPU 시간의 비율이 프로그램의 종류를 알려 줍니다
==================================================================

느린 프로그램을 고치기 전에, 계산하느라 느린지 기다리느라 느린지 알아야 합니다.
``time.perf_counter``와 ``time.process_time`` 두 줄이면 갈립니까?

이 실험은 :doc:`CPU 바운드인가, I/O 바운드인가 </basics>`에 나옵니다.
"""

import time
from math import isqrt
from pathlib import Path

import requests

DELAY_SECONDS = 0.05
TIME_LIMIT_SECONDS = 10
PRIMES_BELOW = 60_000
PRIMES_PER_PAGE = 20_000

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``cpu_share``에 함수를 넘기면, 걸린 시간 가운데 CPU를 쓴 시간이 몇 %인지 돌려줍니다.
# ``perf_counter``는 벽시계처럼 흐르고, ``process_time``은 이 프로세스가 CPU를 쓰는 동안에만 흐릅니다.
# 바쁜 기계에서는 코어가 나기를 기다리는 시간도 있습니다. 그 시간은 이 함수의 성질이 아니므로 뺍니다.


def cpu_share(function, *arguments):
    """걸린 시간 가운데 CPU를 쓴 비율(%)"""
    wall, cpu, queued = time.perf_counter(), time.process_time(), core_wait()
    function(*arguments)
    wall = time.perf_counter() - wall - (core_wait() - queued)
    return 100 * (time.process_time() - cpu) / wall


def core_wait():
    """주 스레드가 코어를 기다린 시간(초). Linux에서만 알 수 있습니다."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def count_primes(below):
    """소수를 셉니다. 계산만 합니다."""
    numbers = range(2, below)
    return sum(all(n % d for d in range(2, isqrt(n) + 1)) for n in numbers)


def download(urls):
    """주소를 하나씩 받습니다. 거의 기다리기만 합니다."""
    for url in urls:
        requests.get(url, timeout=TIME_LIMIT_SECONDS).raise_for_status()


def download_and_calculate(urls):
    """하나를 받을 때마다 계산도 합니다."""
    for url in urls:
        requests.get(url, timeout=TIME_LIMIT_SECONDS).raise_for_status()
        count_primes(PRIMES_PER_PAGE)


def calculating(_urls):
    """계산하는 함수(CPU 바운드)"""
    return {"share": cpu_share(count_primes, PRIMES_BELOW)}


def waiting(urls):
    """기다리는 함수(I/O 바운드)"""
    return {"share": cpu_share(download, urls)}


def mixed(urls):
    """번갈아 하는 함수"""
    return {"share": cpu_share(download_and_calculate, urls)}


# %%
# 예상
# ------------------------------------------------------------------
#
# 계산하는 함수는 100 %에 가깝고, 기다리는 함수는 0 %에 가까우며, 번갈아 하는 함수는 그 사이일 것입니다.
#
# 재기
# ------------------------------------------------------------------
#
# 연습용 서버는 같은 기계의 다른 프로세스에서 돌며, 요청마다 ``DELAY_SECONDS``만큼 뜸을 들이고 대답합니다.

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        calculating,
        waiting,
        mixed,
        measured={"share": "걸린 시간 가운데 CPU를 쓴 비율(%)"},
        server=Server(delay_seconds=DELAY_SECONDS),
        requests=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="share")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 100 %에 가까우면 계산이 시간을 쓰고, 0 %에 가까우면 기다림이 시간을 씁니다.
# 기다리는 함수도 0 %는 아닙니다. 요청을 보내고 대답을 읽는 데에는 CPU를 씁니다.
#
# ``core_wait``를 빼지 않으면, 다른 프로그램이 코어를 다 쓰고 있을 때 계산하는 함수도 0 %에 가까워집니다.
# Linux가 아니면 뺄 수 없으므로, 기계가 한가할 때 재십시오.
# 100 %를 넘으면 스레드 여럿이 이미 함께 계산하고 있다는 뜻입니다. 자식 프로세스가 쓴 CPU 시간은 세지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DELAY_SECONDS``를 ``0``으로 바꾸어 보십시오. 기다릴 것이 없어져서, 기다리는 함수의 비율이 크게 오릅니다.
