# 실행: python plot_inherited_context_sticks_to_pool_threads.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
컨텍스트를 물려받는 스레드 풀은 첫 요청의 것을 끝까지 붙들고 있습니다
=====================================================================

GIL이 없는 3.14부터는 새 스레드가 부모의 컨텍스트 변수를 물려받습니다. 요청 번호를 손으로 넘기지 않아도 될까요?
물려받지 않는 설정과 물려받는 설정에서, 요청 셋을 스레드 풀 하나에 맡겼습니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

import json
import os
import subprocess
import sys

REQUESTS = 3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 설정은 인터프리터를 시작할 때 정해집니다. 그래서 프로그램을 따로 돌립니다.

PROGRAM = """
import contextvars
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

REQUEST = contextvars.ContextVar("REQUEST", default=None)
LOCAL = threading.local()


def in_new_threads(numbers):
    answers = []
    for number in numbers:
        REQUEST.set(number)
        LOCAL.request = number
        thread = threading.Thread(
            target=lambda: answers.append((REQUEST.get(), getattr(LOCAL, "request", None)))
        )
        thread.start()
        thread.join()
    return answers


def in_pool(numbers):
    answers = []
    with ThreadPoolExecutor(1) as pool:
        for number in numbers:
            REQUEST.set(number)
            answers.append((pool.submit(REQUEST.get).result(), None))
    return answers


def in_pool_with_copy(numbers):
    answers = []
    with ThreadPoolExecutor(1) as pool:
        for number in numbers:
            REQUEST.set(number)
            context = contextvars.copy_context()
            answers.append((pool.submit(context.run, REQUEST.get).result(), None))
    return answers


numbers = range(1, int(sys.argv[2]) + 1)
answers = globals()[sys.argv[1]](numbers)
print(json.dumps({
    "right": sum(seen == number for number, (seen, _) in zip(numbers, answers)),
    "wrong": sum(seen not in (number, None) for number, (seen, _) in zip(numbers, answers)),
    "local": sum(local is not None for _, local in answers),
}))
"""


def run_program(function, inherit):
    """컨텍스트를 물려받을지 정해 프로그램을 돌리고, 맞게 받은 것과 남의 것을 받은 것을 셉니다."""
    if not hasattr(sys.flags, "thread_inherit_context"):
        if inherit:
            print("이 파이썬에는 thread_inherit_context가 없습니다. Python 3.14부터 있습니다.")
            return dict.fromkeys(("right", "wrong", "local"))
        setting = []
    else:
        setting = ["-X", f"thread_inherit_context={inherit}"]
    done = subprocess.run(
        [sys.executable, *setting, "-c", PROGRAM, function, str(REQUESTS)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ,
        timeout=20,
        check=True,
    )
    return json.loads(done.stdout)


def threads_alone():
    """스레드마다, 물려받지 않음"""
    return run_program("in_new_threads", inherit=0)


def threads_inheriting():
    """스레드마다, 물려받음"""
    return run_program("in_new_threads", inherit=1)


def pool_alone():
    """스레드 풀, 물려받지 않음"""
    return run_program("in_pool", inherit=0)


def pool_inheriting():
    """스레드 풀, 물려받음"""
    return run_program("in_pool", inherit=1)


def pool_alone_with_copy():
    """스레드 풀에 컨텍스트를 담아 보냄, 물려받지 않음"""
    return run_program("in_pool_with_copy", inherit=0)


def pool_inheriting_with_copy():
    """스레드 풀에 컨텍스트를 담아 보냄, 물려받음"""
    return run_program("in_pool_with_copy", inherit=1)


# %%
# 예상
# ------------------------------------------------------------------
#
# 물려받지 않으면 번호가 비어 있고, 물려받으면 셋 모두 제 번호를 봅니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        threads_alone,
        threads_inheriting,
        pool_alone,
        pool_inheriting,
        pool_alone_with_copy,
        pool_inheriting_with_copy,
        facts={
            "right": "제 번호를 본 요청(개)",
            "wrong": "남의 번호를 본 요청(개)",
            "local": "threading.local을 물려받은 요청(개)",
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
# 물려받는 것은 스레드를 *시작할 때*입니다. 풀의 스레드는 한 번 시작해서 여러 요청을 처리합니다.
# 그래서 첫 요청의 번호를 물려받고, 다음 요청에서도 그 번호를 봅니다.
# 비어 있던 것이 남의 것으로 바뀌었으므로, 로그는 멀쩡해 보이고 틀립니다.
#
# 고침은 어느 설정에서나 같습니다. 맡길 때마다 ``copy_context().run``으로 담아 보냅니다.
# ``asyncio.to_thread``는 스스로 그렇게 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``in_pool``의 ``ThreadPoolExecutor(1)``을 ``ThreadPoolExecutor(1, initializer=REQUEST.set, initargs=(None,))``으로 바꾸어 보십시오.
# 남의 번호 대신 빈 것을 봅니다.
