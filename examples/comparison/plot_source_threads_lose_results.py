# 실행: python plot_source_threads_lose_results.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
교재의 스레드는 결과를 잃고도 끝났다고 말합니다
==================================================================

교재의 스레드 코드는 람다에 대입을 넣어서 실행되지 않습니다. 그것을 고치면 결과가 제자리에 들어갈까요?
요청이 실패하면 그 이유는 어디로 갈까요?

이 실험은 :doc:`교재의 코드에서 고친 것 </comparison/corrections>`에 나옵니다.
"""

import socket
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

URLS = ["/0", "/1", "/2", "/3"]
WAIT_SECONDS = 0.05
TIME_LIMIT_SECONDS = 1

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 아래의 글은 교재의 줄을 그대로 옮긴 것입니다. 코드로 적으면 이 파일 전체를 불러올 수 없습니다.
# 같은 람다를 다른 자리에도 놓아 봅니다. 자리에 따라 파이썬이 다른 말을 합니다.

SOURCE = """\
thread = threading.Thread(target=lambda: results[i] = fetch(url))
"""
OTHER_PLACES = [
    "pool.submit(lambda: results[i] = fetch(url))",
    "work = lambda: results[i] = fetch(url)",
]


def fetch(url):
    """요청을 흉내 내어 잠깐 기다리고, 주소를 그대로 돌려줍니다."""
    time.sleep(WAIT_SECONDS)
    return url


def fetch_offline(_url):
    """듣는 이가 없는 문에 연결합니다. 인터넷이 끊긴 자리에서 교재의 주소를 부르는 것과 같습니다."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        socket.create_connection(unused.getsockname(), TIME_LIMIT_SECONDS).close()


def run(works):
    """인자 없는 함수마다 스레드를 하나씩 시작하고 모두 기다립니다. 교재와 같습니다."""
    started = time.perf_counter()
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"스레드 실행: {time.perf_counter() - started:.2f}초")


def seen(results, told=0):
    """결과를 찍고, 제자리에 제 값이 들어가지 않은 칸을 셉니다."""
    print(f"results = {results}")
    wrong = sum(got != url for got, url in zip(results, URLS, strict=True))
    return {"wrong": wrong, "told": told}


def assignment_in_lambda():
    """교재: 람다 안의 대입"""
    results = [None] * len(URLS)
    told = 0
    for line in [SOURCE, *OTHER_PLACES]:
        try:
            compile(line, "chapter.py", "exec")
        except SyntaxError:
            traceback.print_exc(limit=0)
            told += 1
    return seen(results, told)


def late_binding():
    """흔한 고침: 반복문의 i를 그대로 쓰는 함수"""
    results = [None] * len(URLS)
    works = []
    for i, url in enumerate(URLS):

        def work():
            results[i] = fetch(url)  # noqa: B023 - 늦게 읽히는 i와 url이 보이려는 것입니다.

        works.append(work)
    run(works)
    return seen(results)


def lost_exception():
    """교재: 스레드에서 난 예외"""
    threading.excepthook = lambda caught: print(f"화면에만 남는 말: {caught.exc_type.__name__}")
    results = [None] * len(URLS)

    def work(i):
        results[i] = fetch_offline(URLS[i])

    run([lambda: work(0), lambda: work(1), lambda: work(2), lambda: work(3)])
    return seen(results)


def pool_keeps_places():
    """고침: 스레드 풀의 map"""
    with ThreadPoolExecutor(len(URLS)) as pool:
        return seen(list(pool.map(fetch, URLS)))


def pool_keeps_exceptions():
    """고침: 스레드 풀의 map, 요청이 실패할 때"""
    results = [None] * len(URLS)
    try:
        with ThreadPoolExecutor(len(URLS)) as pool:
            results = list(pool.map(fetch_offline, URLS))
    except OSError as error:
        print(f"{type(error).__name__}: {error}")
        return seen(results, told=1)
    return seen(results)


# %%
# 예상
# ------------------------------------------------------------------
#
# 람다 안의 대입은 시작도 하지 못합니다. 늦게 읽히는 ``i``는 마지막 자리만 채웁니다.
# 스레드에서 난 예외는 부른 쪽에 오지 않으므로, 네 칸이 모두 빈 채로 끝났다고 말합니다.
# 풀은 자리를 지키고, 실패하면 예외를 부른 쪽에 올립니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        assignment_in_lambda,
        late_binding,
        lost_exception,
        pool_keeps_places,
        pool_keeps_exceptions,
        facts={"wrong": "네 칸 가운데 틀린 칸(개)", "told": "부른 쪽에 알린 잘못(번)"},
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
# 막대가 길면서 잘못을 알리지 않은 것이 가장 나쁩니다. 틀렸는데 아무도 모르기 때문입니다.
#
# 함수 안의 ``i``는 함수를 만들 때가 아니라 부를 때의 값입니다. 지연 바인딩(late binding)이라고 합니다.
# 기다림이 끝났을 때 반복문은 이미 끝나 있어서, 모든 스레드가 마지막 칸에 적습니다.
#
# ``Thread``는 예외를 ``threading.excepthook``에 넘기고 그대로 끝납니다. ``join()``은 아무것도 올리지 않습니다.
# ``pool.map``은 입력의 순서대로 결과를 주고, 결과를 꺼낼 때 그 예외를 올립니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WAIT_SECONDS``를 ``0``으로 줄여 보십시오. 지연 바인딩가 맞을 때도 있습니다. 그래서 시험에서는 지나가고 운영에서 틀립니다.
