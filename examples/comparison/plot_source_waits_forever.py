# 실행: python plot_source_waits_forever.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
타임아웃이 없는 요청은 대답이 없으면 끝나지 않습니다
==================================================================

서버가 연결을 받고 나서 대답하지 않습니다. 교재의 ``requests.get(url)``은 언제 포기할까요?

이 실험은 :doc:`교재의 코드에서 고친 것 </comparison/corrections>`에 나옵니다.
"""

import requests

WATCH_SECONDS = 1.0
TIME_LIMIT_SECONDS = 0.3

# %%
# 재는 코드
# ------------------------------------------------------------------


def no_time_limit(urls):
    """교재: 타임아웃 없음"""
    requests.get(urls[0])  # noqa: S113 - 타임아웃이 없는 것이 교재의 잘못입니다.
    return {}


def with_time_limit(urls):
    """고침: 타임아웃을 줌"""
    try:
        requests.get(urls[0], timeout=TIME_LIMIT_SECONDS)
    except requests.Timeout as error:
        print(f"{type(error).__name__}: {TIME_LIMIT_SECONDS}초를 기다렸지만 대답이 없습니다.")
    return {}


# %%
# 예상
# ------------------------------------------------------------------
#
# 타임아웃이 없는 요청은 끝나지 않습니다. 이 실험이 기다리다가 프로세스를 끝냅니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, Server, draw, observe

    result = observe(
        Contender(no_time_limit, expect_failure=True),
        with_time_limit,
        facts={"finished": "끝까지 감(1이면 예)"},
        measured={"seconds": "걸린 시간(초)"},
        times=1,
        deadline_seconds=WATCH_SECONDS,
        server=Server(fault="silence", fault_every=1),
        requests=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="seconds")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 타임아웃이 없는 쪽의 막대는 이 실험이 기다려 준 시간입니다. 그냥 두면 대답이 올 때까지 자랍니다.
# ``requests``는 타임아웃의 기본값이 없습니다.
#
# ``requests``의 ``timeout``은 대답 전체가 아니라, 조각 하나를 기다리는 타임아웃입니다.
# 조금씩 오래 보내는 서버에는 더 오래 걸립니다. ``aiohttp.ClientTimeout(total=…)``은 처음부터 끝까지의 타임아웃입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WATCH_SECONDS``를 ``10``으로 늘려 보십시오. 타임아웃이 없는 쪽만 길어집니다.
