# 실행: python plot_closed_loop_hides_stalls.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
닫힌 고리로 재면 멎은 서버가 보이지 않습니다
==================================================================

서버가 1초마다 0.3초씩 멎습니다. 사용자 열에 셋은 이 멎음을 겪습니다.
그런데 대답을 받고 나서야 다음 요청을 보내는 측정에서도 그것이 보일까요?

이 실험은 :doc:`이 책의 숫자를 믿는 법 </measuring>`에 나옵니다.
"""

import requests

ARRIVALS_PER_SECOND = 50
SECONDS = 2
STALL_EVERY_SECONDS = 1.0
STALL_SECONDS = 0.3
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------


def fetch(url):
    """열린 고리: 정해진 때마다 보내기"""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return response.text


# %%
# 예상
# ------------------------------------------------------------------
#
# 열린 고리에서는 열 개 가운데 한 개보다 많은 요청이 멎은 동안 늦습니다.
# 닫힌 고리에서는 멎을 때마다 요청 하나만 늦고, 그 하나는 나머지에 묻힙니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, Server, draw, latency

    result = latency(
        fetch,
        Contender(
            fetch, name="closed_loop", label="닫힌 고리: 대답을 받고 보내기", closed_loop=True
        ),
        rate_per_second=ARRIVALS_PER_SECOND,
        seconds=SECONDS,
        server=Server(stall_every_seconds=STALL_EVERY_SECONDS, stall_seconds=STALL_SECONDS),
        requests=10,
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
# 함수는 같고 서버도 같습니다. 다른 것은 언제 보내는지와 어디서부터 세는지뿐입니다.
#
# 닫힌 고리는 서버가 멎으면 함께 멎습니다. 그동안 보냈어야 할 요청이 사라지므로, 사라진 요청의 지연도 사라집니다.
# 이것을 조율된 누락(coordinated omission)이라고 합니다. 실제 사용자는 서버가 멎었다고 기다려 주지 않습니다.
#
# 그래서 이 책의 지연은 모두 열린 고리로, 보내기로 한 때부터 셉니다.
# 여러 일을 다 끝내는 데 걸린 시간을 비교할 때에는 닫힌 고리로 재어도 됩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``STALL_SECONDS``를 ``0.8``로 늘려 보십시오. 닫힌 고리의 p90은 그대로입니다.
