# 실행: python plot_out_of_band_skips_the_packing.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
버퍼를 따로 보내면 피클하는 시간이 사라집니다
==================================================================

피클 프로토콜 5는 배열의 버퍼를 피클에 담지 않고 따로 보내게 해 줍니다.
그러면 얼마나 빨라질까요? 파이프를 지나는 시간은 그대로인데요.
공유 메모리와 함께 쓰면 어떨까요?

이 실험은 :doc:`배열을 보내는 비용 </multiprocessing/array-copies>`에 나옵니다.
"""

import multiprocessing
import pickle
from contextlib import contextmanager
from multiprocessing.reduction import ForkingPickler
from multiprocessing.shared_memory import SharedMemory

import numpy as np

# ruff: noqa: S301 - 제가 보낸 것만 역직렬화합니다.

SIZE_BYTES = 16 * 2**20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 배열을 워커에 보내고, 워커가 읽은 두 끝의 합을 돌려받습니다.
# ``packing``은 보내지 않고, ``send``와 ``recv``가 쓰는 피클러로 한 프로세스에서 피클하고 역직렬화하기만 합니다.


def read_array(array):
    """배열의 두 끝을 읽습니다."""
    return int(array[0]) + int(array[-1])


def serve(connection, name):
    """보낸 방법에 맞추어 배열을 받고, 읽은 것을 돌려보냅니다."""
    memory = SharedMemory(name)
    while (way := connection.recv()) is not None:
        if way == "send":
            array = connection.recv()
        elif way == "bytes":
            array = np.frombuffer(connection.recv_bytes(), np.uint8)
        elif way == "apart":
            header = connection.recv()
            buffers = [connection.recv_bytes()]
            array = pickle.loads(header, buffers=buffers)
        else:
            header = connection.recv()
            array = pickle.loads(header, buffers=[memory.buf])
        connection.send(read_array(array))
        del array  # 공유 메모리를 가리키는 것이 남아 있으면 닫지 못합니다.
    memory.close()


@contextmanager
def ready_worker():
    """채널과 공유 메모리로 이어진 워커"""
    ours, theirs = multiprocessing.Pipe()
    memory = SharedMemory(create=True, size=SIZE_BYTES)
    process = multiprocessing.Process(target=serve, args=(theirs, memory.name))
    process.start()
    try:
        yield ours, np.ones(SIZE_BYTES, np.uint8), memory
    finally:
        ours.send(None)
        process.join()
        memory.close()
        memory.unlink()


def in_one_piece(worker):
    """connection.send"""
    connection, array, _ = worker
    connection.send("send")
    connection.send(array)
    return connection.recv()


def packing(worker):
    """피클하고 역직렬화하기만"""
    _, array, _ = worker
    return read_array(pickle.loads(ForkingPickler.dumps(array)))


def raw_bytes(worker):
    """피클 없이 바이트만"""
    connection, array, _ = worker
    connection.send("bytes")
    connection.send_bytes(array)
    return connection.recv()


def buffers_apart(worker):
    """버퍼는 따로"""
    connection, array, _ = worker
    buffers = []
    header = pickle.dumps(array, protocol=5, buffer_callback=buffers.append)
    connection.send("apart")
    connection.send(header)
    for buffer in buffers:
        connection.send_bytes(buffer.raw())
    return connection.recv()


def buffers_in_shared_memory(worker):
    """버퍼는 공유 메모리로"""
    connection, array, memory = worker
    buffers = []
    header = pickle.dumps(array, protocol=5, buffer_callback=buffers.append)
    raw = buffers[0].raw()
    memory.buf[: raw.nbytes] = raw
    connection.send("shared")
    connection.send(header)
    return connection.recv()


# %%
# 예상
# ------------------------------------------------------------------
#
# 버퍼를 따로 보내는 시간은 ``send``에서 ``packing``을 뺀 것, 곧 바이트만 보내는 시간과 같을 것입니다.
# 버퍼를 공유 메모리에 두면 파이프도 지나지 않으므로, 한 번 복사하는 시간만 남습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    result = compare(
        *(
            Contender(way, given=ready_worker)
            for way in (
                in_one_piece,
                packing,
                raw_bytes,
                buffers_apart,
                buffers_in_shared_memory,
            )
        )
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
# 버퍼를 따로 보내면 복사본이 사라지지만, 바이트는 그대로 파이프를 지납니다. 파이프는 한 번에 조금씩만 담으므로,
# 보내는 쪽과 받는 쪽이 번갈아 커널에 들어가 복사합니다.
# 예상보다 더 줄었다면 복사본을 둘 메모리를 새로 얻지 않은 덕입니다. 페이지 폴트를 세어 보면 ``send``는 두 쪽에서 배열의 페이지보다 많이 나고,
# 버퍼를 따로 보내는 쪽은 앞에서 쓰던 메모리를 다시 써서 거의 나지 않습니다.
#
# 파이프를 지나지 않으려면 버퍼를 공유 메모리에 두어야 합니다. 피클의 머리만 채널로 가고, 받은 쪽은 그 자리를 그대로 배열로 씁니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SIZE_BYTES``를 ``64 * 1024``로 줄여 보십시오. 머리를 만드는 시간이 커져서 버퍼를 따로 보내는 이득이 사라집니다.
