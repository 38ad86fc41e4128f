# 실행: python plot_shared_memory_pays_when_reused.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
공유 메모리는 다시 쓸 때 가장 쌉니다
==================================================================

큰 배열을 워커에게 피클로 보내면 여러 번 복사합니다. 공유 메모리(shared memory)는 한 번만 복사합니다.
그런데 공유 메모리를 그때그때 만들면 얼마나 남을까요?
얼마나 커야 이득일까요?

이 실험은 :doc:`메모리 나누어 쓰기 </multiprocessing/shared-memory>`에 나옵니다.
"""

import multiprocessing
from contextlib import contextmanager
from multiprocessing.shared_memory import SharedMemory

import numpy as np

SIZES = (10_000, 1_000_000, 8_000_000)  # 바이트. /dev/shm이 64 MB뿐인 컨테이너에서도 돕니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 배열을 워커에게 주고, 워커가 본 처음과 끝의 합을 돌려받습니다.
# 워커는 채널 하나로 배열을 통째로 받거나, 공유 메모리의 이름과 크기만 받습니다.


def read_array(array):
    """배열의 두 끝을 봅니다."""
    return float(array[0] + array[-1])


def serve(connection):
    """배열이나 공유 메모리의 이름을 받아 답합니다. 연 것은 다시 씁니다."""
    opened = {}
    while (request := connection.recv()) is not None:
        if isinstance(request, np.ndarray):
            connection.send(read_array(request))
            continue
        name, size, keep = request
        memory = opened.get(name) or SharedMemory(name)
        connection.send(read_array(np.ndarray(size, np.uint8, buffer=memory.buf)))
        if keep:
            opened[name] = memory
        else:
            memory.close()
    for memory in opened.values():
        memory.close()


@contextmanager
def ready_worker():
    """채널로 이어진 워커와, 미리 만들어 둔 공유 메모리"""
    ours, theirs = multiprocessing.Pipe()
    memory = SharedMemory(create=True, size=max(SIZES))
    process = multiprocessing.Process(target=serve, args=(theirs,))
    process.start()
    source = np.ones(max(SIZES), np.uint8)
    try:
        yield ours, source, memory
    finally:
        ours.send(None)
        process.join()
        memory.close()
        memory.unlink()  # 만든 쪽이 없앱니다.


def pickled(worker, size):
    """피클로 보내기"""
    connection, source, _ = worker
    connection.send(source[:size])
    return connection.recv()


def new_shared(worker, size):
    """그때그때 만드는 공유 메모리"""
    connection, source, _ = worker
    memory = SharedMemory(create=True, size=size)
    try:
        np.ndarray(size, np.uint8, buffer=memory.buf)[:] = source[:size]
        connection.send((memory.name, size, False))
        return connection.recv()
    finally:
        memory.close()
        memory.unlink()


def reused_shared(worker, size):
    """만들어 둔 공유 메모리"""
    connection, source, memory = worker
    np.ndarray(size, np.uint8, buffer=memory.buf)[:] = source[:size]
    connection.send((memory.name, size, True))
    return connection.recv()


# %%
# 예상
# ------------------------------------------------------------------
#
# 작은 배열에서는 피클이 가장 간단하고도 빠릅니다. 큰 배열에서는 만들어 둔 공유 메모리가 크게 이깁니다.
# 그때그때 만드는 것은 페이지를 새로 얻는 비용 때문에 그 사이에 있습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(pickled, SIZES, given=ready_worker),
        *sweep(new_shared, SIZES, given=ready_worker),
        *sweep(reused_shared, SIZES, given=ready_worker),
        axis="배열의 크기(바이트)",
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
# 피클은 배열을 바이트 열로 복사하고, 파이프로 나누어 옮기고, 다시 배열로 만듭니다.
# 공유 메모리는 한 번 복사해 두면 워커가 그 자리를 그대로 봅니다. 채널로는 이름과 크기만 갑니다.
#
# 새로 만든 공유 메모리는 처음 닿는 페이지마다 커널이 0으로 채운 페이지를 내줍니다. 없앨 때에는 돌려줍니다.
# 이 비용이 복사하는 비용보다 큽니다. 그래서 같은 크기라도 만들어 두고 쓰는 것이 쌉니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SIZES``에 ``32_000_000``을 더해 보십시오. 만들어 둔 공유 메모리와 나머지의 사이가 더 벌어집니다.
