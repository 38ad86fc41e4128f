# 실행: python plot_context_stays_behind.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
ContextVar는 풀에 따라가지 않고, threading.local은 남습니다
==================================================================

요청 번호를 컨텍스트 변수(context variable)에 적어 두고 풀에 일을 맡깁니다. 일은 그 번호를 볼까요?
``threading.local``에 적어 둔 값은 다음 일이 볼까요?

이 실험은 :doc:`스레드 풀을 제대로 쓰기 </threading/pools>`에 나옵니다.
"""

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

REQUEST = contextvars.ContextVar("REQUEST", default="없음")
LOCAL = threading.local()
REQUESTS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------


def read_context(expected):
    """맡긴 쪽이 적은 번호가 보이는지 봅니다."""
    return REQUEST.get() == expected


def submit_plainly():
    """컨텍스트 변수: 그냥 맡김"""
    seen = 0
    with ThreadPoolExecutor(1) as pool:
        for number in range(REQUESTS):
            REQUEST.set(number)
            seen += pool.submit(read_context, number).result()
    return {"seen": seen, "foreign": 0}


def submit_with_context():
    """컨텍스트 변수: 컨텍스트를 담아 맡김"""
    seen = 0
    with ThreadPoolExecutor(1) as pool:
        for number in range(REQUESTS):
            REQUEST.set(number)
            context = contextvars.copy_context()
            seen += pool.submit(context.run, read_context, number).result()
    return {"seen": seen, "foreign": 0}


def start_thread():
    """컨텍스트 변수: 새 스레드"""
    seen = []
    for number in range(REQUESTS):
        REQUEST.set(number)
        thread = threading.Thread(target=lambda number=number: seen.append(read_context(number)))
        thread.start()
        thread.join()
    return {"seen": sum(seen), "foreign": 0}


def remember_user(user):
    """첫 요청의 사람만 적어 두는, 흔한 실수입니다."""
    if not hasattr(LOCAL, "user"):
        LOCAL.user = user
    return LOCAL.user


def thread_local():
    """스레드 지역 값: 지우지 않음"""
    with ThreadPoolExecutor(1) as pool:
        users = list(pool.map(remember_user, range(REQUESTS)))
    own = sum(user == number for number, user in enumerate(users))
    return {"seen": own, "foreign": REQUESTS - own}


# %%
# 예상
# ------------------------------------------------------------------
#
# 그냥 맡기면 하나도 보지 못하고, 컨텍스트를 담아 맡기면 모두 봅니다.
# 지우지 않은 스레드 지역 값은 첫 사람의 것을 모두에게 보입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        submit_plainly,
        submit_with_context,
        start_thread,
        thread_local,
        facts={"seen": "제 값을 본 일(개)", "foreign": "남의 값을 본 일(개)"},
        times=2,
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
# 풀의 스레드는 맡긴 쪽의 컨텍스트를 모릅니다. ``copy_context().run``에 함수를 담아 맡겨야 합니다.
# ``asyncio.to_thread``는 이 일을 대신 해 줍니다.
#
# 새로 시작한 스레드는 빌드에 따라 다릅니다. GIL이 없는(free-threaded) 3.14부터는 시작할 때의 컨텍스트를 물려받습니다.
# (``sys.flags.thread_inherit_context``) 물려받더라도 풀의 스레드는 처음 시작할 때의 것만 봅니다.
#
# ``threading.local``의 값은 일이 아니라 스레드에 남습니다. 풀의 스레드는 여러 일을 하므로 다음 일이 봅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``remember_user``의 ``if``를 지워 보십시오. 일마다 값을 새로 적으므로 모두 제 값을 봅니다.
