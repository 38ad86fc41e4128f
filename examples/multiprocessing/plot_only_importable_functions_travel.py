# 실행: python plot_only_importable_functions_travel.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
다른 프로세스로는 이름으로 찾을 수 있는 함수만 갑니다
==================================================================

``Can't pickle local object``는 왜 날까요?
같은 코드가 ``fork``에서는 도는데 ``forkserver``에서는 왜 돌지 않을까요?
어떻게 고쳐야 할까요?

이 실험은 :doc:`시작할 때 나는 오류 </multiprocessing/start-errors>`에 나옵니다.
"""

import multiprocessing
import sys
from functools import partial

FACTOR = 3

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 다섯 가지 모두 ``3 × 14``를 다른 프로세스에서 계산합니다.
# ``Process``에는 종료 코드로 답하고, ``Pool``은 값을 돌려줍니다.


def multiply(factor, number):
    """모듈의 맨 바깥에 적은 함수"""
    return factor * number


def multiply_and_exit(factor, number):
    """답을 종료 코드로 알립니다."""
    sys.exit(factor * number)


def in_process(method, target, *arguments):
    """프로세스를 시작해 보고, 42가 왔으면 1을 돌려줍니다."""
    process = multiprocessing.get_context(method).Process(target=target, args=arguments)
    try:
        process.start()
    except Exception as error:  # noqa: BLE001 - 버전마다 다른 예외를 냅니다.
        print(f"{type(error).__name__}: {error}")
        return {"arrived": 0}
    process.join()
    print(f"종료 코드 {process.exitcode}")
    return {"arrived": int(process.exitcode == 42)}


def in_pool(method, function):
    """풀에 맡겨 보고, 42가 왔으면 1을 돌려줍니다."""
    with multiprocessing.get_context(method).Pool(1) as pool:
        try:
            answers = pool.map(function, [14])
        except Exception as error:  # noqa: BLE001 - 버전마다 다른 예외를 냅니다.
            print(f"{type(error).__name__}: {error}")
            return {"arrived": 0}
    print(f"답 {answers}")
    return {"arrived": int(answers == [42])}


def local_process_fork():
    """Process에 안쪽 함수, fork"""

    def local(number):
        multiply_and_exit(FACTOR, number)

    return in_process("fork", local, 14)


def local_process_forkserver():
    """Process에 안쪽 함수, forkserver"""

    def local(number):
        multiply_and_exit(FACTOR, number)

    return in_process("forkserver", local, 14)


def lambda_pool_fork():
    """Pool에 lambda, fork"""
    return in_pool("fork", lambda number: FACTOR * number)


def mended_process_forkserver():
    """고침: 바깥 함수와 인자, forkserver"""
    return in_process("forkserver", multiply_and_exit, FACTOR, 14)


def mended_pool_forkserver():
    """고침: partial, forkserver"""
    return in_pool("forkserver", partial(multiply, FACTOR))


# %%
# 예상
# ------------------------------------------------------------------
#
# ``Process``에 준 안쪽 함수는 ``fork``에서만 돕니다. 메모리째 물려받아서, 보낼 것이 없기 때문입니다.
# ``Pool``에 준 ``lambda``는 어느 시작 방식에서도 돌지 않습니다. 고친 두 가지는 어디서나 돕니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    every = [
        local_process_fork,
        local_process_forkserver,
        lambda_pool_fork,
        mended_process_forkserver,
        mended_pool_forkserver,
    ]
    methods = multiprocessing.get_all_start_methods()
    possible = [function for function in every if function.__name__.split("_")[2] in methods]
    if possible:
        result = observe(*possible, facts={"arrived": "도착한 답(개)"}, times=1)
        print(result)
    else:
        print("이 시스템에는 spawn만 있어서 fork와 forkserver를 비교할 수 없습니다.")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    if possible:
        draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 함수는 코드가 아니라 이름으로 갑니다. 받는 쪽은 모듈을 불러와 그 이름을 찾습니다.
# 함수 안에서 만든 함수와 ``lambda``에는 찾을 수 있는 이름이 없습니다.
#
# ``fork``만 써 온 코드는 이 잘못을 숨기고 있습니다. Python 3.14부터 Linux의 기본값이 ``forkserver``가 되면서 드러납니다.
# 안쪽 함수가 붙들던 값은 인자로 보내거나 ``functools.partial``에 담으십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``"forkserver"``를 모두 ``"spawn"``으로 바꿔 보십시오. 도착하는 것과 도착하지 않는 것이 같습니다.
