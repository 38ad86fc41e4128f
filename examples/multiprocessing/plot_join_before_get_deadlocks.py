# 실행: python plot_join_before_get_deadlocks.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
큐를 비우기 전에 join하면 큰 결과에서 영원히 멈춥니다
==================================================================

작은 데이터로 시험할 때는 돌던 코드가 큰 데이터에서 멈춥니다.
``join()``과 ``get()``의 순서가 왜 중요할까요?
얼마나 커야 멈출까요?

이 실험은 :doc:`프로세스 간 통신 </multiprocessing/channels>`에 나옵니다.
"""

import multiprocessing

SMALL_BYTES = 1_000
LARGE_BYTES = 1_000_000  # 파이프 버퍼보다 넉넉히 큽니다.
DEADLINE_SECONDS = 0.5

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 자식은 큐에 결과 하나를 넣고 끝납니다. 부모가 기다리는 순서만 다릅니다.


def answer(queue, size):
    """결과 하나를 큐에 넣습니다."""
    queue.put(bytes(size))


def start_answering(size):
    """결과를 넣을 자식을 시작합니다."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=answer, args=(queue, size))
    process.start()
    return queue, process


def join_then_get_small():
    """작은 결과, join 먼저"""
    queue, process = start_answering(SMALL_BYTES)
    process.join()
    return {"received": len(queue.get())}


def join_then_get_large():
    """큰 결과, join 먼저"""
    queue, process = start_answering(LARGE_BYTES)
    process.join()
    return {"received": len(queue.get())}


def get_then_join_large():
    """고침: 큰 결과, get 먼저"""
    queue, process = start_answering(LARGE_BYTES)
    received = queue.get()
    process.join()
    return {"received": len(received)}


# %%
# 예상
# ------------------------------------------------------------------
#
# 작은 결과는 어느 순서로도 옵니다. 큰 결과는 ``get()``을 먼저 해야 옵니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        join_then_get_small,
        Contender(join_then_get_large, expect_failure=True),
        get_then_join_large,
        facts={"finished": "끝남(끝났으면 1)", "received": "받은 것(바이트)"},
        times=1,
        deadline_seconds=DEADLINE_SECONDS,
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
# ``put()``은 곧바로 돌아오지만, 실제로 보내는 것은 뒤에서 도는 스레드입니다.
# 자식은 끝나기 전에 그 스레드가 다 보내기를 기다립니다. 파이프 버퍼(Linux에서는 64 KiB)보다 큰 것은 부모가 읽어야 다 보냅니다.
# 부모는 자식이 끝나기를, 자식은 부모가 읽기를 기다립니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LARGE_BYTES``를 ``60_000``과 ``70_000``으로 바꿔 보십시오. Linux에서는 그 사이에서 갈립니다.
