# 실행: python plot_source_workers_hide_mistakes.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
교재의 스레드 코드는 실패를 감춥니다
==================================================================

원래 교재의 코드를 그대로 돌려 봅니다. 요청 여덟 가운데 하나는 서버가 503으로 답합니다.
몇 개의 결과가 제자리에 남고, 부른 쪽은 실패를 알게 될까요?

이 실험은 :doc:`스레드로 받아 오기 </threading/fetching>`에 나옵니다.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import requests

REQUESTS = 8
FAULT_EVERY = 8
TIME_LIMIT_SECONDS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 교재의 10.4.4에는 ``lambda: results[i] = fetch(url)``이 나옵니다. 파일에 그대로 적으면 파일 전체가 돌지 않으므로,
# 글로 담아 두고 실행해 봅니다.

SOURCE_LAMBDA = "thread = threading.Thread(target=lambda: results[i] = fetch(url))"


def lambda_assignment(urls):
    """교재 10.4.4: lambda 안의 대입"""
    results, raised = [None] * len(urls), 0
    try:
        exec(SOURCE_LAMBDA)  # noqa: S102 - 틀린 코드가 어떻게 되는지 보이려는 것입니다.
    except SyntaxError as error:
        raised = 1
        print(f"{type(error).__name__}: {error.msg}")
    return told(results, raised)


def late_binding(urls):
    """흔한 고침: lambda에서 나중에 찾음"""
    results = [None] * len(urls)
    threads, ready = [], threading.Event()
    for i, url in enumerate(urls):
        thread = threading.Thread(
            target=lambda: ready.wait() and results.__setitem__(i, fetch_source(url))  # noqa: B023 - 이 틀린 것을 보이려는 것입니다.
        )
        threads.append(thread)
        thread.start()
    ready.set()  # 반복문이 끝난 다음에 일을 시작하는 스레드들입니다.
    for thread in threads:
        thread.join()
    return told(results)


def fetch_source(url):
    """교재의 fetch_url: 타임아웃도 상태 검사도 없습니다."""
    response = requests.get(url)  # noqa: S113 - 교재의 코드입니다.
    return {"url": url, "status": response.status_code}


def status_unchecked(urls):
    """교재 10.4.2: 상태를 보지 않음"""
    results = [None] * len(urls)

    def worker(idx, url):
        results[idx] = fetch_source(url)

    run_all(worker, urls)
    return told(results)


def exception_unseen(urls):
    """상태만 검사하고 스레드는 그대로"""
    results = [None] * len(urls)

    def worker(idx, url):
        results[idx] = fetch_url(url)

    run_all(worker, urls)
    return told(results)


def run_all(worker, urls):
    """교재의 10.4.2처럼 스레드를 하나씩 시작하고 기다립니다."""
    threads = [threading.Thread(target=worker, args=pair) for pair in enumerate(urls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fetch_url(url):
    """고친 fetch_url: 시간을 제한하고, 오류 상태를 예외로 바꿉니다."""
    response = requests.get(url, timeout=TIME_LIMIT_SECONDS)
    response.raise_for_status()
    return {"url": url, "status": response.status_code}


def mended(urls):
    """고친 것: Future마다 결과나 예외를 읽음"""
    results, raised = [None] * len(urls), 0
    with ThreadPoolExecutor(max_workers=4) as pool:
        futures = [pool.submit(fetch_url, url) for url in urls]
    for i, future in enumerate(futures):
        try:
            results[i] = future.result()
        except requests.RequestException as error:
            raised += 1
            print(f"{i}번: {type(error).__name__}")
    return told(results, raised)


def told(results, raised=0):
    """부른 쪽이 아는 것을 셉니다."""
    found = [result for result in results if result is not None]
    return {
        "results": len(found),
        "good": sum(result["status"] == 200 for result in found),
        "raised": raised,
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 고친 것만 성공 일곱과 실패 하나를 말합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Server, draw, observe

    result = observe(
        lambda_assignment,
        late_binding,
        status_unchecked,
        exception_unseen,
        mended,
        facts={
            "results": "남은 결과(개)",
            "good": "정말로 성공한 결과(개)",
            "raised": "부른 쪽에 온 예외(개)",
        },
        times=2,
        server=Server(fault="status", fault_every=FAULT_EVERY),
        requests=REQUESTS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="good")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``lambda``에는 식만 올 수 있습니다. 대입은 식이 아니어서 파일을 읽는 데서 멈춥니다.
# ``lambda``는 ``i``와 ``url``을 만들 때가 아니라 부를 때 찾습니다. 반복문이 끝났으면 모두 마지막 것을 봅니다.
# 상태를 보지 않으면 503도 결과로 셉니다.
# ``Thread``에서 난 예외는 표준 오류에 찍히고 사라집니다. ``results``에는 ``None``만 남습니다.
#
# 서버가 하나도 실패하지 않으면 교재의 10.4.2는 멀쩡해 보입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``late_binding``의 ``lambda:``를 ``lambda i=i, url=url:``로 바꾸어 보십시오. 여덟 자리가 모두 찹니다.
